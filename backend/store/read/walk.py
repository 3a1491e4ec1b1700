"""Keys of the comments that a query finds, in the queue's order, however many comments there are.

Two ways. *Walking*: each state (and account) has an index in the queue's order; it is walked from a place until enough
rows match, and several are merged. *Gathering*: a term that an index answers with few rows (a rare word, an author, my
claims) gives their keys, and they are sorted. Neither database chooses well by itself (SQLite knows no numbers,
PostgreSQL takes a rare word for a common one), so the keys of each such term are asked for first, as far as `FEW`. On
SQLite the index to walk is named as well.
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


def keys(reader: Reader, wanted: Filter, span: Span) -> list[QueueKey]:
    """Return at most `span.limit` keys in the order they are met."""
    if wanted.nothing:
        return []
    found = select_keys(reader, wanted, span)
    return [QueueKey(urgency, Micros(sort_at), key) for key, urgency, sort_at in reader.rows(found.sql, found.params)]


def select_keys(reader: Reader, wanted: Filter, span: Span, columns: str = KEYS) -> Part:
    """Return the SELECT of `keys`; `columns` of `comment AS c` begin with those of KEYS."""
    fewest = _fewest(reader, wanted)
    if fewest is not None:
        return _gather(reader, wanted, *fewest, span, columns)
    where = wanted.where(narrow=_narrowed(reader, wanted))
    parts = [_walk(reader, branch, where, span, columns) for branch in _branches(wanted)]
    if len(parts) == 1:
        return parts[0]
    union = " UNION ALL ".join(f"SELECT * FROM ({part.sql}) AS b{number}" for number, part in enumerate(parts))
    values = tuple(value for part in parts for value in part.params)
    return Part(f"SELECT * FROM ({union}) AS b ORDER BY {span.order} LIMIT ?", (*values, span.limit))


def marked(reader: Reader, wanted: Filter, span: Span) -> list[tuple[QueueKey, int, CommentState, int]]:
    """Return what `keys` does, and of each comment the revision and the state that it has now, and its account."""
    if wanted.nothing:
        return []
    found = select_keys(reader, wanted, span, f"{KEYS}, c.revision, c.state, c.account_id")
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


def _gather(reader: Reader, wanted: Filter, clause: Clause, ids: Sequence[int], span: Span, columns: str) -> Part:
    rest, bound = wanted.where(without=clause if clause.exact else None), span.bound
    by_key = "" if reader.postgres else " NOT INDEXED"
    sql = (
        f"SELECT {columns} FROM comment AS c{by_key} WHERE c.id IN ({', '.join(map(str, ids)) or 'NULL'})"
        f" AND {_states(wanted)}{_in_accounts(wanted)}{rest.sql}{bound.sql} ORDER BY {_of_comment(span.order)} LIMIT ?"
    )
    return Part(sql, (*rest.params, *bound.params, span.limit))


@dataclass(frozen=True, slots=True)
class Branch:
    """One index to walk, and what of state and account it is walked for."""

    index: str
    where: str


def _branches(wanted: Filter) -> list[Branch]:
    asked = {clause.index for clause in wanted.clauses}
    index = next((name for name in PARTIAL if name in asked), "")
    others = _in_accounts(wanted) + (f" AND {PARTIAL[index]}" if index else "")
    if index in STATELESS:
        return [Branch(index, _states(wanted) + others)]
    if index or wanted.accounts is None or len(wanted.accounts) * len(wanted.states) > MERGED:
        return [Branch(index or "comment_queue", _state(state) + others) for state in wanted.states]
    return [
        Branch("comment_account_queue", f"c.account_id = {account} AND {_state(state)}")
        for account in wanted.accounts
        for state in wanted.states
    ]


def _walk(reader: Reader, branch: Branch, where: Part, span: Span, columns: str) -> Part:
    bound = span.bound
    named = "" if reader.postgres else f" INDEXED BY {branch.index}"
    sql = (
        f"SELECT {columns} FROM comment AS c{named} WHERE {branch.where}{where.sql}{bound.sql}"
        f" ORDER BY {_of_comment(span.order)} LIMIT ?"
    )
    return Part(sql, (*where.params, *bound.params, span.limit))


def _of_comment(order: str) -> str:
    return ", ".join(f"c.{column}" for column in order.split(", "))


def _state(state: CommentState) -> str:
    return f"c.state = '{state}'"


def _states(wanted: Filter) -> str:
    if len(wanted.states) == 1:
        return _state(wanted.states[0])  # an index of one state's rows is only seen to serve for it when put so
    return "c.state IN ({})".format(", ".join(f"'{state}'" for state in wanted.states))


def _in_accounts(wanted: Filter) -> str:
    if wanted.accounts is None:
        return ""
    return " AND c.account_id IN ({})".format(", ".join(map(str, wanted.accounts)))
