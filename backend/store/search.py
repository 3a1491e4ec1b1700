"""The search index over what comments say and who wrote them. It is derived: every migration makes it as said here.

SQLite: FTS5 tables without text of their own, kept by triggers. `remove_diacritics 0` keeps å, ä and ö apart from a
and o; two- and three-letter prefixes have an index of their own. Only a comment's newest revision is found.
PostgreSQL: a table of tsvectors in the configuration `simple` (no stemming, no stop words). Whatever is no letter or
digit becomes a space first: its own parser would keep links and hyphenated words whole, and the two would differ.

What stands inside words (Swedish compounds) has a second index beside it, of every three characters in a row: FTS5's
trigrams without positions, and on PostgreSQL an array of them, since the extension `pg_trgm` is not to be had
everywhere. It names the comments that *may* hold some letters; their text is looked at afterwards. Measured on SQLite
with 300,000 comments: as large as the index of words (130 bytes a comment) and 20 µs to enter one; with positions it
would be three times that. To walk the vocabulary instead costs half a second for a million comments.

A change here takes a step in `migrations/versions`, an empty one if need be: the index is made anew with every step.
"""

from typing import Any, Protocol

OWNED = ("comment_search", "comment_inside", "author_search")
"""Tables that are the index's own and no part of the schema; FTS5 has more, named `comment_search_…`."""

NEWEST = "number = (SELECT max(number) FROM comment_revision AS n WHERE n.comment_id = r.comment_id)"

_FTS5 = "tokenize = 'unicode61 remove_diacritics 0', prefix = '2 3', columnsize = 0"
_NEWEST_WORDS = "content = 'comment_words', content_rowid = 'id'"
_TRIGRAMS = "tokenize = 'trigram', detail = 'none', columnsize = 0"

_SQLITE = (
    f"""CREATE VIEW comment_words AS
        SELECT r.comment_id AS id, r.text AS text FROM comment_revision AS r WHERE {NEWEST}""",
    f"CREATE VIRTUAL TABLE comment_search USING fts5(text, {_NEWEST_WORDS}, {_FTS5})",
    f"CREATE VIRTUAL TABLE comment_inside USING fts5(text, {_NEWEST_WORDS}, {_TRIGRAMS})",
    f"CREATE VIRTUAL TABLE author_search USING fts5(handle, name, content = 'author', content_rowid = 'id', {_FTS5})",
    """CREATE TRIGGER comment_first_words AFTER INSERT ON comment_revision WHEN new.number = 1 BEGIN
        INSERT INTO comment_search (rowid, text) VALUES (new.comment_id, new.text);
        INSERT INTO comment_inside (rowid, text) VALUES (new.comment_id, new.text);
    END""",
    """CREATE TRIGGER comment_newer_words AFTER INSERT ON comment_revision WHEN new.number > 1 BEGIN
        INSERT INTO comment_search (comment_search, rowid, text)
            SELECT 'delete', r.comment_id, r.text FROM comment_revision AS r
            WHERE r.comment_id = new.comment_id AND r.number < new.number ORDER BY r.number DESC LIMIT 1;
        INSERT INTO comment_inside (comment_inside, rowid, text)
            SELECT 'delete', r.comment_id, r.text FROM comment_revision AS r
            WHERE r.comment_id = new.comment_id AND r.number < new.number ORDER BY r.number DESC LIMIT 1;
        INSERT INTO comment_search (rowid, text) VALUES (new.comment_id, new.text);
        INSERT INTO comment_inside (rowid, text) VALUES (new.comment_id, new.text);
    END""",
    """CREATE TRIGGER comment_changed_words AFTER UPDATE OF text ON comment_revision
    WHEN old.text <> new.text
        AND new.number = (SELECT max(number) FROM comment_revision WHERE comment_id = new.comment_id) BEGIN
        INSERT INTO comment_search (comment_search, rowid, text) VALUES ('delete', old.comment_id, old.text);
        INSERT INTO comment_inside (comment_inside, rowid, text) VALUES ('delete', old.comment_id, old.text);
        INSERT INTO comment_search (rowid, text) VALUES (new.comment_id, new.text);
        INSERT INTO comment_inside (rowid, text) VALUES (new.comment_id, new.text);
    END""",
    """CREATE TRIGGER author_first_names AFTER INSERT ON author BEGIN
        INSERT INTO author_search (rowid, handle, name) VALUES (new.id, new.handle, new.name);
    END""",
    """CREATE TRIGGER author_changed_names AFTER UPDATE OF handle, name ON author
    WHEN old.handle <> new.handle OR old.name <> new.name BEGIN
        INSERT INTO author_search (author_search, rowid, handle, name)
            VALUES ('delete', old.id, old.handle, old.name);
        INSERT INTO author_search (rowid, handle, name) VALUES (new.id, new.handle, new.name);
    END""",
    "INSERT INTO comment_search (comment_search) VALUES ('rebuild')",
    "INSERT INTO comment_inside (comment_inside) VALUES ('rebuild')",
    "INSERT INTO author_search (author_search) VALUES ('rebuild')",
)

_SQLITE_DROP = (
    "DROP TRIGGER IF EXISTS comment_first_words",
    "DROP TRIGGER IF EXISTS comment_newer_words",
    "DROP TRIGGER IF EXISTS comment_changed_words",
    "DROP TRIGGER IF EXISTS author_first_names",
    "DROP TRIGGER IF EXISTS author_changed_names",
    "DROP TABLE IF EXISTS comment_search",
    "DROP TABLE IF EXISTS comment_inside",
    "DROP TABLE IF EXISTS author_search",
    "DROP VIEW IF EXISTS comment_words",
)

_POSTGRES = (
    r"""CREATE FUNCTION nightdesk_words(said text) RETURNS tsvector LANGUAGE sql IMMUTABLE AS $$
        SELECT to_tsvector('pg_catalog.simple', regexp_replace(said, '[^[:alnum:]]+', ' ', 'g')) $$""",
    r"""CREATE FUNCTION nightdesk_trigrams(said text) RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
        SELECT coalesce(array_agg(DISTINCT three), '{}') FROM (
            SELECT sign || lead(sign) OVER (ORDER BY place) || lead(sign, 2) OVER (ORDER BY place) AS three
            FROM unnest(string_to_array(lower(said), NULL)) WITH ORDINALITY AS signs (sign, place)
        ) AS threes WHERE three IS NOT NULL $$""",
    """CREATE TABLE comment_search (
        comment_id bigint PRIMARY KEY REFERENCES comment (id), words tsvector NOT NULL, inside text[] NOT NULL)""",
    """CREATE TABLE author_search (
        author_id bigint PRIMARY KEY REFERENCES author (id), words tsvector NOT NULL)""",
    f"""INSERT INTO comment_search
        SELECT r.comment_id, nightdesk_words(r.text), nightdesk_trigrams(r.text)
        FROM comment_revision AS r WHERE {NEWEST}""",
    "INSERT INTO author_search SELECT id, nightdesk_words(handle || ' ' || name) FROM author",
    "CREATE INDEX comment_search_words ON comment_search USING gin (words)",
    "CREATE INDEX comment_search_inside ON comment_search USING gin (inside)",
    "CREATE INDEX author_search_words ON author_search USING gin (words)",
    """CREATE FUNCTION nightdesk_index_comment() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF new.number > 1 AND EXISTS (
            SELECT 1 FROM comment_revision WHERE comment_id = new.comment_id AND number > new.number
        ) THEN RETURN NULL; END IF;
        INSERT INTO comment_search
            VALUES (new.comment_id, nightdesk_words(new.text), nightdesk_trigrams(new.text))
            ON CONFLICT (comment_id) DO UPDATE SET words = excluded.words, inside = excluded.inside;
        RETURN NULL;
    END $$""",
    """CREATE FUNCTION nightdesk_index_author() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO author_search VALUES (new.id, nightdesk_words(new.handle || ' ' || new.name))
            ON CONFLICT (author_id) DO UPDATE SET words = excluded.words;
        RETURN NULL;
    END $$""",
    """CREATE TRIGGER comment_words AFTER INSERT OR UPDATE OF text ON comment_revision
        FOR EACH ROW EXECUTE FUNCTION nightdesk_index_comment()""",
    """CREATE TRIGGER author_names AFTER INSERT OR UPDATE OF handle, name ON author
        FOR EACH ROW EXECUTE FUNCTION nightdesk_index_author()""",
)

_POSTGRES_DROP = (
    "DROP TRIGGER IF EXISTS comment_words ON comment_revision",
    "DROP TRIGGER IF EXISTS author_names ON author",
    "DROP FUNCTION IF EXISTS nightdesk_index_comment",
    "DROP FUNCTION IF EXISTS nightdesk_index_author",
    "DROP TABLE IF EXISTS comment_search",
    "DROP TABLE IF EXISTS author_search",
    "DROP FUNCTION IF EXISTS nightdesk_words",
    "DROP FUNCTION IF EXISTS nightdesk_trigrams",
)


class Connected(Protocol):
    """What runs one SQL statement as it is written (SQLAlchemy's connection)."""

    def exec_driver_sql(self, statement: str, /) -> Any:
        """Run the statement."""
        ...


def drop_search(connection: Connected, *, postgres: bool) -> None:
    """Take the index away: a table that a view or a trigger speaks of cannot be rebuilt."""
    for statement in _POSTGRES_DROP if postgres else _SQLITE_DROP:
        connection.exec_driver_sql(statement)


def make_search(connection: Connected, *, postgres: bool) -> None:
    """Make the index and fill it from the rows, in the transaction the connection is in."""
    for statement in _POSTGRES if postgres else _SQLITE:
        connection.exec_driver_sql(statement)
