"""Reading without the ORM: plain sqlite3 or psycopg behind one small class.

The desk's every read goes this way. SQLModel costs 370 ms and 36 MB to import and gives a reading desk nothing.
SQL is written once with `?` placeholders for both databases.
"""

import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

from backend.store.address import is_postgres, postgres_dsn, sqlite_path
from backend.store.errors import StoreMissing, StoreNewer, StoreOld, said_clearly
from backend.store.version import HEAD, KNOWN

Row = tuple[Any, ...]


class Reader:
    """One reading connection, usable from any thread, one call at a time."""

    def __init__(self, connection: Any, *, postgres: bool) -> None:
        self._connection = connection
        self._lock = threading.RLock()
        self._snapshots = 0
        self._again: Callable[[], Any] | None = None
        self.postgres = postgres

    @classmethod
    def open(cls, url: str, *, check: bool = True) -> "Reader":
        """Connect to the store at `url`; nothing can be written through it.

        Raises StoreMissing, StoreNewer, StoreOld (unless `check` is False) or StoreUnavailable.
        """
        with said_clearly():
            reader = cls(connect(url), postgres=is_postgres(url))
        if reader.postgres:
            reader._again = partial(connect, url)
        try:
            if check:
                check_version(reader.version())
        except BaseException:
            reader.close()
            raise
        return reader

    def rows(self, sql: str, params: Sequence[object] = ()) -> list[Row]:
        """Run one SELECT and return all its rows. Raises StoreUnavailable."""
        if self.postgres:
            sql = sql.replace("%", "%%").replace("?", "%s")
        with self._lock, said_clearly():
            self._revive()
            return list(self._connection.execute(sql, tuple(params)).fetchall())

    def one(self, sql: str, params: Sequence[object] = ()) -> Row | None:
        """Run one SELECT and return its first row, None when there is none."""
        rows = self.rows(sql, params)
        return rows[0] if rows else None

    def value(self, sql: str, params: Sequence[object] = ()) -> Any:
        """Run one SELECT and return the first column of its first row, None when there is none."""
        row = self.one(sql, params)
        return row[0] if row else None

    @contextmanager
    def snapshot(self) -> Iterator["Reader"]:
        """Several SELECTs that see one state of the store; one inside another is the outer one.

        Never held across a wait or a frame.
        """
        with self._lock:
            if not self._snapshots:
                self.rows_none("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" if self.postgres else "BEGIN")
            self._snapshots += 1
            try:
                yield self
            finally:
                self._snapshots -= 1
                if not self._snapshots:
                    self.rows_none("COMMIT")

    def rows_none(self, sql: str) -> None:
        """Run a statement that gives no rows."""
        with self._lock, said_clearly():
            self._revive()
            self._connection.execute(sql)

    def _revive(self) -> None:
        """Connect anew when the server ended the connection (a restart of PostgreSQL must not end a worker)."""
        if self._again is not None and self._connection.closed and not self._snapshots:
            self._connection = self._again()

    def version(self) -> str | None:
        """Return the schema's revision, None when the store has none (an empty or foreign database)."""
        if self.postgres:
            known = self.value("SELECT to_regclass('alembic_version') IS NOT NULL")
        else:
            known = self.value("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'")
        return self.value("SELECT version_num FROM alembic_version") if known else None

    def close(self) -> None:
        """Close the connection."""
        with self._lock:
            self._again = None
            self._connection.close()


def check_version(version: str | None) -> None:
    """Refuse a store this program does not speak. Raises StoreMissing, StoreOld or StoreNewer."""
    if version is None:
        raise StoreMissing("store.missing")
    if version == HEAD:
        return
    if version in KNOWN:
        raise StoreOld("store.old", found=version, wanted=HEAD)
    raise StoreNewer("store.newer", found=version, wanted=HEAD)


def connect(url: str) -> Any:
    """Return a new driver connection that cannot write. Raises StoreMissing or the driver's own error."""
    if is_postgres(url):
        import psycopg

        # prepared searches turn into slow generic plans after five runs, hence no prepared statements
        connection: Any = psycopg.connect(
            postgres_dsn(url), autocommit=True, prepare_threshold=None, connect_timeout=10
        )
        connection.execute("SET default_transaction_read_only = on")
        # for a word it does not know PostgreSQL expects many rows, and would read the whole table to find none
        connection.execute("SET enable_seqscan = off")
        # a desk's reads are short: compiling one took 40 ms, running it 3
        connection.execute("SET jit = off")
        return connection
    path = sqlite_path(url)
    if not path.exists():
        raise StoreMissing("store.missing")
    connection = sqlite3.connect(
        f"file:{_escaped(str(path))}?mode=rw", uri=True, check_same_thread=False, isolation_level=None
    )
    connection.execute("PRAGMA busy_timeout = 5000")
    connection.execute("PRAGMA query_only = ON")
    connection.execute("PRAGMA cache_size = -1000")
    return connection


def _escaped(path: str) -> str:
    return path.replace("%", "%25").replace("?", "%3f").replace("#", "%23")
