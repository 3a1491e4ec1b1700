"""Cases: opened by hand or by a category, worked on, closed and opened again; what is late; what erasure leaves."""

from collections.abc import Callable
from typing import Any

import pytest

from backend.model.actor import SYSTEM, Actor, ActorKind, Role
from backend.model.case import CaseCard, CaseResult, CaseState
from backend.model.category import Category
from backend.model.charter import Charter, Hours, Routine, Span
from backend.model.clock import HOUR, MINUTE, Micros, parse_iso, plus
from backend.model.desk import Outcome
from backend.policy.priority import LATE
from backend.store.engine import Store
from backend.store.read.case_card import case_card, templates_for
from backend.store.read.cases import case_of, cases
from backend.store.write import cases_comments as joining
from backend.store.write import cases_working as working
from backend.store.write.case_times import keep_cases
from backend.store.write.cases import categorised_in, open_case
from backend.store.write.charters import save_charter
from backend.store.write.enqueue import enqueue_reply
from backend.store.write.erasing import erase_person
from backend.store.write.outbox import settle_sent
from backend.store.write.people import add_member
from backend.store.write.responsibilities import put_responsibility
from tests.conftest import StandingClock
from tests.store import scene
from tests.store.scene import KALLE, LISA, US, says

WEEK = tuple((Span(480, 960),) for _day in range(5))
COMPLAINT = Routine(
    Category.COMPLAINT,
    acknowledge_min=240,
    close_min=960,
    owner="complaints",
    steps=("Call", "Look into it", "Answer"),
    templates=("sorry", "complaint"),
    close_when="The person has an answer.",
    opens_case=True,
)
CHARTER = Charter(hours=Hours("Europe/Stockholm", WEEK), routines=(COMPLAINT,))


@pytest.fixture
def store_url(sqlite_store: str) -> str:
    """One database: tests/desk/test_cases.py goes the whole way on both."""
    return sqlite_store


@pytest.fixture
def account(store: Store, clock: StandingClock) -> int:
    clock.at = parse_iso("2026-03-27T12:00:00Z")  # Friday 13:00 in Stockholm, two nights before the clocks change
    made = scene.account(store)
    save_charter(store, SYSTEM, None, CHARTER, 0)
    return made


@pytest.fixture
def anna(store: Store, account: int) -> Actor:
    return scene.member(store, "Anna")


@pytest.fixture
def bo(store: Store, account: int) -> Actor:
    return scene.member(store, "Bo")


def comes(store: Store, account: int, remote_id: str, by: Any = KALLE) -> int:
    scene.save(store, account, says(remote_id, "Det är trasigt!", by=by))
    return scene.key(store, remote_id, account)


def categorise(store: Store, actor: Actor, keys: list[int], category: Category | None) -> None:
    with store.write() as w:
        categorised_in(w, actor, keys, category)


def card(store: Store, case_id: int | None) -> CaseCard:
    assert case_id is not None
    found = case_card(store.reader, case_id)
    assert found is not None
    return found


def opened(store: Store, actor: Actor, *keys: int) -> int:
    done = open_case(store, actor, keys)
    assert done.ok, done
    return done.case_id


class TestOpening:
    def test_a_complaint_opens_a_case_by_its_routine(self, store: Store, account: int, anna: Actor, bo: Actor) -> None:
        put_responsibility(store, SYSTEM, "complaints", bo.id or 0)
        key = comes(store, account, "c1")
        categorise(store, anna, [key], Category.COMPLAINT)
        found = card(store, case_of(store.reader, key))
        row = found.row
        assert (row.category, row.owner, found.opened_by, found.charter) == (Category.COMPLAINT, "Bo", "Anna", 1)
        # four watch hours from Friday 13:00: three that day, one on Monday; sixteen: until Tuesday 13:00, summer time
        assert row.acknowledge_by == parse_iso("2026-03-30T07:00:00Z")
        assert row.due_at == parse_iso("2026-03-31T11:00:00Z")
        assert [step.text for step in found.steps] == list(COMPLAINT.steps)
        assert (found.close_when, found.templates) == (COMPLAINT.close_when, COMPLAINT.templates)
        assert templates_for(store.reader, key) == ("sorry", "complaint")
        assert row.people == (KALLE.name,)
        assert scene.events(store)[-1] == "case.opened"
        assert ("case", row.id) in scene.told(store)

    def test_other_categories_open_none(self, store: Store, account: int, anna: Actor) -> None:
        key = comes(store, account, "c1")
        categorise(store, anna, [key], Category.PRAISE)
        assert case_of(store.reader, key) is None

    def test_a_person_has_one_case(self, store: Store, account: int, anna: Actor) -> None:
        mine = [comes(store, account, "c1"), comes(store, account, "c2")]
        categorise(store, anna, [*mine, comes(store, account, "l1", LISA)], Category.COMPLAINT)
        later = comes(store, account, "c3")
        categorise(store, anna, [later], Category.COMPLAINT)
        assert len({case_of(store.reader, key) for key in (*mine, later)}) == 1
        assert len(cases(store.reader, [account])) == 2

    def test_a_category_taken_back_takes_an_untouched_case_with_it(
        self, store: Store, account: int, anna: Actor
    ) -> None:
        key, other = comes(store, account, "c1"), comes(store, account, "l1", LISA)
        categorise(store, anna, [key, other], Category.COMPLAINT)
        kept = case_of(store.reader, other)
        assert working.tick(store, anna, kept or 0, 1).ok
        categorise(store, anna, [key, other], None)
        assert case_of(store.reader, key) is None
        assert case_of(store.reader, other) == kept
        assert scene.events(store).count("case.withdrawn") == 1

    def test_one_of_two_that_is_no_complaint_after_all_leaves_the_other(
        self, store: Store, account: int, anna: Actor
    ) -> None:
        first, second = comes(store, account, "c1"), comes(store, account, "c2")
        categorise(store, anna, [first, second], Category.COMPLAINT)
        case = case_of(store.reader, first)
        categorise(store, anna, [first], Category.PRAISE)
        assert (case_of(store.reader, first), case_of(store.reader, second)) == (None, case)
        categorise(store, anna, [second], Category.PRAISE)
        assert case_of(store.reader, second) is None
        assert card(store, case).row.state is CaseState.CLOSED

    def test_a_case_opened_by_hand_stays_whatever_a_colleague_says_it_is(
        self, store: Store, account: int, anna: Actor, bo: Actor
    ) -> None:
        key = comes(store, account, "c1")
        case = opened(store, anna, key)
        categorise(store, bo, [key], Category.QUESTION)
        categorise(store, bo, [key], None)
        assert case_of(store.reader, key) == case

    def test_a_comment_put_in_by_hand_makes_it_theirs(self, store: Store, account: int, anna: Actor, bo: Actor) -> None:
        key, untouched, more = (
            comes(store, account, "c1"),
            comes(store, account, "l1", LISA),
            comes(store, account, "c2"),
        )
        categorise(store, anna, [key, untouched], Category.COMPLAINT)
        case, other = case_of(store.reader, key), case_of(store.reader, untouched)
        assert joining.add_comment(store, anna, case or 0, more).ok
        categorise(store, bo, [key, more, untouched], Category.QUESTION)
        assert (case_of(store.reader, key), case_of(store.reader, more)) == (case, case)
        assert (card(store, other).row.state, card(store, other).closed_by) == (CaseState.CLOSED, "Bo")

    def test_one_comment_is_in_one_open_case(self, store: Store, account: int, anna: Actor, bo: Actor) -> None:
        key = comes(store, account, "c1")
        first = opened(store, anna, key)
        again = open_case(store, bo, [key])
        assert (again.outcome, again.case_id) == (Outcome.MOVED, first)
        assert again.reason is not None
        assert again.reason.code == "case.exists"

    def test_who_may_not_act_there_opens_none(self, store: Store, account: int, anna: Actor) -> None:
        other = scene.account(store, "other", "us2")
        key = comes(store, account, "c1")
        stranger = scene.member(store, "Cia", [(other, Role.MODERATOR)])
        assert open_case(store, stranger, [key]).outcome is Outcome.REFUSED
        elsewhere = comes(store, other, "c9")
        no = open_case(store, anna, [key, elsewhere])
        assert no.reason is not None
        assert no.reason.code == "case.accounts"

    def test_the_owner_falls_back(self, store: Store, account: int, anna: Actor, bo: Actor) -> None:
        gone = add_member(store, SYSTEM, "Disa", "/D", "sv", "UTC", "disa", [])  # holds no role
        put_responsibility(store, SYSTEM, "complaints", gone, account_id=account, fallback_id=bo.id)
        assert card(store, opened(store, anna, comes(store, account, "c1"))).row.owner == "Bo"


class TestWorking:
    @pytest.fixture
    def case(self, store: Store, account: int, anna: Actor) -> int:
        return opened(store, anna, comes(store, account, "c1"))

    def test_steps_notes_and_owner(self, store: Store, case: int, anna: Actor, bo: Actor) -> None:
        assert working.tick(store, anna, case, 1).ok
        again = working.tick(store, bo, case, 1)
        assert (again.outcome, again.who) == (Outcome.MOVED, "Anna")
        assert working.tick(store, bo, case, 1, done=False).ok
        assert working.tick(store, bo, case, 2).ok
        assert working.note(store, bo, case, "  Ring på måndag ").ok
        assert working.note(store, bo, case, " ").outcome is Outcome.REFUSED
        assert working.give(store, anna, case, bo.id).ok
        found = card(store, case)
        assert [(step.number, step.done_by) for step in found.steps] == [(1, ""), (2, "Bo"), (3, "")]
        assert [(note.member, note.text) for note in found.notes] == [("Bo", "Ring på måndag")]
        assert working.drop_note(store, anna, case, found.notes[0].id).outcome is Outcome.GONE
        assert working.drop_note(store, bo, case, found.notes[0].id).ok
        assert found.row.owner == "Bo"
        assert [one.what for one in found.log] == [
            "case.opened", "case.step_done", "case.step_undone", "case.step_done", "case.noted", "case.given",
        ]  # fmt: skip
        assert found.log[1].params == {"step": 1}

    def test_open_steps_want_a_word(self, store: Store, case: int, anna: Actor, bo: Actor) -> None:
        no = working.close(store, anna, case)
        assert no.reason is not None
        assert (no.outcome, no.reason.code, no.reason.params) == (Outcome.REFUSED, "case.steps_open", {"n": 3})
        assert working.close(store, anna, case, "She called and is content").ok
        late = working.tick(store, bo, case, 1)
        assert late.reason is not None
        assert (late.outcome, late.reason.code, late.who) == (Outcome.MOVED, "case.closed", "Anna")
        assert (card(store, case).said, card(store, case).closed_by) == ("She called and is content", "Anna")
        assert working.reopen(store, bo, case).ok
        assert card(store, case).row.state is CaseState.OPEN
        assert working.reopen(store, bo, case).outcome is Outcome.MOVED

    def test_all_done_needs_no_word(self, store: Store, case: int, anna: Actor) -> None:
        for number in (1, 2, 3):
            assert working.tick(store, anna, case, number).ok
        assert working.acknowledge(store, anna, case).ok
        assert working.close(store, anna, case).ok

    def test_any_answer_of_ours_acknowledges(
        self, store: Store, clock: StandingClock, account: int, case: int, bo: Actor
    ) -> None:
        done = enqueue_reply(store, bo, scene.key(store, "c1"), "Så tråkigt!", 1)
        assert card(store, case).row.acknowledged_at is None
        job = scene.taken(store, clock, done.outbox_id or 0)
        assert settle_sent(store, job, scene.receipt())
        assert card(store, case).row.acknowledged_at == clock.at
        assert card(store, case).log[-1].who == "Bo"

    def test_one_in_the_platforms_app_does_too(self, store: Store, account: int, case: int) -> None:
        scene.save(store, account, says("a1", "Ring oss!", by=US, to="c1"))
        assert card(store, case).row.acknowledged_at is not None

    def test_comments_are_added_removed_and_joined(self, store: Store, account: int, case: int, anna: Actor) -> None:
        key, more = scene.key(store, "c1"), comes(store, account, "l1", LISA)
        assert joining.remove_comment(store, anna, case, key).outcome is Outcome.REFUSED
        assert joining.add_comment(store, anna, case, more).ok
        assert card(store, case).row.people == (KALLE.name, LISA.name)
        assert joining.remove_comment(store, anna, case, more).ok
        other = opened(store, anna, more)
        working.note(store, anna, other, "Samma sak")
        assert joining.join(store, anna, other, case).ok
        assert case_of(store.reader, more) == case
        assert [note.text for note in card(store, case).notes] == ["Samma sak"]
        assert (card(store, other).row.state, card(store, other).joined_to) == (CaseState.CLOSED, case)
        assert working.reopen(store, anna, other).ok
        assert (case_of(store.reader, more), case_of(store.reader, key)) == (other, case)

    def test_a_joined_case_opened_again_leaves_no_case_empty(
        self, store: Store, account: int, case: int, anna: Actor
    ) -> None:
        key, more = scene.key(store, "c1"), comes(store, account, "l1", LISA)
        other = opened(store, anna, more)
        assert joining.join(store, anna, other, case).ok
        assert joining.remove_comment(store, anna, case, key).ok
        no = working.reopen(store, anna, other)
        assert no.reason is not None
        assert (no.outcome, no.reason.code) == (Outcome.REFUSED, "case.last_comment")
        assert working.close(store, anna, case, "done").ok
        assert working.reopen(store, anna, other).ok
        assert [one.id for one in card(store, case).comments] == [more]
        again = working.reopen(store, anna, case)
        assert again.reason is not None
        assert (again.case_id, again.reason.code) == (other, "case.exists")


class TestTime:
    def test_what_is_late_is_urgent_until_it_is_acknowledged(
        self, store: Store, clock: StandingClock, account: int, anna: Actor
    ) -> None:
        key = comes(store, account, "c1")
        case = opened(store, anna, key)
        deadline = card(store, case).row.acknowledge_by or Micros(0)
        clock.at = deadline
        assert keep_cases(store) == 0
        clock.move(MINUTE)
        assert keep_cases(store) == 1
        assert scene.look(store, "comment", key, "urgency", "due_at") == (LATE, deadline)
        assert card(store, case).row.is_late(clock.at)
        assert keep_cases(store) == 0
        assert working.acknowledge(store, anna, case).ok
        assert not card(store, case).row.is_late(clock.at)
        clock.at = plus(card(store, case).row.due_at or Micros(0), 1)
        assert keep_cases(store) == 1
        assert scene.events(store).count("case.late") == 2

    def test_open_cases_come_by_their_next_deadline(
        self, store: Store, clock: StandingClock, account: int, anna: Actor
    ) -> None:
        first = opened(store, anna, comes(store, account, "c1"))
        clock.move(HOUR)
        second = opened(store, anna, comes(store, account, "l1", LISA))
        assert working.acknowledge(store, anna, first).ok
        closed = opened(store, anna, comes(store, account, "c2"))
        assert working.close(store, anna, closed, "double").ok
        assert [row.id for row in cases(store.reader, [account])] == [second, first, closed]
        assert cases(store.reader, []) == ()


def test_a_case_outlives_the_words_of_its_comments(store: Store, clock: StandingClock) -> None:
    account = scene.account(store)
    with store.write() as w:
        w.conn.exec_driver_sql("UPDATE account SET platform = 'facebook'")
    anna = scene.member(store, "Anna")
    case = opened(store, anna, comes(store, account, "c1"), comes(store, account, "l1", LISA))
    alone = opened(store, anna, comes(store, account, "c2"))
    for one in (case, alone):
        working.note(store, anna, one, "Kalle ringde")
        working.close(store, anna, one, "Kalle är nöjd")
    erase_person(store, ("facebook",), KALLE.remote_id, "code")
    found = card(store, alone)
    assert (found.said, found.notes[0].text, found.comments[0].text, found.row.people) == ("", "", "", ("",))
    assert found.comments[0].gone
    assert found.log[-1].what == "case.closed"
    shared = card(store, case)
    assert (shared.said, shared.notes[0].text) == ("Kalle är nöjd", "Kalle ringde")  # it may be of the other one


@pytest.mark.parametrize(
    "act",
    [
        lambda store, actor: working.tick(store, actor, 7, 1),
        lambda store, actor: working.close(store, actor, 7),
        lambda store, actor: joining.join(store, actor, 7, 8),
    ],
)
def test_no_case_is_said_to_be_none(
    store: Store, act: Callable[[Store, Actor], CaseResult], clock: StandingClock
) -> None:
    assert act(store, Actor(ActorKind.MEMBER, scene.member(store, "Anna").id)).outcome is Outcome.GONE
