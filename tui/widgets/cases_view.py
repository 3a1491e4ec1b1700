"""How the screen of cases is drawn, and what of it is in view. Keys: see `tui/screens/cases.py`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from rich.segment import Segment

from backend.i18n import _
from backend.model.case import CaseRow
from backend.model.clock import Clock
from tui import symbols as sign
from tui.ink import Ink
from tui.keynames import shown_key
from tui.text import Clean, fit, width, wrap
from tui.widgets.case_card import Thing, things
from tui.widgets.case_keys import CLOSED, OF_THING, OPEN, PROMISE, TITLES, Keys
from tui.widgets.case_lines import (
    CaseLook,
    case_lines,
    foot_line,
    head_line,
    promise_lines,
    spoken_case,
    spoken_promise,
)
from tui.widgets.footer import Tone
from tui.widgets.lines import Line, cells_of
from tui.widgets.rolling import Rolling

if TYPE_CHECKING:
    from backend.model.account import Account
    from backend.model.case import CaseBoard, CaseCard, Promise
    from backend.model.question import Question

BOTH, LIST = 120, 62
"""Columns from which list and case stand side by side, and those of the list then."""

ROW = 2
"""Lines of a row."""

SPOKEN = 3
"""Lines kept for the sentence of whoever listens."""


class CasesView(Rolling):
    """Draws list and case. The cursor stands on a case, a promise, or a thing of a case, wherever its line goes."""

    def __init__(
        self, ink: Ink, clock: Clock, zone: str, me: str, accounts: Mapping[int, Account], board: CaseBoard
    ) -> None:
        super().__init__(ink, id="cases")
        self.clock, self.zone, self.me, self.accounts, self.board = clock, zone, me, accounts, board
        self.promising = False  # whether the promises are shown, and not the cases
        self.reading = False  # whether the keys are for the case, and not for the list
        self.keys_shown = False  # whether the keys stand where the case does
        self.chosen = board.cases[0].id if board.cases else 0
        self.chosen_promise = board.promises[0].id if board.promises else 0
        self.card: CaseCard | None = None
        self.questions: tuple[Question, ...] = ()
        self.at = 0  # the thing of the case that the cursor is on
        self.top = 0  # the first line of the case in view
        self.said: tuple[str, Tone] = ("", Tone.PLAIN)

    # -- what is under the cursor

    @property
    def index(self) -> int:
        """The place of the cursor in the list that is shown."""
        keys = [one.id for one in self.rows]
        wanted = self.chosen_promise if self.promising else self.chosen
        return keys.index(wanted) if wanted in keys else 0

    @property
    def rows(self) -> Sequence[CaseRow | Promise]:
        """The list that is shown."""
        return self.board.promises if self.promising else self.board.cases

    @property
    def case(self) -> CaseRow | None:
        """The case under the cursor, None where promises are listed."""
        return self.board.cases[self.index] if self.board.cases and not self.promising else None

    @property
    def promise(self) -> Promise | None:
        """The promise under the cursor: of the list, or of the case."""
        if self.promising:
            return self.board.promises[self.index] if self.board.promises else None
        thing = self.thing
        known = self.card.promises if self.card is not None else ()
        return next((one for one in known if thing.kind == "promise" and one.id == thing.key), None)

    @property
    def thing(self) -> Thing:
        """What the cursor is on in the case that is read; nothing while the keys are for the list."""
        able = self._able(self._things(self.size.width))
        if not self.reading or self.promising or not able:
            return Thing([])
        return able[max(0, min(self.at, len(able) - 1))]

    @property
    def both(self) -> bool:
        """Whether list and case stand side by side."""
        return self.size.width >= BOTH and not self.ink.linear and not self.promising

    @property
    def read_at(self) -> int:
        """A screen reader reads what is under the cursor first."""
        return 1

    def show(self, board: CaseBoard) -> None:
        """Show newer facts."""
        self.board = board
        self.paint()

    def show_card(self, card: CaseCard, questions: tuple[Question, ...]) -> None:
        """Show a case that was read; the cursor stays where it is when it is the same one."""
        on = self.thing if self.card is not None and self.card.row.id == card.row.id else None
        self.card, self.questions = card, questions
        if on is None:
            self.at = self.top = 0
        else:
            able = [(one.kind, one.key) for one in self._able(self._things(self.size.width))]
            self.at = able.index((on.kind, on.key)) if (on.kind, on.key) in able else self.at
        self.paint()

    def say(self, message: str, tone: Tone) -> None:
        """Show a message in the last line, until a key is pressed."""
        self.said = message, tone
        self.paint()

    # -- drawing

    def look(self, cells: int) -> CaseLook:
        """Return what the lines depend on."""
        return CaseLook(self.ink, cells, self.zone, self.clock.now(), self.accounts, self.me)

    def draw(self) -> list[Line]:
        """Return the head, list and case as there is room, and the keys in the last line."""
        cells, room = self.size.width, max(1, self.size.height - 2)
        if self.keys_shown:
            body = self._keys_lines()
        elif self.both:
            body = self._beside(room)
        elif self.reading and not self.promising:
            body = self._case(cells, room)
        else:
            body = self._spoken() if self.ink.linear else self._list(cells, room)
        look = self.look(cells)
        head = head_line(self.board, look, promises=self.promising)
        return [head, *body[:room], *([[]] * (room - len(body))), self._foot(look)]

    def _list(self, cells: int, room: int) -> list[Line]:
        look, style = self.look(cells), self.ink.style
        if not self.rows:
            none = _("Nothing is promised.") if self.promising else _("No case is open. O opens one on a comment.")
            return [[], [Segment(f"   {fit(none, cells - 4)}", style("text"))]]
        shown = max(1, (room - 1) // ROW)
        first = max(0, min(self.index - shown // 2, len(self.rows) - shown))
        lines: list[Line] = [[]]
        for at, one in enumerate(self.rows[first : first + shown], first):
            lines += self._row(one, look, chosen=at == self.index)
        return lines

    def _row(self, one: CaseRow | Promise, look: CaseLook, *, chosen: bool) -> list[Line]:
        if isinstance(one, CaseRow):
            return case_lines(one, look, chosen=chosen)
        return promise_lines(one, look, chosen=chosen)

    def _spoken(self) -> list[Line]:
        """Return the sentence on the row under the cursor, then the list in plain lines that bear no cursor."""
        look, style, total = self.look(self.size.width), self.ink.style, len(self.rows)
        if not self.rows:
            return self._list(self.size.width, 3)
        place = _("{place} of {total}").format(place=self.index + 1, total=total)
        said = wrap(self._sentence(self.rows[self.index], place, look), look.cells)[:SPOKEN]
        lines: list[Line] = [[Segment(line, style("text", bold=True))] for line in said]
        lines += [[] for _line in range(SPOKEN - len(lines))]
        plain = (f"{at + 1}. {self._sentence(one, '', look)}" for at, one in enumerate(self.rows))
        return [*lines, *([Segment(fit(words, look.cells).rstrip(), style("soft"))] for words in plain)]

    def _sentence(self, one: CaseRow | Promise, place: str, look: CaseLook) -> Clean:
        if isinstance(one, CaseRow):
            return spoken_case(one, place, look)
        return spoken_promise(one, place, look)

    def _beside(self, room: int) -> list[Line]:
        left, right = self._list(LIST, room), self._case(self.size.width - LIST - 2, room)
        rule, fill = Segment("│", self.ink.style("rule")), self.ink.style("text")
        lines: list[Line] = []
        for at in range(room):
            one = left[at] if at < len(left) else []
            gap = Segment(" " * max(0, LIST - cells_of(one)), fill)
            lines.append([*one, gap, rule, *(right[at] if at < len(right) else [])])
        return lines

    def _things(self, cells: int) -> list[Thing]:
        """Return what the case under the cursor is made of; nothing while it is being read."""
        if self.card is None or self.case is None or self.card.row.id != self.case.id:
            return []
        return things(self.card, self.questions, self.look(cells))

    @staticmethod
    def _able(found: Sequence[Thing]) -> list[Thing]:
        return [one for one in found if one.kind]

    def _case(self, cells: int, room: int) -> list[Line]:
        """Return the part of the case that is in view, the cursor's bar before the thing it is on."""
        found = self._things(cells)
        able = self._able(found)
        here = able[max(0, min(self.at, len(able) - 1))] if able and self.reading else None
        lines: list[Line] = [[]]
        for one in found:
            if one is here:
                self._keep_in_view(len(lines), len(lines) + len(one.lines), room, first=one is able[0])
                lines += [self._barred(line) for line in one.lines]
            else:
                lines += one.lines
        self.top = max(0, min(self.top, len(lines) - room))
        shown = lines[self.top : self.top + room]
        if len(lines) > self.top + room and shown:
            shown[-1] = [Segment(f" {sign.NEW} " + _("more"), self.ink.style("lamp"))]
        return shown

    def _keep_in_view(self, start: int, end: int, room: int, *, first: bool) -> None:
        """Scroll so that the thing of these lines is in view; before the first one stands what is true of the case."""
        if end > self.top + room - 1:
            self.top = end - room + 1
        if start < self.top or (first and end < room):
            self.top = 0 if first and end < room else start

    def _barred(self, line: Line) -> Line:
        if not line:
            return line
        first, *rest = line
        return [Segment(sign.BAR, self.ink.style("lamp")), Segment(first.text[1:], first.style), *rest]

    # -- keys

    def _foot(self, look: CaseLook) -> Line:
        message, tone = self.said
        if message:
            return [Segment(" " + fit(message, look.cells - 2), self.ink.style(tone.value, "panel", bold=True))]
        return foot_line(self.keys_here(), look)

    def keys_here(self) -> list[tuple[str, str]]:
        """Return the keys that mean something now, the most likely first."""
        escape, enter = shown_key("escape"), shown_key("enter")
        if self.keys_shown:
            return [(escape, _("back"))]
        turn, keys = (shown_key("tab"), _("cases") if self.promising else _("promises")), ("?", _("keys"))
        if self.promising:
            mine = [*_told(PROMISE[:3]), (enter, _("to the comment"))] if self.promise is not None else []
            return [*mine, (escape, _("closes")), turn, keys]
        if self.case is None:
            return [turn, (escape, _("closes"))]
        opened = [] if self.reading else [(enter, _("read it"))]
        back = (escape, _("to the list") if self.reading else _("closes"))
        told = _told((*OF_THING.get(self.thing.kind, ()), *(OPEN if self.case.closed_at is None else CLOSED)))
        return [*opened, *told[:3], keys, back, turn, *told[3:]]

    def _keys_lines(self) -> list[Line]:
        style = self.ink.style
        groups = [(_("A CASE"), (*OPEN, *CLOSED[:1])), *((_(TITLES[kind]), rows) for kind, rows in OF_THING.items())]
        lines: list[Line] = []
        for title, rows in groups:
            lines.append([Segment(f" {title}", style("faint", bold=True))])
            line: Line = [Segment("   ", style("text"))]
            for key, label in _told(rows):
                if cells_of(line) + width(key) + width(label) + 4 > self.size.width:
                    lines.append(line)
                    line = [Segment("   ", style("text"))]
                line += [Segment(key, style("lamp", bold=True)), Segment(f" {label}   ", style("text"))]
            lines.append(line)
        return lines


def _told(rows: Keys) -> list[tuple[str, str]]:
    """Return keys as they are shown, and what they do in the reader's language."""
    return [(shown_key(key) if len(key) > 1 else key, _(label)) for key, label in rows]
