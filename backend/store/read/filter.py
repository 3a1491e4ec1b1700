"""A query of `backend.policy.query` as SQL: which states and accounts to walk, what each row must fulfil, and which
terms name so few rows that walking is not needed.
"""

from collections.abc import Sequence
from dataclasses import replace

from backend.model.clock import Micros
from backend.model.comment import CommentState
from backend.model.value import dataclass
from backend.policy.query import Age, By, Is, OnAccount, OnPlatform, Query, Term, Words
from backend.store.read.words import words_match
from backend.store.reader import Reader

ALL = tuple(CommentState)
ALL_STATES = frozenset(ALL)
LISTED = (CommentState.OPEN, CommentState.WAITING, CommentState.DONE)
"""States a list shows when the query names none: `aside` is never work, and comes when it is asked for."""

DELIVERED = "('reply', 'private_reply', 'edit_own', 'delete_own')"
"""Acts whose way a comment shows to the end. Any other shows while it is on its way, and when it did not get out."""

SHOWN = f"(n.state <> 'cancelled' AND (n.act IN {DELIVERED} OR n.state <> 'sent' AND n.after_id IS NULL))"
"""The actions `n` of a comment that it shows, the newest of them: a block's end that waits for its day is none."""

AWAKE = "(c.snoozed_until IS NULL OR c.snoozed_until <= ?)"
CLAIMED = "SELECT comment_id AS id FROM claim WHERE member_id = ? AND until > ?"
LATE = "SELECT id FROM comment{named} WHERE state = 'open' AND due_at < ?"
FAILED = f"""
    SELECT o.comment_id AS id FROM outbox AS o JOIN comment AS t ON t.id = o.comment_id
    WHERE (o.state IN ('failed', 'stopped') AND t.state <> 'done' OR o.state = 'unknown' AND o.lease_until IS NULL)
        AND NOT EXISTS (SELECT 1 FROM outbox AS n WHERE n.comment_id = o.comment_id AND n.id > o.id AND {SHOWN})
"""
"""Comments whose newest answer did not get out, or of which nobody can tell but a person."""


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of SQL and its values."""

    sql: str
    params: tuple[object, ...] = ()


@dataclass(frozen=True, slots=True)
class Clause:
    """What one term asks. `states` where it names some, `rest` what else each row must fulfil.

    `source` selects the keys (`id`) of the rows that fulfil `rest`, where an index knows them. `index` serves the
    queue's order for just these rows. `wide` terms also mean rows that are never work.
    """

    states: frozenset[CommentState] | None = None
    rest: Part | None = None
    source: Part | None = None
    index: str = ""
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """A query made ready: `accounts` is None for all of them; an empty tuple of either finds nothing."""

    accounts: tuple[int, ...] | None
    states: tuple[CommentState, ...]
    clauses: tuple[Clause, ...]

    def where(self, without: Clause | None = None) -> Part:
        """Return what each row must fulfil besides state and account, all of it joined by AND."""
        parts = [clause.rest for clause in self.clauses if clause.rest is not None and clause is not without]
        return Part(
            "".join(f" AND {part.sql}" for part in parts), tuple(value for part in parts for value in part.params)
        )

    @property
    def nothing(self) -> bool:
        """Whether no row can match."""
        return self.accounts == () or not self.states


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks, when, of which database. `since`: rows with a key up to it are of no interest."""

    now: Micros
    member_id: int | None
    postgres: bool
    since: int = 0


def make_filter(reader: Reader, query: Query, now: Micros, member_id: int | None, since: int = 0) -> Filter:
    """Make a query ready. `member_id` is who `mine` means; `since` spares the search what lies at or below that key."""
    asked = Asked(now, member_id, reader.postgres, since)
    clauses = [_clause(term, asked) for term in query.terms if term not in query.words]
    if query.words:
        clauses.append(_words(query.words, asked))
    wide = any(clause.wide for clause in clauses)
    states = frozenset(ALL if wide else LISTED)
    for clause in clauses:
        states &= ALL_STATES if clause.states is None else clause.states
    ordered = tuple(state for state in ALL if state in states)
    return Filter(_accounts(reader, query.terms), ordered, tuple(clauses))


def _clause(term: Term, asked: Asked) -> Clause:
    match term:
        case Is():
            clause = _is(term.word, asked)
        case Words():
            clause = _words((term,), asked)
        case By():
            clause = _by(term.author, postgres=asked.postgres)
        case Age():
            sign = "<" if term.op == ">" else ">"
            clause = Clause(rest=Part(f"c.sort_at {sign} ?", (asked.now - term.span,)))
        case OnAccount() | OnPlatform():
            return Clause()
    return _turned(clause) if term.negated else clause


def _is(word: str, asked: Asked) -> Clause:
    """One `is:` word: the table that maps the language to what is stored."""
    match word:
        case "open":
            return Clause(frozenset({CommentState.OPEN}), Part(AWAKE, (asked.now,)))
        case "waiting" | "done":
            return Clause(frozenset({CommentState(word)}))
        case "mine":
            return _among(Part(CLAIMED, (-1 if asked.member_id is None else asked.member_id, asked.now)))
        case "late":
            rest = Part("(c.due_at IS NOT NULL AND c.due_at < ?)", (asked.now,))
            source = LATE.format(named="" if asked.postgres else " INDEXED BY comment_due")
            return Clause(frozenset({CommentState.OPEN}), rest, Part(source, (asked.now,)))
        case "failed":
            return replace(_among(Part(FAILED)), wide=True)
        case "own":
            return Clause(rest=Part("c.own"), index="comment_own", wide=True)
        case "followup":
            return Clause(rest=Part("c.follow_up"), index="comment_follow_up")
        case "any":
            return Clause(ALL_STATES, wide=True)
    raise ValueError(word)


def _among(source: Part) -> Clause:
    return Clause(rest=Part(f"c.id IN ({source.sql})", source.params), source=source)


def _words(terms: Sequence[Words], asked: Asked) -> Clause:
    """Texts that hold all of these, as one question to the index: it knows best which to look up first."""
    found = [words_match(term.text, prefix=term.prefix, postgres=asked.postgres) for term in terms]
    matches = [match for match in found if match is not None]
    if len(matches) < len(found):
        return Clause(rest=Part("1 = 0"))
    if asked.postgres:
        query = " & ".join(f"({match})" for match in matches)
        sql = "SELECT 1 FROM comment_search AS s WHERE s.comment_id = c.id AND s.words @@ to_tsquery('simple', ?)"
        source = Part("SELECT comment_id AS id FROM comment_search WHERE words @@ to_tsquery('simple', ?)", (query,))
        return Clause(rest=Part(f"EXISTS ({sql})", (query,)), source=source)
    sql = "SELECT rowid AS id FROM comment_search WHERE comment_search MATCH ? AND rowid > ?"
    return _among(Part(sql, (" AND ".join(matches), asked.since)))


def _by(author: str, *, postgres: bool) -> Clause:
    """Handles and names that hold the words, the last of which may go on."""
    match = words_match(author, prefix=True, postgres=postgres)
    if match is None:
        return Clause(rest=Part("1 = 0"))
    if postgres:
        authors = "SELECT author_id FROM author_search WHERE words @@ to_tsquery('simple', ?)"
    else:
        authors = "SELECT rowid FROM author_search WHERE author_search MATCH ?"
    source = Part(f"SELECT id FROM comment WHERE author_id IN ({authors})", (match,))
    return Clause(rest=Part(f"c.author_id IN ({authors})", (match,)), source=source)


def _turned(clause: Clause) -> Clause:
    """Return the opposite of a clause."""
    if clause.rest is None:
        return Clause(states=ALL_STATES - (clause.states or frozenset()))
    named = _in_states(clause.states) if clause.states else ""
    return Clause(rest=Part(f"NOT ({named}{clause.rest.sql})", clause.rest.params))


def _in_states(states: frozenset[CommentState]) -> str:
    return "c.state IN ({}) AND ".format(", ".join(f"'{state}'" for state in sorted(states)))


def _accounts(reader: Reader, terms: Sequence[Term]) -> tuple[int, ...] | None:
    """Return the accounts to look at, None for all. Removed ones are looked at no more."""
    rows = reader.rows("SELECT id, short_name, platform, removed_at FROM account ORDER BY id")
    kept = [row for row in rows if row[3] is None]
    for term in terms:
        if isinstance(term, OnAccount):
            wanted = term.short_name.casefold()
            kept = [row for row in kept if (row[1].casefold() == wanted) is not term.negated]
        elif isinstance(term, OnPlatform):
            kept = [row for row in kept if (row[2] == term.platform) is not term.negated]
    return None if len(kept) == len(rows) else tuple(row[0] for row in kept)
