"""How the desk starts and answers keys, against a bare Textual program and a drawing of itself."""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median, quantiles

import pytest

from tests.bench.conftest import LARGE, SMALL, Table
from tests.bench.corpus import NAMES
from tests.bench.terminal import Terminal

pytestmark = [pytest.mark.bench, pytest.mark.timeout(900)]

FLOORS = Path(__file__).parent / "floors"
ROUNDS = 9
KEYS = 60
PANES, ROWS = "THREAD", f"({'|'.join(NAMES)}) \\d+"


def bare() -> Terminal:
    return Terminal([sys.executable, str(FLOORS / "bare.py")])


def drawn(columns: int = 160, lines: int = 48) -> Terminal:
    return Terminal([sys.executable, str(FLOORS / "drawn.py")], columns=columns, lines=lines)


def desk(url: str, columns: int = 160, lines: int = 48) -> Terminal:
    folder = url.removeprefix("sqlite:///").rsplit("/", 1)[0]
    environ = {"NIGHTDESK_DATABASE_URL": url, "NIGHTDESK_DATA_DIR": folder, "LANG": "en_GB.UTF-8"}
    return Terminal([sys.executable, "-m", "tui"], columns=columns, lines=lines, environ=environ)


def started(make: Callable[[], Terminal], *patterns: str) -> list[float]:
    """Start a program and return the seconds until each pattern showed."""
    terminal = make()
    try:
        return [terminal.wait(pattern) for pattern in patterns]
    finally:
        terminal.settle(0.1)
        terminal.close()


def p95(values: list[float]) -> float:
    return quantiles(values, n=20)[-1]


def test_start(table: Table, stores: dict[int, str]) -> None:
    floor, frame, small, large = [], [], [], []
    for _ in range(ROUNDS):
        floor += started(bare, "bare-frame")
        first, rows = started(lambda: desk(stores[LARGE]), PANES, ROWS)
        frame.append(first)
        large.append(rows)
        small.append(started(lambda: desk(stores[SMALL]), ROWS)[0])
    base = median(floor)
    note = f"{1000 * base:.0f} ms bare"
    held = [
        table.hold("first frame with the panes / bare Textual", median(frame) / base, 1.3, note),
        table.hold(f"rows of {LARGE:,} on screen / bare Textual", median(large) / base, 1.6, note),
        table.hold(f"rows of {LARGE:,} / rows of {SMALL:,}", median(large) / median(small), 1.15),
    ]
    assert all(held), table.lines


def keys_of(terminal: Terminal, ready: str) -> tuple[list[float], list[int]]:
    try:
        terminal.wait(ready)
        terminal.settle()
        answers = [terminal.press(key) for key in [b"j"] * KEYS + [b"k"] * (KEYS // 2)]
        return [answer.seconds for answer in answers], [answer.size for answer in answers]
    finally:
        terminal.close()


@pytest.mark.parametrize(("columns", "lines"), [(160, 48), (80, 24)])
def test_keys(table: Table, stores: dict[int, str], columns: int, lines: int) -> None:
    ratios, sizes, floor_sizes = [], [], []
    for _ in range(3):
        floor, size = keys_of(drawn(columns, lines), "drawn-frame")
        floor_sizes += size
        ours, size = keys_of(desk(stores[LARGE], columns, lines), ROWS)
        sizes += size
        ratios.append(p95(ours) / p95(floor))
    where = f"{columns}x{lines}"
    table.note(f"bytes a key at {where}: desk / drawn floor", f"{median(sizes):.0f} / {median(floor_sizes):.0f}")
    assert table.hold(f"j and k to frame p95 at {where} / drawn floor", median(ratios), 2.0), table.lines


def test_a_key_while_the_orm_loads(table: Table, stores: dict[int, str]) -> None:
    waits = []
    for _ in range(5):
        terminal = desk(stores[SMALL])
        try:
            terminal.wait(ROWS)
            terminal.settle()
            os.write(terminal.descriptor, b"c")  # the first write loads the ORM in a thread
            time.sleep(0.05)
            waits.append(1000 * terminal.press(b"j").seconds)
        finally:
            terminal.close()
    assert table.hold("ms to answer a key while the ORM loads behind", median(waits), 100), table.lines
