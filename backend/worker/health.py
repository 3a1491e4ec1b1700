"""How an account is doing, put together from what its puller and its pusher meet, and written down when it changes."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from threading import Lock

from backend.model.account import SEVERITY, Health, HealthState
from backend.model.clock import EPOCH, SECOND, Clock, Micros
from backend.model.reason import Reason

WRITE_ANYWAY = 20 * SECOND
"""Unchanged health is written again after this long: it carries the last and next look and the rate limit's share."""

BLIND_AFTER = 2
"""Failed reads in a row before an account counts as blind: one lost packet is no news."""


PULL = "pull"  # reading what others wrote
PUSH = "push"  # sending
BEHIND = "behind"  # re-reading and probing
LOGIN = "login"


@dataclass(frozen=True, slots=True)
class Trouble:
    """What one side of the work meets."""

    state: HealthState
    reason: Reason


class Pulse:
    """An account's health as its loops report it. Safe to use from several threads.

    `write` stores a Health; it may raise, and the next report writes again.
    """

    def __init__(self, clock: Clock, before: Health, write: Callable[[Health], None]) -> None:
        self._clock = clock
        self._write = write
        self._lock = Lock()
        self._health = before
        self._written: Health | None = None
        self._written_at = EPOCH
        self._failures = 0
        self._troubles: dict[str, Trouble] = dict(_left_over(before))

    def read_whole(self, share: float, next_at: Micros | None = None) -> None:
        """Everything others wrote has been read just now, and will be again at `next_at` (UTC µs).

        `share` of the rate limit is used (0..1).
        """
        with self._lock:
            self._failures = 0
            self._troubles.pop(PULL, None)
            whole_at = self._clock.now()
            self._health = replace(self._health, last_complete_at=whole_at, rate_share=round(share, 2), next_at=next_at)
            self._settle()

    def looks_next(self, at: Micros) -> None:
        """Promise to look at what others wrote at this moment (UTC µs): when it passes by far, nobody looks."""
        with self._lock:
            self._health = replace(self._health, next_at=at)
            self._settle()

    def read_failed(self, reason: Reason) -> None:
        """A read of what others wrote failed."""
        with self._lock:
            self._failures += 1
            if self._failures >= BLIND_AFTER:
                self._troubles[PULL] = Trouble(HealthState.BLIND, reason)
            self._settle()

    def meets(self, side: str, state: HealthState, reason: Reason) -> None:
        """One side of the work has trouble until it says that it is well."""
        with self._lock:
            self._troubles[side] = Trouble(state, reason)
            self._settle()

    def well(self, side: str) -> None:
        """One side of the work has no trouble any more."""
        with self._lock:
            if self._troubles.pop(side, None):
                self._settle()

    def _settle(self) -> None:
        now = self._clock.now()
        self._health = self._weighed(now)
        known = self._written
        same = known and (known.state, known.reason) == (self._health.state, self._health.reason)
        news = known is None or _progress(known) != _progress(self._health)
        if same and not (news and now - self._written_at >= WRITE_ANYWAY):
            return
        self._write(self._health)
        self._written, self._written_at = self._health, now

    def _weighed(self, now: Micros) -> Health:
        worst = max(self._troubles.values(), key=lambda one: SEVERITY[one.state], default=None)
        quiet = HealthState.OK if self._health.last_complete_at is not None else HealthState.NEW
        state = worst.state if worst else quiet
        reason = worst.reason if worst else None
        since = self._health.since if state is self._health.state else self._since(state, now)
        return replace(self._health, state=state, reason=reason, since=since)

    def _since(self, state: HealthState, now: Micros) -> Micros:
        """A blind account is blind since its last complete read, not since we noticed."""
        return (self._health.last_complete_at or now) if state is HealthState.BLIND else now


def _progress(health: Health) -> tuple[Micros | None, Micros | None]:
    """Return what changes from look to look."""
    return health.last_complete_at, health.next_at


def _left_over(before: Health) -> Iterator[tuple[str, Trouble]]:
    """What was wrong when the last worker ended is wrong until it is seen to be well."""
    if before.state not in (HealthState.OK, HealthState.NEW) and before.reason is not None:
        side = LOGIN if before.state is HealthState.NEEDS_LOGIN else PULL
        yield side, Trouble(before.state, before.reason)
