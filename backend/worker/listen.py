"""Listening to a platform that tells by itself what happens. What it tells is a hint: the poll stays the truth.

The listener waits in a thread of its own and only notes; the account's puller heeds the notes, so that nobody but it
asks the platform or writes for the account.
"""

import time
from collections.abc import Callable, Collection
from threading import Lock

from backend.model.account import Account
from backend.model.clock import EPOCH, MINUTE, SECOND, Micros, plus
from backend.platforms.base import Listens, PlatformError, Stir, Stirring, Stream, Throttled, TryAgain
from backend.store.read.roots import known_roots
from backend.store.write.hints import Hints, heed
from backend.worker.duty import Duty
from backend.worker.lease import Lease
from backend.worker.log import log, why
from backend.worker.login import Login

NAMES = 500
"""Ids that are noted at a time: of more it is only known that something happened."""

AT_ONCE = 4
APART_S = 4.0
"""So many times notes are heeded at once, and then one every so many seconds: in a flood a reading costs a quarter of
the 300 requests that Mastodon allows in five minutes."""

LASTED_S = 60.0
"""A stream that was open so long was a good one: the next try comes at once."""


class Ear:
    """What a stream said and nobody has heeded yet. Filled by the listener's thread, emptied by the puller's."""

    def __init__(self, duty: Duty, account: Account, now: Callable[[], float] = time.monotonic) -> None:
        self._duty = duty
        self._account = account
        self._now = now
        self._lock = Lock()
        self._heard: dict[Stir, set[str]] = {}
        self._vague = False
        self._left = float(AT_ONCE)
        self._at = now()
        self.bell: Callable[[], None] = lambda: None

    def hear(self, stirring: Stirring) -> None:
        """Note a hint, and ring for it to be heeded when it is the first."""
        with self._lock:
            first = not self._heard
            noted = self._heard.setdefault(stirring.what, set())
            if len(noted) < NAMES:
                noted.update(stirring.remote_ids)
            self._vague |= stirring.what is Stir.NEW and (not stirring.remote_ids or len(noted) >= NAMES)
        if first:
            self.bell()

    def heed(self) -> None:
        """Let what was noted be read, if that is not too often. Raises StoreError; that something was told is kept."""
        if not self._heard or not self._may():
            return
        with self._lock:
            heard, vague = self._heard, self._vague
            self._heard, self._vague = {}, False
        heeded = False
        try:
            self._write(heard, vague)
            heeded = True
        finally:
            if not heeded:
                self.hear(Stirring(Stir.NEW))

    def _write(self, heard: dict[Stir, set[str]], vague: bool) -> None:
        """Write hints; most of what a home timeline tells is about nothing of ours, and costs a look and no write."""
        moved, gone = self._ours(heard.get(Stir.MOVED, ())), self._ours(heard.get(Stir.GONE, ()))
        hints = Hints(comments=frozenset(heard.get(Stir.NEW, ())), vague=vague, moved=moved, gone=gone)
        if hints == Hints():
            return
        self._left -= 1
        heeded = heed(self._duty.store, self._account.id, hints, self._duty.settings.pace.young_s)
        told = {"inbox": heeded.inbox, "threads": heeded.threads, "gone": len(gone)}
        log.info("hint taken", extra={"account": self._account.short_name, **told})

    def _ours(self, remote_ids: Collection[str]) -> frozenset[str]:
        return frozenset(known_roots(self._duty.store.reader, self._account.id, sorted(remote_ids)))

    def _may(self) -> bool:
        now = self._now()
        self._left = min(float(AT_ONCE), self._left + (now - self._at) / APART_S)
        self._at = now
        return self._left >= 1


class Listener:
    """One account's listener. `turn` opens the stream and stays in it until it ends."""

    def __init__(self, duty: Duty, account: Account, login: Login, lease: Lease, ear: Ear) -> None:
        self._duty = duty
        self._account = account
        self._login = login
        self._lease = lease
        self._ear = ear
        self._backoff = duty.backoff()
        self._edition = 0
        self._away_until = EPOCH
        self._lock = Lock()
        self._stream: Stream | None = None
        self._stopping = False

    def turn(self) -> int:
        """Listen while there is something to listen to. Returns how long to wait for the next try (µs)."""
        if self._login.edition() != self._edition:
            self._edition = self._login.edition()
            self._away_until = EPOCH
            self._backoff.reset()
        now = self._duty.clock.now()
        if now < self._away_until:
            return min(MINUTE, self._away_until - now)
        connector = self._login.proven()
        if connector is None or not isinstance(connector, Listens) or not self._lease.held():
            return self._duty.look
        self._away_until = self._listened(connector)
        return 0

    def stop(self) -> None:
        """End the stream, and open no other."""
        with self._lock:
            self._stopping = True
            if self._stream is not None:
                self._stream.close()

    def _listened(self, connector: Listens) -> Micros:
        """Listen until the stream ends, and return when to come back (UTC µs)."""
        started = time.monotonic()
        try:
            self._follow(connector.listen(self._duty.tempo.silence_s))
            error: PlatformError = TryAgain("platform.cut", reached=True)
        except PlatformError as raised:
            error = raised
        if self._stopping:
            return EPOCH
        if time.monotonic() - started > LASTED_S:
            self._backoff.reset()
        until = self._until(error)
        told = {"account": self._account.short_name, "until": until, **why(error)}
        log.info("not listening", extra=told)
        return until

    def _follow(self, stream: Stream) -> None:
        """Note all that the stream tells, and first that something may have come while nobody listened."""
        with self._lock:
            self._stream = stream
            if self._stopping:
                stream.close()
        log.info("listening", extra={"account": self._account.short_name})
        self._ear.hear(Stirring(Stir.NEW))
        for stirring in stream.stirrings():
            if not self._lease.held():
                stream.close()
            else:
                self._ear.hear(stirring)

    def _until(self, error: PlatformError) -> Micros:
        """A lost line is tried again soon; a stream that we cannot have, much later or with another login."""
        now = self._duty.clock.now()
        if isinstance(error, Throttled):
            return error.until
        if isinstance(error, TryAgain):
            return plus(now, self._backoff.next())
        return plus(now, int(self._duty.tempo.deaf_s * SECOND))
