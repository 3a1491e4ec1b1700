"""The header: what is listed, how much of it there is, and which accounts are not well, worst first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.segment import Segment

from backend.i18n import _
from backend.model.clock import Clock
from tui.ink import Ink
from tui.symbols import MOON
from tui.text import safe_line, short
from tui.widgets.lines import Line, Lines, put, spread

if TYPE_CHECKING:
    from backend.model.desk import Board


class Status(Lines):
    """One line at the top of the screen."""

    back = "panel"

    def __init__(self, ink: Ink, time: Clock) -> None:
        super().__init__(ink, id="status")
        self.time = time
        self.board: Board | None = None
        self.query_text = "is:open"
        self.member = ""
        self.zone = "UTC"
        self.for_me = 0  # things that wait for the member

    def show(self, board: Board) -> None:
        """Show what the board says now."""
        self.board = board
        self.paint()

    def draw(self) -> list[Line]:
        """Return the one line: from the left what is listed, from the right what needs care."""
        style = self.ink.style
        name = put((f"{MOON} ", style("lamp", "panel", bold=True)), ("Nightdesk", style("text", "panel", bold=True)))
        listed = put(
            ("  " + _("Inbox") + " ", style("soft", "panel")),
            (short(safe_line(self.query_text), 30), style("info", "panel")),
        )
        left = [Segment(" ", style("dim", "panel")), *name, *listed]
        if self.board is None:
            return [left]
        from tui.widgets.status_lines import care, counts, for_me

        left += counts(self.board, self.ink)
        left += for_me(self.for_me, self.ink)
        room = self.size.width - sum(len(segment.text) for segment in left) - 2
        right = care(self, self.board, room)
        return [spread(left, right, self.size.width, style("text", self.back))]
