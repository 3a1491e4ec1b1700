"""A field of several lines: plain text that wraps, of bounded length, with no character in it that could do harm."""

from typing import ClassVar

from textual import events
from textual.widgets import TextArea
from textual.widgets.text_area import Edit, EditResult

from tui.widgets.drafting import LONGEST, MOST_LINES, kept
from tui.widgets.field import carry_out


class Area(TextArea):
    """A text area without anything of a code editor."""

    longest: ClassVar = LONGEST
    most_lines: ClassVar = MOST_LINES

    def __init__(self, id: str) -> None:
        super().__init__(soft_wrap=True, highlight_cursor_line=False, compact=True, id=id)
        self.match_cursor_bracket = False
        self.cursor_blink = False
        self.was_cut = False

    async def _on_key(self, event: events.Key) -> None:
        await carry_out(self, TextArea, event)  # Textual runs the base's own after this

    def edit(self, edit: Edit) -> EditResult:
        """Change the text: the one way in for typing, pasting and inserting. What may not be kept is left out."""
        wanted = kept(edit.text, self.longest, self.most_lines)
        room = self.longest - len(self.text) + len(self.get_text_range(edit.top, edit.bottom))
        lines = self.most_lines - self.document.line_count + edit.bottom[0] - edit.top[0]
        edit.text = "\n".join(wanted[: max(0, room)].split("\n")[: max(1, lines + 1)])
        self.was_cut = len(edit.text) < len(wanted) or len(wanted) >= self.longest
        return super().edit(edit)
