"""Health that cannot lie: what was written down counts only for as long as somebody keeps looking. Pure."""

from dataclasses import replace

from backend.model.account import Health, HealthState
from backend.model.clock import MINUTE, Micros, plus
from backend.model.desk import WorkerStatus
from backend.model.reason import Reason

OVERDUE = 3 * MINUTE
"""So long (µs) after the time of a promised look an account counts as blind: threads in hand take their time."""

KNOWN_ILL = (HealthState.BLIND, HealthState.NEEDS_LOGIN)


def honest(health: Health, worker: WorkerStatus, now: Micros) -> Health:
    """Return how an account really is at `now`: blind, since the last complete sync, when the promised look never came.

    Where nobody has promised a look (`next_at` is None), nothing is overdue.
    """
    if health.state in KNOWN_ILL or health.next_at is None or now <= plus(health.next_at, OVERDUE):
        return health
    reason = Reason("account.overdue", {"at": health.next_at})
    if not worker.alive:
        reason = Reason("account.no_worker", {"since": worker.seen_at or health.next_at})
    since = health.since if health.last_complete_at is None else health.last_complete_at
    return replace(health, state=HealthState.BLIND, since=since, reason=reason)
