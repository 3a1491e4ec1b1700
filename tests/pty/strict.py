"""Reads what a program sends to its terminal, byte by byte, and refuses whatever is not on a short list.

The list is what Textual itself sends: moves, colours and attributes, synchronised output, and a few modes at the start
and the end. Text between them must be UTF-8 without any control, bidirectional or unpaired character, and every run of
it, written from a place that a move names, must end where a pane ends: cells counted by wcwidth, not by Textual.
"""

import re
import unicodedata
from collections.abc import Collection
from functools import lru_cache

from wcwidth import wcswidth

SEQUENCE = re.compile(
    r"\x1b\[(?P<sgr>[\d;]*)m|\x1b\[(?P<move>\d+;\d+)H|(?P<line>\r?\n)|"
    r"\x1b(?:\[\?2026[hl]|\[\?25[hl]|\[\?1049[hl]|\[\?1004[hl]|\[\?2004[hl]|\[\?7[hl]|\[\?2026\$p|\[\?2048\$p|"
    r"\[>\d+u|\[<u|\[H|\[>q|\[c|\]22;[a-z-]*(?:\x07|\x1b\\))"
)
"""Every sequence that may be sent. Colours are checked by name, moves for where they start."""

BAD = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""What may not stand in a text between two sequences."""

ATTRIBUTES = frozenset({"0", "1", "4", "7", "22", "24", "27"})
"""Bold, underlined and reversed, and their ends: the rest (blinking, hidden, struck out) nobody uses here."""

_COLOUR = re.compile(r"(?:38|48);2;\d+;\d+;\d+")

_INDIC = {
    mark: None
    for mark in range(0x0900, 0x20000)
    if unicodedata.category(chr(mark)) == "Mc" or unicodedata.combining(chr(mark)) == 9
}
"""Spacing vowel signs and viramas: Textual counts no cell for them, wcwidth one or none, and terminals differ too."""


class Leak(AssertionError):
    """Something reached the terminal that must not."""


class Strict:
    """One program's output, checked as it comes. `edges` are the columns in which panes end; None: anywhere."""

    def __init__(self, edges: Collection[int] | None, colours: Collection[str]) -> None:
        self._edges, self._colours = edges, set(colours)
        self._place: tuple[int, int] | None = None  # where the running text began: column and line, from 0
        self._run: list[str] = []
        self.learning = True  # while harmless text is shown, colours are learned
        self.shown: list[str] = []  # texts since the last `frame`

    def feed(self, raw: bytes) -> None:
        """Check some output; it must not end within a sequence. Raises Leak."""
        try:
            text = raw.decode()
        except UnicodeDecodeError as error:
            raise Leak(f"no UTF-8: {raw[max(0, error.start - 20) : error.end + 20]!r}") from None
        at = 0
        for match in SEQUENCE.finditer(text):
            if match.start() > at:
                self._text(text[at : match.start()])
            at = match.end()
            self._sequence(match)
        if at < len(text):
            self._text(text[at:])

    def _text(self, text: str) -> None:
        bad = BAD.search(text)
        if bad is not None:
            raise Leak(f"{bad[0]!r} was sent: {text[max(0, bad.start() - 30) : bad.end() + 30]!r}")
        self._run.append(text)

    def _sequence(self, match: re.Match[str]) -> None:
        if match["sgr"] is not None:
            self._attributes(match["sgr"])
            return
        self._end_run()
        if match["move"] is not None:
            line, column = match["move"].split(";")
            self._place = int(column) - 1, int(line) - 1

    def _attributes(self, sgr: str) -> None:
        colours = _COLOUR.findall(sgr)
        if self.learning:
            self._colours.update(colours)
        unknown = [*(one for one in colours if one not in self._colours)]
        unknown += [part for part in _COLOUR.sub("", sgr).split(";") if part and part not in ATTRIBUTES]
        if unknown:
            raise Leak(f"an attribute that nothing here has: {sgr}")

    def _end_run(self) -> None:
        if not self._run:
            return
        text = "".join(self._run)
        self._run = []
        self.shown.append(text)
        if self._place is None or self._edges is None:
            return
        start, self._place = self._place, None
        end = start[0] + cells(text)
        if end not in self._edges:
            raise Leak(f"a line that began at {start} ends in column {end}: {text!r}")

    def frame(self) -> str:
        """Return the runs of text that ended since the last call."""
        shown, self.shown = "\n".join(self.shown), []
        return shown


@lru_cache(maxsize=4096)
def cells(text: str) -> int:
    """Return how many cells a terminal gives a text."""
    return len(text) if text.isascii() else wcswidth(text.translate(_INDIC))
