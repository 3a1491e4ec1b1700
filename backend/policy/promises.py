"""Until when a promise is to be kept: what was said, in the account's wall clock and by the hours of its charter."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from backend.model.category import Category
from backend.model.charter import Charter, Hours
from backend.model.clock import DAY, MINUTE, SECOND, Micros, plus
from backend.policy.hours import after, around_the_clock, day_minutes
from backend.text.whens import When

FRIDAY, SUNDAY = 4, 6

RAISED_AFTER = DAY
"""How long (µs) an overdue promise stands with its owner before it stands with everybody."""

WATCH_DAYS = 2
"""Days of watch hours within which a promise without a time is to be kept, where the charter has no target."""

FORGOTTEN_DAYS = 300
"""A date without a year that passed within so many days is that of what is talked about, and no promise."""

LONGEST_DAYS = 366
"""A promise for later than this is read as one without a time: a number that was none."""


def due(said: When | None, at: Micros, charter: Charter) -> Micros:
    """Return until when something said at `at` (UTC µs) is to be kept (UTC µs, later than `at`).

    A day lasts until its watch hours end, a day without any until midnight. What names no time, or one that has passed,
    is due as a complaint is by the charter, else after two days of watch hours.
    """
    wanted = None if said is None or _gone_by(said, at, charter.hours.zone) else named(said, at, charter)
    if wanted is not None:
        return wanted
    target = charter.targets.get(Category.COMPLAINT)
    if target is not None:
        return after(charter.hours, at, target.minutes, target.always)
    return after(charter.hours, at, WATCH_DAYS * day_minutes(charter.hours))


def _gone_by(said: When, at: Micros, zone: str) -> bool:
    """Tell whether words name a date without a year that passed not long ago: `your order of 12 March`."""
    year, *day = said.date or (1, 0, 0)
    today = _today(at, zone)
    earlier = [found for each in (today.year - 1, today.year) if (found := _of(each, *day)) is not None]
    return not year and any(0 < (today - one).days <= FORGOTTEN_DAYS for one in earlier)


def _today(at: Micros, zone: str) -> date:
    return datetime.fromtimestamp(at // SECOND, ZoneInfo(zone)).date()


def named(said: When, at: Micros, charter: Charter) -> Micros | None:
    """Return the moment that words said at `at` name (UTC µs), None when it has passed or is too far off."""
    found = _named(said, at, charter.hours)
    return found if found is not None and at < found <= plus(at, LONGEST_DAYS * DAY) else None


def _named(said: When, at: Micros, hours: Hours) -> Micros | None:
    if said.minutes is not None:
        return plus(at, said.minutes * MINUTE)
    day = _day(said, _today(at, hours.zone), hours)
    if day is not None and said.after:
        day = _working(day, 1, hours)
    if day is None:
        return None
    moment = _moment(day, said, at, hours)
    if moment > at:
        return moment
    again = {"weekday": 7, "week_end": 2}.get(_kind(said), 1 if said.clock is not None else 0)
    return _moment(day + timedelta(days=again), said, at, hours)  # `Friday` on a Friday evening is the next one


def _kind(said: When) -> str:
    return "weekday" if said.weekday is not None else "week_end" if said.week_end else ""


def _day(said: When, today: date, hours: Hours) -> date | None:
    """Return the date that is meant, None for one that does not exist."""
    monday = today - timedelta(days=today.weekday()) + timedelta(weeks=said.weeks)
    if said.days is not None:
        return _working(today, said.days, hours) if said.working else today + timedelta(days=said.days)
    if said.weekday is not None:
        ahead = (said.weekday - today.weekday()) % 7
        return monday + timedelta(days=said.weekday) if said.weeks else today + timedelta(days=ahead)
    if said.week_end:
        return monday + timedelta(
            days=SUNDAY if said.after else FRIDAY if said.weeks or today.weekday() <= FRIDAY else SUNDAY
        )
    return _date(said.date or (0, 0, 0), today)


def _date(said: tuple[int, int, int], today: date) -> date | None:
    """Return a date without a year as the next of its kind."""
    year, month, day = said
    for each in (year,) if year else range(today.year, today.year + 5):  # 29 February comes every fourth year
        found = _of(each, month, day)
        if found is not None and (year or found >= today):
            return found
    return None


def _of(year: int, month: int, day: int) -> date | None:
    """Return a date, None for one that does not exist."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _working(today: date, days: int, hours: Hours) -> date:
    """Return the day that is so many working days ahead: days with watch hours, Monday to Friday without any."""
    day, left = today, min(days, LONGEST_DAYS)
    for _each in range(LONGEST_DAYS):
        if left <= 0:
            break
        day += timedelta(days=1)
        left -= _works(day, hours)
    return day


def _works(day: date, hours: Hours) -> bool:
    if day.isoformat() in hours.closed:
        return False
    return day.weekday() <= FRIDAY if around_the_clock(hours) else bool(_spans_end(day, hours))


def _spans_end(day: date, hours: Hours) -> int:
    """Return the minute at which the watch of a day ends, 0 when nobody watches then."""
    if around_the_clock(hours) or day.isoformat() in hours.closed or day.weekday() >= len(hours.week):
        return 0
    return max((span.end for span in hours.week[day.weekday()]), default=0)


def _moment(day: date, said: When, at: Micros, hours: Hours) -> Micros:
    """Return the last moment of the day that is meant, else its `clock`, or its beginning where `before` is said."""
    if said.clock is not None:
        return _wall(day, said.clock, hours.zone)
    if said.before:
        return _wall(day, 0, hours.zone)
    watched = _wall(day, _spans_end(day, hours) or 1440, hours.zone)
    return watched if watched > at else _wall(day, 1440, hours.zone)


def _wall(day: date, minute: int, zone: str) -> Micros:
    """Return the moment at which the wall shows a minute of a day (1440: the end of it).

    Of an hour that passes twice the second is meant; a time that is skipped moves forward by what was skipped.
    """
    days, minutes = divmod(minute, 1440)
    wall = datetime.combine(day + timedelta(days=days), time(minutes // 60, minutes % 60), ZoneInfo(zone))
    return Micros(int(max(wall.replace(fold=fold).timestamp() for fold in (0, 1))) * SECOND)
