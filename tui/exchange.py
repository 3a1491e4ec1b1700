"""The last filter before a terminal that cannot show every sign, or a reader that would read each of them out."""

from collections.abc import Sequence

from rich.cells import cell_len, split_graphemes
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from tui.symbols import CONTROLS, DECORATION, PLAIN


class Exchange(LineFilter):
    """Exchanges what this terminal, or this reader, has no use for; every line stays as wide as it is."""

    def __init__(self, *, ascii: bool, linear: bool, charset: str = "utf-8") -> None:
        super().__init__()
        table = {**PLAIN, **CONTROLS} if ascii else {}
        if linear:
            table |= dict.fromkeys(DECORATION, " ")
        self._table = str.maketrans(table)
        self._charset = "" if charset == "utf-8" else charset

    def apply(self, segments: Sequence[Segment], background: Color) -> list[Segment]:  # noqa: ARG002 - the base's form
        """Return the segments as this terminal can show them."""
        return [
            segment if segment.text.isascii() else Segment(self.said(segment.text), segment.style, segment.control)
            for segment in segments
        ]

    def said(self, text: str) -> str:
        """Return a text with every sign exchanged, and a `?` for each cell of what the character set has not."""
        text = text.translate(self._table)
        if not self._charset or self._has(text):
            return text
        return "".join(part if self._has(part) else "?" * cell_len(part) for part in clusters(text))

    def _has(self, text: str) -> bool:
        try:
            text.encode(self._charset)
        except UnicodeEncodeError:
            return False
        return True


def clusters(text: str) -> Sequence[str]:
    """Return the grapheme clusters of a text, by the measure that its cells are counted with."""
    return [text[start:end] for start, end, _cells in split_graphemes(text)[0]]
