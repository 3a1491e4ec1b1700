"""Cases, decided: whose one is, its deadlines over both changes of the clocks, what stands open before it is closed."""

from dataclasses import replace

import pytest

from backend.model.case import CaseRow, CaseState
from backend.model.category import Category
from backend.model.charter import Charter, Hours, Routine, Span
from backend.model.clock import Micros, parse_iso
from backend.policy.cases import Area, deadlines, missing, opens_case, owner, routine_of

HOURS = Hours("Europe/Stockholm", tuple((Span(0, 1440),) for _day in range(7)))
CHARTER = Charter(
    hours=HOURS,
    routines=(
        Routine(Category.COMPLAINT, acknowledge_min=120, close_min=24 * 60, opens_case=True),
        Routine(Category.CRISIS, acknowledge_min=30),
    ),
)
ROW = CaseRow(
    1, 1, Category.COMPLAINT, CaseState.OPEN, None, "", Micros(0), Micros(50), None, Micros(90), None, None,
    1, 2, 0, 0, 0, ("Kalle",),
)  # fmt: skip


def test_what_opens_a_case() -> None:
    opening = {category for category in Category if opens_case(CHARTER, category)}
    assert opening == {Category.COMPLAINT}
    assert routine_of(CHARTER, Category.PRAISE) == Routine(Category.PRAISE)


@pytest.mark.parametrize(
    ("opened", "acknowledge_by", "due_at"),
    [
        ("2026-03-29T00:30:00Z", "2026-03-29T02:30:00Z", "2026-03-30T00:30:00Z"),  # real hours pass, whatever the wall
        ("2026-10-24T23:30:00Z", "2026-10-25T01:30:00Z", "2026-10-25T23:30:00Z"),
    ],
)
def test_deadlines_over_the_change_of_the_clocks(opened: str, acknowledge_by: str, due_at: str) -> None:
    wanted = (parse_iso(acknowledge_by), parse_iso(due_at))
    assert deadlines(CHARTER, Category.COMPLAINT, parse_iso(opened)) == wanted
    assert deadlines(CHARTER, Category.PRAISE, parse_iso(opened)) == (None, None)


MEMBERS = {"Anna": 1, "Bo": 2, "Cia": 3}
AREAS = (Area("Complaints", None, 2, 3), Area("complaints", 7, 9, 3))


@pytest.mark.parametrize(
    ("named", "account", "able", "whose"),
    [
        ("", 7, {1, 2, 3}, 1),  # whoever opens it
        ("bo", 7, {1, 2, 3}, 2),
        ("complaints", 8, {1, 2, 3}, 2),
        ("complaints", 7, {1, 2, 3}, 3),  # the account's own area first; who answers for it has left
        ("complaints", 8, {1, 3}, 3),
        ("complaints", 8, {1}, 1),
        ("nobody knows", 7, {1, 2}, 1),
        ("complaints", 8, set(), None),
    ],
)
def test_whose_it_is(named: str, account: int, able: set[int], whose: int | None) -> None:
    assert owner(named, account, MEMBERS, AREAS, able, 1) == whose


def test_the_next_deadline_and_what_is_missing() -> None:
    assert (ROW.next_at, ROW.is_late(Micros(51)), ROW.is_late(Micros(50))) == (50, True, False)
    told = replace(ROW, acknowledged_at=Micros(60))
    assert (told.next_at, missing(told)) == (90, ())
    assert replace(told, state=CaseState.CLOSED).next_at is None
    late = replace(ROW, open_steps=2, promises=1, questions=3)
    assert [reason.code for reason in missing(late)] == [
        "case.steps_open", "case.not_acknowledged", "case.promises_open", "case.questions_open",
    ]  # fmt: skip
