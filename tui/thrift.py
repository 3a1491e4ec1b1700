"""Fewer bytes for the same screen: a frame says of each piece of text only what differs from the piece before.

Textual ends every piece with a reset and begins the next from nothing, colours in full. On a thin SSH line that is half
of what a key costs. Nothing but resets and attributes is touched, and whatever is not of that form stays as it is.
Source of the attributes: ECMA-48, select graphic rendition (SGR).
"""

import re
from functools import lru_cache
from typing import NamedTuple

RESET = "\x1b[0m"

_HEAD = re.compile(r"((?:\n?\x1b\[\d+;\d+H)*)\x1b\[([\d;]+)m([^\x1b\n]*)$")
"""Moves, attributes, and text to the end: what stands between two resets. Textual sends a line feed before a move to
another line, never from the last one: nothing scrolls, so no terminal fills a new line with the colour before it."""

_COLOUR = re.compile(r"(?:^|;)([34]8;2;\d+;\d+;\d+|[34]8;5;\d+|[349]\d|10\d)(?=;|$)")

_ENDS = {"1": "22", "4": "24", "7": "27"}
"""What ends bold (faint, which nobody uses here, would end with it), underlined and reversed."""


class Look(NamedTuple):
    """What an SGR sequence says that starts from nothing: both colours (empty: the terminal's own), and the rest."""

    front: str
    back: str
    others: frozenset[str]


def thrifty(frame: str) -> str:
    """Return a frame that draws the same with fewer bytes; it leaves no attribute behind that `frame` does not."""
    first, *pieces = frame.split(RESET)
    made, before = [first], _sgr(first)
    for piece in pieces:
        head = _HEAD.match(piece)
        if head is None or before is None:
            made += [RESET, piece]
        else:
            made += [head[1], _step(before, head[2]), head[3]]
        before = head[2] if head is not None else None
    return "".join(made)


def _sgr(piece: str) -> str | None:
    head = _HEAD.match(piece)
    return head[2] if head is not None else None


@lru_cache(maxsize=4096)
def _step(before: str, after: str) -> str:
    """Return what turns one piece's attributes into the next one's; empty when they are the same."""
    old, new = _look(before), _look(after)
    ended = old.others - new.others
    if not ended <= _ENDS.keys() or (old.front and not new.front) or (old.back and not new.back):
        return f"\x1b[0;{after}m"
    said = [*(_ENDS[one] for one in sorted(ended)), *sorted(new.others - old.others)]
    said += [part for part in new[:2] if part not in old[:2]]
    return f"\x1b[{';'.join(said)}m" if said else ""


def _look(sgr: str) -> Look:
    colours = _COLOUR.findall(sgr)
    front = [one for one in colours if one[0] in "39"]
    back = [one for one in colours if one[0] in "41"]
    others = _COLOUR.sub("", sgr).split(";")
    return Look("".join(front[-1:]), "".join(back[-1:]), frozenset(others) - {"", "0"})
