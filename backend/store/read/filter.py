"""A query of `backend.policy.query` as SQL: which states and accounts to walk, what each row must fulfil, and which
terms name so few rows that walking is not needed.
"""

from collections.abc import Callable, Sequence

from backend.model.clock import Micros
from backend.model.comment import CommentState
from backend.model.value import dataclass
from backend.policy.query_terms import AnyOf, Inside, Query, Term, Words
from backend.policy.query_words import ME
from backend.store.read import filter_text
from backend.store.read.clause import ALL, ALL_STATES, Asked, Clause, Part, either, limited, turned
from backend.store.read.filter_terms import of_term
from backend.store.reader import Reader

LISTED = (CommentState.OPEN, CommentState.WAITING, CommentState.DONE)
"""States a list shows when the query names none: `aside` is never work, and comes when it is asked for."""


@dataclass(frozen=True, slots=True)
class Filter:
    """A query made ready: `accounts` is None for all of them; an empty tuple of either finds nothing."""

    accounts: tuple[int, ...] | None
    states: tuple[CommentState, ...]
    clauses: tuple[Clause, ...]

    def where(self, without: Clause | None = None, narrow: Sequence[Clause] = ()) -> Part:
        """Return what each row must fulfil besides state and account, all of it joined by AND.

        `without` is left out; those of `narrow` are narrowed down first.
        """
        parts = [clause.narrow for clause in narrow if clause.narrow is not None]
        parts += [clause.rest for clause in self.clauses if clause.rest is not None and clause is not without]
        return Part(
            "".join(f" AND {part.sql}" for part in parts), tuple(value for part in parts for value in part.params)
        )

    @property
    def nothing(self) -> bool:
        """Whether no row can match."""
        return self.accounts == () or not self.states


def make_filter(reader: Reader, query: Query, now: Micros, member_id: int | None, since: int = 0) -> Filter:
    """Make a query ready. `member_id` is who `mine` means; `since` spares the search what lies at or below that key."""
    rows = reader.rows("SELECT id, short_name, platform, removed_at FROM account ORDER BY id")
    kept = tuple((key, short_name, platform) for key, short_name, platform, removed in rows if removed is None)
    asked = Asked(now, member_id, reader.postgres, since, kept, _names(reader, member_id))
    clauses = _clauses(query.terms, asked)
    states = frozenset(ALL if any(clause.wide for clause in clauses) else LISTED)
    accounts = frozenset(account[0] for account in kept)
    for clause in clauses:
        states &= ALL_STATES if clause.states is None else clause.states
        accounts &= accounts if clause.accounts is None else clause.accounts
    ordered = tuple(state for state in ALL if state in states)
    of_accounts = None if len(accounts) == len(rows) else tuple(sorted(accounts))
    return Filter(of_accounts, ordered, tuple(limited(clause, ordered) for clause in clauses))


def _clauses(terms: Sequence[Term], asked: Asked) -> list[Clause]:
    """Return what is asked; all words to be found are one question, and so are all that may stand inside words."""
    words = [term for term in terms if isinstance(term, Words) and not term.negated]
    inside = [term for term in terms if isinstance(term, Inside) and not term.negated]
    clauses = [_clause(term, asked) for term in terms if term not in words and term not in inside]
    if words:
        clauses.append(filter_text.words(words, asked))
    if inside:
        clauses.append(filter_text.inside(inside, asked))
    return clauses


def _clause(term: Term, asked: Asked) -> Clause:
    if not isinstance(term, AnyOf):
        return of_term(term, asked)
    clause = either([of_term(one, asked) for one in term.terms])
    return turned(clause, asked) if term.negated else clause


def _names(reader: Reader, member_id: int | None) -> Callable[[str], tuple[int, ...]]:
    """Return what finds the members of a name, compared without case; `me` is whoever asks."""

    def found(name: str) -> tuple[int, ...]:
        wanted = name.casefold()
        if wanted == ME:
            return () if member_id is None else (member_id,)
        rows = reader.rows("SELECT id, name FROM member ORDER BY id")
        return tuple(row[0] for row in rows if row[1].casefold() == wanted)

    return found
