"""YouTube's daily budget, counted here: no header tells how much of it is left.

A project has 10,000 units a day; reading costs 1, writing 50, a failed call at least 1, and the day begins at midnight
Pacific time. All accounts and programs of one Google project share it, and each connector counts only what it spends
itself, and what the one before it noted: the platform's own `quotaExceeded` has the last word.
Source: YouTube Data API, getting-started#quota, determine_quota_cost.
"""

from datetime import datetime, timedelta
from threading import Lock
from zoneinfo import ZoneInfo

from backend.model.clock import DAY, EPOCH, SECOND, Clock, Micros
from backend.platforms.base import Usage
from backend.platforms.fields import Fields, number
from backend.platforms.ratelimit import UsageMeter

PACIFIC = ZoneInfo("America/Los_Angeles")
UNITS = 10_000
READ = 1
WRITE = 50
FAILED = 1

LOOKING = 5_000
"""Units of a day that looking for new comments may use, spread evenly over the day: the rest is for answers."""

HEAD_START = 300
"""Units that looking may be ahead of the day."""


def midnight(now: Micros) -> Micros:
    """Return when the next day begins in California (UTC microseconds), where a day may have 23 or 25 hours."""
    day = datetime.fromtimestamp(now // SECOND, PACIFIC).date() + timedelta(days=1)
    return Micros(int(datetime(day.year, day.month, day.day, tzinfo=PACIFIC).timestamp()) * SECOND)


STEP = 50
"""Spending is noted in so many units, so that two pages that bring the same leave the same note."""


class Quota:
    """What one connector has spent of the day. Safe to use from several threads."""

    def __init__(self, clock: Clock, meter: UsageMeter) -> None:
        self._clock = clock
        self._meter = meter
        self._lock = Lock()
        self._ends = EPOCH
        self._used = 0
        self._looked = 0

    def spend(self, units: int) -> None:
        """Count a call."""
        with self._lock:
            self._turn_day()
            self._used += units
            self._tell()

    def use_up(self) -> None:
        """Believe the platform that nothing is left of this day."""
        with self._lock:
            self._turn_day()
            self._used = max(self._used, UNITS)
            self._tell()

    def look(self) -> None:
        """Count a call that looks for new comments (beside `spend`)."""
        with self._lock:
            self._turn_day()
            self._looked += 1

    def may_look(self) -> bool:
        """Tell whether looking keeps to its share of the day, as far as the day has gone."""
        with self._lock:
            self._turn_day()
            gone = DAY - (self._ends - self._clock.now())
            return self._looked < LOOKING * gone // DAY + HEAD_START

    def note(self) -> dict[str, int]:
        """Return what a later connector needs to go on with this day's budget (`learn`)."""
        with self._lock:
            self._turn_day()
            return {"ends": self._ends, "used": self._used // STEP * STEP, "looked": self._looked // STEP * STEP}

    def learn(self, note: Fields) -> None:
        """Go on with what was noted, if it is of this very day: a restart does not bring a second budget."""
        with self._lock:
            self._turn_day()
            if number(note, "ends") == self._ends:
                self._used = max(self._used, number(note, "used") or 0)
                self._looked = max(self._looked, number(note, "looked") or 0)
                self._tell()

    def _turn_day(self) -> None:
        now = self._clock.now()
        if now >= self._ends:
            self._ends, self._used, self._looked = midnight(now), 0, 0

    def _tell(self) -> None:
        self._meter.tell("youtube.day", Usage(min(self._used / UNITS, 1.0), self._ends))
