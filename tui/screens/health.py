"""How the accounts are doing: a list, worst first, and beneath it all that is known of the one under the cursor."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from rich.segment import Segment
from textual import events
from textual.app import ComposeResult
from textual.screen import Screen

from backend.i18n import _
from backend.model.clock import Clock
from backend.model.place import PLACE
from tui import symbols as sign
from tui.ink import ROOM, Ink
from tui.keynames import shown_key
from tui.text import fit, safe_line, wrap
from tui.widgets.footer import Tone
from tui.widgets.health_detail import detail_lines
from tui.widgets.health_lines import Look, head_line, row_line, spoken_row, title_line
from tui.widgets.lines import Line
from tui.widgets.rolling import FAR, STEPS, Rolling, typed

if TYPE_CHECKING:
    from backend.model.health import AccountHealth, HealthBoard

AGAIN_S = 5.0
"""Seconds after which it is read again: a heartbeat, or one that is missing, is in no feed."""

LEAVING = ("escape", "q", "left")

AROUND = 5
"""Lines that are neither rows nor detail: head, titles, two rules of air, the keys."""

TALL = 30
"""Lines from which there is room for air above the detail."""

SPOKEN = 5
"""Lines kept for the sentence of whoever listens."""


class HealthPane(Rolling):
    """Draws list and detail, or the detail alone. The cursor stands on an account, wherever its row goes."""

    def __init__(self, ink: Ink, clock: Clock, zone: str, board: HealthBoard, sync: Callable[[int], None]) -> None:
        super().__init__(ink, id="health")
        self.clock, self.zone, self.board, self.sync = clock, zone, board, sync
        self.chosen = board.accounts[0].account.id if board.accounts else None
        self.whole = False  # whether the detail has the screen to itself
        self.top = 0  # the first line of it in view
        self.said: tuple[str, Tone] = ("", Tone.PLAIN)

    @property
    def index(self) -> int:
        """The place of the cursor in the list."""
        places = (at for at, one in enumerate(self.board.accounts) if one.account.id == self.chosen)
        return next(places, 0)

    @property
    def one(self) -> AccountHealth | None:
        """The account under the cursor."""
        return self.board.accounts[self.index] if self.board.accounts else None

    @property
    def read_at(self) -> int:
        """A screen reader reads the account under the cursor first."""
        return 1

    def show(self, board: HealthBoard) -> None:
        """Show newer facts."""
        self.board = board
        self.paint()

    def say(self, message: str, tone: Tone) -> None:
        """Show a message in the last line, until a key is pressed."""
        self.said = message, tone
        self.paint()

    # -- keys

    def on_key(self, event: events.Key) -> None:
        """Move, open, ask for a sync, or leave."""
        name = typed(event)
        page = max(1, self.size.height - AROUND)
        step = {**STEPS, **FAR, "pagedown": page, "pageup": -page}.get(name)
        if step is None and name not in ("enter", "right", "r", *LEAVING):
            return
        event.stop()
        event.prevent_default()
        self.said = ("", Tone.PLAIN)
        if step is not None:
            self._move(step)
        elif name == "r" and self.one is not None and self.one.account.platform != PLACE:
            self.sync(self.one.account.id)
        elif name in ("enter", "right"):
            self.whole, self.top = True, 0
        elif name in LEAVING and not self._back():
            return
        self.paint()

    def _back(self) -> bool:
        """Go back from the detail to the list, or leave. Returns whether the screen is still there."""
        if not self.whole:
            self.screen.dismiss(None)
            return False
        self.whole, self.top = False, 0
        return True

    def _move(self, step: int) -> None:
        if self.whole:
            self.top += step
        elif self.board.accounts:
            at = max(0, min(self.index + step, len(self.board.accounts) - 1))
            self.chosen, self.top = self.board.accounts[at].account.id, 0

    def roll(self, step: int, x: int) -> None:
        """The wheel moves as the keys do."""
        del x
        self._move(step if self.whole else 1 if step > 0 else -1)

    def on_click(self, event: events.Click) -> None:
        """A click puts the cursor on an account."""
        rows = self._rows()
        at = self._first(rows) + event.y - 3
        if not self.whole and not self.ink.linear and 0 <= event.y - 3 < rows:
            self.chosen, self.top = self.board.accounts[at].account.id, 0
            self.paint()

    # -- drawing

    def _rows(self) -> int:
        """Return how many rows of the list are shown: all, as long as half of the screen is left for the detail."""
        return min(len(self.board.accounts), max(3, (self.size.height - AROUND) // 2))

    def _first(self, rows: int) -> int:
        """Return the first account in view, so that the one under the cursor is."""
        return max(0, min(self.index - rows // 2, len(self.board.accounts) - rows))

    def draw(self) -> list[Line]:
        """Return the lines from top to bottom, the keys in the last of them."""
        look = Look(self.ink, self.size.width, self.zone, self.clock.now())
        if self.one is None:
            body = self._nothing(look)
        elif self.whole:
            air: list[Line] = [] if self.ink.linear or self.size.height < TALL else [[]]
            body = [*air, *self._cut(detail_lines(self.one, look), self.size.height - 3 - len(air), look)]
        else:
            body = self._spoken(self.one, look) if self.ink.linear else self._listed(self.one, look)
        room = self.size.height - 2
        return [head_line(self.board, look), *body[:room], *([[]] * (room - len(body))), self._foot()]

    def _listed(self, one: AccountHealth, look: Look) -> list[Line]:
        rows = self._rows()
        first = self._first(rows)
        lines = [row_line(each, look, selected=each is one) for each in self.board.accounts[first : first + rows]]
        room = self.size.height - AROUND - rows
        return [[], title_line(look), *lines, [], *self._cut(detail_lines(one, look), room, look)]

    def _spoken(self, one: AccountHealth, look: Look) -> list[Line]:
        """Return the sentence on the account under the cursor, then the list in plain lines that bear no cursor."""
        style, total = self.ink.style, len(self.board.accounts)
        said = spoken_row(one, _("{place} of {total}").format(place=self.index + 1, total=total), look)
        lines: list[Line] = [[Segment(line, style("text", bold=True))] for line in wrap(said, look.cells)][:SPOKEN]
        lines += [[] for _line in range(SPOKEN - len(lines))]
        for at, each in enumerate(self.board.accounts):
            words = f"{at + 1}. {spoken_row(each, '', look).partition(', ')[2]}"
            lines.append([Segment(fit(words, look.cells).rstrip(), style("soft"))])
        return lines

    def _cut(self, lines: list[Line], room: int, look: Look) -> list[Line]:
        """Return the lines in view, the last of them telling that there are more."""
        self.top = max(0, min(self.top, len(lines) - room))
        shown = lines[self.top : self.top + room]
        if len(lines) > self.top + room and shown:
            how = "" if self.whole else "  " + _("Enter shows all of it")
            shown[-1] = [Segment(f" {sign.NEW} " + _("more") + how, look.ink.style("lamp"))]
        return shown

    def _nothing(self, look: Look) -> list[Line]:
        said = _("No account is connected yet."), "nightdesk account add --help"
        tokens = ("text", "info")
        return [
            [],
            *([Segment(f"   {words}", look.ink.style(token))] for words, token in zip(said, tokens, strict=True)),
        ]

    def _foot(self) -> Line:
        style, (message, tone) = self.ink.style, self.said
        if message:
            return [Segment(" " + fit(message, self.size.width - 2), style(tone.value, "panel", bold=True))]
        line: Line = [Segment(" ", style("dim", "panel"))]
        for key, label in self._keys():
            line += [Segment(key, style("lamp", "panel", bold=True)), Segment(f" {label}   ", style("text", "panel"))]
        return [*line, Segment(" " * self.size.width, style("text", "panel"))]

    def _keys(self) -> Sequence[tuple[str, str]]:
        back = (shown_key("escape"), _("back") if self.whole else _("closes"))
        return [
            ("j k", _("scroll") if self.whole else _("move")),
            *([] if self.whole else [(shown_key("enter"), _("all of it"))]),
            ("r", _("read it now")),
            back,
        ]


class HealthScreen(Screen[None]):
    """The health of all accounts over everything else; Esc closes it."""

    DEFAULT_CSS = (ROOM / "help.tcss").read_text(encoding="utf-8")
    AUTO_FOCUS = "#health"

    def __init__(
        self,
        ink: Ink,
        clock: Clock,
        zone: str,
        board: HealthBoard,
        sync: Callable[[int], None],
        again: Callable[[], None],
    ) -> None:
        super().__init__()
        self.pane = HealthPane(ink, clock, zone, board, sync)
        self._again = again

    def compose(self) -> ComposeResult:
        """Compose the one pane."""
        yield self.pane

    def on_mount(self) -> None:
        """Read again every few seconds, while it is open."""
        self.set_interval(AGAIN_S, self._again)

    def named(self, account_id: int) -> str:
        """Return an account's short name, as it may be drawn."""
        names = (one.account.short_name for one in self.pane.board.accounts if one.account.id == account_id)
        return safe_line(next(names, ""), 20)
