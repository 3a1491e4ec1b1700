"""The change feed: wakes whoever looks when somebody committed, and says what changed.

A *position* is a number that only this module reads: on SQLite the journal's `seq`, which has no gaps and is given in
the order of commits. On PostgreSQL that does not hold: a slow transaction may commit a lower number, or one started
earlier, after a higher one was read, and would never be seen. There a position is a transaction id: everything below
`pg_snapshot_xmin` is finished, so the next look starts at that id again and what was told already is left out. Nothing
waits for the slow one, and nothing of it is lost.
"""

import sqlite3
import threading
import time
from typing import Any, Protocol

from backend.model.change import Change, Topic, Woken
from backend.store.address import is_postgres
from backend.store.errors import said_clearly
from backend.store.reader import Reader, connect

TICK_S = 0.1
"""How often SQLite's `data_version` is asked (2 µs each)."""

SLICE_S = 0.25
"""How long PostgreSQL is waited for at a time, so that a feed can be closed from another thread."""

POLL_S = 30.0
"""How often PostgreSQL is asked although nobody called: a net under NOTIFY."""

MOST = 1000
"""More lines than this at once are not told one by one: whoever is so far behind rereads."""

CHANNEL = "nightdesk"

XMIN = "pg_snapshot_xmin(pg_current_snapshot())::text::bigint"


class Feed(Protocol):
    """One watcher's view of the journal. Used by one thread; `close` may come from another."""

    def wait(self, after: int, timeout: float) -> Woken:
        """Return what was committed after the position `after`, as soon as there is something, at most `timeout` s.

        No changes and not `behind` means that the time ran out or the feed was closed. `Woken.last` is the position to
        go on from. Raises StoreUnavailable; the next call connects anew.
        """
        ...

    def close(self) -> None:
        """End a running wait and close the connection."""
        ...


def open_feed(url: str) -> Feed:
    """Return the feed of the store at `url`. It connects at the first wait."""
    return PostgresFeed(url) if is_postgres(url) else SqliteFeed(url)


def last_seq(reader: Reader) -> int:
    """Return the position of what `reader` sees now: everything that it does not see comes after it in the feed."""
    if reader.postgres:
        return int(reader.value(f"SELECT {XMIN}"))
    return int(reader.value("SELECT seq FROM sqlite_sequence WHERE name = 'journal'") or 0)


class _Connected:
    """A connection that is made when needed, dropped after an error, and closed from anywhere."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._connection: Any = None
        self._closed = threading.Event()
        self._in_use = threading.Lock()

    def wait(self, after: int, timeout: float) -> Woken:
        """See Feed.wait."""
        deadline = time.monotonic() + timeout
        with self._in_use, said_clearly():
            try:
                while not self._closed.is_set():
                    woken = self._look(after)
                    if woken is not None:
                        return woken
                    if not self._pause(deadline):
                        break
            except BaseException:
                self._drop()
                raise
            return Woken((), after)

    def close(self) -> None:
        """See Feed.close."""
        self._closed.set()
        with self._in_use:
            self._drop()

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _look(self, after: int) -> Woken | None:
        raise NotImplementedError

    def _pause(self, deadline: float) -> bool:
        """Wait for a sign that something changed. False when the deadline has passed."""
        raise NotImplementedError


class SqliteFeed(_Connected):
    """Asks `PRAGMA data_version` ten times a second on a connection that never writes, and reads when it moved."""

    _version: int = -1

    def _look(self, after: int) -> Woken | None:
        if self._connection is None:
            self._connection = connect(self._url)
        self._version = self._data_version()
        given = self._connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'journal'").fetchone()
        last = given[0] if given else 0
        lines = self._connection.execute(
            "SELECT seq, topic, ref, count FROM journal WHERE seq > ? ORDER BY seq LIMIT ?", (after, MOST + 1)
        ).fetchall()
        if lines and lines[0][0] == after + 1 and len(lines) <= MOST:
            return Woken(tuple(_change(line) for line in lines), lines[-1][0])
        return Woken((), last, behind=True) if last > after else None

    def _data_version(self) -> int:
        connection: sqlite3.Connection = self._connection
        return int(connection.execute("PRAGMA data_version").fetchone()[0])

    def _pause(self, deadline: float) -> bool:
        while (left := deadline - time.monotonic()) > 0 and not self._closed.wait(min(TICK_S, left)):
            if self._data_version() != self._version:
                return True
        return False


class PostgresFeed(_Connected):
    """LISTENs, and asks every half minute although nobody called."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self._told: dict[int, int] = {}  # seq -> transaction id, of lines told at or above the position
        self._reread = -1  # the position last given with `behind`: a slow transaction may keep it where it is

    def _look(self, after: int) -> Woken | None:
        if self._connection is None:
            self._connection = connect(self._url)
            self._connection.execute(f"LISTEN {CHANNEL}")
        lines = self._connection.execute(_SINCE, (after, after, MOST + len(self._told) + 1)).fetchall()
        position, trimmed = lines[0][:2]
        fresh = [line[2:] for line in lines if line[2] is not None and line[2] not in self._told]
        if (trimmed and after != self._reread) or len(fresh) > MOST:
            self._reread = position
            self._told = dict(self._connection.execute(_TOLD, (position,)).fetchall())
            return Woken((), position, behind=True)
        self._told = {seq: xid for seq, xid in self._told.items() if xid >= min(position, after)}
        self._told |= {line[0]: line[4] for line in fresh}
        return Woken(tuple(_change(line) for line in fresh), position) if fresh else None

    def _pause(self, deadline: float) -> bool:
        end = min(deadline, time.monotonic() + POLL_S)
        while (left := end - time.monotonic()) > 0 and not self._closed.is_set():
            if list(self._connection.notifies(timeout=min(SLICE_S, left), stop_after=1)):
                return True
        return time.monotonic() < deadline


_SINCE = f"""
    SELECT here.position, here.trimmed, j.seq, j.topic, j.ref, j.count, j.xid
    FROM (
        SELECT {XMIN} AS position,
            (SELECT min(seq) FROM journal) > 1 AND NOT EXISTS (SELECT 1 FROM journal WHERE xid < %s) AS trimmed
    ) AS here
    LEFT JOIN journal AS j ON j.xid >= %s
    ORDER BY j.seq LIMIT %s
"""
"""One statement, hence one snapshot. `trimmed`: no line from before the position is left, some after it may be gone."""


_TOLD = "SELECT seq, xid FROM journal WHERE xid >= %s"
"""What a reread after `behind` will have seen, so that a slow transaction does not make it `behind` again."""


def _change(line: tuple[Any, ...]) -> Change:
    return Change(line[0], Topic(line[1]), line[2], line[3])
