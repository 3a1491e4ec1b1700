"""Notes, mentions and referrals; editing an answer where the platform can."""

import pytest
from sqlalchemy import insert, update

from backend.model.account import Act, Undo
from backend.model.actor import Actor
from backend.model.clock import HOUR, plus
from backend.model.desk import Outcome, Result
from backend.model.reason import Reason
from backend.model.triage import At, Decision, Deed, Verb
from backend.store.codec import dump_capabilities
from backend.store.engine import Store
from backend.store.write import outbox
from backend.store.write.rewriting import rewrite
from backend.store.write.rows import account, member, responsibility
from backend.store.write.talk import add_note, answer_referral, refer, see_mentions
from backend.store.write.undoing import undo
from tests.conftest import StandingClock
from tests.store import scene
from tests.store.scene import says
from tests.store.test_write_deciding import Room


@pytest.fixture
def room(store: Store, clock: StandingClock) -> Room:
    return Room(store, clock)


def code(result: Deed | Result) -> str:
    """Return why it was refused."""
    assert isinstance(result, Result)
    assert result.reason is not None
    return result.reason.code


def test_a_note_names_colleagues(room: Room) -> None:
    (key,) = room.comes("c1")
    noted = add_note(room.store, room.anna, key, " Kan @bo titta? @Ingen finns inte. ")
    assert isinstance(noted, Deed)
    assert room.store.reader.one("SELECT comment_id, author_id, member_id, text FROM note") == (
        key,
        None,
        room.anna.id,
        "Kan @bo titta? @Ingen finns inte.",
    )
    assert [tuple(row) for row in room.store.reader.rows("SELECT member_id, seen_at FROM mention")] == [
        (room.bo.id, None)
    ]
    see_mentions(room.store, room.bo, key)
    assert room.store.reader.value("SELECT seen_at FROM mention") == room.clock.now()
    assert scene.events(room.store)[-1] == "comment.noted"
    undo(room.store, room.anna)
    assert room.store.reader.value("SELECT count(*) FROM note") == 0


def test_a_note_on_the_author(room: Room) -> None:
    (key,) = room.comes("c1")
    add_note(room.store, room.anna, key, "Brukar lugna sig", on_author=True)
    assert room.store.reader.one("SELECT comment_id, author_id FROM note") == (None, room.of(key, "author_id"))
    assert code(add_note(room.store, room.anna, key, " \n ")) == "note.empty"


def ask(room: Room, key: int, to: Actor | None, text: str = "Stämmer det?", area: int | None = None) -> Deed | Result:
    """Anna refers a comment."""
    until = plus(room.clock.now(), HOUR)
    decision = Decision(Verb.REFER, member_id=to.id if to else None, area_id=area, text=text, until=until)
    return refer(room.store, room.anna, At(key, 1), decision)


def test_a_referral_waits_and_comes_back_answered(room: Room) -> None:
    (key,) = room.comes("c1")
    assert isinstance(ask(room, key, room.bo), Deed)
    assert room.of(key, "state", "assigned_to") == ("waiting", room.bo.id)
    assert code(ask(room, key, room.bo)) == "referral.open"
    assert answer_referral(room.store, room.bo, key, " ").reason == Reason("note.empty")
    assert answer_referral(room.store, room.bo, key, "Ja, från måndag.").ok
    assert room.of(key, "state", "assigned_to") == ("open", room.anna.id)
    said = room.store.reader.one("SELECT question, answer, answered_by, due_at FROM referral")
    assert said == ("Stämmer det?", "Ja, från måndag.", room.bo.id, plus(room.clock.now(), HOUR))
    assert answer_referral(room.store, room.bo, key, "Igen").reason == Reason("referral.none")
    assert scene.events(room.store)[-2:] == ["comment.referred", "comment.referral_answered"]


def test_a_referral_is_taken_back_until_it_is_answered(room: Room) -> None:
    one, two = room.comes("c1", "c2")
    ask(room, one, room.bo)
    undo(room.store, room.anna)
    assert room.of(one, "state", "assigned_to") == ("open", None)
    assert room.store.reader.value("SELECT count(*) FROM referral") == 0
    ask(room, two, room.bo)
    answer_referral(room.store, room.bo, two, "Ja")
    late = undo(room.store, room.anna)
    assert isinstance(late, Deed)
    assert [item.reason for item in late.items] == [Reason("referral.answered")]


def test_an_area_has_somebody_who_answers(room: Room) -> None:
    one, two = room.comes("c1", "c2")
    with room.store.write() as w:
        values = {"area": "Fakturor", "member_id": room.bo.id, "fallback_id": room.anna.id}
        area = w.conn.execute(insert(responsibility).returning(responsibility.c.id), values).scalar_one()
    ask(room, one, None, area=area)
    assert room.of(one, "assigned_to") == room.bo.id
    with room.store.write() as w:
        w.conn.execute(update(member).where(member.c.id == room.bo.id).values(active=False))
    ask(room, two, None, area=area)
    assert room.of(two, "assigned_to") == room.anna.id


def test_a_referral_needs_somebody_a_question_and_the_comment_as_shown(room: Room) -> None:
    (key,) = room.comes("c1")
    assert code(ask(room, key, None)) == "referral.nobody"
    assert code(ask(room, key, room.bo, text=" ")) == "referral.no_question"
    scene.save(room.store, room.account, says("c1", "Annat", edited_at=room.clock.now()))
    assert code(ask(room, key, room.bo)) == "comment.edited"
    assert room.of(key, "state") == "open"


def test_an_answer_is_edited_where_the_platform_can(room: Room) -> None:
    able = scene.ABLE
    can = type(able)({**able.acts, Act.EDIT_OWN: Undo.FINAL}, able.limits, mention=able.mention)
    with room.store.write() as w:
        w.conn.execute(update(account).values(capabilities=dump_capabilities(can)))
    (key,) = room.comes("c1")
    room.sends(outbox.enqueue_reply(room.store, room.anna, key, "Vi har öpet.", 1).outbox_id, "a1")
    own = scene.key(room.store, "a1")
    result = rewrite(room.store, room.anna, own, "Vi har öppet.", 1)
    assert scene.look(room.store, "outbox", result.outbox_id or 0, "act", "comment_id", "text") == (
        "edit_own",
        own,
        "Vi har öppet.",
    )
    room.sends(result.outbox_id)
    assert room.of(own, "revision", "edited_at") == (2, room.clock.now())
    words = room.store.reader.rows("SELECT text FROM comment_revision WHERE comment_id = ? ORDER BY number", (own,))
    assert [row[0] for row in words] == ["Vi har öpet.", "Vi har öppet."]
    assert rewrite(room.store, room.anna, own, "Nej", 1).outcome is Outcome.MOVED
