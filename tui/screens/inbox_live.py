"""Catching up: what others committed is read again and shown where it stands; nothing under the cursor moves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from backend.model.change import Topic
from backend.model.outbox import LIVE
from tui.live import Live

if TYPE_CHECKING:
    from collections.abc import Callable

    from backend.model.change import Woken
    from backend.model.comment import QueueRow, ThreadView
    from backend.model.desk import Arrivals, Board
    from backend.model.reason import Reason
    from tui.calls import Door
    from tui.screens.inbox import Inbox

BREATH_S = 0.15
"""At least so long between two looks: a busy sync must not keep the desk drawing."""

MOST = 200
"""Rows read again in one look."""


@dataclass(frozen=True)
class Fresh:
    """What one look brought."""

    board: Board
    rows: list[QueueRow]
    arrivals: Arrivals
    thread: ThreadView | None


class Catching:
    """Reads again what changed: at most one look at a time, and one more when something came meanwhile."""

    def __init__(self, desk: Inbox) -> None:
        self.desk = desk
        self._live: Live | None = None
        self._refs: set[int] = set()
        self._all = False
        self._wanted = False
        self._looking = False

    def start(self, seq: int) -> None:
        """Watch the feed from a journal line on."""
        self._live = Live(self.desk.calls, seq, self._woken, self._lost)
        self._live.start()

    def stop(self) -> None:
        """End watching."""
        if self._live is not None:
            self._live.stop()
            self._live = None

    def _woken(self, woken: Woken) -> None:
        for change in woken.changes:
            if change.topic in (Topic.COMMENT, Topic.CLAIM, Topic.DRAFT) and change.ref:
                self._refs.add(change.ref)
            elif not change.ref:
                self._all = True
        self._all = self._all or woken.behind
        self._look()

    def _lost(self, reason: Reason) -> None:
        self.desk.fail(reason)

    def again(self, comment_id: int | None = None) -> None:
        """Look now: an act of our own has changed something."""
        if comment_id is not None:
            self._refs.add(comment_id)
        self._look()

    # -- one look

    def _look(self) -> None:
        self.desk.parts.following.outdated()
        if self._looking:
            self._wanted = True
            return
        self._looking, self._wanted = True, False
        self.desk.calls.read(self._reading(), self._came, self._failed)

    def _reading(self) -> Callable[[Door], Fresh]:
        desk, window = self.desk, self.desk.window
        ids, asked, shape, since, cursor = self._ids(), desk.asked, desk.shape, window.since, window.cursor
        self._refs, self._all = set(), False

        def read(door: Door) -> Fresh:
            return Fresh(
                door.board(),
                door.refresh(ids, asked, shape) if ids else [],
                door.arrivals(asked, since, shape),
                door.thread(cursor) if cursor is not None else None,
            )

        return read

    def _ids(self) -> list[int]:
        """Return what to read again: what is on the screen, what is on its way, and what the journal names."""
        window = self.desk.window
        ids = {row.id: None for row in self.desk.queue.visible_rows()}
        ids.update((row.id, None) for row in window.rows if row.delivery is not None and row.delivery.state in LIVE)
        ids.update(dict.fromkeys(sorted(self._refs)))
        if self._all:
            ids.update((row.id, None) for row in window.rows)
        return list(ids)[: None if self._all else MOST]

    def _came(self, fresh: Fresh) -> None:
        desk, window = self.desk, self.desk.window
        had = window.cursor
        desk.take_board(fresh.board)
        window.update(fresh.rows)
        window.admit(fresh.arrivals)
        if desk.is_inbox:
            window.back(fresh.rows)
        desk.queue.paint()
        if fresh.thread is not None and fresh.thread.comment_id == window.cursor:
            desk.parts.following.keep(fresh.thread)
            desk.parts.following.explain(fresh.thread)
            desk.thread.show(fresh.thread)
        if window.cursor != had:
            desk.parts.following.follow(desk.row)
        desk.show_keys()
        self._rest()

    def _failed(self, reason: Reason) -> None:
        self.desk.fail(reason)
        self._rest()

    def _rest(self) -> None:
        """Look again after a breath when something came meanwhile."""

        def rested() -> None:
            self._looking = False
            if self._wanted:
                self._look()

        self.desk.set_timer(BREATH_S, rested)
