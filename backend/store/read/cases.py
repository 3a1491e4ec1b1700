"""Cases as a desk lists them, and what follows from a comment being in one. One case whole lies in `case_card`."""

from collections.abc import Collection, Sequence
from typing import Any

from backend.model.case import CaseRow, CaseState
from backend.model.category import Category
from backend.model.clock import Micros
from backend.store.read.placeholders import marks, pieces
from backend.store.reader import Reader, Row

MOST = 500
"""Open cases in a list; a team with more needs no list of them."""

CLOSED = 50
"""Closed cases in a list, the newest."""

PEOPLE = 3
"""Authors named in a row."""

STANDING = """
SELECT f.id, f.account_id, f.category, f.state, f.owner_id, coalesce(o.name, ''), f.opened_at, f.acknowledge_by,
    f.acknowledged_at, f.due_at, f.late_at, f.closed_at,
    (SELECT count(*) FROM case_comment AS x WHERE x.case_id = f.id),
    (SELECT count(*) FROM case_step AS s WHERE s.case_id = f.id),
    (SELECT count(*) FROM case_step AS s WHERE s.case_id = f.id AND s.done_at IS NULL),
    (SELECT count(*) FROM promise AS p WHERE p.kept_at IS NULL AND p.dropped_at IS NULL
        AND p.comment_id IN (SELECT x.comment_id FROM case_comment AS x WHERE x.case_id = f.id)),
    (SELECT count(*) FROM case_question AS q WHERE q.case_id = f.id
        AND q.answered_at IS NULL AND q.withdrawn_at IS NULL)
FROM case_file AS f LEFT JOIN member AS o ON o.id = f.owner_id WHERE {where}
"""
"""What stands open in cases, read with `load_row`."""


def load_row(row: Sequence[Any], people: Sequence[str] = ()) -> CaseRow:
    """Make a case's row of what STANDING reads."""
    values: list[Any] = [*row[:2], Category(row[2]), CaseState(row[3]), *row[4:17], tuple(people)]
    return CaseRow(*values)


def cases(reader: Reader, accounts: Collection[int]) -> tuple[CaseRow, ...]:
    """Return the open cases of these accounts by their next deadline, then the newest of the closed ones."""
    if not accounts:
        return ()
    here = f"f.account_id IN ({marks(len(accounts))})"
    keys = tuple(sorted(accounts))
    open_ = STANDING.format(where=f"f.state = 'open' AND {here}") + " ORDER BY f.due_at, f.id LIMIT ?"
    closed = STANDING.format(where=f"f.state = 'closed' AND {here}") + " ORDER BY f.closed_at DESC, f.id DESC LIMIT ?"
    with reader.snapshot():
        found = [*reader.rows(open_, (*keys, MOST)), *reader.rows(closed, (*keys, CLOSED))]
        names = people_of(reader, [row[0] for row in found])
    rows = [load_row(row, names.get(row[0], ())) for row in found]
    first = sorted((row for row in rows if row.state is CaseState.OPEN), key=_soonest)
    return (*first, *(row for row in rows if row.state is CaseState.CLOSED))


def _soonest(row: CaseRow) -> tuple[bool, int, int]:
    return row.next_at is None, row.next_at or 0, row.id


def people_of(reader: Reader, case_ids: Sequence[int], most: int = PEOPLE) -> dict[int, list[str]]:
    """Return the authors of cases by case, in the order of their comments."""
    found: dict[int, list[str]] = {}
    for some in pieces(case_ids):
        rows = reader.rows(
            "SELECT x.case_id, a.id, max(a.name), max(a.handle), min(c.id) FROM case_comment AS x"
            " JOIN comment AS c ON c.id = x.comment_id JOIN author AS a ON a.id = c.author_id"
            f" WHERE x.case_id IN ({marks(len(some))}) GROUP BY x.case_id, a.id ORDER BY x.case_id, min(c.id)",
            some,
        )
        for case_id, _author, name, handle, _first in rows:
            named = found.setdefault(case_id, [])
            if len(named) < most:
                named.append(name or handle)
    return found


def case_of(reader: Reader, comment_id: int) -> int | None:
    """Return the open case that a comment is in, None when it is in none."""
    found = reader.value(
        "SELECT x.case_id FROM case_comment AS x JOIN case_file AS f ON f.id = x.case_id"
        " WHERE x.comment_id = ? AND f.state = 'open'",
        (comment_id,),
    )
    return None if found is None else int(found)


def account_of(reader: Reader, case_id: int) -> int | None:
    """Return the account of a case, None for no such case."""
    found = reader.value("SELECT account_id FROM case_file WHERE id = ?", (case_id,))
    return None if found is None else int(found)


def case_about(reader: Reader, comment_id: int) -> CaseRow | None:
    """Return the open case that a comment is in, without its people; None when it is in none."""
    mine = "f.state = 'open' AND f.id IN (SELECT case_id FROM case_comment WHERE comment_id = ?)"
    row = reader.one(STANDING.format(where=mine), (comment_id,))
    return load_row(row) if row else None


def cases_with(reader: Reader, member_id: int) -> tuple[CaseRow, ...]:
    """Return the open cases that a member owns, by their next deadline."""
    return _with_people(reader, reader.rows(STANDING.format(where="f.state = 'open' AND f.owner_id = ?"), (member_id,)))


def late_cases(reader: Reader, now: Micros) -> tuple[CaseRow, ...]:
    """Return the open cases whose next deadline has passed, the one that is most late first."""
    found = reader.rows(STANDING.format(where="f.state = 'open' AND f.late_at IS NOT NULL"))
    return tuple(row for row in _with_people(reader, found) if row.is_late(now))


def _with_people(reader: Reader, found: Sequence[Row]) -> tuple[CaseRow, ...]:
    names = people_of(reader, [row[0] for row in found])
    return tuple(sorted((load_row(row, names.get(row[0], ())) for row in found), key=_soonest))
