"""The field an answer is written in: plain text that wraps, with no character in it that could do harm."""

import time
from collections.abc import Callable
from typing import ClassVar

from rich.text import Text
from textual import events
from textual.widgets.text_area import Selection

from tui.commands import Where
from tui.keymap import Press, typed_in
from tui.widgets.area import Area
from tui.widgets.drafting import BLANK, blanks, kept, offset, place

NO_TEXT = frozenset({"tab", "shift+tab", "escape"})
"""Keys that are never typing, whether a command has them or not."""


class Writing(Area):
    """The area of an answer. `obey` is called at once with each command that is typed."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"writing--blank"}

    def __init__(self, obey: Callable[[Press], None]) -> None:
        super().__init__("writing")
        self.aside: str | None = None  # what is typed after Tab until the palette has the focus
        self.obey = obey
        self.pasted_at = float("-inf")

    def _on_key(self, event: events.Key) -> None:  # type: ignore[override]  # Textual runs this, then the base's own
        """Hand command keys on; everything else is typing, here or (after Tab) for the palette about to open."""
        if self.aside is not None and event.is_printable and event.character:
            event.stop()
            event.prevent_default()
            self.aside += event.character
            return
        press = typed_in(Where.COMPOSER, event.key)
        if press is not None or event.key in NO_TEXT or event.key.startswith("alt+"):
            event.stop()
            event.prevent_default()
            if press is not None:
                self.obey(press)

    def _on_paste(self, _event: events.Paste) -> None:  # type: ignore[override]
        """Remember when something was pasted: a command key on its heels may have been in it."""
        self.pasted_at = time.monotonic()

    def get_line(self, line_index: int) -> Text:
        """Return a line with its blanks marked."""
        line = super().get_line(line_index)
        if "{?" in line.plain:
            line.highlight_regex(BLANK, self.get_component_rich_style("writing--blank", partial=True))
        return line

    def start_with(self, text: str, cursor: int) -> None:
        """Put a new text in, forgetting the one before; `cursor` in characters from the start."""
        self.load_text(kept(text))
        self.move_cursor(place(self.text, min(cursor, len(self.text))))

    def put(self, text: str, start: int, end: int) -> None:
        """Replace the whole text in one step that can be undone; select the first blank between `start` and `end`."""
        self.history.checkpoint()
        self.replace(text, (0, 0), self.document.end, maintain_selection_offset=False)
        self.history.checkpoint()
        for span in blanks(self.text):
            if start <= span.start < end:
                self.select(span.start, span.end)
                return
        self.select(end, end)

    def select(self, start: int, end: int) -> None:
        """Select these characters and bring them into view."""
        self.selection = Selection(place(self.text, start), place(self.text, end))

    @property
    def selected(self) -> tuple[int, int]:
        """The selection in characters from the start; both ends are the cursor when nothing is selected."""
        start, end = sorted(self.selection)
        return offset(self.text, start), offset(self.text, end)
