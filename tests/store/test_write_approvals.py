"""Answers that wait for a yes: judged once, by somebody else, and never lost."""

from dataclasses import dataclass
from typing import Any

import pytest

from backend.model.actor import SYSTEM, Actor, Role
from backend.model.charter import Approval, Approving, Charter
from backend.model.clock import HOUR, MINUTE, SECOND, plus
from backend.model.desk import Outcome, Result
from backend.model.reason import Reason
from backend.store.engine import Store
from backend.store.read import approvals as reading
from backend.store.write import outbox
from backend.store.write.approving import approve, look_after_waiting, reconsider, reject
from backend.store.write.charters import save_charter
from backend.store.write.undoing import undo
from tests.conftest import StandingClock
from tests.store import scene
from tests.store.scene import US, says

WAITS = Charter(approving=Approving(Approval.UNTRUSTED, trusted_after=1, expires_min=60), forbidden=("tyvärr",))


@dataclass
class Room:
    """A charter that wants approval, a writer, two approvers, and one open comment."""

    store: Store
    clock: StandingClock
    account: int
    anna: Actor
    bo: Actor
    lisa: Actor
    comment: int

    def asks(self, text: str = "Tack!", **more: Any) -> int:
        result = outbox.enqueue_reply(self.store, self.anna, self.comment, text, 1, **more)
        assert result.reason == Reason("reply.waits", {"until": plus(self.clock.now(), HOUR)}), result
        assert result.outbox_id is not None
        return result.outbox_id

    def row(self, outbox_id: int, *columns: str) -> object:
        return scene.look(self.store, "outbox", outbox_id, *columns)

    def state(self) -> str:
        return str(scene.look(self.store, "comment", self.comment, "state"))


@pytest.fixture
def store_url(sqlite_store: str) -> str:
    """One database is enough here: the other's SQL is walked in `test_write_judging`."""
    return sqlite_store


@pytest.fixture
def room(store: Store, clock: StandingClock) -> Room:
    account = scene.account(store)
    anna = scene.member(store, "Anna", [(None, Role.WRITER)])
    bo, lisa = scene.member(store, "Bo", [(account, Role.APPROVER)]), scene.member(store, "Lisa", [(None, Role.LEAD)])
    save_charter(store, SYSTEM, account, WAITS, 0)
    scene.save(store, account, says("c1"))
    return Room(store, clock, account, anna, bo, lisa, scene.key(store, "c1"))


def test_it_waits_and_no_worker_takes_it(room: Room) -> None:
    key = room.asks()
    assert room.state() == "done"
    assert scene.events(room.store)[-1] == "reply.submitted"
    room.clock.move(MINUTE)
    assert outbox.take(room.store, key, 7, 30.0) is None
    (waiting,) = reading.awaiting(room.store.reader, room.bo.id or 0)
    assert (waiting.member, waiting.text, waiting.comment) == ("Anna", "Tack!", "Hej!")
    assert reading.awaiting(room.store.reader, room.anna.id or 0) == []
    assert reading.judged(room.store.reader, [key])[key].approvers == ("Bo", "Lisa")


def test_approved_with_other_words_keeps_both_names_and_texts(room: Room) -> None:
    key = room.asks()
    assert approve(room.store, room.bo, key, "Tyvärr!").reason == Reason("charter.forbidden", {"phrase": "tyvärr"})
    result = approve(room.store, room.bo, key, "Tack så mycket!")
    assert result.due_at == plus(room.clock.now(), 10 * SECOND)
    said = room.row(key, "state", "text", "written", "actor_id", "approver_id", "approved_at")
    assert said == ("pending", "Tack så mycket!", "Tack!", room.anna.id, room.bo.id, room.clock.now())
    event = room.store.reader.one("SELECT what, actor_id, code, params FROM event ORDER BY id DESC LIMIT 1")
    assert event == ("reply.approved", room.bo.id, "approval.changed", f'{{"member":{room.anna.id}}}')
    outbox.settle_sent(room.store, scene.taken(room.store, room.clock, key), scene.receipt())
    scene.save(room.store, room.account, says("c2"))
    trusted = outbox.enqueue_reply(room.store, room.anna, scene.key(room.store, "c2"), "Tack!", 1)
    assert trusted.due_at is not None, "one sent answer makes this member trusted"


def test_of_two_approvers_one_wins(room: Room) -> None:
    key = room.asks()
    assert approve(room.store, room.bo, key).ok
    second = reject(room.store, room.lisa, key, "Nej")
    assert (second.outcome, second.who, second.reason) == (Outcome.TAKEN, "Bo", Reason("approval.judged"))


@pytest.mark.parametrize("who", ["anna", "stranger"])
def test_not_ones_own_and_not_without_the_role(room: Room, who: str) -> None:
    actor = room.anna if who == "anna" else scene.member(room.store, "Kim")
    assert approve(room.store, actor, room.asks()).outcome is Outcome.REFUSED


def test_an_approver_does_not_approve_their_own(room: Room) -> None:
    result = outbox.enqueue_reply(room.store, room.bo, room.comment, "Tack!", 1)
    assert result.due_at is not None, "an approver's answers wait for nobody"


def test_rejected_with_a_word_it_is_the_writers_again(room: Room) -> None:
    key = room.asks()
    assert reject(room.store, room.bo, key, " ").reason == Reason("approval.no_word")
    assert reject(room.store, room.bo, key, "Varmare ton").ok
    assert (room.state(), scene.draft(room.store, room.comment, room.anna)) == ("open", "Tack!")
    (back,) = reading.rejected(room.store.reader, room.anna.id or 0)
    assert (back.by, back.said, back.text) == ("Bo", "Varmare ton", "Tack!")
    assert "Varmare" not in str(room.store.reader.rows("SELECT * FROM event"))
    room.asks("Tack snälla!")
    assert reading.rejected(room.store.reader, room.anna.id or 0) == []


def test_it_lapses_and_the_text_is_kept(room: Room) -> None:
    key = room.asks()
    room.clock.move(HOUR - 1)
    assert look_after_waiting(room.store) == 0
    room.clock.move(1)
    assert look_after_waiting(room.store) == 1
    assert room.row(key, "state", "code") == ("stopped", "approval.lapsed")
    assert (room.state(), scene.draft(room.store, room.comment, room.anna)) == ("open", "Tack!")


@pytest.mark.parametrize("by", ["chore", "approver"])
def test_an_answer_on_the_platform_meanwhile_stops_it(room: Room, by: str) -> None:
    key = room.asks()
    room.clock.move(SECOND)
    scene.save(room.store, room.account, says("a1", by=US, to="c1", at=room.clock.now()))
    if by == "chore":
        assert look_after_waiting(room.store) == 1
    else:
        assert approve(room.store, room.bo, key).outcome is Outcome.MOVED
    assert room.row(key, "state", "code") == ("stopped", "comment.answered")
    assert scene.draft(room.store, room.comment, room.anna) == "Tack!"


def test_an_edited_or_deleted_comment_stops_it_at_once(room: Room) -> None:
    first = room.asks()
    scene.save(room.store, room.account, says("c1", "Nej!"))
    assert room.row(first, "state", "code") == ("stopped", "comment.edited")
    second = outbox.enqueue_reply(room.store, room.anna, room.comment, "Jo!", 2).outbox_id or 0
    scene.save(room.store, room.account, gone=("c1",))
    assert room.row(second, "state", "code") == ("stopped", "comment.deleted")
    assert approve(room.store, room.bo, second).outcome is Outcome.GONE


def test_the_writer_takes_it_back(room: Room) -> None:
    key = room.asks()
    assert not isinstance(undo(room.store, room.anna), Result)
    assert room.row(key, "state") == "cancelled"
    assert room.state() == "open"
    assert approve(room.store, room.bo, key).outcome is Outcome.GONE


def test_a_scheduled_one_keeps_its_time(room: Room) -> None:
    at = plus(room.clock.now(), 2 * HOUR)
    key = room.asks(at=at)
    assert approve(room.store, room.bo, key).due_at == at


def test_a_yes_is_taken_back_while_it_has_not_left(room: Room) -> None:
    key = room.asks()
    assert approve(room.store, room.bo, key, "Tack så mycket!").ok
    assert reconsider(room.store, room.lisa, key).outcome is Outcome.REFUSED
    assert reconsider(room.store, room.bo, key).ok
    assert room.row(key, "state", "text", "written", "approver_id") == ("awaiting_approval", "Tack!", "", None)
    assert approve(room.store, room.lisa, key).ok
    scene.taken(room.store, room.clock, key)
    assert reconsider(room.store, room.lisa, key).reason == Reason("outbox.sending")
