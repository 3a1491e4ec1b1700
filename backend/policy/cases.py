"""Cases, decided: what opens one, its deadlines, whose it is, and what still stands open before it is closed."""

from collections.abc import Collection, Mapping, Sequence

from backend.model.case import CaseRow
from backend.model.category import Category
from backend.model.charter import Charter, Routine
from backend.model.clock import Micros
from backend.model.reason import Reason
from backend.model.value import dataclass
from backend.policy.hours import after


@dataclass(frozen=True, slots=True)
class Area:
    """Who answers for something, on one account or on all (None), and whom to fall back on."""

    name: str
    account_id: int | None
    member_id: int
    fallback_id: int | None


def opens_case(charter: Charter, category: Category) -> bool:
    """Tell whether a comment of this category opens a case by itself."""
    routine = charter.routine(category)
    return routine is not None and routine.opens_case


def routine_of(charter: Charter, category: Category) -> Routine:
    """Return the charter's routine for a category, an empty one when it has none: a case may be opened for anything."""
    return charter.routine(category) or Routine(category)


def deadlines(charter: Charter, category: Category, at: Micros) -> tuple[Micros | None, Micros | None]:
    """Return until when a case opened at `at` is to be acknowledged and closed (UTC µs), None without a deadline."""
    routine = routine_of(charter, category)
    minutes = (routine.acknowledge_min, routine.close_min)
    acknowledge_by, due_at = (after(charter.hours, at, each) if each > 0 else None for each in minutes)
    return acknowledge_by, due_at


def owner(
    named: str,
    account_id: int,
    members: Mapping[str, int],
    areas: Sequence[Area],
    able: Collection[int],
    opener: int | None,
) -> int | None:
    """Return whose a case is: the routine's member or area (compared without case), else whoever opened it.

    `members` are keys by name, `able` those who are there and may act on the account: an area goes to its fallback when
    its member is not, an account's own area before everybody's. None when nobody is left.
    """
    wanted = named.strip().casefold()
    known = {name.casefold(): key for name, key in members.items()}
    fit = [one for one in areas if one.name.casefold() == wanted and one.account_id in (None, account_id)]
    asked = [known.get(wanted)] if wanted else []
    for one in sorted(fit, key=lambda one: one.account_id is None):
        asked += [one.member_id, one.fallback_id]
    return next((key for key in (*asked, opener) if key is not None and key in able), None)


def missing(row: CaseRow) -> tuple[Reason, ...]:
    """Return what still stands open in a case: to close it in spite of that needs a word."""
    said = [
        Reason("case.steps_open", {"n": row.open_steps}) if row.open_steps else None,
        Reason("case.not_acknowledged") if row.acknowledge_by is not None and row.acknowledged_at is None else None,
        Reason("case.promises_open", {"n": row.promises}) if row.promises else None,
        Reason("case.questions_open", {"n": row.questions}) if row.questions else None,
    ]
    return tuple(one for one in said if one is not None)
