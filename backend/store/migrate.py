"""Creates and upgrades the store: one at a time, with a backup before, and all of it or nothing.

SQLite: a lock file keeps others out, the old file is copied with VACUUM INTO and checked before anything changes, and
the whole upgrade is one transaction, so that a kill half-way leaves the old version usable. Foreign keys are off on
that connection (a rebuilt table would empty its children) and checked before the commit. PostgreSQL: an advisory lock
and one transaction. Alembic is imported when it is needed, never at the start of a desk.
"""

import fcntl
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from backend.store.address import is_postgres, sqlite_path
from backend.store.errors import StoreMissing, StoreNewer, StoreUnavailable, said_clearly
from backend.store.reader import Reader
from backend.store.search import drop_search, make_search
from backend.store.version import HEAD, KNOWN

if TYPE_CHECKING:
    from sqlalchemy import Connection

LOCK_WAIT_S = 60.0
"""How long to wait for somebody else's migration."""

_ADVISORY_KEY = 6_412_911
"""Any number, as long as it is the same in every program: PostgreSQL's lock of a migration."""


@dataclass(frozen=True, slots=True)
class Migrated:
    """What was done: the schema's revision before (None: there was no store) and now, and the backup taken."""

    before: str | None
    now: str
    backup: Path | None = None

    @property
    def changed(self) -> bool:
        """Whether anything was done at all."""
        return self.before != self.now


@dataclass(frozen=True, slots=True)
class Steps:
    """Where the steps of the schema lie (as Alembic writes it), the newest, and all that are known, oldest first."""

    location: str = "backend.store:migrations"
    head: str = HEAD
    known: tuple[str, ...] = KNOWN


OURS = Steps()


def migrate(url: str, steps: Steps = OURS) -> Migrated:
    """Create the store at `url`, or bring it to the newest revision; a store that is there already is left alone.

    Raises StoreNewer for a store of a newer program, StoreUnavailable when another migration runs, the disk is full,
    the file is read-only, or the server does not answer. Nothing was changed then.
    """
    with said_clearly():
        return _migrate_postgres(url, steps) if is_postgres(url) else _migrate_sqlite(url, steps)


def found_version(url: str) -> str | None:
    """Return the revision of the store at `url`, None when there is none. Raises StoreUnavailable."""
    try:
        reader = Reader.open(url, check=False)
    except StoreMissing:
        return None
    try:
        return reader.version()
    finally:
        reader.close()


def _refuse_newer(found: str | None, steps: Steps) -> None:
    if found is not None and found not in steps.known:
        raise StoreNewer("store.newer", found=found, wanted=steps.head)


def _run_steps(connection: "Connection", steps: Steps, *, postgres: bool) -> None:
    """Bring the schema up on this connection, in its transaction."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", steps.location)
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    drop_search(connection, postgres=postgres)
    command.upgrade(config, steps.head)
    make_search(connection, postgres=postgres)


def _migrate_postgres(url: str, steps: Steps) -> Migrated:
    from sqlalchemy import text

    from backend.store.engine import make_engine

    engine = make_engine(url)
    try:
        with engine.begin() as connection:
            connection.execute(text(f"SET LOCAL lock_timeout = '{int(LOCK_WAIT_S)}s'"))
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_KEY})
            _refuse_strange_letters(connection)
            found = found_version(url)
            _refuse_newer(found, steps)
            if found is None and connection.execute(text("SELECT to_regclass('comment') IS NOT NULL")).scalar():
                raise StoreUnavailable("store.not_a_store")
            if found != steps.head:
                _run_steps(connection, steps, postgres=True)
            return Migrated(found, steps.head)
    finally:
        engine.dispose()


def _refuse_strange_letters(connection: "Connection") -> None:
    """A database in LATIN1 cannot keep what people write, and one in the locale C takes Å and å for two letters."""
    from sqlalchemy import text

    query = text("SELECT current_setting('server_encoding') = 'UTF8' AND lower('ÅÄÖ') = 'åäö'")
    if not connection.execute(query).scalar():
        raise StoreUnavailable("store.letters")


def _migrate_sqlite(url: str, steps: Steps) -> Migrated:
    path = sqlite_path(url)
    _make_room(path)
    with _alone(path):
        _create_private(path)
        found = found_version(url)
        _refuse_newer(found, steps)
        if found == steps.head:
            return Migrated(found, found)
        if found is None:
            _refuse_foreign(path)
        backup = _back_up(path, found) if found is not None else None
        _upgrade_sqlite(url, steps)
        return Migrated(found, steps.head, backup)


def _upgrade_sqlite(url: str, steps: Steps) -> None:
    from backend.store.engine import sqlite_engine

    engine = sqlite_engine(url)
    try:
        with engine.connect() as connection:
            driver = connection.connection.driver_connection
            assert isinstance(driver, sqlite3.Connection)
            driver.execute("PRAGMA foreign_keys = OFF")
            with connection.begin():
                _run_steps(connection, steps, postgres=False)
                if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
                    raise StoreUnavailable("store.damaged")
    finally:
        engine.dispose()


def _make_room(path: Path) -> None:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StoreUnavailable("store.unreachable") from error


def _create_private(path: Path) -> None:
    """Make an empty file that only its owner reads; SQLite gives its -wal and -shm files the same mode."""
    if not path.exists():
        try:
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        except OSError as error:
            raise StoreUnavailable("store.unreachable") from error


def _refuse_foreign(path: Path) -> None:
    """Somebody else's database is not filled with our tables."""
    source = sqlite3.connect(path)
    try:
        if source.execute("SELECT 1 FROM sqlite_master").fetchone() is not None:
            raise StoreUnavailable("store.not_a_store")
    finally:
        source.close()


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Hold the migration lock of this store. The file stays: removing a lock file lets two in."""
    try:
        lock = os.open(path.with_name(path.name + ".lock"), os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise StoreUnavailable("store.read_only") from error
    try:
        _wait_for(lock)
        yield
    finally:
        os.close(lock)


def _wait_for(lock: int) -> None:
    deadline = time.monotonic() + LOCK_WAIT_S
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise StoreUnavailable("store.busy") from None
            time.sleep(0.05)


def _back_up(path: Path, version: str) -> Path:
    """Copy the store beside itself as it is, check the copy, and only then give it its name."""
    copy = path.with_name(f"{path.name}.before-upgrade-from-{version}")
    part = copy.with_name(copy.name + ".part")
    part.unlink(missing_ok=True)
    os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    source = sqlite3.connect(path, isolation_level=None)
    try:
        source.execute("VACUUM INTO ?", (str(part),))
    finally:
        source.close()
    taken = sqlite3.connect(part)
    try:
        sound = taken.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    finally:
        taken.close()
    if not sound:
        raise StoreUnavailable("store.damaged")
    part.replace(copy)
    return copy
