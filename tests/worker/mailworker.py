"""A worker with a mailbox as a process of its own; told to die, it is killed (SIGKILL) after a mail was captured."""

import json
import os
import signal
import sys
from pathlib import Path
from threading import Event

from backend.config.mailbox import MailboxSettings
from backend.config.worker import WorkerSettings
from backend.model.clock import SystemClock
from backend.store.write import mailbox
from backend.worker.daemon import run
from tests.worker.processes import QUICK


def main(told: str) -> int:
    """Run a worker as told (JSON) until SIGTERM."""
    wanted = json.loads(told)
    folder = Path(wanted["folder"])
    settings = WorkerSettings(
        url=wanted["url"],
        data_dir=folder,
        secrets_dir=folder / "secrets",
        log_file=folder / "worker.log",
        log_level="debug",
        mailbox=MailboxSettings(**wanted["mailbox"]),
    )
    if wanted["die"]:  # where a power cut would be worst: all is captured, and how far was read is not kept
        vars(mailbox)["keep_cursor_in"] = lambda *_given: os.kill(os.getpid(), signal.SIGKILL)
    stop = Event()
    signal.signal(signal.SIGTERM, lambda *_signal: stop.set())
    return run(settings, SystemClock(), stop, QUICK)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
