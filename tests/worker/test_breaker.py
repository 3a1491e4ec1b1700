"""A platform that refuses whatever an account writes: a few attempts, then rest; reading goes on."""

from pathlib import Path

import pytest

from backend.model.clock import MINUTE, SECOND, plus
from backend.model.outbox import OutboxState
from backend.model.pace import Pace
from backend.platforms import open_connector
from backend.platforms.base import Gone, NotPermitted, PlatformError, Throttled
from backend.policy.breaker import REFUSALS
from backend.policy.outbox import PATIENT_ATTEMPTS, THROTTLED_SPAN
from backend.store.engine import Store
from tests.conftest import StandingClock
from tests.stage.play import Stage
from tests.worker.commands import is_there
from tests.worker.hand import Hand
from tests.worker.processes import WorkerProcess, save_login
from tests.worker.scene import Scene
from tests.worker.scripted import Platform, ScriptedConnector
from tests.worker.waiting import until

BLOCKED = NotPermitted("meta.blocked", host="graph.example", number=368)
PENDING, SENT, FAILED = OutboxState.PENDING, OutboxState.SENT, OutboxState.FAILED


@pytest.fixture
def line(clock: StandingClock) -> ScriptedConnector:
    return ScriptedConnector(Platform(clock))


@pytest.fixture
def hand(store: Store, clock: StandingClock, line: ScriptedConnector, tmp_path: Path, scene: Scene) -> Hand:
    return Hand(store, clock, line, tmp_path, scene.account_id)


def answered(scene: Scene, many: int) -> list[int]:
    """Answer so many comments."""
    return [scene.answer(key, f"@fan svar {key}") for key in scene.comments([f"c{n}" for n in range(many)])]


def block(line: ScriptedConnector, times: int, error: PlatformError = BLOCKED) -> None:
    """Let the platform refuse what comes next."""
    line.fail("send", *[error] * times)


def test_after_five_refusals_writing_rests_and_says_so(
    scene: Scene, hand: Hand, line: ScriptedConnector, clock: StandingClock
) -> None:
    actions = answered(scene, REFUSALS + 3)
    block(line, 100)
    hand.push(20)
    states = [scene.action(one).state for one in actions]
    assert states == [FAILED] * REFUSALS + [PENDING] * 3
    assert [scene.action(one).attempt for one in actions] == [1] * REFUSALS + [0] * 3
    assert scene.health() == ("throttled", "account.writes_rest")
    hand.pull_all()
    assert line.named("pull")
    assert scene.health() == ("throttled", "account.writes_rest")
    clock.move(2 * MINUTE - 1)
    hand.push(5)
    assert len(line.named("send")) == REFUSALS
    line.forget()
    clock.move(1)
    hand.push(5)
    assert [scene.action(one).state for one in actions[REFUSALS:]] == [SENT] * 3
    hand.push()
    assert scene.health()[0] != "throttled"


def test_one_is_tried_after_each_rest_and_the_rests_grow(
    scene: Scene, hand: Hand, line: ScriptedConnector, clock: StandingClock
) -> None:
    answered(scene, REFUSALS + 3)
    block(line, 100)
    hand.push(20)
    tried = []
    for minutes in (2, 4, 8):
        clock.move(minutes * MINUTE)
        hand.push(5)
        tried.append(len(line.named("send")))
    assert tried == [REFUSALS + 1, REFUSALS + 2, REFUSALS + 3]


def test_another_worker_knows_of_the_refusals(
    store: Store, scene: Scene, hand: Hand, line: ScriptedConnector, clock: StandingClock, tmp_path: Path
) -> None:
    actions = answered(scene, REFUSALS + 1)
    block(line, 100)
    hand.push(20)
    clock.move(20 * SECOND)  # its lease runs out
    other = Hand(store, clock, line, tmp_path, scene.account_id)
    other.push(5)
    assert other.lease.held()
    assert len(line.named("send")) == REFUSALS
    assert scene.action(actions[-1]).state is PENDING


def test_a_success_between_and_what_is_gone_do_not_count(scene: Scene, hand: Hand, line: ScriptedConnector) -> None:
    actions = answered(scene, 2 * REFUSALS + 2)
    line.fail("send", *[BLOCKED] * (REFUSALS - 1), None, *[Gone("platform.gone")] * (REFUSALS + 1))
    hand.push(30)
    assert [scene.action(one).state for one in actions[-1:]] == [SENT]
    assert scene.health()[1] != "account.writes_rest"


def test_what_is_put_off_for_a_day_and_eight_times_is_given_up(
    scene: Scene, hand: Hand, line: ScriptedConnector, clock: StandingClock
) -> None:
    (outbox,) = answered(scene, 1)
    tries = 0
    while scene.action(outbox).state is PENDING:
        line.fail("send", Throttled(plus(clock.at, THROTTLED_SPAN // PATIENT_ATTEMPTS)))
        hand.push(2)
        clock.move(THROTTLED_SPAN // PATIENT_ATTEMPTS)
        tries += 1
        assert tries < 20
    assert (scene.action(outbox).state, scene.action(outbox).code) == (FAILED, "platform.no_answer")
    assert tries == PATIENT_ATTEMPTS + 1


def connected(stage: Stage, store: Store, folder: Path) -> Scene:
    """Connect the stage's page."""
    login = stage.do("login", on="facebook")
    connector = open_connector("facebook", stage.url, login, lambda _: None, timeout_s=10)
    scene = Scene(store, "facebook", stage.url, connector.check().remote_id)
    connector.close()
    save_login(folder, scene.account_id, **login)
    return scene


def test_on_the_wire_a_block_gets_five_attempts_and_reading_goes_on(
    live_store: Store, store_url: str, tmp_path: Path
) -> None:
    with Stage("--speed", "0", "--requests", "100000") as stage:
        stage.do("clear", on="facebook")
        root = stage.do("say", on="facebook", text="Vårt inlägg", by="us")["id"]
        for number in range(12):
            stage.do("say", on="facebook", text=f"Fråga {number}", by="lisa", to=root)
        scene = connected(stage, live_store, tmp_path)
        page, pace = scene.account_id, Pace(1, probe_s=60, share=1)
        worker = WorkerProcess(store_url, tmp_path, http_timeout_s=5, poll_s=0.2, pace=pace).start()
        try:
            until(lambda: is_there(live_store, page, "Fråga 11"), "all has been read")
            stage.do("fault", kind="status", value=403, method="POST", count=1000)
            keys = [key for (key,) in live_store.reader.rows("SELECT id FROM comment")]
            for key in keys:
                scene.answer(key, f"Svar {key}")
            until(lambda: scene.health()[1] == "account.writes_rest", "writing rests")
            stage.do("say", on="facebook", text="Och vad gör ni nu", by="kalle", to=root)
            until(lambda: is_there(live_store, page, "vad gör ni nu"), "reading goes on")
            blocking = stage.do("fault", kind="slow", value=0, path="/nowhere")["faults"][0]
            assert 1000 - blocking["count"] == REFUSALS
            assert list(scene.states().values()).count(PENDING) == len(keys) - REFUSALS
        finally:
            worker.end()
