"""Watch hours against a floor that looks at the wall clock once a minute, and dates of Europe/Stockholm by hand."""

import time
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.model.charter import Hours, Span
from backend.model.clock import DAY, MINUTE, SECOND, Micros
from backend.policy.hours import FAR, after, day_minutes, enough, is_watched, next_watch, watched_s

STOCKHOLM = "Europe/Stockholm"
OFFICE = Hours(STOCKHOLM, (*((Span(480, 990),),) * 4, (Span(480, 900),), (), ()), ("2026-12-24", "2026-12-25"))
NIGHT = Hours(STOCKHOLM, ((Span(90, 150),),) * 7)
"""01:30-02:30, across the hour that is skipped in March and passes twice in October."""


def at(text: str, zone: str = STOCKHOLM, fold: int = 0) -> Micros:
    """A moment from a wall clock."""
    local = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold)
    return Micros(int(local.timestamp()) * SECOND)


def wall(moment: Micros, zone: str = STOCKHOLM) -> str:
    """What the wall clock shows."""
    return datetime.fromtimestamp(moment / SECOND, ZoneInfo(zone)).isoformat(" ", "minutes")


@pytest.mark.parametrize(
    ("start", "minutes", "due"),
    [
        ("2026-11-25 10:00", 60, "2026-11-25 11:00+01:00"),
        ("2026-11-25 06:00", 60, "2026-11-25 09:00+01:00"),  # came before anybody was there
        ("2026-11-25 08:00", 510, "2026-11-25 16:30+01:00"),  # the end of a span is its last minute, not the next day
        ("2026-11-27 14:30", 60, "2026-11-30 08:30+01:00"),  # over a weekend, from a short Friday
        ("2026-12-23 16:00", 60, "2026-12-28 08:30+01:00"),  # over two closed days and a weekend
        ("2026-03-27 14:00", 120, "2026-03-30 09:00+02:00"),  # the clocks go forward in between
        ("2026-10-23 14:00", 120, "2026-10-26 09:00+01:00"),  # and back
    ],
)
def test_a_deadline_in_office_hours(start: str, minutes: int, due: str) -> None:
    assert wall(after(OFFICE, at(start), minutes)) == due


def test_the_night_on_which_an_hour_is_skipped() -> None:
    night = at("2026-03-29 00:00")
    assert watched_s(NIGHT, night, at("2026-03-29 12:00")) == 30 * 60
    assert wall(after(NIGHT, night, 30)) == "2026-03-29 03:00+02:00"
    assert wall(after(NIGHT, night, 31)) == "2026-03-30 01:31+02:00"
    assert not is_watched(NIGHT, at("2026-03-29 03:00"))
    assert wall(after(NIGHT, night, 24 * 60, always=True)) == "2026-03-30 01:00+02:00"


def test_the_night_on_which_an_hour_passes_twice() -> None:
    night = at("2026-10-25 00:00")
    assert watched_s(NIGHT, night, at("2026-10-25 12:00")) == 90 * 60
    assert wall(after(NIGHT, night, 60)) == "2026-10-25 02:30+02:00"
    assert wall(after(NIGHT, night, 61)) == "2026-10-25 02:01+01:00"
    assert wall(next_watch(NIGHT, at("2026-10-25 02:30"))) == "2026-10-25 02:00+01:00"
    assert is_watched(NIGHT, at("2026-10-25 02:15", fold=1))
    around = Hours(STOCKHOLM, ((Span(0, 1440),),) * 7)
    assert watched_s(around, night, at("2026-10-26 00:00")) == 25 * 3600
    assert watched_s(around, at("2026-03-29 00:00"), at("2026-03-30 00:00")) == 23 * 3600


def test_no_span_is_around_the_clock() -> None:
    for hours in (Hours(), Hours(STOCKHOLM, ((),) * 7), Hours(STOCKHOLM, ((Span(60, 60),),))):
        assert after(hours, at("2026-10-25 00:00"), 90) == at("2026-10-25 01:30")
        assert next_watch(hours, at("2026-10-25 00:00")) == at("2026-10-25 00:00")
        assert is_watched(hours, at("2026-10-25 00:00"))
        assert day_minutes(hours) == 1440
    assert day_minutes(OFFICE) == 510


def test_hours_that_hardly_exist_end_what_they_never_reach() -> None:
    monday = Hours(STOCKHOLM, ((Span(480, 481),), *((),) * 6))
    begin = at("2026-11-25 10:00")
    assert (enough(monday, 52), enough(monday, 53), enough(Hours(), 366 * 1440)) == (True, False, True)
    assert wall(after(monday, begin, 52)) == "2027-11-22 08:01+01:00"
    began = time.perf_counter()
    assert after(monday, begin, 366 * 1440) == begin + FAR  # no year 10000
    assert time.perf_counter() - began < 1


def floor(hours: Hours, start: Micros, minutes: int) -> list[bool]:
    """Whether each minute from `start` on is watched, by a look at the wall clock."""
    first = datetime.fromtimestamp(start / SECOND, ZoneInfo("UTC"))
    found = []
    for minute in range(minutes):
        there = (first + timedelta(minutes=minute)).astimezone(ZoneInfo(hours.zone))
        now = there.hour * 60 + there.minute
        spans = hours.week[there.weekday()] if there.weekday() < len(hours.week) else ()
        open_day = there.date().isoformat() not in hours.closed
        found.append(open_day and any(span.start <= now < span.end for span in spans))
    return found


@st.composite
def weeks(draw: st.DrawFn) -> Hours:
    """Hours of any shape: up to two spans a day, closed days, zones that change at odd times."""
    zone = draw(st.sampled_from([STOCKHOLM, "UTC", "Australia/Lord_Howe", "America/St_Johns", "Africa/Cairo"]))
    days = []
    for _ in range(7):
        edges = sorted(draw(st.sets(st.integers(0, 1440), min_size=4, max_size=4)))
        spans = (Span(edges[0], edges[1]), Span(edges[2], edges[3]))
        days.append(spans[: draw(st.integers(0, 2))])
    return Hours(zone, tuple(days), draw(st.sampled_from([(), ("2026-03-29", "2026-10-24"), ("2026-10-25",)])))


STARTS = ["2026-03-27 13:07", "2026-10-23 02:59", "2026-04-03 05:00", "2026-03-06 21:00", "2026-04-23 10:00"]


@settings(max_examples=40, deadline=None)
@given(weeks(), st.sampled_from(STARTS), st.integers(1, 2 * 1440))
def test_it_is_what_a_look_at_the_wall_every_minute_says(hours: Hours, start: str, minutes: int) -> None:
    begin, span = at(start, "UTC"), 4 * 1440
    watched = floor(hours, begin, span)
    if not any(s.end > s.start for day in hours.week for s in day):
        return
    assert watched_s(hours, begin, Micros(begin + span * MINUTE)) == 60 * sum(watched)
    first = next((minute for minute, there in enumerate(watched) if there), None)
    if first is not None:
        assert next_watch(hours, begin) == begin + first * MINUTE
    passed = [minute for minute, there in enumerate(watched) if there]
    due = after(hours, begin, minutes)
    if minutes <= len(passed):
        assert due == begin + (passed[minutes - 1] + 1) * MINUTE
    else:
        assert due > begin + span * MINUTE - DAY // 1440


@given(weeks(), st.sampled_from(STARTS), st.integers(0, 20_000), st.integers(0, 10_000_000))
@settings(max_examples=40, deadline=None)
def test_a_deadline_is_reached_when_its_minutes_have_passed(hours: Hours, start: str, minutes: int, more: int) -> None:
    begin = Micros(at(start, "UTC") + more)
    due = after(hours, begin, minutes)
    if due == begin + FAR:
        assert watched_s(hours, begin, due) <= minutes * 60
        return
    assert watched_s(hours, begin, due) == minutes * 60
    if minutes:
        assert watched_s(hours, begin, Micros(due - SECOND)) < minutes * 60
