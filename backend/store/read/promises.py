"""Promises as a desk reads them: those of a comment, a case or a member, and those that are overdue."""

from collections.abc import Collection, Sequence

from backend.model.case import Promise
from backend.store.read.placeholders import marks
from backend.store.reader import Reader, Row

OPEN = "p.kept_at IS NULL AND p.dropped_at IS NULL"

MOST = 300
"""Promises in a list."""

EXCERPT = 200
"""Characters of the answer that promised."""

_PROMISES = f"""
SELECT p.id, p.account_id, p.comment_id, p.outbox_id, p.case_id, p.owner_id, coalesce(m.name, ''),
    coalesce(nullif(a.name, ''), a.handle), substr(o.text, 1, {EXCERPT}), p.said_at, p.due_at, p.kept_at,
    coalesce(k.name, ''), p.dropped_at, p.overdue_at,
    EXISTS (SELECT 1 FROM comment AS x JOIN comment AS t ON t.id = x.parent_id
        WHERE x.post_id = c.post_id AND x.own AND t.author_id = c.author_id AND x.sort_at > p.said_at
        AND x.remote_state <> 'deleted' AND coalesce(x.outbox_id, 0) <> p.outbox_id)
FROM promise AS p JOIN comment AS c ON c.id = p.comment_id JOIN author AS a ON a.id = c.author_id
JOIN outbox AS o ON o.id = p.outbox_id LEFT JOIN member AS m ON m.id = p.owner_id
LEFT JOIN member AS k ON k.id = p.kept_by
"""


def promises_where(reader: Reader, where: str, params: Sequence[object], most: int = MOST) -> tuple[Promise, ...]:
    """Return the promises that fulfil a condition on `p`, the one that is due first in front."""
    sql = f"{_PROMISES} WHERE {where} ORDER BY p.due_at, p.id LIMIT ?"
    return tuple(_promise(row) for row in reader.rows(sql, (*params, most)))


def _promise(row: Row) -> Promise:
    values = [*row[:-1], bool(row[-1])]
    return Promise(*values)


def promises_about(reader: Reader, comment_id: int) -> tuple[Promise, ...]:
    """Return what an answer to this comment promised, also what was kept or dropped since."""
    return promises_where(reader, "p.comment_id = ?", (comment_id,), 5)


def open_promises(reader: Reader, accounts: Collection[int]) -> tuple[Promise, ...]:
    """Return the promises of these accounts that are still to be kept, overdue ones first as they are due first."""
    if not accounts:
        return ()
    here = f"{OPEN} AND p.account_id IN ({marks(len(accounts))})"
    return promises_where(reader, here, tuple(sorted(accounts)))


def promises_with(reader: Reader, member_id: int) -> tuple[Promise, ...]:
    """Return the promises that a member is still to keep."""
    return promises_where(reader, f"{OPEN} AND p.owner_id = ?", (member_id,))
