"""Searching a million comments: from Enter to the finished screen, against the bare SQL and one frame of the floor."""

import os
from dataclasses import dataclass
from functools import partial
from statistics import median

import pytest

from backend.model.clock import Micros, SystemClock
from backend.policy.query import parse
from backend.policy.query_terms import Query
from backend.store.read import queue
from backend.store.reader import Reader
from tests.bench.conftest import LARGE, Table, times
from tests.bench.corpus import RARE, SELDOM
from tests.bench.gauge import ROWS, calmly, desk, drawn, p95, raw_seconds
from tests.bench.terminal import Terminal

pytestmark = [pytest.mark.bench, pytest.mark.timeout(900)]

QUERIES = (
    RARE, SELDOM, "tack", "tack faktura", "öppet*", "is:done tack", "author:lisa", f"is:open account:acme {SELDOM}",
    "age>2h leverans", f"-is:done {SELDOM}",
)  # fmt: skip
TIMES = times(20, 8)
BOUND = 5
ANNA = 1


def searched(terminal: Terminal, text: str) -> float:
    """Type a query into an empty line, press Enter, and return the seconds to the end of what is drawn."""
    os.write(terminal.descriptor, b"/")
    terminal.settle(0.15)
    os.write(terminal.descriptor, b"\x15" + text.encode())
    terminal.settle(0.15)
    took = terminal.press(b"\r").seconds
    terminal.settle(0.2)
    return took


def first_page(query: Query, now: Micros, reader: Reader) -> object:
    """Read what the desk reads when Enter is pressed."""
    return queue.page(reader, query, now, ANNA)


@dataclass(frozen=True)
class Measured:
    """What one query cost in a series: seconds to the frame, and of the bare SQL beside it."""

    took: list[float]
    raw: float

    def ratio(self, frame: float) -> float:
        return p95(self.took) / (self.raw + frame)


def series(terminal: Terminal, store: str, text: str) -> Measured:
    """Measure one query some times, and the bare SQL right after it."""
    searched(terminal, text)  # the bare SQL is run on pages that have been read before, too
    took = [searched(terminal, text) for _ in range(TIMES)]
    read = partial(first_page, parse(text), SystemClock().now())
    return Measured(took, p95(raw_seconds(store, read, TIMES)))


def test_search(table: Table, stores: dict[int, str]) -> None:
    floor = drawn()
    try:
        floor.wait("drawn-frame")
        floor.settle()
        frame = p95([answer.seconds for answer in calmly(floor, [b"j"] * 40)])
    finally:
        floor.close()
    terminal, found = desk(stores[LARGE]), {}
    try:
        terminal.wait(ROWS)
        terminal.settle(1)
        for text in QUERIES:
            found[text] = series(terminal, stores[LARGE], text)
            if found[text].ratio(frame) > BOUND:  # the p95 of so few is one bad moment of the machine: once more
                table.note(f"  search {text}, first series", f"{found[text].ratio(frame):.2f} x")
                found[text] = series(terminal, stores[LARGE], text)
    finally:
        terminal.close()
    for text, one in found.items():
        middle, slow, ratio = 1000 * median(one.took), 1000 * p95(one.took), one.ratio(frame)
        table.note(f"  search {text}", f"{middle:6.1f} ms, p95 {slow:6.1f}, raw {1000 * one.raw:5.1f}: {ratio:.2f} x")
    worst = max(found, key=lambda text: found[text].ratio(frame))
    ratio, note = found[worst].ratio(frame), f"{worst}; frame {1000 * frame:.1f} ms"
    assert table.hold("search, Enter to frame p95 / (raw SQL + a frame)", ratio, BOUND, note), table.lines
