"""A list with all of the one under the cursor beneath it, which scrolls: what is decided about must be readable."""

from __future__ import annotations

from collections.abc import Sequence

from rich.segment import Segment

from backend.i18n import _
from tui.ink import Ink
from tui.keynames import shown_key
from tui.symbols import NEW
from tui.text import fit
from tui.widgets.footer import Tone
from tui.widgets.keys_line import keys_line
from tui.widgets.lines import Line
from tui.widgets.rolling import FAR, STEPS, Rolling

ON, BACK = frozenset({"space", " ", "pagedown"}), frozenset({"pageup", "backspace"})
"""Keys that scroll the detail."""

FOOT = 2
"""Lines of head and keys."""


class Listed(Rolling):
    """Draws head, list, detail and keys. Whoever inherits says what they are, and how many rows there are."""

    def __init__(self, ink: Ink, name: str) -> None:
        super().__init__(ink, id=name)
        self.index = self.top = 0
        self.said: tuple[str, Tone] = ("", Tone.PLAIN)
        self.read_whole = False  # whether the end of the detail has been in view

    # -- said by whoever inherits

    @property
    def total(self) -> int:
        """How many rows there are."""
        raise NotImplementedError

    def head(self) -> Line:
        """Return the first line."""
        raise NotImplementedError

    def listed(self) -> tuple[list[Line], int]:
        """Return all lines of the list, and the line on which the cursor stands."""
        raise NotImplementedError

    def detail(self) -> list[Line]:
        """Return all of the one under the cursor; where there is none, what is said instead."""
        raise NotImplementedError

    def spoken(self) -> list[Line]:
        """Return the one under the cursor as a sentence, for the linear layout."""
        raise NotImplementedError

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys that work, the way out last."""
        raise NotImplementedError

    # -- moving

    @property
    def read_at(self) -> int:
        """A screen reader reads the one under the cursor first."""
        return 1

    def move(self, name: str) -> bool:
        """Move the cursor, or scroll the detail. Returns whether the key means that."""
        step = {**STEPS, **FAR}.get(name)
        if step is not None:
            self.to(self.index + step)
        elif name in ON or name in BACK:
            self.top += self._room() - 1 if name in ON else 1 - self._room()
        return step is not None or name in ON or name in BACK

    def to(self, index: int) -> None:
        """Stand on a row; its detail begins at its beginning."""
        self.index, self.top, self.read_whole = max(0, min(index, self.total - 1)), 0, False

    def roll(self, step: int, x: int) -> None:
        """The wheel moves in the list."""
        del x
        self.to(self.index + (1 if step > 0 else -1))

    def say(self, message: str, tone: Tone) -> None:
        """Show a message in the last line, until a key is pressed."""
        self.said = message, tone
        self.paint()

    # -- drawing

    def draw(self) -> list[Line]:
        """Return the lines from top to bottom, the keys in the last of them."""
        body = [*self._above(), *self._detail_shown()]
        room = self.size.height - FOOT
        return [self.head(), *body[:room], *([[]] * (room - len(body))), self._foot()]

    def _above(self) -> list[Line]:
        """Return what stands above the detail: the rows around the cursor, or the sentence of whoever listens."""
        if not self.total:
            return []
        if self.ink.linear:
            return self.spoken()
        lines, at = self.listed()
        most = max(4, (self.size.height - 3) // 2)
        first = max(0, min(at - most // 2, len(lines) - most))
        return [*lines[first : first + most], [Segment("─" * self.size.width, self.ink.style("rule"))]]

    def _room(self) -> int:
        return max(2, self.size.height - FOOT - len(self._above()))

    def _detail_shown(self) -> list[Line]:
        """Return the part of the detail that is in view, the last of it telling that there is more."""
        lines, room = self.detail(), self._room()
        self.top = max(0, min(self.top, len(lines) - room))
        shown = lines[self.top : self.top + room]
        if self.top + room < len(lines):
            said = f" {NEW} " + _("more: {key}").format(key=shown_key("space"))
            shown[-1] = [Segment(fit(said, self.size.width), self.ink.style("lamp"))]
        elif self.size.height:
            self.read_whole = True
        return shown

    def _foot(self) -> Line:
        message, tone = self.said
        if message:
            return [Segment(" " + fit(message, self.size.width - 2), self.ink.style(tone.value, "panel", bold=True))]
        return keys_line(self.keys(), self.ink, self.size.width)
