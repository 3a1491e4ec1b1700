"""Tables for a terminal: columns as wide as they need, counted in cells, and cut to the terminal's width."""

import shutil
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

import regex

PIPED = 160
"""Cells of a line when there is no terminal to ask."""


def terminal_width() -> int:
    """Return how many cells a line has: COLUMNS, else the terminal's own width."""
    return shutil.get_terminal_size((PIPED, 24)).columns


def cells(text: str) -> int:
    """Return how many cells a terminal gives a text."""
    return sum(_cluster(cluster) for cluster in regex.findall(r"\X", text))


def cut(text: str, width: int) -> str:
    """Return the text in at most `width` cells, with an ellipsis where something is left out."""
    if cells(text) <= width:
        return text
    kept, used = "", 0
    for cluster in regex.findall(r"\X", text):
        used += _cluster(cluster)
        if used > width - 1:
            break
        kept += cluster
    return f"{kept}…"


def columns(head: Sequence[str], rows: Iterable[Sequence[str]], width: int | None = None) -> Iterator[str]:
    """Return the lines of a table; the last column takes what is left and is cut."""
    lines = [tuple(head), *map(tuple, rows)]
    widths = [max(cells(line[place]) for line in lines) for place in range(len(head) - 1)]
    for line in lines:
        start = "".join(one + " " * (room - cells(one) + 2) for one, room in zip(line, widths, strict=False))
        yield cut(start + line[-1], width or terminal_width()).rstrip()


def _cluster(cluster: str) -> int:
    if any(second == "\ufe0f" for _first, second in pairwise(cluster)):
        return 2
    wide = [unicodedata.east_asian_width(sign) in "WF" for sign in cluster]
    if any(wide):
        return 2
    return 0 if unicodedata.category(cluster[0]) in ("Mn", "Me", "Cf") else 1
