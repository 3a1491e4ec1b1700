"""Taking deeds back and doing them again: cancelled in the window, reversed on the platform, restored among us."""

import pytest

from backend.model.actor import Actor, Role
from backend.model.clock import DAY, SECOND, plus
from backend.model.desk import Outcome, Result
from backend.model.reason import Reason
from backend.model.triage import At, Decision, Deed, Verb, Why
from backend.store.engine import Store
from backend.store.read.deeds import last_of, reversed_by_others
from backend.store.write import outbox
from backend.store.write.deciding import decide
from backend.store.write.rewriting import rewrite
from backend.store.write.undoing import to_redo, undo
from tests.conftest import StandingClock
from tests.store import scene
from tests.store.scene import LISA, says
from tests.store.test_write_deciding import Room


@pytest.fixture
def room(store: Store, clock: StandingClock) -> Room:
    return Room(store, clock)


def ends(deed: Deed | Result) -> list[tuple[Outcome, str]]:
    """Return how each comment of an undo ended."""
    assert isinstance(deed, Deed), deed
    return [(item.outcome, item.reason.code if item.reason else "") for item in deed.items]


DONE = (Outcome.DONE, "")


def redo(store: Store, actor: Actor) -> Deed | Result:
    """Do again what was taken back, as a desk does it."""
    again = to_redo(store, actor)
    return again if isinstance(again, Result) else decide(store, actor, *again)


def test_what_stayed_among_us_is_put_back(room: Room) -> None:
    (key,) = room.comes("c1")
    room.decides(Decision(Verb.ASSIGN, member_id=room.bo.id), key)
    room.decides(Decision(Verb.DONE), key)
    assert ends(undo(room.store, room.anna)) == [DONE]
    assert room.of(key, "state", "assigned_to") == ("open", room.bo.id)
    assert ends(undo(room.store, room.anna)) == [DONE]
    assert room.of(key, "assigned_to") is None
    nothing = undo(room.store, room.anna)
    assert isinstance(nothing, Result)
    assert (nothing.outcome, nothing.reason) == (Outcome.GONE, Reason("undo.nothing"))


def test_an_act_in_its_window_never_leaves(room: Room) -> None:
    (key,) = room.comes("c1")
    deed = room.decides(Verb.BLOCK, key)
    assert ends(undo(room.store, room.anna)) == [DONE]
    assert room.of(key, "state") == "open"
    assert scene.look(room.store, "outbox", deed.items[0].outbox_id or 0, "state") == "cancelled"
    assert room.store.reader.value("SELECT count(*) FROM strike") == 0
    room.clock.move(DAY)
    assert outbox.take(room.store, deed.items[0].outbox_id or 0, 7, 30.0) is None


def test_an_act_that_stands_is_reversed_with_what_it_made(room: Room) -> None:
    (key,) = room.comes("c1")
    deed = room.decides(Verb.HIDE, key)
    room.sends(deed.items[0].outbox_id, "at://gate/1")
    assert ends(undo(room.store, room.anna)) == [DONE]
    assert room.of(key, "state", "remote_state") == ("open", "hidden")
    reverse = room.store.reader.one("SELECT id, act, record, deed_id FROM outbox ORDER BY id DESC LIMIT 1")
    assert reverse is not None
    assert tuple(reverse)[1:] == ("unhide", "at://gate/1", deed.id)
    room.sends(reverse[0])
    assert room.of(key, "remote_state") == "visible"


def test_a_reversal_does_not_mind_an_edit(room: Room) -> None:
    (key,) = room.comes("c1")
    deed = room.decides(Verb.HIDE, key)
    room.sends(deed.items[0].outbox_id)
    undo(room.store, room.anna)
    scene.save(room.store, room.account, says("c1", "Nytt", edited_at=plus(room.clock.now(), SECOND)))
    (reverse,) = room.store.reader.rows("SELECT id FROM outbox WHERE act = 'unhide'")
    room.sends(reverse[0])
    assert room.of(key, "remote_state") == "visible"


def test_a_block_of_many_comments_is_lifted_once(room: Room) -> None:
    keys = room.comes("c1", "c2", "c3")
    until = plus(room.clock.now(), DAY)
    deed = room.decides(Decision(Verb.BLOCK, Why.INSULT, until=until), *keys)
    room.sends(deed.items[0].outbox_id, "at://block/1")
    assert ends(undo(room.store, room.anna)) == [DONE] * 3
    rows = room.store.reader.rows("SELECT state, record FROM outbox WHERE act = 'unblock' ORDER BY id")
    assert [tuple(row) for row in rows] == [("cancelled", ""), ("pending", "at://block/1")]
    assert {room.of(key, "state") for key in keys} == {"open"}


def test_what_cannot_be_taken_back_says_so(room: Room) -> None:
    one, two, three = room.comes("c1", "c2", "c3")
    report = room.decides(Verb.REPORT, one)
    room.sends(report.items[0].outbox_id)
    assert ends(undo(room.store, room.anna)) == [(Outcome.MOVED, "undo.final")]
    sending = room.decides(Verb.LIKE, two)
    scene.taken(room.store, room.clock, sending.items[0].outbox_id or 0)
    assert ends(undo(room.store, room.anna)) == [(Outcome.MOVED, "outbox.sending")]
    room.decides(Decision(Verb.DONE), three)
    room.decides(Decision(Verb.REOPEN), three, by=room.bo)
    assert ends(undo(room.store, room.anna)) == [(Outcome.MOVED, "undo.changed")]
    assert room.of(three, "state") == "open"


def test_half_an_undo_is_reported_as_half(room: Room) -> None:
    keys = room.comes("c1", "c2", "c3")
    deed = room.decides(Decision(Verb.DONE), *keys)
    room.decides(Decision(Verb.REOPEN), keys[1], by=room.bo)
    undone = undo(room.store, room.anna)
    assert ends(undone) == [DONE, (Outcome.MOVED, "undo.changed"), DONE]
    assert isinstance(undone, Deed)
    assert (undone.id, undone.done, undone.failed) == (deed.id, 2, 1)
    assert undo(room.store, room.anna, deed.id).outcome is Outcome.GONE  # type: ignore[union-attr]


def test_a_long_deed_is_taken_back_in_steps(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backend.store.write.undoing.STEP", 2)
    keys = room.comes(*(f"c{number}" for number in range(5)))
    deed = room.decides(Decision(Verb.DONE), *keys)
    done, after = 0, 0
    while isinstance(step := undo(room.store, room.anna, deed.id, after=after), Deed) and step.items:
        done, after = done + step.done, step.items[-1].comment_id
    assert done == 5
    assert {room.of(key, "state") for key in keys} == {"open"}


def test_another_members_deed_is_a_leads_to_reverse(room: Room) -> None:
    (key,) = room.comes("c1")
    deed = room.decides(Decision(Verb.DONE), key)
    no = undo(room.store, room.bo, deed.id)
    assert isinstance(no, Result)
    assert no.reason == Reason("undo.not_yours")
    lead = scene.member(room.store, "Lena", [(room.account, Role.LEAD)])
    before = room.clock.now()
    room.clock.move(SECOND)
    assert ends(undo(room.store, lead, deed.id)) == [DONE]
    assert reversed_by_others(room.store.reader, room.anna.id or 0, before) == (("Lena", Verb.DONE),)
    assert last_of(room.store.reader, room.anna.id or 0) is None


def test_an_answer_is_taken_back_like_any_other_deed(room: Room) -> None:
    (key,) = room.comes("c1")
    result = outbox.enqueue_reply(room.store, room.anna, key, "Hej!", 1)
    found = last_of(room.store.reader, room.anna.id or 0)
    assert found is not None
    assert found.verb is Verb.REPLY
    assert ends(undo(room.store, room.anna)) == [DONE]
    assert scene.look(room.store, "outbox", result.outbox_id or 0, "state") == "cancelled"
    assert scene.draft(room.store, key, room.anna) == "Hej!"
    never = redo(room.store, room.anna)
    assert isinstance(never, Result)
    assert never.reason == Reason("redo.never")


def test_redo_does_again_what_was_taken_back(room: Room) -> None:
    keys = room.comes("c1", "c2")
    until = plus(room.clock.now(), DAY)
    room.decides(Decision(Verb.SNOOZE, until=until, on_reply=True), *keys)
    undo(room.store, room.anna)
    again = redo(room.store, room.anna)
    assert ends(again) == [DONE, DONE]
    assert {room.of(key, "snoozed_until", "wake_on_reply") for key in keys} == {(until, True)}
    nothing = redo(room.store, room.anna)
    assert isinstance(nothing, Result)
    assert nothing.reason == Reason("redo.nothing")


def test_redo_leaves_what_moved_alone(room: Room) -> None:
    one, two = room.comes("c1", "c2")
    room.decides(Decision(Verb.HIDE, Why.SPAM), one, two)
    undo(room.store, room.anna)
    scene.save(room.store, room.account, gone=("c1",))
    assert ends(redo(room.store, room.anna)) == [(Outcome.MOVED, "comment.deleted"), DONE]


class TestOtherWords:
    """Saying something else in an answer that stands."""

    def answered(self, room: Room) -> tuple[int, int]:
        (key,) = room.comes("c1", by=LISA)
        result = outbox.enqueue_reply(room.store, room.anna, key, "Vi har öppet.", 1)
        room.sends(result.outbox_id, "a1")
        return key, scene.key(room.store, "a1")

    def test_where_it_cannot_be_edited_it_is_written_anew(self, room: Room) -> None:
        key, own = self.answered(room)
        result = rewrite(room.store, room.anna, own, "Vi har stängt!", 1)
        assert result.ok
        gone, again = room.store.reader.rows("SELECT id, act, comment_id, after_id FROM outbox WHERE deed_id > 1")
        assert (tuple(gone)[1:], tuple(again)[1:]) == (("delete_own", own, None), ("reply", key, gone[0]))
        room.clock.move(11 * SECOND)
        assert outbox.take(room.store, again[0], 7, 30.0) is None
        room.sends(gone[0])
        room.sends(again[0], "a2")
        assert room.of(own, "remote_state") == "deleted"
        assert room.of(scene.key(room.store, "a2"), "parent_id") == key

    def test_when_the_deletion_fails_the_new_words_stop_and_are_kept(self, room: Room) -> None:
        key, own = self.answered(room)
        rewrite(room.store, room.anna, own, "Vi har stängt!", 1)
        gone = room.store.reader.value("SELECT id FROM outbox WHERE act = 'delete_own'")
        job = scene.taken(room.store, room.clock, gone)
        assert outbox.settle_failed(room.store, job, Reason("platform.refused", {"status": 422}))
        stopped = room.store.reader.one("SELECT state, code FROM outbox ORDER BY id DESC LIMIT 1")
        assert stopped == ("stopped", "outbox.first_failed")
        assert scene.draft(room.store, key, room.anna) == "Vi har stängt!"

    def test_it_is_taken_back_as_one(self, room: Room) -> None:
        _, own = self.answered(room)
        rewrite(room.store, room.anna, own, "Vi har stängt!", 1)
        assert ends(undo(room.store, room.anna)) == [DONE, DONE]
        states = room.store.reader.rows("SELECT state FROM outbox WHERE deed_id > 1")
        assert {row[0] for row in states} == {"cancelled"}

    def test_only_ours_and_only_as_shown(self, room: Room) -> None:
        key, own = self.answered(room)
        assert rewrite(room.store, room.anna, key, "Hej", 1).reason == Reason("comment.not_own")
        assert rewrite(room.store, room.anna, own, "  ", 1).reason == Reason("reply.empty")
        assert rewrite(room.store, room.anna, own, "Hej", 7).outcome is Outcome.MOVED
        assert rewrite(room.store, room.anna, own, "Hej", 1).ok
        assert rewrite(room.store, room.bo, own, "Hopp", 1).outcome is Outcome.TAKEN


def test_a_batch_that_was_taken_back_goes_no_further(room: Room) -> None:
    keys = room.comes("c1", "c2")
    first = decide(room.store, room.anna, Decision(Verb.DONE), [At(keys[0], 1)], total=2)
    undo(room.store, room.anna, first.id)
    then = decide(room.store, room.anna, Decision(Verb.DONE), [At(keys[1], 1)], deed_id=first.id, total=2)
    assert ends(then) == [(Outcome.REFUSED, "undo.already")]
    assert room.of(keys[1], "state") == "open"
