"""The queue: rows over a keyset window, drawn by lines, with a cursor that stays on its comment."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from rich.segment import Segment
from textual import events

from backend.i18n import _, ngettext
from backend.model.clock import MINUTE, SECOND, Clock
from tui import symbols as sign
from tui.bound import key_of
from tui.commands import Where
from tui.ink import Ink
from tui.text import safe_line
from tui.widgets.lines import Line
from tui.widgets.pane import Pane
from tui.widgets.window import Window

if TYPE_CHECKING:
    from backend.model.account import Account
    from backend.model.comment import Group, QueueRow
    from tui.linear import Spoken

    Drawn = tuple[QueueRow, tuple[object, ...], list[Line]]

ROOMY = 30
"""From so many lines on, the head has air around it."""


class Queue(Pane):
    """Draws the visible part of the window. What a key means is decided by the screen."""

    where = Where.QUEUE

    def __init__(self, ink: Ink, clock: Clock, window: Window) -> None:
        super().__init__(ink, id="queue")
        self.window = window
        self.clock = clock
        self.accounts: Mapping[int, Account] = {}
        self.me = ""
        self.tall = True
        self.said = ""  # the query as typed, empty for the inbox itself
        self.entered = False  # whether a first page has come
        self.ordered = ""  # by what the list is put together, when not by urgency alone
        self.why: tuple[int, tuple[str, ...]] = (0, ())  # a comment, and the words for why it stands where it does
        self.empty: Callable[[], list[Line]] = list
        self.marked: frozenset[int] = frozenset()
        self.present: Mapping[int, tuple[str, bool]] = {}  # by comment: a colleague who looks at it, or writes about it
        self._top: int | None = None
        self._drawn: dict[int, Drawn] = {}
        self._spots: dict[int, int] = {}  # which comment stands on a line
        self.pointed: Callable[[int], None] = lambda _comment_id: None

    @cached_property
    def _spoken(self) -> Spoken:
        from tui.linear import Spoken

        return Spoken()

    @property
    def fits(self) -> int:
        """How many rows are shown at once."""
        return max(1, self._room() // self._unit)

    def visible_rows(self) -> list[QueueRow]:
        """Return the rows on the screen. The first of them jumps by a screenful when the cursor has left the screen."""
        window = self.window
        here, top = window.index, window.at(self._top)
        if not window.rows or not self.size.height:  # hidden behind another pane: the view stays where it was
            return window.rows[max(0, here - ROOMY) : here + ROOMY]
        if top is None:
            top = max(0, here - self.fits // 2)
        elif here < top:
            top = self._top_for(here)
        if here >= self._end_of(top):
            top = here
        if top == here and not window.below:  # at the list's end the screen is filled
            top = max(0, min(top, self._top_for(len(window.rows) - 1)))
        self._top = window.rows[top].id
        return window.rows[top : self._end_of(top)]

    def _end_of(self, top: int) -> int:
        """Return the index after the last row that is shown when `top` is the first."""
        rows, left = self.window.rows, self._room()
        for at in range(top, len(rows)):
            left -= self._unit + (bool(self.window.groups) if at == top else self._begins_group(at))
            if left < 0 and at > top:
                return at
        return len(rows)

    def _top_for(self, last: int) -> int:
        """Return the index of the first row when `last` is the last that fits."""
        left = self._room() - bool(self.window.groups)
        for at in range(last, -1, -1):
            left -= self._unit + (at < last and self._begins_group(at + 1))
            if left < 0 and at < last:
                return at + 1
        return 0

    def _room(self) -> int:
        """Return the lines there are for rows and for the heads of groups."""
        return self.size.height - len(self._head()) - 1 - self.tall

    @property
    def _unit(self) -> int:
        return 2 if self.tall else 1

    def _begins_group(self, at: int) -> bool:
        """Tell whether a row is the first of its group, where the list is in groups."""
        rows, window = self.window.rows, self.window
        return bool(window.groups) and (at == 0 or window.group_of(rows[at]) != window.group_of(rows[at - 1]))

    def to_top(self) -> None:
        """Show the list from its first row."""
        self._top = self.window.rows[0].id if self.window.rows else None

    def counting(self) -> bool:
        """Tell whether an undo window runs down on the screen."""
        from tui.widgets.marks import counting

        now = self.clock.now()
        return any(counting(row.delivery, now) for row in self.visible_rows())

    def draw(self) -> list[Line]:
        """Return the head, the visible rows, and what waits outside."""
        lines = self._head()
        if self.ink.linear:
            rows = self._spoken.list_lines(self) if self.window.rows else self.empty() if self.entered else []
            return self._with_notice((lines + rows)[: max(0, self.size.height - 1)])
        if not self.window.rows and self.entered:
            lines += self.empty()
        self._spots = {}
        group, drawn_row = None, self._pencil()
        for row in self.visible_rows():
            before, group = group, self.window.group_of(row)
            if group is not None and group != before:
                lines.append(self.group_line(group))
            drawn = drawn_row(row)
            self._spots.update(dict.fromkeys(range(len(lines), len(lines) + len(drawn)), row.id))
            lines += drawn
        return self._with_notice(lines[: max(0, self.size.height - 1)])

    def on_click(self, event: events.Click) -> None:
        """Stand on the comment that was pointed at."""
        comment_id = self._spots.get(event.y)
        if comment_id is not None:
            self.pointed(comment_id)

    def _head(self) -> list[Line]:
        if self.ink.linear:
            return self._spoken.head(self)
        style = self.ink.style
        order = self.ordered or _("by urgency")
        head = [Segment(" " + _("QUEUE"), style("dim", bold=True)), Segment(f"   {order}", style("faint"))]
        if self.said:
            head.append(Segment("   / " + safe_line(self.said), style("info")))
        return [[], head, []] if self.size.height >= ROOMY else [head]

    def _pencil(self) -> Callable[[QueueRow], list[Line]]:
        """Return what draws a row, or takes it as it was drawn last; what all rows share is asked for once."""
        from tui.widgets.marks import counting
        from tui.widgets.queue_lines import Look, row_lines

        now, cells, focused, tall, me = self.clock.now(), self.size.width, self.has_focus, self.tall, self.me
        folds, marked, present, cursor = self.window.folds, self.marked, self.present, self.window.cursor
        minute, kept_rows = now // MINUTE, self._drawn

        def draw_row(row: QueueRow) -> list[Line]:
            key = row.id
            selected = key == cursor
            why = self.why[1] if selected and self.why[0] == key else ()
            more = (key in marked, present.get(key), key in folds.under, folds.unfolded(key), why)
            age = now // SECOND if row.delivery is not None and counting(row.delivery, now) else minute
            look = (selected, focused, age, cells, tall, me, more)
            kept = kept_rows.get(key)
            if kept is not None and kept[0] is row and kept[1] == look:
                return kept[2]
            drawn = Look(self.ink, cells, tall, selected, focused, me, now, *more)
            lines = row_lines(row, self.accounts.get(row.account_id), drawn)
            if len(kept_rows) > 400:
                kept_rows.clear()
            kept_rows[key] = (row, look, lines)
            return lines

        return draw_row

    def group_line(self, group: Group) -> Line:
        """Return the line above a group."""
        from tui.widgets.queue_lines import group_line

        return group_line(self.ink, group, self.size.width)

    def forget_drawn(self) -> None:
        """Draw every row anew at the next paint: accounts, names or the language have changed."""
        self._drawn.clear()
        if self.ink.linear:
            self._spoken.forget()

    def _with_notice(self, lines: list[Line]) -> list[Line]:
        notice = self._notice()
        if not notice:
            return lines
        room = self.size.height - 1
        air = room - len(lines)
        return [*lines, *([[]] if air > 1 else [[] for _line in range(air)]), notice]

    def _notice(self) -> Line:
        """Say what waits to be let in, or that all that is shown has been handled."""
        style, count = self.ink.style, self.window.waiting
        if count:
            words = ngettext("↓ {n} new", "↓ {n} new", count).format(n=count)
            lets = _("{key} lets them in").format(key=key_of("arrivals"))
            return [Segment(f"   {words}", style("lamp", bold=True)), Segment(f" {lets}", style("dim"))]
        if self._all_handled():
            lists = _("{key} lists anew").format(key=key_of("arrivals"))
            handled = Segment(f"   {sign.DONE} " + _("all handled"), style("good"))
            return [handled, Segment(f" {lists}", style("dim"))]
        return []

    def _all_handled(self) -> bool:
        rows = self.window.rows
        if not rows or self.said or self.window.below:
            return False
        from tui.widgets.marks import acted

        return all(acted(row) for row in rows)
