"""Watch hours as real time: when so many watched minutes have passed, and how many lie between two moments.

A moment is watched when the clock on the wall of the zone shows a time that lies in a span of its weekday, and its date
is not a closed one. So nothing special is decided for the nights on which clocks change: an hour that passes twice is
watched twice, one that is skipped has no moments. Spans are kept per day of UTC, where time has neither holes nor
repeats. Hours without any span are watched around the clock.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from backend.model.charter import Hours, Span
from backend.model.clock import DAY, MINUTE, SECOND, Micros

_DAY_S = 86_400
_STEP_S = 3 * 3600
"""How far apart (s) a day is probed for a change of the clock; no zone changes twice in between."""

_FIRST = date(1970, 1, 1).toordinal()

FAR = 2 * 366 * DAY
"""How far ahead (µs) watched minutes are looked for; `enough` keeps what a charter asks for well within it."""

_WEEKS = 52

Moments = tuple[tuple[int, int], ...]
"""Stretches of time, from and until (UTC µs), in order."""


def after(hours: Hours, at: Micros, minutes: int, always: bool = False) -> Micros:
    """Return when so many watched minutes have passed since `at` (UTC µs); with `always` minutes of the wall clock.

    What takes longer than FAR ends there: hours may be closed for good, and no look at them may take for ever.
    """
    left = minutes * MINUTE
    watched = None if always else _calendar(hours)
    if watched is None or left <= 0:
        return Micros(at + max(0, left))
    for day in range(at // DAY, (at + FAR) // DAY):
        for start, end in watched(day):
            begin = max(start, at)
            if begin < end and left <= end - begin:
                return Micros(begin + left)
            left -= max(0, end - begin)
    return Micros(at + FAR)


def enough(hours: Hours, minutes: int) -> bool:
    """Tell whether watch hours hold so many minutes within a year, closed dates and changes of the clock aside."""
    return around_the_clock(hours) or minutes <= _WEEKS * sum(_lengths(hours))


def watched_s(hours: Hours, start: Micros, end: Micros) -> int:
    """Return the watched seconds between two moments (UTC µs), 0 when the second is not later."""
    watched = _calendar(hours)
    if watched is None:
        return max(0, end - start) // SECOND
    days = range(start // DAY, end // DAY + 1)
    spans = (span for day in days for span in watched(day))
    return sum(max(0, min(until, end) - max(begin, start)) for begin, until in spans) // SECOND


def is_watched(hours: Hours, at: Micros) -> bool:
    """Tell whether somebody watches at a moment (UTC µs)."""
    watched = _calendar(hours)
    return watched is None or any(start <= at < end for start, end in watched(at // DAY))


def next_watch(hours: Hours, at: Micros) -> Micros:
    """Return when somebody watches next (UTC µs): `at` itself when somebody does then."""
    watched = _calendar(hours)
    if watched is None:
        return at
    day = at // DAY
    while True:
        for start, end in watched(day):
            if at < end:
                return Micros(max(start, at))
        day += 1


def around_the_clock(hours: Hours) -> bool:
    """Tell whether no span limits the hours: none is given, or only empty ones, under which nothing would ever end."""
    return not any(span.end > span.start for spans in hours.week for span in spans)


def day_minutes(hours: Hours) -> int:
    """Return how many minutes a day of watch hours has: those of the longest weekday, 1440 around the clock.

    'Within two days' is meant so: a comment of Monday at ten is due on Wednesday at ten, where all days are alike.
    """
    if around_the_clock(hours):
        return DAY // MINUTE
    return max(_lengths(hours))


def _lengths(hours: Hours) -> list[int]:
    """Return how many minutes of each weekday are watched."""
    return [sum(max(0, span.end - span.start) for span in spans) for spans in hours.week]


@lru_cache(maxsize=64)
def _calendar(hours: Hours) -> Callable[[int], Moments] | None:
    """Return what tells the watched stretches of a day of UTC, each worked out once; None around the clock."""
    if around_the_clock(hours):
        return None
    return lru_cache(maxsize=1024)(lambda day: _watched(hours, day))


def _watched(hours: Hours, day: int) -> Moments:
    """Return what is watched of a day of UTC (days since 1970)."""
    zone = ZoneInfo(hours.zone)
    found: list[tuple[int, int]] = []
    for start, end, offset in _offsets(zone, day * _DAY_S):
        here, there = start + offset, end + offset  # what the wall shows, as seconds since its own 1970
        for local in range(here // _DAY_S, (there - 1) // _DAY_S + 1):
            for span in _spans(hours, local):
                begin = max(local * _DAY_S + span.start * 60, here)
                until = min(local * _DAY_S + span.end * 60, there)
                if begin < until:
                    found.append(((begin - offset) * SECOND, (until - offset) * SECOND))
    return tuple(found)


def _spans(hours: Hours, local: int) -> tuple[Span, ...]:
    """Return the spans of a local date (days since 1970) in order."""
    there = date.fromordinal(_FIRST + local)
    if there.isoformat() in hours.closed or there.weekday() >= len(hours.week):
        return ()
    return tuple(sorted(hours.week[there.weekday()], key=lambda span: span.start))


def _offsets(zone: ZoneInfo, start: int) -> list[tuple[int, int, int]]:
    """Cut the day of UTC that begins at `start` (s) where the zone's offset changes: from, until, offset in seconds."""
    found: list[tuple[int, int, int]] = []
    begin, offset = start, _offset(zone, start)
    for step in range(start + _STEP_S, start + _DAY_S + 1, _STEP_S):
        if _offset(zone, step) != offset:
            change = _change(zone, step - _STEP_S, step)
            found.append((begin, change, offset))
            begin, offset = change, _offset(zone, change)
    return [one for one in (*found, (begin, start + _DAY_S, offset)) if one[0] < one[1]]


def _change(zone: ZoneInfo, low: int, high: int) -> int:
    """Return the first second after `low` that has the offset of `high`."""
    before = _offset(zone, low)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _offset(zone, middle) == before else (low, middle)
    return high


def _offset(zone: ZoneInfo, at: int) -> int:
    """Return the zone's offset from UTC at a moment, both in seconds."""
    moment = datetime.fromtimestamp(at, UTC).astimezone(zone)
    return int((moment.utcoffset() or timedelta()).total_seconds())
