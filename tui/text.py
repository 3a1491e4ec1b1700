"""The only place where stored text becomes something that is drawn: safe, short enough, and as wide as its place.

Everything strangers wrote (text, names, handles, titles, alt texts) passes `safe` or `safe_line` before it is measured.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NewType

from rich.cells import cell_len, set_cell_size, split_graphemes, split_text
from textual.content import Content

from backend.i18n import _
from tui.symbols import cut

if TYPE_CHECKING:
    from backend.model.comment import Media

Clean = NewType("Clean", str)
"""Text that may be drawn."""

LONGEST = 4000
"""Characters of one comment that are drawn; the rest is told of."""

_PLAIN = re.compile("[\n -~¡-¬®-ſ–—‘’“”…€]*").fullmatch
"""Letters and signs of the Latin script alone: nothing in them can hide, so the slow walk is spared."""

_JOINED = re.compile("(?<=[\u203c-\U0001faff])[\u200d\ufe0e\ufe0f]|[\ufe0e\ufe0f](?=\u20e3)")
"""What joins emoji or chooses their style: terminals do not agree how many cells the whole then takes."""

_TONES = re.compile("(?<=[\u261d-\U0001faff])[\U0001f3fb-\U0001f3ff]")
"""Skin tones, of which the same is true."""

_FLAG_LETTERS = re.compile("[\U0001f1e6-\U0001f1ff]+$")


@lru_cache(maxsize=2048)
def safe(text: str) -> tuple[Clean, bool]:
    """Return a text of several lines as it may be drawn, and whether it was cut. Joined emoji stand side by side."""
    from backend.text.visible import capped, visible

    cut, was_cut = capped(text, LONGEST)
    return Clean(cut if _PLAIN(cut) else _JOINED.sub("", visible(cut))), was_cut


@lru_cache(maxsize=4096)
def safe_line(text: str, longest: int = 300) -> Clean:
    """Return a text as one line that may be drawn, at most `longest` characters of it.

    Joined emoji stand side by side, without skin tones: what stands at the line's end must stand in its column.
    """
    cut = text[:longest]
    if "\n" not in cut and "  " not in cut and _PLAIN(cut):
        return Clean(cut.strip())
    from backend.text.visible import visible

    return Clean(_TONES.sub("", _JOINED.sub("", visible(cut, one_line=True))))


def content(text: str) -> Content:
    """Return stored text as Content, for widgets that take it: never read as markup."""
    return Content(safe(text)[0])


def width(text: str) -> int:
    """Return how many cells a text takes."""
    return len(text) if text.isascii() else cell_len(text)


def fit(text: str, cells: int) -> str:
    """Return the text cut or filled to exactly so many cells; a cut ends in an ellipsis."""
    if cells <= 0:
        return ""
    taken = width(text)
    if taken <= cells:
        return text + " " * (cells - taken)
    kept = whole(set_cell_size(text, cells - 1)).rstrip() + cut()
    return kept + " " * (cells - width(kept))


def whole(start: str) -> str:
    """Return the start of a text without half of a flag at its end; other characters are never halved by Rich."""
    letters = _FLAG_LETTERS.search(start)
    return start[:-1] if letters and len(letters[0]) % 2 else start


def short(text: str, cells: int) -> str:
    """Return the text cut to at most so many cells."""
    return text if width(text) <= cells else fit(text, cells).rstrip()


@lru_cache(maxsize=512)
def wrap(text: Clean, cells: int) -> tuple[str, ...]:
    """Break a text into lines of at most so many cells, at blanks where there are any."""
    cells = max(4, cells)
    return tuple(line for part in text.split("\n") for line in _broken(part, cells))


def _broken(part: str, cells: int) -> Iterator[str]:
    if width(part) <= cells:
        yield part.rstrip()
        return
    line, taken = "", 0
    for word in part.split(" "):
        for piece in _pieces(word, cells):
            size = width(piece)
            if taken and taken + 1 + size > cells:
                yield line
                line, taken = piece, size
            else:
                line, taken = (f"{line} {piece}", taken + 1 + size) if taken else (piece, size)
    yield line


def _pieces(word: str, cells: int) -> Sequence[str]:
    """Cut a word that is wider than a line."""
    if width(word) <= cells:
        return (word,)
    pieces = []
    while width(word) > cells:
        piece = _head(word, cells)
        pieces.append(piece)
        word = word[len(piece) :]
    return (*pieces, word) if word else tuple(pieces)


def _head(word: str, cells: int) -> str:
    """Return the longest start of a word that fits, at least one character, none of them cut in two."""
    if word.isascii():
        return word[:cells]
    start = whole(split_text(word[: 8 * cells], cells)[0].removesuffix(" "))
    return start or word[: split_graphemes(word[:64])[0][0][1]]


def media_words(media: Sequence[Media]) -> tuple[Clean, ...]:
    """Say in words what hangs on a comment: `[image: two cups]`, `[video 0:14]`, `[link: example.org/a]`."""
    return tuple(_media_word(one) for one in media)


def _media_word(one: Media) -> Clean:
    name = {
        "image": _("image"),
        "gif": _("GIF"),
        "video": _("video"),
        "audio": _("audio"),
        "sticker": _("sticker"),
        "link": _("link"),
        "quote": _("quote"),
    }[one.kind]
    length = f" {one.duration_s // 60}:{one.duration_s % 60:02d}" if one.duration_s else ""
    said = safe_line(one.alt or one.title or (one.url or "" if one.kind == "link" else ""), 160)
    return Clean(f"[{name}{length}: {said}]" if said else f"[{name}{length}]")


def preview(text: str, media: Sequence[Media]) -> Clean:
    """Return one line that tells what a comment says: its text, or its media in words, never nothing."""
    said = safe_line(text, 240)
    shown = " ".join(media_words(media))
    return Clean(f"{said} {shown}".strip() or _("[no text]"))
