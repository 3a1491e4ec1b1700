"""Criticism is not abuse: nobody silences it alone, and alone on shift it waits."""

from dataclasses import dataclass, replace

import pytest

from backend.model.account import Act
from backend.model.actor import Actor, ActorKind, Role
from backend.model.category import Category
from backend.model.clock import DAY
from backend.model.comment import CommentState
from backend.model.desk import Outcome, Result
from backend.model.inflow import Page
from backend.model.reason import Reason
from backend.model.triage import At, Decision, Deed, Verb, Why
from backend.policy.priority import LATE
from backend.store.engine import Store
from backend.store.read import seconds as reading
from backend.store.write import outbox
from backend.store.write.case_times import keep_cases
from backend.store.write.deciding import decide
from backend.store.write.deeds import change_why
from backend.store.write.enqueue import enqueue_reply
from backend.store.write.inflow import save_page
from backend.store.write.seconding import answer_second
from backend.store.write.triage import let_stand
from backend.store.write.undoing import undo
from tests.conftest import START, StandingClock
from tests.store import scene
from tests.store.scene import LISA, says, wrote

HIDE = Decision(Verb.HIDE, Why.CRITICISM)


@dataclass
class Room:
    """Two members and comments under a post of ours."""

    store: Store
    clock: StandingClock
    anna: Actor
    bo: Actor
    ids: tuple[int, ...]

    def decides(self, decision: Decision = HIDE, *ids: int) -> Deed:
        return decide(self.store, self.anna, decision, [At(one, 1, "open") for one in ids or self.ids[:1]])

    def asked(self) -> int:
        (one,) = reading.waiting(self.store.reader, self.bo.id or 0)
        return one.id

    def state(self, comment: int = 0) -> str:
        return str(scene.look(self.store, "comment", self.ids[comment], "state"))

    def acts(self) -> list[tuple[object, ...]]:
        return list(self.store.reader.rows("SELECT act, state, actor_id, approver_id, reason FROM outbox ORDER BY id"))


@pytest.fixture
def store_url(sqlite_store: str) -> str:
    """One database is enough here: the other's SQL is walked in `test_write_judging`."""
    return sqlite_store


@pytest.fixture
def room(store: Store, clock: StandingClock) -> Room:
    account = scene.account(store)
    anna, bo = scene.member(store, "Anna"), scene.member(store, "Bo")
    save_page(store, account, Page((wrote(),), (says("c1"), says("c2", by=LISA), says("c3"))), stream=None)
    return Room(store, clock, anna, bo, tuple(scene.key(store, name) for name in ("c1", "c2", "c3")))


def critical(room: Room, comment: int = 0) -> None:
    with room.store.write() as w:
        sql = f"UPDATE comment SET category = 'criticism', category_by = 'member' WHERE id = {room.ids[comment]}"
        w.conn.exec_driver_sql(sql)


def test_it_is_asked_and_not_done(room: Room) -> None:
    deed = room.decides()
    (item,) = deed.items
    assert (item.ok, item.reason, item.outbox_id) == (True, Reason("second.asked"), None)
    assert (room.state(), room.acts()) == ("waiting", [])
    (one,) = reading.waiting(room.store.reader, room.bo.id or 0)
    assert (one.asker, one.verb, one.why, one.comment) == ("Anna", Verb.HIDE, Why.CRITICISM, "Hej!")
    assert reading.waiting(room.store.reader, room.anna.id or 0) == []
    assert room.store.reader.value("SELECT count(*) FROM strike") == 0
    again = room.decides()
    assert again.items[0].outcome is Outcome.TAKEN
    assert answer_second(room.store, room.anna, one.id, True).reason == Reason("second.own")


def test_yes_does_it_with_both_names(room: Room) -> None:
    deed = room.decides()
    assert answer_second(room.store, room.bo, room.asked(), True).ok
    assert room.acts() == [("hide", "pending", room.anna.id, room.bo.id, "criticism")]
    assert room.state() == "done"
    said = room.store.reader.one("SELECT actor_id, code, params, deed_id FROM event WHERE what = 'second.answered'")
    assert said == (room.bo.id, "second.yes", f'{{"member":{room.anna.id}}}', deed.id)
    assert change_why(room.store, room.anna, deed.id, Why.HATE).reason == Reason("second.agreed")
    undone = undo(room.store, room.anna)
    assert isinstance(undone, Deed)
    assert undone.done == 1
    assert (room.state(), room.acts()[0][1]) == ("open", "cancelled")


def test_no_opens_it_again_and_the_asker_is_told(room: Room) -> None:
    room.decides()
    room.clock.move(1)
    assert answer_second(room.store, room.bo, room.asked(), False, "Det är en åsikt").ok
    assert (room.state(), room.acts()) == ("open", [])
    (told,) = reading.answered_since(room.store.reader, room.anna.id or 0, START)
    assert (told.verdict, told.by, told.said) == ("no", "Bo", "Det är en åsikt")
    undone = undo(room.store, room.anna)
    assert isinstance(undone, Result)
    late = answer_second(room.store, room.bo, told.id, True)
    assert (late.outcome, late.who) == (Outcome.TAKEN, "Bo")


def test_the_asker_takes_it_back(room: Room) -> None:
    room.decides()
    asked = room.asked()
    undo(room.store, room.anna)
    assert room.state() == "open"
    assert answer_second(room.store, room.bo, asked, True).outcome is Outcome.GONE
    assert room.decides().items[0].ok


def test_a_comment_that_was_called_criticism_needs_two_unless_it_is_grave(room: Room) -> None:
    critical(room)
    critical(room, 1)
    insult = room.decides(Decision(Verb.HIDE, Why.INSULT), *room.ids)
    assert [item.reason for item in insult.items] == [Reason("second.asked"), Reason("second.asked"), None]
    assert [row[0] for row in room.acts()] == ["hide"]
    assert (insult.done, room.state(2)) == (3, "done")
    undo(room.store, room.anna)
    assert [room.state(at) for at in range(3)] == ["open"] * 3
    assert room.decides(Decision(Verb.HIDE, Why.THREAT)).items[0].reason is None


def test_a_reason_that_is_changed_afterwards_is_no_way_round(room: Room) -> None:
    deed = room.decides(Decision(Verb.HIDE, Why.HATE))
    assert change_why(room.store, room.anna, deed.id, Why.CRITICISM).reason == Reason("second.anew")
    critical(room)
    assert change_why(room.store, room.anna, deed.id, Why.OTHER).reason == Reason("second.anew")
    assert change_why(room.store, room.anna, deed.id, Why.SPAM).ok


@pytest.mark.parametrize("kind", [ActorKind.RULE, ActorKind.PLATFORM])
def test_no_rule_and_no_platform_ever(room: Room, kind: ActorKind) -> None:
    deed = decide(room.store, Actor(kind, 1 if kind is ActorKind.RULE else None), HIDE, [At(room.ids[0], 1)])
    assert deed.items[0].reason == Reason("second.never_alone")
    assert room.acts() == []


def test_what_was_dealt_with_otherwise_or_edited_is_not_done_after_all(room: Room) -> None:
    room.decides(HIDE, *room.ids[:2])
    first, second = reading.waiting(room.store.reader, room.bo.id or 0)
    assert let_stand(room.store, room.bo, room.ids[0], 1).ok
    assert [one.id for one in reading.waiting(room.store.reader, room.bo.id or 0)] == [second.id]
    assert answer_second(room.store, room.bo, first.id, True).reason == Reason("comment.decided")
    scene.save(room.store, 1, says("c2", "Något annat", by=LISA))
    assert answer_second(room.store, room.bo, second.id, True).reason == Reason("comment.edited")
    assert (room.state(1), room.acts()) == (CommentState.OPEN, [])


def says_it_is(room: Room, actor: Actor, category: Category | None) -> Deed:
    return decide(room.store, actor, Decision(Verb.CATEGORISE, category=category), [At(room.ids[0], 1)])


def leaves(room: Room, outbox_id: int | None) -> None:
    job = scene.taken(room.store, room.clock, outbox_id or 0)
    assert outbox.settle_sent(room.store, job, scene.receipt(f"r{outbox_id}"))


def test_showing_it_again_is_not_taken_back_alone(room: Room) -> None:
    leaves(room, room.decides(Decision(Verb.HIDE, Why.HATE)).items[0].outbox_id)
    shown = room.decides(Decision(Verb.UNHIDE))
    leaves(room, shown.items[0].outbox_id)
    critical(room)
    undone = undo(room.store, room.anna, shown.id)
    assert isinstance(undone, Deed)
    assert (undone.done, undone.items[0].reason) == (0, Reason("second.back"))
    assert [row[0] for row in room.acts()] == ["hide", "unhide"]


def test_who_takes_a_colleagues_word_away_does_not_act_alone_on_it(room: Room) -> None:
    cia = scene.member(room.store, "Cia")
    hide = Decision(Verb.HIDE, Why.OTHER)
    says_it_is(room, room.bo, Category.CRITICISM)
    says_it_is(room, room.anna, Category.CRITICISM)
    says_it_is(room, room.anna, Category.PRAISE)
    assert room.decides(hide).items[0].reason == Reason("second.asked")
    undo(room.store, room.anna)
    says_it_is(room, cia, Category.QUESTION)  # somebody else has looked
    assert room.decides(hide).items[0].reason is None
    undo(room.store, room.anna)
    says_it_is(room, room.anna, Category.CRITICISM)
    says_it_is(room, room.anna, None)  # her own word
    deed = room.decides(hide)
    assert deed.items[0].reason is None


def test_a_lead_who_takes_that_word_back_does_not_act_alone_either(room: Room) -> None:
    lead = scene.member(room.store, "Disa", [(None, Role.LEAD)])
    said = says_it_is(room, room.bo, Category.CRITICISM)
    assert not isinstance(undo(room.store, lead, said.id), Result)
    deed = decide(room.store, lead, Decision(Verb.HIDE, Why.OTHER), [At(room.ids[0], 1, "open")])
    assert deed.items[0].reason == Reason("second.asked")


def test_taking_ones_word_back_leaves_a_colleagues_same_one(room: Room) -> None:
    first, second = says_it_is(room, room.anna, Category.CRITICISM), says_it_is(room, room.bo, Category.CRITICISM)
    undone = undo(room.store, room.anna, first.id)
    assert isinstance(undone, Deed)
    assert undone.items[0].reason == Reason("undo.changed")
    assert scene.look(room.store, "comment", room.ids[0], "category") == Category.CRITICISM
    assert isinstance(undo(room.store, room.bo, second.id), Deed)


def test_a_lock_that_wipes_the_comments_silences(room: Room, store: Store) -> None:
    account = scene.account(store, "linked", "us2", replace(scene.ABLE, asks_first=frozenset({Act.LOCK})))
    save_page(store, account, Page((wrote("p9"),), (says("k1", root="p9", to="p9"),)), stream=None)
    key, lock = scene.key(store, "k1", account), Decision(Verb.LOCK, Why.CRITICISM)
    assert let_stand(store, room.bo, key, 1).ok
    assert decide(store, room.anna, lock, [At(key, 1)]).items[0].reason == Reason("second.asked")
    asked = room.asked()
    undo(store, room.anna)
    assert answer_second(store, room.bo, asked, True).outcome is Outcome.GONE
    decide(store, room.anna, lock, [At(key, 1)])
    assert answer_second(store, room.bo, room.asked(), True).ok
    assert (scene.look(store, "comment", key, "state"), room.acts()[0][:2]) == ("done", ("lock", "pending"))
    assert room.decides(lock).items[0].reason is None  # elsewhere it only stops the thread


def test_a_promise_that_is_overdue_leaves_the_question_as_it_is(room: Room) -> None:
    done = enqueue_reply(room.store, room.anna, room.ids[0], "Vi återkommer i morgon.", 1)
    leaves(room, done.outbox_id)
    decide(room.store, room.bo, Decision(Verb.REOPEN), [At(room.ids[0], 1)])
    room.decides()
    room.clock.move(3 * DAY)
    assert keep_cases(room.store) == 1
    assert (room.state(), scene.look(room.store, "comment", room.ids[0], "urgency")) == ("waiting", LATE)
    assert answer_second(room.store, room.bo, room.asked(), True).ok
