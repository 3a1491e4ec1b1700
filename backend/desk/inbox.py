"""The queue as a member sees it: the first screen in one snapshot, pages, single rows, arrivals, the status line."""

from collections.abc import Sequence

from backend.desk.session import Desk
from backend.model.actor import CONTENT_ROLES
from backend.model.clock import Micros
from backend.model.comment import QueueKey, QueueRow
from backend.model.desk import Arrivals, Board, Opening, Rows
from backend.policy.query import parse
from backend.policy.query_terms import OnAccount, Query
from backend.store.changes import last_seq
from backend.store.read import accounts, counts, queue
from backend.store.read.thread import view
from backend.store.reader import Reader


def opening(desk: Desk, query: str, limit: int, height: int) -> Opening:
    """Read the first screen in one snapshot: status, `limit` rows, the first row's thread (about `height` around it).

    Raises QueryError for a mistake in the query, DeskError without the right to read, StoreError.
    """
    me = desk.must_read()
    now = desk.clock.now()
    with desk.reader.snapshot() as reader:
        rows = queue.page(reader, _asked(desk, query), now, me.id, limit=limit)
        first = rows.rows[0].id if rows.rows else None
        thread = None if first is None else view(reader, first, now, before=height, after=height, member_id=me.id)
        return Opening(_board(reader, now, me.id), rows, thread, last_seq(reader))


def page(desk: Desk, query: str, after: QueueKey | None = None, backward: bool = False, limit: int = 100) -> Rows:
    """Return rows after a key in the queue's order, or just before it when `backward`. Raises as `opening` does."""
    me = desk.must_read()
    return queue.page(
        desk.reader, _asked(desk, query), desk.clock.now(), me.id, after=after, backward=backward, limit=limit
    )


def end(desk: Desk, query: str, limit: int = 100) -> Rows:
    """Return the last rows of the queue. Raises as `opening` does."""
    me = desk.must_read()
    return queue.end(desk.reader, _asked(desk, query), desk.clock.now(), me.id, limit=limit)


def refresh(desk: Desk, ids: Sequence[int]) -> list[QueueRow]:
    """Return rows as they are now, whatever became of them; those that must not be read are left out."""
    me = desk.must_read()
    rows = queue.rows(desk.reader, list(ids), desk.clock.now(), me.id)
    return [row for row in rows if me.may(row.account_id, *CONTENT_ROLES)]


def arrivals(desk: Desk, query: str, since_id: int) -> Arrivals:
    """Return what came after the comment with this key and matches. Raises as `opening` does."""
    me = desk.must_read()
    return queue.arrivals(desk.reader, _asked(desk, query), desk.clock.now(), me.id, since_id)


def board(desk: Desk) -> Board:
    """Return what the status line speaks of. It holds no comments: every member may see it."""
    with desk.reader.snapshot() as reader:
        return _board(reader, desk.clock.now(), desk.me.id)


def _board(reader: Reader, now: Micros, member_id: int) -> Board:
    return Board(
        tuple(accounts.accounts(reader)),
        accounts.worker_status(reader, now),
        counts.counts(reader, now, member_id),
    )


def _asked(desk: Desk, text: str) -> Query:
    """Read a query, and keep to the accounts whose comments the member may read."""
    query = parse(text)
    allowed = {where for where, role in desk.me.roles if role in CONTENT_ROLES}
    if None in allowed:
        return query
    barred = [one.short_name for one in accounts.accounts(desk.reader) if one.id not in allowed]
    return Query(query.terms + tuple(OnAccount(name, negated=True) for name in barred))
