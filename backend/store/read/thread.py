"""A window on a thread around one comment: its line of parents, our answers, its neighbours; the rest is folded.

Everything is found by keyset in (`sort_at`, id), and what is left out is counted from the index alone (a tenth of a
microsecond each), so that a thread of 20,000 comments opens as fast as one of 20. There are at most two folds: what
lies before the neighbours and what lies after them. `Fold.after_id` says which: the negative key of the comment before
which it lies, or the key of the one after which it does.
"""

from collections.abc import Mapping, Sequence

from backend.model.clock import Micros
from backend.model.comment import CommentState, Fold, ThreadItem, ThreadView
from backend.model.value import dataclass
from backend.store.read import talk
from backend.store.read.clause import Part
from backend.store.read.holds import hold_of
from backend.store.read.placeholders import marks
from backend.store.read.thread_order import drawn, with_depths
from backend.store.read.thread_rows import Focus, focus, items, post
from backend.store.reader import Reader

LINE = 40
"""Parents shown above a comment, the nearest."""

ANSWERS = 20
"""Answers of ours shown to a comment and its line of parents, the newest."""

Spot = tuple[int, int]
"""A comment's place in its thread: (`sort_at`, id)."""

FIRST: Spot = (-(2**62), 0)
LAST: Spot = (2**62, 0)


@dataclass(frozen=True, slots=True)
class Shown:
    """What of a thread is shown: the run of neighbours in time; parents and answers of ours, wherever they are."""

    near: tuple[Spot, ...]
    kin: tuple[Spot, ...]

    @property
    def spots(self) -> list[Spot]:
        """The places of all that is shown, in the order of time."""
        return sorted({*self.near, *self.kin})

    @property
    def keys(self) -> list[int]:
        """The keys of all that is shown."""
        return [key for _, key in self.spots]


def view(
    reader: Reader, comment_id: int, now: Micros, *, before: int = 30, after: int = 30, member_id: int | None = None
) -> ThreadView | None:
    """Return the thread around a comment, with so many neighbours in time on each side; None for an unknown comment.

    `member_id` is whose answers are `mine`.
    """
    with reader.snapshot():
        at = focus(reader, comment_id)
        if at is None:
            return None
        shown = _shown(reader, at, before, after)
        deep = with_depths(items(reader, shown.keys, now, member_id), at.hidden_root)
        first, last = shown.near[0], shown.near[-1]
        spans = [(FIRST, first, -first[1]), (last, LAST, last[1])]
        earlier, later = _folds(reader, at, spans, _known(shown, deep))
        total = len(deep) + sum(fold.count for fold in (earlier, later) if fold)
        here = (at.sort_at, at.id)
        return ThreadView(
            comment_id=comment_id,
            account_id=at.account_id,
            post=post(reader, at, total),
            items=(*_maybe(earlier), *drawn(deep), *_maybe(later)),
            position=sum(spot <= here for spot in shown.spots) + (earlier.count if earlier else 0),
            total=total,
            open=sum(item.state is CommentState.OPEN for item in deep.values())
            + sum(fold.open for fold in (earlier, later) if fold),
            complete_since=at.complete_since,
            notes=talk.notes(reader, comment_id),
            referral=talk.referral(reader, comment_id),
            hold=hold_of(reader, comment_id, now),
        )


def more(
    reader: Reader,
    comment_id: int,
    after_id: int | None,
    now: Micros,
    limit: int = 50,
    *,
    before: int = 30,
    after: int = 30,
    member_id: int | None = None,
) -> tuple[ThreadItem | Fold, ...]:
    """Unfold: return what the fold `after_id` in `view` of the same comment hides, the nearest first to come.

    At most `limit` comments, and a fold for what is left on the far side of them. None stands for the thread's start.
    `before` and `after` need not be those of the view: they only tell how deep the comments stand.
    """
    with reader.snapshot():
        at = focus(reader, comment_id)
        if at is None:
            return ()
        shown = _shown(reader, at, before, after)
        backward = after_id is not None and after_id < 0
        edge = FIRST if after_id is None else _spot_of(reader, at, abs(after_id))
        start, end = (FIRST, edge) if backward else (edge, LAST)
        found = _between(reader, at, start, end, limit, skipped=shown.kin, backward=backward)
        if not found:
            return ()
        deep = with_depths(items(reader, [*shown.keys, *(key for _, key in found)], now, member_id), at.hidden_root)
        out = drawn({key: deep[key] for _, key in found})
        span = (FIRST, found[0], -found[0][1]) if backward else (found[-1], LAST, found[-1][1])
        (rest,) = _folds(reader, at, [span], _known(shown, deep))
        return (*_maybe(rest), *out) if backward else (*out, *_maybe(rest))


def _maybe(fold: Fold | None) -> tuple[Fold, ...]:
    return () if fold is None else (fold,)


def _known(shown: Shown, deep: Mapping[int, ThreadItem]) -> list[tuple[Spot, bool]]:
    """Return the parents and answers of ours, and whether each is open: no fold hides them."""
    return [(spot, deep[spot[1]].state is CommentState.OPEN) for spot in shown.kin]


def _shown(reader: Reader, at: Focus, before: int, after: int) -> Shown:
    here = (at.sort_at, at.id)
    line = _line(reader, at)
    own = _answers(reader, at, [at.remote_id, *(remote_id for _, remote_id in line)])
    near = (
        *_between(reader, at, FIRST, here, before, backward=True),
        here,
        *_between(reader, at, here, LAST, after),
    )
    kin = {*own, *(spot for spot, _ in line)}
    return Shown(near, tuple(spot for spot in sorted(kin) if spot[1] != at.hidden_root))


def _line(reader: Reader, at: Focus) -> list[tuple[Spot, str]]:
    """Return the parents upwards, the nearest first, with their remote ids."""
    if at.parent_id is None:
        return []
    sql = """
        WITH RECURSIVE line (id, sort_at, remote_id, parent_id, step) AS (
            SELECT id, sort_at, remote_id, parent_id, 1 FROM comment WHERE id = ? AND post_id = ?
            UNION ALL
            SELECT c.id, c.sort_at, c.remote_id, c.parent_id, line.step + 1
            FROM line JOIN comment AS c ON c.id = line.parent_id
            WHERE line.step < ? AND c.post_id = ?)
        SELECT id, sort_at, remote_id FROM line ORDER BY step"""
    rows = reader.rows(sql, (at.parent_id, at.post_id, LINE, at.post_id))
    return [((sort_at, key), remote_id) for key, sort_at, remote_id in rows]


def _answers(reader: Reader, at: Focus, remote_ids: Sequence[str]) -> list[Spot]:
    rows = reader.rows(
        "SELECT sort_at, id FROM comment"
        f" WHERE account_id = ? AND parent_remote_id IN ({marks(len(remote_ids))}) AND own = TRUE AND post_id = ?"
        " ORDER BY id DESC LIMIT ?",
        (at.account_id, *remote_ids, at.post_id, ANSWERS),
    )
    return [(sort_at, key) for sort_at, key in rows]


def _spot_of(reader: Reader, at: Focus, comment_id: int) -> Spot:
    row = reader.one("SELECT sort_at, id FROM comment WHERE id = ? AND post_id = ?", (comment_id, at.post_id))
    return (row[0], row[1]) if row else LAST


def _within(at: Focus, start: Spot, end: Spot) -> Part:
    """Return what a comment of the thread between two places fulfils; a root drawn as the post is left out."""
    sql = "post_id = ? AND (sort_at, id) > (?, ?) AND (sort_at, id) < (?, ?)"
    values = (at.post_id, *start, *end)
    return Part(f"{sql} AND id <> ?", (*values, at.hidden_root)) if at.hidden_root else Part(sql, values)


def _between(
    reader: Reader,
    at: Focus,
    start: Spot,
    end: Spot,
    limit: int,
    *,
    skipped: Sequence[Spot] = (),
    backward: bool = False,
) -> list[Spot]:
    """Return the places between two but for those skipped, at most `limit` from the start (or, backward, the end)."""
    way = "DESC" if backward else "ASC"
    within = _within(at, start, end)
    but = f" AND id NOT IN ({marks(len(skipped))})" if skipped else ""
    rows = reader.rows(
        f"SELECT sort_at, id FROM comment WHERE {within.sql}{but} ORDER BY sort_at {way}, id {way} LIMIT ?",
        (*within.params, *(key for _, key in skipped), limit),
    )
    return sorted((sort_at, key) for sort_at, key in rows)


def _folds(
    reader: Reader, at: Focus, spans: Sequence[tuple[Spot, Spot, int]], known: Sequence[tuple[Spot, bool]]
) -> list[Fold | None]:
    """Return what each span (from, to, `after_id`) hides, None where it is nothing; `known` ones are shown anyway."""
    ranges = [_within(at, start, end) for start, end, _ in spans]
    sql = " UNION ALL ".join(
        f"SELECT {number}, count(*), count(*) FILTER (WHERE state = 'open') FROM comment WHERE {one.sql}"
        for number, one in enumerate(ranges)
    )
    rows = sorted(reader.rows(sql, [value for one in ranges for value in one.params]))
    return [_fold(spans[number], many, open_, known) for number, many, open_ in rows]


def _fold(span: tuple[Spot, Spot, int], many: int, open_: int, known: Sequence[tuple[Spot, bool]]) -> Fold | None:
    start, end, after_id = span
    inside = [is_open for spot, is_open in known if start < spot < end]
    hidden = many - len(inside)
    return Fold(hidden, open_ - sum(inside), after_id) if hidden else None
