"""The thread pane follows the cursor: at once for single keys, after a short wait while keys come fast."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.timer import Timer

    from backend.model.comment import QueueRow, ThreadView
    from tui.screens.inbox import Inbox

FAST_S = 0.125
"""Keys closer together than this come faster than anybody reads."""

WAIT_S = 0.08
KEPT = 24
"""Threads kept for a quick way back; the neighbours of the cursor are read ahead into them."""


class Following:
    """Shows the thread of the comment under the cursor.

    Whoever moved the cursor paints queue and footer once the thread is known, for both speak of it: one drawing a key.
    """

    def __init__(self, desk: Inbox) -> None:
        self.desk = desk
        self._kept: dict[int, ThreadView | None] = {}
        self.last = 0.0  # when the cursor moved last, by the monotonic clock
        self._timer: Timer | None = None
        self._age = 0  # raised when what is kept is no longer true

    def follow(self, row: QueueRow | None) -> None:
        """Show the thread of a row, now or when the keys slow down; the caller paints the queue and shows the keys."""
        before, self.last = self.last, time.monotonic()
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        if row is None:
            self.desk.thread.show(None)
        elif self.last - before < FAST_S:
            self._timer = self.desk.set_timer(WAIT_S, lambda: self._later(row.id))
        else:
            self._show(row.id)

    def keep(self, view: ThreadView) -> None:
        """Remember a thread that has just been read."""
        if len(self._kept) >= KEPT:
            self._kept.pop(next(iter(self._kept)))
        self._kept[view.comment_id] = view

    def outdated(self) -> None:
        """What is kept is no longer true: something has been committed."""
        self._age += 1
        self._kept.clear()

    def _show(self, comment_id: int) -> None:
        view = self._kept.get(comment_id)
        if view is not None:
            self._shown(view)
        else:
            self.again(comment_id)

    def _later(self, comment_id: int) -> None:
        self._show(comment_id)
        self._round_it()

    def _round_it(self) -> None:
        """Paint what speaks of the thread that is shown now."""
        self.desk.queue.paint()
        self.desk.show_keys()

    def again(self, comment_id: int) -> None:
        """Read a thread and show it."""
        age = self._age

        def came(view: ThreadView | None) -> None:
            if view is not None and age == self._age:
                self.keep(view)
            if comment_id == self.desk.window.cursor:
                self._shown(view)
                self._round_it()

        self.desk.calls.read(lambda door: door.thread(comment_id), came, slot="thread")

    def _shown(self, view: ThreadView | None) -> None:
        self.explain(view)
        self.desk.thread.show(view)
        self._read_ahead()

    def explain(self, view: ThreadView | None) -> None:
        """Let the queue's next painting say why the comment stands there: known as soon as its thread is."""
        if view is not None:
            from tui.widgets.about_lines import why_words

            self.desk.queue.why = view.comment_id, why_words(view.why, self.desk.zone)

    def _read_ahead(self) -> None:
        """Read the neighbours' threads, so that the next key paints queue and thread in one frame."""
        window = self.desk.window
        here, age = window.index, self._age

        def came(view: ThreadView | None) -> None:
            if view is not None and age == self._age:
                self.keep(view)

        for at in (here + 1, here + 2, here - 1):
            if 0 <= at < len(window.rows) and window.rows[at].id not in self._kept:
                self._ahead(window.rows[at].id, f"ahead{at - here}", came)

    def _ahead(self, comment_id: int, slot: str, came: Callable[[ThreadView | None], None]) -> None:
        self.desk.calls.read(lambda door: door.thread(comment_id), came, slot=slot)
