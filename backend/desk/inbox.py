"""The queue as a member sees it: the first screen in one snapshot, pages, single rows, arrivals, the status line."""

from collections.abc import Iterator, Sequence

from backend.desk.asking import asked
from backend.desk.session import Desk
from backend.model.account import Account, HealthState
from backend.model.actor import CONTENT_ROLES
from backend.model.clock import Micros
from backend.model.comment import PLAIN, QueueKey, QueueRow, Shape
from backend.model.desk import Arrivals, Board, Opening, Rows
from backend.model.reason import Reason
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
        "likes>",
        "likes<",
    )


def opening(desk: Desk, query: str, limit: int, height: int, shape: Shape = PLAIN) -> Opening:
    """Read the first screen in one snapshot: status, `limit` rows, the first row's thread (about `height` around it).

    Raises QueryError for a mistake in the query, DeskError without the right to read, StoreError.
    """
    me = desk.must_read()
    now = desk.clock.now()
    with desk.reader.snapshot() as reader:
        rows = queue.page(reader, asked(desk, query), now, me.id, limit=limit, shape=shape)
        first = rows.rows[0].id if rows.rows else None
        thread = None if first is None else view(reader, first, now, before=height, after=height, member_id=me.id)
        return Opening(_board(reader, now, me.id), rows, thread, last_seq(reader))


def page(
    desk: Desk,
    query: str,
    after: QueueKey | None = None,
    backward: bool = False,
    limit: int = 100,
    *,
    head: QueueKey | None = None,
    shape: Shape = PLAIN,
) -> Rows:
    """Return rows after a key in the list's order, or just before it when `backward`. Raises as `opening` does.

    `head` is the place of the group that `after` stands in, as it was shown, in a grouped list.
    """
    me = desk.must_read()
    wanted, now = asked(desk, query), desk.clock.now()
    return queue.page(
        desk.reader, wanted, now, me.id, after=after, head=head, backward=backward, limit=limit, shape=shape
    )


def end(desk: Desk, query: str, limit: int = 100, shape: Shape = PLAIN) -> Rows:
    """Return the last rows of the list. Raises as `opening` does."""
    me = desk.must_read()
    return queue.end(desk.reader, asked(desk, query), desk.clock.now(), me.id, limit=limit, shape=shape)


def refresh(desk: Desk, ids: Sequence[int], query: str = "", shape: Shape = PLAIN) -> list[QueueRow]:
    """Return rows as they are now, whatever became of them; those that must not be read are left out.

    In a list that folds they carry what each stands for in it; see `queue.again`.
    """
    me = desk.must_read()
    rows = queue.again(desk.reader, asked(desk, query), desk.clock.now(), me.id, list(ids), shape)
    return [row for row in rows if me.may(row.account_id, *CONTENT_ROLES)]


def copies(desk: Desk, comment_id: int, query: str, shape: Shape) -> list[At]:
    """Return the open comments of a list that say the same as this one and are shown as one row with it.

    Itself left out; at most 10,000, in the queue's order: what a verb on the row means besides the comment itself.
    Raises as `opening` does.
    """
    me = desk.must_read()
    return queue.copies_of(desk.reader, asked(desk, query), desk.clock.now(), me.id, comment_id, shape)


def unfolded(desk: Desk, comment_id: int, query: str, shape: Shape, limit: int = 100) -> list[QueueRow]:
    """Return the first `limit` of these as rows. Raises as `opening` does."""
    me = desk.must_read()
    with desk.reader.snapshot() as reader:
        found = copies(desk, comment_id, query, shape)[:limit]
        return queue.rows(reader, [one.comment_id for one in found], desk.clock.now(), me.id)


def arrivals(desk: Desk, query: str, since_id: int, shape: Shape = PLAIN) -> Arrivals:
    """Return what came after the comment with this key and matches. Raises as `opening` does."""
    me = desk.must_read()
    return queue.arrivals(desk.reader, asked(desk, query), desk.clock.now(), me.id, since_id, shape=shape)


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
    found = accounts.accounts_now(reader, now)
    return Board(
        tuple(found),
        accounts.worker_status(reader, now),
        counts.counts(reader, now, member_id),
        _mending(reader, [one for one in found if one.health.state is HealthState.NEEDS_LOGIN]),
    )


def _mending(reader: Reader, locked_out: Sequence[Account]) -> dict[int, Reason]:
    """Say of each of these accounts who can give it a login. Costs nothing while none of them needs one."""
    if not locked_out:
        return {}
    from backend.model.health import mending
    from backend.store.read.health import logins

    held = logins(reader, [one.id for one in locked_out])
    return {one.id: mending(one, held[one.id]) for one in locked_out}
