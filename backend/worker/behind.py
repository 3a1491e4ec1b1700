"""What is read behind the inbox: due threads, whether open comments stand, what the account can do, unread messages.

It stops while the platform's rate limit is used up to the set share, so that reading never costs an answer its turn.
"""

from collections.abc import Callable, Sequence

from backend.model.account import Account, HealthState
from backend.model.clock import DAY, EPOCH, HOUR, SECOND, Micros, plus
from backend.model.inflow import Page
from backend.model.reason import Reason
from backend.platforms.base import Connector, Gone, LoginExpired, PlatformError, Throttled
from backend.policy.schedule import is_late, may_read_behind, next_read
from backend.store.write.accounts import set_capabilities, set_complete_since, set_profile
from backend.store.write.inflow import save_page
from backend.store.write.sync import PostDue, mark_probed, posts_due, probes_due, set_next_read
from backend.worker.duty import Duty
from backend.worker.health import BEHIND, Pulse
from backend.worker.lease import Lease
from backend.worker.log import log, why
from backend.worker.messages import Counting

PROBES = 100
"""Open comments looked at in one piece of work; connectors ask in batches of 20 to 40."""

STUMBLES = 3
"""Failures in a row before they are shown as health: one thread that cannot be read is no news."""

LONGEST_THREAD = 200
"""Pages of one thread: more is a platform that pages in a circle."""

Piece = Callable[[Connector], None]


class Behind:
    """One account's re-reading. `work` does one piece."""

    def __init__(self, duty: Duty, account: Account, lease: Lease, pulse: Pulse) -> None:
        self._duty = duty
        self._account = account
        self._lease = lease
        self._pulse = pulse
        self._backoff = duty.backoff()
        self._away_until = EPOCH
        self._checked_at = EPOCH  # whoever looked before may have been an older program, which knew fewer acts
        self._complete = account.complete_since is not None
        self._counting = Counting(duty, account)
        self._unread: set[str] | None = None
        self._since = EPOCH

    def work(self, connector: Connector) -> bool:
        """Do one piece that is due, if the rate limit leaves room. Returns whether one was done.

        Raises Throttled and LoginExpired, which concern all reading; other failures are kept here.
        """
        now = self._duty.clock.now()
        if now < self._away_until:
            return False
        piece = self._next(now)
        if piece is None:
            if not self._backoff.failures:
                self._pulse.well(BEHIND)
            return False
        if not self._room(connector, now):
            return False
        return self.guarded(piece, connector)

    def guarded(self, piece: Piece, connector: Connector) -> bool:
        """Do a piece; a failure that concerns it alone makes the reading behind pause. Returns whether it was done."""
        try:
            piece(connector)
        except (Throttled, LoginExpired):
            raise
        except PlatformError as error:
            self._stumbled(error)
            return False
        self._backoff.reset()
        return True

    def stream_read(self, stream: str, since: Micros, streams: Sequence[str]) -> None:
        """One of the account's `streams` has been read to its end, back to `since` at the least."""
        self._unread = (set(streams) if self._unread is None else self._unread) - {stream}
        self._since = max(self._since, since)

    def read_thread(self, connector: Connector, remote_id: str) -> None:
        """Read a whole thread into the store; one that is gone is marked so."""
        cursor: str | None = None
        for _turn in range(LONGEST_THREAD):
            try:
                page = connector.thread(remote_id, cursor)
            except Gone:
                page = Page(gone=(remote_id,))
            self._save(page)
            if not page.more or page.cursor == cursor:
                return
            cursor = page.cursor

    def _next(self, now: Micros) -> Piece | None:
        store, pace = self._duty.store, self._duty.settings.pace
        for post in posts_due(store.reader, self._account.id, now, 1):
            return lambda connector: self._reread(connector, post)
        self._note_complete(now)
        probes = probes_due(store.reader, self._account.id, now, pace.probe_s, PROBES)
        if probes:
            return lambda connector: self._probe(connector, probes)
        if now - self._checked_at >= DAY:
            return self._check
        return self._counting.count if self._counting.is_due() else None

    def _room(self, connector: Connector, now: Micros) -> bool:
        usage, pace = connector.usage(), self._duty.settings.pace
        if may_read_behind(usage.share, usage.resets_at, now, pace):
            return True
        until = usage.resets_at or plus(now, pace.probe_s * SECOND)
        self._away_until = min(until, plus(now, HOUR))
        self._pulse.meets(
            BEHIND, HealthState.LATE, Reason("account.share_used", {"percent": int(usage.share * 100), "until": until})
        )
        return False

    def _reread(self, connector: Connector, post: PostDue) -> None:
        now, pace = self._duty.clock.now(), self._duty.settings.pace
        promised = next_read(post.written_at, post.read_at, pace) if post.read_at is not None else None
        if promised is not None and is_late(promised, now, pace):
            self._pulse.meets(BEHIND, HealthState.LATE, Reason("account.behind", {"since": promised}))
        try:
            self.read_thread(connector, post.remote_id)
        except PlatformError:
            set_next_read(self._duty.store, {post.id: plus(now, pace.young_s * SECOND)}, read=False)
            raise
        set_next_read(self._duty.store, {post.id: next_read(post.written_at, now, pace)})

    def _probe(self, connector: Connector, probes: list[tuple[int, str]]) -> None:
        gone = connector.probe([remote_id for _key, remote_id in probes])
        if gone:
            self._save(Page(gone=tuple(sorted(gone))))
        mark_probed(self._duty.store, [key for key, _remote_id in probes])

    def _check(self, connector: Connector) -> None:
        now = self._duty.clock.now()
        self._checked_at = plus(now, HOUR - DAY)  # a failed check is tried again in an hour
        profile = connector.check()
        set_capabilities(self._duty.store, self._account.id, profile.capabilities)
        set_profile(self._duty.store, self._account.id, profile.handle, profile.name)
        self._checked_at = now

    def _save(self, page: Page) -> None:
        save_page(self._duty.store, self._account.id, page, stream=None, fence=self._lease.token())

    def _note_complete(self, now: Micros) -> None:
        """All streams are at their end and no thread waits: all written since the backfill's bound has been read."""
        if self._complete or self._unread is None or self._unread:
            return
        set_complete_since(self._duty.store, self._account.id, self._since)
        self._complete = True
        log.info("backfill is whole", extra={"account": self._account.short_name, "at": now})

    def _stumbled(self, error: PlatformError) -> None:
        now = self._duty.clock.now()
        self._away_until = plus(now, self._backoff.next())
        log.warning("reading behind failed", extra={"account": self._account.short_name, **why(error)})
        if self._backoff.failures >= STUMBLES:
            self._pulse.meets(BEHIND, HealthState.LATE, error.reason)
