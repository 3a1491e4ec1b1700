"""Searching a million comments: from Enter to the finished screen, against the bare SQL and one frame of the floor."""

import os
from functools import partial
from statistics import median

import pytest

from backend.model.clock import Micros, SystemClock
from backend.policy.query import parse
from backend.policy.query_terms import Query
from backend.store.read import queue
from backend.store.reader import Reader
from tests.bench.conftest import LARGE, Table
from tests.bench.corpus import RARE, SELDOM
from tests.bench.gauge import ROWS, calmly, desk, drawn, p95, raw_seconds
from tests.bench.terminal import Terminal

pytestmark = [pytest.mark.bench, pytest.mark.timeout(900)]

QUERIES = (
    RARE, SELDOM, "tack", "tack faktura", "öppet*", "is:done tack", "author:lisa", f"is:open account:acme {SELDOM}",
    "age>2h leverans", f"-is:done {SELDOM}",
)  # fmt: skip
TIMES = 20
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
            searched(terminal, text)  # the bare SQL is run on pages that have been read before, too
            found[text] = [searched(terminal, text) for _ in range(TIMES)]
    finally:
        terminal.close()
    ratios, now = {}, SystemClock().now()
    for text, took in found.items():
        raw = p95(raw_seconds(stores[LARGE], partial(first_page, parse(text), now), TIMES))
        ratios[text] = p95(took) / (raw + frame)
        said = (
            f"{1000 * median(took):6.1f} ms, p95 {1000 * p95(took):6.1f}, raw {1000 * raw:5.1f}: {ratios[text]:.2f} x"
        )
        table.note(f"  search {text}", said)
    worst = max(ratios, key=lambda text: ratios[text])
    note = f"{worst}; frame {1000 * frame:.1f} ms"
    assert table.hold("search, Enter to frame p95 / (raw SQL + a frame)", ratios[worst], 5, note), table.lines
