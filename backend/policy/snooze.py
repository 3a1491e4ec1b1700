"""Until when a comment sleeps: the few answers people give, as moments in their own time zone."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from backend.model.clock import HOUR, SECOND, Micros, plus
from backend.model.triage import Snooze

MORNING = time(9)
FAR = 400 * 24 * HOUR
"""How long (µs) a comment sleeps at most when it waits for somebody's answer: nothing sleeps for ever."""


def until(choice: Snooze, now: Micros, zone: str, shifts: Sequence[time]) -> Micros:
    """Return the end of a snooze (UTC µs). `zone` is the member's; `shifts` the times of day at which shifts begin.

    A local time that a change of clocks skips moves forward by what was skipped. Raises ValueError without shifts.
    """
    here = datetime.fromtimestamp(now / SECOND, ZoneInfo(zone))
    match choice:
        case Snooze.HOUR:
            return plus(now, HOUR)
        case Snooze.REPLY:
            return plus(now, FAR)
        case Snooze.TOMORROW:
            return _moment(here.date() + timedelta(days=1), MORNING, zone)
        case Snooze.MONDAY:
            return _moment(here.date() + timedelta(days=7 - here.weekday()), MORNING, zone)
        case Snooze.SHIFT:
            days = (here.date(), here.date() + timedelta(days=1))
            return min(at for day in days for start in shifts if (at := _moment(day, start, zone)) > now)


def _moment(day: date, at: time, zone: str) -> Micros:
    """Return a wall clock's moment. Going through UTC moves a time that does not exist forward."""
    return Micros(int(datetime.combine(day, at, ZoneInfo(zone)).timestamp()) * SECOND)
