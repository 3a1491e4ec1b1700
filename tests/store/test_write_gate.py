"""Nothing leaves that must not, by whatever way it was queued, and also when the charter changes in between."""

from dataclasses import replace

import pytest

from backend.model.account import Act, Undo
from backend.model.actor import SYSTEM, Role
from backend.model.charter import Approval, Approving, Charter
from backend.model.clock import HOUR, SECOND, plus
from backend.model.desk import Outcome
from backend.model.outbox import OutboxState
from backend.model.reason import Reason
from backend.store.engine import Store
from backend.store.write import outbox
from backend.store.write.approving import approve, reconsider
from backend.store.write.charters import save_charter
from backend.store.write.rewriting import rewrite
from tests.conftest import StandingClock
from tests.store import scene
from tests.store.gate_room import ONLY, SIGNED, Room, make_room
from tests.store.scene import US, says


@pytest.fixture
def store_url(sqlite_store: str) -> str:
    """One database is enough here: the other's SQL is walked in `test_write_judging`."""
    return sqlite_store


@pytest.fixture
def room(store: Store, clock: StandingClock) -> Room:
    return make_room(store, clock)


def test_a_required_signature_is_added_and_a_wrong_one_refused(room: Room) -> None:
    room.says(Charter(signature=SIGNED))
    assert room.reply("Tack! /Bo").reason == Reason("sign.other", {"other": "/Bo", "signature": "/Anna"})
    assert scene.draft(room.store, room.comment, room.anna) == "Tack! /Bo"
    result = room.reply("Tack!")
    assert scene.look(room.store, "outbox", result.outbox_id or 0, "text") == "Tack!\n/Anna"


def test_hate_is_answered_by_the_team(room: Room) -> None:
    room.says(Charter(signature=SIGNED))
    with room.store.write() as w:
        w.conn.exec_driver_sql("UPDATE comment SET category = 'hate', category_by = 'member'")
    result = room.reply("Så skriver vi inte här.")
    assert scene.look(room.store, "outbox", result.outbox_id or 0, "text").endswith("\n/Teamet")


def test_only_approved_templates_leave(room: Room) -> None:
    room.says(Charter(approving=ONLY))
    no = room.reply("Hej hej!")
    assert (no.outcome, no.reason) == (Outcome.REFUSED, Reason("charter.only_templates", {"part": "Hej hej!"}))
    assert room.reply("@kalle@example.social Tack Kalle Anka! Vi svarar i morgon.").ok


@pytest.mark.parametrize(
    ("charter", "code"),
    [
        (Charter(approving=ONLY), "stopped.template"),
        (Charter(forbidden=("hej",)), "stopped.phrase"),
        (Charter(signature=SIGNED), "stopped.signature"),
    ],
)
def test_a_scheduled_answer_is_judged_by_the_charter_of_its_time(room: Room, charter: Charter, code: str) -> None:
    at = plus(room.clock.now(), HOUR)
    result = room.reply("Hej du!", at=at)
    assert result.due_at == at
    room.clock.move(11 * SECOND)
    assert room.taken(result.outbox_id) == ("pending", "")
    room.says(charter)
    room.clock.move(HOUR)
    assert room.taken(result.outbox_id) == ("stopped", code)
    assert scene.draft(room.store, room.comment, room.anna) == "Hej du!"
    assert scene.look(room.store, "comment", room.comment, "state") == "open"
    assert not room.store.reader.value("SELECT count(*) FROM event WHERE params LIKE '%Hej%'")


def test_a_charter_that_wants_approval_meanwhile_keeps_it_waiting(room: Room) -> None:
    result = room.reply("Hej du!")
    room.says(Charter(approving=Approving(Approval.ALWAYS)))
    room.clock.move(11 * SECOND)
    assert room.taken(result.outbox_id) == ("awaiting_approval", "")


def test_other_words_pass_the_same_gate(room: Room) -> None:
    scene.save(room.store, room.account, says("a1", by=US, to="c1"))
    own = scene.key(room.store, "a1")
    room.says(Charter(forbidden=("tyvärr",), approving=Approving(Approval.ALWAYS)))
    assert rewrite(room.store, room.anna, own, "Tyvärr!", 1).reason == Reason("charter.forbidden", {"phrase": "tyvärr"})
    waits = rewrite(room.store, room.anna, own, "Bättre.", 1)
    assert waits.reason is not None
    assert waits.reason.code == "reply.waits"
    states = room.store.reader.rows("SELECT act, state FROM outbox ORDER BY act")
    assert states == [("delete_own", "awaiting_approval"), ("reply", "awaiting_approval")]
    bo = scene.member(room.store, "Bo", [(None, Role.LEAD)])
    for judge, state in ((approve, "pending"), (reconsider, "awaiting_approval")):
        assert judge(room.store, bo, waits.outbox_id or 0).ok
        assert {row[0] for row in room.store.reader.rows("SELECT state FROM outbox")} == {state}
    assert outbox.cancel(room.store, room.anna, waits.outbox_id or 0).ok
    assert {row[0] for row in room.store.reader.rows("SELECT state FROM outbox")} == {"cancelled"}


def test_an_edit_of_ours_waits_as_well(room: Room) -> None:
    able = replace(scene.ABLE, acts={**scene.ABLE.acts, Act.EDIT_OWN: Undo.FINAL})
    account = scene.account(room.store, "edit", "edit", able)
    scene.save(room.store, account, says("a1", by=US, to="c1"))
    save_charter(room.store, SYSTEM, account, Charter(approving=Approving(Approval.ALWAYS)), 0)
    own = scene.key(room.store, "a1", account)
    key = rewrite(room.store, room.anna, own, "Bättre.", 1).outbox_id
    assert scene.look(room.store, "outbox", key or 0, "act", "state") == ("edit_own", "awaiting_approval")


def test_an_attempt_that_may_have_left_is_not_judged_anew(room: Room) -> None:
    key = room.reply("Hej du!").outbox_id
    job = scene.taken(room.store, room.clock, key or 0)
    outbox.fix_wire(room.store, job, scene.wire(job))
    outbox.mark_first_attempt(room.store, job)
    outbox.back_to_pending(room.store, job, room.clock.now(), Reason("platform.timeout"))
    room.says(Charter(forbidden=("hej",)))
    # a retry whose first attempt is certain not to stand there is a first one: only an unclear one is let through
    with room.store.write() as w:
        w.conn.exec_driver_sql("UPDATE outbox SET first_attempt_at = 1")
    assert room.taken(key)[0] == OutboxState.SENDING
