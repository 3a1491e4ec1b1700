"""The one place that asks what time it is.

Time is UTC integer microseconds everywhere: it sorts, it is a keyset key, both databases keep it
without loss (SQLite drops the zone of a datetime), and arithmetic on it is plain integers.
"""

import time
from datetime import UTC, datetime
from typing import NewType, Protocol

Micros = NewType("Micros", int)
"""Microseconds since 1970-01-01 UTC."""

EPOCH = Micros(0)
"""A moment that has not been."""

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR


class Clock(Protocol):
    """What knows the time. Handed in everywhere, so that tests and rehearsals can set it."""

    def now(self) -> Micros:
        """Return the present as UTC microseconds."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> Micros:
        """Return the present as UTC microseconds."""
        return Micros(time.time_ns() // 1000)


def uptime() -> float:
    """Return the seconds since this machine started, those included in which it was suspended. It never jumps.

    `time.monotonic()` does not fit where somebody else goes on meanwhile: on Linux it stands still in suspension.
    Source: clock_gettime(2), CLOCK_BOOTTIME.
    """
    return time.clock_gettime(time.CLOCK_BOOTTIME)


class Deadline:
    """A moment after which something must not be begun, however long this process did not run in between.

    Two clocks tell, and one is enough. The time since boot cannot be set, and counts a stopped process and a suspended
    machine; but a virtual machine that was paused, or brought back from a snapshot, finds it where it was. There only
    the wall time is put right afterwards. That one may also be set forward for no reason: then something is not begun
    that could have been, and is tried again; or back: then the time since boot still tells.
    """

    def __init__(self, clock: Clock, span_s: float) -> None:
        """Set it `span_s` seconds from now."""
        self._clock = clock
        self._wall = plus(clock.now(), int(span_s * SECOND))
        self._up = uptime() + span_s

    def passed(self) -> bool:
        """Tell whether it is too late, as far as either clock knows."""
        return self._clock.now() > self._wall or uptime() > self._up


def parse_iso(text: str) -> Micros:
    """Read an ISO 8601 time with a zone (`Z` or an offset; no zone counts as UTC) as UTC microseconds.

    Raises ValueError when the text is no such time.
    """
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    delta = moment - datetime(1970, 1, 1, tzinfo=UTC)
    return Micros((delta.days * 86_400 + delta.seconds) * SECOND + delta.microseconds)


def iso(at: Micros) -> str:
    """Write UTC microseconds as ISO 8601 with milliseconds and `Z`, the form both platforms use."""
    moment = datetime.fromtimestamp(at // SECOND, UTC).replace(microsecond=at % SECOND)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def plus(at: Micros, span: int) -> Micros:
    """Return the moment `span` microseconds after `at` (negative: before)."""
    return Micros(at + span)
