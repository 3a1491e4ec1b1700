"""Writing without the ORM, for the little that a desk says of itself: that it is open, and what it looks at.

Loading SQLModel costs a desk half a second of the processor and 30 MB. Whoever only reads need not pay it.
Nothing written this way has an event or a journal line: whatever somebody decides goes through `engine.Store`.
"""

import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Any

from backend.model.clock import Clock, Micros, SystemClock
from backend.store.address import is_postgres, postgres_dsn, sqlite_path
from backend.store.errors import StoreMissing, said_clearly
from backend.store.reader import check_version
from backend.store.turn import PATIENCE_S, POSTGRES_NOW, PRAGMAS, VERSION, begin_in_turn


class Line:
    """One short transaction and its time."""

    def __init__(self, connection: Any, now: Micros, *, postgres: bool) -> None:
        self._connection = connection
        self._postgres = postgres
        self.now = now

    def run(self, sql: str, params: Sequence[object] = ()) -> int:
        """Run one statement, written with `?`; return the number of its rows."""
        return int(self._execute(sql, params).rowcount)

    def value(self, sql: str, params: Sequence[object] = ()) -> Any:
        """Run one statement and return the first column of its first row, None when there is none."""
        row = self._execute(sql, params).fetchone()
        return row[0] if row else None

    def _execute(self, sql: str, params: Sequence[object]) -> Any:
        return self._connection.execute(sql.replace("?", "%s") if self._postgres else sql, tuple(params))


class Pen:
    """Writes a line at a time to the store at `url`, from any thread.

    Each has a connection of its own: they are seconds apart, and twenty desks shall not hold one more each all night.
    """

    def __init__(self, url: str, clock: Clock) -> None:
        self._url = url
        self._clock = clock

    @contextmanager
    def write(self) -> Iterator[Line]:
        """One transaction: all of it or nothing.

        Raises StoreMissing; StoreNewer or StoreOld when the store was migrated meanwhile; StoreUnavailable.
        """
        begun = self._postgres() if is_postgres(self._url) else self._sqlite()
        with said_clearly(), begun as line:
            check_version(line.value(VERSION))
            yield line

    @contextmanager
    def _sqlite(self) -> Iterator[Line]:
        path = sqlite_path(self._url)
        if not path.exists():
            raise StoreMissing("store.missing")
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            for pragma in PRAGMAS:
                connection.execute(f"PRAGMA {pragma}")
            begin_in_turn(connection, time.monotonic() + PATIENCE_S)
            with connection:  # commits, or rolls back
                yield Line(connection, self._clock.now(), postgres=False)

    @contextmanager
    def _postgres(self) -> Iterator[Line]:
        import psycopg

        dsn = postgres_dsn(self._url)
        with psycopg.connect(dsn, prepare_threshold=None, connect_timeout=10) as connection:
            line = Line(connection, self._clock.now(), postgres=True)
            if isinstance(self._clock, SystemClock):
                line.now = Micros(line.value(POSTGRES_NOW))
            yield line
