"""Lists by post or by author: groups in the queue's order, and in each its open comments in that same order.

A group stands where its first row stands in the queue: the most urgent of its comments, the newest of these. Its other
rows follow there, most urgent and newest first, so that nothing urgent hides at the end of a long group. Groups are met
by walking the queue and keeping the first row of each (see `walk.First`); nothing is sorted but what is shown. A page
goes on in the group it ended in, at the place that group had when the list was entered. Only open comments are work
that can be put together: a list that holds others stays flat.
"""

from collections.abc import Sequence

from backend.model.clock import Micros
from backend.model.comment import CommentState, Group, Grouping, QueueKey, Shape
from backend.model.value import dataclass
from backend.store.read.clause import Part
from backend.store.read.filter import Filter
from backend.store.read.folds import first_of
from backend.store.read.masks import covered
from backend.store.read.walk import (
    KEYS,
    Branch,
    First,
    Span,
    compared,
    first_only,
    in_accounts,
    indexed,
    keys,
    named,
    read_keys,
    walk,
)
from backend.store.reader import Reader

FIRSTS = {
    Grouping.POST: First(("post_id",), "comment_post_queue"),
    Grouping.AUTHOR: First(("author_id",), "comment_author_queue"),
}

TITLES = {
    Grouping.POST: """
        SELECT p.id, substr(COALESCE(CASE WHEN p.own THEN p.text ELSE r.text END, ''), 1, 200),
            CASE WHEN p.own THEN '' ELSE COALESCE(NULLIF(a.name, ''), a.handle, '') END,
            CASE WHEN p.own THEN '' ELSE r.spots END
        FROM post AS p
        LEFT JOIN comment AS c ON c.account_id = p.account_id AND c.remote_id = p.remote_id
        LEFT JOIN author AS a ON a.id = c.author_id
        LEFT JOIN comment_revision AS r ON r.comment_id = c.id AND r.number = c.revision
        WHERE p.id IN""",
    Grouping.AUTHOR: "SELECT a.id, COALESCE(NULLIF(a.name, ''), a.handle), '', '' FROM author AS a WHERE a.id IN",
}


@dataclass(frozen=True, slots=True)
class Found:
    """The rows of a page in the list's order, whether there are more, and the places of their groups by key."""

    keys: tuple[QueueKey, ...]
    more: bool
    places: dict[int, QueueKey]


def is_grouped(wanted: Filter, shape: Shape) -> bool:
    """Tell whether a list of this shape is put together in groups."""
    return shape.grouping is not Grouping.FLAT and wanted.states == (CommentState.OPEN,)


def page(reader: Reader, wanted: Filter, shape: Shape, span: Span, head: QueueKey | None) -> Found:
    """Return the rows below the span's place, which stands in the group at `head`; those above it when backward."""
    walked = _Walk(reader, wanted, shape, span)
    walked.rest_of_group(head)
    while walked.left > 0 and walked.next_groups():
        pass
    more = len(walked.found) >= span.limit
    met = walked.found[: span.limit - 1]
    return Found(tuple(reversed(met)) if span.backward else tuple(met), more, walked.places)


class _Walk:
    """Collects rows until there are enough: one more than is shown tells that the list goes on."""

    def __init__(self, reader: Reader, wanted: Filter, shape: Shape, span: Span) -> None:
        self.reader, self.wanted, self.span = reader, wanted, span
        self.first = FIRSTS[shape.grouping]
        self.fold = first_of(shape)
        self.found: list[QueueKey] = []
        self.places: dict[int, QueueKey] = {}
        self._at: QueueKey | None = None  # the place of the last group met

    @property
    def left(self) -> int:
        return self.span.limit - len(self.found)

    def rest_of_group(self, head: QueueKey | None) -> None:
        """Go on in the group that the span's place stands in."""
        after = self.span.after
        if after is None:
            return
        self._at = head or after
        column = self.first.columns[0]
        key = self.reader.value(f"SELECT {column} FROM comment WHERE id = ?", (after.id,))
        if key is None:
            return
        self.places[key] = self._at
        branch = Branch(self.first.index, f"c.{column} = {key} AND c.state = 'open'{in_accounts(self.wanted)}")
        self.found += read_keys(self.reader, walk(self.reader, self.wanted, branch, self.span, self.fold))

    def next_groups(self) -> bool:
        """Meet the next groups, as many as may be needed; tell whether there are any."""
        met = keys(self.reader, self.wanted, Span(self._at, self.span.backward, self.left), self.first)
        if not met:
            return False
        self._at = met[-1]
        groups = _keys_of(self.reader, self.first, [one.id for one in met])
        members = self._members(list(groups.values()))
        for one in met:
            key = groups[one.id]
            if self.left > 0 and key not in self.places:
                self.places[key] = one
                self.found += members.get(key, ())[: self.left]
        return True

    def _members(self, groups: Sequence[int]) -> dict[int, list[QueueKey]]:
        """Return the rows of each group from the end at which it is entered, as many as may be needed."""
        column, way = self.first.columns[0], "ASC" if self.span.backward else "DESC"
        rest = self.wanted.where()
        alike = Part(in_accounts(self.wanted) + rest.sql, rest.params)
        read = dict.fromkeys((*KEYS, column, *(() if self.fold is None else compared(self.fold))))
        one = Part("1 = 1") if self.fold is None else first_only(self.reader, self.fold, alike)
        sql = f"""
            SELECT g.{column}, g.id, g.urgency, g.sort_at FROM (
                SELECT k.{column}, k.id, k.urgency, k.sort_at, row_number() OVER (
                    PARTITION BY k.{column} ORDER BY k.urgency {way}, k.sort_at {way}, k.id {way}) AS n
                FROM (SELECT {named(tuple(read))} FROM comment AS c{indexed(self.reader, self.first.index)}
                    WHERE c.{column} IN ({_listed(groups)}) AND c.state = 'open'{alike.sql}) AS k
                WHERE {one.sql}) AS g
            WHERE g.n <= ? ORDER BY g.n"""
        members: dict[int, list[QueueKey]] = {}
        for key, *place in self.reader.rows(sql, (*alike.params, *one.params, self.left)):
            members.setdefault(key, []).append(QueueKey(place[1], Micros(place[2]), place[0]))
        return members


def places(reader: Reader, wanted: Filter, grouping: Grouping, groups: Sequence[int]) -> dict[int, QueueKey]:
    """Return where these groups stand now; those without a row that matches are left out."""
    if not groups:
        return {}
    first, rest = FIRSTS[grouping], wanted.where()
    column = first.columns[0]
    sql = (
        f"SELECT t.id, (SELECT c.id FROM comment AS c{indexed(reader, first.index)}"
        f" WHERE c.{column} = t.id AND c.state = 'open'{in_accounts(wanted)}{rest.sql}"
        f" ORDER BY c.urgency DESC, c.sort_at DESC, c.id DESC LIMIT 1) FROM {grouping.value} AS t"
        f" WHERE t.id IN ({_listed(groups)})"
    )
    firsts = {key: comment_id for key, comment_id in reader.rows(sql, rest.params) if comment_id is not None}
    if not firsts:
        return {}
    found = reader.rows(f"SELECT id, urgency, sort_at FROM comment WHERE id IN ({_listed(list(firsts.values()))})")
    by_id = {key: QueueKey(urgency, Micros(sort_at), key) for key, urgency, sort_at in found}
    return {key: by_id[comment_id] for key, comment_id in firsts.items()}


def groups(reader: Reader, wanted: Filter, grouping: Grouping, places: dict[int, QueueKey]) -> tuple[Group, ...]:
    """Return what is said of these groups."""
    if not places:
        return ()
    first, rest = FIRSTS[grouping], wanted.where()
    column, listed = first.columns[0], _listed(list(places))
    sql = (
        f"SELECT c.{column}, count(*) FROM comment AS c{indexed(reader, first.index)} WHERE c.{column} IN ({listed})"
        f" AND c.state = 'open'{in_accounts(wanted)}{rest.sql} GROUP BY c.{column}"
    )
    counts: dict[int, int] = dict(reader.rows(sql, rest.params))
    told = reader.rows(f"{TITLES[grouping]} ({listed})")
    said = {key: covered(text, spots) or name for key, text, name, spots in told}
    return tuple(Group(key, place, said.get(key, ""), counts.get(key, 0)) for key, place in places.items())


def group_key(grouping: Grouping) -> str:
    """Return the name of the row's field that says which group it is in."""
    return f"{grouping.value}_id"


def _keys_of(reader: Reader, first: First, ids: Sequence[int]) -> dict[int, int]:
    column = first.columns[0]
    return dict(reader.rows(f"SELECT id, {column} FROM comment WHERE id IN ({_listed(ids)})"))


def _listed(keys: Sequence[int]) -> str:
    return ", ".join(map(str, keys))
