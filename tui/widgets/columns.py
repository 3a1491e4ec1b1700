"""Two columns of drawn lines with a thin rule between. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from rich.segment import Segment

from tui.ink import Ink
from tui.widgets.lines import Line, cells_of


def beside(left: Sequence[Line], right: Sequence[Line], cells: int, ink: Ink) -> list[Line]:
    """Return as many lines as the longer column has; the left one is filled to `cells`."""
    rule, fill, nothing = Segment("│ ", ink.style("rule")), ink.style("text"), list[Segment]()
    return [
        [*one, Segment(" " * max(0, cells - cells_of(one)), fill), rule, *other]
        for one, other in zip_longest(left, right, fillvalue=nothing)
    ]
