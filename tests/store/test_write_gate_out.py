"""What leaves is what passed the gate: no older words, no deletion without its answer, no warning of a stranger's."""

from collections.abc import Callable

import pytest

from backend.i18n import words_in
from backend.model.account import Act, Capabilities, Reach
from backend.model.actor import Actor, Role
from backend.model.category import Category
from backend.model.charter import Approval, Approving, Charter, Signature, Signing
from backend.model.clock import HOUR, SECOND, Micros
from backend.model.desk import Outcome
from backend.model.outbox import Job, Wire
from backend.model.reason import Reason
from backend.model.triage import At, Decision, Verb
from backend.platforms import facebook_rights, instagram_can
from backend.policy.warning import NEUTRAL
from backend.store.engine import Store
from backend.store.errors import Conflict
from backend.store.write import outbox
from backend.store.write.approving import approve, reconsider
from backend.store.write.deciding import decide
from backend.store.write.people import set_member
from backend.store.write.rewriting import rewrite
from tests.conftest import START, StandingClock
from tests.store import scene
from tests.store.gate_room import ONLY, SIGNED, Room, make_room
from tests.store.scene import US, says

ALWAYS = Charter(approving=Approving(Approval.ALWAYS))
KALLE = "@kalle@example.social"


@pytest.fixture
def store_url(sqlite_store: str) -> str:
    """One database is enough here: the other's SQL is walked in `test_write_judging`."""
    return sqlite_store


@pytest.fixture
def room(store: Store, clock: StandingClock) -> Room:
    return make_room(store, clock)


def lead(room: Room) -> Actor:
    return scene.member(room.store, "Bo", [(None, Role.LEAD)])


def fixed(room: Room, key: int | None) -> Job:
    """Let a worker take an action, fix its request, and lose the way before anything left."""
    job = scene.taken(room.store, room.clock, key or 0)
    assert outbox.fix_wire(room.store, job, Wire("POST", "/x", job.text, job.intent_id, START))
    assert outbox.back_to_pending(room.store, job, room.clock.now(), Reason("worker.slow"))
    return job


def own_answer(room: Room) -> int:
    scene.save(room.store, room.account, says("a1", "Gammalt svar", by=US, to="c1"))
    return scene.key(room.store, "a1")


def states(room: Room) -> list[tuple[str, str]]:
    return [tuple(row) for row in room.store.reader.rows("SELECT act, state FROM outbox ORDER BY id")]


def deletion(room: Room) -> int:
    return int(room.store.reader.value("SELECT id FROM outbox WHERE act = 'delete_own'"))


def text_of(room: Room, key: int | None) -> str:
    return str(scene.look(room.store, "outbox", key or 0, "text"))


# -- older words


def reconsidered(room: Room, key: int, bo: Actor) -> None:
    assert reconsider(room.store, bo, key).ok


def needed_by_now(room: Room, key: int, _bo: Actor) -> None:
    room.says(ALWAYS)
    assert room.taken(key)[0] == "awaiting_approval"


@pytest.mark.parametrize("back", [reconsidered, needed_by_now])
def test_a_request_that_was_made_of_other_words_is_forgotten(
    room: Room, back: Callable[[Room, int, Actor], None]
) -> None:
    bo = lead(room)
    if back is reconsidered:
        room.says(ALWAYS)
    key = room.reply("Hej du!").outbox_id or 0
    if back is reconsidered:
        assert approve(room.store, bo, key).ok
    before = fixed(room, key)
    back(room, key, bo)
    assert approve(room.store, bo, key, "Helt andra ord.").ok
    job = scene.taken(room.store, room.clock, key)
    assert (job.text, job.wire) == ("Helt andra ord.", None)
    assert job.intent_id != before.intent_id


def test_nobody_approves_what_has_lapsed(room: Room) -> None:
    room.says(Charter(approving=Approving(Approval.ALWAYS, expires_min=60)))
    key = room.reply("Hej du!").outbox_id or 0
    room.clock.move(2 * HOUR)
    no = approve(room.store, lead(room), key)
    assert (no.outcome, no.reason) == (Outcome.MOVED, Reason("approval.lapsed"))
    assert states(room) == [("reply", "stopped")]


def test_the_writer_gets_their_own_words_back(room: Room) -> None:
    room.says(ALWAYS)
    key = room.reply("Annas ord").outbox_id or 0
    assert approve(room.store, lead(room), key, "Bos ord").ok
    assert outbox.cancel(room.store, room.anna, key).ok
    assert scene.draft(room.store, room.comment, room.anna) == "Annas ord"


# -- deleted, and answered anew


def parent_edited(room: Room) -> None:
    scene.save(room.store, room.account, says("c1", "Hej igen, ändrat"))
    assert states(room)[0] == ("delete_own", "cancelled"), "at once: another worker may be about to take it"


def forbidden(room: Room) -> None:
    room.says(Charter(forbidden=("nytt",)))


@pytest.mark.parametrize("meanwhile", [parent_edited, forbidden])
def test_nothing_is_deleted_whose_answer_may_not_leave(room: Room, meanwhile: Callable[[Room], None]) -> None:
    own = own_answer(room)
    assert rewrite(room.store, room.anna, own, "Nytt svar", 1).ok
    meanwhile(room)
    room.clock.move(11 * SECOND)
    assert outbox.take(room.store, deletion(room), 7, 30.0) is None
    assert states(room) == [("delete_own", "cancelled"), ("reply", "stopped")]


def test_a_deletion_waits_for_the_yes_that_its_answer_needs_by_now(room: Room) -> None:
    key = rewrite(room.store, room.anna, own_answer(room), "Nytt svar", 1).outbox_id or 0
    room.says(ALWAYS)
    room.clock.move(11 * SECOND)
    assert outbox.take(room.store, deletion(room), 7, 30.0) is None
    assert states(room) == [("delete_own", "awaiting_approval"), ("reply", "awaiting_approval")]
    assert approve(room.store, lead(room), key).ok
    job = scene.taken(room.store, room.clock, deletion(room))
    assert outbox.settle_sent(room.store, job, scene.receipt(""))
    assert scene.taken(room.store, room.clock, key).text == "Nytt svar"


def test_other_words_name_whom_the_answer_is_for(room: Room) -> None:
    own = own_answer(room)
    room.says(Charter(approving=ONLY))
    assert rewrite(room.store, room.anna, own, KALLE, 1).reason == Reason("reply.empty")
    assert not rewrite(room.store, room.anna, own, "Tack Acme! Vi svarar i morgon.", 1).ok
    assert rewrite(room.store, room.anna, own, f"{KALLE} Tack Kalle Anka! Vi svarar i morgon.", 1).ok


def test_a_message_is_not_said_anew_in_public(room: Room) -> None:
    own = own_answer(room)
    with room.store.write() as w:
        w.conn.exec_driver_sql("UPDATE comment SET visibility = 'private' WHERE own")
    assert rewrite(room.store, room.anna, own, "Nytt", 1).reason == Reason("platform.no_such_act")


def test_what_was_posted_by_hand_is_said_anew_by_hand(room: Room) -> None:
    with room.store.write() as w:
        w.conn.exec_driver_sql("UPDATE comment SET captured = 'paste'")
    room.says(Charter(signature=SIGNED))
    result = room.reply("Svar")
    assert result.copied == text_of(room, result.outbox_id) == "Svar\n/Anna"
    assert outbox.report_posted(room.store, room.anna, result.outbox_id or 0).ok
    own = scene.key(room.store, f"reported:{result.outbox_id}")
    assert rewrite(room.store, room.anna, own, "Nytt", 1).reason == Reason("capture.in_browser")


# -- names, warnings, limits


@pytest.mark.parametrize("signing", list(Signing))
def test_a_name_passes_no_words_through(room: Room, signing: Signing) -> None:
    with pytest.raises(Conflict, match=r"member\.alias"):
        set_member(room.store, room.anna, room.anna.id or 0, alias="https://ond.example")
    set_member(room.store, room.anna, room.anna.id or 0, alias="Ni Ljuger", consent=False)
    room.says(Charter(approving=ONLY, signature=Signature(signing, form="NAME", team="/T")))
    no = room.reply(f"{KALLE} Tack Kalle Anka! Vi svarar i morgon. Ni Ljuger")
    assert no.reason == Reason("charter.only_templates", {"part": "Ni Ljuger"})


def test_newer_words_that_threaten_are_answered_by_the_team(room: Room) -> None:
    room.says(Charter(signature=SIGNED))
    praise = Decision(Verb.CATEGORISE, category=Category.PRAISE)
    decide(room.store, room.anna, praise, [At(room.comment, 0)])
    scene.save(room.store, room.account, says("c1", "Jag ska döda er allihop"))
    first = outbox.enqueue_reply(room.store, room.anna, room.comment, "Hej!", 2)
    assert text_of(room, first.outbox_id) == "Hej!\n/Teamet"
    assert outbox.cancel(room.store, room.anna, first.outbox_id or 0).ok
    decide(room.store, room.anna, praise, [At(room.comment, 0)])
    said = outbox.enqueue_reply(room.store, room.anna, room.comment, "Hej!", 2)
    assert text_of(room, said.outbox_id) == "Hej!\n/Anna"


def test_a_strangers_warning_is_counted_and_made_neutral(room: Room) -> None:
    scene.save(room.store, room.account, says("s1", "Hej", spoiler="Acme är tjuvar", language="sv"))
    key = scene.key(room.store, "s1")
    no = outbox.enqueue_reply(room.store, room.anna, key, "x" * 490, 1)
    assert no.reason == Reason("reply.too_long", {"over": 4})
    sent = outbox.enqueue_reply(room.store, room.anna, key, "Hej!", 1).outbox_id
    assert fixed(room, sent).target.spoiler == "Acme är tjuvar"
    room.says(Charter(forbidden=("tjuvar",)))
    job = scene.taken(room.store, room.clock, sent or 0)
    assert (job.target.spoiler, job.wire) == (words_in("sv")(NEUTRAL), None)
    assert outbox.settle_sent(room.store, job, scene.receipt("a2"))
    assert scene.look(room.store, "comment", scene.key(room.store, "a2"), "spoiler") == job.target.spoiler


def page(at: Micros) -> Capabilities:
    rights = frozenset({"pages_manage_engagement", "pages_messaging"})
    return facebook_rights.capabilities(rights, {}, Reach.COUNTED, None, at)


def profile(at: Micros) -> Capabilities:
    acts = instagram_can.acts(instagram_can.BY_FACEBOOK, None)
    return instagram_can.capabilities(acts, Reach.READ, Reach.COUNTED, None, at)


@pytest.mark.parametrize(("able", "most"), [(page, 2000), (profile, 1000)])
def test_a_private_answer_has_limits_of_its_own(room: Room, able: Callable[[Micros], Capabilities], most: int) -> None:
    account = scene.account(room.store, "meta", "meta", able(room.clock.now()))
    scene.save(room.store, account, says("c1"))
    key = scene.key(room.store, "c1", account)
    no = outbox.enqueue_reply(room.store, room.anna, key, "x" * (most + 1), 1, act=Act.PRIVATE_REPLY)
    assert no.reason == Reason("reply.too_long", {"over": 1})
    assert outbox.enqueue_reply(room.store, room.anna, key, "x" * (most + 1), 1).ok
