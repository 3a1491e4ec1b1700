"""Catching up: what others committed is read again and shown where it stands; nothing under the cursor moves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from backend.model.change import Topic
from backend.model.outbox import LIVE
from tui.live import Live

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.timer import Timer

    from backend.model.change import Woken
    from backend.model.comment import QueueRow, ThreadView
    from backend.model.desk import Arrivals, Board
    from backend.model.reason import Reason
    from tui.app import Nightdesk
    from tui.calls import Door
    from tui.ring import Ringer
    from tui.screens.inbox import Inbox

BREATH_S = 0.15
"""At least so long between two looks: a busy sync must not keep the desk drawing."""

POURING, POUR_S = 50, 0.5
"""When a look is about so many comments, the next one waits longer, unless we act: nobody reads a counter that races,
and all desks on a shared server look at once. What happens to a comment in sight is glanced at all the same."""

MOST = 200
"""Rows read again in one look."""

NEAR = 20
"""Rows in sight that are read again at once, breath or no breath: a colleague's act shows while comments pour in."""


def breath(changed: int) -> float:
    """Return how long to rest after a look that was about so many comments (seconds)."""
    return POUR_S if changed >= POURING else BREATH_S


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
        self._resting: Timer | None = None
        self._breath = BREATH_S
        self._near: set[int] = set()
        self._glancing = False

    @property
    def _ringer(self) -> Ringer:
        return cast("Nightdesk", self.desk.app).ringer

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
        refs = {one.ref for one in woken.changes if one.ref and one.topic in (Topic.COMMENT, Topic.CLAIM, Topic.DRAFT)}
        self._refs |= refs
        self._all = self._all or woken.behind or any(not one.ref for one in woken.changes)
        if any(one.topic is Topic.DEED for one in woken.changes):
            self.desk.parts.present.deeds()
        if any(one.topic is Topic.SYNC for one in woken.changes):
            self.desk.parts.present.synced()
        if any(one.topic is Topic.CLAIM for one in woken.changes):
            self.desk.parts.answering.renew()  # a colleague may have taken over what is being answered here
        parts = self.desk.parts
        for part in (
            parts.healing,
            parts.ruling,
            parts.templating,
            parts.guiding,
            parts.briefing,
            parts.awaiting,
            parts.casing,
        ):
            part.woken(woken)
        parts.pages_woken(woken)
        self._near |= refs & self._in_sight()
        self._glance()
        self._look()

    def _lost(self, reason: Reason) -> None:
        self.desk.fail(reason)

    def again(self, comment_id: int | None = None) -> None:
        """Look now: an act of our own has changed something."""
        self._ringer.acted()
        if comment_id is not None:
            self._refs.add(comment_id)
        if self._resting is not None:
            self._rested()
        self._look()

    # -- a glance at what others do to what is in sight

    def _in_sight(self) -> set[int]:
        """Return the comments on the screen, in the queue or in the thread."""
        desk = self.desk
        return {row.id for row in desk.queue.visible_rows()} | {item.id for item in desk.thread.comments}

    def _glance(self) -> None:
        """Read these few again at once, rows before the thread; the look that follows reads all beside them."""
        if self._glancing or not self._near:
            return
        desk = self.desk
        ids, cursor, asked, shape = sorted(self._near)[:NEAR], desk.window.cursor, desk.asked, desk.shape
        in_thread = any(item.id in self._near for item in desk.thread.comments)
        self._near.clear()
        self._glancing = True
        desk.calls.read(lambda door: door.refresh(ids, asked, shape), self._glanced, self._not_glanced)
        if self._looking and in_thread and cursor is not None:  # else the look that begins now reads the thread
            desk.calls.read(lambda door: door.thread(cursor), self._thread_glanced, self._not_glanced)

    def _glanced(self, rows: list[QueueRow]) -> None:
        self._glancing = False
        self.desk.window.update(rows)
        self.desk.queue.paint()
        self._glance()

    def _thread_glanced(self, thread: ThreadView | None) -> None:
        self._show(thread)
        self.desk.queue.paint()

    def _not_glanced(self, _reason: Reason) -> None:
        """The look that follows meets the same, and says so."""
        self._glancing = False

    def several(self, comment_ids: Sequence[int]) -> None:
        """Look now: an act of our own has changed these."""
        self._refs.update(comment_ids[:MOST])
        self._all = self._all or len(comment_ids) > MOST
        self.again()

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
        self._breath = breath(len(self._refs))
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
        ids.update(dict.fromkeys(ref for ref in sorted(self._refs) if ref in window or ref <= window.since))
        if self._all:
            ids.update((row.id, None) for row in window.rows)
        return list(ids)[: None if self._all else MOST]

    def _came(self, fresh: Fresh) -> None:
        desk, window = self.desk, self.desk.window
        had = window.cursor
        desk.take_board(fresh.board)
        self._ringer.told(fresh.board.counts, fresh.arrivals)
        window.update(fresh.rows)
        window.admit(fresh.arrivals)
        if desk.is_inbox:
            window.back(fresh.rows)
        self._show(fresh.thread)
        if window.cursor != had:
            desk.parts.following.follow(desk.row)
        desk.queue.paint()
        desk.show_keys()
        self._rest()

    def _show(self, thread: ThreadView | None) -> None:
        if thread is not None and thread.comment_id == self.desk.window.cursor:
            self.desk.parts.following.keep(thread)
            self.desk.parts.following.explain(thread)
            self.desk.thread.show(thread)

    def _failed(self, reason: Reason) -> None:
        self.desk.fail(reason)
        self._rest()

    def _rest(self) -> None:
        """Look again after a breath when something came meanwhile."""
        self._resting = self.desk.set_timer(self._breath, self._rested)

    def _rested(self) -> None:
        if self._resting is not None:
            self._resting.stop()
            self._resting = None
        self._looking = False
        if self._wanted:
            self._look()
