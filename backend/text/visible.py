"""Making outside text safe and honest to draw: what hides is shown, what bends the line is marked, floods are capped.

Sources: ECMA-48 (control characters), Unicode annexes 9 (bidirectional formatting) and 29 (joiners).
Every replacement has at least one visible cell, so that a moderator sees the attack instead of its effect.
"""

import unicodedata
from functools import lru_cache

MAX_MARKS = 4
"""Combining marks kept on one base: Vietnamese, Hebrew points, Thai and Arabic need at most that."""

MAX_HIDDEN = 3
"""Invisible characters shown in a row before the rest is counted."""

_BIDI = {
    0x202A: "LRE",
    0x202B: "RLE",
    0x202C: "PDF",
    0x202D: "LRO",
    0x202E: "RLO",
    0x2066: "LRI",
    0x2067: "RLI",
    0x2068: "FSI",
    0x2069: "PDI",
}
_BREAKS = frozenset(map(chr, (0x0B, 0x0C, 0x1C, 0x1D, 0x1E, 0x1F, 0x85, 0x2028, 0x2029)))
_INVISIBLE = frozenset(
    map(chr, (0xAD, 0x034F, 0x061C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180E, 0x200B, 0x200E, 0x200F, 0x2060))
) | frozenset(map(chr, (0x2061, 0x2062, 0x2063, 0x2064, 0x2800, 0x3164, 0xFEFF, 0xFFA0)))
_JOINERS = frozenset("\u200c\u200d")
_JOINING_SCRIPTS = (
    "ARABIC", "BENGALI", "DEVANAGARI", "GUJARATI", "GURMUKHI", "KANNADA", "KHMER", "MALAYALAM", "MONGOLIAN",
    "MYANMAR", "ORIYA", "SINHALA", "SYRIAC", "TAMIL", "TELUGU", "THAI", "TIBETAN",
)  # fmt: skip
_SKINS = frozenset(map(chr, range(0x1F3FB, 0x1F400)))
_REGIONS = frozenset(map(chr, range(0x1F1E6, 0x1F200)))
_DOT = "·"
_REPLACEMENT = "\ufffd"


def capped(text: str, chars: int = 4000, lines: int = 60) -> tuple[str, bool]:
    """Cut a text for drawing: at most so many characters and lines. The second value tells whether anything was cut."""
    cut = text[:chars]
    parts = cut.split("\n", lines)
    if len(parts) > lines:
        return "\n".join(parts[:lines]), True
    return cut, len(cut) < len(text)


def visible(text: str, *, one_line: bool = False) -> str:
    """Return outside text as it may be drawn: no control, bidi or hidden character left as such.

    With `one_line` a line break is shown as ⏎ and runs of blanks are folded. Plain text comes back unchanged.
    """
    if text.isascii() and text.isprintable():
        return text
    out = "".join(_pieces(text))
    if one_line:
        return " ".join(out.replace("\n", " ⏎ ").split())
    return out


def seen(text: str) -> str:
    """Return a text without the signs that nobody sees: fillers, formatting, variation selectors."""
    return text if text.isascii() else "".join(sign for sign in text if not _unseen(sign))


def _unseen(sign: str) -> bool:
    selects = _is_selector(sign) or 0xE0100 <= ord(sign) <= 0xE01EF
    return selects or sign in _INVISIBLE or unicodedata.category(sign) == "Cf"


def says_nothing(text: str) -> bool:
    """Tell whether nothing of a text is seen: blanks, marks without a letter, signs that nobody sees."""
    return all(unicodedata.category(sign)[0] in "MZC" for sign in seen(text))


def _pieces(text: str) -> list[str]:
    """Walk the text once; each character becomes what may be drawn in its place."""
    out: list[str] = []
    marks = hidden = 0
    for at, char in enumerate(text):
        kind = unicodedata.category(char) if char > "~" else ""
        marks = marks + 1 if kind in ("Mn", "Me", "Mc") and not _is_selector(char) else 0
        shown = _shown(char, kind, text, at, marks)
        hidden = hidden + 1 if shown == _DOT and char != _DOT else 0
        if hidden <= MAX_HIDDEN:
            out.append(shown)
    return out


def _shown(char: str, kind: str, text: str, at: int, marks: int) -> str:
    if " " <= char <= "~" or char == "\n":
        return char
    if marks:
        return "" if marks > MAX_MARKS else ("\u25cc" + char if at == 0 or text[at - 1] in " \n" else char)
    if _is_selector(char):
        return char if at and text[at - 1] > " " and not _is_selector(text[at - 1]) else ""
    if char in _JOINERS:
        return char if _joins(text, at) else _DOT
    return _single(char, kind, text, at)


@lru_cache(maxsize=4096)
def _plain(char: str, kind: str) -> str:
    """What stands for a character whatever is around it."""
    code = ord(char)
    if char == "\t":
        return "    "
    if char in _BREAKS:
        return "\n"
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    if 0x80 <= code <= 0x9F:
        return f"‹{code:02X}›"
    if code in _BIDI:
        return f"‹{_BIDI[code]}›"
    if char in _INVISIBLE or kind == "Cf":
        return _DOT
    if kind in ("Cn", "Co", "Cs"):
        return _REPLACEMENT
    return " " if kind == "Zs" else char


def _single(char: str, kind: str, text: str, at: int) -> str:
    if 0xE0020 <= ord(char) <= 0xE007F:
        return char if _in_flag(text, at) else _DOT
    if char in _SKINS:  # alone it is two cells wide on a terminal, and none for whoever measures it as a mark
        return char if at and _person(text[at - 1]) else _DOT
    if char in _REGIONS and not _paired(text, at):  # one or two cells, as each terminal likes
        return chr(ord("A") + ord(char) - 0x1F1E6)
    return _plain(char, kind)


def _is_selector(char: str) -> bool:
    return "\ufe00" <= char <= "\ufe0f"


def _in_flag(text: str, at: int) -> bool:
    """Tag characters spell the flags of regions, right after a black flag; anywhere else they hide text."""
    while at > 0 and 0xE0020 <= ord(text[at]) <= 0xE007F:
        at -= 1
    return text[at] == "\U0001f3f4"


def _paired(text: str, at: int) -> bool:
    """Two letters of a region make its flag; they pair from the left."""
    start = at
    while start > 0 and text[start - 1] in _REGIONS:
        start -= 1
    return (at - start) % 2 == 1 or (at + 1 < len(text) and text[at + 1] in _REGIONS)


def _joins(text: str, at: int) -> bool:
    """A joiner is kept between two emoji, and between letters of the scripts that write with it."""
    if at == 0 or at + 1 >= len(text):
        return False
    before = text[at - 2] if _is_selector(text[at - 1]) and at > 1 else text[at - 1]
    after = text[at + 1]
    if text[at] == "\u200d" and _emoji(before) and _emoji(after):
        return True
    return _joining(before) and _joining(after)


def _emoji(char: str) -> bool:
    return char in "\u2640\u2642\u2764\u2695\u2696\u2708\u26a7\u2b1b\u27a1\u2194\u2195" or ord(char) >= 0x1F000


def _person(char: str) -> bool:
    """Tell whether a skin colour may follow: a wide emoji that is none itself."""
    return char >= "\U0001f300" and char not in _SKINS and unicodedata.east_asian_width(char) == "W"


def _joining(char: str) -> bool:
    return unicodedata.name(char, "").startswith(_JOINING_SCRIPTS)
