"""How the desk starts and answers keys, and what it weighs, against a bare Textual program and a drawing of itself."""

import os
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import pyte
import pytest

from tests.bench.conftest import LARGE, SMALL, Table, times
from tests.bench.corpus import fill
from tests.bench.gauge import PANES, ROWS, bare, burst, calmly, desk, drawn, memory_mb, modules, p95, processor_s
from tests.bench.terminal import Terminal

pytestmark = [pytest.mark.bench, pytest.mark.timeout(900)]

ROUNDS = times(9, 5)
TURNS = times(3, 1)
BURSTS = times(5, 2)
KEYS = 40
BURST, RATE = 100, 30
WAIT_MS = 80
IDLE_S = 20
"""Long enough for all that a desk does by the clock, whose longest beat this is."""
REST_S = 3.0
"""Seconds after which a desk that nobody touches has said that it is open, and what it looks at."""


def started(make: Callable[[], Terminal], *patterns: str) -> list[float]:
    """Start a program and return the seconds until each pattern showed."""
    terminal = make()
    try:
        return [terminal.wait(pattern) for pattern in patterns]
    finally:
        terminal.settle(0.1)
        terminal.close()


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
    """Press j and k calmly; return the seconds and the bytes of each."""
    try:
        terminal.wait(ready)
        terminal.settle()
        answers = calmly(terminal, [b"j"] * KEYS + [b"k"] * (KEYS // 2))
        return [answer.seconds for answer in answers], [answer.size for answer in answers]
    finally:
        terminal.close()


@pytest.mark.parametrize(("columns", "lines"), [(160, 48), (80, 24)])
def test_keys(table: Table, stores: dict[int, str], columns: int, lines: int) -> None:
    ratios, sizes, floor_sizes, times = [], [], [], []
    for _ in range(TURNS):
        floor, size = keys_of(drawn(columns, lines), "drawn-frame")
        floor_sizes += size
        ours, size = keys_of(desk(stores[LARGE], columns, lines), ROWS)
        sizes += size
        times += ours
        ratios.append(p95(ours) / p95(floor))
    where = f"{columns}x{lines}"
    weight, least = sum(sizes) / len(sizes), sum(floor_sizes) / len(floor_sizes)
    held = [
        table.hold(
            f"j and k to frame p95 at {where} / drawn floor", median(ratios), 1.5, f"{1000 * p95(times):.1f} ms"
        ),
        table.hold(f"bytes of a j or k at {where} / drawn floor", weight / least, 1.25, f"{weight:.0f} / {least:.0f}"),
    ]
    assert all(held), table.lines


def test_keys_in_long_threads(table: Table, tmp_path: Path) -> None:
    """Where every thread fills its pane, a key repaints all of that: what it costs is said, and held to nothing."""
    times, sizes = keys_of(desk(fill(tmp_path / "store.sqlite3", 20_000, talk=50)), ROWS)
    said = f"{sum(sizes) / len(sizes):8.0f} bytes, p95 {1000 * p95(times):.1f} ms"
    table.note("a j or k where threads of 50 fill the pane, 160x48", said)
    assert sizes


def names_at_the_bars(terminal: Terminal) -> tuple[str, str]:
    """Return who stands under the cursor in the queue, and whose comment the thread shows, both by their bars."""
    screen = pyte.Screen(160, 48)
    pyte.ByteStream(screen).feed(terminal.output)
    queue, _, thread = zip(*(line.partition("│") for line in screen.display), strict=True)
    selected = next(line for line in queue if line.startswith("▌"))
    focused = next(line for line in thread if line.startswith("▌") and "THREAD" not in line)
    return " ".join(selected[8:].split()[1:3]), " ".join(focused[1:].split()[:2])


def test_a_burst_of_keys(table: Table, stores: dict[int, str]) -> None:
    sizes, lags, floors, wrong = [], [], [], 0
    for _ in range(BURSTS):
        floor = drawn(wait_ms=WAIT_MS)
        ours = desk(stores[LARGE])
        try:
            for terminal, ready in ((floor, "drawn-frame"), (ours, ROWS)):
                terminal.wait(ready)
                terminal.settle()
            floors.append(burst(floor, b"j", BURST, RATE))
            done = burst(ours, b"j", BURST, RATE)
            selected, focused = names_at_the_bars(ours)
            wrong += selected != focused
        finally:
            floor.close()
            ours.close()
        sizes.append(done.size)
        lags.append(1000 * done.lag - WAIT_MS)
    least = (
        f"floor {median(one.size for one in floors):.0f}, {1000 * median(one.lag for one in floors) - WAIT_MS:.0f} ms"
    )
    held = [
        table.hold(f"bytes a key in a burst of {BURST} at {RATE}/s", median(sizes), 2000, least),
        table.hold("ms from the end of the wait to the thread, burst", median(lags), 33, f"worst {max(lags):.0f}"),
        table.hold("bursts after which the thread is another's", wrong, 0),
    ]
    assert all(held), table.lines


def test_deep_scrolling(table: Table, stores: dict[int, str]) -> None:
    """Screens in the middle of the queue come as fast as the first ones."""
    first, deep, back = [], [], []
    terminal = desk(stores[LARGE])
    try:
        terminal.wait(ROWS)
        terminal.settle()
        page = [b"\x06"] * KEYS
        first += [answer.seconds for answer in calmly(terminal, page)]
        burst(terminal, b"\x06", 1000, 100)
        deep += [answer.seconds for answer in calmly(terminal, page)]
        terminal.press(b"G")
        terminal.settle()
        back += [answer.seconds for answer in calmly(terminal, [b"\x02"] * KEYS)]
    finally:
        terminal.close()
    base = p95(first)
    held = [
        table.hold(
            "a screen down p95, 20,000 rows deep / the first ones", p95(deep) / base, 2, f"{1000 * base:.1f} ms"
        ),
        table.hold("a screen up p95 from the queue's end / the first ones", p95(back) / base, 2),
    ]
    assert all(held), table.lines


def used_while_idle(terminal: Terminal) -> float:
    """Return the share of a processor that a desk uses while nobody does anything, per cent."""
    used = processor_s(terminal.pid)
    time.sleep(IDLE_S)
    return 100 * (processor_s(terminal.pid) - used) / IDLE_S


def test_weight(table: Table, stores: dict[int, str]) -> None:
    """Memory until the first write and after it, and what a desk does while nobody does anything."""
    floors, before, after, idle = [], [], [], 0.0
    for _ in range(TURNS):
        floor = bare()
        try:
            floor.wait("bare-frame")
            floor.settle()
            floors.append(memory_mb(floor.pid))
        finally:
            floor.close()
        ours = desk(stores[LARGE])
        try:
            ours.wait(ROWS)
            for _key in range(6):  # a moderator reads
                os.write(ours.descriptor, b"j")
                ours.settle(0.2)
            ours.settle(REST_S)
            before.append(memory_mb(ours.pid))
            assert not any("pydantic" in name for name in modules(ours.pid)), "the ORM was loaded before a write"
            os.write(ours.descriptor, b"c")
            ours.settle(REST_S)
            assert any("pydantic" in name for name in modules(ours.pid)), "nothing was written"
            after.append(memory_mb(ours.pid))
            idle = idle or used_while_idle(ours)
        finally:
            ours.close()
    least = median(floors)
    held = [
        table.hold(
            "PSS of a desk before its first write / bare Textual", median(before) / least, 1.5, f"{least:.1f} MB"
        ),
        table.hold("processor of an idle desk, per cent", idle, 0.5),
    ]
    table.note(
        "PSS of a desk after its first write (the ORM is loaded)",
        f"{median(after):8.1f} MB, {median(after) / least:.2f} x",
    )
    assert all(held), table.lines


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
