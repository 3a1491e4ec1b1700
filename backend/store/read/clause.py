"""What one term of a query asks, as pieces of SQL, and how such pieces are turned round and joined by *or*."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from backend.model.clock import Micros
from backend.model.comment import CommentState
from backend.model.value import dataclass

ALL = tuple(CommentState)
ALL_STATES = frozenset(ALL)

PARTIAL: Mapping[str, str] = {
    "comment_own": "c.own",
    "comment_follow_up": "c.follow_up",
    "comment_liked": "c.liked",
    "comment_likes": "c.likes > 0",
    "comment_new": "c.viewed_at IS NULL",
    "comment_not_visible": "c.remote_state <> 'visible'",
    "comment_traits": "(c.traits <> 0 OR c.category <> '')",
    "comment_kind": "c.kind <> 'comment'",
}
"""Indexes in the queue's order that hold few rows, the best to walk first, and which rows those are."""

ONE_VALUE = ("comment_kind", "comment_not_visible")
"""Indexes that are in the queue's order for one value each: not for one or the other."""

NOTHING = "1 = 0"


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of SQL and its values."""

    sql: str
    params: tuple[object, ...] = ()


@dataclass(frozen=True, slots=True)
class Clause:
    """What one term asks. `states` and `accounts` where it names some, `rest` what else each row must fulfil.

    `source` selects keys (`id`) where an index knows them: of all rows that fulfil `rest`, and with `exact` of no
    others; `{states}` in it becomes the states that are looked at. `narrow` may be asked of each row as well, where
    that spares `rest`. `index`, one of PARTIAL, serves the queue's order. `wide` terms also mean rows that are never
    work.
    """

    states: frozenset[CommentState] | None = None
    accounts: frozenset[int] | None = None
    rest: Part | None = None
    source: Part | None = None
    exact: bool = True
    narrow: Part | None = None
    index: str = ""
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks, when, of which database. `since`: rows with a key up to it are of no interest.

    `accounts` are (key, short name, platform) of all that are not removed; `members` gives the keys of those who have
    a name.
    """

    now: Micros
    member_id: int | None
    postgres: bool
    since: int
    accounts: tuple[tuple[int, str, str], ...]
    members: Callable[[str], tuple[int, ...]]

    @property
    def me(self) -> int:
        """The key of whoever asks, one that nobody has for nobody."""
        return -1 if self.member_id is None else self.member_id

    def by(self, index: str) -> str:
        """Return the hint to use an index: SQLite knows no numbers and would guess, PostgreSQL takes no hints."""
        return "" if self.postgres else f" INDEXED BY {index}"


def among(source: Part) -> Clause:
    """Return the clause of the rows whose keys are selected."""
    return Clause(rest=Part(f"c.id IN ({source.sql})", source.params), source=source)


def turned(clause: Clause, asked: Asked) -> Clause:
    """Return the opposite of a clause."""
    if clause.rest is None and clause.accounts is None:
        return Clause(states=ALL_STATES - (clause.states or frozenset()))
    if clause.rest is None and clause.states is None:
        every = frozenset(account[0] for account in asked.accounts)
        return Clause(accounts=every - (clause.accounts or frozenset()))
    whole = _whole(clause)
    return Clause(rest=Part(f"NOT {whole.sql}", whole.params))


def either(clauses: Sequence[Clause]) -> Clause:
    """Return the clause of the rows that fulfil at least one of these."""
    wide = any(clause.wide for clause in clauses)
    states: frozenset[CommentState] = frozenset().union(*(_states(clause) for clause in clauses))
    if all(clause.rest is None and clause.accounts is None for clause in clauses):
        return Clause(states=states, wide=wide)
    if all(clause.rest is None and clause.states is None for clause in clauses):
        return Clause(accounts=frozenset().union(*(clause.accounts or frozenset() for clause in clauses)), wide=wide)
    wholes = [_whole(clause) for clause in clauses]
    indexes = {clause.index for clause in clauses}
    return Clause(
        states=states,
        rest=_joined(" OR ", wholes, "({})"),
        source=_sources(clauses),
        exact=False,
        index=indexes.pop() if len(indexes) == 1 and not indexes & set(ONE_VALUE) else "",
        wide=wide,
    )


def limited(clause: Clause, states: Sequence[CommentState]) -> Clause:
    """Return the clause with the states that are looked at put into its source."""
    if clause.source is None or "{states}" not in clause.source.sql:
        return clause
    sql = clause.source.sql.replace("{states}", ", ".join(f"'{state}'" for state in states))
    return replace(clause, source=Part(sql, clause.source.params))


def _states(clause: Clause) -> frozenset[CommentState]:
    return ALL_STATES if clause.states is None else clause.states


def _sources(clauses: Sequence[Clause]) -> Part | None:
    found = [clause.source for clause in clauses if clause.source is not None]
    return _joined(" UNION ALL ", found, "{}") if len(found) == len(clauses) else None


def _whole(clause: Clause) -> Part:
    """Return all that a clause asks, in parentheses."""
    parts = []
    if clause.states is not None:
        parts.append(Part(_one_of("c.state", sorted(f"'{state}'" for state in clause.states))))
    if clause.accounts is not None:
        parts.append(Part(_one_of("c.account_id", sorted(map(str, clause.accounts)))))
    if clause.rest is not None:
        parts.append(clause.rest)
    return _joined(" AND ", parts, "({})")


def _one_of(column: str, values: Sequence[str]) -> str:
    return f"{column} IN ({', '.join(values)})" if values else NOTHING


def _joined(between: str, parts: Sequence[Part], around: str) -> Part:
    sql = around.replace("{}", between.join(part.sql for part in parts))
    return Part(sql, tuple(value for part in parts for value in part.params))
