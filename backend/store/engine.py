"""Writing: one `Store` with one way in, so that every commit is whole and wakes whoever looks.

Every write on SQLite is BEGIN IMMEDIATE: a transaction that reads first and writes later fails at once with
SQLITE_BUSY_SNAPSHOT when another process committed in between, whatever the timeout. `synchronous` is FULL: an outbox
row or a cursor that was acknowledged must outlive a power cut, and pages are few. No transaction is ever held across
a network call.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlmodel import insert

from backend.model.actor import Actor
from backend.model.change import Topic
from backend.model.clock import Clock, Micros, SystemClock
from backend.model.reason import Reason
from backend.store.address import is_postgres, postgres_dsn, sqlite_path
from backend.store.codec import dump_params
from backend.store.errors import StoreMissing, said_clearly
from backend.store.reader import Reader, check_version
from backend.store.tables.log import EventRow, JournalRow
from backend.store.turn import PATIENCE_S, POSTGRES_NOW, PRAGMAS, VERSION, begin_in_turn

BATCH = 100
"""More rows of one topic in one commit become one journal line."""

CHANNEL = "nightdesk"
"""PostgreSQL's NOTIFY channel."""


@dataclass
class Writer:
    """One write transaction: the connection, its time, and what to tell when it commits."""

    conn: Connection
    now: Micros
    postgres: bool
    _told: dict[tuple[Topic, int], None] = field(default_factory=dict)

    def tell(self, topic: Topic, ref: int) -> None:
        """Put a line into the journal at commit (each topic and ref once)."""
        self._told[topic, ref] = None

    def log(
        self,
        what: str,
        actor: Actor,
        *,
        account_id: int | None = None,
        comment_id: int | None = None,
        outbox_id: int | None = None,
        revision: int | None = None,
        digest: str = "",
        before: str = "",
        after: str = "",
        reason: Reason | None = None,
        deed_id: int | None = None,
        since: Micros | None = None,
        case_id: int | None = None,
    ) -> None:
        """Append an event in this transaction. Ids, codes and digests only.

        `what` is a word of `Happened` or of `outbox_event`; `deed_id` the member's act that it is a part of; `since`
        when what it tells of began, where that was earlier; `case_id` the case that it is about.
        """
        who = {"actor_kind": actor.kind.value, "actor_id": actor.id, "desk_id": actor.desk}
        about = {"account_id": account_id, "comment_id": comment_id, "outbox_id": outbox_id, "case_id": case_id}
        row = {
            "at": self.now,
            "what": str(what),
            **who,
            **about,
            "revision": revision,
            "digest": digest,
            "before": before,
            "after": after,
            "code": reason.code if reason else "",
            "params": dump_params(reason.params if reason else {}),
            "deed_id": deed_id,
            "since": since,
        }
        self.conn.execute(insert(EventRow), [row])

    def flush_journal(self) -> None:
        """Write the journal lines; called once, just before the commit."""
        lines = list(self._lines())
        if not lines:
            return
        if self.postgres:
            xid = self.conn.execute(text("SELECT pg_current_xact_id()::text::bigint")).scalar_one()
            lines = [{**line, "xid": xid} for line in lines]
        names = tuple(lines[0])
        marks = ", ".join(["%s" if self.postgres else "?"] * len(names))
        insertion = f"INSERT INTO {JournalRow.__tablename__} ({', '.join(names)}) VALUES ({marks})"
        self.conn.exec_driver_sql(insertion, [tuple(line.values()) for line in lines])
        if self.postgres:
            self.conn.execute(text(f"NOTIFY {CHANNEL}"))

    def _lines(self) -> Iterator[dict[str, Any]]:
        by_topic: dict[Topic, list[int]] = {}
        for topic, ref in self._told:
            by_topic.setdefault(topic, []).append(ref)
        for topic, refs in by_topic.items():
            if len(refs) > BATCH:
                yield {"at": self.now, "topic": topic.value, "ref": 0, "count": len(refs), "batch": "many"}
            else:
                yield from ({"at": self.now, "topic": topic.value, "ref": ref, "count": 1, "batch": ""} for ref in refs)


class Store:
    """The organisation's store, opened for writing. Reads go through `reader`."""

    def __init__(self, url: str, clock: Clock, engine: Engine, reader: Reader) -> None:
        self.url = url
        self.clock = clock
        self.reader = reader
        self.postgres = is_postgres(url)
        self._engine = engine

    @classmethod
    def open(cls, url: str, clock: Clock) -> "Store":
        """Open the store at `url` (sqlite:///PATH or postgresql://…).

        Raises StoreMissing, StoreOld, StoreNewer or StoreUnavailable.
        """
        return cls(url, clock, make_engine(url), Reader.open(url))

    @contextmanager
    def write(self) -> Iterator[Writer]:
        """One transaction: all of it or nothing. The journal is written and watchers are woken with the commit.

        Raises StoreNewer or StoreOld when the store was migrated meanwhile, StoreUnavailable when it cannot be written.
        IntegrityError (SQLAlchemy) passes through for the caller to read.
        """
        with said_clearly(), self._engine.begin() as conn:
            check_version(conn.execute(text(VERSION)).scalar())
            writer = Writer(conn, self._now(conn), self.postgres)
            yield writer
            writer.flush_journal()

    def _now(self, conn: Connection) -> Micros:
        """Leases compare with the store's own clock; a clock that was handed in for a rehearsal or a test wins."""
        if self.postgres and isinstance(self.clock, SystemClock):
            return Micros(conn.execute(text(POSTGRES_NOW)).scalar_one())
        return self.clock.now()

    def close(self) -> None:
        """Close all connections."""
        self.reader.close()
        self._engine.dispose()


def make_engine(url: str) -> Engine:
    """Return an engine whose transactions begin as ours must. Raises StoreMissing for a file that is not there."""
    if is_postgres(url):
        return create_engine(
            "postgresql+psycopg://" + postgres_dsn(url).split("://", 1)[1],
            connect_args={"prepare_threshold": None, "connect_timeout": 10},
            pool_pre_ping=True,
        )
    if not sqlite_path(url).exists():
        raise StoreMissing("store.missing")
    return sqlite_engine(url)


def sqlite_engine(url: str) -> Engine:
    """Return an engine on a file, made when missing."""
    engine = create_engine(url)

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        driver = connection.connection.dbapi_connection
        assert driver is not None, "a connection that begins is open"
        begin_in_turn(driver, time.monotonic() + PATIENCE_S)

    return engine
