"""A complaint followed from the comment to the closed case, as a desk does it, on both databases."""

from collections.abc import Sequence

import pytest

from backend.desk import cases, questions, reply, thread, triage
from backend.desk.session import DeskError, members
from backend.model.actor import SYSTEM, Role
from backend.model.case import CaseCard, CaseState, Promise
from backend.model.category import Category
from backend.model.charter import Charter, Hours, Routine, Span
from backend.model.clock import DAY, HOUR, MINUTE, SECOND, parse_iso, plus
from backend.model.desk import Outcome
from backend.model.reason import Reason
from backend.model.triage import At, Decision, Deed, Verb
from backend.store.write.case_times import keep_cases
from backend.store.write.charters import save_charter
from backend.store.write.outbox import settle_sent, take
from tests.desk.conftest import Room
from tests.store import scene
from tests.store.scene import KALLE, US, says

WEEK = tuple((Span(480, 960),) for _day in range(5))
ROUTINE = Routine(
    Category.COMPLAINT, acknowledge_min=240, close_min=960, steps=("Ring", "Svara"), templates=("forlat",),
    opens_case=True,
)  # fmt: skip


@pytest.fixture
def complaint(room: Room) -> int:
    """A comment under a charter whose routine opens a case, on the Friday before the clocks go forward."""
    room.clock.at = parse_iso("2026-03-27T12:00:00Z")
    save_charter(room.store, SYSTEM, None, Charter(hours=Hours("Europe/Stockholm", WEEK), routines=(ROUTINE,)), 0)
    return room.comes("c1", "Lampan är trasig, ring 070-123 45 67")


def says_it(room: Room, key: int, text: str, remote_id: str) -> None:
    """Answer from the desk, and let it stand on the platform."""
    done = reply.send(room.desk, key, text, 1, None)
    assert done.ok, done
    room.clock.move(11 * SECOND)
    job = take(room.store, done.outbox_id or 0, 7, 30.0)
    assert job is not None
    assert settle_sent(room.store, job, scene.receipt(remote_id))


def the_case(room: Room, key: int) -> CaseCard:
    found = cases.case_of(room.desk, key)
    assert found is not None
    return cases.card(room.desk, found)


def the_promise(found: Sequence[Promise]) -> Promise:
    (one,) = found
    return one


def test_a_complaint_from_comment_to_closed_case(room: Room, complaint: int) -> None:
    desk = room.desk
    deed = triage.decide(desk, Decision(Verb.CATEGORISE, category=Category.COMPLAINT), [At(complaint, 1)])
    assert deed.ok
    card = the_case(room, complaint)
    assert (card.row.owner, card.row.acknowledge_by) == ("Anna", parse_iso("2026-03-30T07:00:00Z"))
    assert "070" not in card.comments[0].text  # personal data is masked
    shown = thread.thread(desk, complaint)
    assert shown is not None
    assert shown.case is not None
    assert shown.case.id == card.row.id

    says_it(room, complaint, "Så tråkigt! Vi återkommer på måndag.", "a1")
    card = the_case(room, complaint)
    assert card.row.acknowledged_at is not None
    one = the_promise(card.promises)
    assert (one.due_at, one.owner) == (parse_iso("2026-03-30T14:00:00Z"), "Anna")  # when Monday's watch ends
    shown = thread.thread(desk, complaint)
    assert shown is not None
    assert [each.id for each in shown.promises] == [one.id]

    assert cases.tick(desk, card.row.id, 1, done=True).ok
    assert cases.note(desk, card.row.id, "Elverket lagar den i eftermiddag").ok
    room.clock.at = plus(one.due_at, MINUTE)
    assert keep_cases(room.store) == 1
    assert scene.look(room.store, "comment", complaint, "state") == "open"
    says_it(room, complaint, "Nu är lampan lagad.", "a2")
    card = the_case(room, complaint)
    assert (the_promise(card.promises).kept_by, card.row.promises) == ("Anna", 0)
    assert scene.look(room.store, "comment", complaint, "state") == "done"

    assert cases.close(desk, card.row.id).outcome is Outcome.REFUSED
    assert cases.tick(desk, card.row.id, 2, done=True).ok
    assert cases.close(desk, card.row.id).ok
    board = cases.board(desk)
    assert [(row.id, row.state) for row in board.cases] == [(card.row.id, CaseState.CLOSED)]
    assert board.promises == ()
    assert cases.case_of(desk, complaint) is None


class TestBeside:
    """What SQL has nothing to do with is tried on one database."""

    @pytest.fixture
    def store_url(self, sqlite_store: str) -> str:
        return sqlite_store

    def test_the_category_taken_back_takes_the_case_with_it(self, room: Room, complaint: int) -> None:
        triage.decide(room.desk, Decision(Verb.CATEGORISE, category=Category.COMPLAINT), [At(complaint, 1)])
        assert cases.case_of(room.desk, complaint) is not None
        undone = triage.undo(room.desk)
        assert isinstance(undone, Deed)
        assert undone.ok
        assert cases.case_of(room.desk, complaint) is None

    def test_a_promise_is_moved_in_words(self, room: Room, complaint: int) -> None:
        says_it(room, complaint, "Vi återkommer inom två timmar.", "a1")
        one = the_promise(cases.board(room.desk).promises)
        for words, until in (
            ("på måndag", "2026-03-30T14:00:00Z"),
            ("tomorrow 15:00", "2026-03-28T14:00:00Z"),
            ("2026-03-29 02:30", "2026-03-29T01:30:00Z"),  # that time is skipped: 03:30
            ("4h", "2026-03-27T16:00:11Z"),
        ):
            assert cases.move_promise(room.desk, one, words).ok, words
            assert the_promise(cases.board(room.desk).promises).due_at == parse_iso(until), words
        assert cases.move_promise(room.desk, one, "2020-01-01").outcome is Outcome.REFUSED
        for words in ("", "soon"):
            with pytest.raises(DeskError, match=r"deadline\.no_time"):
                cases.move_promise(room.desk, one, words)

    def test_a_case_gets_another_deadline_in_words_and_is_late_no_more(self, room: Room, complaint: int) -> None:
        cases.open_case(room.desk, [complaint], Category.COMPLAINT)
        says_it(room, complaint, "Vi tittar på det.", "a1")
        room.clock.move(7 * DAY)
        keep_cases(room.store)
        row = the_case(room, complaint).row
        assert row.late_at is not None
        for words, until in (("på måndag", "2026-04-06T14:00:00Z"), ("2026-04-07", "2026-04-07T22:00:00Z")):
            assert cases.move_case(room.desk, row, words).ok, words
            row = the_case(room, complaint).row
            assert (row.due_at, row.late_at) == (parse_iso(until), None), words
        past = cases.move_case(room.desk, row, "2020-01-01")
        assert (past.outcome, past.reason) == (Outcome.REFUSED, Reason("deadline.past"))
        with pytest.raises(DeskError, match=r"deadline\.no_time"):
            cases.move_case(room.desk, row, "soon")
        assert the_case(room, complaint).log[-1].what == "case.moved"

    def test_the_log_names_to_whom_it_was_given(self, room: Room, complaint: int) -> None:
        case_id = cases.open_case(room.desk, [complaint], Category.COMPLAINT).case_id
        for member_id in (room.bo.id, None):
            assert cases.give(room.desk, case_id, member_id).ok
        given = [one for one in cases.card(room.desk, case_id).log if one.what == "case.given"]
        assert [(one.who, one.whom) for one in given] == [("Anna", "Bo"), ("Anna", "")]

    def test_an_acknowledgement_that_is_owed_stays_late(self, room: Room, complaint: int) -> None:
        cases.open_case(room.desk, [complaint], Category.COMPLAINT)
        room.clock.move(7 * DAY)
        keep_cases(room.store)
        row = the_case(room, complaint).row
        assert cases.move_case(room.desk, row, "3d").ok
        assert the_case(room, complaint).row.late_at == row.late_at
        assert keep_cases(room.store) == 0, "it is not said twice"

    def test_what_another_answer_may_have_kept_is_asked(self, room: Room, complaint: int) -> None:
        says_it(room, complaint, "Vi återkommer inom två timmar.", "a1")
        room.clock.move(HOUR)
        assert not the_promise(cases.board(room.desk).promises).answered
        scene.save(room.store, room.account, says("a9", "Den lyser igen", by=US, to="c1", at=room.clock.at))
        one = the_promise(cases.board(room.desk).promises)
        assert (one.answered, one.open, one.to) == (True, True, KALLE.name)
        assert cases.settle_promise(room.desk, one.id, kept=True).ok
        assert cases.reopen_promise(room.desk, one.id).ok

    def test_others_accounts_are_not_shown(self, room: Room, complaint: int) -> None:
        opened = cases.open_case(room.desk, [complaint])
        assert opened.ok
        other = scene.account(room.store, "other", "us2")
        cia = scene.member(room.store, "Cia", [(other, Role.MODERATOR)])
        room.desk.member = next(one for one in members(room.desk) if one.id == cia.id)
        assert cases.board(room.desk).cases == ()
        with pytest.raises(DeskError, match=r"member\.no_role"):
            cases.card(room.desk, opened.case_id)
        with pytest.raises(DeskError, match=r"member\.no_role"):
            questions.questions(room.desk, opened.case_id)
        with pytest.raises(DeskError, match=r"case\.missing"):
            cases.card(room.desk, 99)
        assert cases.give(room.desk, opened.case_id, cia.id).outcome is Outcome.REFUSED
