"""A pane of drawn lines that repaints only the lines that changed: a key costs about a kilobyte, not a screen."""

from collections.abc import Sequence

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Offset, Region, Size
from textual.strip import Strip
from textual.widget import Widget

from tui.ink import Ink
from tui.text import width

Line = list[Segment]
"""One drawn line, from the left; the rest is filled with the pane's background."""


class Lines(Widget):
    """Draws `Line`s. A pane fills them in `draw`, from whatever it knows and its own size."""

    back = "background"

    def __init__(self, ink: Ink, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.ink = ink
        self._lines: list[Line] = []
        self._drawn_for = Size(0, 0)

    def draw(self) -> list[Line]:
        """Return all lines of the pane, top to bottom."""
        return []

    def paint(self) -> None:
        """Draw again and repaint the lines that differ; for another size than before, all of them."""
        size = self.size
        if not size.height:  # hidden: whatever is shown next is drawn anew, in whatever size
            self._drawn_for = Size(0, 0)
            return
        if self.ink.linear and self.has_focus:
            self._lead_reader()
        if self._drawn_for != size:
            self._draw()
            self.refresh()
            return
        old, new = self._lines, self.draw()[: size.height]
        self._lines = new
        dirty = [
            Region(0, y, size.width, 1) for y in range(max(len(new), len(old))) if new[y : y + 1] != old[y : y + 1]
        ]
        if dirty:
            self.refresh(*dirty)

    def _lead_reader(self) -> None:
        """Put the terminal's own cursor, which screen readers follow, at the line to be read, and draw that line."""
        place = self.region.offset + Offset(0, self.read_at)
        if self.app.cursor_position != place:
            self.app.cursor_position = place  # it is moved there at the end of the next frame
            self.refresh(Region(0, self.read_at, self.size.width, 1))

    def on_show(self) -> None:
        """Shown again: the reader's cursor comes back."""
        if self.ink.linear:
            self.call_after_refresh(self.paint)

    @property
    def read_at(self) -> int:
        """The line of the pane that a screen reader is to read first."""
        return 0

    def forget_drawn(self) -> None:
        """Forget what was drawn of parts that are kept: colours, names or words have changed."""

    def anew(self) -> None:
        """Draw all of it at the next frame."""
        self.forget_drawn()
        self._drawn_for = Size(0, 0)

    def _draw(self) -> None:
        self._drawn_for = self.size
        self._lines = self.draw()[: self.size.height]

    def render_line(self, y: int) -> Strip:
        """Return one line for Textual. The first one asked for in a new size draws all, so that no frame is empty."""
        size = self.size
        if self._drawn_for != size:
            self._draw()
            if self.ink.linear:
                self.call_after_refresh(self.paint)  # where the reader's cursor belongs is known then
        fill = self.ink.style("text", self.back)
        if y >= len(self._lines):
            return Strip.blank(size.width, fill)
        return Strip(thrifty(self._lines[y], size.width, fill)).adjust_cell_length(size.width, fill)

    @property
    def shown(self) -> str:
        """The pane's text as it stands, for tests and for copying."""
        return "\n".join("".join(segment.text for segment in line).rstrip() for line in self._lines)


def thrifty(line: Line, cells: int, fill: Style) -> Line:
    """Return the line filled to so many cells, its blanks in their neighbour's style: each change of it costs 40 bytes.

    Nobody sees the colour of a blank's letters, only what lies behind it.
    """
    said: Line = []
    for text, style, _control in (*line, Segment(" " * max(0, cells - cells_of(line)), fill)):
        if said and (not text.strip(" ") or not said[-1].text.strip(" ")) and _same_ground(said[-1].style, style):
            said[-1] = Segment(said[-1].text + text, style if text.strip(" ") else said[-1].style)
        elif text:
            said.append(Segment(text, style))
    return said


def _same_ground(one: Style | None, other: Style | None) -> bool:
    """Tell whether blanks look the same in both styles."""
    if one is None or other is None:
        return one is other
    return one.bgcolor == other.bgcolor and not (one.underline or other.underline or one.reverse or other.reverse)


def put(*parts: tuple[str, Style]) -> Line:
    """Make a line of text and style pairs; empty parts are left out."""
    return [Segment(text, style) for text, style in parts if text]


def spread(left: Sequence[Segment], right: Sequence[Segment], cells: int, fill: Style) -> Line:
    """Return a line with `right` at its right end, and `left` cut so that both fit and do not touch."""
    end = cells_of(right)
    room = max(0, cells - end)
    touch = end and not right[0].text.startswith(" ") and cells_of(left) >= room > 0
    gap = " " if touch else ""
    kept = Strip(left).adjust_cell_length(room - len(gap), fill)
    return [*kept, *([Segment(gap, fill)] if gap else []), *right]


def cells_of(line: Sequence[Segment]) -> int:
    """Return how many cells a line takes."""
    return sum(width(segment.text) for segment in line)
