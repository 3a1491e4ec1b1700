"""How list and text of the templates are drawn, and what of them is in view. Keys: see `tui/screens/templates.py`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from rich.segment import Segment

from backend.i18n import _
from backend.i18n.reasons import word
from backend.model.template_view import Step
from tui import symbols as sign
from tui.keynames import shown_key
from tui.text import Clean, fit, safe_line, wrap
from tui.widgets.footer import Tone
from tui.widgets.keys_line import keys_line
from tui.widgets.lines import Line, cells_of
from tui.widgets.look import Look
from tui.widgets.rolling import Rolling
from tui.widgets.template_text import text_lines
from tui.widgets.templates_lines import columns, groups_line, head_line, nothing_words, row_line
from tui.widgets.templates_words import Group, in_group, matches, retired, spoken

if TYPE_CHECKING:
    from backend.model.account import Account
    from backend.model.clock import Clock
    from backend.model.template import TemplateCard
    from backend.model.template_view import TemplateBoard, TemplateView
    from tui.ink import Ink

BOTH, LIST = 128, 78
"""Columns from which list and text stand side by side, and those of the list at most."""

ABOVE = 3
"""Lines above the list: head, groups, air."""

SPOKEN = 3
"""Lines kept for the sentence of whoever listens."""


class TemplatesView(Rolling):
    """Draws list and text. The cursor stands on a template, whatever is saved or judged meanwhile."""

    def __init__(
        self, ink: Ink, clock: Clock, zone: str, me: int, accounts: Mapping[int, Account], board: TemplateBoard
    ) -> None:
        super().__init__(ink, id="templates")
        self.clock, self.zone, self.me, self.accounts = clock, zone, me, accounts
        self.board = board
        self.group = Group.ALL
        self.wanted = ""  # the words that the list is narrowed to
        self.finding = False  # whether they are being typed
        self.chosen = 0
        self.view: TemplateView | None = None  # of the one under the cursor, once it is read
        self.whole = False  # whether the text has the screen to itself
        self.helping = False  # whether the keys stand where the text does
        self.top = 0
        self.said: tuple[str, Tone] = ("", Tone.PLAIN)
        self.rows: list[TemplateCard] = []
        self.counts: dict[Group, int] = {}
        self.first = 0
        self.enter()

    # -- what is listed

    def enter(self) -> None:
        """List the group anew, narrowed to what is wanted."""
        listed = in_group(self.board, self.group, self.me)
        self.rows = [one for one in listed if matches(one, self.wanted, self.accounts)]
        self.counts = {group: len(in_group(self.board, group, self.me)) for group in Group}

    def show(self, board: TemplateBoard) -> None:
        """Show newer facts. What has left the group meanwhile stays where it is until the list is entered anew."""
        old = [one.template.id for one in self.rows]
        self.board = board
        self.enter()
        self.rows = _merged(old, self.rows, board)
        self.paint()

    @property
    def index(self) -> int:
        """The place of the cursor in the list."""
        return next((at for at, one in enumerate(self.rows) if one.template.id == self.chosen), 0)

    @property
    def card(self) -> TemplateCard | None:
        """The template under the cursor."""
        return self.rows[self.index] if self.rows else None

    @property
    def shown_view(self) -> TemplateView | None:
        """All about the template under the cursor, None while that is being read."""
        view, card = self.view, self.card
        return view if view is not None and card is not None and view.card.template.id == card.template.id else None

    def take(self, view: TemplateView) -> None:
        """Show all about a template, when it is still the one under the cursor."""
        self.view = view
        self.paint()

    def say(self, message: str, tone: Tone) -> None:
        """Show a message in the last line, until a key is pressed."""
        self.said = message, tone
        self.paint()

    # -- drawing

    @property
    def both(self) -> bool:
        """Whether list and text stand side by side."""
        return self.size.width >= BOTH and not self.ink.linear

    @property
    def reads_text(self) -> bool:
        """Whether the words of the template under the cursor are on the screen."""
        return (self.both or self.whole) and not self.helping

    @property
    def read_at(self) -> int:
        """A screen reader reads the template under the cursor first, or the text's first line."""
        return 1 if self.whole else ABOVE

    def _look(self, cells: int) -> Look:
        return Look(self.ink, cells, self.zone, self.clock.now(), self.accounts)

    def draw(self) -> list[Line]:
        """Return the head, list and text as there is room, and the keys in the last line."""
        look = self._look(self.size.width)
        head = [head_line(self.board, self.wanted, look)]
        if not (self.whole or (self.helping and not self.both)):
            head += [groups_line(self.counts, self.group, look), []]
        room = max(1, self.size.height - len(head) - 1)
        body = self._body(room, look)[:room]
        return [*head, *body, *([[]] * (room - len(body))), self._foot()]

    def _body(self, room: int, look: Look) -> list[Line]:
        if self.whole or (self.helping and not self.both):
            return self._cut(look.cells, room)
        if not self.rows:
            return self._nothing(look)
        if self.ink.linear:
            return self._spoken(look)
        return self._beside(room) if self.both else self._list(look.cells, room)

    def _list(self, cells: int, room: int) -> list[Line]:
        look = self._look(cells)
        self.first = min(max(self.first, self.index - room + 1, 0), self.index)
        rows = self.rows[self.first : self.first + room]
        has = columns(self.rows, cells)
        return [row_line(one, has, look, chosen=one is self.card, focused=not self.helping) for one in rows]

    def _spoken(self, look: Look) -> list[Line]:
        """Return the sentence on the template under the cursor, then the list in plain lines that bear no cursor."""
        style, total = self.ink.style, len(self.rows)
        place = _("{place} of {total}").format(place=self.index + 1, total=total)
        said = wrap(spoken(self.rows[self.index], place, look), look.cells)[:SPOKEN]
        lines: list[Line] = [[Segment(line, style("text", bold=True))] for line in said]
        lines += [[] for _line in range(SPOKEN - len(lines))]
        plain = (f"{at + 1}. {spoken(one, '', look)}" for at, one in enumerate(self.rows))
        return [*lines, *([Segment(fit(words, look.cells).rstrip(), style("soft"))] for words in plain)]

    def list_cells(self) -> int:
        """Return how wide the list is where the text stands beside it."""
        return min(LIST, self.size.width // 2)

    def _beside(self, room: int) -> list[Line]:
        cells = self.list_cells()
        left, right = self._list(cells, room), self._cut(self.size.width - cells - 2, room)
        rule, fill = Segment("│ ", self.ink.style("rule")), self.ink.style("text")
        lines: list[Line] = []
        for at in range(room):
            one = left[at] if at < len(left) else []
            gap = Segment(" " * max(0, cells - cells_of(one)), fill)
            lines.append([*one, gap, rule, *(right[at] if at < len(right) else [])])
        return lines

    def _cut(self, cells: int, room: int) -> list[Line]:
        """Return the part of the text that is in view, its last line telling that there is more."""
        lines = self._help(cells) if self.helping else self._text(cells)
        self.top = max(0, min(self.top, len(lines) - room))
        shown = lines[self.top : self.top + room]
        if len(lines) > self.top + room:
            how = "" if self.whole else "  " + _("Enter shows all of it")
            shown[-1] = [Segment(f" {sign.NEW} " + _("more") + how, self.ink.style("lamp"))]
        return shown

    def _text(self, cells: int) -> list[Line]:
        view = self.shown_view
        return text_lines(view, self._look(cells)) if view is not None else []

    def _nothing(self, look: Look) -> list[Line]:
        said = Clean(nothing_words(self.group, self.wanted))
        return [[Segment(f" {line}", self.ink.style("text"))] for line in wrap(said, min(80, look.cells - 2))]

    # -- keys

    def _foot(self) -> Line:
        style, (message, tone) = self.ink.style, self.said
        if message:
            return [Segment(" " + fit(message, self.size.width - 2), style(tone.value, "panel", bold=True))]
        if self.finding:
            line = [Segment(f" / {safe_line(self.wanted)}", style("text", "panel"))]
            hint = _("{n} found · Enter keeps them, Esc forgets").format(n=len(self.rows))
            return [*line, Segment(sign.CARET, style("lamp", "panel")),
                    Segment(f"   {fit(hint, self.size.width)}", style("dim", "panel"))]  # fmt: skip
        works = [(key, label) for key, label, step in self.keys() if not (step and self.why_not(step))]
        return keys_line(works, self.ink, self.size.width, always=2)

    def keys(self) -> list[tuple[str, str, Step | None]]:
        """Return the keys, what they do, and which step that is."""
        gone = self.card is not None and retired(self.card)
        scrolls = self.whole or self.helping
        return [
            ("j k", _("scroll") if scrolls else _("move"), None),
            (shown_key("tab"), _("group"), None),
            *([] if scrolls else [(shown_key("enter"), _("whole"), None)]),
            ("y", _("approve"), Step.APPROVE),
            ("N", _("reject"), Step.REJECT),
            ("s", _("send for approval"), Step.SUBMIT),
            ("n", _("new"), None),
            ("e", _("edit"), Step.EDIT),
            ("m", _("say something"), Step.REMARK),
            ("v", _("versions"), None),
            ("t", _("when to be read"), Step.REVIEW),
            ("R", _("bring back") if gone else _("retire"), Step.BRING_BACK if gone else Step.RETIRE),
            ("o", _("owner"), Step.GIVE),
            ("/", _("find"), None),
            ("?", _("keys"), None),
            (shown_key("escape"), _("back") if scrolls or self.wanted else _("closes"), None),
        ]

    def why_not(self, step: Step) -> str:
        """Say why a step cannot be taken with the template under the cursor; empty when it can."""
        view = self.shown_view
        if view is None:
            return _("no template is under the cursor") if self.card is None else _("it is still being read")
        reason = view.barred.get(step)
        return safe_line(word(reason, self.zone)) if reason is not None else ""

    def _help(self, cells: int) -> list[Line]:
        """Return all keys, those that do nothing with this template grey and with the reason."""
        style, room = self.ink.style, max(10, cells - 8)
        lines: list[Line] = [[], [Segment(" " + _("KEYS"), style("info", bold=True))]]
        for key, label, step in self.keys():
            why = self.why_not(step) if step else ""
            said = wrap(Clean(f"{label} ({why})" if why else label), room)
            for at, line in enumerate(said):
                name = fit(key if at == 0 else "", 5)
                token = "faint" if why else "text"
                lines.append([Segment(f" {name} ", style("faint" if why else "lamp", bold=not why)),
                              Segment(line, style(token))])  # fmt: skip
        return lines


def _merged(old: list[int], listed: list[TemplateCard], board: TemplateBoard) -> list[TemplateCard]:
    """Return the rows that stood there as they are now, and each new one behind the one it follows in its group."""
    by_id = {one.template.id: one for one in board.cards}
    rows = [by_id[key] for key in old if key in by_id]
    known = {*old}
    for at, one in enumerate(listed):
        if one.template.id not in known:
            rows.insert(rows.index(listed[at - 1]) + 1 if at else 0, one)
    return rows
