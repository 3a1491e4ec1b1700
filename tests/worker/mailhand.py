"""The mailbox's reader on a real server and a real store, turn by turn, with a clock that runs."""

from pathlib import Path
from random import Random

from backend.config.mailbox import MailboxSettings
from backend.config.worker import WorkerSettings
from backend.model.clock import SystemClock
from backend.store.engine import Store
from backend.store.write.sync import register_worker
from backend.worker.duty import Duty
from backend.worker.lease import Lease
from backend.worker.mailbox import LEASE, Mailbox
from backend.worker.mailbox_answers import AnswersTaker
from backend.worker.mailbox_imap import Session, open_session
from backend.worker.mailbox_places import PlacesTaker
from backend.worker.mailbox_taker import Taker
from backend.worker.redact import Redactor
from tests.worker.dovecot import PASSWORD, USER, Dovecot
from tests.worker.mailing import SERVER
from tests.worker.processes import QUICK
from tests.worker.waiting import until


def settings(imap: Dovecot, password: str = PASSWORD, poll_s: float = 0.05) -> MailboxSettings:
    """Return what a worker is told of the server."""
    return MailboxSettings(
        "127.0.0.1", imap.port, USER, "INBOX", tls=False, trust=SERVER, poll_s=poll_s, password=password
    )


class MailHand:
    """One worker's mailbox."""

    def __init__(self, store: Store, folder: Path, mailbox: MailboxSettings) -> None:
        self.store = store
        told = WorkerSettings(store.url, folder, folder / "secrets", http_timeout_s=5, mailbox=mailbox)
        self.secrets = told.secrets()
        worker_id = register_worker(store, "here", 1, "")
        duty = Duty(store, SystemClock(), told, QUICK, worker_id, Redactor(), Random(1))
        self.lease = Lease(store, LEASE, worker_id, 15)
        takers: list[Taker] = [PlacesTaker(store, mailbox.trust), AnswersTaker(store, mailbox.trust)]
        self.mailbox = Mailbox(duty, mailbox, takers, self.lease)

    def turn(self, times: int = 1) -> None:
        """Take turns."""
        for _ in range(times):
            if self.lease.held() or self.lease.take():
                self.mailbox.turn()

    def read(self, comments: int) -> None:
        """Take turns until there are so many comments, and some more to see that there come no others."""

        def there() -> bool:
            self.turn()
            return self.comments() >= comments

        until(there, f"{comments} comments", 10, lambda: str(self.comments()))
        self.turn(10)
        assert self.comments() == comments

    def session(self) -> Session:
        """Open a connection of its own, as another program does. The caller closes it."""
        told = self.mailbox._settings
        return open_session(told, told.secret(self.secrets), 5)

    def comments(self) -> int:
        """Return how many comments there are."""
        return int(self.store.reader.value("SELECT count(*) FROM comment"))

    def cursor(self) -> str | None:
        """Return how far the mailbox was read, None when there is no place or nothing was read."""
        found = self.store.reader.value("SELECT min(value) FROM cursor WHERE stream = 'mail'")
        return None if found is None else str(found)

    def health(self) -> tuple[str, str]:
        """Return a place's health and why."""
        row = self.store.reader.one("SELECT state, code FROM account_health ORDER BY account_id")
        assert row is not None
        return row[0], row[1]
