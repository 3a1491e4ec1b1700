"""Marks and batches over a large store: from the key to what the screen says of it, against the bare UPDATE."""

import os
import re
import sqlite3
import time
from pathlib import Path

import pytest

from backend.model.clock import MINUTE, SystemClock
from backend.store.reader import connect
from tests.bench.conftest import LARGE, Table, copied
from tests.bench.gauge import ROWS, desk
from tests.bench.terminal import Terminal

pytestmark = [pytest.mark.bench, pytest.mark.timeout(600)]

MARKED = 24_000


def answered(terminal: Terminal, keys: bytes, pattern: str, timeout: float = 60) -> float:
    """Send keys and return the seconds until the screen has said this."""
    seen, wanted = len(terminal.output), re.compile(pattern.encode())
    begun = time.monotonic()
    os.write(terminal.descriptor, keys)
    while not wanted.search(terminal.output, seen):
        if time.monotonic() - begun > timeout:
            raise TimeoutError(f"{pattern!r} never came; last: {terminal.output[-600:]!r}")
        terminal.read(0.02)
    return time.monotonic() - begun


def minutes_with(url: str, most: int) -> int:
    """Return how many minutes back about so many open comments came."""
    connection = connect(url)
    open_ = "SELECT sort_at FROM comment WHERE state = 'open' ORDER BY sort_at DESC LIMIT 1 OFFSET ?"
    (total,) = connection.execute("SELECT count(*) FROM comment WHERE state = 'open'").fetchone()
    (at,) = connection.execute(open_, (min(most, total) - 1,)).fetchone()
    connection.close()
    return 1 + int(SystemClock().now() - at) // MINUTE


def marked(terminal: Terminal) -> tuple[float, int]:
    """Mark all that is listed; return the seconds to the frame that says so, and how many that is."""
    took = answered(terminal, b"*", r"[\d,]+ comments marked")
    return took, int(re.findall(rb"([\d,]+) comments marked", terminal.output)[-1].replace(b",", b""))


def bare_update(url: str, count: int) -> float:
    """Return the seconds one UPDATE of so many open comments takes by bare sqlite3; it is rolled back."""
    connection = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
    ids = "SELECT id FROM comment WHERE state = 'open' ORDER BY sort_at DESC LIMIT ?"
    connection.execute("BEGIN IMMEDIATE")
    begun = time.perf_counter()
    connection.execute(f"UPDATE comment SET state = 'done', snoozed_until = NULL WHERE id IN ({ids})", (count,))
    took = time.perf_counter() - begun
    connection.execute("ROLLBACK")
    connection.close()
    return took


def pause(terminal: Terminal, seconds: float) -> None:
    """Take what comes for so long: a field's cursor blinks, so that quiet never comes."""
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        terminal.read(left)


def listed(terminal: Terminal, query: str) -> None:
    """List what a query finds."""
    for keys in (b"/", b"\x15" + query.encode(), b"\r"):
        os.write(terminal.descriptor, keys)
        pause(terminal, 1)


def test_marking_all_and_a_batch(table: Table, stores: dict[int, str], tmp_path: Path) -> None:
    url = copied(stores[LARGE], tmp_path)
    terminal = desk(url)
    try:
        terminal.wait(ROWS)
        pause(terminal, 4)  # what writing needs is loaded when nobody types
        listed(terminal, f"is:open age<{minutes_with(url, MARKED)}m")
        marking, many = marked(terminal)
        raw = bare_update(url, many)
        batch = answered(terminal, b";d", r"let stand: [\d,]+ done")
        undo = answered(terminal, b"z", r"Taken back")
    finally:
        terminal.close()
    table.note(f"  undo of {many:,}", f"{1000 * undo:6.1f} ms")
    said = f"{1000 * marking:.0f} ms, raw update {1000 * raw:.0f} ms"
    first = table.hold(f"mark all of {many:,} / the raw update", marking / raw, 10, said)
    decided = f"{1000 * batch:.0f} ms: {1_000_000 * batch / many:.0f} ms a thousand"
    second = table.hold(f"a batch over {many:,} to frame / the raw update", batch / raw, 10, decided)
    assert first and second, table.lines
