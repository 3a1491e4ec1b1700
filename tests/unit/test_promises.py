"""What promises in an answer of ours, what does not, and until when: on the wall of the account's own clock."""

import time
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from backend.model.category import Category
from backend.model.charter import Charter, Hours, Span, Target
from backend.model.clock import HOUR, SECOND, Micros
from backend.policy.promises import due
from backend.text.promises import promised
from backend.text.whens import When, when
from tests.unit.promises_said import NONE, PROMISES


@pytest.mark.parametrize(("text", "until"), PROMISES)
def test_it_promises(text: str, until: When | None) -> None:
    found = promised(text)
    assert found is not None
    assert found.when == until


@pytest.mark.parametrize("text", NONE)
def test_it_does_not(text: str) -> None:
    assert promised(text) is None


def test_a_promise_with_a_time_goes_before_one_without() -> None:
    found = promised("Vi tittar på det. Vi hör av oss på fredag. Vi återkommer inom två veckor.")
    assert found is not None
    assert (found.when, found.sentence) == (When(weekday=4), "vi hör av oss på fredag.")


def test_a_long_text_costs_no_more_a_character() -> None:
    def takes(text: str) -> float:
        begun = time.perf_counter()
        promised(text)
        return time.perf_counter() - begun

    for piece in ("vi ", "we will ", "hör av ", '"', "om du ", "och ", "1", "inom de närmaste ", "@a@", "from ", " /a"):
        short, long = (min(takes(piece * (size // len(piece))) for _try in range(3)) for size in (2_000, 16_000))
        assert long < 40 * short + 0.02, piece


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("inom de närmaste dagarna", When(days=3)),
        ("in the next few days", When(days=3)),
        ("inom max tre arbetsdagar", When(days=3, working=True)),
        ("before 11 am on friday", When(weekday=4, clock=660)),
        ("på fredag nästa vecka", When(weekday=4, weeks=1)),
        ("före måndag", When(weekday=0, before=True)),
        ("senast 12/3", When(date=(0, 3, 12))),
        ("12/3", None),
        ("angående 24/7", None),
        ("within about 24 hours", When(minutes=1440)),
        ("inom 24h", When(minutes=1440)),
        ("inom 48 tim", When(minutes=2880)),
        ("within 24-48 hrs", When(minutes=2880)),
        ("inom 1–2 arbetsdagar", When(days=2, working=True)),
        ("inom tre till fem dagar", When(days=5)),
        ("in a day or two", When(days=2)),
        ("på tisdag eller onsdag", When(weekday=2)),
        ("efter helgen", When(week_end=True, after=True)),
        ("after friday", When(weekday=4, after=True)),
        ("efter den 30 mars", When(date=(0, 3, 30), after=True)),
        ("about your order from 12 march", None),
        ("angående mötet på torsdag", None),
        ("om din faktura från 12 mars senast fredag", When(weekday=4)),
        ("about this tomorrow", When(days=1)),
        ("felet från i dag", None),
        ("your note from last monday", None),
        ("svar från kundtjänst i morgon", When(days=1)),
        ("the 12th of march", When(date=(0, 3, 12))),
        ("inom ett dygn", When(minutes=1440)),
        ("innan dagen är slut", When(days=0)),
        ("by 5", None),
        ("inom kort", None),
        ("så snart vi kan", None),
        ("i 13/13", None),
    ],
)
def test_times_as_they_are_said(words: str, said: When | None) -> None:
    assert when(words) == said


ZONE = ZoneInfo("Europe/Stockholm")
CHARTER = Charter(hours=Hours("Europe/Stockholm", (*((Span(480, 990),) for _day in range(5)), (), ()), ("2026-04-03",)))


def at(text: str) -> Micros:
    """Return a moment on the wall in Stockholm; `b` after it: the second time it passes that night."""
    wall = datetime.fromisoformat(text.rstrip("b")).replace(tzinfo=ZONE, fold=text.endswith("b"))
    return Micros(int(wall.timestamp()) * SECOND)


@pytest.mark.parametrize(
    ("said", "now", "until"),
    [
        ("inom två dagar", "2026-03-25T15:00", "2026-03-27T16:30"),
        ("inom två dagar", "2026-03-27T15:00", "2026-03-30T00:00"),  # a Sunday without watch, the night of the change
        ("inom 24 timmar", "2026-03-28T10:00", "2026-03-29T11:00"),
        ("inom 24 timmar", "2026-10-24T10:00", "2026-10-25T09:00"),
        ("i morgon kl 02.30", "2026-03-28T10:00", "2026-03-29T03:30"),  # it does not exist
        ("i morgon kl 02.30", "2026-10-24T10:00", "2026-10-25T02:30b"),  # it passes twice
        ("i morgon kl 15", "2026-10-24T10:00", "2026-10-25T15:00"),
        ("senast fredag", "2026-03-27T10:00", "2026-03-27T16:30"),
        ("senast fredag", "2026-03-27T17:00", "2026-03-28T00:00"),  # after the watch, still that day
        ("före fredag", "2026-03-27T10:00", "2026-04-03T00:00"),
        ("på fredag nästa vecka", "2026-10-22T10:00", "2026-10-30T16:30"),
        ("i veckan", "2026-03-26T10:00", "2026-03-27T16:30"),
        ("i veckan", "2026-03-28T10:00", "2026-03-30T00:00"),
        ("nästa vecka", "2026-10-21T10:00", "2026-10-30T16:30"),
        ("inom tre arbetsdagar", "2026-04-01T10:00", "2026-04-07T16:30"),  # Good Friday is closed
        ("innan kl 15", "2026-03-27T10:00", "2026-03-27T15:00"),
        ("innan kl 15", "2026-03-27T16:00", "2026-03-28T15:00"),
        ("den 12 mars", "2026-03-01T10:00", "2026-03-12T16:30"),
        ("efter helgen", "2026-03-27T10:00", "2026-03-30T16:30"),
        ("efter fredag", "2026-10-23T10:00", "2026-10-26T16:30"),
        ("after the weekend", "2026-10-24T10:00", "2026-10-26T16:30"),
        ("efter den 2 april", "2026-03-27T10:00", "2026-04-06T16:30"),  # Good Friday is closed
        ("i dag", "2026-03-28T10:00", "2026-03-29T00:00"),
        # no time, or none that anybody could mean: two days of eight and a half watch hours
        ("inom kort", "2026-10-22T15:00", "2026-10-26T15:00"),
        ("den 29 februari", "2026-03-27T10:00", "2026-03-31T10:00"),
        ("2026-03-12", "2026-03-27T10:00", "2026-03-31T10:00"),
        ("din order av den 12 mars", "2026-03-27T10:00", "2026-03-31T10:00"),
    ],
)
def test_until_when(said: str, now: str, until: str) -> None:
    assert due(when(said), at(now), CHARTER) == at(until)


def test_after_the_weekend_is_no_saturday_on_watch() -> None:
    every_day = Charter(hours=Hours("Europe/Stockholm", tuple((Span(480, 990),) for _day in range(7))))
    assert due(when("efter helgen"), at("2026-10-22T10:00"), every_day) == at("2026-10-26T16:30")


def test_the_charters_target_for_complaints_holds_where_no_time_is_named() -> None:
    charter = Charter(hours=CHARTER.hours, targets={Category.COMPLAINT: Target(120)})
    assert due(None, at("2026-03-27T15:30"), charter) == at("2026-03-30T09:00")
    always = Charter(hours=CHARTER.hours, targets={Category.COMPLAINT: Target(120, always=True)})
    assert due(None, at("2026-03-29T01:30"), always) == at("2026-03-29T04:30")
    assert due(None, at("2026-03-27T15:30"), Charter()) - at("2026-03-27T15:30") == 48 * HOUR
