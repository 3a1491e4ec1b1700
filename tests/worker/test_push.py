"""Sending, attempt by attempt: what each ending leads to, and who is held back by it."""

from pathlib import Path

import pytest

from backend.model.actor import SYSTEM
from backend.model.attachment import Enclosed
from backend.model.clock import HOUR, MINUTE, SECOND, Micros, plus
from backend.model.outbox import Intent, OutboxState, Wire
from backend.platforms.base import (
    Duplicate,
    Fate,
    Gone,
    LoginExpired,
    NotPermitted,
    PlatformError,
    PutOff,
    Refused,
    Settled,
    Throttled,
    TryAgain,
)
from backend.policy.outbox import PATIENT_LOOKS
from backend.store.engine import Store
from backend.store.write.attachments import attach_in
from backend.store.write.outbox import cancel
from tests.conftest import StandingClock
from tests.stage.test_pictures import PNG
from tests.worker.hand import Hand
from tests.worker.scene import Scene
from tests.worker.scripted import Killed, Platform, ScriptedConnector

PENDING, SENDING, UNKNOWN = OutboxState.PENDING, OutboxState.SENDING, OutboxState.UNKNOWN
SENT, FAILED = OutboxState.SENT, OutboxState.FAILED
NO_LINE = TryAgain("platform.unreachable", reached=False)
TIMEOUT = TryAgain("platform.timeout", reached=True)


@pytest.fixture
def platform(clock: StandingClock) -> Platform:
    return Platform(clock)


@pytest.fixture
def line(platform: Platform) -> ScriptedConnector:
    return ScriptedConnector(platform)


@pytest.fixture
def hand(store: Store, clock: StandingClock, line: ScriptedConnector, tmp_path: Path, scene: Scene) -> Hand:
    return Hand(store, clock, line, tmp_path, scene.account_id)


def answers(scene: Scene, many: int = 1) -> list[int]:
    """Answer so many comments."""
    return [scene.answer(key, f"@fan answer {key}") for key in scene.comments([f"c{n}" for n in range(many)])]


def test_an_answer_waits_for_its_undo_window(scene: Scene, hand: Hand, clock: StandingClock) -> None:
    (comment,) = scene.comments(["c"])
    outbox = scene.answer(comment, "@fan hej", undo_s=10)
    hand.push(3)
    assert scene.action(outbox).state is PENDING
    clock.move(10 * SECOND)
    hand.push(1)
    assert scene.action(outbox).state is SENT
    assert scene.action(outbox).remote_id == f"remote-{scene.value('SELECT intent_id FROM outbox')}"


def test_the_pictures_of_an_answer_are_handed_on(scene: Scene, hand: Hand, line: ScriptedConnector) -> None:
    (outbox,) = answers(scene)
    with scene.store.write() as w:
        key = attach_in(w, SYSTEM, "map.png", "Karta", PNG)
        w.conn.exec_driver_sql(f"UPDATE outbox SET attachments = '[{key}]' WHERE id = {outbox}")
    hand.push(1)
    (intent,) = [what for verb, what in line.calls if verb == "prepare"]
    assert isinstance(intent, Intent)
    assert intent.enclosed == (Enclosed("map.png", "image/png", "Karta", PNG),)


def test_answers_go_out_in_order(scene: Scene, hand: Hand, line: ScriptedConnector) -> None:
    answers(scene, 3)
    hand.push(3)
    assert [body for _key, body in line.server.standing] == ["@fan answer 1", "@fan answer 2", "@fan answer 3"]


def test_the_wire_and_the_attempt_are_committed_before_the_request_leaves(
    scene: Scene, hand: Hand, line: ScriptedConnector
) -> None:
    (outbox,) = answers(scene)
    seen: list[object] = []

    def look() -> None:
        seen.append(scene.store.reader.one("SELECT state, wire_body, wire_key, first_attempt_at, attempt FROM outbox"))

    line.meanwhile = look
    hand.push()
    intent = scene.value("SELECT intent_id FROM outbox WHERE id = ?", outbox)
    assert seen == [("sending", "@fan answer 1", intent, scene.store.clock.now(), 1)]


@pytest.mark.parametrize("error", [Gone("platform.gone"), NotPermitted("platform.x"), Refused("platform.refused")])
@pytest.mark.parametrize("call", ["send", "prepare"])
def test_a_refusal_fails_with_its_reason_and_holds_nobody(
    scene: Scene, hand: Hand, line: ScriptedConnector, error: PlatformError, call: str
) -> None:
    first, second = answers(scene, 2)
    line.fail(call, error)
    hand.push(2)
    assert (scene.action(first).state, scene.action(first).code) == (FAILED, error.reason.code)
    assert scene.value("SELECT state FROM comment WHERE id = 1") == "open"
    assert scene.value("SELECT text FROM draft") == "@fan answer 1"
    assert scene.action(second).state is SENT


def test_what_never_left_waits_and_goes_again_with_the_same_bytes(
    scene: Scene, hand: Hand, line: ScriptedConnector, clock: StandingClock
) -> None:
    first, second = answers(scene, 2)
    line.fail("send", NO_LINE)
    hand.push(5)
    assert (scene.action(first).state, scene.action(first).code) == (PENDING, "platform.unreachable")
    assert scene.action(first).first_attempt_at is None
    assert scene.action(second).state is PENDING, "the line is down for all"
    clock.move(SECOND)
    hand.push(2)
    assert [scene.action(key).state for key in (first, second)] == [SENT, SENT]
    failed, *sent = line.named("send")
    assert failed in sent, "byte for byte the same"
    assert len(line.named("prepare")) == 2


@pytest.mark.parametrize("error", [TIMEOUT, Duplicate("platform.duplicate"), ValueError("a fault of ours")])
@pytest.mark.parametrize("effect", [True, False])
def test_what_may_have_left_is_looked_up_never_repeated_blindly(
    scene: Scene, hand: Hand, line: ScriptedConnector, clock: StandingClock, error: Exception, effect: bool
) -> None:
    (outbox,) = answers(scene)
    line.fail("send", error, after=effect)
    hand.push(5)
    assert scene.action(outbox).state is UNKNOWN
    clock.move(2 * SECOND)
    hand.push(2)
    assert scene.action(outbox).state is SENT
    assert len(line.server.standing) == 1
    assert len(line.named("send")) == (1 if effect else 2)


def test_a_throttle_holds_the_account_until_its_time(
    scene: Scene, hand: Hand, line: ScriptedConnector, clock: StandingClock
) -> None:
    first, second = answers(scene, 2)
    line.fail("send", Throttled(plus(clock.at, 90 * SECOND)))
    hand.push(5)
    assert scene.health() == ("throttled", "throttled")
    clock.move(90 * SECOND - 1)
    hand.push(5)
    assert [scene.action(key).state for key in (first, second)] == [PENDING, PENDING]
    assert len(line.named("send")) == 1
    clock.move(1)
    hand.push(2)
    assert [scene.action(key).state for key in (first, second)] == [SENT, SENT]
    assert scene.health()[0] != "throttled"


def test_what_is_put_off_alone_holds_no_other(
    scene: Scene, hand: Hand, line: ScriptedConnector, clock: StandingClock
) -> None:
    first, second = answers(scene, 2)
    line.fail("send", PutOff(plus(clock.at, HOUR), "instagram.likes_locked"))
    hand.push(5)
    assert [scene.action(key).state for key in (first, second)] == [PENDING, SENT]
    assert scene.health()[0] != "throttled"
    clock.move(HOUR)
    hand.push(2)
    assert scene.action(first).state is SENT


def test_a_refused_login_keeps_the_answer_for_the_next_one(
    scene: Scene, hand: Hand, line: ScriptedConnector, clock: StandingClock
) -> None:
    (outbox,) = answers(scene)
    line.fail("send", LoginExpired("platform.login"), LoginExpired("platform.login"))
    hand.push(1)
    clock.move(SECOND)
    hand.push(1)
    assert scene.health() == ("needs_login", "platform.login")
    assert scene.action(outbox).state is PENDING
    clock.move(MINUTE)
    hand.push(2)
    assert scene.action(outbox).state is SENT


def test_somebody_who_logs_in_again_is_not_kept_waiting(
    scene: Scene, hand: Hand, line: ScriptedConnector, clock: StandingClock
) -> None:
    (outbox,) = answers(scene)
    line.fail("send", *[LoginExpired("platform.login")] * 12)
    line.fail("pull", *[LoginExpired("platform.login")] * 12)
    for _ in range(12):
        hand.push(1)
        hand.pull(1)
        clock.move(10 * MINUTE)
    line.before.clear()
    clock.at = Micros(clock.at - 10 * MINUTE + SECOND)
    hand.push(1)
    hand.pull(1)
    assert scene.action(outbox).state is PENDING
    assert scene.health()[0] == "needs_login"
    hand.duty.settings.secrets().save(scene.account_id, {"token": "another-token"})
    hand.push(1)
    hand.pull(1)
    assert scene.action(outbox).state is SENT
    assert scene.health()[0] == "ok"


def test_looks_get_rarer_until_the_platform_can_tell(
    scene: Scene, hand: Hand, line: ScriptedConnector, clock: StandingClock
) -> None:
    (outbox,) = answers(scene)
    line.fail("send", TIMEOUT, after=True)
    line.unsure = 4
    hand.push(1)
    waits = []
    while scene.action(outbox).state is UNKNOWN:
        look_at = scene.action(outbox).lease_until
        assert look_at is not None
        waits.append((look_at - clock.at) // SECOND)
        clock.at = look_at
        hand.push(1)
    assert waits == [2, 2, 5, 10, 20]
    assert scene.action(outbox).state is SENT


def test_what_cannot_be_told_waits_for_a_person(
    scene: Scene, hand: Hand, line: ScriptedConnector, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    (outbox,) = answers(scene)
    line.fail("send", TIMEOUT, after=True)
    monkeypatch.setattr(line, "settle", lambda *_: Settled(Fate.UNSURE, final=True))
    hand.push(1)
    clock.move(2 * SECOND)
    hand.push(1)
    action = scene.action(outbox)
    assert (action.state, action.code, action.lease_until) == (UNKNOWN, "outbox.unsure", None)
    clock.move(30 * MINUTE)
    hand.push(3)
    assert scene.action(outbox) == action


def test_patience_with_looks_ends_with_a_person(
    scene: Scene, hand: Hand, line: ScriptedConnector, clock: StandingClock
) -> None:
    (outbox,) = answers(scene)
    line.fail("send", TIMEOUT, after=True)
    line.unsure = PATIENT_LOOKS + 10
    hand.push(1)
    for _ in range(PATIENT_LOOKS + 5):
        clock.move(30 * SECOND)
        hand.push(1)
    assert scene.action(outbox).lease_until is None
    assert scene.action(outbox).state is UNKNOWN
    assert len(line.named("settle")) == PATIENT_LOOKS + 1


def test_a_fault_in_looking_up_counts_as_a_look_and_holds_nobody(
    scene: Scene, hand: Hand, line: ScriptedConnector, clock: StandingClock
) -> None:
    first, second = answers(scene, 2)
    line.fail("send", TIMEOUT, after=True)
    line.fail("settle", KeyError("a fault of ours"))
    hand.push(1)
    clock.move(2 * SECOND)
    hand.push(2)
    assert scene.action(first).code == "worker.fault"
    assert scene.action(second).state is SENT
    clock.move(5 * SECOND)
    hand.push(1)
    assert scene.action(first).state is SENT


def test_a_dead_platform_is_not_fed_one_answer_after_the_other(
    scene: Scene, hand: Hand, line: ScriptedConnector, clock: StandingClock
) -> None:
    keys = answers(scene, 5)
    line.fail("send", *[TIMEOUT] * 50)
    line.fail("settle", *[NO_LINE] * 50)
    for _ in range(240):
        clock.move(500_000)
        hand.push(1)
    assert [scene.action(key).state for key in keys] == [UNKNOWN, PENDING, PENDING, PENDING, PENDING]
    assert scene.health() == ("late", "platform.unreachable")
    assert len(line.named("settle")) < 12, "the pauses grow"


def test_one_answer_that_cannot_be_prepared_holds_no_other(
    scene: Scene, hand: Hand, line: ScriptedConnector, clock: StandingClock
) -> None:
    first, second = answers(scene, 2)
    line.fail("prepare", TIMEOUT)
    hand.push(2)
    assert scene.action(first).state is PENDING
    assert scene.action(second).state is SENT
    clock.move(4 * SECOND)
    hand.push(1)
    assert scene.action(first).state is SENT


def test_sending_pauses_when_nothing_can_be_prepared(
    scene: Scene, hand: Hand, line: ScriptedConnector, clock: StandingClock
) -> None:
    keys = answers(scene, 6)
    line.fail("prepare", *[TIMEOUT] * 3)
    hand.push(6)
    assert len(line.named("prepare")) == 3
    clock.move(4 * SECOND)
    hand.push(6)
    assert {scene.action(key).state for key in keys} == {SENT}


def test_a_fault_of_ours_in_preparing_fails_that_answer(scene: Scene, hand: Hand, line: ScriptedConnector) -> None:
    (outbox,) = answers(scene)
    line.fail("prepare", KeyError("odd"))
    hand.push(1)
    assert (scene.action(outbox).state, scene.action(outbox).code) == (FAILED, "worker.fault")


def test_a_platform_that_stays_away_is_given_up_with_the_text_kept(
    scene: Scene, hand: Hand, line: ScriptedConnector, clock: StandingClock
) -> None:
    (outbox,) = answers(scene)
    line.fail("send", *[NO_LINE] * 200)
    for _ in range(HOUR // MINUTE + 6):
        clock.move(MINUTE)
        hand.push(1)
    assert (scene.action(outbox).state, scene.action(outbox).code) == (FAILED, "platform.no_answer")
    assert scene.value("SELECT text FROM draft") == "@fan answer 1"
    assert line.server.standing == []


def test_a_repeat_long_after_the_first_try_is_looked_up_first(
    scene: Scene, hand: Hand, line: ScriptedConnector, clock: StandingClock
) -> None:
    """The first try's request was still on its way when a look found nothing; the platform forgets keys in an hour."""
    (outbox,) = answers(scene)
    line.fail("send", TIMEOUT)
    hand.push(1)
    clock.move(2 * SECOND)
    hand.push(1)
    assert scene.action(outbox).state is PENDING
    (wire,) = line.named("send")
    assert isinstance(wire, Wire)
    line.server.make(wire)
    clock.move(2 * HOUR)
    hand.push(3)
    assert scene.action(outbox).state is SENT
    assert len(line.server.standing) == 1
    assert len(line.named("send")) == 1


def test_a_worker_that_died_while_sending_is_cleared_up_after(
    store: Store, scene: Scene, line: ScriptedConnector, clock: StandingClock, tmp_path: Path
) -> None:
    first, second = answers(scene, 2)
    dying = Hand(store, clock, line, tmp_path, scene.account_id)
    line.fail("send", Killed(), after=True)
    with pytest.raises(Killed):
        dying.push(1)
    heir = Hand(store, clock, line, tmp_path, scene.account_id)
    heir.push(3)
    assert scene.action(first).state is SENDING
    assert scene.action(second).state is PENDING, "the dead worker's lease runs on"
    clock.move(15 * SECOND)
    heir.push(3)
    assert (scene.action(first).state, scene.action(second).state) == (SENDING, SENT)
    clock.move(15 * SECOND)
    heir.push(3)
    assert scene.action(first).state is SENT
    assert len(line.server.standing) == 2


@pytest.mark.parametrize("asleep", [11 * SECOND, MINUTE, 2 * HOUR])
def test_one_that_slept_until_it_was_too_late_sends_nothing(
    scene: Scene, hand: Hand, line: ScriptedConnector, clock: StandingClock, tmp_path: Path, asleep: int
) -> None:
    (outbox,) = answers(scene)
    other = Hand(scene.store, clock, ScriptedConnector(line.server), tmp_path, scene.account_id, seed=2)

    def meanwhile() -> None:
        clock.move(min(asleep, 31 * SECOND))
        other.push(5)
        clock.move(max(0, asleep - 31 * SECOND))

    line.meanwhile = meanwhile
    hand.push()
    assert line.named("send") == [], "nothing left its hands"
    if asleep > 31 * SECOND:
        assert scene.action(outbox).state is SENT
    else:
        assert (scene.action(outbox).state, scene.action(outbox).code) == (PENDING, "platform.too_late")
        assert scene.action(outbox).first_attempt_at is None
    clock.move(SECOND)
    hand.push(2)
    assert scene.action(outbox).state is SENT
    assert len(line.server.standing) == 1


def test_one_that_died_before_its_first_try_left_nothing_to_look_up(
    store: Store, scene: Scene, line: ScriptedConnector, clock: StandingClock, tmp_path: Path
) -> None:
    (outbox,) = answers(scene)
    line.fail("prepare", Killed())
    with pytest.raises(Killed):
        Hand(store, clock, line, tmp_path, scene.account_id).push(1)
    clock.move(30 * SECOND)
    heir = Hand(store, clock, line, tmp_path, scene.account_id)
    heir.push(2)
    assert scene.action(outbox).state is SENT
    assert line.named("settle") == []


def test_trouble_with_sending_is_over_when_nothing_waits_any_more(
    scene: Scene, hand: Hand, line: ScriptedConnector, clock: StandingClock
) -> None:
    hand.pusher.fault(ValueError("odd"))
    assert scene.health() == ("late", "worker.fault")
    hand.push(1)
    assert scene.health()[0] != "late"
    (outbox,) = answers(scene)
    line.fail("send", Throttled(plus(clock.at, HOUR)))
    hand.push(1)
    assert scene.health()[0] == "throttled"
    assert cancel(scene.store, scene.anna, outbox).ok
    clock.move(HOUR)
    hand.push(1)
    assert scene.health()[0] != "throttled"


def test_what_was_edited_or_deleted_meanwhile_is_stopped(scene: Scene, hand: Hand, line: ScriptedConnector) -> None:
    (outbox,) = answers(scene)
    scene.edit("c0", "Something quite different")
    hand.push(2)
    assert (scene.action(outbox).state, scene.action(outbox).code) == (OutboxState.STOPPED, "comment.edited")
    assert line.named("send") == []
