"""Pages of the queue: keyset windows in the one order (urgency, `sort_at`, id), newest and most urgent first."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from backend.model.clock import Micros
from backend.model.comment import (
    PLAIN,
    CommentState,
    Group,
    Inflow,
    QueueKey,
    QueueRow,
    RemoteState,
    Shape,
    Visibility,
)
from backend.model.desk import CAP, Arrivals, Rows
from backend.model.traits import about
from backend.model.triage import At
from backend.policy.query_terms import Query
from backend.store.read import groups
from backend.store.read.clause import Part
from backend.store.read.filter import Filter, make_filter
from backend.store.read.folds import copies, first_of, heads, with_counts
from backend.store.read.masks import covered, covered_media
from backend.store.read.placeholders import marks, pieces
from backend.store.read.shown import COLUMNS, HAND_NAME, JOINS, THERE, WIDTH, delivery
from backend.store.read.walk import First, Span, compared, first_only, in_accounts, keys, marked, named
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
    head: QueueKey | None = None,
    backward: bool = False,
    limit: int = 100,
    shape: Shape = PLAIN,
) -> Rows:
    """Return the rows of the list below the place `after` (None: from the top), in the list's order.

    `backward`: those just above it. `member_id` is who `mine` means. `head` is the place of the group that `after`
    stands in, where the list is grouped.
    """
    with reader.snapshot():
        wanted = make_filter(reader, query, now, member_id)
        span = Span(after, backward, limit + 1)
        found = _found(reader, wanted, shape, span, head)
        by_id = {row.id: row for row in rows(reader, [key.id for key in found.keys], now, member_id)}
        listed = with_counts(reader, wanted, shape, [by_id[key.id] for key in found.keys])
        told = groups.groups(reader, wanted, shape.grouping, found.places)
        return Rows(tuple(listed), found.more, newest_id(reader), told)


def _found(reader: Reader, wanted: Filter, shape: Shape, span: Span, head: QueueKey | None) -> groups.Found:
    if groups.is_grouped(wanted, shape):
        return groups.page(reader, wanted, shape, span, head)
    met = keys(reader, wanted, span, first_of(shape) if CommentState.OPEN in wanted.states else None)
    shown = met[: span.limit - 1]
    return groups.Found(tuple(reversed(shown) if span.backward else shown), len(met) >= span.limit, {})


def end(
    reader: Reader, query: Query, now: Micros, member_id: int | None, *, limit: int = 100, shape: Shape = PLAIN
) -> Rows:
    """Return the last rows of the list; `more` tells whether there are others above them."""
    return page(reader, query, now, member_id, backward=True, limit=limit, shape=shape)


def again(
    reader: Reader, query: Query, now: Micros, member_id: int | None, ids: Sequence[int], shape: Shape
) -> list[QueueRow]:
    """Return these comments as rows, with what each stands for in this list, whatever state they are in.

    Where one of them is decided while copies of it are open, the row that stands for these now is among them.
    """
    with reader.snapshot():
        read = rows(reader, ids, now, member_id)
        if not shape.fold:
            return read
        wanted = make_filter(reader, query, now, member_id)
        if wanted.nothing:
            return read
        left = [row.id for row in read if row.family is not None and row.state is not CommentState.OPEN]
        others = sorted(set(heads(reader, wanted, shape, left)) - set(ids))
        found = with_counts(reader, wanted, shape, [*read, *rows(reader, others, now, member_id)])
        return [replace(row, alike=0) if row.state is not CommentState.OPEN else row for row in found]


def copies_of(
    reader: Reader, query: Query, now: Micros, member_id: int | None, comment_id: int, shape: Shape
) -> list[At]:
    """Return the open comments of the list that say the same as this one, itself left out: at most `folds.MOST`."""
    with reader.snapshot():
        return copies(reader, make_filter(reader, query, now, member_id), shape, comment_id)


def rows(reader: Reader, ids: Sequence[int], now: Micros, member_id: int | None = None) -> list[QueueRow]:
    """Return these comments as rows in the queue's order, whatever state they are in; unknown keys are left out.

    `member_id` is whose answer is `mine` and whose draft is nobody else's.
    """
    found = [
        _row(row, member_id)
        for piece in pieces(ids)
        for row in reader.rows(f"{_ROWS} ({marks(len(piece))})", (_nobody(member_id), now, now, *piece))
    ]
    return sorted(found, key=lambda row: (row.key.urgency, row.key.sort_at, row.key.id), reverse=True)


def arrivals(
    reader: Reader,
    query: Query,
    now: Micros,
    member_id: int | None,
    since_id: int,
    limit: int = 200,
    *,
    shape: Shape = PLAIN,
) -> Arrivals:
    """Return the comments with a key above `since_id` that belong to the list: the newest `limit`, and how many.

    Where the list folds, of near-identical ones only the first in its order, and none that an older one stands for.
    """
    with reader.snapshot():
        since = max(since_id, newest_id(reader) - NEW_ROWS)
        wanted = make_filter(reader, query, now, member_id, since)
        whole = wanted if shape == PLAIN else make_filter(reader, query, now, member_id)
        first = first_of(shape) if CommentState.OPEN in wanted.states else None
        found = [] if wanted.nothing else _newer(reader, wanted, since, first, whole)
        read = with_counts(reader, whole, shape, rows(reader, found[:limit], now, member_id))
        return Arrivals(tuple(read), len(found), _groups_of(reader, whole, shape, read))


def _groups_of(reader: Reader, wanted: Filter, shape: Shape, read: Sequence[QueueRow]) -> tuple[Group, ...]:
    if not groups.is_grouped(wanted, shape):
        return ()
    column = groups.group_key(shape.grouping)
    found = groups.places(reader, wanted, shape.grouping, sorted({getattr(row, column) for row in read}))
    return groups.groups(reader, wanted, shape.grouping, found)


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


def _newer(reader: Reader, wanted: Filter, since: int, first: First | None, whole: Filter) -> list[int]:
    where = wanted.where()
    by_key = "" if reader.postgres else " NOT INDEXED"
    states = ", ".join(f"'{state}'" for state in wanted.states)
    source = f"FROM comment AS c{by_key} WHERE c.id > ? AND c.state IN ({states}){in_accounts(wanted)}{where.sql}"
    if first is None:
        sql, more = f"SELECT c.id {source} ORDER BY c.id DESC LIMIT ?", Part("")
    else:
        rest = whole.where()
        more = first_only(reader, first, Part(in_accounts(whole) + rest.sql, rest.params))
        sql = (
            f"SELECT k.id FROM (SELECT {named(('id', *compared(first)))} {source}) AS k WHERE {more.sql}"
            " ORDER BY k.id DESC LIMIT ?"
        )
    return [row[0] for row in reader.rows(sql, (since, *where.params, *more.params, CAP + 1))]


def _nobody(member_id: int | None) -> int:
    return -1 if member_id is None else member_id


_ANSWER = f"""
    SELECT COALESCE({HAND_NAME.format(author="h")}, '') FROM comment AS u JOIN author AS h ON h.id = u.author_id
    WHERE u.account_id = c.account_id AND u.parent_remote_id = c.remote_id AND u.own = TRUE
        AND u.remote_state <> 'deleted' AND {THERE.format(own="u")}
    ORDER BY u.id DESC LIMIT 1
"""
_ROWS = f"""
    SELECT c.urgency, c.sort_at, c.id, c.account_id, c.post_id, c.kind, c.state, c.remote_state, c.visibility, a.name,
        a.handle, substr(r.text, 1, {PREVIEW}), r.media, c.written_at,
        CASE WHEN c.state IN ('open', 'waiting') THEN c.due_at END, c.revision, c.follow_up,
        p.own, p.locked, p.ad, c.liked, a.muted, a.blocked, c.snoozed_until,
        (SELECT g.name FROM member AS g WHERE g.id = c.assigned_to),
        (SELECT m.name FROM draft AS d JOIN member AS m ON m.id = d.member_id
            WHERE d.comment_id = c.id AND d.member_id <> ? ORDER BY d.saved_at DESC LIMIT 1),
        c.author_id, c.alike, c.expired_at, a.expired_at, c.captured, CASE WHEN c.state = 'done' THEN ({_ANSWER}) END,
        (SELECT e.until FROM hold AS e WHERE e.comment_id = c.id AND e.until > ?), c.category, c.category_by, c.traits,
        r.spots, {COLUMNS}
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
    spots = row[36]
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
        text=covered(text, spots),
        media=covered_media(media, spots),
        written_at=Micros(written_at),
        due_at=due_at,
        revision=revision,
        follow_up=bool(follow_up),
        claimed_by=row[-WIDTH],
        delivery=delivery(row[-WIDTH + 1 :], member_id),
        personal=bool(spots),
        **_besides(row[17:36]),
    )


def _besides(row: tuple[Any, ...]) -> dict[str, Any]:
    own_thread, locked, ad, liked, muted, blocked, snoozed_until, assignee, drafter, author_id, alike = row[:11]
    expired_at, nameless_since, captured, answered_there, kept_until, category, category_by, traits = row[11:]
    what, by = about(category, category_by, traits)
    return {
        "drafted_by": drafter,
        "author_id": author_id,
        "family": alike,
        "own_thread": bool(own_thread),
        "locked": bool(locked),
        "ad": bool(ad),
        "liked": bool(liked),
        "muted": bool(muted),
        "blocked": bool(blocked),
        "snoozed_until": snoozed_until,
        "assigned_to": assignee,
        "expired": expired_at is not None,
        "nameless": nameless_since is not None,
        "captured": captured,
        "answered_there": answered_there,
        "kept_until": kept_until,
        "category": what,
        "category_by": by,
    }
