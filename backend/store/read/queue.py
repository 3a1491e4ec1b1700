"""Pages of the queue: keyset windows in the one order (urgency, `sort_at`, id), newest and most urgent first."""

from collections.abc import Iterator, Sequence
from typing import Any

from backend.model.clock import Micros
from backend.model.comment import CommentState, Inflow, QueueKey, QueueRow, RemoteState, Visibility
from backend.model.desk import CAP, Arrivals, Rows
from backend.model.triage import At
from backend.policy.query_terms import Query
from backend.store.codec import load_media
from backend.store.read.filter import Filter, make_filter
from backend.store.read.placeholders import marks, pieces
from backend.store.read.shown import COLUMNS, JOINS, WIDTH, delivery
from backend.store.read.walk import Span, keys, marked
from backend.store.reader import Reader

PREVIEW = 400
"""Characters of the text that a row carries."""

PIECE = 25_000
"""Comments that are marked at once: a fraction of a second."""

NEW_ROWS = 20_000
"""How far back arrivals are looked for: whoever has missed more enters the list anew."""


def page(
    reader: Reader,
    query: Query,
    now: Micros,
    member_id: int | None,
    *,
    after: QueueKey | None = None,
    backward: bool = False,
    limit: int = 100,
) -> Rows:
    """Return the rows of the list below the place `after` (None: from the top), in the list's order.

    `backward`: those just above it. `member_id` is who `mine` means.
    """
    with reader.snapshot():
        wanted = make_filter(reader, query, now, member_id)
        found = keys(reader, wanted, Span(after, backward, limit + 1))
        shown = rows(reader, [key.id for key in found[:limit]], now, member_id)
        return Rows(tuple(shown), len(found) > limit, newest_id(reader))


def end(reader: Reader, query: Query, now: Micros, member_id: int | None, *, limit: int = 100) -> Rows:
    """Return the last rows of the list; `more` tells whether there are others above them."""
    return page(reader, query, now, member_id, backward=True, limit=limit)


def rows(reader: Reader, ids: Sequence[int], now: Micros, member_id: int | None = None) -> list[QueueRow]:
    """Return these comments as rows in the queue's order, whatever state they are in; unknown keys are left out.

    `member_id` is whose answer is `mine` and whose draft is nobody else's.
    """
    found = [
        _row(row, member_id)
        for piece in pieces(ids)
        for row in reader.rows(f"{_ROWS} ({marks(len(piece))})", (_nobody(member_id), now, *piece))
    ]
    return sorted(found, key=lambda row: (row.key.urgency, row.key.sort_at, row.key.id), reverse=True)


def arrivals(
    reader: Reader, query: Query, now: Micros, member_id: int | None, since_id: int, limit: int = 200
) -> Arrivals:
    """Return the comments with a key above `since_id` that belong to the list: the newest `limit`, and how many."""
    with reader.snapshot():
        since = max(since_id, newest_id(reader) - NEW_ROWS)
        wanted = make_filter(reader, query, now, member_id, since)
        found = [] if wanted.nothing else _newer(reader, wanted, since)
        return Arrivals(tuple(rows(reader, found[:limit], now, member_id)), len(found))


def everything(
    reader: Reader, query: Query, now: Micros, member_id: int | None, most: int, piece: int = PIECE
) -> Iterator[tuple[At, ...]]:
    """Yield, in the list's order, `piece` at a time, what matches and how it stands: at most `most` comments.

    Each piece is read for itself: what comes or changes in between may be met or missed, and its revision tells.
    """
    wanted = make_filter(reader, query, now, member_id)
    after: QueueKey | None = None
    while most > 0:
        found = marked(reader, wanted, Span(after, False, min(piece, most)))
        if found:
            yield tuple(At(key.id, revision, state.value, account) for key, revision, state, account in found)
        if len(found) < piece:
            return
        most -= len(found)
        after = found[-1][0]


def newest_id(reader: Reader) -> int:
    """Return the highest comment key, 0 in an empty store."""
    return int(reader.value("SELECT max(id) FROM comment") or 0)


def _newer(reader: Reader, wanted: Filter, since: int) -> list[int]:
    where = wanted.where()
    by_key = "" if reader.postgres else " NOT INDEXED"
    states = ", ".join(f"'{state}'" for state in wanted.states)
    accounts = wanted.accounts
    of_accounts = "" if accounts is None else f" AND c.account_id IN ({', '.join(map(str, accounts))})"
    sql = (
        f"SELECT c.id FROM comment AS c{by_key} WHERE c.id > ? AND c.state IN ({states}){of_accounts}{where.sql}"
        " ORDER BY c.id DESC LIMIT ?"
    )
    return [row[0] for row in reader.rows(sql, (since, *where.params, CAP + 1))]


def _nobody(member_id: int | None) -> int:
    return -1 if member_id is None else member_id


_ROWS = f"""
    SELECT c.urgency, c.sort_at, c.id, c.account_id, c.post_id, c.kind, c.state, c.remote_state, c.visibility, a.name,
        a.handle, substr(r.text, 1, {PREVIEW}), r.media, c.written_at, c.due_at, c.revision, c.follow_up,
        p.own, p.locked, c.liked, a.muted, a.blocked, c.snoozed_until,
        (SELECT g.name FROM member AS g WHERE g.id = c.assigned_to),
        (SELECT m.name FROM draft AS d JOIN member AS m ON m.id = d.member_id
            WHERE d.comment_id = c.id AND d.member_id <> ? ORDER BY d.saved_at DESC LIMIT 1),
        {COLUMNS}
    FROM comment AS c
    JOIN author AS a ON a.id = c.author_id
    JOIN post AS p ON p.id = c.post_id
    LEFT JOIN comment_revision AS r ON r.comment_id = c.id AND r.number = c.revision
    {JOINS}
    WHERE c.id IN
"""


def _row(row: tuple[Any, ...], member_id: int | None) -> QueueRow:
    urgency, sort_at, key, account_id, post_id, kind, state, remote_state, visibility, name, handle = row[:11]
    text, media, written_at, due_at, revision, follow_up = row[11:17]
    own_thread, locked, liked, muted, blocked, snoozed_until, assignee, drafter = row[17:25]
    return QueueRow(
        key=QueueKey(urgency, Micros(sort_at), key),
        account_id=account_id,
        post_id=post_id,
        kind=Inflow(kind),
        state=CommentState(state),
        remote_state=RemoteState(remote_state),
        visibility=Visibility(visibility),
        author=name or handle,
        handle=handle,
        text=text or "",
        media=load_media(media or "[]"),
        written_at=Micros(written_at),
        due_at=due_at,
        revision=revision,
        follow_up=bool(follow_up),
        claimed_by=row[-WIDTH],
        drafted_by=drafter,
        delivery=delivery(row[-WIDTH + 1 :], member_id),
        own_thread=bool(own_thread),
        locked=bool(locked),
        liked=bool(liked),
        muted=bool(muted),
        blocked=bool(blocked),
        snoozed_until=snoozed_until,
        assigned_to=assignee,
    )
