"""THE table of signs: every one the desk draws, what stands for it in ASCII (in as many cells), and what decorates.

Signs are written as they are, in the widgets by their names here, in sentences as themselves. Where a terminal cannot
show them they are exchanged at the very end, when a line leaves for it: nothing drawn can be forgotten that way.
"""

import codecs
from collections.abc import Mapping, Sequence

from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

BAR, POST_BAR, CARET, PROMPT, CORNER, CUT_LINE = "▌", "▎", "▏", "›", "└", "╌"
DONE, BAD, UNDO, FLAG, WRITING, FOLLOW_UP, LEAVING = "✓", "✗", "↺", "⚑", "✎", "↩", "→"
MORE, WARNING, OPEN, CHOSEN, PRIVATE, FOLLOWERS, MOON, NEW = "…", "⚠", "○", "●", "◆", "◇", "☾", "↓"
LATE, ASKS, TIMES, DOT, NO_NUMBER = "!", "?", "×", "·", "–"

PLAIN: Mapping[str, str] = {
    BAR: ">", POST_BAR: ":", CARET: "_", PROMPT: ">", CORNER: "`", CUT_LINE: "-", "│": "|", "╎": "|",
    DONE: "+", BAD: "x", UNDO: "~", FLAG: "#", WRITING: "&", FOLLOW_UP: "<", LEAVING: ">",
    MORE: ".", WARNING: "!", OPEN: "o", CHOSEN: "*", PRIVATE: "@", FOLLOWERS: "%", MOON: ")", NEW: "v",
    "↑": "^", "←": "<", TIMES: "x", DOT: "-", NO_NUMBER: "-", "—": "-", "␣": "_", "⏎": "/",
    "‘": "'", "’": "'", "“": '"', "”": '"', "‹": "<", "›": ">", "▪": "*", "§": "S", "◌": "o", "�": "?",
}  # fmt: skip
"""What stands for each sign in ASCII."""

CONTROLS = {chr(code): "?" for code in (*range(0x2400, 0x2421), 0x2421)}
"""How `backend.text.visible` shows control characters."""

DECORATION = frozenset((BAR, POST_BAR, CORNER, CUT_LINE, MOON, "│", "╎"))
"""Signs that tell nothing that is not also told by words: a screen reader would read each of them out."""

KEYS: Mapping[str, str] = {"↓": "Down", "↑": "Up", "←": "Left", "→": "Right", "␣": "Space"}
"""Names of keys that are signs: as one cell of ASCII they would name other keys."""

UNICODE, ASCII = MODES = ("unicode", "ascii")

_ascii = False


def use(mode: str) -> None:
    """Choose how keys are named from now on: `unicode`, or `ascii` in words. One way a process, as the language is."""
    global _ascii  # noqa: PLW0603 - one terminal a process
    _ascii = mode == ASCII


def key_name(shown: str) -> str:
    """Return a key's name as this terminal can show it."""
    return KEYS.get(shown, shown) if _ascii else shown


def charset_of(environ: Mapping[str, str]) -> str:
    """Return the terminal's character set as Python names it, by the locale; where nothing is said it is UTF-8.

    Python itself puts C.UTF-8 into LC_CTYPE where the locale is "C" or missing on this machine (PEP 538), so that what
    LANG asks for counts then.
    """
    asked = environ.get("LC_ALL") or environ.get("LC_CTYPE") or ""
    if asked.lower() in ("", "c.utf-8", "c.utf8", "utf-8") and not environ.get("LC_ALL"):
        asked = environ.get("LANG", "") if "." in environ.get("LANG", "") else asked
    if not asked:
        return "utf-8"
    named = asked.partition(".")[2].partition("@")[0] or ("ascii" if asked in ("C", "POSIX") else "utf-8")
    try:
        return codecs.lookup(named).name
    except LookupError:
        return "ascii"


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
    from rich.cells import split_graphemes

    return [text[start:end] for start, end, _cells in split_graphemes(text)[0]]
