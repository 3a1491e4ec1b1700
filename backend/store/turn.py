"""How a write begins, whichever way it is written: its turn on SQLite, and PostgreSQL's time."""

import random
import sqlite3
import time
from typing import Any

BUSY_MS = 5000
"""How long SQLite waits by itself where no transaction begins: a checkpoint, a schema that changes."""

PATIENCE_S = 10.0
"""How long a write waits for its turn before it is told that the store is busy."""

PACE_S = (0.002, 0.006)
"""Between two tries to begin (seconds, drawn anew each time)."""

PRAGMAS = (f"busy_timeout = {BUSY_MS}", "journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON")
"""What a connection to a SQLite file that writes begins with."""

POSTGRES_NOW = "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint"
"""The server's time in µs: leases of several machines are compared by one clock."""

VERSION = "SELECT version_num FROM alembic_version"


def begin_in_turn(driver: Any, deadline: float) -> None:
    """Begin a write transaction on SQLite, asking again until it is our turn. Raises sqlite3.OperationalError.

    `deadline` is by time.monotonic(). SQLite's own waiting sleeps longer and longer, up to a tenth of a second between
    two tries: with many writers, whoever has waited longest asks most rarely, and starves. Asking at an even, short
    pace gives each the same chance.
    """
    driver.execute("PRAGMA busy_timeout = 0")
    try:
        while True:
            try:
                driver.execute("BEGIN IMMEDIATE")
                return
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                    raise
            time.sleep(random.uniform(*PACE_S))  # noqa: S311 - spreads the askers, keeps no secret
    finally:
        driver.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
