"""Cases and promises: the list, one case with all that hangs on it, and the keys that work on them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.screen import Screen

from backend.model.clock import Clock
from tui.ink import ROOM, Ink
from tui.widgets.ask import Ask
from tui.widgets.cases_view import CasesView
from tui.widgets.footer import Tone
from tui.widgets.rolling import FAR, STEPS, typed

if TYPE_CHECKING:
    from backend.model.account import Account
    from backend.model.case import CaseBoard


ACTS = "atncmJ+uxfdyo "
"""Keys that do something to a case, or to what the cursor is on in it."""


class CasesPane(CasesView):
    """Reads the keys of list and case. What they do is done by whoever set `act`, `turned` and `leave`."""

    def __init__(
        self, ink: Ink, clock: Clock, zone: str, me: str, accounts: Mapping[int, Account], board: CaseBoard
    ) -> None:
        super().__init__(ink, clock, zone, me, accounts, board)
        self.act: Callable[[str], None] = lambda _key: None
        self.turned: Callable[[], None] = lambda: None

    def on_mount(self) -> None:
        """Read the first case."""
        self.turned()

    def on_key(self, event: events.Key) -> None:
        """Move, turn to the other list, read a case, do something, or leave."""
        name = typed(event)
        page = max(1, self.size.height // 3)
        step = {**STEPS, **FAR, "pagedown": page, "pageup": -page}.get(name)
        self.said = ("", Tone.PLAIN)
        if step is not None:
            self._move(step)
        elif not self._go(name):
            return
        event.stop()
        event.prevent_default()
        self.paint()

    def _go(self, name: str) -> bool:
        """Do what a key asks for. Returns whether it means anything here."""
        if name in ("escape", "left", "q"):
            self._back()
        elif name in ("tab", "shift+tab"):
            self.promising, self.reading, self.keys_shown = not self.promising, False, False
        elif name == "?":
            self.keys_shown = True
        elif name in ("enter", "right"):
            self._enter()
        elif name in ACTS:
            self.act(name)
        else:
            return False
        return True

    def _back(self) -> None:
        if self.keys_shown:
            self.keys_shown = False
        elif self.reading:
            self.reading = False
        else:
            self.screen.dismiss(None)

    def _enter(self) -> None:
        """Read the case; from a comment or a promise go to where it stands in the queue."""
        if self.promising or self.thing.kind == "comment":
            self.act("enter")
        elif self.case is not None and not self.reading:
            self.reading, self.at, self.top = True, 0, 0

    def _move(self, step: int) -> None:
        if self.reading:
            many = len(self._able(self._things(self.size.width)))
            wanted = self.at + step
            if not 0 <= wanted < many and abs(step) < page_of(self):
                self.top += step  # beyond the last thing there is the log, before the first what is true of the case
            self.at = max(0, min(wanted, many - 1))
        elif self.rows:
            key = self.rows[max(0, min(self.index + step, len(self.rows) - 1))].id
            if self.promising:
                self.chosen_promise = key
            elif key != self.chosen:
                self.chosen = key
                self.turned()

    def roll(self, step: int, x: int) -> None:
        """The wheel moves as the keys do."""
        del x
        self._move(1 if step > 0 else -1)


def page_of(pane: CasesPane) -> int:
    """Return from how many lines on a step is a leap to an end."""
    return max(20, pane.size.height)


class CasesScreen(Screen[None]):
    """The cases over everything else; Esc closes them. Whoever shows it takes the lines that are typed."""

    DEFAULT_CSS = (ROOM / "help.tcss").read_text(encoding="utf-8")
    AUTO_FOCUS = "#cases"

    def __init__(self, pane: CasesPane) -> None:
        super().__init__()
        self.pane = pane
        self.line = Ask()
        self.typed: Callable[[str], None] = lambda _text: None

    def compose(self) -> ComposeResult:
        """Compose the pane, and the line that asks."""
        yield self.pane
        yield self.line

    def ask(self, question: str, then: Callable[[str], None], text: str = "") -> None:
        """Ask for a line of text."""
        self.typed = then
        self.line.open("case", question, text)

    def on_ask_answered(self, event: Ask.Answered) -> None:
        """A line was typed."""
        event.stop()
        self._close_line()
        self.typed(event.text)

    def on_ask_left(self, event: Ask.Left) -> None:
        """Nothing is meant."""
        event.stop()
        self._close_line()

    def _close_line(self) -> None:
        self.line.close()
        self.set_focus(self.pane)
