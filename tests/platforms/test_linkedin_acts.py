"""What our page does on LinkedIn: answers without a key, edits, deletions, reactions, and comments that are closed."""

import json
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import unquote

import pytest

from backend.model.account import Act, Seen, Undo
from backend.model.clock import MINUTE, SECOND, Micros, SystemClock, plus
from backend.model.inflow import InComment
from backend.model.outbox import Receipt
from backend.platforms.base import Duplicate, Fate, NotPermitted, Refused, Settled, TryAgain
from tests.platforms import gate as spoils
from tests.platforms.gate import Spoil
from tests.platforms.linkedin_json import error, says
from tests.platforms.linkedin_world import LinkedInWorld
from tests.platforms.world import Inbox, reply_to
from tests.stage.play import Stage


@pytest.fixture
def world(stage: Stage) -> Iterator[LinkedInWorld]:
    world = LinkedInWorld(stage)
    yield world
    world.close()


def asked(world: LinkedInWorld) -> InComment:
    said = world.say("Har ni öppet?", to=world.publish("Hej"))
    return Inbox(world.connector).until(said).comments[said]


def now() -> Micros:
    return SystemClock().now()


def answer(world: LinkedInWorld, row: InComment, text: str = "Ja, till sex") -> Receipt:
    return world.connector.send(world.connector.prepare(reply_to(row, text, now())))


def in_thread(world: LinkedInWorld, root: str) -> dict[str, InComment]:
    return {row.remote_id: row for row in world.connector.thread(root).comments}


def test_what_a_page_can_do_and_what_it_cannot(world: LinkedInWorld) -> None:
    has = world.connector.check().capabilities
    assert {Act.HIDE, Act.BLOCK, Act.MUTE, Act.REPORT, Act.DELETE, Act.PRIVATE_REPLY}.isdisjoint(has.acts)
    assert (has.acts[Act.LOCK], has.acts[Act.UNLOCK], has.asks_first) == (
        Undo.FINAL,
        Undo.REVERSIBLE,
        frozenset({Act.LOCK}),
    )
    assert (has.limits.text, has.limits.media, has.levels) == (1250, 0, 2)
    assert (has.sees_edits, has.idempotent, has.mention, set(has.seen.values())) == (True, False, "", {Seen.PUBLIC})


@pytest.mark.parametrize("told", ["", "body", "urn"])
def test_the_id_of_an_answer_comes_in_a_header_or_is_looked_for(world: LinkedInWorld, told: str) -> None:
    row = asked(world)
    wire = world.connector.prepare(reply_to(row, "Ja, till sex", now()))
    at = now()
    urn = row.remote_id.rsplit(",", 1)[0] + ",77)"
    known = {"body": says({"id": 77}, 201), "urn": says("", 201, **{"x-restli-id": urn.replace(":", "%3A")})}
    lost = Spoil(201, "", {}, carried_out=True)
    world.gate.spoil(known.get(told, lost), method="POST", path=world.writes)
    if told:
        assert world.connector.send(wire).remote_id == urn
        return
    with pytest.raises(TryAgain) as caught:
        world.connector.send(wire)
    assert caught.value.reached
    settled = world.connector.settle(wire, at, plus(at, MINUTE))
    assert settled.fate is Fate.SENT
    assert settled.receipt is not None
    assert in_thread(world, row.root_remote_id)[settled.receipt.remote_id].text == "Ja, till sex"


def test_an_answer_to_a_reply_stands_under_the_first_comment(world: LinkedInWorld) -> None:
    row = asked(world)
    reply = world.say("Undrar jag också", to=row.remote_id)
    inbox = Inbox(world.connector).until(reply)
    receipt = answer(world, inbox.comments[reply])
    ours = in_thread(world, row.root_remote_id)[receipt.remote_id]
    assert (ours.parent_remote_id, ours.own) == (row.remote_id, True)
    (_, path, body) = next(one for one in world.gate.seen if one[0] == "POST")
    assert unquote(path) == f"/rest/socialActions/{row.remote_id}/comments"
    assert json.loads(body)["parentComment"] == row.remote_id
    assert json.loads(body)["object"].startswith("urn:li:activity:")
    assert "content" not in body, "pictures in comments are refused"


def test_the_same_words_said_before_are_not_taken_for_the_lost_answer(world: LinkedInWorld) -> None:
    row = asked(world)
    answer(world, row)
    wire = world.connector.prepare(reply_to(row, "Ja, till sex", now(), "intent-2"))
    later = plus(now(), 3 * MINUTE)
    assert world.connector.settle(wire, later, plus(later, SECOND)) == Settled(Fate.UNSURE)
    assert world.connector.settle(wire, later, plus(later, 4 * MINUTE)) == Settled(Fate.UNSURE)
    assert world.connector.settle(wire, later, plus(later, 5 * MINUTE)) == Settled(Fate.UNSURE, final=True)
    world.delete(row.remote_id)
    assert world.connector.settle(wire, later, plus(later, 5 * MINUTE)) == Settled(Fate.UNSURE, final=True)


def test_somebody_elses_same_words_are_not_ours(world: LinkedInWorld) -> None:
    row = asked(world)
    wire = world.connector.prepare(reply_to(row, "Ja, till sex", now()))
    world.say("Ja, till sex", to=row.remote_id)
    at = now()
    assert world.connector.settle(wire, at, plus(at, MINUTE)).fate is Fate.UNSURE


def test_what_linkedin_has_already_is_a_duplicate(world: LinkedInWorld) -> None:
    row = asked(world)
    world.gate.spoil(error(422, "Content is a duplicate", "DUPLICATE"), method="POST", path=world.writes)
    with pytest.raises(Duplicate):
        answer(world, row)


def test_a_comment_is_counted_in_characters_as_linkedin_counts(world: LinkedInWorld) -> None:
    row = asked(world)
    assert answer(world, row, "å" * 1250).remote_id
    with pytest.raises(Refused) as caught:
        answer(world, row, "👨‍👩‍👧" * 251)  # 5 characters each
    assert caught.value.reason.params["over"] == 5


def test_our_own_words_are_changed_and_shown_as_edited(world: LinkedInWorld) -> None:
    row = asked(world)
    sent = answer(world, row)
    ours = in_thread(world, row.root_remote_id)[sent.remote_id]
    wire = world.connector.prepare(reply_to(ours, "Nej, till fem", now(), "edit-1", Act.EDIT_OWN))
    at = now()
    world.gate.spoil(spoils.LOST_ANSWER, method="POST", path=world.writes)
    assert world.connector.settle(wire, at, at) == Settled(Fate.UNSURE)
    assert world.connector.settle(wire, at, plus(at, MINUTE)) == Settled(Fate.ABSENT)
    with pytest.raises(TryAgain):
        world.connector.send(wire)
    settled = world.connector.settle(wire, at, plus(at, MINUTE))
    assert (settled.fate, settled.receipt) == (Fate.SENT, sent)
    assert world.connector.send(wire) == sent
    after = in_thread(world, row.root_remote_id)[sent.remote_id]
    assert (after.text, after.edited_at is not None) == ("Nej, till fem", True)
    world.delete(sent.remote_id)
    assert world.connector.settle(wire, at, plus(at, MINUTE)) == Settled(Fate.ABSENT)


@pytest.mark.parametrize("act", [Act.EDIT_OWN, Act.DELETE_OWN])
def test_what_others_wrote_is_not_ours_to_change_or_take_away(world: LinkedInWorld, act: Act) -> None:
    row = asked(world)
    with pytest.raises(NotPermitted):
        world.connector.prepare(reply_to(row, "x", now(), act=act))
    assert in_thread(world, row.root_remote_id)[row.remote_id].text == "Har ni öppet?"


def test_deleting_what_is_gone_is_done(world: LinkedInWorld) -> None:
    row = asked(world)
    sent = answer(world, row)
    ours = in_thread(world, row.root_remote_id)[sent.remote_id]
    world.delete(sent.remote_id)
    wire = world.connector.prepare(reply_to(ours, "", now(), act=Act.DELETE_OWN))
    assert world.connector.send(wire) == Receipt()
    assert world.connector.settle(wire, now(), now()).fate is Fate.SENT


def test_a_like_that_stands_is_done_and_another_conflict_is_not(world: LinkedInWorld) -> None:
    row = asked(world)
    wire = world.connector.prepare(reply_to(row, "", now(), act=Act.LIKE))
    world.gate.spoil(error(409, "busy", "CONFLICT"), method="POST", path=world.acts)
    with pytest.raises(TryAgain) as caught:
        world.connector.send(wire)
    assert (caught.value.reason.code, caught.value.reached) == ("linkedin.conflict", False)
    for _ in range(2):
        assert world.connector.send(wire) == Receipt()
    assert in_thread(world, row.root_remote_id)[row.remote_id].likes == 1


@pytest.mark.parametrize(
    ("act", "target"),
    [(Act.REPLY, "urn:li:share:1"), (Act.LIKE, "1"), (Act.LOCK, ""), (Act.EDIT_OWN, "urn:li:activity:1")],
)
def test_an_act_needs_something_of_its_kind(world: LinkedInWorld, act: Act, target: str) -> None:
    intent = reply_to(asked(world), "x", now(), act=act)
    aimed = replace(intent.target, remote_id=target, root_remote_id=target)
    with pytest.raises(NotPermitted):
        world.connector.prepare(replace(intent, target=aimed))


def test_nothing_leaves_where_the_comment_cannot_be_read_first(world: LinkedInWorld) -> None:
    row = asked(world)
    world.gate.spoil(spoils.ERROR_500, path="/comments/", times=2)
    with pytest.raises(TryAgain) as caught:
        world.connector.prepare(reply_to(row, "Ja", now()))
    assert not caught.value.reached
