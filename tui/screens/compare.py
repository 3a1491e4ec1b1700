"""A page that a colleague has saved meanwhile: theirs against mine, both against what they began on, and which way on.

Nothing is decided by looking: Esc goes back to the text as it was.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from rich.segment import Segment
from textual import events
from textual.app import ComposeResult
from textual.screen import Screen

from backend.i18n import _
from tui.ink import ROOM, Ink
from tui.keynames import shown_key
from tui.text import Clean, fit, wrap
from tui.widgets.compare_lines import Side, compared
from tui.widgets.keys_line import keys_line
from tui.widgets.lines import Line
from tui.widgets.rolling import FAR, STEPS, Rolling, typed


class Three(NamedTuple):
    """What is compared: theirs, mine, and what both began on; `head` says what has happened."""

    head: Clean
    theirs: Side
    mine: Side
    base: Side

    @property
    def pairs(self) -> tuple[tuple[Side, Side], ...]:
        """What is held against what, the most telling first."""
        return (self.theirs, self.mine), (self.base, self.theirs), (self.base, self.mine)


class ComparePane(Rolling):
    """Draws one pair of the three. `mine` and `theirs` are called with what was chosen; None: nothing is to choose."""

    def __init__(
        self, ink: Ink, three: Three, mine: Callable[[], None] | None, theirs: Callable[[], None] | None
    ) -> None:
        super().__init__(ink, id="compare")
        self.three, self.mine, self.theirs = three, mine, theirs
        self.pair = self.top = 0
        self._drawn: tuple[object, tuple[list[Line], list[int]]] = (None, ([], []))

    def on_key(self, event: events.Key) -> None:
        """Scroll, show another pair, choose, or go back."""
        name = typed(event)
        page = max(1, self.size.height - 4)
        step = {**STEPS, **FAR, "pagedown": page, "pageup": -page, " ": page}.get(name)
        if step is not None:
            self.top += step
        elif name in ("1", "2", "3", "tab", "shift+tab"):
            way = {"tab": self.pair + 1, "shift+tab": self.pair - 1}
            self._turn(way[name] % 3 if name in way else int(name) - 1)
        elif name in ("n", "p"):
            self._jump(forward=name == "n")
        elif name in ("escape", "q"):
            self.screen.dismiss(None)
        elif not self._chose(name):
            return
        event.stop()
        event.prevent_default()
        self.paint()

    def _chose(self, name: str) -> bool:
        chosen = {"m": self.mine, "t": self.theirs}.get(name)
        if chosen is None:
            return False
        self.screen.dismiss(None)
        chosen()
        return True

    def _turn(self, pair: int) -> None:
        self.pair, self.top = pair, 0

    def _jump(self, *, forward: bool) -> None:
        """Go to the next difference, or the one before."""
        starts = self._compared()[1]
        found = [at for at in starts if at > self.top] if forward else [at for at in starts if at < self.top][::-1]
        self.top = found[0] if found else self.top

    def roll(self, step: int, x: int) -> None:  # noqa: ARG002 - there is one column to scroll
        """The wheel scrolls as the keys do."""
        self.top += step

    def _compared(self) -> tuple[list[Line], list[int]]:
        key = self.pair, self.size.width
        if self._drawn[0] != key:
            self._drawn = key, compared(*self.three.pairs[self.pair], self.ink, self.size.width)
        return self._drawn[1]

    def draw(self) -> list[Line]:
        """Return what has happened, the pair that is shown, as much of it as fits, and the keys."""
        style, cells = self.ink.style, self.size.width
        head: list[Line] = [
            [Segment(f" {fit(line, cells - 1)}", style("lamp", "panel", bold=True))]
            for line in wrap(self.three.head, cells - 2)
        ]
        body, _starts = self._compared()
        room = max(1, self.size.height - len(head) - 2)
        self.top = max(0, min(self.top, len(body) - room))
        shown = body[self.top : self.top + room]
        below = len(body) > self.top + room
        return [*head, self._pairs(below), *shown, *([[]] * (room - len(shown))), self._keys()]

    def _pairs(self, below: bool) -> Line:
        """Return the three pairs by their digits, the one that is shown marked."""
        names = (_("theirs and mine"), _("what they changed"), _("what I changed"))
        line: Line = []
        for at, name in enumerate(names):
            here = at == self.pair
            mark = f"[{at + 1} {name}]" if here else f" {at + 1} {name} "
            line.append(Segment(f" {mark}", self.ink.style("text" if here else "dim", bold=here)))
        return [*line, Segment("   ↓ " + _("more"), self.ink.style("lamp"))] if below else line

    def _keys(self) -> Line:
        keys = [("m", _("go on from mine"))] if self.mine is not None else []
        keys += [("t", _("from theirs, mine is kept"))] if self.theirs is not None else []
        keys += [(shown_key("tab"), _("which")), ("n p", _("difference")), ("j k", _("scroll"))]
        return keys_line([*keys, (shown_key("escape"), _("back"))], self.ink, self.size.width)


class CompareScreen(Screen[None]):
    """The three over the editor."""

    DEFAULT_CSS = (ROOM / "pages.tcss").read_text(encoding="utf-8")
    AUTO_FOCUS = "#compare"

    def __init__(
        self,
        ink: Ink,
        three: Three,
        mine: Callable[[], None] | None = None,
        theirs: Callable[[], None] | None = None,
    ) -> None:
        super().__init__()
        self.pane = ComparePane(ink, three, mine, theirs)

    def compose(self) -> ComposeResult:
        """Compose the one pane."""
        yield self.pane
