"""A desk on made-up comments that copies what it is given, for the tests of what then reaches the terminal."""

import os
import sys
from pathlib import Path

from tests.tui.fakes import FakeDoor, StillClock, row
from tui.app import Nightdesk
from tui.clipboard import copy
from tui.crash import CrashLog
from tui.ink import load
from tui.lanes import Calls


class Copying(Nightdesk):
    """Copies as soon as it is ready, and says what became of it."""

    def on_inbox_ready(self) -> None:
        super().on_inbox_ready()
        self.inbox.say(copy(self, os.environ["COPY"] * int(os.environ.get("TIMES", "1"))).said)


if __name__ == "__main__":
    clock = StillClock()
    calls = Calls(FakeDoor(clock, [row(number) for number in range(1, 6)]), CrashLog(Path(sys.argv[1]), clock))
    app = Copying(calls, clock, load())
    app.run(mouse=False)
    app.inbox.parts.catching.stop()
    calls.close()
