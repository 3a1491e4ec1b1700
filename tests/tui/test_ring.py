"""The bell and the title: what is news, for whom, when it is quiet, and that nobody else writes into the title."""

from dataclasses import replace

import pytest

from backend.model.clock import HOUR, Micros
from backend.model.desk import Arrivals, Counts
from tests.tui.fakes import NOW, StillClock, row
from tui.prefs import Prefs
from tui.ring import OWN_S, PAUSE_S, Ringer, title_words, titling

CALM = Counts(9, 1, 0)


class Time:
    """The monotonic clock, set by hand."""

    def __init__(self) -> None:
        self.at = 1000.0

    def monotonic(self) -> float:
        return self.at


class Ear:
    """Hears what the terminal gets."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, **prefs: str) -> None:
        self.sent: list[str] = []
        self.time, self.clock = Time(), StillClock()
        monkeypatch.setattr("tui.ring.time", self.time)
        monkeypatch.setenv("TERM", "xterm-256color")
        self.ringer = Ringer(self.clock, self.sent.append, Prefs(**prefs))
        self.ringer.me = "Anna"

    def rings(self) -> int:
        return self.sent.count("\x07")

    @property
    def title(self) -> str:
        return next((one for one in reversed(self.sent) if one.startswith("\x1b]2;")), "")


def came(*rows: object) -> Arrivals:
    return Arrivals(rows, len(rows))  # type: ignore[arg-type]


@pytest.mark.parametrize(("bell", "late", "mine", "other"), [
    ("off", 0, 0, 0), ("urgent", 1, 0, 0), ("mine", 1, 1, 0), ("all", 1, 1, 1), ("", 1, 0, 0),
])  # fmt: skip
def test_each_level_rings_for_its_own(
    monkeypatch: pytest.MonkeyPatch, bell: str, late: int, mine: int, other: int
) -> None:
    for counts, arrivals, rings in (
        (replace(CALM, late=1), came(), late),
        (replace(CALM, failed=1), came(), late),
        (CALM, came(row(20, urgency=2)), late),
        (replace(CALM, mine=2), came(), mine),
        (CALM, came(row(20, follow_up=True)), mine),
        (CALM, came(row(20)), other),
        (replace(CALM, open=3), came(), 0),
        (CALM, came(), 0),
    ):
        ear = Ear(monkeypatch, bell=bell)
        ear.ringer.told(CALM, came(row(3)))
        ear.ringer.told(counts, arrivals)
        assert ear.rings() == rings, (counts, arrivals)


def test_nothing_is_news_at_first_and_nothing_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    ear = Ear(monkeypatch, bell="all")
    ear.ringer.told(Counts(9, 3, 4, 1), came(row(5, urgency=1)))
    assert ear.rings() == 0
    for _again in range(3):
        ear.time.at += 60
        ear.ringer.told(Counts(9, 3, 4, 1), came(row(5, urgency=1), row(6)))
    assert ear.rings() == 1


def test_never_more_than_once_in_five_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    ear = Ear(monkeypatch, bell="all")
    ear.ringer.told(CALM)
    for number in range(100):
        ear.time.at += 0.1
        ear.ringer.told(CALM, came(row(20 + number)))
    assert ear.rings() == 2
    assert PAUSE_S == 5


def test_what_i_did_myself_is_no_news_but_what_came_meanwhile_is(monkeypatch: pytest.MonkeyPatch) -> None:
    ear = Ear(monkeypatch, bell="mine")
    ear.ringer.told(CALM)
    ear.ringer.acted()
    ear.ringer.told(replace(CALM, mine=2, late=1))
    assert ear.rings() == 0
    ear.ringer.told(replace(CALM, mine=2, late=1), came(row(20, urgency=1)))
    assert ear.rings() == 1
    ear.time.at += OWN_S + PAUSE_S
    ear.ringer.told(replace(CALM, mine=3, late=1))
    assert ear.rings() == 2


@pytest.mark.parametrize(("quiet", "hour", "silent"), [
    ("22:00-06:00", 23, True), ("22:00-06:00", 3, True), ("22:00-06:00", 6, False), ("22:00-06:00", 12, False),
    ("12:00-13:00", 12, True), ("12:00-13:00", 13, False), ("", 3, False),
])  # fmt: skip
def test_quiet_hours_are_those_of_the_members_zone(
    monkeypatch: pytest.MonkeyPatch, quiet: str, hour: int, silent: bool
) -> None:
    ear = Ear(monkeypatch, quiet=quiet)
    ear.ringer.zone = "Asia/Tokyo"  # nine hours ahead, in summer as in winter
    midnight = NOW - NOW % (24 * HOUR)
    ear.clock.at = Micros(midnight + (hour - 9) * HOUR)
    ear.ringer.told(CALM)
    ear.ringer.told(replace(CALM, late=3))
    assert ear.ringer.silent() is silent
    assert ear.rings() == (0 if silent else 1)
    assert ear.title == titling("Nightdesk" if silent else "(3! 1 mine) Nightdesk")


def test_the_title_falls_silent_when_the_quiet_hours_begin(monkeypatch: pytest.MonkeyPatch) -> None:
    ear = Ear(monkeypatch, quiet="22:00-06:00")
    ear.clock.at = Micros(NOW - NOW % (24 * HOUR) + 21 * HOUR)
    ear.ringer.told(Counts(9, 0, 3))
    assert ear.title == titling("(3!) Nightdesk")
    ear.clock.at = Micros(ear.clock.at + HOUR)
    ear.ringer.looked_at_the_clock()
    assert ear.title == titling("Nightdesk")


def test_the_title_counts_by_level() -> None:
    counts = Counts(37, 4, 2, 1)
    assert [title_words(counts, level) for level in range(4)] == ["", "3!", "3! 4 mine", "3! 4 mine 37 open"]
    assert title_words(Counts(9, 0, 0), 2) == ""
    assert title_words(Counts(1001, 0, 1001), 1) == "1000+!"


def test_the_title_is_sent_when_it_changes_and_only_where_there_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    ear = Ear(monkeypatch)
    for late in (0, 0, 3, 3, 0):
        ear.ringer.told(Counts(9, 0, late))
    assert [one for one in ear.sent if one != "\x07"] == [
        "\x1b]2;Nightdesk\x1b\\", "\x1b]2;(3!) Nightdesk\x1b\\", "\x1b]2;Nightdesk\x1b\\",
    ]  # fmt: skip
    ear = Ear(monkeypatch, title="off")
    ear.ringer.told(Counts(9, 0, 3))
    assert not ear.title
    ear = Ear(monkeypatch)
    monkeypatch.setenv("TERM", "linux")
    ear.ringer.told(Counts(9, 0, 3))
    assert not ear.title


def test_another_level_is_heard_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    ear = Ear(monkeypatch)
    ear.ringer.told(Counts(9, 4, 3))
    ear.ringer.prefer(Prefs(title="all"))
    assert ear.title == titling("(3! 4 mine 9 open) Nightdesk")
    ear.ringer.prefer(Prefs(title="off"))
    assert ear.title == titling("Nightdesk")


def test_a_title_has_no_control_character() -> None:
    assert titling("a\x07b\x1b]c\nd\x9c") == "\x1b]2;ab]c d\x1b\\"
