"""The few column types of the schema."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Index, Integer, Text, false
from sqlalchemy import text as sql
from sqlmodel import Field

WIDE = BigInteger().with_variant(Integer, "sqlite")
"""64 bits on both: SQLite's INTEGER already is, and only that name makes a rowid key."""


def key() -> Any:
    """Our own integer key."""
    return Field(default=None, primary_key=True, sa_type=WIDE)


def ref(target: str, *, index: bool = False, primary_key: bool = False) -> Any:
    """A required reference to another table's key."""
    return Field(foreign_key=target, sa_type=WIDE, index=index, primary_key=primary_key)


def maybe_ref(target: str, *, index: bool = False) -> Any:
    """A reference that may be empty."""
    return Field(default=None, foreign_key=target, sa_type=WIDE, index=index, nullable=True)


def micros() -> Any:
    """A moment, UTC microseconds."""
    return Field(sa_type=BigInteger)


def maybe_micros(*, index: bool = False) -> Any:
    """A moment that may not have come."""
    return Field(default=None, sa_type=BigInteger, nullable=True, index=index)


def prose(default: str = "") -> Any:
    """Text of any length."""
    return Field(default=default, sa_type=Text, sa_column_kwargs={"server_default": default})


def flag() -> Any:
    """Yes or no, no unless said."""
    return Field(default=False, sa_column_kwargs={"server_default": false()})


def number() -> Any:
    """A whole number, 0 unless said."""
    return Field(default=0, sa_column_kwargs={"server_default": sql("0")})


def maybe_wide() -> Any:
    """The key of a row that may be gone, or none: no reference that the database keeps."""
    return Field(default=None, sa_type=WIDE, nullable=True)


def one_of(column: str, words: Iterable[str], name: str) -> CheckConstraint:
    """A CHECK that the column holds one of the words."""
    listed = ", ".join(f"'{word}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=name)


def word_of(column: str, words: Iterable[str], name: str) -> Any:
    """One of the words, the first unless said; the CHECK stands in the column, so that it came to a table in use."""
    listed = tuple(words)
    return Field(
        default=listed[0],
        sa_column_kwargs={"server_default": listed[0]},
        sa_column_args=(one_of(column, listed, name),),
    )


def index_where(condition: str, name: str, *columns: str, unique: bool = False) -> Index:
    """An index of only the rows that fulfil `condition` (SQL that both databases read)."""
    return Index(name, *columns, unique=unique, sqlite_where=sql(condition), postgresql_where=sql(condition))
