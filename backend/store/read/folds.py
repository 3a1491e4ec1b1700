"""Near-identical comments as one row: how many a row stands for, and which.

Copies meet under `comment.alike`, open ones alone. In a list they fold into the first of them in its order, as far as
they match its query; in a grouped list each group folds its own. The index `comment_alike` holds them in that order.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from backend.model.comment import CommentState, Grouping, QueueRow, Shape
from backend.model.triage import At
from backend.store.read.clause import Part
from backend.store.read.filter import Filter
from backend.store.read.placeholders import marks, pieces
from backend.store.read.walk import First, in_accounts, indexed
from backend.store.reader import Reader

MOST = 10_000
"""Copies that are acted on as one; counts stop there too."""

WITHIN = {Grouping.FLAT: (), Grouping.POST: ("post_id",), Grouping.AUTHOR: ("author_id",)}
"""What copies must have in common besides their words."""


def first_of(shape: Shape) -> First | None:
    """Return which rows of a list of this shape fold, None where none do."""
    return First(("alike", *WITHIN[shape.grouping]), "comment_alike") if shape.fold else None


def with_counts(reader: Reader, wanted: Filter, shape: Shape, rows: Sequence[QueueRow]) -> list[QueueRow]:
    """Return the rows with the number of other open ones that each stands for; none in a list that does not fold."""
    if not shape.fold or wanted.nothing or CommentState.OPEN not in wanted.states:
        return list(rows)
    ones = {_kind(row, shape): row.id for row in rows if row.family is not None}
    counts = _counts(reader, wanted, shape, list(ones.values()))
    return [_with(row, counts.get(ones.get(_kind(row, shape), 0), 0)) for row in rows]


def _kind(row: QueueRow, shape: Shape) -> tuple[object, ...]:
    return row.family, *(getattr(row, column) for column in WITHIN[shape.grouping])


def _with(row: QueueRow, count: int) -> QueueRow:
    others = count - (row.state is CommentState.OPEN)
    return replace(row, alike=others) if others > 0 else row


def _counts(reader: Reader, wanted: Filter, shape: Shape, ids: Sequence[int]) -> Mapping[int, int]:
    """Count the open rows that say what each of these says, themselves among them: once for each text."""
    copies = _copies(reader, wanted, shape)
    sql = f"SELECT k.id, (SELECT count(*) FROM (SELECT 1 {copies.sql} LIMIT {MOST}) AS f) FROM comment AS k WHERE k.id"
    return {
        key: count
        for piece in pieces(ids)
        for key, count in reader.rows(f"{sql} IN ({marks(len(piece))})", (*copies.params, *piece))
    }


def heads(reader: Reader, wanted: Filter, shape: Shape, ids: Sequence[int]) -> list[int]:
    """Return the first of the open copies of each of these comments, which are decided and stand for them no more."""
    copies = _copies(reader, wanted, shape)
    order = "ORDER BY c.urgency DESC, c.sort_at DESC, c.id DESC LIMIT 1"
    sql = f"SELECT (SELECT c.id {copies.sql} {order}) FROM comment AS k WHERE k.id"
    found = {
        row[0]
        for piece in pieces(ids)
        for row in reader.rows(f"{sql} IN ({marks(len(piece))})", (*copies.params, *piece))
    }
    return sorted(found - {None})


def copies(reader: Reader, wanted: Filter, shape: Shape, comment_id: int, limit: int = MOST) -> list[At]:
    """Return the open comments that say the same as this one (not itself), as they are now, in the queue's order."""
    if wanted.nothing:
        return []
    others = _copies(reader, wanted, shape)
    sql = (
        f"SELECT f.id, f.revision, f.state FROM comment AS k JOIN comment AS f ON f.id IN (SELECT c.id {others.sql}"
        f" AND c.id <> k.id ORDER BY c.urgency DESC, c.sort_at DESC, c.id DESC LIMIT {limit}) WHERE k.id = ?"
        " ORDER BY f.urgency DESC, f.sort_at DESC, f.id DESC"
    )
    return [At(*row) for row in reader.rows(sql, (*others.params, comment_id))]


def _copies(reader: Reader, wanted: Filter, shape: Shape) -> Part:
    """Return where the open copies of a comment `k` that match are found, `k` itself among them when it does."""
    rest = wanted.where()
    same = "".join(f" AND c.{column} = k.{column}" for column in WITHIN[shape.grouping])
    sql = (
        f"FROM comment AS c{indexed(reader, 'comment_alike')} WHERE c.state = 'open' AND c.alike = k.alike{same}"
        f"{in_accounts(wanted)}{rest.sql}"
    )
    return Part(sql, rest.params)
