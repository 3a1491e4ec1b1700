"""Promises: noticed when the answer is out, kept by the next one, brought back when they are overdue, put right."""

from dataclasses import replace

import pytest

from backend.model.account import Act, Undo
from backend.model.actor import SYSTEM, Actor, Role
from backend.model.case import Promise
from backend.model.charter import Charter, Hours, Span
from backend.model.clock import DAY, HOUR, MINUTE, SECOND, Micros, parse_iso, plus
from backend.model.comment import CommentState
from backend.model.desk import Outcome
from backend.model.reason import Reason
from backend.policy.priority import LATE
from backend.store.engine import Store
from backend.store.read.case_card import case_card
from backend.store.read.promises import open_promises, promises_about, promises_with
from backend.store.write import promises
from backend.store.write.case_times import keep_cases
from backend.store.write.cases import open_case
from backend.store.write.charters import save_charter
from backend.store.write.enqueue import enqueue_reply
from backend.store.write.erasing import erase_person
from backend.store.write.lateness import keep_targets
from backend.store.write.outbox import by_hand, settle_sent, settle_unknown
from backend.store.write.rewriting import rewrite
from tests.conftest import StandingClock
from tests.store import scene
from tests.store.scene import KALLE, LISA, US, says

WEEK = tuple((Span(480, 960),) for _day in range(5))
FRIDAY = parse_iso("2026-10-30T15:00:00Z")  # 16:00 in Stockholm, in winter time


@pytest.fixture
def store_url(sqlite_store: str) -> str:
    """One database: tests/desk/test_cases.py goes the whole way on both."""
    return sqlite_store


@pytest.fixture
def account(store: Store, clock: StandingClock) -> int:
    clock.at = parse_iso("2026-10-22T10:00:00Z")  # a Thursday, 12:00 in Stockholm, in summer time
    made = scene.account(store)
    save_charter(store, SYSTEM, None, Charter(hours=Hours("Europe/Stockholm", WEEK)), 0)
    scene.save(store, made, says("c1"), says("c2", by=LISA))
    return made


@pytest.fixture
def anna(store: Store, account: int) -> Actor:
    return scene.member(store, "Anna")


def answers(store: Store, clock: StandingClock, actor: Actor, text: str, to: str = "c1", as_: str = "a1") -> int:
    """Send an answer, as the worker settles it."""
    done = enqueue_reply(store, actor, scene.key(store, to), text, 1)
    assert done.ok, done
    job = scene.taken(store, clock, done.outbox_id or 0)
    assert settle_sent(store, job, scene.receipt(as_))
    return scene.key(store, to)


def of(store: Store, comment_id: int) -> Promise:
    (found,) = promises_about(store.reader, comment_id)
    return found


def test_a_promise_is_noticed_when_it_is_sent(store: Store, clock: StandingClock, account: int, anna: Actor) -> None:
    key = scene.key(store, "c1")
    done = enqueue_reply(store, anna, key, "Vi återkommer på fredag nästa vecka.", 1)
    assert promises_about(store.reader, key) == ()  # it has not left yet
    job = scene.taken(store, clock, done.outbox_id or 0)
    assert settle_sent(store, job, scene.receipt())
    one = of(store, key)
    assert (one.owner, one.to, one.due_at, one.open) == ("Anna", KALLE.name, FRIDAY, True)
    assert one.text == "Vi återkommer på fredag nästa vecka."
    assert [each.id for each in promises_with(store.reader, anna.id or 0)] == [one.id]
    assert [each.id for each in open_promises(store.reader, [account])] == [one.id]
    assert "promise.made" in scene.events(store)
    answers(store, clock, anna, "Välkommen!", "c2", "a2")
    assert len(open_promises(store.reader, [account])) == 1


def test_the_next_answer_keeps_it_and_that_can_be_taken_back(
    store: Store, clock: StandingClock, account: int, anna: Actor
) -> None:
    bo = scene.member(store, "Bo")
    key = answers(store, clock, anna, "Vi återkommer i morgon.")
    answers(store, clock, bo, "Lampan är lagad nu.", "c2", "a2")  # to somebody else
    assert of(store, key).open
    scene.save(store, account, says("c3", "Hallå?", to="a1"))
    answers(store, clock, bo, "Lampan är lagad nu.", "c3", "a3")
    one = of(store, key)
    assert (one.open, one.kept_by) == (False, "Bo")
    assert promises.open_again(store, anna, one.id).ok
    assert of(store, key).open
    assert promises.open_again(store, anna, one.id).outcome is Outcome.MOVED


def test_another_promise_takes_its_place(store: Store, clock: StandingClock, account: int, anna: Actor) -> None:
    key = answers(store, clock, anna, "Vi återkommer i morgon.")
    scene.save(store, account, says("c3", "Hallå?", to="a1"))
    answers(store, clock, anna, "Vi behöver mer tid, vi återkommer på fredag nästa vecka.", "c3", "a3")
    first, second = of(store, key), of(store, scene.key(store, "c3"))
    assert (first.open, first.kept_at, second.due_at) == (False, None, FRIDAY)


def test_an_answer_in_the_platforms_app_keeps_nothing(
    store: Store, clock: StandingClock, account: int, anna: Actor
) -> None:
    key = answers(store, clock, anna, "Vi återkommer i morgon.")
    scene.save(store, account, says("a9", "Nu är den lagad", by=US, to="c1"))
    assert of(store, key).open  # nobody knows whose word it was: somebody says so


def test_an_overdue_one_comes_back_to_its_owner_then_to_everybody(
    store: Store, clock: StandingClock, account: int, anna: Actor
) -> None:
    key = answers(store, clock, anna, "Vi återkommer i morgon.")
    due = of(store, key).due_at
    clock.at = due
    assert keep_cases(store) == 0
    clock.move(SECOND)
    assert keep_cases(store) == 1
    shown = ("state", "urgency", "due_at", "assigned_to")
    assert scene.look(store, "comment", key, *shown) == (CommentState.OPEN, LATE, due, anna.id)
    save_charter(store, SYSTEM, None, Charter(hours=Hours("Europe/Stockholm")), 1)
    keep_targets(store)  # no charter moves what we promised
    clock.move(DAY)
    assert keep_cases(store) == 0
    clock.move(SECOND)
    assert keep_cases(store) == 1
    assert scene.look(store, "comment", key, *shown) == (CommentState.OPEN, LATE, due, None)
    clock.move(DAY)
    assert keep_cases(store) == 0
    assert [what for what in scene.events(store) if what.startswith("promise.")][-2:] == [
        "promise.overdue",
        "promise.raised",
    ]
    answers(store, clock, anna, "Lampan är lagad nu.", "c1", "a2")
    assert not of(store, key).open
    assert scene.look(store, "comment", key, "state") == CommentState.DONE


def test_a_date_is_moved_and_a_promise_that_was_none_is_dropped(
    store: Store, clock: StandingClock, account: int, anna: Actor
) -> None:
    key = answers(store, clock, anna, "Vi återkommer i morgon.")
    one = of(store, key)
    clock.at = plus(one.due_at, MINUTE)
    keep_cases(store)
    assert promises.move(store, anna, one.id, clock.at).outcome is Outcome.REFUSED
    later = plus(clock.at, DAY)
    assert promises.move(store, anna, one.id, later).ok
    assert (of(store, key).due_at, of(store, key).overdue_at) == (later, None)
    assert scene.look(store, "comment", key, "state", "due_at") == (CommentState.DONE, None)
    clock.at = plus(later, MINUTE)
    assert keep_cases(store) == 1
    assert promises.settle(store, anna, one.id, kept=False).ok
    assert scene.look(store, "comment", key, "state") == CommentState.DONE
    assert promises.settle(store, anna, one.id, kept=True).outcome is Outcome.MOVED
    assert promises.move(store, anna, one.id, plus(clock.at, DAY)).outcome is Outcome.MOVED
    assert promises.move(store, anna, 99, later).outcome is Outcome.GONE
    cia = scene.member(store, "Cia", [(scene.account(store, "other", "us2"), Role.MODERATOR)])
    assert promises.settle(store, cia, one.id, kept=True).outcome is Outcome.REFUSED


def test_it_stands_in_the_case_of_its_comment(store: Store, clock: StandingClock, account: int, anna: Actor) -> None:
    case = open_case(store, anna, [scene.key(store, "c1")]).case_id
    key = answers(store, clock, anna, "Vi återkommer i morgon.")
    found = case_card(store.reader, case)
    assert found is not None
    assert [one.id for one in found.promises] == [of(store, key).id]
    assert of(store, key).case_id == case
    assert {reason.code for reason in found.missing} == {"case.promises_open"}


def test_without_a_charter_the_writers_clock_counts(store: Store, clock: StandingClock) -> None:
    clock.at = parse_iso("2026-10-22T10:00:00Z")
    scene.save(store, scene.account(store), says("c1"))
    key = answers(store, clock, scene.member(store, "Anna"), "Vi återkommer i dag kl 15.")
    assert of(store, key).due_at == Micros(parse_iso("2026-10-22T13:00:00Z"))


def settled(store: Store, clock: StandingClock, outbox_id: int | None, remote_id: str = "") -> None:
    job = scene.taken(store, clock, outbox_id or 0)
    assert settle_sent(store, job, scene.receipt(remote_id))


def test_it_is_made_and_its_case_acknowledged_by_a_persons_word(
    store: Store, clock: StandingClock, account: int, anna: Actor
) -> None:
    key = scene.key(store, "c1")
    case = open_case(store, anna, [key]).case_id
    done = enqueue_reply(store, anna, key, "Vi återkommer i morgon.", 1)
    job = scene.taken(store, clock, done.outbox_id or 0)
    assert settle_unknown(store, job, Reason("platform.timeout"), person=True)
    assert by_hand(store, anna, done.outbox_id or 0, "sent").ok
    assert of(store, key).open
    found = case_card(store.reader, case)
    assert found is not None
    assert found.row.acknowledged_at == clock.at
    assert store.reader.value("SELECT count(*) FROM answer_time") == 1


def test_an_edited_answer_is_read_again(store: Store, clock: StandingClock) -> None:
    clock.at = parse_iso("2026-10-22T10:00:00Z")
    account = scene.account(store, able=replace(scene.ABLE, acts={**scene.ABLE.acts, Act.EDIT_OWN: Undo.FINAL}))
    save_charter(store, SYSTEM, None, Charter(hours=Hours("Europe/Stockholm", WEEK)), 0)
    scene.save(store, account, says("c1"))
    anna = scene.member(store, "Anna")
    key = answers(store, clock, anna, "Tack för tipset!")
    own = scene.key(store, "a1")

    def edits(text: str) -> Promise:
        revision = int(scene.look(store, "comment", own, "revision"))
        settled(store, clock, rewrite(store, anna, own, text, revision).outbox_id, "a1")
        return promises_about(store.reader, key)[-1]

    made = edits("Tack! Vi återkommer på torsdag nästa vecka.")
    assert (made.owner, made.open, made.text) == ("Anna", True, "Tack! Vi återkommer på torsdag nästa vecka.")
    moved = edits("Tack! Vi återkommer på fredag nästa vecka.")
    assert (moved.id, moved.due_at, moved.open) == (made.id, FRIDAY, True)
    clock.at = parse_iso("2026-10-26T10:00:00Z")  # a Monday: in the week that the words called the next one
    same = edits("Tack så mycket! Vi återkommer på fredag nästa vecka.")
    assert (same.id, same.due_at, same.text) == (
        made.id,
        FRIDAY,
        "Tack så mycket! Vi återkommer på fredag nästa vecka.",
    )
    gone = edits("Tack så mycket!")
    assert (gone.id, gone.kept_at, gone.dropped_at) == (made.id, None, clock.at)


def test_written_anew_without_it_it_is_not_kept(store: Store, clock: StandingClock, account: int, anna: Actor) -> None:
    key = answers(store, clock, anna, "Vi återkommer i morgon.")
    done = rewrite(store, anna, scene.key(store, "a1"), "Tack för tipset!", 1)
    settled(store, clock, store.reader.value("SELECT id FROM outbox WHERE act = 'delete_own'"))
    settled(store, clock, done.outbox_id, "a2")
    assert (of(store, key).kept_at, of(store, key).dropped_at) == (None, clock.at)


def test_an_answer_that_was_written_before_does_not_keep_it(
    store: Store, clock: StandingClock, account: int, anna: Actor
) -> None:
    bo = scene.member(store, "Bo")
    scene.save(store, account, says("c3"))
    early = enqueue_reply(store, anna, scene.key(store, "c3"), "Tack för tipset!", 1, at=plus(clock.now(), HOUR))
    key = answers(store, clock, bo, "Vi återkommer på fredag.")
    clock.move(HOUR)
    settled(store, clock, early.outbox_id, "a3")
    assert of(store, key).open


def test_nothing_is_owed_to_somebody_who_was_erased(
    store: Store, clock: StandingClock, account: int, anna: Actor
) -> None:
    key = answers(store, clock, anna, "Vi återkommer i morgon.")
    assert erase_person(store, ["mastodon"], KALLE.remote_id, "code").comments == 1
    assert (of(store, key).open, of(store, key).kept_at) == (False, None)
    assert promises.open_again(store, anna, of(store, key).id).ok  # whatever opens it again: it brings nothing back
    clock.move(4 * DAY)
    assert keep_cases(store) == 1
    assert scene.look(store, "comment", key, "state") == CommentState.DONE
