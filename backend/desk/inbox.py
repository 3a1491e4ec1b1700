"""The queue as a member sees it: the first screen in one snapshot, pages, single rows, arrivals, the status line."""

from collections.abc import Iterator, Sequence

from backend.desk.asking import asked
from backend.desk.session import Desk
from backend.model.actor import CONTENT_ROLES
from backend.model.clock import Micros
from backend.model.comment import QueueKey, QueueRow
from backend.model.desk import Arrivals, Board, Opening, Rows
from backend.model.triage import At
from backend.policy.query_words import FIELDS, HAS, IS
from backend.store.changes import last_seq
from backend.store.read import accounts, counts, queue
from backend.store.read.thread import view
from backend.store.reader import Reader


def query_words() -> tuple[str, ...]:
    """Return what a term of a query may be, or begin with: `is:open` whole, `author:` to be gone on with."""
    return (
        *(f"is:{word}" for word in IS),
        *(f"has:{word}" for word in HAS),
        *(f"{field}:" for field in FIELDS if field not in ("is", "has", "age")),
        "age>",
        "age<",
    )


def opening(desk: Desk, query: str, limit: int, height: int) -> Opening:
    """Read the first screen in one snapshot: status, `limit` rows, the first row's thread (about `height` around it).

    Raises QueryError for a mistake in the query, DeskError without the right to read, StoreError.
    """
    me = desk.must_read()
    now = desk.clock.now()
    with desk.reader.snapshot() as reader:
        rows = queue.page(reader, asked(desk, query), now, me.id, limit=limit)
        first = rows.rows[0].id if rows.rows else None
        thread = None if first is None else view(reader, first, now, before=height, after=height, member_id=me.id)
        return Opening(_board(reader, now, me.id), rows, thread, last_seq(reader))


def page(desk: Desk, query: str, after: QueueKey | None = None, backward: bool = False, limit: int = 100) -> Rows:
    """Return rows after a key in the queue's order, or just before it when `backward`. Raises as `opening` does."""
    me = desk.must_read()
    return queue.page(
        desk.reader, asked(desk, query), desk.clock.now(), me.id, after=after, backward=backward, limit=limit
    )


def end(desk: Desk, query: str, limit: int = 100) -> Rows:
    """Return the last rows of the queue. Raises as `opening` does."""
    me = desk.must_read()
    return queue.end(desk.reader, asked(desk, query), desk.clock.now(), me.id, limit=limit)


def refresh(desk: Desk, ids: Sequence[int]) -> list[QueueRow]:
    """Return rows as they are now, whatever became of them; those that must not be read are left out."""
    me = desk.must_read()
    rows = queue.rows(desk.reader, list(ids), desk.clock.now(), me.id)
    return [row for row in rows if me.may(row.account_id, *CONTENT_ROLES)]


def arrivals(desk: Desk, query: str, since_id: int) -> Arrivals:
    """Return what came after the comment with this key and matches. Raises as `opening` does."""
    me = desk.must_read()
    return queue.arrivals(desk.reader, asked(desk, query), desk.clock.now(), me.id, since_id)


def everything(desk: Desk, query: str, most: int = 100_000) -> Iterator[tuple[At, ...]]:
    """Yield, in the list's order and in pieces, every comment that matches, as it stands now: at most `most`.

    Raises as `opening` does.
    """
    me = desk.must_read()
    return queue.everything(desk.reader, asked(desk, query), desk.clock.now(), me.id, most)


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
