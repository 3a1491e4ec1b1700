"""The last guard before the terminal: no control character leaves the program, whatever was forgotten before.

Textual passes escape sequences of outside text to the terminal in every widget, where they can retitle it, clear it, or
make it type answers that arrive as key presses. A deleted character is measured as no cell, a half of a pair as one:
the sign in its place takes that cell, so the layout stays.
"""

import re
from collections.abc import Sequence

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter

_BAD = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029\ud800-\udfff]")


class Gate(LineFilter):
    """Deletes control, bidi and surrogate characters from every drawn segment, and links from every style."""

    def apply(self, segments: Sequence[Segment], background: Color) -> list[Segment]:  # noqa: ARG002 - the base's form
        """Return the segments without anything a terminal would obey."""
        search = _BAD.search
        return [
            segment if not search(segment.text) and (segment.style is None or segment.style.link is None)
            else Segment(_BAD.sub(_instead, segment.text), _unlinked(segment.style), segment.control)
            for segment in segments
        ]  # fmt: skip


def without_controls(text: str) -> str:
    """Return a text as it may leave by another way than a drawn line: line breaks are kept, tabs become blanks."""
    return "\n".join(_BAD.sub(_instead, line) for line in text.replace("\t", "    ").split("\n"))


def _instead(bad: re.Match[str]) -> str:
    return "\ufffd" if bad[0] >= "\ud800" else ""


def _unlinked(style: Style | None) -> Style | None:
    return style.update_link(None) if style is not None and style.link is not None else style
