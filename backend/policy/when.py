"""When something is to happen, as a member types it: `14:30`, `2027-01-31 08:00`, or `+2h`. Pure."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from backend.model.clock import DAY, HOUR, MINUTE, SECOND, Micros, plus

_SPAN = re.compile(r"\+([1-9]\d{0,3})([mhd])")
_CLOCK = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)")
_UNITS = {"m": MINUTE, "h": HOUR, "d": DAY}


def when(typed: str, now: Micros, zone: str) -> Micros | None:
    """Return the moment (UTC µs) that was typed; None for what is none, or over already.

    A clock time is the next one of its kind in `zone` (an IANA name). One that does not exist, as clocks go forward,
    moves forward with them; of one that comes twice the first is meant.
    """
    said = typed.strip()
    span = _SPAN.fullmatch(said)
    if span is not None:
        return plus(now, int(span[1]) * _UNITS[span[2]])
    there = _moment(said, now, ZoneInfo(zone))
    if there is None:
        return None
    at = Micros(int(there.timestamp()) * SECOND)
    return at if at > now else None


def _moment(said: str, now: Micros, zone: ZoneInfo) -> datetime | None:
    clock = _CLOCK.fullmatch(said)
    if clock is None:
        try:
            return datetime.fromisoformat(said).replace(tzinfo=zone) if len(said) >= len("2027-01-31 08:00") else None
        except ValueError:
            return None
    today = datetime.fromtimestamp(now / SECOND, zone)
    at = today.replace(hour=int(clock[1]), minute=int(clock[2]), second=0, microsecond=0, fold=0)
    return at if at.timestamp() * SECOND > now else at + timedelta(days=1)
