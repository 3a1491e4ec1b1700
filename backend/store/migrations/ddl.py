"""How the steps write the schema down: short, the same on both databases, and free of the tables' present form.

A column is written `name kind`, a question mark after the kind where it may be empty, `=value` for what the database
puts in by itself (a flag: no, an int: 0). Kinds: key and wide (64-bit keys), ref TABLE, int, micros, real, flag, word
(short text), prose, blob (bytes).
"""

import re
from typing import Any

import sqlalchemy as sa
from alembic import op

REMOTE = "remote_state visible hidden held deleted"
VISIBLE_TO = "visibility public followers private"
TRIAGE = "open waiting done aside"
ACTORS = "actor_kind member rule platform system"


def wide() -> sa.types.TypeEngine[int]:
    """64 bits on both databases."""
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def column(line: str) -> sa.Column[Any]:
    """Read one column."""
    name, kind, *rest = line.split()
    given = next((word.removeprefix("=") for word in rest if word.startswith("=")), "" if kind == "prose" else None)
    said: dict[str, Any] = {"flag": sa.false(), "int": sa.text("0")}
    default = said.get(kind, given) if given is not None else None
    types: dict[str, Any] = {
        "key": wide(), "wide": wide(), "ref": wide(), "int": sa.Integer(), "micros": sa.BigInteger(),
        "real": sa.Float(), "flag": sa.Boolean(), "word": sa.String(), "word8": sa.String(8), "prose": sa.Text(),
        "blob": sa.LargeBinary(),
    }  # fmt: skip
    return sa.Column(name, types[kind.rstrip("?")], nullable=kind.endswith("?"), server_default=default)


def table(name: str, lines: str, *more: sa.Constraint, key: str = "id", **options: bool) -> None:
    """Make a table of columns with a comma between; `key` names the columns of its primary key."""
    written = [line.strip() for line in lines.split(",")]
    refs = [words for line in written if (words := line.split())[1].startswith("ref")]
    op.create_table(
        name,
        *(column(line) for line in written),
        *more,
        *(sa.ForeignKeyConstraint([words[0]], [f"{words[2]}.id"]) for words in refs),
        sa.PrimaryKeyConstraint(*key.split()),
        **options,
    )


def known(name: str, line: str) -> sa.CheckConstraint:
    """Return a CHECK that a column (the first word) holds one of the other words."""
    column_name, *words = line.split()
    listed = ", ".join(f"'{word}'" for word in words)
    return sa.CheckConstraint(f"{column_name} IN ({listed})", name=name)


def index(name: str, on: str, columns: str, *, unique: bool = False, where: str = "") -> None:
    """Make an index, of only the rows that fulfil `where` when it is given."""
    partial: dict[str, Any] = {"sqlite_where": sa.text(where), "postgresql_where": sa.text(where)} if where else {}
    op.create_index(name, on, columns.split(), unique=unique, **partial)


def add_columns(name: str, lines: str) -> None:
    """Add columns to a table; each may be empty or has a default that the database puts in."""
    for line in lines.split(","):
        op.add_column(name, column(line.strip()))


def more_topics(*more: str) -> None:
    """Let the journal speak of these as well as of what it speaks of; so each step names only its own."""
    bind = op.get_bind()
    postgres = bind.dialect.name == "postgresql"
    asked = (
        "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'journal_topic_known'"
        if postgres
        else "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = 'journal'"
    )
    there = re.findall(r"'(\w+)'", str(bind.execute(sa.text(asked)).scalar_one()).partition("CHECK")[2])
    check = known("journal_topic_known", " ".join(("topic", *there, *more)))
    if postgres:
        op.drop_constraint("journal_topic_known", "journal", type_="check")
        op.create_check_constraint("journal_topic_known", "journal", check.sqltext)
        return
    # a feed that nobody reads during a migration: only its numbers must go on
    last = bind.execute(sa.text("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'journal'")).scalar()
    op.drop_table("journal")
    columns = "seq key, at micros, topic word, ref wide, count int, batch prose, xid micros?"
    table("journal", columns, check, key="seq", sqlite_autoincrement=True)
    index("journal_at", "journal", "at")
    index("journal_xid", "journal", "xid")
    op.execute(f"INSERT INTO sqlite_sequence (name, seq) VALUES ('journal', {int(last or 0)})")
