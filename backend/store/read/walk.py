"""Keys of the comments that a query finds, in the queue's order, however many comments there are.

Two ways. *Walking*: each state (and account) has an index in the queue's order; it is walked from a place until enough
rows match, and several are merged. *Gathering*: a term that an index answers with few rows (a rare word, an author, my
claims) gives their keys, and they are sorted. Neither database chooses well by itself (SQLite knows no numbers,
PostgreSQL takes a rare word for a common one), so the keys of each such term are asked for first, as far as `FEW`. On
SQLite the index to walk is named as well.

Either way only the *first* of rows that have something in common can be met (`First`): a row is kept when the first
entry of an index that holds its like, in the queue's order, is the row itself. That costs one look into that index for
each row passed (half a microsecond), and never a sort.
"""

from collections.abc import Sequence

from backend.model.clock import Micros
from backend.model.comment import CommentState, QueueKey
from backend.model.value import dataclass
from backend.store.read.filter import Clause, Filter, Part
from backend.store.reader import Reader

FEW = 2000
"""Rows up to which gathering and sorting costs less than any walk can."""

MERGED = 100
"""Most indexes walked at once: SQLite takes 500 parts in a compound SELECT."""

KEYS = "c.id, c.urgency, c.sort_at"


@dataclass(frozen=True, slots=True)
class Span:
    """Where in the order to look: after a place (None: from the top), or with `backward` before it (from the end)."""

    after: QueueKey | None
    backward: bool
    limit: int

    @property
    def order(self) -> str:
        """The order in which rows are met."""
        way = "ASC" if self.backward else "DESC"
        return f"urgency {way}, sort_at {way}, id {way}"

    @property
    def bound(self) -> Part:
        """What a row must fulfil to lie in the span."""
        if self.after is None:
            return Part("")
        sign = ">" if self.backward else "<"
        place = (self.after.urgency, self.after.sort_at, self.after.id)
        return Part(f" AND (c.urgency, c.sort_at, c.id) {sign} (?, ?, ?)", place)


@dataclass(frozen=True, slots=True)
class First:
    """Of the open rows that agree in `columns` only the first in the queue's order is met; `index` holds them so.

    Rows in another state, and those without a value in the first column, are always met.
    """

    columns: tuple[str, ...]
    index: str


def keys(reader: Reader, wanted: Filter, span: Span, first: First | None = None) -> list[QueueKey]:
    """Return at most `span.limit` keys in the order they are met; with `first` only such rows."""
    if wanted.nothing:
        return []
    return read_keys(reader, select_keys(reader, wanted, span, first))


def read_keys(reader: Reader, found: Part) -> list[QueueKey]:
    """Run a SELECT of `select_keys`."""
    return [QueueKey(urgency, Micros(sort_at), key) for key, urgency, sort_at in reader.rows(found.sql, found.params)]


def select_keys(reader: Reader, wanted: Filter, span: Span, first: First | None = None) -> Part:
    """Return the SELECT of `keys`."""
    fewest = _fewest(reader, wanted)
    if fewest is not None:
        return _gather(reader, wanted, *fewest, span, first)
    parts = [walk(reader, wanted, branch, span, first) for branch in _branches(wanted)]
    if len(parts) == 1:
        return parts[0]
    union = " UNION ALL ".join(f"SELECT * FROM ({part.sql}) AS b{number}" for number, part in enumerate(parts))
    values = tuple(value for part in parts for value in part.params)
    return Part(f"SELECT * FROM ({union}) AS b ORDER BY {span.order} LIMIT ?", (*values, span.limit))


def count(reader: Reader, wanted: Filter, most: int) -> int:
    """Count the rows that match, stopping at `most`."""
    if wanted.nothing:
        return 0
    found = select_keys(reader, wanted, Span(None, False, most))
    return int(reader.value(f"SELECT count(*) FROM ({found.sql}) AS f", found.params))


def _fewest(reader: Reader, wanted: Filter) -> tuple[Clause, list[int]] | None:
    """Return the term that names the fewest rows, and their keys, if they are few."""
    best = None
    most = FEW + 1
    for clause in wanted.clauses:
        if clause.source is not None:
            found = reader.rows(f"{clause.source.sql} LIMIT {most}", clause.source.params)
            if len(found) < most:
                best, most = (clause, [row[0] for row in found]), len(found)
    return best


def _gather(
    reader: Reader, wanted: Filter, clause: Clause, ids: Sequence[int], span: Span, first: First | None
) -> Part:
    rest, bound = wanted.where(without=clause), span.bound
    by_key = "" if reader.postgres else " NOT INDEXED"
    named = f"c.id IN ({', '.join(map(str, ids)) or 'NULL'})"
    source = f"FROM comment AS c{by_key} WHERE {named} AND {_states(wanted)}{in_accounts(wanted)}{rest.sql}{bound.sql}"
    alike = Part(f" AND {named}{in_accounts(wanted)}{rest.sql}", rest.params)
    return _ordered(reader, Part(source, (*rest.params, *bound.params)), span, first, alike)


@dataclass(frozen=True, slots=True)
class Branch:
    """One index to walk, and what of state and account it is walked for."""

    index: str
    where: str


def _branches(wanted: Filter) -> list[Branch]:
    index = next((clause.index for clause in wanted.clauses if clause.index), "")
    if index == "comment_own":
        return [Branch(index, _states(wanted) + in_accounts(wanted))]
    if index or wanted.accounts is None or len(wanted.accounts) * len(wanted.states) > MERGED:
        others = in_accounts(wanted)
        return [Branch(index or "comment_queue", _state(state) + others) for state in wanted.states]
    return [
        Branch("comment_account_queue", f"c.account_id = {account} AND {_state(state)}")
        for account in wanted.accounts
        for state in wanted.states
    ]


def walk(reader: Reader, wanted: Filter, branch: Branch, span: Span, first: First | None = None) -> Part:
    """Return the SELECT of the keys in a span that one index holds."""
    rest, bound = wanted.where(), span.bound
    source = f"FROM comment AS c{indexed(reader, branch.index)} WHERE {branch.where}{rest.sql}{bound.sql}"
    alike = Part(in_accounts(wanted) + rest.sql, rest.params)
    return _ordered(reader, Part(source, (*rest.params, *bound.params)), span, first, alike)


def _ordered(reader: Reader, source: Part, span: Span, first: First | None, alike: Part) -> Part:
    if first is None:
        sql = f"SELECT {KEYS} {source.sql} ORDER BY {_of_comment(span.order)} LIMIT ?"
        return Part(sql, (*source.params, span.limit))
    one = first_only(reader, first, alike)
    sql = (
        f"SELECT k.id, k.urgency, k.sort_at FROM (SELECT {KEYS}, c.state, {of_first(first)} {source.sql}) AS k"
        f" WHERE {one.sql} ORDER BY {_of_comment(span.order, 'k')} LIMIT ?"
    )
    return Part(sql, (*source.params, *one.params, span.limit))


def first_only(reader: Reader, first: First, alike: Part) -> Part:
    """Return what a row `k` fulfils that is the first of its like; `alike` is what those must fulfil as well."""
    same = " AND ".join(f"c.{column} = k.{column}" for column in first.columns)
    sql = (
        f"(k.state <> 'open' OR k.{first.columns[0]} IS NULL OR k.id = (SELECT c.id"
        f" FROM comment AS c{indexed(reader, first.index)} WHERE c.state = 'open' AND {same}{alike.sql}"
        " ORDER BY c.urgency DESC, c.sort_at DESC, c.id DESC LIMIT 1))"
    )
    return Part(sql, alike.params)


def of_first(first: First) -> str:
    """Return the columns that `first_only` compares."""
    return ", ".join(f"c.{column}" for column in first.columns)


def indexed(reader: Reader, name: str) -> str:
    """Name the index to use, where the database wants to be told."""
    return "" if reader.postgres else f" INDEXED BY {name}"


def _of_comment(order: str, name: str = "c") -> str:
    return ", ".join(f"{name}.{column}" for column in order.split(", "))


def _state(state: CommentState) -> str:
    return f"c.state = '{state}'"


def _states(wanted: Filter) -> str:
    return "c.state IN ({})".format(", ".join(f"'{state}'" for state in wanted.states))


def in_accounts(wanted: Filter) -> str:
    """Return what a row fulfils that lies in the accounts asked for, to be joined by AND."""
    if wanted.accounts is None:
        return ""
    return " AND c.account_id IN ({})".format(", ".join(map(str, wanted.accounts)))
