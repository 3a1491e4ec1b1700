"""Hints between the door and the store: what comes for one account within some seconds becomes one write."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from threading import Lock

from backend.model.clock import SECOND
from backend.store.engine import Store
from backend.store.errors import StoreError
from backend.store.read.accounts import accounts
from backend.store.write.hints import Hints, heed
from backend.worker.webhooks_log import log

GATHER_S = 2.0
"""How long hints for an account are gathered before they are written (seconds). The platforms' own reading is often
behind their pushes by about as much."""

ACCOUNTS = 1000
NAMES = 500
"""Accounts that hints are gathered for at a time, and comments and posts named for each: what is more is only vague."""

IDLE = 60 * SECOND

Owner = tuple[str, str]
"""A platform's name, and the remote id of an account there."""


@dataclass(frozen=True, slots=True)
class Hint:
    """Something moved: on which platform, at which account (its remote id), and which comment and post, if told."""

    platform: str
    owner: str
    comment: str = ""
    post: str = ""


@dataclass(slots=True)
class Gathered:
    """What has come for one account since `since` (monotonic seconds)."""

    since: float
    comments: set[str] = field(default_factory=set)
    posts: set[str] = field(default_factory=set)
    vague: bool = False

    def take(self, hint: Hint) -> None:
        """Take one more hint in."""
        full = len(self.comments) + len(self.posts) >= NAMES
        self.vague = self.vague or not hint.comment or full
        if not full:
            self.comments |= {hint.comment} - {""}
            self.posts |= {hint.post} - {""}

    def hints(self) -> Hints:
        """Return it as the store takes it."""
        return Hints(frozenset(self.comments), frozenset(self.posts), self.vague)


class Gatherer:
    """Takes hints from the door and lets them go to the store. Safe to use from several threads."""

    def __init__(self, write: Callable[[Owner, Hints], None], now: Callable[[], float] = time.monotonic) -> None:
        self._write = write
        self._now = now
        self._lock = Lock()
        self._waiting: dict[Owner, Gathered] = {}
        self.bell: Callable[[], None] = lambda: None  # rung when there is something where there was nothing

    def add(self, hints: Iterable[Hint]) -> None:
        """Take hints in."""
        new = list(hints)
        with self._lock:
            idle = not self._waiting
            for hint in new:
                owner = (hint.platform, hint.owner)
                if owner in self._waiting or len(self._waiting) < ACCOUNTS:
                    self._waiting.setdefault(owner, Gathered(self._now())).take(hint)
        if idle and new:
            self.bell()

    def turn(self) -> int:
        """Write what has been gathered long enough. Returns how long nothing more is due (µs). Raises StoreError."""
        while (due := self._due(GATHER_S)) is not None:
            self._go(*due)
        with self._lock:
            oldest = min((one.since for one in self._waiting.values()), default=None)
        return IDLE if oldest is None else max(1, int((oldest + GATHER_S - self._now()) * SECOND))

    def finish(self) -> None:
        """Write all that is left, however short it waited. Raises StoreError."""
        while (left := self._due(0.0)) is not None:
            self._go(*left)

    def _due(self, after_s: float) -> tuple[Owner, Gathered] | None:
        """Take out what has been gathered for `after_s` seconds, the oldest first."""
        with self._lock:
            for owner, gathered in self._waiting.items():
                if self._now() - gathered.since >= after_s:
                    return owner, self._waiting.pop(owner)
        return None

    def _go(self, owner: Owner, gathered: Gathered) -> None:
        try:
            self._write(owner, gathered.hints())
        except StoreError:
            with self._lock:  # the store may be back at the next turn
                self._waiting.setdefault(owner, gathered).vague = True
            raise


def writer(store: Store, young_s: float) -> Callable[[Owner, Hints], None]:
    """Return what writes the hints for one account into the store; `young_s`: see `heed`."""

    def write(owner: Owner, hints: Hints) -> None:
        platform, remote_id = owner
        ours = [one for one in accounts(store.reader) if (one.platform, one.remote_id) == (platform, remote_id)]
        if not ours:
            log.info("a hint for an account that is not here", extra={"platform": platform, "remote_id": remote_id})
        for account in ours:
            heeded = heed(store, account.id, hints, young_s)
            said = {"account": account.short_name, "inbox": heeded.inbox, "threads": heeded.threads}
            log.info("hint taken", extra=said)

    return write
