"""The keyset window: the part of the queue that is in memory, and a cursor bound to a comment, never to a row.

Pure: it knows no widget and no store. It says which page it wants next, and takes what came.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from tui.widgets.folds import Folds

if TYPE_CHECKING:
    from backend.model.comment import Group, QueueKey, QueueRow
    from backend.model.desk import Arrivals, Rows
    from tui.widgets.folds import Kin

KEEP = 600
"""Rows kept in memory; the far end is dropped beyond that."""

Place = tuple[int, ...]
"""Something that sorts upwards; in a grouped list the group's place comes first."""


def place(key: QueueKey) -> Place:
    """Return a key's place in the queue: urgent first, then newest first."""
    return -key.urgency, -key.sort_at, -key.id


class Spot(NamedTuple):
    """Where a row was entered: its key, and in a grouped list the place of its group."""

    key: QueueKey
    head: QueueKey | None = None


def _place_of(spot: Spot) -> Place:
    return place(spot.key) if spot.head is None else (*place(spot.head), *place(spot.key))


class Edge(NamedTuple):
    """A page that is wanted: the rows beyond `after`, or just above it; `head` is the place of the group it is in."""

    after: QueueKey
    backward: bool
    head: QueueKey | None = None


class Window:
    """Rows in the order they were entered. An acted row, or one whose urgency changed, keeps its place.

    Near-identical comments stand folded under one row; what of them is unfolded stands below it, at its place.
    """

    def __init__(self) -> None:
        self.rows: list[QueueRow] = []
        self.folds = Folds()
        self.groups: dict[int, Group] = {}
        self.above = self.below = False  # whether the list goes on beyond the rows in memory
        self.since = 0  # the newest comment when the list was entered: what has a higher key is an arrival
        self.cursor: int | None = None
        self.waiting = 0
        self._spots: list[Spot] = []  # as they were when each row was entered
        self._index: dict[int, int] = {}
        self._returned: set[int] = set()

    def enter(self, rows: Rows, *, keep: int | None = None, at_end: bool = False) -> None:
        """Show a list anew: its first page, or its last with `at_end`. The cursor stays on `keep` where it is there."""
        self.rows = list(rows.rows)
        self.groups = {one.key: one for one in rows.groups}
        self.folds.keep(())
        self._spots = [self._spot(row) for row in self.rows]
        self.above, self.below = (rows.more, False) if at_end else (False, rows.more)
        self.since, self.waiting = rows.newest_id, 0
        self._returned = set()
        self._reindex()
        ends = self.rows[-1:] if at_end else self.rows[:1]
        self.cursor = keep if keep in self._index else (ends[0].id if ends else None)

    def _spot(self, row: QueueRow) -> Spot:
        group = self.group_of(row)
        return Spot(row.key, group.place if group is not None else None)

    def group_of(self, row: QueueRow) -> Group | None:
        """Return the group a row stands in, None in a flat list."""
        return self.groups.get(getattr(row, self.folds.by)) if self.folds.by and self.groups else None

    def _take_groups(self, groups: Iterable[Group]) -> None:
        """Learn of groups; one that is known keeps the place at which it was entered."""
        from dataclasses import replace

        for one in groups:
            known = self.groups.get(one.key)
            self.groups[one.key] = one if known is None else replace(one, place=known.place)

    def _reindex(self) -> None:
        self._index = {row.id: at for at, row in enumerate(self.rows)}

    def at(self, comment_id: int | None) -> int | None:
        """Return the index of a comment, None when it is not in the window."""
        return self._index.get(comment_id) if comment_id is not None else None

    @property
    def index(self) -> int:
        """The cursor's index; 0 in an empty list."""
        return self.at(self.cursor) or 0

    @property
    def current(self) -> QueueRow | None:
        """The row under the cursor."""
        return self.rows[self.index] if self.rows else None

    def __contains__(self, comment_id: object) -> bool:
        return comment_id in self._index

    def move(self, step: int) -> bool:
        """Move the cursor by so many rows, as far as there are any. Tells whether it moved."""
        if not self.rows:
            return False
        before = self.cursor
        self.cursor = self.rows[max(0, min(len(self.rows) - 1, self.index + step))].id
        return self.cursor != before

    def next_open(self) -> int | None:
        """Return the next comment still to be decided: below the cursor first, then the nearest above it."""
        from backend.model.comment import CommentState

        here = self.index
        around = (*self.rows[here + 1 :], *reversed(self.rows[:here]))
        return next((row.id for row in around if row.state is CommentState.OPEN), None)

    def wants(self, margin: int) -> Edge | None:
        """Return the page to fetch now: the cursor is nearer than `margin` rows to an end that goes on."""
        if not self.rows:
            return None
        if self.below and len(self.rows) - self.index <= margin:
            return Edge(self._spots[-1].key, False, self._spots[-1].head)
        if self.above and self.index < margin:
            return Edge(self._spots[0].key, True, self._spots[0].head)
        return None

    def grow(self, rows: Rows, edge: Edge) -> None:
        """Take a page that was wanted. Rows that came in between by another way are not doubled."""
        self._take_groups(rows.groups)
        heads = self.folds.heads(self.rows)
        new = [row for row in rows.rows if row.id not in self._index and self.folds.kin(row) not in heads]
        if self.groups:  # a group that has moved since it was entered stays where it was
            end = _place_of(Spot(edge.after, edge.head))
            new = [row for row in new if (_place_of(self._spot(row)) < end) is edge.backward]
        spots = [self._spot(row) for row in new]
        if edge.backward:
            self.rows[:0], self._spots[:0] = new, spots
            self.above = rows.more
        else:
            self.rows += new
            self._spots += spots
            self.below = rows.more
        self._reindex()
        self._drop_far_end(backward=edge.backward)

    def _drop_far_end(self, *, backward: bool) -> None:
        extra = len(self.rows) - KEEP
        if extra <= 0:
            return
        if backward:
            extra = min(extra, len(self.rows) - self.index - 100)
        else:
            extra = min(extra, self.index - 100)
        if extra <= 0:
            return
        gone = slice(len(self.rows) - extra, None) if backward else slice(0, extra)
        del self.rows[gone]
        del self._spots[gone]
        self.below, self.above = (True, self.above) if backward else (self.below, True)
        self._reindex()
        self.folds.keep(self._index)

    def update(self, fresh: Iterable[QueueRow]) -> list[int]:
        """Put newer readings in the places of the old ones. Returns the comments that look different now."""
        changed = []
        for row in fresh:
            at = self._index.get(row.id)
            if at is not None and self.rows[at] != row:
                self.rows[at] = row
                changed.append(row.id)
        return changed

    # -- what is folded

    def unfold(self, comment_id: int, rows: Iterable[QueueRow]) -> None:
        """Show what is folded under a row, below it. Nothing above moves."""
        at = self.at(comment_id)
        if at is None:
            return
        new = [row for row in rows if row.id not in self._index]
        self.rows[at + 1 : at + 1] = new
        self._spots[at + 1 : at + 1] = [self._spots[at]] * len(new)
        self.folds.under.update(dict.fromkeys((row.id for row in new), comment_id))
        self._reindex()

    def fold(self, comment_id: int) -> bool:
        """Fold again what was unfolded under a row, or around one of these. Tells whether there was anything."""
        head, gone = self.folds.around(comment_id)
        if not gone or head not in self._index:
            return False
        if self.cursor in gone:
            self.cursor = head
        kept = [at for at, row in enumerate(self.rows) if row.id not in gone]
        self.rows, self._spots = [self.rows[at] for at in kept], [self._spots[at] for at in kept]
        self._reindex()
        self.folds.keep(self._index)
        return True

    def _raised(self, row: QueueRow, heads: Mapping[Kin, int]) -> bool:
        """Count a row with the one it is folded under; tell whether there is one."""
        from dataclasses import replace

        kin = self.folds.kin(row)
        head = heads.get(kin) if kin is not None else None
        if head is None or head == row.id:
            return False
        at = self._index[head]
        if row.alike > self.rows[at].alike:
            self.rows[at] = replace(self.rows[at], alike=row.alike)
        return True

    # -- what comes

    def admit(self, came: Arrivals) -> int:
        """Let in what came since the list was entered where nothing at or above the cursor moves; count the rest.

        Returns how many rows entered now.
        """
        self._take_groups(came.groups)
        heads = self.folds.heads(self.rows)
        folded = {row.id for row in came.rows if row.id not in self._index and self._raised(row, heads)}
        new = [row for row in came.rows if row.id not in folded]
        entered = sum(self._let_in(row) for row in new if row.id not in self._index)
        shown = sum(row.id in self._index for row in new)
        beyond = sum(row.id not in self._index and self._beyond(_place_of(self._spot(row))) for row in new)
        self.waiting = max(0, came.total - len(folded) - shown - beyond) + len(self._returned)
        return entered

    def back(self, rows: Sequence[QueueRow]) -> int:
        """Let in older comments that are open again, in the same manner. Returns how many entered now."""
        from backend.model.comment import CommentState

        entered, heads = 0, self.folds.heads(self.rows)
        for row in rows:
            if row.id in self._index or row.id > self.since or self._beyond(_place_of(self._spot(row))):
                continue
            if self._raised(row, heads):
                continue
            if row.state is not CommentState.OPEN:
                self._forget(row.id)
            elif self._let_in(row):
                entered += 1
                self._forget(row.id)
            elif row.id not in self._returned:
                self._returned.add(row.id)
                self.waiting += 1
        return entered

    def _forget(self, comment_id: int) -> None:
        if comment_id in self._returned:
            self._returned.discard(comment_id)
            self.waiting = max(0, self.waiting - 1)

    def _beyond(self, where: Place) -> bool:
        """Tell whether a place lies past the loaded rows, where paging will find it."""
        return bool(self.rows) and (
            (self.below and where > _place_of(self._spots[-1])) or (self.above and where < _place_of(self._spots[0]))
        )

    def _let_in(self, row: QueueRow) -> bool:
        spot = self._spot(row)
        where = _place_of(spot)
        if self.rows and (self._beyond(where) or where < _place_of(self._spots[self.index])):
            return False
        at = bisect_right(self._spots, where, lo=self.index + 1 if self.rows else 0, key=_place_of)
        self.rows.insert(at, row)
        self._spots.insert(at, spot)
        self._reindex()
        if self.cursor is None:
            self.cursor = row.id
        return True
