"""The mailbox's reader: one worker at a time, batch after batch, for whoever takes mails.

What was read counts as read only together with what was kept of it (see `Taker.take`): a worker that dies between two
mails reads them again, and the same mail twice is one comment. The mailbox itself is left as it is.
"""

from collections.abc import Sequence

from backend.config.errors import ConfigError
from backend.config.mailbox import MailboxSettings
from backend.model.clock import DAY, EPOCH, HOUR, MINUTE, SECOND, plus
from backend.model.reason import Reason
from backend.store.errors import LeaseLost
from backend.worker.backoff import Backoff
from backend.worker.duty import Duty
from backend.worker.lease import Lease
from backend.worker.leased import LeasedWork
from backend.worker.log import log
from backend.worker.loop import Loop
from backend.worker.mailbox_imap import Folder, Session, Trouble, Waiting, open_session
from backend.worker.mailbox_mail import Mail, read_head, read_mail
from backend.worker.mailbox_taker import Spot, Taker

LEASE = "mailbox"
BATCH = 20
"""Mails of one turn: what they say is kept in one transaction."""

FIRST_REFUSAL, LONGEST_REFUSAL = 15 * MINUTE, 12 * HOUR
"""How long a refused password is not tried again (µs): providers lock an account after a handful of tries an hour."""

SHOWN_AFTER = 2
"""Failures in a row before they are shown: one lost connection is no news."""


class Mailbox:
    """Reads the mailbox of one worker. `turn` does one piece of work and never raises for what a mailbox may do."""

    def __init__(self, duty: Duty, settings: MailboxSettings, takers: Sequence[Taker], lease: Lease) -> None:
        self._duty = duty
        self._settings = settings
        self._takers = takers
        self._lease = lease
        self._session: Session | None = None
        self._backoff = duty.backoff()
        self._refusals = Backoff(duty.random, FIRST_REFUSAL, LONGEST_REFUSAL)
        self._tried = ""
        self._away_until = EPOCH
        self._due = EPOCH

    def turn(self) -> int:
        """Read a batch, or wait for news. Returns how long to wait for the next turn (µs)."""
        if not self._lease.held() or not any(one.active() for one in self._takers):
            self.hang_up()
            return self._duty.look
        try:
            return self._go_on()
        except LeaseLost:
            self._lease.lost()
        except Trouble as trouble:
            self._failed(trouble)
        except ConfigError as error:
            self._failed(Trouble(error.reason))
        return self._duty.look

    def hang_up(self) -> None:
        """Close the connection, if there is one."""
        session, self._session = self._session, None
        if session is None:
            return
        try:
            session.close()
        except Trouble as trouble:
            log.debug("hanging up failed", extra={"reason": trouble.reason.code})

    def fault(self, error: Exception) -> None:
        """Begin anew after an unexpected error: a connection that stopped halfway through an answer is of no use."""
        self.hang_up()
        self._show(Reason("worker.fault", {"kind": type(error).__name__}))

    def _go_on(self) -> int:
        now = self._duty.clock.now()
        if self._session is None:
            if now < self._away_until and not self._other_password():
                return self._duty.look
            self._session = self._opened(self._password())
        if now < self._due:
            return self._wait(self._session)
        more = self._read(self._session)
        self._backoff.reset()
        self._show(None)
        self._due = now if more else plus(now, int(self._settings.poll_s * SECOND))
        return 0

    def _wait(self, session: Session) -> int:
        """Wait for news as short as any idle loop does, so that a stop is heard."""
        if not session.idles:
            return self._duty.look
        if session.news(self._duty.tempo.look_s):
            self._due = EPOCH
        return 0

    def _other_password(self) -> bool:
        """Tell whether somebody has given another password since the last try: that one is tried at once."""
        try:
            return self._settings.secret(self._duty.settings.secrets()) != self._tried
        except ConfigError:
            return False

    def _password(self) -> str:
        self._tried = self._settings.secret(self._duty.settings.secrets())
        self._duty.redactor.learn_values([self._tried])
        if not self._settings.trust:
            raise Trouble(Reason("mailbox.no_trust"))
        if not self._tried:
            raise Trouble(Reason("mailbox.no_password"))
        return self._tried

    def _opened(self, password: str) -> Session:
        session = open_session(self._settings, password, self._duty.settings.http_timeout_s)
        self._refusals.reset()
        log.info("mailbox opened", extra={"host": self._settings.host})
        return session

    def _read(self, session: Session) -> bool:
        """Read the next batch for every taker. Returns whether more waits."""
        folder = session.look()
        more = False
        for taker in self._takers:
            if taker.active():
                more = self._read_for(taker, session, folder) or more
        return more

    def _read_for(self, taker: Taker, session: Session, folder: Folder) -> bool:
        read_to = taker.read_to(folder.validity)
        waiting = self._waiting(session, read_to, folder)
        batch = waiting.uids[:BATCH]
        cut = len(batch) < len(waiting.uids)
        to = batch[-1] if cut else waiting.to
        if to == read_to:
            return False
        mails = fetch(session, batch, taker)
        new = taker.take(mails, Spot(folder.validity, to), self._lease.token())
        if batch:
            log.info("mails read", extra={"mails": len(batch), "opened": len(mails), "new": new})
        return cut or waiting.more

    def _waiting(self, session: Session, read_to: int | None, folder: Folder) -> Waiting:
        """Ask what waits: all of the last weeks where nothing was read yet."""
        if read_to is not None:
            return session.after(read_to, folder)
        return session.since(plus(self._duty.clock.now(), -self._duty.settings.backfill_days * DAY), folder)

    def _failed(self, trouble: Trouble) -> None:
        """Hang up and stay away for a while: a refused password much longer, so that nobody's account is locked."""
        self.hang_up()
        pause = (self._refusals if trouble.refused else self._backoff).next()
        self._away_until = plus(self._duty.clock.now(), pause)
        log.warning("the mailbox cannot be read", extra={"reason": trouble.reason.code, "about": trouble.reason.params})
        if trouble.refused or self._backoff.failures >= SHOWN_AFTER:
            self._show(trouble.reason)

    def _show(self, why: Reason | None) -> None:
        for one in self._takers:
            one.trouble(why)


def fetch(session: Session, uids: Sequence[int], taker: Taker) -> list[Mail]:
    """Fetch the headers of mails, and the words of those alone that the taker wants. Raises Trouble."""
    heads = map(read_head, session.heads(uids)) if uids else ()
    return [read_mail(head, session.whole(head.uid)) for head in heads if taker.wants(head)]


def mailbox_work(duty: Duty, settings: MailboxSettings, takers: Sequence[Taker]) -> LeasedWork:
    """Return the mailbox's reader in a thread of its own, under a lease of its own."""
    lease = Lease(duty.store, LEASE, duty.worker_id, duty.tempo.lease_s)
    mailbox = Mailbox(duty, settings, takers, lease)
    return LeasedWork(lease, Loop("mailbox", mailbox.turn, duty.backoff(), mailbox.fault), mailbox.hang_up)
