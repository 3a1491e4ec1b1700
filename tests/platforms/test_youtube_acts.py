"""Writing on YouTube: what stands where, what the owner may do, and what is known of a lost answer."""

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from backend.model.account import Act, Undo
from backend.model.clock import MINUTE, SECOND, Micros, SystemClock, plus
from backend.model.comment import RemoteState
from backend.model.inflow import InComment
from backend.model.outbox import Intent, Wire
from backend.platforms.base import Fate, Gone, NotPermitted, Refused, TryAgain
from tests.platforms import gate as spoils
from tests.platforms.world import Inbox, reply_to
from tests.platforms.youtube_world import YoutubeWorld, error, shown
from tests.stage.play import Stage


@pytest.fixture
def world(stage: Stage) -> Iterator[YoutubeWorld]:
    world = YoutubeWorld(stage)
    yield world
    world.close()


def now() -> Micros:
    return SystemClock().now()


def to(row: InComment, act: Act, text: str = "") -> Intent:
    return reply_to(row, text, now(), f"{act}-1", act)


def answered(world: YoutubeWorld, text: str = "Ja") -> tuple[InComment, Wire]:
    row = world.read(world.say("Har ni öppet?", to=world.publish("Öppettider")))
    return row, world.connector.prepare(to(row, Act.REPLY, text))


def test_it_has_these_acts_and_no_other(world: YoutubeWorld) -> None:
    has = world.connector.check().capabilities
    assert has.acts == {
        Act.REPLY: Undo.FINAL,
        Act.EDIT_OWN: Undo.REVERSIBLE,
        Act.DELETE_OWN: Undo.FINAL,
        Act.HIDE: Undo.REVERSIBLE,
        Act.UNHIDE: Undo.REVERSIBLE,
        Act.DELETE: Undo.FINAL,
        Act.BLOCK: Undo.FINAL,
    }
    assert (has.levels, has.mention, has.idempotent, has.sees_edits) == (2, "@{handle}", False, True)
    assert (has.limits.text, has.limits.requests, has.limits.window_s) == (10_000, 10_000, 86_400)


def test_an_answer_to_a_reply_stands_in_its_thread_and_names_the_person_in_words(world: YoutubeWorld) -> None:
    top = world.say("Fråga", to=world.publish("Film"))
    reply = world.read(world.say("En till", to=top))
    assert reply.author.handle == "lisaa"
    wire = world.connector.prepare(to(reply, Act.REPLY, "@lisaa Ja"))
    assert json.loads(wire.body) == {"snippet": {"parentId": top, "textOriginal": "@lisaa Ja"}}
    sent = world.connector.send(wire)
    assert sent.remote_id.startswith(f"{top}.")
    rows = {row.remote_id: row for row in world.connector.thread(top).comments}
    assert (rows[sent.remote_id].parent_remote_id, rows[sent.remote_id].text) == (top, "@lisaa Ja")


def test_nothing_leaves_for_a_thread_that_takes_no_answers(world: YoutubeWorld) -> None:
    row = world.read(world.say("Hej", to=world.publish("Film"), private=True))
    world.asked()
    with pytest.raises(Refused) as caught:
        world.connector.prepare(to(row, Act.REPLY, "Ja"))
    assert caught.value.reason.code == "youtube.cannot_reply"
    assert {method for method, _, _ in world.gate.seen} == {"GET"}


def test_an_answer_to_a_deleted_reply_is_not_sent_though_its_thread_stands(world: YoutubeWorld) -> None:
    top = world.say("Fråga", to=world.publish("Film"))
    reply = world.read(world.say("En till", to=top))
    world.delete(reply.remote_id)
    with pytest.raises(Gone):
        world.connector.prepare(to(reply, Act.REPLY, "Ja"))


def test_an_accepted_answer_may_be_held_and_is_found_in_the_queue(world: YoutubeWorld) -> None:
    row, wire = answered(world)
    kept = {"kind": "youtube#comment", "id": f"{row.remote_id}.x", "snippet": {"moderationStatus": "heldForReview"}}
    world.gate.spoil(shown(kept), method="POST")
    assert world.connector.send(wire).remote_id == f"{row.remote_id}.x"
    at = now()
    held = world.held("Ja", row.remote_id, by="us")
    found = world.connector.settle(wire, at, plus(at, SECOND))
    assert found.fate is Fate.SENT
    assert found.receipt is not None
    assert found.receipt.remote_id == held
    own = world.read(held)
    assert (own.own, own.remote_state) == (True, RemoteState.HELD)


def test_an_answer_without_a_key_is_never_called_absent(world: YoutubeWorld) -> None:
    _, wire = answered(world)
    at = now()
    looks = [world.connector.settle(wire, at, plus(at, waited)) for waited in (0, 6 * SECOND, 5 * MINUTE)]
    assert [(look.fate, look.final) for look in looks] == [
        (Fate.UNSURE, False),
        (Fate.UNSURE, False),
        (Fate.UNSURE, True),
    ]


def test_the_same_words_from_before_or_elsewhere_or_others_are_not_ours(world: YoutubeWorld) -> None:
    row, wire = answered(world)
    world.answer_by_hand(row.remote_id, "Ja")
    world.answer_by_hand(world.say("Annan tråd", to=row.root_remote_id), "Ja")
    world.say("Ja", to=row.remote_id)
    later = plus(now(), 10 * MINUTE)
    assert world.connector.settle(wire, later, plus(later, SECOND)).fate is Fate.UNSURE
    early = plus(now(), -10 * SECOND)
    assert world.connector.settle(wire, early, now()).fate is Fate.SENT


def test_a_processing_failure_may_have_written(world: YoutubeWorld) -> None:
    row, wire = answered(world)
    world.gate.spoil(replace(error(400, "processingFailure"), carried_out=True), method="POST")
    at = now()
    with pytest.raises(TryAgain) as caught:
        world.connector.send(wire)
    assert caught.value.reached
    assert world.connector.settle(wire, at, plus(at, MINUTE)).fate is Fate.SENT
    assert len([one for one in world.connector.thread(row.remote_id).comments if one.own]) == 1


def test_an_act_has_an_empty_answer(world: YoutubeWorld) -> None:
    row = world.read(world.say("Hej", to=world.publish("Film")))
    wire = world.connector.prepare(to(row, Act.HIDE))
    assert (wire.method, wire.body) == ("POST", "")
    assert wire.path == f"/youtube/v3/comments/setModerationStatus?id={row.remote_id}&moderationStatus=heldForReview"
    world.connector.send(wire)
    assert world.gate.seen[-1] == ("POST", wire.path, "")
    world.gate.spoil(spoils.Spoil(204), method="POST")
    world.connector.send(wire)


def test_what_is_held_can_be_released(world: YoutubeWorld) -> None:
    video = world.publish("Film")
    row = world.read(world.held("Ni är bra", video, "likelySpam"))
    world.connector.send(world.connector.prepare(to(row, Act.UNHIDE)))
    assert world.read(row.remote_id).remote_state is RemoteState.VISIBLE


def test_a_ban_rejects_the_comment_and_all_that_comes_and_has_no_way_back(world: YoutubeWorld) -> None:
    video = world.publish("Film")
    row = world.read(world.say("Idioter", to=video))
    wire = world.connector.prepare(to(row, Act.BLOCK))
    assert wire.path.endswith("&moderationStatus=rejected&banAuthor=true")
    world.connector.send(wire)
    assert world.connector.probe([row.remote_id]) == {row.remote_id}
    later = world.say("Ännu mer", to=video)
    assert not {later, row.remote_id} & Inbox(world.connector).catch_up().comments.keys()
    with pytest.raises(NotPermitted):
        world.connector.prepare(to(row, Act.UNBLOCK))


def test_a_rejected_comment_takes_its_replies_along(world: YoutubeWorld) -> None:
    row = world.read(world.say("Spam", to=world.publish("Film")))
    reply = world.say("Håller med", to=row.remote_id)
    wire = world.connector.prepare(to(row, Act.DELETE))
    assert "banAuthor" not in wire.path
    world.connector.send(wire)
    assert world.connector.probe([row.remote_id, reply]) == {row.remote_id, reply}


def test_only_our_own_words_are_edited_and_the_edit_is_read_back(world: YoutubeWorld) -> None:
    row = world.read(world.say("Hej", to=world.publish("Film")))
    with pytest.raises(NotPermitted):
        world.connector.prepare(to(row, Act.EDIT_OWN, "Nytt"))
    world.connector.send(world.connector.prepare(to(row, Act.REPLY, "Gammalt")))
    (own,) = [one for one in world.connector.thread(row.remote_id).comments if one.own]
    wire = world.connector.prepare(to(own, Act.EDIT_OWN, "Nytt"))
    at = now()
    assert world.connector.settle(wire, at, at).fate is Fate.UNSURE
    assert world.connector.settle(wire, at, plus(at, MINUTE)).fate is Fate.ABSENT
    world.gate.spoil(spoils.LOST_ANSWER, method="PUT")
    with pytest.raises(TryAgain):
        world.connector.send(wire)
    found = world.connector.settle(wire, at, at)
    assert found.fate is Fate.SENT
    assert found.receipt is not None
    assert found.receipt.remote_id == own.remote_id
    with pytest.raises(Refused):
        world.connector.prepare(to(own, Act.EDIT_OWN, "å" * 10_001))


def test_a_deletion_of_somebody_elses_goes_the_other_way(world: YoutubeWorld) -> None:
    """`comments.delete` fails for other people's comments; what is foreign is rejected."""
    row = world.read(world.say("Hej", to=world.publish("Film")))
    assert world.connector.prepare(to(row, Act.DELETE)).method == "POST"
    with pytest.raises(TryAgain):
        world.connector.send(world.connector.prepare(to(row, Act.DELETE_OWN)))
