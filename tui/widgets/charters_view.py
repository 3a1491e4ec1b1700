"""How list and text of the charters are drawn, and what of them is in view. Keys: see `tui/screens/charters.py`."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from rich.segment import Segment

from backend.i18n import _
from backend.model.clock import Clock
from tui import symbols as sign
from tui.ink import Ink
from tui.keynames import shown_key
from tui.text import fit, wrap
from tui.widgets import charter_lines
from tui.widgets.charters_lines import Entry, Look, count_words, head_words, name_of, row_line, spoken
from tui.widgets.columns import beside
from tui.widgets.footer import Tone
from tui.widgets.keys_line import keys_line
from tui.widgets.lines import Line
from tui.widgets.rolling import Rolling

BOTH, LIST = 110, 46
"""Columns from which list and text stand side by side, and those of the list then."""

SPOKEN = 2
"""Lines kept for the sentence of whoever listens."""


class Showing(StrEnum):
    """What stands where the charter does."""

    CHARTER = "charter"
    STARTERS = "starters"  # the ready-made ones to start from
    KEYS = "keys"


class ChartersView(Rolling):
    """Draws list and text. The cursor stands on an account, whatever is saved meanwhile."""

    def __init__(
        self, ink: Ink, clock: Clock, zone: str, me: str, rows: Sequence[Entry], starters: Sequence[str]
    ) -> None:
        super().__init__(ink, id="charters")
        self.clock, self.zone, self.me, self.rows = clock, zone, me, list(rows)
        self.starters = starters
        self.chosen: int | None = None  # the account, None: the house
        self.reading = False  # whether the keys are for the text
        self.top = 0
        self.showing = Showing.CHARTER
        self.finding = False
        self.wanted = ""
        self.said: tuple[str, Tone] = ("", Tone.PLAIN)

    @property
    def index(self) -> int:
        """The place of the cursor in the list."""
        return next((at for at, one in enumerate(self.rows) if one.account_id == self.chosen), 0)

    @property
    def entry(self) -> Entry:
        """The row under the cursor."""
        return self.rows[self.index]

    @property
    def both(self) -> bool:
        """Whether list and text stand side by side."""
        return self.size.width >= BOTH and not self.ink.linear

    def show(self, rows: Sequence[Entry]) -> None:
        """Show newer charters."""
        self.rows = list(rows)
        self.paint()

    def say(self, message: str, tone: Tone) -> None:
        """Show a message in the last line, until a key is pressed."""
        self.said = message, tone
        self.paint()

    @property
    def read_at(self) -> int:
        """A screen reader reads the row under the cursor first, below the title and a line of air."""
        return 2

    # -- drawing

    def draw(self) -> list[Line]:
        """Return the head, list and text as there is room, and the keys in the last line."""
        room = max(1, self.size.height - 3)
        if self.both:
            body = self._beside(room)
        elif self.reading:
            body = self._shown(self.size.width, room)
        else:
            body = self._spoken() if self.ink.linear else self._list(self.size.width, room)
        return [self._head(), [], *body[:room], *([[]] * (room - len(body))), self._foot()]

    def _look(self, cells: int) -> Look:
        return Look(self.ink, cells, self.zone, self.clock.now())

    def text_cells(self) -> int:
        """Return how wide the text is."""
        return self.size.width - LIST - 3 if self.both else self.size.width

    def _head(self) -> Line:
        style = self.ink.style
        return [
            Segment(" " + _("CHARTERS"), style("dim", bold=True)),
            Segment(f"   {count_words(self.rows)}", style("soft")),
        ]

    def _list(self, cells: int, room: int) -> list[Line]:
        look = self._look(cells)
        first = max(0, min(self.index - room // 2, len(self.rows) - room))
        focused = not self.reading
        rows = self.rows[first : first + room]
        return [row_line(one, look, chosen=one is self.entry, focused=focused) for one in rows]

    def _spoken(self) -> list[Line]:
        """Return the sentence on the row under the cursor, then the list in plain lines that bear no cursor."""
        look, total = self._look(self.size.width), len(self.rows)
        style = self.ink.style
        place = _("{place} of {total}").format(place=self.index + 1, total=total)
        said = wrap(spoken(self.entry, place, look), look.cells)[:SPOKEN]
        lines: list[Line] = [[Segment(line, style("text", bold=True))] for line in said]
        lines += [[] for _line in range(SPOKEN - len(lines))]
        plain = (f"{at + 1}. {spoken(one, '', look)}" for at, one in enumerate(self.rows))
        return [*lines, *([Segment(fit(words, look.cells).rstrip(), style("soft"))] for words in plain)]

    def _beside(self, room: int) -> list[Line]:
        left, right = self._list(LIST, room), self._shown(self.text_cells(), room)
        full = [*left, *([[]] * (room - len(left)))]  # the rule goes down to the keys
        return beside(full, right, LIST, self.ink)

    def _shown(self, cells: int, room: int) -> list[Line]:
        """Return the part of the text that is in view, below the line that says whose it is."""
        style, entry = self.ink.style, self.entry
        title: Line = [
            Segment(f" {name_of(entry)}", style("lamp" if self.reading else "text", bold=True)),
            Segment("   " + fit(head_words(entry, self._look(cells)), max(0, cells - 20)).rstrip(), style("dim")),
        ]
        lines = self.text_lines(cells)
        room -= 1
        self.top = max(0, min(self.top, len(lines) - room))
        shown = lines[self.top : self.top + room]
        if len(lines) > self.top + room and shown:
            shown[-1] = [Segment(f" {sign.NEW} " + _("more"), style("lamp"))]
        return [title, *(self._marked(line) for line in shown)]

    def _marked(self, line: Line) -> Line:
        """Return a line with the words that are searched for shown, in it or beside it."""
        words = "".join(part.text for part in line)
        if self.finding and self.wanted and self.wanted.casefold() in words.casefold():
            return [Segment(sign.PROMPT, self.ink.style("lamp", bold=True)), Segment(words[1:], self.ink.style("lamp"))]
        return line

    def text_lines(self, cells: int) -> list[Line]:
        """Return all lines of what stands where the charter does."""
        look = charter_lines.Look(self.ink, cells, self.me)
        if self.showing is Showing.STARTERS:
            return [*look.title(_("START FROM A READY-MADE ONE")), *self._starters(look)]
        if self.showing is Showing.KEYS:
            return [*look.title(_("KEYS")), *(line for key, label in self._keys() for line in look.pair(key, label))]
        if self.entry.holds is None:
            said = _("Nobody has written one. n starts from a ready-made one, e from an empty page.")
            return [[], *look.said(said)]
        return charter_lines.charter_lines(self.entry.holds.charter, look)

    def _starters(self, look: charter_lines.Look) -> list[Line]:
        names = {"company": _("for a company"), "public": _("for a public body (Sweden)")}
        lines = []
        for at, starter in enumerate(self.starters):
            name, _dot, language = starter.partition(".")
            lines += look.pair(f"{at + 1}", f"{names.get(name, name)} · {language}")
        return [*lines, [], *look.said(_("It opens in the editor: nothing is saved until you do."), "dim")]

    # -- keys

    def _foot(self) -> Line:
        style, (message, tone) = self.ink.style, self.said
        if self.finding:
            line = [Segment(f" / {self.wanted}", style("text", "panel")), Segment(sign.CARET, style("lamp", "panel"))]
            hint = message or _("Enter next, Esc ends")
            return [*line, Segment(f"   {fit(hint, self.size.width)}", style("dim", "panel"))]
        if message:
            return [Segment(" " + fit(message, self.size.width - 2), style(tone.value, "panel", bold=True))]
        return keys_line(self._keys(), self.ink, self.size.width, always=2)

    def _keys(self) -> Sequence[tuple[str, str]]:
        escape = shown_key("escape")
        return [
            ("j k", _("scroll") if self.reading else _("move")),
            ("Tab", _("to the list") if self.reading else _("to the text")),
            ("e", _("edit")),
            ("v", _("versions")),
            ("n", _("ready-made")),
            ("/", _("find")),
            ("x", _("as a file")),
            ("?", _("keys")),
            (escape, _("back") if self.reading or self.showing is not Showing.CHARTER else _("closes")),
        ]
