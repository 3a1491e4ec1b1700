"""A watched place: where it is, what there is to look at, and who has looked. Nothing here claims to be read."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.screen import Screen

from backend.i18n import _
from backend.model.clock import Clock
from tui.ink import ROOM, Ink
from tui.widgets.ask import Ask
from tui.widgets.footer import Tone
from tui.widgets.lines import Line
from tui.widgets.place_lines import Look, body_lines, foot_line, head_line
from tui.widgets.rolling import Rolling, typed

if TYPE_CHECKING:
    from backend.model.account import Account
    from backend.model.place import PlaceCard

STEPS = {"down": 1, "j": 1, "up": -1, "k": -1}
LEAVING = ("escape", "q", "P")


class PlacePane(Rolling):
    """Draws the card. The cursor stands on a step of the checklist; what is ticked off is kept with the next look."""

    def __init__(self, ink: Ink, clock: Clock, zone: str, account: Account, card: PlaceCard) -> None:
        super().__init__(ink, id="place")
        self.clock, self.zone, self.account, self.card = clock, zone, account, card
        self.index, self.top = 0, 0
        self.ticked: set[int] = set()
        self.said: tuple[str, Tone] = ("", Tone.PLAIN)

    def show(self, card: PlaceCard) -> None:
        """Show newer facts; the list begins anew for the next look."""
        self.card = card
        self.ticked.clear()
        self.paint()

    def say(self, message: str, tone: Tone) -> None:
        """Show a message in the last line, until a key is pressed."""
        self.said = message, tone
        self.paint()

    def on_key(self, event: events.Key) -> None:
        """Move, tick off, stamp, copy the link, capture, or leave."""
        screen = self.screen
        assert isinstance(screen, PlaceScreen)
        key = typed(event)
        verbs: dict[str, Callable[[], object]] = {
            **{one: partial(self._move, step) for one, step in STEPS.items()},
            **{str(number): partial(self._tick, number - 1) for number in range(1, 10)},
            **dict.fromkeys((" ", "enter"), lambda: self._tick(self.index)),
            **dict.fromkeys(LEAVING, lambda: screen.dismiss(None)),
            "l": screen.ask,
            "o": screen.link,
            "N": screen.capture,
        }
        if key in verbs:
            event.stop()
            event.prevent_default()
            self.said = ("", Tone.PLAIN)
            verbs[key]()
            self.paint()

    def _move(self, step: int) -> None:
        self.index = max(0, min(self.index + step, len(self.card.steps) - 1))
        if not self.card.steps:
            self.top += step

    def _tick(self, index: int) -> None:
        if index < len(self.card.steps):
            self.index = index
            self.ticked ^= {self.card.steps[index].id}

    def roll(self, step: int, x: int) -> None:
        """The wheel scrolls."""
        del x
        self.top += step

    def draw(self) -> list[Line]:
        """Return the head, what is in view of the card, and the keys."""
        look = Look(self.ink, self.size.width, self.zone, self.clock.now(), frozenset(self.ticked), self.index)
        body, room = body_lines(self.account, self.card, look), max(1, self.size.height - 2)
        self.top = max(0, min(self.top, len(body) - room))
        shown = body[self.top : self.top + room]
        return [head_line(self.account, self.card, look), *shown, *([[]] * (room - len(shown))), self._foot(look)]

    def _foot(self, look: Look) -> Line:
        return foot_line(look, *self.said, able=bool(self.card.steps))


class PlaceScreen(Screen[None]):
    """A place over everything else; Esc closes it. Whoever shows it says what is done."""

    DEFAULT_CSS = (ROOM / "help.tcss").read_text(encoding="utf-8")
    AUTO_FOCUS = "#place"

    def __init__(self, ink: Ink, clock: Clock, zone: str, account: Account, card: PlaceCard) -> None:
        super().__init__()
        self.pane = PlacePane(ink, clock, zone, account, card)
        self.line = Ask()
        self.looked: Callable[[list[int], str], None] = lambda _steps, _note: None
        self.link: Callable[[], None] = lambda: None
        self.capture: Callable[[], None] = lambda: None

    def compose(self) -> ComposeResult:
        """Compose the card, and the line that asks for a note."""
        yield self.pane
        yield self.line

    def ask(self) -> None:
        """Ask for a note; Enter stamps the look with it, or without."""
        self.line.open("look", _("I have looked. A note, or nothing; Enter stamps:"), "")

    def on_ask_answered(self, event: Ask.Answered) -> None:
        """Stamp the look."""
        event.stop()
        self._close_line()
        self.looked(sorted(self.pane.ticked), event.text)

    def on_ask_left(self, event: Ask.Left) -> None:
        """Nothing is stamped."""
        event.stop()
        self._close_line()

    def _close_line(self) -> None:
        self.line.close()
        self.set_focus(self.pane)
