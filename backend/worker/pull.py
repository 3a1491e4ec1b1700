"""Reading one account: what others wrote first, then our posts, then whatever `behind` finds due."""

from collections.abc import Mapping, Sequence

from backend.model.account import Account, HealthState
from backend.model.clock import DAY, EPOCH, SECOND, Micros, plus
from backend.model.inflow import Page
from backend.model.reason import Reason
from backend.platforms.base import Connector, LoginExpired, PlatformError, Throttled
from backend.store.errors import Conflict, LeaseLost
from backend.store.read.roots import known_roots
from backend.store.write.inflow import save_page
from backend.store.write.logins import set_login_end
from backend.store.write.sync import SyncWish, cursor_value, done_sync, wishes
from backend.worker.behind import Behind
from backend.worker.duty import Duty
from backend.worker.health import LOGIN, PULL, Pulse
from backend.worker.lease import Lease
from backend.worker.listen import Ear
from backend.worker.log import log, why
from backend.worker.login import Login, NoLogin

INBOX = "inbox"
POSTS = "posts"

JITTER = 0.1
"""Pauses between two reads vary by this part, so that many accounts on one server spread."""


class Puller:
    """One account's reader. `turn` does one piece of work: a page, a thread, a batch of probes."""

    def __init__(
        self, duty: Duty, account: Account, login: Login, lease: Lease, pulse: Pulse, ear: Ear | None = None
    ) -> None:
        """`ear` is what the platform told by itself, if anybody listens."""
        self._duty = duty
        self._account = account
        self._login = login
        self._lease = lease
        self._pulse = pulse
        self._ear = ear
        self._backoff = duty.backoff()
        self._away_until = EPOCH
        self._edition = 0
        self._due: dict[str, Micros] = {INBOX: EPOCH, POSTS: EPOCH}
        self._asked: list[int] = []
        self._under_way = False
        self._told_end: tuple[Micros | None] | None = None
        self._behind = Behind(duty, account, lease, pulse)

    def turn(self) -> int:
        """Do the most urgent piece of work. Returns how long to wait for the next (µs)."""
        self._go_on_with_a_new_login()
        if not self._lease.held() or self._duty.clock.now() < self._away_until:
            return self._duty.look
        if self._ear is not None:
            self._ear.heed()
        try:
            connector = self._login.connector()
            self._tell_end()
            return 0 if self._work(connector) else self._duty.look
        except NoLogin as none:
            self._pulse.meets(LOGIN, HealthState.NEEDS_LOGIN, none.reason)
        except (LeaseLost, Conflict):  # another worker has the account by now, or it was removed: leave it at once
            self._lease.lost()
        except PlatformError as error:
            self._failed(error)
        return self._duty.look

    def fault(self, error: Exception) -> None:
        """Show an unexpected error of a turn as health."""
        self._pulse.read_failed(Reason("worker.fault", {"kind": type(error).__name__}))

    def _go_on_with_a_new_login(self) -> None:
        if self._login.edition() != self._edition:
            self._edition = self._login.edition()
            self._away_until = EPOCH
            self._backoff.reset()

    def _tell_end(self) -> None:
        """Write down when the login ends, for those who may not read it."""
        ends_at = self._login.ends_at
        if (ends_at,) != self._told_end:
            set_login_end(self._duty.store, self._account.id, ends_at)
            self._told_end = (ends_at,)

    def _work(self, connector: Connector) -> bool:
        now = self._duty.clock.now()
        if self._serve(connector):
            return True
        for stream in (INBOX, POSTS):
            if self._due[stream] <= now and stream in connector.streams:
                self._pull_guarded(connector, stream)
                return True
        return self._behind.work(connector)

    def _pull_guarded(self, connector: Connector, stream: str) -> None:
        """Only a failing inbox makes an account blind; our own posts can wait."""
        if stream == INBOX:
            self._pull(connector, stream)
        elif not self._behind.guarded(lambda via: self._pull(via, stream), connector):
            self._due[stream] = self._again(connector, stream)

    def _pull(self, connector: Connector, stream: str) -> None:
        """Read one page of a stream; rows and cursor are saved in one transaction."""
        store, account_id = self._duty.store, self._account.id
        cursor = cursor_value(store.reader, account_id, stream)
        since = plus(self._duty.clock.now(), -self._duty.settings.backfill_days * DAY)
        page = connector.pull(stream, cursor, since, self._known)
        saved = save_page(store, account_id, page, stream=stream, fence=self._lease.token())
        if saved.new:
            log.info("page saved", extra={"account": self._account.short_name, "stream": stream, "new": saved.new})
        self._accepted()
        more = page.more and not _stuck(page, cursor)
        if stream == INBOX:
            self._under_way = more
        if more and stream == INBOX:
            self._pulse.looks_next(self._duty.clock.now())
        if more:
            return
        self._due[stream] = self._again(connector, stream)
        self._behind.stream_read(stream, since, connector.streams)
        if stream == INBOX:
            self._inbox_read(connector)

    def _inbox_read(self, connector: Connector) -> None:
        self._pulse.read_whole(connector.usage().share, self._due[INBOX])
        if self._asked:
            done_sync(self._duty.store, self._asked)
            self._asked = []

    def _again(self, connector: Connector, stream: str) -> Micros:
        settings = self._duty.settings
        pause = settings.poll_s * connector.pace if stream == INBOX else settings.pace.young_s
        return plus(self._duty.clock.now(), int(pause * SECOND * self._duty.random.uniform(1 - JITTER, 1 + JITTER)))

    def _serve(self, connector: Connector) -> bool:
        """Read what was asked for. A wish for the account makes the inbox due; for a comment, its thread is read.

        A reading that is under way looked before the wish was made: the wish waits for the next.
        """
        for wish in wishes(self._duty.store.reader, self._account.id):
            if wish.remote_id is not None:
                self._serve_thread(connector, wish, wish.remote_id)
                return True
            if wish.id not in self._asked and not self._under_way:
                self._asked.append(wish.id)
                self._due[INBOX] = EPOCH
        return False

    def _serve_thread(self, connector: Connector, wish: SyncWish, remote_id: str) -> None:
        """A thread that cannot be read is no reason to ask again for ever: the wish counts as served."""
        failed: Reason | None = None
        try:
            self._behind.read_thread(connector, remote_id)
            self._accepted()
        except (Throttled, LoginExpired):
            raise
        except PlatformError as error:
            failed = error.reason
            log.warning("a thread asked for cannot be read", extra={"account": self._account.short_name, **why(error)})
        done_sync(self._duty.store, [wish.id], failed)

    def _known(self, remote_ids: Sequence[str]) -> Mapping[str, str]:
        return known_roots(self._duty.store.reader, self._account.id, remote_ids)

    def _accepted(self) -> None:
        self._backoff.reset()
        self._login.accepted()
        self._pulse.well(LOGIN)

    def _failed(self, error: PlatformError) -> None:
        """Stay away for a while, and say why."""
        now = self._duty.clock.now()
        log.warning("reading failed", extra={"account": self._account.short_name, **why(error)})
        self._away_until = plus(now, self._backoff.next())
        if isinstance(error, Throttled):
            self._away_until = error.until
        self._pulse.looks_next(self._away_until)
        if isinstance(error, Throttled):
            self._pulse.meets(PULL, HealthState.THROTTLED, error.reason)
        elif isinstance(error, LoginExpired):
            if self._login.refused(error.reason):
                self._pulse.meets(LOGIN, HealthState.NEEDS_LOGIN, error.reason)
        else:
            self._pulse.read_failed(error.reason)


def _stuck(page: Page, cursor: str | None) -> bool:
    """A page that promises more and brings nothing, not even another cursor, would be asked for without end."""
    return page.cursor == cursor and not (page.posts or page.comments or page.gone)
