"""A worker with mails as a process of its own; told to die, it is killed (SIGKILL) where a power cut would be worst."""

import json
import os
import signal
import sys
from dataclasses import replace
from pathlib import Path
from threading import Event

from backend.config.mailbox import MailboxSettings
from backend.config.smtp import Security, SmtpSettings
from backend.config.worker import WorkerSettings
from backend.model.clock import SystemClock
from backend.store.write import mailbox, question_answers
from backend.worker import mailer
from backend.worker.daemon import run
from tests.worker.processes import QUICK


def die(*_given: object) -> None:
    """End this process as a power cut would."""
    os.kill(os.getpid(), signal.SIGKILL)


def main(told: str) -> int:
    """Run a worker as told (JSON) until SIGTERM."""
    wanted = json.loads(told)
    folder = Path(wanted["folder"])
    inward, outward = wanted.get("mailbox"), wanted.get("smtp")
    settings = WorkerSettings(
        url=wanted["url"],
        data_dir=folder,
        secrets_dir=folder / "secrets",
        log_file=folder / "worker.log",
        log_level="debug",
        mailbox=MailboxSettings(**inward) if inward else None,
        smtp=SmtpSettings(**{**outward, "security": Security(outward["security"])}) if outward else None,
    )
    if wanted["die"]:
        vars(mailbox)["keep_cursor_in"] = die  # all is captured, and how far was read is not kept
        vars(question_answers)["keep_spot_in"] = die  # likewise, with answers
        vars(mailer)["settle_sent_mail"] = die  # the server has taken the mail, and it is not noted
    stop = Event()
    signal.signal(signal.SIGTERM, lambda *_signal: stop.set())
    return run(settings, SystemClock(), stop, replace(QUICK, mailing_s=1.5))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
