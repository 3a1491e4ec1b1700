"""How fast comments come into the store, against the least that could do it: httpx, json and the very same SQL."""

import gc
import json
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine, event

from backend.model.account import Capabilities
from backend.model.actor import SYSTEM
from backend.model.clock import SystemClock
from backend.platforms.base import Connector
from backend.platforms.mastodon import open_connector
from backend.store.address import sqlite_url
from backend.store.engine import Store
from backend.store.migrate import migrate
from backend.store.read.roots import known_roots
from backend.store.write.accounts import add_account
from backend.store.write.inflow import save_page
from tests.bench.conftest import Table

pytestmark = [pytest.mark.bench, pytest.mark.timeout(600)]

COUNT = 8_000
ROUNDS = 3
PRAGMAS = ("busy_timeout = 5000", "journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON")
Statement = tuple[str, Any, bool]


@pytest.fixture(scope="module")
def feed() -> Iterator[str]:
    command = [sys.executable, "-m", "tests.bench.floors.feed", str(COUNT)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]) as process:
        assert process.stdout is not None
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
        process.kill()


def new_store(path: Path) -> Store:
    migrate(sqlite_url(path))
    return Store.open(sqlite_url(path), SystemClock())


def enter(store: Store, base_url: str) -> int:
    who = {"remote_id": "1", "handle": "acme", "name": "Acme", "base_url": base_url}
    return add_account(store, SYSTEM, "mastodon", "Acme", capabilities=Capabilities(), **who)


def pull_all(store: Store, connector: Connector, account_id: int) -> int:
    """Read both streams to their ends into the store; return how many comments came."""
    new = 0
    for stream in ("posts", "inbox"):
        cursor, more = None, True
        while more:
            roots = lambda ids: known_roots(store.reader, account_id, ids)  # noqa: E731
            page = connector.pull(stream, cursor, 0, roots)  # type: ignore[arg-type]
            new += save_page(store, account_id, page, stream=stream).new
            cursor, more = page.cursor, page.more
    return new


class Recorder:
    """What the product did, in order: pages asked for and SQL run."""

    def __init__(self) -> None:
        self.statements: list[Statement] = []  # a page asked for has no parameters: ("GET", address, False)
        self.recording = False
        event.listen(Engine, "before_cursor_execute", self._execute)
        event.listen(Engine, "begin", self._begin)  # the product begins by the driver itself, unseen by the other hook
        event.listen(Engine, "commit", self._commit)

    def _execute(self, _conn: object, _cursor: object, sql: str, params: Any, _context: object, many: bool) -> None:
        if self.recording:
            self.statements.append((sql, params, many))

    def watch(self, connector: Connector) -> None:
        """Note the address of every request the connector makes."""
        client: httpx.Client = connector._api.http._client  # type: ignore[attr-defined]
        client.event_hooks["request"].append(
            lambda request: self.statements.append(("GET", request.url.raw_path.decode(), False))
        )

    def _begin(self, _conn: object) -> None:
        if self.recording:
            self.statements.append(("BEGIN IMMEDIATE", (), False))

    def _commit(self, _conn: object) -> None:
        if self.recording:
            self.statements.append(("COMMIT", (), False))


def replay(path: Path, statements: list[Statement], base: str) -> float:
    """Fetch and read the same pages and run the same SQL through sqlite3, in the same order; return the seconds."""
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    with httpx.Client(base_url=base) as client:
        start = time.perf_counter()
        for sql, params, many in statements:
            if sql == "GET":
                json.loads(client.get(params).content)
                continue
            rows = (connection.executemany if many else connection.execute)(sql, params)
            if rows.description:
                rows.fetchall()
        took = time.perf_counter() - start
    connection.close()
    return took


def test_pull(table: Table, feed: str, tmp_path: Path) -> None:
    gc.freeze()  # as the worker does when it starts; the floor gains by it as well
    recorder = Recorder()
    ours, floor = [], []
    for number in range(ROUNDS):
        store = new_store(tmp_path / f"ours{number}.sqlite3")
        account_id = enter(store, feed)
        asked = open_connector(feed, {"token": "x"}, lambda _: None)
        recorder.watch(asked)
        recorder.statements.clear()
        recorder.recording = True
        start = time.perf_counter()
        assert pull_all(store, asked, account_id) == COUNT
        ours.append(time.perf_counter() - start)
        recorder.recording = False
        asked.close()
        store.close()
        empty = new_store(tmp_path / f"floor{number}.sqlite3")
        enter(empty, feed)
        empty.close()
        floor.append(replay(tmp_path / f"floor{number}.sqlite3", recorder.statements, feed))
    note = f"{COUNT / median(ours):,.0f} comments a second"
    share = median(floor) / median(ours)
    assert table.hold("pull into the store / httpx + json + the same SQL", share, 0.6, note, least=True), table.lines
