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
from backend.store.read.clause import PARTIAL, Clause, Part
from backend.store.read.filter import Filter
from backend.store.reader import Reader

FEW = 2000
"""Rows up to which gathering and sorting costs less than any walk can."""

MANY = 30_000
"""Rows up to which it costs less to list what an index says may match than to look at each row's text."""

SAMPLE, HITS = 200, 50
"""Of so many of the newest that may match, so many must, if the text of each row is to be looked at instead."""

MERGED = 100
"""Most indexes walked at once: SQLite takes 500 parts in a compound SELECT."""

STATELESS = ("comment_own", "comment_new")
"""Indexes in the queue's order that hold rows of whatever states they hold as one."""

KEYS = ("id", "urgency", "sort_at")


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


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What is read of the rows that match: where, which columns, and whether only the first of each like."""

    span: Span
    columns: Sequence[str]
    first: First | None


def keys(reader: Reader, wanted: Filter, span: Span, first: First | None = None) -> list[QueueKey]:
    """Return at most `span.limit` keys in the order they are met; with `first` only such rows."""
    if wanted.nothing:
        return []
    return read_keys(reader, select_keys(reader, wanted, span, first=first))


def read_keys(reader: Reader, found: Part) -> list[QueueKey]:
    """Run a SELECT of `select_keys`."""
    return [QueueKey(urgency, Micros(sort_at), key) for key, urgency, sort_at in reader.rows(found.sql, found.params)]


def select_keys(
    reader: Reader, wanted: Filter, span: Span, columns: Sequence[str] = KEYS, first: First | None = None
) -> Part:
    """Return the SELECT of `keys`; `columns` of `comment` begin with those of KEYS."""
    fewest = _fewest(reader, wanted)
    if fewest is not None:
        return _gather(reader, wanted, *fewest, _Wanted(span, columns, first))
    where = wanted.where(narrow=_narrowed(reader, wanted))
    parts = [_walk(reader, wanted, branch, where, _Wanted(span, columns, first)) for branch in _branches(wanted)]
    if len(parts) == 1:
        return parts[0]
    union = " UNION ALL ".join(f"SELECT * FROM ({part.sql}) AS b{number}" for number, part in enumerate(parts))
    values = tuple(value for part in parts for value in part.params)
    return Part(f"SELECT * FROM ({union}) AS b ORDER BY {span.order} LIMIT ?", (*values, span.limit))


def marked(reader: Reader, wanted: Filter, span: Span) -> list[tuple[QueueKey, int, CommentState, int]]:
    """Return what `keys` does, and of each comment the revision and the state that it has now, and its account."""
    if wanted.nothing:
        return []
    found = select_keys(reader, wanted, span, (*KEYS, "revision", "state", "account_id"))
    return [
        (QueueKey(urgency, Micros(sort_at), key), revision, CommentState(state), account_id)
        for key, urgency, sort_at, revision, state, account_id in reader.rows(found.sql, found.params)
    ]


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


def _narrowed(reader: Reader, wanted: Filter) -> list[Clause]:
    """Return the terms of which it pays to list first what may match: rare ones, and those the index takes for common.

    Three characters in a row each say little of the whole: `fakturan` may stand wherever `faktura` and `leveranser` do.
    """
    return [
        clause
        for clause in wanted.clauses
        if clause.narrow is not None and not (_exceeds(reader, clause, MANY) and _often_right(reader, clause))
    ]


def _exceeds(reader: Reader, clause: Clause, most: int) -> bool:
    source = clause.source or Part("SELECT id FROM comment")
    counted = f"SELECT count(*) FROM (SELECT * FROM ({source.sql}) AS s LIMIT {most + 1}) AS f"
    return int(reader.value(counted, source.params)) > most


def _often_right(reader: Reader, clause: Clause) -> bool:
    source, rest = clause.source or Part("SELECT id FROM comment"), clause.rest or Part("TRUE")
    newest = f"SELECT id FROM ({source.sql}) AS s ORDER BY id DESC LIMIT {SAMPLE}"
    sql = f"SELECT count(*) FROM comment AS c WHERE c.id IN ({newest}) AND {rest.sql}"
    return int(reader.value(sql, (*source.params, *rest.params))) >= HITS


def _gather(reader: Reader, wanted: Filter, clause: Clause, ids: Sequence[int], read: _Wanted) -> Part:
    rest = wanted.where(without=clause if clause.exact else None)
    by_key = "" if reader.postgres else " NOT INDEXED"
    listed = f"c.id IN ({', '.join(map(str, ids)) or 'NULL'})"
    alike = Part(f" AND {listed}{in_accounts(wanted)}{rest.sql}", rest.params)
    source = f"FROM comment AS c{by_key} WHERE {_states(wanted)}{alike.sql}"
    return _ordered(reader, Part(source, alike.params), read, alike)


@dataclass(frozen=True, slots=True)
class Branch:
    """One index to walk, and what of state and account it is walked for."""

    index: str
    where: str


def _branches(wanted: Filter) -> list[Branch]:
    asked = {clause.index for clause in wanted.clauses}
    index = next((name for name in PARTIAL if name in asked), "")
    others = in_accounts(wanted) + (f" AND {PARTIAL[index]}" if index else "")
    if index in STATELESS:
        return [Branch(index, _states(wanted) + others)]
    if index or wanted.accounts is None or len(wanted.accounts) * len(wanted.states) > MERGED:
        return [Branch(index or "comment_queue", _state(state) + others) for state in wanted.states]
    return [
        Branch("comment_account_queue", f"c.account_id = {account} AND {_state(state)}")
        for account in wanted.accounts
        for state in wanted.states
    ]


def walk(reader: Reader, wanted: Filter, branch: Branch, span: Span, first: First | None = None) -> Part:
    """Return the SELECT of the keys in a span that one index holds."""
    return _walk(reader, wanted, branch, wanted.where(), _Wanted(span, KEYS, first))


def _walk(reader: Reader, wanted: Filter, branch: Branch, where: Part, read: _Wanted) -> Part:
    source = f"FROM comment AS c{indexed(reader, branch.index)} WHERE {branch.where}{where.sql}"
    alike = Part(in_accounts(wanted) + where.sql, where.params)
    return _ordered(reader, Part(source, where.params), read, alike)


def _ordered(reader: Reader, source: Part, read: _Wanted, alike: Part) -> Part:
    """Return the SELECT of a source's rows in the span; `alike` is what the like of a row must fulfil as well."""
    span, bound, first = read.span, read.span.bound, read.first
    if first is None:
        sql = f"SELECT {named(read.columns)} {source.sql}{bound.sql} ORDER BY {_of_comment(span.order)} LIMIT ?"
        return Part(sql, (*source.params, *bound.params, span.limit))
    one = first_only(reader, first, alike)
    inner = tuple(dict.fromkeys((*read.columns, *compared(first))))
    sql = (
        f"SELECT {named(read.columns, 'k')} FROM (SELECT {named(inner)} {source.sql}{bound.sql}) AS k"
        f" WHERE {one.sql} ORDER BY {_of_comment(span.order, 'k')} LIMIT ?"
    )
    return Part(sql, (*source.params, *bound.params, *one.params, span.limit))


def first_only(reader: Reader, first: First, alike: Part) -> Part:
    """Return what a row `k` fulfils that is the first of its like; `alike` is what those must fulfil as well."""
    same = " AND ".join(f"c.{column} = k.{column}" for column in first.columns)
    sql = (
        f"(k.state <> 'open' OR k.{first.columns[0]} IS NULL OR k.id = (SELECT c.id"
        f" FROM comment AS c{indexed(reader, first.index)} WHERE c.state = 'open' AND {same}{alike.sql}"
        " ORDER BY c.urgency DESC, c.sort_at DESC, c.id DESC LIMIT 1))"
    )
    return Part(sql, alike.params)


def compared(first: First) -> tuple[str, ...]:
    """Return the columns that `first_only` compares."""
    return ("state", *first.columns)


def named(columns: Sequence[str], table: str = "c") -> str:
    """Return columns as a SELECT lists them."""
    return ", ".join(f"{table}.{column}" for column in columns)


def indexed(reader: Reader, name: str) -> str:
    """Name the index to use, where the database wants to be told."""
    return "" if reader.postgres else f" INDEXED BY {name}"


def _of_comment(order: str, table: str = "c") -> str:
    return named(order.split(", "), table)


def _state(state: CommentState) -> str:
    return f"c.state = '{state}'"


def _states(wanted: Filter) -> str:
    if len(wanted.states) == 1:
        return _state(wanted.states[0])  # an index of one state's rows is only seen to serve for it when put so
    return "c.state IN ({})".format(", ".join(f"'{state}'" for state in wanted.states))


def in_accounts(wanted: Filter) -> str:
    """Return what a row fulfils that lies in the accounts asked for, to be joined by AND."""
    if wanted.accounts is None:
        return ""
    return " AND c.account_id IN ({})".format(", ".join(map(str, wanted.accounts)))
