"""THE table of signs: every one the desk draws, what stands for it in ASCII (in as many cells), and what decorates.

Signs are written as they are, in the widgets by their names here, in sentences as themselves. Where a terminal cannot
show them they are exchanged at the very end, when a line leaves for it: nothing drawn can be forgotten that way.
"""

import codecs
from collections.abc import Mapping

BAR, POST_BAR, CARET, PROMPT, CORNER, CUT_LINE = "▌", "▎", "▏", "›", "└", "╌"
DONE, BAD, UNDO, FLAG, WRITING, FOLLOW_UP, LEAVING = "✓", "✗", "↺", "⚑", "✎", "↩", "→"
MORE, WARNING, OPEN, CHOSEN, PRIVATE, FOLLOWERS, MOON, NEW = "…", "⚠", "○", "●", "◆", "◇", "☾", "↓"
LATE, ASKS, TIMES, DOT, NO_NUMBER, UNFOLDED = "!", "?", "×", "·", "–", "▾"
ASLEEP, VIEWING = "z", "◌"
USED, UNUSED = "━", "─"

PLAIN: Mapping[str, str] = {
    BAR: ">", POST_BAR: ":", CARET: "_", PROMPT: ">", CORNER: "`", CUT_LINE: "-", "│": "|", "╎": "|",
    DONE: "+", BAD: "x", UNDO: "<", FLAG: "#", WRITING: "&", FOLLOW_UP: "^", LEAVING: ">",
    MORE: ".", WARNING: "!", OPEN: "o", CHOSEN: "*", PRIVATE: "@", FOLLOWERS: "%", MOON: ")", NEW: "v",
    UNFOLDED: "v", "↑": "^", "←": "<", TIMES: "x", DOT: "-", NO_NUMBER: "-", "—": "-", "␣": "_", "⏎": "/",
    "‘": "'", "’": "'", "“": '"', "”": '"', "‹": "<", "›": ">", "▪": "*", "§": "S", "◌": "o", "�": "?", "\u00a0": " ",
    USED: "=", UNUSED: "-",
}  # fmt: skip
"""What stands for each sign in ASCII."""

CONTROLS = {chr(code): "?" for code in (*range(0x2400, 0x2421), 0x2421)}
"""How `backend.text.visible` shows control characters."""

DECORATION = frozenset((BAR, POST_BAR, CORNER, CUT_LINE, MOON, USED, UNUSED, "│", "╎"))
"""Signs that tell nothing that is not also told by words: a screen reader would read each of them out."""

KEYS: Mapping[str, str] = {"↓": "Down", "↑": "Up", "←": "Left", "→": "Right", "␣": "Space"}
"""Names of keys that are signs: as one cell of ASCII they would name other keys."""

UNICODE, ASCII = MODES = ("unicode", "ascii")

_ascii = False


def use(mode: str) -> None:
    """Choose how keys and cuts are shown from now on: `unicode`, or `ascii`. One way a process, as the language is."""
    global _ascii  # noqa: PLW0603 - one terminal a process
    _ascii = mode == ASCII


def cut() -> str:
    """Return what ends a text that was cut: in ASCII a dot would look like the end of a sentence."""
    return "~" if _ascii else MORE


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
