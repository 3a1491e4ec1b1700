"""A real terminal for programs under measurement: a PTY whose every byte is time-stamped."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

QUIET_S = 0.06
"""A frame is over when nothing has come for so long."""


@dataclass(frozen=True)
class Answered:
    """What a key caused: seconds to the last byte of its frame, and how many bytes it cost."""

    seconds: float
    size: int


class Terminal:
    """A program in a PTY of `columns` x `lines` cells, started at once."""

    def __init__(
        self, command: Sequence[str], *, columns: int = 160, lines: int = 48, environ: Mapping[str, str] | None = None
    ) -> None:
        self.output = b""
        self.started = time.monotonic()
        self.pid, self.descriptor = pty.fork()
        if self.pid == 0:
            settings = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8", **(environ or {})}
            size = {"COLUMNS": "", "LINES": ""}  # pytest-xdist sets them, and Textual would believe them
            os.execvpe(command[0], list(command), {**os.environ, **size, **settings})
        fcntl.ioctl(self.descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))

    def read(self, timeout: float) -> bool:
        """Take what has come within `timeout` seconds; False when nothing did or the program is gone."""
        if not select.select([self.descriptor], [], [], timeout)[0]:
            return False
        try:
            data = os.read(self.descriptor, 65536)
        except OSError:
            return False
        self.output += data
        return bool(data)

    def wait(self, pattern: str, timeout: float = 60) -> float:
        """Return the seconds from the start until the text showed. Raises TimeoutError with the screen's last bytes."""
        wanted = re.compile(pattern.encode())
        while not wanted.search(self.output):
            if time.monotonic() - self.started > timeout:
                raise TimeoutError(f"{pattern!r} never came; last: {self.output[-600:]!r}")
            self.read(0.05)
        return time.monotonic() - self.started

    def settle(self, quiet: float = 0.4) -> None:
        """Read until nothing comes for `quiet` seconds."""
        while self.read(quiet):
            pass

    def press(self, keys: bytes) -> Answered:
        """Send keys and wait for the end of the frame they cause."""
        before = len(self.output)
        start = last = time.monotonic()
        os.write(self.descriptor, keys)
        patience = 1.0
        while self.read(patience):
            last = time.monotonic()
            patience = QUIET_S
        return Answered(last - start, len(self.output) - before)

    def close(self) -> None:
        """End the program."""
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.descriptor)
