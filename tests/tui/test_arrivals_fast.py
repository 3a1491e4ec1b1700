"""A hundred comments a second come in while somebody works: the cursor stays on its comment, and on its line."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from backend.model.clock import MINUTE, Micros
from backend.model.comment import QueueRow
from backend.model.inflow import Page
from backend.store.engine import Store
from backend.store.write.inflow import save_page
from tests.store import scene
from tests.tui.shift import SMALL, WIDE, Seat, Shift, author, on_shift, sitting
from tui.screens import inbox
from tui.widgets.window import Window, place

RATE, PAGE = 100, 5
"""Comments a second, and how many of them a commit brings."""

SECONDS = 3.0


class Flood:
    """Another program that writes to the store: newer comments, older ones, and edits, until it is stopped."""

    def __init__(self, shift: Shift) -> None:
        self.written = 0
        self._shift, self._stop = shift, threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def _run(self) -> None:
        store = Store.open(self._shift.url, self._shift.clock)
        next_at = time.monotonic()
        while not self._stop.is_set():
            page = Page(comments=tuple(self._one(self.written + at) for at in range(PAGE)))
            save_page(store, self._shift.account, page, stream=None)
            self.written += PAGE
            next_at += PAGE / RATE
            self._stop.wait(max(0.0, next_at - time.monotonic()))
        store.close()

    def _one(self, number: int) -> Any:
        """Every third is older than what is on the screen, every ninth stands in the middle of it."""
        ago = 500 if number % 3 == 0 else 25 if number % 9 == 1 else 0
        at = Micros(self._shift.clock.now() - ago * MINUTE + number)
        return scene.says(f"f{number}", f"Flod {number}", by=author(f"Flod {number}"), at=at, indexed_at=at)

    @contextmanager
    def running(self) -> Iterator["Flood"]:
        self._thread.start()
        try:
            yield self
        finally:
            self._stop.set()
            self._thread.join(10)


def spot(seat: Seat, comment: int | None) -> int:
    """Return the line on which a comment's first row stands."""
    lines = [line for line, drawn in seat.app.inbox.queue._spots.items() if drawn == comment]
    assert lines, f"the comment under the cursor is not on the screen:\n{seat.screen}"
    return min(lines)


async def stays(seat: Seat, flood: Flood, name: str) -> None:
    """Watch for a while: the cursor is on its comment and its line, and the thread is this comment's."""
    window = seat.app.inbox.window
    held, line = window.cursor, spot(seat, window.cursor)
    over = time.monotonic() + SECONDS
    while time.monotonic() < over:
        await seat.pilot.pause(0.03)
        assert window.cursor == held, "the cursor is on another comment"
        assert spot(seat, held) == line, "the comment moved under the cursor"
        assert name in seat.selected, seat.screen
        view = seat.app.inbox.thread.view
        assert view is None or view.comment_id == held, "another comment's thread is shown"
    assert flood.written > RATE * SECONDS / 3, "there was no flood"


async def through_the_flood(folder: Path, size: tuple[int, int]) -> None:
    """Stand still, go on by keys, and stand still again, while comments pour in."""
    async with on_shift(folder) as shift:
        for at in range(60):
            shift.comes(f"Person {at}.", f"Text {at}", ago=10 + at)
        async with sitting(shift, size=size) as anna:
            await anna.presses("7", "j")
            await anna.stands_on("Person 7.")
            with Flood(shift).running() as flood:
                await stays(anna, flood, "Person 7.")
                before = anna.app.inbox.window.cursor
                await anna.presses("j", "j", "k")
                window = anna.app.inbox.window
                assert window.index == 1 + (window.at(before) or 0), "a key moved by more than a row"
                row = window.current
                assert row is not None
                await stays(anna, flood, row.author)
            assert "✗" not in anna.message, anna.message
            await anna.sees("new", "A lets them in")


@pytest.mark.parametrize("size", [pytest.param(WIDE, marks=pytest.mark.staged), SMALL], ids=["160x48", "80x24"])
async def test_the_cursor_stays_on_its_comment(tmp_path: Path, size: tuple[int, int]) -> None:
    await through_the_flood(tmp_path, size)


class BoundToARow(Window):
    """How not to do it: the cursor is a line's number, and whatever comes takes its place in the order at once."""

    _row = 0

    @property
    def cursor(self) -> int | None:
        return self.rows[min(self._row, len(self.rows) - 1)].id if self.rows else None

    @cursor.setter
    def cursor(self, comment_id: int | None) -> None:
        self._row = self.at(comment_id) or 0

    def _let_in(self, row: QueueRow) -> bool:
        at = sum(place(spot.key) < place(row.key) for spot in self._spots)
        self.rows.insert(at, row)
        self._spots.insert(at, self._spot(row))
        self._reindex()
        return True


async def test_a_cursor_bound_to_a_row_would_be_found_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox, "Window", BoundToARow)
    with pytest.raises(AssertionError, match="another comment"):
        await through_the_flood(tmp_path, WIDE)
