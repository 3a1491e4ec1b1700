"""Mastodon when the server itself fails: the third party's own fault switch, and what it must not cost us."""

import threading
from collections.abc import Iterator

import pytest

from backend.model.account import Act
from backend.model.clock import MINUTE, SECOND, Micros, SystemClock, plus
from backend.model.comment import Inflow, Visibility
from backend.model.outbox import Wire
from backend.platforms.base import Fate, Throttled, TryAgain
from tests.platforms.mastodon_world import MastodonWorld
from tests.platforms.world import Inbox, eventually, reply_to

STATUSES = "/api/v1/statuses"
TEXT = "Ja, till klockan sex"


@pytest.fixture
def world(mastodon_server: str) -> Iterator[MastodonWorld]:
    world = MastodonWorld(mastodon_server)
    yield world
    world.close()


def now() -> Micros:
    return SystemClock().now()


def prepared(world: MastodonWorld, *, private: bool = False) -> Wire:
    said = world.say("Har ni öppet?", mention=True, private=private)
    row = Inbox(world.connector).until(said).comments[said]
    return world.connector.prepare(reply_to(row, f"@{world.fan.name} {TEXT}", now()))


def test_a_throttle_with_seconds_since_1970(world: MastodonWorld) -> None:
    wire = prepared(world)
    world.fault("POST", STATUSES, type="ratelimit", headers={"Retry-After": ""})
    with pytest.raises(Throttled) as caught:
        world.connector.send(wire)
    assert 4 * MINUTE < caught.value.until - now() <= 5 * MINUTE
    assert world.standing(TEXT) == 0


@pytest.mark.parametrize("status", [500, 502, 503])
def test_an_error_of_the_server_leaves_it_open_and_the_key_settles_it(world: MastodonWorld, status: int) -> None:
    wire = prepared(world)
    at = now()
    world.fault("POST", STATUSES, type="status", status=status)
    with pytest.raises(TryAgain) as caught:
        world.connector.send(wire)
    assert caught.value.reached
    assert world.connector.settle(wire, at, plus(at, 30 * SECOND)).fate is Fate.ABSENT
    world.connector.send(wire)
    assert world.standing(TEXT) == 1


def test_a_malformed_answer_to_a_read(world: MastodonWorld) -> None:
    said = world.say("Hej", mention=True)
    world.fault("GET", "/api/v1/notifications", type="malformed")
    inbox = Inbox(world.connector)
    with pytest.raises(TryAgain):
        inbox.page()
    assert said in inbox.until(said).comments


def test_an_answer_that_comes_too_late_is_found(world: MastodonWorld) -> None:
    wire = prepared(world)
    impatient = world.impatient()
    impatient.settle(wire, now(), now())
    world.fault("POST", STATUSES, type="latency", delay_ms=1200)
    at = now()
    with pytest.raises(TryAgain) as caught:
        impatient.send(wire)
    impatient.close()
    assert (caught.value.reason.code, caught.value.reached) == ("platform.timeout", True)
    assert world.connector.settle(wire, at, now()).fate is Fate.UNSURE
    settled = eventually(lambda: world.connector.settle(wire, at, now()), lambda answer: answer.fate is Fate.SENT)
    assert settled.fate is Fate.SENT
    assert world.standing(TEXT) == 1


def test_a_retry_while_the_first_is_still_on_its_way_is_one_post(world: MastodonWorld) -> None:
    wire = prepared(world)
    world.fault("POST", STATUSES, type="latency", delay_ms=700)
    first = threading.Thread(target=lambda: world.connector.send(wire))
    first.start()
    eventually(lambda: [verb for verb, _, _ in world.gate.seen], lambda verbs: "POST" in verbs)
    world.connector.send(wire)
    first.join()
    assert world.standing(TEXT) == 1


def test_a_server_that_never_answers(world: MastodonWorld) -> None:
    impatient = world.impatient(0.3)
    world.fault("GET", "/api/v1/notifications", type="timeout")
    with pytest.raises(TryAgain) as caught:
        Inbox(impatient).page()
    impatient.close()
    assert caught.value.reason.code == "platform.timeout"


def test_a_private_question_is_answered_privately(world: MastodonWorld) -> None:
    said = world.say("Mitt personnummer är hemligt", mention=True, private=True)
    row = Inbox(world.connector).until(said).comments[said]
    assert (row.kind, row.visibility) == (Inflow.MENTION, Visibility.PRIVATE)
    receipt = world.connector.send(
        world.connector.prepare(reply_to(row, f"@{world.fan.name} Skriv det inte här", now()))
    )
    answer = world.ours.line.get(f"{STATUSES}/{receipt.remote_id}").json()
    assert (answer["visibility"], answer["in_reply_to_id"]) == ("direct", said)


def test_a_quiet_question_is_answered_quietly(world: MastodonWorld) -> None:
    said = world.fan.post(f"@{world.ours.name} Hej", visibility="unlisted")
    row = Inbox(world.connector).until(said).comments[said]
    receipt = world.connector.send(world.connector.prepare(reply_to(row, f"@{world.fan.name} Hej", now())))
    assert world.ours.line.get(f"{STATUSES}/{receipt.remote_id}").json()["visibility"] == "unlisted"


def test_the_answer_reaches_the_person(world: MastodonWorld) -> None:
    world.connector.send(prepared(world))
    heard = world.fan.line.get("/api/v1/notifications", params={"types[]": "mention"}).json()
    assert [row["account"]["username"] for row in heard] == [world.ours.name]


def test_deleting_takes_the_answer_away_from_everybody(world: MastodonWorld) -> None:
    said = world.say("Hej", mention=True)
    row = Inbox(world.connector).until(said).comments[said]
    sent = world.connector.send(world.connector.prepare(reply_to(row, f"@{world.fan.name} Fel", now())))
    ours = next(one for one in world.connector.thread(said).comments if one.own)
    world.connector.send(world.connector.prepare(reply_to(ours, "", now(), "intent-2", Act.DELETE_OWN)))
    assert world.fan.line.get(f"{STATUSES}/{sent.remote_id}").status_code == 404


def test_the_share_of_the_limit_is_the_servers_word(world: MastodonWorld) -> None:
    world.connector.check()
    assert 0 < world.connector.usage().share < 0.5
    assert world.connector.usage().resets_at is not None
