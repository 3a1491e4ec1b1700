"""The area of a whole page (a charter, a template, a brief): longer than an answer, and its keys go to the editor."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.widgets.text_area import Edit, EditResult

from backend.text.clean import MAX_BYTES
from tui.widgets.area import Area
from tui.widgets.drafting import kept

KEYS = frozenset(("ctrl+s", "escape", "tab", "shift+tab"))
"""Keys that are the editor's and never typing, besides Alt with a letter."""


class PageArea(Area):
    """Plain text of bounded length. What is longer than the store keeps of a draft cannot be typed."""

    longest: ClassVar = 40_000
    most_lines: ClassVar = 2_000

    def __init__(self) -> None:
        super().__init__("page")

    def _on_key(self, event: events.Key) -> None:  # type: ignore[override]  # Textual runs this, then the base's own
        """Leave the editor's keys to it."""
        if event.key in KEYS or (event.key.startswith("alt+") and len(event.key) == len("alt+x")):
            event.prevent_default()

    def edit(self, edit: Edit) -> EditResult:
        """Change the text, unless it would no longer fit into the store."""
        whole = len(self.text.encode()) + len(edit.text.encode())
        refused = bool(edit.text) and whole > MAX_BYTES
        if refused:
            edit.text = ""
        done = super().edit(edit)
        self.was_cut = self.was_cut or refused
        return done

    @classmethod
    def fits(cls, text: str) -> bool:
        """Tell whether all of a text can be edited here."""
        lines = text.count("\n") + 1
        return len(text) <= cls.longest and lines <= cls.most_lines and len(text.encode()) <= MAX_BYTES

    def start_with(self, text: str) -> None:
        """Put a new text in, forgetting the one before. One that does not fit can be read, as far as it goes."""
        self.read_only = not self.fits(text)
        self.load_text(kept(text, self.longest, self.most_lines))

    def to_line(self, line: int) -> None:
        """Put the cursor on a line (the first is 1) and bring it into view."""
        self.move_cursor((max(0, min(line, self.document.line_count) - 1), 0), center=True)
