"""Some lines across the screen that somebody else draws: as high as they are many."""

from __future__ import annotations

from collections.abc import Callable

from tui.ink import Ink
from tui.widgets.lines import Line, Lines


class Band(Lines):
    """Lines that `drawn` gives for a width."""

    back = "panel"

    def __init__(self, ink: Ink, name: str, drawn: Callable[[int], list[Line]]) -> None:
        super().__init__(ink, id=name)
        self._drawn = drawn

    def draw(self) -> list[Line]:
        """Return the lines, and take as many as they are."""
        lines = self._drawn(self.size.width)
        if len(lines) != self.size.height:
            self.styles.height = len(lines)
        return lines
