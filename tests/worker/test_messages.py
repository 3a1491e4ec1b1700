"""How many private messages wait, from the platform to what a person reads: slowly, and no longer than it is known."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.cli.account_show import lines
from backend.config.worker import WorkerSettings
from backend.model.account import Account, Reach, Source
from backend.model.clock import DAY, HOUR, MINUTE
from backend.model.health import LoginState
from backend.platforms import open_connector
from backend.platforms.base import Connector
from backend.store.engine import Store
from backend.store.read.accounts import account
from backend.worker.duty import Duty
from backend.worker.messages import Counting
from backend.worker.tempo import Tempo
from tests.conftest import StandingClock
from tests.stage.play import Stage
from tests.store.scene import told
from tests.worker.scene import Scene


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    with Stage("--speed", "0", "--requests", "5000") as running:
        yield running


class Desk:
    """An account on the stage's Bluesky, and the worker's count of its messages."""

    def __init__(self, stage: Stage, scene: Scene, clock: StandingClock) -> None:
        self.stage, self.scene, self.clock = stage, scene, clock
        self.connector: Connector = open_connector(
            "bluesky", stage.url, stage.do("login", on="bluesky"), lambda _: None
        )
        self.account_id = scene.add("bluesky", stage.url, "bs")
        settings = WorkerSettings(url=scene.store.url, data_dir=Path(), secrets_dir=Path())
        self.counting = Counting(Duty(scene.store, clock, settings, Tempo(), 1), self.account())

    def account(self) -> Account:
        found = account(self.scene.store.reader, self.account_id)
        assert found is not None
        return found

    def counts(self, unread: int, *, shut_out: bool = False) -> tuple[int | None, Reach | None]:
        """Let so many wait, and return how many are known to after the next count, and whether they are counted."""
        self.stage.do("messages", on="bluesky", unread=unread, shut_out=shut_out)
        assert self.counting.is_due()
        self.counting.count(self.connector)
        now = self.account()
        return now.unread.count if now.unread else None, now.capabilities.sources.get(Source.MESSAGES)

    def waits(self) -> int:
        """Wait until the next count is due, and return how long that was (µs)."""
        began = self.clock.now()
        while not self.counting.is_due():
            self.clock.move(MINUTE)
        return self.clock.now() - began


@pytest.fixture
def desk(stage: Stage, scene: Scene, clock: StandingClock) -> Iterator[Desk]:
    made = Desk(stage, scene, clock)
    yield made
    made.connector.close()
    stage.do("messages", on="bluesky", unread=0)
    stage.do("fault", kind="")


def test_they_are_counted_every_five_minutes_and_told_when_it_is_another_number(desk: Desk, store: Store) -> None:
    assert desk.account().unread is None
    assert desk.counts(2) == (2, Reach.COUNTED)
    assert desk.waits() == 5 * MINUTE
    before = told(store)
    assert before[-1] == ("account", desk.account_id)
    assert desk.counts(2) == (2, Reach.COUNTED)
    assert told(store) == before
    unread = desk.account().unread
    assert unread is not None
    assert (unread.counted_at, unread.url) == (desk.clock.now(), "https://bsky.app/messages")
    desk.waits()
    assert desk.counts(0) == (0, Reach.COUNTED)
    assert len(told(store)) == len(before) + 1


def test_a_count_that_is_no_longer_allowed_does_not_stand(desk: Desk) -> None:
    assert desk.counts(2) == (2, Reach.COUNTED)
    desk.waits()
    assert desk.counts(2, shut_out=True) == (None, Reach.DENIED)
    assert desk.waits() == DAY
    assert desk.counts(3) == (3, Reach.COUNTED)


def test_a_service_that_is_away_leaves_the_last_count_and_one_that_is_not_there_none(desk: Desk) -> None:
    assert desk.counts(2) == (2, Reach.COUNTED)
    desk.waits()
    for fault in ({"kind": "status", "value": 502}, {"kind": "throttle"}):
        desk.stage.do("fault", path="chat.bsky", **fault)
        assert desk.counts(4) == (2, Reach.COUNTED)
        assert desk.waits() == 5 * MINUTE
    desk.stage.do("fault", kind="status", path="chat.bsky", value=400)
    assert desk.counts(4) == (None, Reach.MISSING)
    assert desk.waits() == HOUR


def test_the_command_line_says_how_many_and_where(desk: Desk) -> None:
    desk.counts(130)
    shown = list(lines(desk.account(), LoginState(), "well", "Europe/Stockholm"))
    (line,) = [one for one in shown if "unread" in one]
    assert line.endswith("at least 100, read them at https://bsky.app/messages")
    assert any("only counts" in one and "private messages" in one for one in shown)
