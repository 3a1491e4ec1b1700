"""How times, spans of the day and durations are written in a charter: `4h`, `2d always`, `08:00-16:30`."""

import re
from collections.abc import Sequence
from itertools import pairwise

from backend.model.charter import Charter, Hours, Span, Target
from backend.policy.hours import day_minutes, enough

DAY_MIN = 24 * 60
LONGEST_MIN = 366 * DAY_MIN
"""The longest duration a charter may name."""

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_PART = re.compile(r"(\d{1,6})\s*([mhd])\s*")
_SPAN = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*[-–]\s*(\d{1,2})(?:[:.](\d{2}))?")


def read_minutes(text: str, day_min: int) -> int | None:
    """Return the minutes of a duration (`30m`, `4h`, `2d`, `1d 4h`), None when it is none or over a year.

    `day_min`: how many minutes a day has. In watch hours that is `policy.hours.day_minutes`.
    """
    minutes, at, text = 0, 0, text.strip()
    sizes = {"m": 1, "h": 60, "d": day_min}
    while at < len(text) and (part := _PART.match(text, at)):
        minutes, at = minutes + int(part[1]) * sizes[part[2]], part.end()
    return minutes if text and at == len(text) and minutes <= LONGEST_MIN else None


def write_minutes(minutes: int, day_min: int) -> str:
    """Write a duration in the largest unit that says it whole."""
    for size, unit in ((day_min, "d"), (60, "h")):
        if minutes and minutes % size == 0:
            return f"{minutes // size}{unit}"
    return f"{minutes}m"


def read_target(text: str, hours: Hours) -> Target | None:
    """Return an answer target (`4h`, `15m always`), None when it is none. A day is one of watch hours, or of 24 h.

    Whether the hours ever reach it is another question: see `out_of_reach`.
    """
    said, always = (text.strip().removesuffix("always"), text.strip().endswith("always"))
    minutes = read_minutes(said, DAY_MIN if always else day_minutes(hours))
    return Target(minutes, always) if minutes else None


def write_target(target: Target, hours: Hours) -> str:
    """Write an answer target."""
    if target.always:
        return f"{write_minutes(target.minutes, DAY_MIN)} always"
    return write_minutes(target.minutes, day_minutes(hours))


def out_of_reach(charter: Charter) -> str | None:
    """Return the first duration that a charter's watch hours do not hold within a year, as it is written; else None."""
    asked = [one for one in charter.targets.values() if not one.always]
    asked += [Target(each) for one in charter.routines for each in (one.acknowledge_min, one.close_min)]
    far = next((one for one in asked if not enough(charter.hours, one.minutes)), None)
    return None if far is None else write_target(far, charter.hours)


def read_span(text: str) -> Span | None:
    """Return a part of a day (`08:00-16:30`, `8-12`), None when it is none or ends before it begins."""
    found = _SPAN.fullmatch(text.strip())
    if found is None:
        return None
    start, end = (_minute(found[hour], found[hour + 1]) for hour in (1, 3))
    return Span(start, end) if 0 <= start < end <= DAY_MIN else None


def write_span(span: Span) -> str:
    """Write a part of a day."""
    return "-".join(f"{at // 60:02}:{at % 60:02}" for at in (span.start, span.end))


def in_order(spans: Sequence[Span]) -> bool:
    """Tell whether the spans of a day stand one after the other and do not meet in time."""
    return all(early.end <= later.start for early, later in pairwise(spans))


def _minute(hour: str, minute: str | None) -> int:
    """Return minutes since midnight, -1 for a time no clock shows."""
    return int(hour) * 60 + int(minute or 0) if int(minute or 0) < 60 else -1
