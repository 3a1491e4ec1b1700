"""The charters: accounts on the left, the charter that holds on the right; one of the two where there is less room."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from textual import events
from textual.app import ComposeResult
from textual.screen import Screen

from backend.i18n import _
from backend.model.clock import Clock
from tui.ink import ROOM, Ink
from tui.widgets.charters_lines import Entry, name_of
from tui.widgets.charters_view import LIST, ChartersView, Showing
from tui.widgets.footer import Tone
from tui.widgets.rolling import FAR, STEPS, typed

LONGEST = 60
"""Characters that can be searched for."""


class Verbs(NamedTuple):
    """What the screen's keys ask for; each is called with the row under the cursor."""

    edit: Callable[[Entry], None]
    start: Callable[[Entry, str], None]
    versions: Callable[[Entry], None]


class ChartersPane(ChartersView):
    """Reads the keys of list and text."""

    def __init__(
        self, ink: Ink, clock: Clock, zone: str, me: str, rows: Sequence[Entry], starters: Sequence[str], verbs: Verbs
    ) -> None:
        super().__init__(ink, clock, zone, me, rows, starters)
        self.verbs = verbs

    def on_key(self, event: events.Key) -> None:
        """Read a key: for the search while one is typed, else for the list or the text."""
        name = typed(event)
        self.said = ("", Tone.PLAIN)
        if not (self._search(name) if self.finding else self._move(name) or self._act(name)):
            return
        event.stop()
        event.prevent_default()
        self.paint()

    def _move(self, name: str) -> bool:
        page = max(1, self.size.height - 4)
        step = {**STEPS, **FAR, "pagedown": page, "pageup": -page, " ": page}.get(name)
        if step is None:
            return False
        if self.reading or name in ("pagedown", "pageup", " "):
            self.top += step
        else:
            at = max(0, min(self.index + step, len(self.rows) - 1))
            self.chosen, self.top = self.rows[at].account_id, 0
            self.showing = Showing.CHARTER
        return True

    def _act(self, name: str) -> bool:
        """Do what a key asks for. Returns whether it means anything here."""
        if self.showing is Showing.STARTERS and name.isdecimal() and 1 <= int(name) <= len(self.starters):
            self.showing = Showing.CHARTER
            self.verbs.start(self.entry, self.starters[int(name) - 1])
            return True
        acts: dict[str, Callable[[], None]] = {
            "tab": self._turn,
            "shift+tab": self._turn,
            "enter": self._read,
            "right": self._read,
            "escape": self._back,
            "left": self._back,
            "q": self._back,
            "/": self._find,
            "e": lambda: self.verbs.edit(self.entry),
            "v": lambda: self.verbs.versions(self.entry),
            "n": lambda: self._turn_to(Showing.STARTERS),
            "x": self._export,
            "?": lambda: self._turn_to(Showing.KEYS),
        }
        if name in acts:
            acts[name]()
        return name in acts

    def _turn(self) -> None:
        self.reading = not self.reading

    def _read(self) -> None:
        self.reading = True

    def _back(self) -> None:
        if self.showing is not Showing.CHARTER:
            self.showing, self.top = Showing.CHARTER, 0
        elif self.reading:
            self.reading = False
        else:
            self.screen.dismiss(None)

    def _turn_to(self, showing: Showing) -> None:
        self.showing, self.top, self.reading = showing, 0, True

    def _export(self) -> None:
        whose = "--house" if self.entry.account is None else f"--account {name_of(self.entry)}"
        self.said = (_("As a file: {command}").format(command=f"nightdesk charter export {whose}"), Tone.GOOD)

    # -- finding

    def _find(self) -> None:
        self.finding, self.reading, self.wanted, self.showing = True, True, "", Showing.CHARTER

    def _search(self, name: str) -> bool:
        """Take a key of the search: letters look on from here, Enter goes to the next, Esc ends it."""
        if name in ("escape", "tab"):
            self.finding = False
        elif name in ("enter", "down"):
            self._next(self.top + 1)
        elif name in ("backspace", "ctrl+h"):
            self.wanted = self.wanted[:-1]
        elif len(name) == 1 or name == "space":
            self.wanted = (self.wanted + (" " if name == "space" else name))[:LONGEST]
            self._next(self.top)
        else:
            return False
        return True

    def _next(self, start: int) -> None:
        """Scroll to the next line, from this one on and then from the top, in which the words stand."""
        wanted = self.wanted.casefold()
        lines = ["".join(part.text for part in line).casefold() for line in self.text_lines(self.text_cells())]
        found = [at for at, line in enumerate(lines) if wanted and wanted in line]
        if found:
            self.top = next((at for at in found if at >= start), found[0])
        elif wanted:
            self.said = (_("It does not stand there."), Tone.LAMP)

    # -- the mouse

    def roll(self, step: int, x: int) -> None:
        """The wheel scrolls the text, or moves in the list where that is all there is."""
        if self.reading or (self.both and x > LIST):
            self.top += step
        else:
            self._move("down" if step > 0 else "up")

    def on_click(self, event: events.Click) -> None:
        """A click puts the cursor on an account."""
        at = event.y - 2
        if (self.both or not self.reading) and not self.ink.linear and 0 <= at < len(self.rows) and event.x <= LIST:
            self.chosen, self.top, self.reading = self.rows[at].account_id, 0, False
            self.paint()


class ChartersScreen(Screen[None]):
    """All charters over everything else; Esc closes it."""

    DEFAULT_CSS = (ROOM / "pages.tcss").read_text(encoding="utf-8")
    AUTO_FOCUS = "#charters"

    def __init__(self, pane: ChartersPane) -> None:
        super().__init__()
        self.pane = pane

    def compose(self) -> ComposeResult:
        """Compose the one pane."""
        yield self.pane
