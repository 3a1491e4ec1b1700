"""The footer: the keys that work where the focus is, with what they cannot do here and why, and the last message."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from rich.segment import Segment

from backend.i18n import _
from tui.bound import bound, commands_in, key_of
from tui.commands import Command, Sign, Where
from tui.ink import Ink
from tui.keynames import shown_key
from tui.symbols import MORE
from tui.text import fit, width
from tui.widgets.lines import Line, Lines, spread

ALWAYS = ("help",)
"""Commands that keep their place when there is no room for all."""

KEPT = 30
"""Lines of keys that are kept."""


class Tone(StrEnum):
    """How a message is meant; each is a colour token."""

    PLAIN = "soft"
    GOOD = "good"
    LAMP = "lamp"
    BAD = "danger"


class Footer(Lines):
    """Two lines at the bottom of the screen: keys and message."""

    back = "panel"

    def __init__(self, ink: Ink) -> None:
        super().__init__(ink, id="footer")
        self.where = Where.QUEUE
        self.off: Mapping[str, str] = {}  # why a command does nothing here, by its id
        self.seen: Mapping[str, str] = {}  # who notices it on this platform, by its id
        self.names: Mapping[str, str] = {}  # what a command is called here, by its id
        self.marked: tuple[Mapping[str, str], Mapping[str, str]] = ({}, {})  # of what is marked: why not, how many
        self._message: tuple[str, Tone] = ("", Tone.PLAIN)
        self._passing = 0
        self._busy = False
        self._pending: tuple[str, Sequence[Command]] = ("", ())
        self._kept: dict[object, Line] = {}  # lines of keys by what they were drawn from: rows differ in little

    def show_keys(
        self,
        where: Where,
        off: Mapping[str, str],
        seen: Mapping[str, str] | None = None,
        names: Mapping[str, str] | None = None,
    ) -> None:
        """Show the keys of a pane; `off` says for which commands and why they do nothing now.

        `seen` says who would notice an act here, where that is known better than the table knows it; `names` what a
        command is called here, where it takes back what stands.
        """
        self.where, self.off, self.seen, self.names = where, dict(off), dict(seen or {}), dict(names or {})
        self.paint()

    def say(self, message: str, tone: Tone = Tone.PLAIN, *, passing: bool = False) -> None:
        """Show a message until the next one, a `passing` one until `pass_on`. The text must be safe to draw."""
        self._message, self._passing = (message, tone), 2 if passing else 0
        self.paint()

    def pass_on(self) -> None:
        """Drop a passing message, what it told of is over; one that was just said stays until the next call."""
        if self._passing:
            self._passing -= 1
            if not self._passing:
                self.say("")

    def pend(self, typed: str, following: Sequence[Command]) -> None:
        """Show what has been typed of a command, and for a prefix what may follow, until that is over."""
        self._pending = (typed, following)
        self.paint()

    def busy(self, yes: bool) -> None:
        """Show that the store has not answered yet."""
        self._busy = yes
        self.paint()

    @property
    def message(self) -> str:
        """The message as it stands."""
        return self._message[0]

    def draw(self) -> list[Line]:
        """Return the keys and the message."""
        return [self._keys(), self._said()]

    def forget_drawn(self) -> None:
        """Draw the keys anew at the next paint."""
        self._kept.clear()

    def _said(self) -> Line:
        message, tone = self._message
        style = self.ink.style
        wait = Segment(f"{MORE} ", style("lamp", self.back)) if self._busy else Segment(" ", style("dim", self.back))
        typed, following = self._pending
        shown = [Segment(f" {typed} ", style("lamp", self.back, bold=True))] if typed else []
        room = max(0, self.size.width - 2 - (width(typed) + 2 if typed else 0))
        line: Line = [wait, Segment(fit(message, room).rstrip(), style(tone.value, self.back))]
        if following:
            line = [wait, *self._following(following, room)]
        return spread(line, shown, self.size.width, style("text", self.back)) if typed else line

    def _following(self, following: Sequence[Command], room: int) -> Line:
        """Return what may be typed now, with what others will see of it where there is room for all of that."""
        off = self.marked[0] if self._on_marks else self.off
        here = [one for one in following if one.id not in off]
        told = [self._next(one, told=True) for one in here]
        parts = told if sum(map(_cells, told)) <= room else [self._next(one, told=False) for one in here]
        line: Line = []
        for part in parts:
            if _cells(line) + _cells(part) <= room:
                line += part
        return line

    @property
    def _on_marks(self) -> bool:
        """Whether what is being typed is meant for the marked comments."""
        return key_of("marked") in self._pending[0]

    def _next(self, command: Command, *, told: bool) -> Line:
        noticed = self.seen.get(command.id) or (_(command.others) if command.others else "")
        others = f" ({noticed})" if noticed and told else ""
        many = self.marked[1].get(command.id, "") if self._on_marks else ""
        others = f" {many}{others}" if many else others
        return [*self._working(command), Segment(f"{others}  ", self.ink.style("dim", self.back))]

    def _keys(self) -> Line:
        """Return the line of keys as it was drawn for such a comment before, else draw it."""
        drawn_from = self.where, tuple(self.off.items()), tuple(self.names.items()), self.size.width, bound()
        line = self._kept.get(drawn_from)
        if line is None:
            if len(self._kept) >= KEPT:
                self._kept.clear()
            line = self._kept[drawn_from] = self._ranked()
        return line

    def _ranked(self) -> Line:
        """Return as many keys as there is room for: those that work here before those that do not."""
        ranked_ones = (one for one in commands_in(self.where) if one.footer and one.keys)
        shown = sorted(ranked_ones, key=lambda one: one.footer)
        parts = {one.id: self._part(one) for one in shown}
        ranked = sorted(shown, key=lambda one: (one.id not in ALWAYS, one.id in self.off))
        room, kept = self.size.width - 2, set()
        for one in ranked:
            size = _cells(parts[one.id])
            if size <= room:
                kept.add(one.id)
                room -= size
        line: Line = [Segment(" ", self.ink.style("dim", self.back))]
        for one in shown:
            line += parts[one.id] if one.id in kept else []
        return line

    def _part(self, command: Command) -> Line:
        style, back = self.ink.style, self.back
        why = self.off.get(command.id)
        if why is not None:
            said = f"{shown_key(command.keys[0])} {self._called(command)}{f' ({why})' if why else ''}  "
            return [Segment(said, style("faint", back))]
        return [*self._working(command), Segment("  ", style("text", back))]

    def _working(self, command: Command) -> Line:
        """Return key and name of a command that works here, and whether it can be taken back."""
        style, back = self.ink.style, self.back
        line = [
            Segment(shown_key(command.keys[0]), style("lamp", back, bold=True)),
            Segment(f" {self._called(command)}", style("text", back)),
        ]
        token = "good" if command.sign is Sign.UNDO else "danger"
        return [*line, Segment(f" {command.sign}", style(token, back))] if command.sign else line

    def _called(self, command: Command) -> str:
        return self.names.get(command.id) or _(command.label)


def _cells(line: Line) -> int:
    return sum(width(segment.text) for segment in line)
