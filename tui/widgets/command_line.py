"""What may be meant by a line that is being typed: a list above it, each with its key and what it does."""

from collections.abc import Callable, Sequence

from rich.segment import Segment
from textual import events

from backend.i18n import _
from tui.commands import Sign
from tui.ink import Ink
from tui.keynames import shown_key
from tui.palette import Choice
from tui.text import fit, safe_line, width
from tui.widgets.lines import Line, Lines

MOST = 8
"""Rows that are shown at once."""

KEY, LABEL = 8, 18
"""Cells of the columns before the explanation."""


class Choices(Lines):
    """Draws choices, one of them chosen, or none yet. It covers the lines above the one that asks and moves nothing."""

    back = "panel"

    def __init__(self, ink: Ink, pointed: Callable[[int], None]) -> None:
        super().__init__(ink, id="choices")
        self.choices: Sequence[Choice] = ()
        self.index = -1
        self._first = 0
        self._pointed = pointed
        self.display = False

    def show(self, choices: Sequence[Choice], index: int = -1) -> None:
        """Show these; `index` is the chosen one, -1 for none."""
        self.choices, self.index = choices, index
        rows = min(MOST, len(choices))
        here = max(0, index)
        self._first = min(max(0, self._first, here - rows + 1), here, max(0, len(choices) - rows))
        self.display = rows > 0
        if self.styles.height is None or self.styles.height.value != rows:
            self.styles.height = rows
        self.paint()

    def draw(self) -> list[Line]:
        """Return the rows in view."""
        return [
            self._row(choice, self._first + at == self.index)
            for at, choice in enumerate(self.choices[self._first : self._first + MOST])
        ]

    def _row(self, choice: Choice, chosen: bool) -> Line:
        back = "lift" if chosen else self.back
        style, command = self.ink.style, choice.command
        bar = Segment("▌" if chosen else " ", style("lamp", back))
        if command is None:
            return [bar, Segment(fit(safe_line(choice.line), self.size.width - 1), style("text", back))]
        off = choice.why is not None
        key = shown_key(command.keys[0]) if command.keys else ""
        sign = "good" if command.sign is Sign.UNDO else "danger"
        return [
            bar,
            Segment(fit(key, KEY), style("faint" if off else "lamp", back, bold=not off)),
            Segment(fit(_(command.label), LABEL), style("faint" if off else "text", back)),
            Segment(fit(command.sign, 2), style("faint" if off else sign, back)),
            *self._explained(choice, back),
        ]

    def _explained(self, choice: Choice, back: str) -> Line:
        """Return what a command does and what others see of it, or why it does nothing now: that before all."""
        command, style = choice.command, self.ink.style
        assert command is not None
        room = self.size.width - KEY - LABEL - 3
        if choice.why is not None:
            return [Segment(fit(f"{choice.why or _('not yet')} · {_(command.help)}", room), style("faint", back))]
        others = f" · {_(command.others)}" if command.others else ""
        others = others if width(others) < room - 20 else ""
        return [
            Segment(fit(_(command.help), room - width(others)).rstrip() if others else fit(_(command.help), room),
                    style("soft", back)),
            Segment(fit(others, room - min(width(_(command.help)), room - width(others))), style("dim", back)),
        ]  # fmt: skip

    def on_click(self, event: events.Click) -> None:
        """Point at a row."""
        if event.y < len(self.choices) - self._first:
            self._pointed(self._first + event.y)
