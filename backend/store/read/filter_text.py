"""The terms that search texts and names, as SQL."""

from collections.abc import Sequence

from backend.policy.query import INSIDE_LEAST
from backend.policy.query_terms import Inside, Words
from backend.store.read.clause import NOTHING, Asked, Clause, Part, among
from backend.store.read.words import anywhere, trigrams, words_match
from backend.text.clean import clean


def words(terms: Sequence[Words], asked: Asked) -> Clause:
    """Texts that hold all of these, as one question to the index: it knows best which to look up first."""
    found = [words_match(term.text, prefix=term.prefix, postgres=asked.postgres) for term in terms]
    matches = [match for match in found if match is not None]
    if len(matches) < len(found):
        return Clause(rest=Part(NOTHING))
    if asked.postgres:
        query = " & ".join(f"({match})" for match in matches)
        sql = "SELECT 1 FROM comment_search AS s WHERE s.comment_id = c.id AND s.words @@ to_tsquery('simple', ?)"
        source = Part("SELECT comment_id AS id FROM comment_search WHERE words @@ to_tsquery('simple', ?)", (query,))
        return Clause(rest=Part(f"EXISTS ({sql})", (query,)), source=source)
    sql = "SELECT rowid AS id FROM comment_search WHERE comment_search MATCH ? AND rowid > ?"
    return among(Part(sql, (" AND ".join(matches), asked.since)))


def inside(terms: Sequence[Inside], asked: Asked) -> Clause:
    """Texts that hold all of these characters in a row: the index names those that may, the text itself tells."""
    wanted = [clean(term.text) for term in terms]
    sign = "~" if asked.postgres else "GLOB"
    held = " AND ".join([f"t.text {sign} ?"] * len(wanted))
    text = f"SELECT 1 FROM comment_revision AS t WHERE t.comment_id = c.id AND t.number = c.revision AND {held}"
    rest = Part(f"EXISTS ({text})", tuple(anywhere(one, postgres=asked.postgres) for one in wanted))
    source = _may_hold(wanted, asked)
    narrow = None if source is None or asked.postgres else Part(f"c.id IN ({source.sql})", source.params)
    return Clause(rest=rest, source=source, exact=False, narrow=narrow)


def _may_hold(wanted: Sequence[str], asked: Asked) -> Part | None:
    """Return what selects the keys of the texts that may hold these; None when they are too short for the index."""
    if asked.postgres:
        long = [one for one in wanted if len(one) >= INSIDE_LEAST]
        holds = " AND ".join(["inside @> nightdesk_trigrams(?)"] * len(long))
        return Part(f"SELECT comment_id AS id FROM comment_search WHERE {holds}", tuple(long)) if long else None
    match = trigrams(wanted)
    sql = "SELECT rowid AS id FROM comment_inside WHERE comment_inside MATCH ? AND rowid > ?"
    return Part(sql, (match, asked.since)) if match else None


def by(author: str, asked: Asked) -> Clause:
    """Handles and names that hold the words, the last of which may go on."""
    match = words_match(author, prefix=True, postgres=asked.postgres)
    if match is None:
        return Clause(rest=Part(NOTHING))
    if asked.postgres:
        authors = "SELECT author_id FROM author_search WHERE words @@ to_tsquery('simple', ?)"
    else:
        authors = "SELECT rowid FROM author_search WHERE author_search MATCH ?"
    source = Part(f"SELECT id FROM comment WHERE author_id IN ({authors})", (match,))
    return Clause(rest=Part(f"c.author_id IN ({authors})", (match,)), source=source)
