"""The panel beside an answer: what the charter says about the comment. It scrolls, and decides nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from rich.segment import Segment
from textual.message import Message

from backend.i18n import _
from backend.model.clock import Clock
from backend.model.guidance import Guidance
from tui.commands import Where
from tui.ink import Ink
from tui.keymap import Press
from tui.symbols import NEW
from tui.widgets.guide_lines import Look, guide_lines, title_line
from tui.widgets.lines import Line
from tui.widgets.pane import Pane, Pressed
from tui.widgets.queue import ROOMY

STEPS = {"down": 1, "up": -1}
FAR = {"top": -1_000_000, "end": 1_000_000}
PAGES = {"half_down": 0.5, "half_up": -0.5, "page_down": 1.0, "page_up": -1.0}


class Guide(Pane):
    """Draws the guidance. `show` gives it; the screen decides when it is seen."""

    where: ClassVar = Where.GUIDE

    class Back(Message):
        """Esc was pressed: typing goes on where it was."""

    def __init__(self, ink: Ink, clock: Clock, *, id: str = "guide") -> None:
        super().__init__(ink, id=id)
        self.clock = clock
        self.zone, self.account = "UTC", ""
        self.guidance: Guidance | None = None
        self.written: Callable[[], str] = lambda: ""  # the answer as it stands
        self.top = 0
        self.obey = self._obey

    def show(self, guidance: Guidance | None, account: str) -> None:
        """Show what matters for a comment of this account; None: it is being read."""
        known = self.guidance.comment_id if self.guidance is not None else None
        if guidance is None or guidance.comment_id != known:
            self.top = 0
        self.guidance, self.account = guidance, account
        self.paint()

    def _obey(self, press: Press) -> None:
        command_id, times = press.command.id, press.times or 1
        if command_id in STEPS or command_id in FAR:
            self.top += FAR.get(command_id) or STEPS[command_id] * times
        elif command_id in PAGES:
            self.top += int(PAGES[command_id] * self._room * times)
        elif command_id == "guide_back":
            self.post_message(self.Back())
        else:
            self.post_message(Pressed(press))
        self.paint()

    @property
    def _room(self) -> int:
        return max(1, self.size.height - (3 if self.size.height >= ROOMY else 2))

    @property
    def read_at(self) -> int:
        """A screen reader reads on from the first line in view."""
        return 1

    def draw(self) -> list[Line]:
        """Return the title and what is in view."""
        look = Look(self.ink, self.size.width, self.zone, self.clock.now(), self.has_focus, self.written())
        air: list[Line] = [[]] if self.size.height >= ROOMY and not self.ink.linear else []
        if self.guidance is None:
            return [*air, title_line(look), [Segment(" " + _("Looking it up…"), self.ink.style("faint"))]]
        lines = guide_lines(self.guidance, self.account, look)
        self.top = max(0, min(self.top, len(lines) - self._room))
        more = len(lines) > self.top + self._room
        title = title_line(look)
        title += [Segment(f"   {NEW} " + _("more"), self.ink.style("lamp"))] if more else []
        return [*air, title, *lines[self.top : self.top + self._room]]
