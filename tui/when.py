"""Times as a person reads them: how old, how long still, what the clock said in the member's zone."""

from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from backend.i18n import _, ngettext
from backend.model.clock import DAY, HOUR, MINUTE, SECOND, Micros


def age(at: Micros, now: Micros) -> str:
    """Say how long ago something was, in one unit: `now`, `2m`, `3h`, `4d`, `5w`."""
    gone = max(0, now - at)
    if gone < MINUTE:
        return _("now")
    for unit, letter in ((7 * DAY, "w"), (DAY, "d"), (HOUR, "h"), (MINUTE, "m")):
        if gone >= (2 * unit if letter == "w" else unit):
            return f"{gone // unit}{letter}"
    return ""


def spoken(span: int) -> str:
    """Say how long a span of µs is, in one unit written out: `18 minutes`, `3 hours`, `4 days`."""
    if span >= DAY:
        return ngettext("{n} day", "{n} days", span // DAY).format(n=span // DAY)
    if span >= HOUR:
        return ngettext("{n} hour", "{n} hours", span // HOUR).format(n=span // HOUR)
    minutes = max(0, span) // MINUTE
    return ngettext("{n} minute", "{n} minutes", minutes).format(n=minutes)


def seconds_left(until: Micros, now: Micros) -> int:
    """Return how many whole seconds are left, rounded up; 0 when it is over."""
    return max(0, -((now - until) // SECOND))


def clock(at: Micros, zone: str) -> str:
    """Return the clock time in a zone."""
    return f"{_moment(at, zone):%H:%M}"


def stamp(at: Micros, now: Micros, zone: str) -> str:
    """Return the clock time, with the date in front when it was not today."""
    moment, today = _moment(at, zone), _moment(now, zone).date()
    if moment.date() == today:
        return f"{moment:%H:%M}"
    return f"{moment.day} {_month(moment.month)} {moment:%H:%M}" if moment.year == today.year else f"{moment:%Y-%m-%d}"


def day(at: Micros, now: Micros, zone: str) -> str:
    """Return the day of a moment: the clock time today, day and month this year, else the whole date."""
    moment, today = _moment(at, zone), _moment(now, zone)
    if moment.date() == today.date():
        return f"{moment:%H:%M}"
    return f"{moment.day} {_month(moment.month)}" if moment.year == today.year else f"{moment:%Y-%m-%d}"


def _moment(at: Micros, zone: str) -> datetime:
    seconds = min(max(at // SECOND, 0), 253_000_000_000)
    return datetime.fromtimestamp(seconds, _zone(zone))


@lru_cache(maxsize=16)
def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # a zone this machine does not have must not keep anybody from working
        return ZoneInfo("UTC")


def _month(number: int) -> str:
    return (
        _("Jan"), _("Feb"), _("Mar"), _("Apr"), _("May"), _("Jun"),
        _("Jul"), _("Aug"), _("Sep"), _("Oct"), _("Nov"), _("Dec"),
    )[number - 1]  # fmt: skip
