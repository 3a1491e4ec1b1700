"""What the worker writes down of an account's health: each change once, whatever it is interrupted by."""

from pathlib import Path
from threading import Event, Thread

import pytest

from backend.model.clock import DAY, HOUR, MINUTE, SECOND, Micros, plus
from backend.model.inflow import Page
from backend.platforms.base import LoginExpired, PlatformError, Throttled, TryAgain
from backend.store.engine import Store
from backend.worker.daemon import Daemon
from tests.conftest import StandingClock
from tests.worker.hand import Hand
from tests.worker.scene import Scene
from tests.worker.scripted import Platform, ScriptedConnector
from tests.worker.waiting import until

DOWN = TryAgain("platform.server_error", reached=True, status=502)
OFFLINE = TryAgain("platform.unreachable", reached=False)
REFUSED = LoginExpired("platform.login")


@pytest.fixture
def line(clock: StandingClock) -> ScriptedConnector:
    return ScriptedConnector(Platform(clock))


@pytest.fixture
def hand(store: Store, clock: StandingClock, line: ScriptedConnector, tmp_path: Path, scene: Scene) -> Hand:
    """A worker that has just read everything."""
    hand = Hand(store, clock, line, tmp_path, scene.account_id)
    hand.pull_all()
    return hand


def changes(scene: Scene) -> list[tuple[object, ...]]:
    """The events of the account's health: to what, since when, why."""
    found = scene.store.reader.rows("SELECT after, since, code FROM event WHERE what = 'account.health' ORDER BY id")
    return [tuple(row) for row in found]


def polls(hand: Hand, clock: StandingClock, times: int) -> None:
    """Let so many polls go by, a minute apart: longer than any pause between them."""
    for _ in range(times):
        clock.move(MINUTE)
        hand.pull_all()


def test_blind_and_well_again_are_two_events_however_many_polls_fail(
    scene: Scene, hand: Hand, line: ScriptedConnector, clock: StandingClock
) -> None:
    whole = clock.at
    line.fail("pull", *[DOWN] * 4)
    polls(hand, clock, 4)
    assert scene.health()[0] == "blind"
    while line.before["pull"]:
        polls(hand, clock, 1)
    polls(hand, clock, 6)
    well = changes(scene)[2][1]
    assert changes(scene) == [("ok", whole, ""), ("blind", whole, "platform.server_error"), ("ok", well, "")]


def test_a_restart_in_the_dark_makes_no_second_event(
    store: Store, scene: Scene, hand: Hand, line: ScriptedConnector, clock: StandingClock, tmp_path: Path
) -> None:
    line.fail("pull", *[DOWN] * 1000)
    polls(hand, clock, 2)
    for _restart in range(3):
        clock.move(MINUTE)
        polls(Hand(store, clock, line, tmp_path, scene.account_id), clock, 2)
    assert [event[0] for event in changes(scene)] == ["ok", "blind"]


@pytest.mark.parametrize(
    ("errors", "states"),
    [
        ((REFUSED,), ["ok"]),
        ((REFUSED, REFUSED, REFUSED), ["ok", "needs_login"]),
        ((OFFLINE, OFFLINE, OFFLINE), ["ok", "blind"]),
        ((OFFLINE, REFUSED), ["ok"]),
    ],
)
def test_two_refused_logins_are_one_event_and_a_network_error_is_none_of_them(
    scene: Scene,
    hand: Hand,
    line: ScriptedConnector,
    clock: StandingClock,
    errors: tuple[PlatformError, ...],
    states: list[str],
) -> None:
    line.fail("pull", *errors)
    while line.before["pull"]:
        polls(hand, clock, 1)
    assert [event[0] for event in changes(scene)] == states


def next_look(scene: Scene) -> object:
    return scene.value("SELECT next_at FROM account_health")


def test_the_next_look_is_promised_and_put_off_as_the_platform_asks(
    scene: Scene, hand: Hand, line: ScriptedConnector, clock: StandingClock
) -> None:
    promised = next_look(scene)
    assert isinstance(promised, int)
    assert 20 * SECOND < promised - clock.at < 30 * SECOND
    until_then = plus(clock.at, 15 * MINUTE)
    clock.move(MINUTE)
    line.fail("pull", Throttled(until_then))
    hand.pull_all()
    assert next_look(scene) == until_then


def test_a_long_backlog_is_no_broken_promise(
    scene: Scene, hand: Hand, line: ScriptedConnector, clock: StandingClock
) -> None:
    pages = [Page(cursor=str(number), more=True) for number in range(1, 9)]
    line.pages["inbox"].extend(pages)
    clock.move(MINUTE)
    for _page in pages:
        hand.pull()
        clock.move(MINUTE)
    promised = next_look(scene)
    assert isinstance(promised, int)
    assert clock.at - promised <= MINUTE
    assert scene.health()[0] == "ok"


def test_a_time_without_a_worker_is_in_the_log(store: Store, scene: Scene, hand: Hand, clock: StandingClock) -> None:
    whole = clock.at
    clock.move(3 * HOUR)
    stop = Event()
    heir = Thread(target=Daemon(hand.duty).run, args=(stop,))
    heir.start()
    try:
        until(lambda: len(changes(scene)) > 1)
    finally:
        stop.set()
        heir.join()
    assert changes(scene)[1] == ("blind", whole, "account.overdue")


def test_when_the_login_ends_is_written_down_once(
    store: Store, scene: Scene, line: ScriptedConnector, clock: StandingClock, tmp_path: Path
) -> None:
    page = scene.add("linkedin", "http://127.0.0.1:8", "work", "me")
    hand = Hand(store, clock, line, tmp_path, page)
    ends_at = Micros(clock.at + 12 * DAY)
    keep = {"token": "a-token-of-some-length", "expires": str(ends_at // SECOND)}
    hand.duty.settings.secrets().save(page, keep)
    polls(hand, clock, 3)
    assert scene.value("SELECT ends_at FROM account_login WHERE account_id = ?", page) == ends_at
    told = "SELECT count(*) FROM journal WHERE topic = 'account' AND ref = ?"
    before = scene.value(told, page)
    polls(hand, clock, 3)
    assert scene.value(told, page) == before
