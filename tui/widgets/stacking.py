"""Where the next canned reply goes in a text, and how the last one is exchanged for another wording. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from tui.widgets.drafting import Inserted


@dataclass(frozen=True, slots=True)
class Stacked:
    """The last insertion: the text and selection before it, and what the text was right after it."""

    before: str
    start: int
    end: int
    done: Inserted
    selected: tuple[int, int]  # what was selected right after it: the first blank, or the end

    def untouched(self, text: str) -> bool:
        """Tell whether nothing was written since."""
        return text == self.done.text

    def next_place(self, text: str, selected: tuple[int, int]) -> tuple[int, int]:
        """Return where the next one goes: behind this one as long as nobody has moved, else where the cursor is."""
        stays = self.untouched(text) and selected == self.selected
        return (self.done.end, self.done.end) if stays else selected
