"""Moments as they are typed, over both changes of the clocks in Stockholm."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from backend.model.clock import HOUR, SECOND, Micros
from backend.policy.moments import moment_of, write_moment

ZONE = "Europe/Stockholm"


def at(said: str, fold: int = 0) -> Micros:
    """A wall clock's moment in Stockholm."""
    return Micros(int(datetime.fromisoformat(said).replace(tzinfo=ZoneInfo(ZONE), fold=fold).timestamp()) * SECOND)


NOON = at("2026-11-28 12:00")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("18:00", "2026-11-28 18:00"),
        ("8.15", "2026-11-29 08:15"),
        ("12:00", "2026-11-29 12:00"),
        ("24:00", "2026-11-29 00:00"),
        ("2026-12-24", "2026-12-25 00:00"),
        ("2026-12-24 18:00", "2026-12-24 18:00"),
        ("2026-12-24t9:05", "2026-12-24 09:05"),
        (" +90M ", "2026-11-28 13:30"),
        ("4h", "2026-11-28 16:00"),
        ("2d", "2026-11-30 12:00"),
    ],
)
def test_what_is_typed(typed: str, meant: str) -> None:
    assert moment_of(typed, NOON, ZONE) == at(meant)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "soon",
        "25:00",
        "12:60",
        "2026-02-30",
        "0h",
        "-2h",
        "2026-13-01 10:00",
        "9999d",
        "99999d",
        "9999-12-31",
        "1h2",
    ],
)
def test_what_is_none(typed: str) -> None:
    assert moment_of(typed, NOON, ZONE) is None


def test_a_day_is_a_day_of_the_wall_clock() -> None:
    for day in ("2026-03-28", "2026-10-24"):
        start = at(f"{day} 18:00")
        (later,) = {moment_of("1d", start, ZONE)}
        assert later is not None
        assert write_moment(later, ZONE)[11:] == "18:00"
    assert moment_of("1d", at("2026-03-28 18:00"), ZONE) == at("2026-03-28 18:00") + 23 * HOUR
    assert moment_of("24h", at("2026-03-28 18:00"), ZONE) == at("2026-03-29 19:00")


def test_a_time_that_does_not_exist_moves_forward() -> None:
    assert moment_of("2:30", at("2026-03-29 01:00"), ZONE) == at("2026-03-29 03:30")


def test_a_time_that_comes_twice_is_the_next_one() -> None:
    before, between = at("2026-10-25 01:00"), at("2026-10-25 02:45")
    assert moment_of("2:30", before, ZONE) == at("2026-10-25 02:30")
    assert moment_of("2:30", between, ZONE) == at("2026-10-25 02:30", fold=1)
    assert moment_of("2026-10-25 02:30", between, ZONE) == at("2026-10-25 02:30", fold=1)


@pytest.mark.parametrize("fold", [0, 1])
def test_what_comes_twice_is_written_and_read_as_the_one_it_is(fold: int) -> None:
    moment = at("2026-10-25 02:30", fold=fold)
    written = write_moment(moment, ZONE)
    assert written == f"2026-10-25 02:30+0{2 - fold}:00"
    assert moment_of(written, at("2026-10-24 12:00"), ZONE) == moment
    assert len(write_moment(at("2026-10-25 03:30"), ZONE)) == 16
