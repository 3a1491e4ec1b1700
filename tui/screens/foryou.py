"""What waits for me, in one list: read there, settled there, or gone to from there."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from rich.segment import Segment
from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Input, Static

from backend.i18n import _
from backend.model.clock import Clock
from tui.ink import ROOM, Ink
from tui.keynames import shown_key
from tui.text import Clean, wrap
from tui.widgets.field import Field
from tui.widgets.footer import Tone
from tui.widgets.foryou_lines import DECIDED, detail_lines, head_line, list_lines, spoken
from tui.widgets.lines import Line
from tui.widgets.listed import Listed
from tui.widgets.look import Look
from tui.widgets.rolling import typed

if TYPE_CHECKING:
    from backend.model.account import Account
    from backend.model.foryou import ForYou

LEAVING = ("escape", "q", "left")

WORD = 500
"""Characters of the word that goes with a no."""


class Verbs(NamedTuple):
    """What the screen's keys ask for, each with what is under the cursor; `no` with the word to whoever asked."""

    go: Callable[[ForYou], None]
    yes: Callable[[ForYou], None]
    no: Callable[[ForYou, str], None]


class ForYouPane(Listed):
    """The cursor stands on a thing, and on what takes its place when it is settled."""

    def __init__(
        self, ink: Ink, clock: Clock, zone: str, accounts: Mapping[int, Account], rows: Sequence[ForYou], verbs: Verbs
    ) -> None:
        super().__init__(ink, "foryou")
        self.clock, self.zone, self.accounts, self.verbs = clock, zone, accounts, verbs
        self.rows = rows

    @property
    def total(self) -> int:
        """How many things wait."""
        return len(self.rows)

    @property
    def one(self) -> ForYou | None:
        """What is under the cursor."""
        return self.rows[self.index] if self.rows else None

    def show(self, rows: Sequence[ForYou]) -> None:
        """Show newer facts; the cursor stays on what it stood on, else in its place."""
        had, self.rows = self.one, rows
        place = next((at for at, one in enumerate(rows) if had and (one.kind, one.ref) == (had.kind, had.ref)), None)
        if place is None or self.rows[place].text != (had.text if had else ""):
            self.to(self.index if place is None else place)
        self.index = self.index if place is None else place
        self.paint()

    def on_key(self, event: events.Key) -> None:
        """Move, settle, go there, or leave."""
        name = typed(event)
        self.said = ("", Tone.PLAIN)
        if self.move(name) or self._act(name):
            event.stop()
            event.prevent_default()
            self.paint()

    def _act(self, name: str) -> bool:
        one = self.one
        if name in LEAVING:
            self.screen.dismiss(None)
        elif one is None or name not in ("enter", "right", "y", "n"):
            return False
        elif name in ("enter", "right"):
            self.verbs.go(one)
        else:
            self._judge(one, yes=name == "y")
        return True

    def _judge(self, one: ForYou, *, yes: bool) -> None:
        if one.kind not in DECIDED:
            self.said = (_("Nothing to say yes or no to: Enter goes there."), Tone.LAMP)
        elif not yes:
            assert isinstance(self.screen, ForYouScreen)
            self.screen.ask_word(one)
        elif self.read_whole:
            self.verbs.yes(one)
        else:
            self.said = (_("Read it to its end first: {key} goes on.").format(key=shown_key("space")), Tone.LAMP)

    # -- drawing

    @property
    def look(self) -> Look:
        """What the lines depend on."""
        return Look(self.ink, self.size.width, self.zone, self.clock.now(), self.accounts)

    def head(self) -> Line:
        """Return the line above everything."""
        return head_line(self.rows, self.look)

    def listed(self) -> tuple[list[Line], int]:
        """Return the groups with their lines."""
        return list_lines(self.rows, self.index, self.look)

    def detail(self) -> list[Line]:
        """Return all of what is under the cursor."""
        if self.one is not None:
            return detail_lines(self.one, self.look)
        said = Clean(_("Nothing waits for you. What names you, is asked of you or comes back to you stands here."))
        return [[], *([Segment(" " + line, self.ink.style("text"))] for line in wrap(said, self.size.width - 2))]

    def spoken(self) -> list[Line]:
        """Return what is under the cursor as a sentence."""
        if self.one is None:
            return []
        place = _("{place} of {total}").format(place=self.index + 1, total=self.total)
        lines = wrap(spoken(self.one, place, self.look), self.size.width)
        return [[Segment(line, self.ink.style("text", bold=True))] for line in lines]

    def keys(self) -> Sequence[tuple[str, str]]:
        """Return the keys that work on what is under the cursor."""
        decides = self.one is not None and self.one.kind in DECIDED
        judge = [("y", _("yes")), ("n", _("no, with a word"))] if decides else []
        return [("j k", _("move")), (shown_key("enter"), _("go there")), *judge, (shown_key("escape"), _("closes"))]


class ForYouScreen(Screen[None]):
    """What waits for me over everything else; Esc closes it."""

    DEFAULT_CSS = (ROOM / "pages.tcss").read_text(encoding="utf-8")
    AUTO_FOCUS = "#foryou"

    def __init__(self, pane: ForYouPane) -> None:
        super().__init__()
        self.pane = pane
        self.word = Field("", compact=True, max_length=WORD, id="foryou-word")
        self._about: ForYou | None = None

    def compose(self) -> ComposeResult:
        """Compose the pane, and the line that asks for a word."""
        yield self.pane
        yield Horizontal(Static(Content(" " + _("Why not, in a word:") + " ")), self.word, id="foryou-ask")

    def ask_word(self, one: ForYou) -> None:
        """Ask for the word that goes with a no."""
        self._about = one
        self.add_class("-asking")
        self.word.focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Hand the word on."""
        event.stop()
        one, said = self._about, event.value.strip()
        if one is not None and said:
            self._done()
            self.pane.verbs.no(one, said)

    def on_key(self, event: events.Key) -> None:
        """Esc leaves the word."""
        if event.key == "escape" and self._about is not None:
            event.stop()
            event.prevent_default()
            self._done()

    def _done(self) -> None:
        self._about, self.word.value = None, ""
        self.remove_class("-asking")
        self.pane.focus()
