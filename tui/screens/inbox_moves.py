"""Moving: through the queue and its pages, in and out of the thread, and to another list."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from backend.i18n import _
from backend.i18n.reasons import word
from tui.widgets.footer import Tone

if TYPE_CHECKING:
    from backend.model.comment import Fold, Shape, ThreadItem, ThreadView
    from backend.model.desk import Rows
    from backend.model.reason import Reason
    from tui.calls import Door
    from tui.keymap import Press
    from tui.screens.inbox import Inbox
    from tui.widgets.window import Edge

AHEAD = 60
"""Rows between the cursor and an end at which the next page is fetched: before the edge is met."""


def _first_screen(door: Door, asked: str, shape: Shape | None) -> tuple[Rows, ThreadView | None]:
    """Read a list's first page and its first thread, so that both are drawn in one frame."""
    rows = door.page(asked, None, False, None, shape)
    return rows, door.thread(rows.rows[0].id) if rows.rows else None


class Moves:
    """Moves the cursor and the view. Never waits for the store: what is not there yet is asked for."""

    def __init__(self, desk: Inbox) -> None:
        self.desk = desk
        self._fetching: Edge | None = None
        self._entering = 0

    def verbs(self) -> dict[str, Callable[[Press], None]]:
        """Return what each command of moving does."""
        return {
            "down": lambda press: self._step(press.times or 1),
            "up": lambda press: self._step(-(press.times or 1)),
            "half_down": lambda press: self._pages(0.5 * (press.times or 1)),
            "half_up": lambda press: self._pages(-0.5 * (press.times or 1)),
            "page_down": lambda press: self._pages(press.times or 1),
            "page_up": lambda press: self._pages(-(press.times or 1)),
            "top": lambda _press: self._top(),
            "end": lambda _press: self._end(),
            "thread": lambda _press: self.into_thread(),
            "leave": lambda _press: self.out_of_thread(),
            "unfold": lambda _press: self._unfold(),
            "arrivals": lambda _press: self.anew(),
            "search": lambda press: self.search(press.text) if press.text else self.ask(),
            "unsearch": lambda _press: self._escape(),
            "limit": self._limit,
        }

    @property
    def _in_thread(self) -> bool:
        return self.desk.thread.has_focus

    def _step(self, by: int) -> None:
        if self._in_thread:
            self.desk.thread.scroll_lines(by)
        elif self.desk.window.move(by):
            self.arrived()
        self.prefetch()

    def _pages(self, pages: float) -> None:
        desk = self.desk
        screen = desk.thread.page if self._in_thread else desk.queue.fits
        self._step(int(pages * screen) or (1 if pages > 0 else -1))

    def to(self, comment_id: int) -> None:
        """Stand on a comment that is listed."""
        if comment_id in self.desk.window and comment_id != self.desk.window.cursor:
            self.desk.window.cursor = comment_id
            self.arrived()

    def arrived(self) -> None:
        """The cursor has moved: paint, follow, and fetch what lies ahead."""
        self.desk.parts.marks.stretch()
        self.desk.moved()
        self.prefetch()

    def _top(self) -> None:
        desk = self.desk
        if self._in_thread:
            desk.thread.scroll_lines(-1_000_000)
        elif desk.window.above:
            self.anew()
        elif desk.window.move(-1_000_000):
            self.arrived()

    def _end(self) -> None:
        desk = self.desk
        if self._in_thread:
            desk.thread.scroll_lines(1_000_000)
        elif desk.window.below:
            asked, shape = desk.asked, desk.shape
            desk.calls.read(
                lambda door: door.end(asked, shape), lambda rows: self._entered(rows, at_end=True), slot="enter"
            )
        elif desk.window.move(1_000_000):
            self.arrived()

    # -- pages

    def prefetch(self) -> None:
        """Ask for the next page when the cursor comes near an end that goes on."""
        desk = self.desk
        edge = desk.window.wants(AHEAD)
        if edge is None or self._fetching is not None:
            return
        self._fetching, asked, shape, entering = edge, desk.asked, desk.shape, self._entering

        def came(rows: Rows) -> None:
            self._fetching = None
            if entering == self._entering:
                desk.window.grow(rows, edge)
                desk.queue.paint()
                self.prefetch()

        desk.calls.read(
            lambda door: door.page(asked, edge.after, edge.backward, edge.head, shape), came, self._not_fetched
        )

    def _not_fetched(self, reason: Reason) -> None:
        self._fetching = None
        self.desk.fail(reason)

    # -- lists

    def anew(self) -> None:
        """List what matches now, from the top: what has come is let in, what was handled leaves."""
        desk, asked, shape = self.desk, self.desk.asked, self.desk.shape
        desk.calls.read(
            lambda door: _first_screen(door, asked, shape), lambda first: self._entered(*first), slot="enter"
        )

    def _entered(self, rows: Rows, thread: ThreadView | None = None, *, at_end: bool = False) -> None:
        desk = self.desk
        if thread is not None:
            desk.parts.following.keep(thread)
        self._entering += 1
        self._fetching = None
        desk.queue.entered = True
        desk.queue.said = "" if desk.is_inbox else desk.asked
        desk.window.enter(rows, at_end=at_end)
        desk.queue.to_top()
        self.arrived()
        desk.parts.catching.again()

    def ask(self) -> None:
        """Ask for a query, above the footer."""
        desk = self.desk
        desk.ask("query", _("Search:"), "" if desk.is_inbox else desk.asked)

    def search(self, text: str, stand: int | None = None) -> None:
        """List what a query finds; one that cannot be read leaves the list as it is and is asked again.

        `stand` is the comment to stand on, where it is among them.
        """
        desk = self.desk
        before, desk.asked = desk.asked, text.strip() or desk.INBOX
        asked, shape = desk.asked, desk.shape

        def refused(reason: Reason) -> None:
            desk.asked = before
            desk.say("✗ " + word(reason, desk.zone), Tone.BAD)
            desk.parts.commanding.again()

        def found(first: tuple[Rows, ThreadView | None]) -> None:
            desk.close_ask()
            desk.say("")
            self._entered(*first)
            if stand is not None:
                self.to(stand)

        desk.calls.read(lambda door: _first_screen(door, asked, shape), found, refused, slot="enter")

    def _limit(self, press: Press) -> None:
        """Narrow the list down, by what followed the command's name or by what is typed now."""
        if press.text:
            self.limit(press.text)
        else:
            self.desk.ask("limit", _("Only those that are also:"))

    def limit(self, text: str) -> None:
        """List what the query at hand finds and a second one as well."""
        desk = self.desk
        before = desk.asked
        desk.calls.read(lambda door: door.narrow(before, text), self.search, self._not_narrowed, slot="enter")

    def _not_narrowed(self, reason: Reason) -> None:
        self.desk.say("✗ " + word(reason, self.desk.zone), Tone.BAD)
        self.desk.parts.commanding.again()

    def _escape(self) -> None:
        """Stop a batch, end a range, unmark, or drop the search: whatever there is, in this order."""
        if not self.desk.parts.marks.escape():
            self.unsearch()

    def unsearch(self) -> None:
        """Drop the search, if there is one."""
        if not self.desk.is_inbox:
            self.search("")

    # -- the thread

    def into_thread(self) -> None:
        """Put the focus into the thread; on a narrow screen it takes the queue's place."""
        desk = self.desk
        if desk.row is not None:
            desk.add_class("-reading")
            desk.thread.focus()

    def out_of_thread(self) -> None:
        """Back to the queue."""
        self.desk.remove_class("-reading")
        self.desk.queue.focus()

    def _unfold(self) -> None:
        desk, fold = self.desk, self.desk.thread.fold_in_view()
        view = desk.thread.view
        if view is None or fold is None:
            desk.say(_("Nothing is folded away here."))
            return

        def came(items: tuple[ThreadItem | Fold, ...]) -> None:
            if desk.thread.view is view:
                desk.thread.unfold(fold, items)

        desk.calls.read(lambda door: door.unfold(view.comment_id, fold.after_id), came)
