"""What can be done on Instagram, and what it has against it."""

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from backend.model.account import Act, Seen
from backend.model.clock import DAY, MINUTE, SECOND, plus
from backend.model.outbox import Receipt
from backend.platforms.base import Duplicate, Fate, NotPermitted, PlatformError, PutOff, Refused, Settled, Throttled
from backend.platforms.instagram_wire import BURST, Pace
from tests.conftest import START, StandingClock
from tests.platforms.gate import Spoil
from tests.platforms.instagram_world import InstagramWorld, now
from tests.stage.play import Stage

FAMILY = "👨‍👩‍👧‍👦"


@pytest.fixture
def world(stage: Stage) -> Iterator[InstagramWorld]:
    world = InstagramWorld(stage)
    yield world
    world.close()


def says(code: int) -> Spoil:
    body = {"error": {"message": "x", "type": "OAuthException", "code": code}}
    return Spoil(400, json.dumps(body), {"Content-Type": "application/json"})


def code_of(error: pytest.ExceptionInfo[PlatformError]) -> str:
    return error.value.reason.code


def test_the_two_logins_reach_differently_far(world: InstagramWorld, narrow: InstagramWorld) -> None:
    wide, less = (one.connector.check().capabilities for one in (world, narrow))
    only = {Act.LIKE, Act.UNLIKE, Act.BLOCK, Act.UNBLOCK}
    assert wide.acts.keys() - less.acts.keys() == only
    assert less.acts.keys() < wide.acts.keys()
    assert not {Act.EDIT_OWN, Act.MUTE, Act.REPORT} & wide.acts.keys()
    assert wide.acts.keys() - wide.own_threads == {Act.BLOCK, Act.UNBLOCK}
    assert (wide.levels, wide.mention, wide.sees_edits, wide.idempotent) == (2, "@{handle}", False, False)
    assert (wide.seen[Act.HIDE], wide.seen[Act.LIKE]) == (Seen.PERSON, Seen.PUBLIC)


def test_a_login_without_a_page_can_neither_block_nor_whisper(world: InstagramWorld) -> None:
    connector = world.connect({name: value for name, value in world.secret.items() if name != "page"})
    assert not {Act.BLOCK, Act.UNBLOCK, Act.PRIVATE_REPLY} & connector.check().capabilities.acts.keys()
    connector.close()


def test_acts_follow_the_rights_of_the_login(world: InstagramWorld) -> None:
    connector = world.connect(world.login(scopes="instagram_basic instagram_manage_comments"))
    acts = connector.check().capabilities.acts.keys()
    assert {Act.REPLY, Act.HIDE, Act.LOCK} <= acts
    assert not {Act.LIKE, Act.BLOCK, Act.PRIVATE_REPLY} & acts
    with pytest.raises(NotPermitted):
        connector.prepare(world.intent(Act.LIKE, world.row()))
    connector.close()


def test_an_answer_to_an_answer_goes_to_the_top_comment_and_is_found_there(world: InstagramWorld) -> None:
    top = world.row()
    below = world.row("Det undrar jag också", to=top.remote_id)
    wire = world.connector.prepare(world.intent(Act.REPLY, below, f"@{below.author.handle} Ja"))
    assert wire.path == f"/{top.remote_id}/replies"
    at = now()
    receipt = world.connector.send(wire)
    assert world.connector.settle(wire, at, plus(at, MINUTE)) == Settled(Fate.SENT, receipt)


def test_what_is_hidden_must_be_shown_before_it_is_answered(world: InstagramWorld) -> None:
    top = world.row()
    below = world.row("Jag med", to=top.remote_id)
    world.connector.send(world.connector.prepare(world.intent(Act.HIDE, top)))
    for row in (top, below):
        with pytest.raises(Refused) as caught:
            world.connector.prepare(world.intent(Act.REPLY, row, "Ja"))
        assert code_of(caught) == "instagram.hidden"
    world.connector.send(world.connector.prepare(world.intent(Act.UNHIDE, top)))
    world.connector.send(world.connector.prepare(world.intent(Act.REPLY, below, "Ja")))


def test_our_own_cannot_be_hidden(world: InstagramWorld) -> None:
    row = world.row()
    world.answer_by_hand(row.remote_id, "Ja")
    (ours,) = [one for one in world.connector.thread(row.remote_id).comments if one.own]
    with pytest.raises(NotPermitted) as caught:
        world.connector.prepare(world.intent(Act.HIDE, ours))
    assert code_of(caught) == "instagram.own_stays"


def test_an_earlier_answer_that_says_the_same_is_not_taken_for_this_one(world: InstagramWorld) -> None:
    row = world.row()
    world.answer_by_hand(row.remote_id, "Ja")
    world.say("Ja", to=row.remote_id)
    wire = world.connector.prepare(world.intent(Act.REPLY, row, "Ja"))
    at = plus(now(), 3 * MINUTE)
    assert world.connector.settle(wire, at, plus(at, 10 * SECOND)) == Settled(Fate.UNSURE)
    assert world.connector.settle(wire, at, plus(at, 10 * MINUTE)) == Settled(Fate.UNSURE, final=True)


def test_an_answer_whose_comment_is_gone_by_now_cannot_be_told(world: InstagramWorld) -> None:
    row = world.row()
    wire = world.connector.prepare(world.intent(Act.REPLY, row, "Ja"))
    world.delete(row.remote_id)
    assert world.connector.settle(wire, now(), plus(now(), MINUTE)) == Settled(Fate.UNSURE)


def test_a_text_is_counted_as_it_is_seen(world: InstagramWorld) -> None:
    row = world.row()
    world.connector.prepare(world.intent(Act.REPLY, row, FAMILY * 2200))
    with pytest.raises(Refused) as caught:
        world.connector.prepare(world.intent(Act.REPLY, row, FAMILY * 2201))
    assert caught.value.reason.params == {"over": 1}


def test_a_text_that_only_instagram_finds_wrong(world: InstagramWorld) -> None:
    wire = world.connector.prepare(world.intent(Act.REPLY, world.row(), "#a #b #c #d #e"))
    world.gate.spoil(says(100), method="POST", path="/replies")
    with pytest.raises(Refused) as caught:
        world.connector.send(wire)
    assert code_of(caught) == "instagram.text"


def test_only_those_can_be_blocked_who_have_messaged_us(world: InstagramWorld) -> None:
    row = world.row("Billiga klockor", by="spam")
    wire = world.connector.prepare(world.intent(Act.BLOCK, row))
    with pytest.raises(NotPermitted) as caught:
        world.connector.send(wire)
    assert code_of(caught) == "instagram.no_conversation"
    known = world.connector.prepare(world.intent(Act.BLOCK, world.row()))
    world.gate.spoil(says(100), method="POST", path="/moderate_conversations")
    with pytest.raises(NotPermitted) as caught:
        world.connector.send(known)
    assert code_of(caught) == "instagram.no_conversation"


@pytest.mark.parametrize("who", ["", "lisa", "us"])
def test_nobody_and_ourselves_are_not_blocked(world: InstagramWorld, who: str) -> None:
    intent = world.intent(Act.BLOCK, world.row())
    named = world.secret["ig_user"] if who == "us" else who
    with pytest.raises(NotPermitted):
        world.connector.prepare(replace(intent, target=replace(intent.target, mention_id=named)))


@pytest.mark.parametrize(("word", "done"), [("true", True), (True, True), ("false", False), (False, False)])
def test_success_may_be_a_word(world: InstagramWorld, word: object, done: bool) -> None:
    wire = world.connector.prepare(world.intent(Act.BLOCK, world.row()))
    answer = Spoil(200, json.dumps({"success": word}), {"Content-Type": "application/json"})
    world.gate.spoil(answer, method="POST", path="/moderate_conversations")
    if done:
        assert world.connector.send(wire) == Receipt()
    else:
        with pytest.raises(Refused) as caught:
            world.connector.send(wire)
        assert code_of(caught) == "instagram.not_done"


def test_a_burst_of_likes_is_held_back_before_it_locks_them() -> None:
    clock = StandingClock(START)
    pace = Pace(clock)
    for _ in range(BURST):
        pace.take()
    with pytest.raises(Throttled) as caught:
        pace.take()
    assert caught.value.until == plus(START, 5 * SECOND)
    clock.move(5 * SECOND)
    pace.take()


def test_likes_that_are_locked_are_so_for_an_hour_and_answers_are_not(world: InstagramWorld) -> None:
    row = world.row()
    for act, path, wait in ((Act.LIKE, "/likes", 60 * MINUTE), (Act.REPLY, "/replies", MINUTE)):
        wire = world.connector.prepare(world.intent(act, row, "Ja"))
        world.gate.spoil(says(613), method="POST", path=path)
        with pytest.raises(Throttled) as caught:
            world.connector.send(wire)
        assert wait - MINUTE < caught.value.until - now() <= wait
        assert isinstance(caught.value, PutOff) == (act is Act.LIKE)
    other = world.connector.prepare(world.intent(Act.LIKE, world.row(), ""))
    asked = len(world.gate.seen)
    with pytest.raises(PutOff):
        world.connector.send(other)
    assert len(world.gate.seen) == asked, "each like that is tried may prolong it"


def test_likes_that_are_put_off_until_a_time_are_so_until_then(world: InstagramWorld) -> None:
    wire = world.connector.prepare(world.intent(Act.LIKE, world.row(), ""))
    world.gate.spoil(Spoil(429, "{}", {"Retry-After": "8"}), method="POST", path="/likes")
    with pytest.raises(Throttled) as caught:
        world.connector.send(wire)
    assert 0 < caught.value.until - now() <= 8 * SECOND


def test_a_private_answer_is_taken_once(world: InstagramWorld) -> None:
    row = world.row()
    wire = world.connector.prepare(world.intent(Act.PRIVATE_REPLY, row, "Ring oss"))
    assert wire.path == f"/{world.secret['page']}/messages"
    assert world.connector.send(wire).remote_id
    with pytest.raises(Duplicate) as caught:
        world.connector.send(wire)
    assert code_of(caught) == "instagram.whispered"
    assert world.connector.settle(wire, now(), now()) == Settled(Fate.UNSURE)


def test_a_private_answer_by_instagram_login_needs_no_page(narrow: InstagramWorld) -> None:
    row = narrow.row()
    wire = narrow.connector.prepare(narrow.intent(Act.PRIVATE_REPLY, row, "Ring oss"))
    assert wire.path == f"/{narrow.secret['ig_user']}/messages"
    narrow.connector.send(wire)
    assert narrow.whispered(row) == ["Ring oss"]


def test_what_a_private_answer_is_not_taken_for(world: InstagramWorld) -> None:
    row = world.row()
    late = replace(world.intent(Act.PRIVATE_REPLY, row, "Ring oss"), at=plus(now(), 8 * DAY))
    with pytest.raises(NotPermitted) as caught:
        world.connector.prepare(late)
    assert code_of(caught) == "instagram.too_old"
    with pytest.raises(Refused) as refused:
        world.connector.prepare(world.intent(Act.PRIVATE_REPLY, row, "å" * 501))
    assert refused.value.reason.params == {"over": 2}, "it is counted in bytes"
    wire = world.connector.prepare(world.intent(Act.PRIVATE_REPLY, row, "Ring oss"))
    world.gate.spoil(says(10903), method="POST", path="/messages")
    with pytest.raises(NotPermitted) as caught:
        world.connector.send(wire)
    assert code_of(caught) == "instagram.unanswerable"


def test_a_media_is_deleted_by_facebook_login_alone(world: InstagramWorld, narrow: InstagramWorld) -> None:
    row = world.row()
    media = replace(row, remote_id=row.root_remote_id, own=True)
    with pytest.raises(NotPermitted):
        narrow.connector.prepare(narrow.intent(Act.DELETE_OWN, media))
    world.connector.send(world.connector.prepare(world.intent(Act.DELETE_OWN, media)))
    assert not world.stood(row.root_remote_id)


def test_a_lock_can_be_read_back_and_nobody_answers_meanwhile(world: InstagramWorld) -> None:
    row = world.row()
    wire = world.connector.prepare(world.intent(Act.LOCK, row))
    assert world.connector.settle(wire, now(), now()) == Settled(Fate.ABSENT)
    world.connector.send(wire)
    assert world.connector.settle(wire, now(), now()) == Settled(Fate.SENT, Receipt())
    answer = world.connector.prepare(world.intent(Act.REPLY, row, "Ja"))
    with pytest.raises(Refused):
        world.connector.send(answer)


def test_a_private_message_has_no_number_to_act_on(world: InstagramWorld) -> None:
    row = replace(world.row(), remote_id="aWdfZAG1f17")
    for act in (Act.REPLY, Act.DELETE, Act.HIDE, Act.LIKE):
        with pytest.raises(NotPermitted):
            world.connector.prepare(world.intent(act, row, "Ja"))
