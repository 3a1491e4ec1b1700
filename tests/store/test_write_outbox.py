"""An answer's way: queued with what was shown, taken back in time, sent once, and never lost."""

from dataclasses import dataclass

import pytest

from backend.model.account import Act
from backend.model.actor import SYSTEM, Actor, Role
from backend.model.clock import MINUTE, SECOND, plus
from backend.model.comment import CommentState, Visibility
from backend.model.desk import Outcome, Result
from backend.model.outbox import OutboxState
from backend.model.reason import Reason
from backend.policy.priority import RETURNED
from backend.store.engine import Store
from backend.store.write import outbox
from backend.store.write.accounts import remove_account
from backend.store.write.claims import claim
from backend.store.write.drafts import save_draft
from tests.conftest import StandingClock
from tests.store import scene
from tests.store.scene import US, says


@dataclass
class Room:
    """A store with one account, two members and one open comment."""

    store: Store
    clock: StandingClock
    account: int
    anna: Actor
    bo: Actor
    comment: int

    def reply(self, actor: Actor | None = None, text: str = "Tack!", revision: int = 1, **more: object) -> Result:
        return outbox.enqueue_reply(self.store, actor or self.anna, self.comment, text, revision, **more)  # type: ignore[arg-type]

    def queued(self) -> int:
        found = self.reply().outbox_id
        assert found is not None
        return found

    def state(self) -> str:
        return str(scene.look(self.store, "comment", self.comment, "state"))

    def action(self, outbox_id: int) -> OutboxState:
        return OutboxState(scene.look(self.store, "outbox", outbox_id, "state"))


@pytest.fixture
def room(store: Store, clock: StandingClock) -> Room:
    account = scene.account(store)
    anna, bo = scene.member(store, "Anna"), scene.member(store, "Bo")
    scene.save(store, account, says("c1"))
    return Room(store, clock, account, anna, bo, scene.key(store, "c1"))


def test_an_answer_is_queued_whole(room: Room) -> None:
    save_draft(room.store, room.anna, room.comment, "Ta", 1)
    claim(room.store, room.anna, room.comment)
    since = scene.last(room.store)
    result = room.reply(text="  Tack!\n")
    assert result.ok
    assert result.outbox_id is not None
    assert result.due_at == plus(room.clock.now(), 10 * SECOND)
    row = scene.look(room.store, "outbox", result.outbox_id, "act", "state", "text", "comment_state", "actor_id")
    assert row == ("reply", "pending", "Tack!", "open", room.anna.id)
    assert room.state() == "done"
    assert scene.draft(room.store, room.comment, room.anna) is None
    assert room.store.reader.rows("SELECT * FROM claim") == []
    assert scene.events(room.store)[-1] == "reply.queued"
    topics = [topic for topic, _ in scene.told(room.store, since)]
    assert sorted(topics) == ["claim", "comment", "draft", "outbox"]


def test_a_second_answer_names_who_was_first(room: Room) -> None:
    room.queued()
    second = room.reply(room.bo, "Hej hej")
    assert (second.outcome, second.who) == (Outcome.TAKEN, "Anna")
    assert scene.draft(room.store, room.comment, room.bo) == "Hej hej"
    assert room.store.reader.value("SELECT count(*) FROM outbox") == 1


def test_another_members_claim_keeps_from_sending(room: Room) -> None:
    claim(room.store, room.bo, room.comment)
    result = room.reply()
    assert (result.outcome, result.who, result.reason) == (Outcome.TAKEN, "Bo", Reason("claim.held"))
    room.clock.move(5 * MINUTE)
    assert room.reply().ok


def test_a_comment_edited_since_it_was_shown_keeps_the_text(room: Room) -> None:
    scene.save(room.store, room.account, says("c1", "Hej då!"))
    result = room.reply()
    assert (result.outcome, result.reason) == (Outcome.MOVED, Reason("comment.edited"))
    assert scene.draft(room.store, room.comment, room.anna) == "Tack!"
    assert room.reply(revision=2).ok


def test_a_deleted_comment_is_not_answered(room: Room) -> None:
    scene.save(room.store, room.account, gone=("c1",))
    result = room.reply()
    assert (result.outcome, result.reason) == (Outcome.MOVED, Reason("comment.deleted"))


def test_what_was_decided_or_answered_since_it_was_shown_has_moved(room: Room) -> None:
    from backend.store.write.triage import let_stand, reopen

    let_stand(room.store, room.bo, room.comment, 1)
    shown = CommentState.OPEN
    assert room.reply(state=shown).reason == Reason("comment.decided")
    reopen(room.store, room.bo, room.comment)
    job = scene.taken(room.store, room.clock, room.queued())
    outbox.settle_sent(room.store, job, scene.receipt())
    assert room.reply(room.bo, state=shown).reason == Reason("comment.answered")
    assert room.reply(room.bo, state=CommentState.DONE).ok


def test_what_was_answered_in_the_platforms_app_since_it_was_shown_has_moved(room: Room) -> None:
    scene.save(room.store, room.account, says("app1", by=US, to="c1"))
    assert room.reply(state=CommentState.OPEN).reason == Reason("comment.answered")


@pytest.mark.parametrize(
    ("of_comment", "wanted", "becomes"),
    [
        (Visibility.PRIVATE, Visibility.PUBLIC, "private"),
        (Visibility.FOLLOWERS, Visibility.PUBLIC, "followers"),
        (Visibility.PUBLIC, Visibility.PRIVATE, "private"),
        (Visibility.PUBLIC, Visibility.PUBLIC, "public"),
    ],
)
def test_an_answer_is_never_seen_by_more_than_the_comment(
    room: Room, of_comment: Visibility, wanted: Visibility, becomes: str
) -> None:
    scene.save(room.store, room.account, says("c2", visibility=of_comment))
    room.comment = scene.key(room.store, "c2")
    result = room.reply(visibility=wanted)
    assert result.outbox_id is not None
    assert scene.look(room.store, "outbox", result.outbox_id, "visibility") == becomes


def test_the_same_comment_on_another_account_is_answered_once(room: Room) -> None:
    other = scene.account(room.store, "press", "press")
    scene.save(room.store, other, says("c1"))
    first = room.queued()
    twin = scene.key(room.store, "c1", other)
    result = outbox.enqueue_reply(room.store, room.bo, twin, "Hej", 1)
    assert (result.outcome, result.who, result.reason) == (Outcome.TAKEN, "Anna", Reason("reply.elsewhere"))
    outbox.cancel(room.store, room.anna, first)
    assert outbox.enqueue_reply(room.store, room.bo, twin, "Hej", 1).ok


@pytest.mark.parametrize("role", [Role.ADMIN])
def test_a_member_without_content_roles_changes_nothing(room: Room, role: Role) -> None:
    admin = scene.member(room.store, "Cecilia", [(None, role)])
    before = (scene.events(room.store), room.state())
    assert room.reply(admin).reason == Reason("member.no_role")
    assert (scene.events(room.store), room.state()) == before
    assert scene.draft(room.store, room.comment, admin) is None


def test_a_role_on_another_account_is_no_role_here(room: Room) -> None:
    other = scene.account(room.store, "press", "press")
    guest = scene.member(room.store, "Cecilia", [(other, Role.MODERATOR)])
    assert room.reply(guest).reason == Reason("member.no_role")


def test_taking_back_returns_comment_and_text(room: Room) -> None:
    action = room.queued()
    assert outbox.cancel(room.store, room.bo, action).reason == Reason("outbox.not_yours")
    assert outbox.cancel(room.store, room.anna, action).ok
    assert room.state() == "open"
    assert room.action(action) is OutboxState.CANCELLED
    assert scene.draft(room.store, room.comment, room.anna) == "Tack!"
    assert scene.look(room.store, "comment", room.comment, "urgency") == 0
    assert outbox.cancel(room.store, room.anna, action).outcome is Outcome.GONE


def test_taking_back_is_too_late_once_it_is_being_sent(room: Room) -> None:
    action = room.queued()
    scene.taken(room.store, room.clock, action)
    result = outbox.cancel(room.store, room.anna, action)
    assert (result.outcome, result.reason) == (Outcome.GONE, Reason("outbox.sending"))
    assert room.state() == "done"


@pytest.mark.parametrize("by", ["author", "lead"])
def test_what_was_ever_tried_is_not_taken_back(room: Room, by: str) -> None:
    """A look did not find it and it waits again: the earlier request could arrive yet, so nobody may call it unsent."""
    lead = scene.member(room.store, "Lea", [(None, Role.LEAD)])
    action = room.queued()
    job = scene.taken(room.store, room.clock, action)
    assert outbox.mark_first_attempt(room.store, job)
    outbox.settle_unknown(room.store, job, Reason("platform.timeout"))
    outbox.back_to_pending(room.store, job, plus(room.clock.now(), MINUTE), Reason("outbox.absent"))
    since = scene.last(room.store)
    result = outbox.cancel(room.store, room.anna if by == "author" else lead, action)
    assert (result.outcome, result.reason) == (Outcome.GONE, Reason("outbox.sending"))
    assert room.action(action) is OutboxState.PENDING
    assert room.state() == "done"
    assert scene.draft(room.store, room.comment, room.anna) is None
    assert scene.told(room.store, since) == []


def test_what_was_tried_and_certainly_never_left_is_taken_back(room: Room) -> None:
    action = room.queued()
    job = scene.taken(room.store, room.clock, action)
    assert outbox.mark_first_attempt(room.store, job)
    outbox.back_to_pending(room.store, job, plus(room.clock.now(), MINUTE), Reason("platform.unreachable"))
    assert outbox.cancel(room.store, room.anna, action).ok
    assert room.action(action) is OutboxState.CANCELLED
    assert scene.draft(room.store, room.comment, room.anna) == "Tack!"


def test_nothing_is_taken_before_the_undo_window_has_passed(room: Room) -> None:
    action = room.queued()
    room.clock.move(10 * SECOND - 1)
    assert outbox.due(room.store.reader, room.account, room.clock.now(), 10) == []
    assert outbox.take(room.store, action, 7, 30) is None
    assert outbox.next_due(room.store.reader, room.account) == plus(room.clock.now(), 1)
    room.clock.move(1)
    (job,) = outbox.due(room.store.reader, room.account, room.clock.now(), 10)
    took = outbox.take(room.store, job.id, 7, 30)
    assert took is not None
    assert (took.attempt, took.state, took.text, took.wire) == (1, OutboxState.SENDING, "Tack!", None)
    assert (took.target.remote_id, took.target.root_remote_id) == ("c1", "p1")
    assert (took.target.mention, took.target.mention_id) == ("kalle@example.social", "kalle")
    assert outbox.take(room.store, job.id, 8, 30) is None


def test_the_wire_is_fixed_once(room: Room) -> None:
    action = room.queued()
    job = scene.taken(room.store, room.clock, action)
    wire = scene.wire(job)
    assert outbox.fix_wire(room.store, job, wire)
    assert not outbox.fix_wire(room.store, job, scene.wire(job))
    assert outbox.mark_first_attempt(room.store, job)
    first = room.clock.now()
    assert outbox.settle_unknown(room.store, job, Reason("platform.timeout"))
    (unknown,) = outbox.unknowns(room.store.reader, room.account, room.clock.now())
    assert outbox.back_to_pending(room.store, unknown, room.clock.now(), Reason("platform.timeout"))
    again = scene.taken(room.store, room.clock, action)
    assert (again.wire, again.attempt, again.first_attempt_at) == (wire, 2, first)
    assert outbox.mark_first_attempt(room.store, again)
    assert scene.look(room.store, "outbox", action, "first_attempt_at") == first


def test_an_attempt_that_never_left_does_not_spend_the_key(room: Room) -> None:
    action = room.queued()
    job = scene.taken(room.store, room.clock, action)
    outbox.mark_first_attempt(room.store, job)
    assert outbox.back_to_pending(room.store, job, room.clock.now(), Reason("throttled"))
    assert scene.look(room.store, "outbox", action, "first_attempt_at", "state") == (None, "pending")


def test_sent_puts_our_answer_into_the_thread(room: Room) -> None:
    action = room.queued()
    job = scene.taken(room.store, room.clock, action)
    assert outbox.settle_sent(room.store, job, scene.receipt("a1"))
    own = scene.key(room.store, "a1")
    row = scene.look(room.store, "comment", own, "own", "kind", "state", "outbox_id", "parent_id", "parent_remote_id")
    assert tuple(row) == (True, "own", "aside", action, room.comment, "c1")
    assert scene.look(room.store, "outbox", action, "state", "remote_id") == ("sent", "a1")
    assert room.state() == "done"
    words = room.store.reader.one("SELECT text FROM comment_revision WHERE comment_id = ?", (own,))
    assert words == ("Tack!",)
    assert (
        room.store.reader.value(
            "SELECT remote_id FROM author WHERE id = (SELECT author_id FROM comment WHERE id = ?)", (own,)
        )
        == "us"
    )


def test_a_worker_that_lost_the_action_changes_nothing(room: Room) -> None:
    action = room.queued()
    late = scene.taken(room.store, room.clock, action)
    room.clock.move(31 * SECOND)
    (expired,) = outbox.expired_sending(room.store.reader, room.account, room.clock.now())
    outbox.settle_unknown(room.store, expired, Reason("outbox.lease_ran_out"))
    outbox.back_to_pending(room.store, expired, room.clock.now(), Reason("outbox.lease_ran_out"))
    newer = scene.taken(room.store, room.clock, action, worker_id=8)
    assert newer.attempt == 2
    assert not outbox.settle_sent(room.store, late, scene.receipt("late"))
    assert not outbox.settle_failed(room.store, late, Reason("platform.refused"))
    assert not outbox.settle_unknown(room.store, late, Reason("platform.timeout"))
    assert not outbox.back_to_pending(room.store, late, room.clock.now(), Reason("throttled"))
    assert not outbox.fix_wire(room.store, late, scene.wire(late))
    assert not outbox.mark_first_attempt(room.store, late)
    assert outbox.settle_sent(room.store, newer, scene.receipt("a1"))
    assert not outbox.settle_failed(room.store, newer, Reason("platform.refused"))
    assert room.action(action) is OutboxState.SENT


def test_failed_returns_the_comment_and_the_text(room: Room) -> None:
    action = room.queued()
    job = scene.taken(room.store, room.clock, action)
    assert outbox.settle_failed(room.store, job, Reason("platform.refused", {"status": 422}))
    assert room.state() == "open"
    assert scene.look(room.store, "comment", room.comment, "urgency") == RETURNED
    assert scene.draft(room.store, room.comment, room.anna) == "Tack!"
    assert scene.look(room.store, "outbox", action, "state", "code", "text") == ("failed", "platform.refused", "Tack!")
    assert room.reply().ok


def test_a_newer_draft_is_not_overwritten_by_a_failed_answer(room: Room) -> None:
    action = room.queued()
    job = scene.taken(room.store, room.clock, action)
    save_draft(room.store, room.anna, room.comment, "Och en sak till", 1)
    outbox.settle_failed(room.store, job, Reason("platform.refused"))
    assert scene.draft(room.store, room.comment, room.anna) == "Och en sak till"
    assert scene.look(room.store, "outbox", action, "text") == "Tack!"


def test_unknown_waits_for_the_next_look_and_for_a_person(room: Room) -> None:
    action = room.queued()
    job = scene.taken(room.store, room.clock, action)
    later = plus(room.clock.now(), 5 * SECOND)
    assert outbox.settle_unknown(room.store, job, Reason("platform.timeout"), later)
    assert outbox.unknowns(room.store.reader, room.account, room.clock.now()) == []
    room.clock.move(5 * SECOND)
    (look,) = outbox.unknowns(room.store.reader, room.account, room.clock.now())
    assert look.looks == 0
    since = scene.last(room.store)
    assert outbox.settle_unknown(room.store, look, Reason("platform.timeout"), later)
    assert scene.told(room.store, since) == []
    (look,) = outbox.unknowns(room.store.reader, room.account, room.clock.now())
    assert look.looks == 1
    assert outbox.settle_unknown(room.store, look, Reason("platform.timeout"), person=True)
    assert outbox.unknowns(room.store.reader, room.account, plus(room.clock.now(), 10**15)) == []
    assert room.reply(room.bo).outcome is Outcome.TAKEN


@pytest.mark.parametrize(
    ("verdict", "action_is", "comment_is", "kept"),
    [("sent", "sent", "done", None), ("again", "pending", "done", None), ("drop", "cancelled", "open", "Tack!")],
)
def test_a_person_settles_what_nobody_can_tell(
    room: Room, verdict: str, action_is: str, comment_is: str, kept: str | None
) -> None:
    action = room.queued()
    job = scene.taken(room.store, room.clock, action)
    assert outbox.by_hand(room.store, room.bo, action, "sent").outcome is Outcome.GONE
    outbox.fix_wire(room.store, job, scene.wire(job))
    outbox.mark_first_attempt(room.store, job)
    outbox.settle_unknown(room.store, job, Reason("platform.timeout"), person=True)
    assert outbox.by_hand(room.store, room.bo, action, verdict).ok  # type: ignore[arg-type]
    assert (room.action(action).value, room.state()) == (action_is, comment_is)
    assert scene.draft(room.store, room.comment, room.anna) == kept
    assert "reply.settled" in scene.events(room.store)
    if verdict == "again":
        again = scene.taken(room.store, room.clock, action)
        assert (again.wire, again.first_attempt_at) == (scene.wire(job), None)


def test_a_deleted_comment_stays_done_when_its_answer_fails(room: Room) -> None:
    action = room.queued()
    job = scene.taken(room.store, room.clock, action)
    scene.save(room.store, room.account, gone=("c1",))
    assert room.action(action) is OutboxState.SENDING
    outbox.settle_failed(room.store, job, Reason("platform.gone"))
    assert room.state() == "done"
    assert scene.draft(room.store, room.comment, room.anna) == "Tack!"


def stopped(room: Room, action: int, code: str) -> None:
    assert scene.look(room.store, "outbox", action, "state", "code") == ("stopped", code)
    assert scene.draft(room.store, room.comment, room.anna) == "Tack!"
    assert "reply.stopped" in scene.events(room.store)


def test_an_edit_stops_a_waiting_answer_and_opens_the_comment(room: Room) -> None:
    action = room.queued()
    scene.save(room.store, room.account, says("c1", "Något helt annat"))
    stopped(room, action, "comment.edited")
    assert room.state() == "open"


def test_a_deletion_stops_a_waiting_answer_and_closes_the_comment(room: Room) -> None:
    action = room.queued()
    scene.save(room.store, room.account, gone=("c1",))
    stopped(room, action, "comment.deleted")
    assert room.state() == "done"


def test_a_member_who_lost_the_role_sends_nothing_more(room: Room) -> None:
    action = room.queued()
    with room.store.write() as w:
        w.conn.exec_driver_sql(f"DELETE FROM member_role WHERE member_id = {room.anna.id}")
    room.clock.move(11 * SECOND)
    assert outbox.take(room.store, action, 7, 30) is None
    stopped(room, action, "member.no_role")
    assert room.state() == "open"


def test_a_removed_account_sends_nothing_more(room: Room) -> None:
    action = room.queued()
    assert remove_account(room.store, SYSTEM, room.account)
    stopped(room, action, "account.removed")
    assert room.reply().reason == Reason("account.removed")
    assert not remove_account(room.store, SYSTEM, room.account)


def test_an_answer_from_the_platforms_own_app_stops_ours(room: Room) -> None:
    action = room.queued()
    room.clock.move(SECOND)
    scene.save(room.store, room.account, says("app1", "Hej från appen", by=US, to="c1"))
    room.clock.move(11 * SECOND)
    assert outbox.take(room.store, action, 7, 30) is None
    stopped(room, action, "comment.answered")


def test_taking_checks_the_revision_again(room: Room) -> None:
    action = room.queued()
    with room.store.write() as w:
        w.conn.exec_driver_sql(f"UPDATE comment SET revision = 2 WHERE id = {room.comment}")
    room.clock.move(11 * SECOND)
    assert outbox.take(room.store, action, 7, 30) is None
    stopped(room, action, "comment.edited")


def test_deleting_our_own_answer(room: Room) -> None:
    job = scene.taken(room.store, room.clock, room.queued())
    outbox.settle_sent(room.store, job, scene.receipt("a1"))
    own = scene.key(room.store, "a1")
    assert outbox.enqueue_delete(room.store, room.anna, room.comment).reason == Reason("comment.not_own")
    result = outbox.enqueue_delete(room.store, room.bo, own)
    assert result.outbox_id is not None
    assert outbox.enqueue_delete(room.store, room.anna, own).who == "Bo"
    job = scene.taken(room.store, room.clock, result.outbox_id)
    assert (job.act, job.target.remote_id) == (Act.DELETE_OWN, "a1")
    assert outbox.settle_sent(room.store, job, scene.receipt(""))
    assert scene.look(room.store, "comment", own, "remote_state", "state") == ("deleted", "aside")
    assert room.state() == "done"
    assert outbox.enqueue_delete(room.store, room.anna, own).reason == Reason("comment.deleted")
    assert scene.events(room.store)[-2:] == ["delete.queued", "delete.sent"]


def test_a_failed_deletion_leaves_the_answer_where_it_is(room: Room) -> None:
    job = scene.taken(room.store, room.clock, room.queued())
    outbox.settle_sent(room.store, job, scene.receipt("a1"))
    own = scene.key(room.store, "a1")
    result = outbox.enqueue_delete(room.store, room.bo, own)
    assert result.outbox_id is not None
    job = scene.taken(room.store, room.clock, result.outbox_id)
    outbox.settle_failed(room.store, job, Reason("platform.not_permitted", {"status": 403}))
    assert scene.look(room.store, "comment", own, "remote_state", "state") == ("visible", "aside")
    assert scene.draft(room.store, own, room.bo) is None


def test_our_own_answer_is_not_answered(room: Room) -> None:
    scene.save(room.store, room.account, says("app1", by=US, to="c1"))
    own = scene.key(room.store, "app1")
    assert outbox.enqueue_reply(room.store, room.anna, own, "Och", 1).reason == Reason("reply.own")


def test_hostile_text_is_stored_or_cleaned_never_a_crash(room: Room) -> None:
    result = room.reply(text="Tack\0 \ud800 <b>{x}</b> '; DROP TABLE comment; --")
    assert result.outbox_id is not None
    text = scene.look(room.store, "outbox", result.outbox_id, "text")
    assert text == "Tack\ufffd \ufffd <b>{x}</b> '; DROP TABLE comment; --"
