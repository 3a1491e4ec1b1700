"""The footer: the keys that work where the focus is, with what they cannot do here and why, and the last message."""

from collections.abc import Mapping
from enum import StrEnum

from rich.segment import Segment

from backend.i18n import _
from tui.commands import Command, Sign, Where, commands_in, shown_key
from tui.ink import Ink
from tui.symbols import MORE
from tui.text import fit, width
from tui.widgets.lines import Line, Lines

ALWAYS = ("help",)
"""Commands that keep their place when there is no room for all."""


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
        self._message: tuple[str, Tone] = ("", Tone.PLAIN)
        self._passing = 0
        self._busy = False

    def show_keys(self, where: Where, off: Mapping[str, str]) -> None:
        """Show the keys of a pane; `off` says for which commands and why they do nothing now."""
        self.where, self.off = where, dict(off)
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

    def _said(self) -> Line:
        message, tone = self._message
        style = self.ink.style
        wait = Segment(f"{MORE} ", style("lamp", self.back)) if self._busy else Segment(" ", style("dim", self.back))
        return [wait, Segment(fit(message, max(0, self.size.width - 2)).rstrip(), style(tone.value, self.back))]

    def _keys(self) -> Line:
        """Return as many keys as there is room for: those that work here before those that do not."""
        shown = sorted((one for one in commands_in(self.where) if one.footer), key=lambda one: one.footer)
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
        key, label = shown_key(command.keys[0]), _(command.label)
        why = self.off.get(command.id)
        if why is not None:
            return [Segment(f"{key} {label}{f' ({why})' if why else ''}  ", style("faint", back))]
        sign = Segment(f" {command.sign}  ", style("good" if command.sign is Sign.UNDO else "danger", back))
        line = [Segment(key, style("lamp", back, bold=True)), Segment(f" {label}", style("text", back))]
        return [*line, sign if command.sign else Segment("  ", style("text", back))]


def _cells(line: Line) -> int:
    return sum(width(segment.text) for segment in line)
