"""The last line of a screen of its own: its keys, as many as there is room for, the way out always among them. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from rich.segment import Segment

from tui.ink import Ink
from tui.text import width
from tui.widgets.lines import Line

BACK = "panel"


def keys_line(keys: Sequence[tuple[str, str]], ink: Ink, cells: int, always: int = 1) -> Line:
    """Return keys with what they do, the first ones first; the last `always` of them never go."""
    sizes = [width(key) + width(label) + 3 for key, label in keys]
    room = cells - 1 - sum(sizes[len(keys) - always :])
    line: Line = [Segment(" ", ink.style("dim", BACK))]
    for at, (key, label) in enumerate(keys):
        if at < len(keys) - always:
            room -= sizes[at]
            if room < 0:
                continue
        line += [Segment(key, ink.style("lamp", BACK, bold=True)), Segment(f" {label}  ", ink.style("text", BACK))]
    taken = sum(width(segment.text) for segment in line)
    return [*line, Segment(" " * max(0, cells - taken), ink.style("text", BACK))]
