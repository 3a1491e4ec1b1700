"""Moments as people type them, in their own time zone."""

import re
from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from backend.model.clock import DAY, HOUR, MINUTE, SECOND, Micros, plus

FORMS = "18:00, 2026-12-24, 2026-12-24 18:00, 30m, 4h, 2d"
"""What can be typed, as it is shown to who typed something else."""

FARTHEST = 3653 * DAY
"""How far ahead a moment may lie (µs)."""

_SPAN = re.compile(r"\+?([1-9]\d{0,4})\s*([mhd])")
_CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})")
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[ t](\d{1,2}[:.]\d{2})([+-]\d{2}:\d{2})?)?")
_UNITS = {"m": MINUTE, "h": HOUR}


def moment_of(typed: str, now: Micros, zone: str) -> Micros | None:
    """Read a moment (UTC µs): a span from now, the next time it is so late, a day (its end), a day and a time.

    A day is a day of the wall clock, not 24 hours. A local time that a change of clocks skips moves forward by what was
    skipped; of one that comes twice the first is meant, unless it has passed, or the offset behind it says which.
    None for what is none of these, and for what lies more than ten years ahead.
    """
    found = _moment_of(typed, now, zone)
    return None if found is None or found > now + FARTHEST else found


def _moment_of(typed: str, now: Micros, zone: str) -> Micros | None:
    said = typed.strip().lower()
    here = datetime.fromtimestamp(now // SECOND, ZoneInfo(zone))
    try:
        if span := _SPAN.fullmatch(said):
            return _later(int(span[1]), span[2], now, here)
        if clock := _CLOCK.fullmatch(said):
            return _next(_time(clock[0]), now, here)
        if (day := _DAY.fullmatch(said)) and day[3]:
            return _micros(datetime.combine(date.fromisoformat(day[1]), _time(day[2]), _offset(day[3])))
        if day:
            return _on(date.fromisoformat(day[1]), day[2], now, ZoneInfo(zone))
    except (ValueError, OverflowError):
        return None
    return None


def write_moment(at: Micros, zone: str) -> str:
    """Write a moment as `moment_of` reads it; with its offset where the clock shows that time twice."""
    local = datetime.fromtimestamp(at // SECOND, ZoneInfo(zone))
    twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    return local.isoformat(" ", "minutes")[: 22 if twice else 16]


def _later(count: int, unit: str, now: Micros, here: datetime) -> Micros:
    if unit != "d":
        return plus(now, count * _UNITS[unit])
    return _micros(datetime.combine(here.date() + timedelta(days=count), here.time(), here.tzinfo))


def _offset(said: str) -> timezone:
    hours, minutes = (int(part) for part in said[1:].split(":"))
    span = timedelta(hours=hours, minutes=minutes)
    return timezone(-span if said[0] == "-" else span)


def _time(said: str) -> time:
    hour, minute = (int(part) for part in re.split("[:.]", said))
    return time() if (hour, minute) == (24, 0) else time(hour, minute)


def _next(at: time, now: Micros, here: datetime) -> Micros:
    today = _both(here.date(), at, here)
    return next((one for one in today if one > now), _both(here.date() + timedelta(days=1), at, here)[0])


def _on(day: date, at: str | None, now: Micros, zone: ZoneInfo) -> Micros:
    if at is None:
        return _micros(datetime.combine(day + timedelta(days=1), time(), zone))
    first, second = _both(day, _time(at), datetime.combine(day, time(), zone))
    return first if first > now else second


def _both(day: date, at: time, here: datetime) -> tuple[Micros, Micros]:
    """Return a local time's moment, and its second one where the clock shows it twice."""
    local = datetime.combine(day, at, here.tzinfo)
    return _micros(local), _micros(local.replace(fold=1))


def _micros(local: datetime) -> Micros:
    """Return a wall clock's moment. Going through UTC moves a time that does not exist forward."""
    return Micros(int(local.timestamp()) * SECOND)
