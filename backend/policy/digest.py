"""When a member's digest goes out, and what it tells: once a day, in the morning of their own clock."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from backend.model.clock import DAY, SECOND, Micros
from backend.model.foryou import ForYou

MORNING = time(8)
WAITED = DAY
"""How long something has to wait before a digest tells of it (µs)."""


def is_due(looked_at: Micros | None, now: Micros, zone: str) -> bool:
    """Tell whether this morning has come for a member, and nobody has looked since for what waits for them.

    A morning that a change of clocks skips or repeats is one morning: eight comes once on every day.
    """
    here = datetime.fromtimestamp(now // SECOND, ZoneInfo(zone))
    day = here.date() if here.time() >= MORNING else here.date() - timedelta(days=1)
    morning = Micros(int(datetime.combine(day, MORNING, ZoneInfo(zone)).timestamp()) * SECOND)
    return looked_at is None or looked_at < morning


def told(waiting: Sequence[ForYou], now: Micros) -> tuple[ForYou, ...]:
    """Return what a digest tells of: what has waited for more than a day, and what is past its time."""
    return tuple(one for one in waiting if now - one.since > WAITED or (one.until is not None and one.until <= now))
