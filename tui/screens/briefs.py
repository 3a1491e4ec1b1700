"""The briefs: those that hold and those that are over, and below all that the one under the cursor says."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from rich.segment import Segment
from textual import events
from textual.app import ComposeResult
from textual.screen import Screen

from backend.i18n import _
from backend.model.clock import Clock
from tui.ink import ROOM, Ink
from tui.keynames import shown_key
from tui.text import Clean, fit, wrap
from tui.widgets.briefs_lines import detail_lines, row_line, spoken
from tui.widgets.footer import Tone
from tui.widgets.lines import Line
from tui.widgets.listed import Listed
from tui.widgets.look import Look
from tui.widgets.rolling import typed

if TYPE_CHECKING:
    from backend.model.account import Account
    from backend.model.brief import Brief

LEAVING = ("escape", "q", "left")


class Verbs(NamedTuple):
    """What the screen's keys ask for; each is called with the brief under the cursor, `write` with None for a new."""

    write: Callable[[Brief | None], None]
    read: Callable[[Brief], None]
    end: Callable[[Brief], None]


class BriefsPane(Listed):
    """The cursor stands on a brief, wherever its row goes."""

    def __init__(
        self, ink: Ink, clock: Clock, zone: str, accounts: Mapping[int, Account], rows: Sequence[Brief], verbs: Verbs
    ) -> None:
        super().__init__(ink, "briefs")
        self.clock, self.zone, self.accounts, self.verbs = clock, zone, accounts, verbs
        self.rows: Sequence[Brief] = ()
        self._ending = 0  # the brief that Enter ends
        self._take(rows)

    @property
    def total(self) -> int:
        """How many briefs are listed."""
        return len(self.rows)

    @property
    def one(self) -> Brief | None:
        """The brief under the cursor."""
        return self.rows[self.index] if self.rows else None

    def _take(self, rows: Sequence[Brief]) -> None:
        now = self.clock.now()
        self.rows = sorted(rows, key=lambda one: (not one.holds(now), one.read))

    def show(self, rows: Sequence[Brief]) -> None:
        """Show newer facts."""
        had = self.one
        self._take(rows)
        place = next((at for at, one in enumerate(self.rows) if had and one.id == had.id), self.index)
        self.index = max(0, min(place, len(self.rows) - 1))
        self.paint()

    def on_key(self, event: events.Key) -> None:
        """Move, write, mark as read, end, or leave."""
        name = typed(event)
        self.said, sure, self._ending = ("", Tone.PLAIN), self._ending, 0
        if self.move(name) or self._act(name, sure):
            event.stop()
            event.prevent_default()
            self.paint()

    def _act(self, name: str, sure: int) -> bool:
        one = self.one
        if name in LEAVING:
            self.screen.dismiss(None)
        elif name == "n":
            self.verbs.write(None)
        elif one is None:
            return False
        elif name == "e":
            self.verbs.write(one)
        elif name == "R":
            self.verbs.read(one)
        elif name == "x":
            self._ask_end(one)
        elif name == "enter" and sure == one.id:
            self.verbs.end(one)
        else:
            return False
        return True

    def _ask_end(self, one: Brief) -> None:
        if not one.holds(self.clock.now()):
            self.said = (_("It is over already."), Tone.LAMP)
            return
        self._ending = one.id
        self.said = (_("Enter ends it now, for everybody; any other key leaves it."), Tone.LAMP)

    # -- drawing

    @property
    def look(self) -> Look:
        """What the lines depend on."""
        return Look(self.ink, self.size.width, self.zone, self.clock.now(), self.accounts)

    def head(self) -> Line:
        """Return the title."""
        return [Segment(fit(" " + _("BRIEFS"), self.size.width), self.ink.style("dim", "panel", bold=True))]

    def listed(self) -> tuple[list[Line], int]:
        """Return a row for each brief."""
        return [row_line(one, self.look, selected=one is self.one) for one in self.rows], self.index

    def detail(self) -> list[Line]:
        """Return all that the brief under the cursor says."""
        if self.one is not None:
            return detail_lines(self.one, self.look)
        said = _("No brief has been written yet. n writes one: it stands on top of every desk until it is read.")
        return [[], *([Segment(" " + line, self.ink.style("text"))] for line in wrap(Clean(said), self.size.width - 2))]

    def spoken(self) -> list[Line]:
        """Return the brief under the cursor as a sentence."""
        lines = wrap(spoken(self.one, self.look), self.size.width) if self.one is not None else ()
        return [[Segment(line, self.ink.style("text", bold=True))] for line in lines]

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys."""
        return [
            ("j k", _("move")),
            ("n", _("new")),
            ("e", _("edit")),
            ("R", _("I have read it")),
            ("x", _("end")),
            (shown_key("escape"), _("closes")),
        ]


class BriefsScreen(Screen[None]):
    """The briefs over everything else; Esc closes it."""

    DEFAULT_CSS = (ROOM / "pages.tcss").read_text(encoding="utf-8")
    AUTO_FOCUS = "#briefs"

    def __init__(self, pane: BriefsPane) -> None:
        super().__init__()
        self.pane = pane

    def compose(self) -> ComposeResult:
        """Compose the one pane."""
        yield self.pane
