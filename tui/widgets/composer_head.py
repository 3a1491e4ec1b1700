"""What stands around the text that is written: above it as whom, to whom and for whom; below it how to go on."""

from rich.segment import Segment

from backend.model.desk import Composing, Difference
from tui.ink import Ink
from tui.text import fit
from tui.widgets import difference
from tui.widgets.composer_lines import BACK, head_lines, hint_line
from tui.widgets.lines import Line, Lines


class Head(Lines):
    """The lines above the text."""

    back = BACK

    def __init__(self, ink: Ink) -> None:
        super().__init__(ink, id="composer-head")
        self.composing: Composing | None = None
        self.moved: Difference | None = None  # what has become of the comment since it was opened
        self.text = ""

    def draw(self) -> list[Line]:
        """Return as whom, to whom, who sees it, and the length; the pane takes as many lines as that needs."""
        if self.composing is None:
            return []
        lines = head_lines(self.composing, self.text, self.ink, self.size.width)
        if self.moved is not None:
            lines += difference.lines(self.moved, self.ink, self.size.width, BACK)
        if len(lines) != self.size.height:
            self.styles.height = len(lines)
        return lines


class Hint(Lines):
    """The line below the text: how to go on, or what is wrong."""

    back = BACK

    def __init__(self, ink: Ink) -> None:
        super().__init__(ink, id="composer-hint")
        self.said: tuple[str, str] | None = None  # what to say instead, and its colour token
        self.composing: Composing | None = None

    def draw(self) -> list[Line]:
        """Return the hint, or what has been said."""
        if self.said is None:
            return [hint_line(self.ink, self.composing)]
        words, token = self.said
        return [[Segment(fit(words, self.size.width).rstrip(), self.ink.style(token, BACK, bold=True))]]
