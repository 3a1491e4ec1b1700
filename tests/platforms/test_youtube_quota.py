"""A day's budget is one budget, however often the worker is started again."""

from collections.abc import Iterator

import pytest

from backend.model.clock import DAY, EPOCH, Micros, plus
from backend.model.inflow import Page
from backend.platforms.fields import from_cursor
from backend.platforms.ratelimit import UsageMeter
from backend.platforms.youtube import DAY as DAY_NOTE
from backend.platforms.youtube import YoutubeConnector
from backend.platforms.youtube_api import Api
from backend.platforms.youtube_quota import STEP, Quota, midnight
from tests.conftest import StandingClock
from tests.stage.play import Stage


class Channel:
    """Workers that follow each other on one channel of the stage, and the cursor that they leave each other."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self.cursor: str | None = None

    def worker(self, spends: int = 0) -> float:
        """Start anew, spend, read what there is, and return which share of the day is used then."""
        login = self._stage.do("login", on="youtube")
        api = Api(self._stage.url, login, login.update, timeout_s=5)
        connector = YoutubeConnector(api)
        try:
            api.quota.spend(spends)
            while self._read(connector).more:
                pass
            return connector.usage().share
        finally:
            connector.close()

    def _read(self, connector: YoutubeConnector) -> Page:
        page = connector.pull("inbox", self.cursor, EPOCH, lambda _ids: {})
        self.cursor = page.cursor
        return page


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    with Stage("--speed", "0", "--requests", "5000") as running:
        yield running


def test_a_worker_that_is_started_again_goes_on_with_the_same_budget(stage: Stage) -> None:
    channel = Channel(stage)
    first = channel.worker(spends=6000)
    assert 0.6 < first < 0.63
    again = channel.worker()
    assert first - STEP / 10_000 <= again < first + 0.02
    assert Channel(stage).worker() < 0.05, "another channel has a cursor of its own"


def test_a_page_or_two_leave_the_note_as_it_was(stage: Stage) -> None:
    """A page that promises more and leaves the same cursor is taken for the last: counting each call would hide it."""
    channel = Channel(stage)
    notes = []
    for _again in range(3):
        channel.worker()
        notes.append(from_cursor(channel.cursor)[DAY_NOTE])
    assert notes[0] == notes[1] == notes[2]


def test_a_note_of_another_day_or_of_nothing_counts_for_nothing(clock: StandingClock) -> None:
    before = Quota(clock, UsageMeter(clock))
    before.spend(5000)
    note = before.note()
    clock.at = midnight(clock.at)
    meter = UsageMeter(clock)
    later = Quota(clock, meter)
    for odd in (note, {}, {"ends": "soon", "used": 1}, {"ends": midnight(clock.at), "used": -5}):
        later.learn(odd)
    assert meter.usage().share == 0


def test_looking_keeps_to_its_share_across_a_restart(clock: StandingClock) -> None:
    clock.at = Micros(plus(midnight(clock.at), -DAY))
    before = Quota(clock, UsageMeter(clock))
    while before.may_look():
        before.look()
    after = Quota(clock, UsageMeter(clock))
    after.learn(before.note())
    assert not after.may_look()
