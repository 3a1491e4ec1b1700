"""Until when a comment sleeps, over both changes of the clocks; whom a note names."""

from datetime import UTC, datetime, time

import pytest

from backend.model.clock import HOUR, SECOND, Micros
from backend.model.triage import Snooze
from backend.policy.mentions import mentioned
from backend.policy.snooze import FAR, until

ZONE = "Europe/Stockholm"
SHIFTS = (time(6), time(14), time(22))


def at(text: str) -> Micros:
    """Return a UTC moment."""
    return Micros(int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) * SECOND)


@pytest.mark.parametrize(
    ("choice", "now", "wanted"),
    [
        (Snooze.HOUR, "2026-11-25T20:30", "2026-11-25T21:30"),
        (Snooze.TOMORROW, "2026-11-25T20:30", "2026-11-26T08:00"),
        (Snooze.TOMORROW, "2026-11-25T23:30", "2026-11-27T08:00"),  # past midnight in Stockholm
        (Snooze.TOMORROW, "2026-03-28T12:00", "2026-03-29T07:00"),  # the clocks go forward in the night
        (Snooze.TOMORROW, "2026-10-24T12:00", "2026-10-25T08:00"),  # and back
        (Snooze.MONDAY, "2026-11-25T20:30", "2026-11-30T08:00"),
        (Snooze.MONDAY, "2026-11-30T07:00", "2026-12-07T08:00"),  # on a Monday: the next one
        (Snooze.SHIFT, "2026-11-25T12:59", "2026-11-25T13:00"),
        (Snooze.SHIFT, "2026-11-25T13:00", "2026-11-25T21:00"),
        (Snooze.SHIFT, "2026-11-25T21:30", "2026-11-26T05:00"),
        (Snooze.SHIFT, "2026-10-24T21:00", "2026-10-25T05:00"),
    ],
)
def test_a_snooze_ends_on_the_wall_clock(choice: Snooze, now: str, wanted: str) -> None:
    assert until(choice, at(now), ZONE, SHIFTS) == at(wanted)


def test_a_shift_that_begins_in_the_hour_that_is_skipped_begins_after_it() -> None:
    assert until(Snooze.SHIFT, at("2026-03-29T00:30"), ZONE, (time(2, 30),)) == at("2026-03-29T01:30")


def test_waiting_for_an_answer_is_not_for_ever() -> None:
    assert until(Snooze.REPLY, at("2026-11-25T20:30"), ZONE, ()) - at("2026-11-25T20:30") == FAR > 24 * HOUR


NAMES = {1: "Anna Ek", 2: "Anna Berg", 3: "Erik", 4: "Åsa Öhman", 5: ""}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Kan @Erik titta?", [3]),
        ("@erik, @åsa: se här", [3, 4]),
        ("@Anna", []),  # two have that name
        ("@Anna Berg och @anna ek", [1, 2]),
        ("mejla erik@acme.se eller anna", []),
        ("@Eriksson är en författare", []),
        ("", []),
    ],
)
def test_a_note_names_whom_it_says(text: str, named: list[int]) -> None:
    assert mentioned(text, NAMES) == named
