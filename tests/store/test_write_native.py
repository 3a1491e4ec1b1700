"""What a colleague does in the platform's own app: seen, credited, and not contradicted."""

from dataclasses import replace

import pytest

from backend.model.account import Act, Undo
from backend.model.clock import MINUTE, SECOND, Micros
from backend.model.comment import CommentState, RemoteState
from backend.model.desk import Outcome
from backend.model.inflow import InAuthor, Page
from backend.model.outbox import OutboxState
from backend.model.reason import Reason
from backend.model.triage import Deed, Verb
from backend.policy.query import parse
from backend.store.engine import Store
from backend.store.read import queue
from backend.store.read.thread import view as thread_view
from backend.store.write import outbox
from backend.store.write.accounts import set_capabilities
from backend.store.write.drafts import drop_draft
from backend.store.write.inflow import save_page
from backend.store.write.rewriting import rewrite
from backend.store.write.triage import let_stand
from backend.store.write.undoing import undo
from tests.conftest import StandingClock
from tests.store import scene
from tests.store.scene import US, says
from tests.store.test_write_deciding import Room

HIDDEN, HELD = RemoteState.HIDDEN, RemoteState.HELD
MARIA = InAuthor("77", "Maria Ek", "Maria Ek")


@pytest.fixture
def room(store: Store, clock: StandingClock) -> Room:
    room = Room(store, clock)
    acts = {**scene.ABLE.acts, Act.DELETE: Undo.FINAL, Act.EDIT_OWN: Undo.REVERSIBLE}
    set_capabilities(store, room.account, replace(scene.ABLE, acts=acts))
    return room


def by_platform(room: Room) -> list[tuple[str, str, str]]:
    """Return what was logged as the platform's side, with the triage before and after."""
    rows = room.store.reader.rows(
        "SELECT what, before, after FROM event WHERE actor_kind = 'platform' AND actor_id IS NULL ORDER BY id"
    )
    return [(what, before, after) for what, before, after in rows]


def later(room: Room) -> None:
    """Wait until what we did ourselves must have shown everywhere."""
    room.clock.move(2 * MINUTE)


def reads(room: Room, state: RemoteState = RemoteState.VISIBLE) -> None:
    """The page of the comment is read twice: what is known already is no news."""
    for _ in range(2):
        scene.save(room.store, room.account, says("c1", remote_state=state))


def hides(room: Room, key: int) -> Deed:
    """We hide it, and the worker has carried that out."""
    deed = room.decides(Verb.HIDE, key)
    room.sends(deed.items[0].outbox_id)
    return deed


def undone(room: Room) -> tuple[Outcome, str, list[str]]:
    """Anna takes her last act back: how it ended, what was said, and which acts wait for the worker now."""
    deed = undo(room.store, room.anna)
    assert isinstance(deed, Deed)
    (item,) = deed.items
    waiting = room.store.reader.rows("SELECT act FROM outbox WHERE state = 'pending'")
    return item.outcome, item.reason.code if item.reason else "", [row[0] for row in waiting]


def test_a_hiding_there_closes_and_its_end_opens_again(room: Room) -> None:
    (key,) = room.comes("c1")
    reads(room, HIDDEN)
    assert room.of(key, "remote_state", "state") == ("hidden", "done")
    reads(room)
    assert room.of(key, "remote_state", "state") == ("visible", "open")
    assert by_platform(room) == [("comment.hidden", "open", "done"), ("comment.returned", "done", "open")]


def test_what_we_decided_before_a_hiding_there_stands_after_it(room: Room) -> None:
    (key,) = room.comes("c1")
    let_stand(room.store, room.anna, key, 1)
    reads(room, HIDDEN)
    reads(room)
    assert room.of(key, "state") == "done"


def test_what_a_filter_holds_stays_work_until_it_is_released(room: Room) -> None:
    (key,) = room.comes("c1", remote_state=HELD)
    reads(room)
    assert room.of(key, "remote_state", "state") == ("visible", "open")
    assert by_platform(room) == [("comment.returned", "open", "open")]


def test_what_was_turned_away_there_is_decided(room: Room) -> None:
    (key,) = room.comes("c1", remote_state=HELD)
    reads(room, HIDDEN)
    assert room.of(key, "state") == "done"


@pytest.mark.parametrize("shown_as", [HIDDEN, HELD])
def test_our_own_hiding_is_nobody_elses(room: Room, shown_as: RemoteState) -> None:
    (key,) = room.comes("c1")
    hides(room, key)
    later(room)
    reads(room, shown_as)
    assert room.of(key, "remote_state") == "hidden"
    assert by_platform(room) == []


def test_a_page_from_before_our_hiding_takes_nothing_back(room: Room) -> None:
    (key,) = room.comes("c1")
    deed = room.decides(Verb.HIDE, key)
    assert deed.items[0].outbox_id is not None
    job = scene.taken(room.store, room.clock, deed.items[0].outbox_id)
    reads(room, HIDDEN)  # it stands there, and the worker has not heard so yet
    outbox.settle_sent(room.store, job, scene.receipt(""))
    reads(room)  # read before, saved after
    assert (room.of(key, "remote_state", "state"), by_platform(room)) == (("hidden", "done"), [])


def test_a_page_from_before_our_own_edit_is_no_edit(room: Room) -> None:
    room.comes("c1")
    scene.save(room.store, room.account, says("a1", "Nio!", by=US, to="c1"))
    own = scene.key(room.store, "a1")
    edited = rewrite(room.store, room.anna, own, "Tio!", 1)
    assert edited.outbox_id is not None
    job = scene.taken(room.store, room.clock, edited.outbox_id)
    outbox.settle_sent(room.store, job, scene.receipt("a1"))
    scene.save(room.store, room.account, says("a1", "Nio!", by=US, to="c1"))
    later(room)
    scene.save(room.store, room.account, says("a1", "Tio!", by=US, to="c1"))
    assert "comment.edited" not in scene.events(room.store)
    words = "SELECT text FROM comment_revision WHERE comment_id = ? ORDER BY number"
    assert [row[0] for row in room.store.reader.rows(words, (own,))] == ["Nio!", "Tio!"]


def test_undoing_what_was_shown_again_there_says_so_and_sends_nothing(room: Room) -> None:
    (key,) = room.comes("c1")
    hides(room, key)
    later(room)
    reads(room)
    assert room.of(key, "remote_state", "state") == ("visible", "open")  # a hiding that is undone opens it
    assert undone(room) == (Outcome.DONE, "undo.shown_there", [])


def test_undoing_our_release_of_what_was_hidden_there_since_sends_nothing(room: Room) -> None:
    (key,) = room.comes("c1", remote_state=HELD)
    room.sends(room.decides(Verb.UNHIDE, key).items[0].outbox_id)
    later(room)
    reads(room, HIDDEN)
    assert undone(room) == (Outcome.DONE, "undo.hidden_there", [])


def test_undoing_a_hiding_of_what_is_gone_sends_nothing(room: Room) -> None:
    (key,) = room.comes("c1")
    hides(room, key)
    scene.save(room.store, room.account, gone=("c1",))
    assert undone(room) == (Outcome.DONE, "comment.deleted", [])


@pytest.mark.parametrize(("verb", "there"), [(Verb.HIDE, HIDDEN), (Verb.DELETE, RemoteState.DELETED)])
def test_a_queued_act_that_was_done_there_is_done_and_not_ours_to_undo(
    room: Room, verb: Verb, there: RemoteState
) -> None:
    (key,) = room.comes("c1")
    queued = room.decides(verb, key).items[0].outbox_id
    assert queued is not None
    reads(room, there)
    room.clock.move(11 * SECOND)
    assert outbox.take(room.store, queued, 7, 30) is None
    assert scene.look(room.store, "outbox", queued, "state", "attempt", "code") == ("sent", 0, "act.done_there")
    assert room.of(key, "remote_state", "state") == (there.value, "done")
    assert [what for what, _before, _after in by_platform(room)] in (["comment.hidden"], ["comment.deleted"])
    deed = undo(room.store, room.anna)
    assert isinstance(deed, Deed)
    expected = Reason("undo.done_there") if verb is Verb.HIDE else Reason("undo.final")
    assert deed.items[0].reason == expected


def test_an_answer_there_is_credited_once_also_where_it_was_decided(room: Room) -> None:
    (key,) = room.comes("c1")
    let_stand(room.store, room.anna, key, 1)
    for _ in range(2):
        scene.save(room.store, room.account, says("a1", "Nio!", by=US, to="c1", hand=MARIA))
    assert by_platform(room) == [("reply.sent", "done", "done")]


def test_whoever_answered_there_is_named_where_it_is_told(room: Room, clock: StandingClock) -> None:
    (key,) = room.comes("c1")
    scene.save(room.store, room.account, says("a1", "Nio!", by=US, to="c1", hand=MARIA), says("c2"))
    (row,) = queue.page(room.store.reader, parse("is:done"), clock.now(), room.anna.id).rows
    assert (row.id, row.answered_there) == (key, "Maria Ek")
    view = thread_view(room.store.reader, key, clock.now())
    assert view is not None
    (own,) = [one for one in view.items if getattr(one, "own", False)]
    assert (getattr(own, "there", None), getattr(own, "sent_by", None)) == (True, "Maria Ek")
    # what she writes in her own name is another's: a stranger's
    scene.save(room.store, room.account, says("c3", by=MARIA))
    assert room.store.reader.value("SELECT count(*) FROM author WHERE name = 'Maria Ek'") == 2


def test_our_own_answer_on_its_way_is_not_taken_for_a_colleagues(room: Room, clock: StandingClock) -> None:
    (key,) = room.comes("c1")
    queued = outbox.enqueue_reply(room.store, room.anna, key, "Nio!", 1).outbox_id
    assert queued is not None
    job = scene.taken(room.store, clock, queued)
    scene.save(room.store, room.account, says("a1", "Nio!", by=US, to="c1"))
    (row,) = queue.page(room.store.reader, parse("is:done"), clock.now(), room.anna.id).rows
    assert (row.answered_there, by_platform(room)) == (None, [])
    outbox.settle_sent(room.store, job, scene.receipt("a1"))
    (row,) = queue.page(room.store.reader, parse("is:done"), clock.now(), room.anna.id).rows
    assert row.answered_there is None


def test_an_answer_that_comes_too_late_is_kept_and_opens_nothing(room: Room) -> None:
    (key,) = room.comes("c1")
    queued = outbox.enqueue_reply(room.store, room.anna, key, "Tack!", 1).outbox_id
    assert queued is not None
    room.clock.move(SECOND)
    scene.save(room.store, room.account, says("a1", "Nio!", by=US, to="c1"))
    room.clock.move(11 * SECOND)
    assert outbox.take(room.store, queued, 7, 30) is None
    assert scene.look(room.store, "outbox", queued, "state") == OutboxState.STOPPED
    assert (room.of(key, "state"), scene.draft(room.store, key, room.anna)) == ("done", "Tack!")
    failed = queue.page(room.store.reader, parse("is:failed"), room.clock.now(), room.anna.id).rows
    assert [row.id for row in failed] == [key]
    drop_draft(room.store, room.anna, key)
    assert queue.page(room.store.reader, parse("is:failed"), room.clock.now(), room.anna.id).rows == ()


def test_our_answer_edited_or_deleted_there_is_logged_once(room: Room) -> None:
    (key,) = room.comes("c1")
    for text in ("Nio!", "Tio!", "Tio!"):
        scene.save(room.store, room.account, says("a1", text, by=US, to="c1"))
    for _ in range(2):
        scene.save(room.store, room.account, gone=("a1",))
    assert [what for what, _before, _after in by_platform(room)] == ["reply.sent", "comment.edited", "comment.deleted"]
    assert room.of(key, "state") == CommentState.DONE


def test_a_post_deleted_there_is_logged_once_and_its_comments_are_looked_at(room: Room) -> None:
    room.comes("c1")
    assert room.store.reader.value("SELECT count(*) FROM comment WHERE probed_at = 0") == 0
    for _ in range(2):
        save_page(room.store, room.account, Page(gone=("p1",)), stream=None)
    assert by_platform(room) == [("post.deleted", "", "")]
    assert room.store.reader.value("SELECT params FROM event WHERE what = 'post.deleted'") == '{"post":1}'
    assert room.store.reader.value("SELECT count(*) FROM comment WHERE probed_at = 0") == 1


def test_a_claim_or_a_sleep_does_not_outlast_a_hiding_there(room: Room) -> None:
    (key,) = room.comes("c1")
    with room.store.write() as w:
        w.conn.exec_driver_sql(f"UPDATE comment SET snoozed_until = {Micros(room.clock.now() + MINUTE)}")
    reads(room, HIDDEN)
    assert room.of(key, "state", "snoozed_until") == ("done", None)
