"""What happens to the text of an answer while it is written: what may be kept of it, blanks, inserting. Pure."""

import re
from dataclasses import dataclass

from backend.model.desk import Composing
from backend.text.outgoing import outgoing

LONGEST = 20_000
"""Characters of an answer that are kept: twice what any platform takes, and little enough to be edited fast."""

MOST_LINES = 400

BLANK = re.compile(r"\{\?([^{}]+)\}")
"""Something only the person answering knows, as templates write it."""

_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_CONTROLS = re.compile(
    "[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f"  # C0, DEL and C1
    "\u00ad\u180e\u200b\u2060-\u2064\ufeff"  # invisible, and brought along by copying from web pages
    "\u202a-\u202e\u2066-\u2069\ud800-\udfff]"  # bidirectional overrides and isolates, lone surrogates
)


@dataclass(frozen=True, slots=True)
class Span:
    """A blank in a text: what is asked for, and where it stands (characters from the start)."""

    what: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Inserted:
    """A text after an insertion: all of it, and where the new part stands."""

    text: str
    start: int
    end: int


def kept(text: str, longest: int = LONGEST, most_lines: int = MOST_LINES) -> str:
    """Return what may be kept of typed or pasted text: no control or hidden character, LF line ends, bounded."""
    if text.isascii() and text.isprintable() and len(text) <= longest:
        return text
    text = _CONTROLS.sub("", _BREAKS.sub("\n", text[: 2 * longest])).replace("\t", "    ")[:longest]
    return "\n".join(text.split("\n")[:most_lines])


def blanks(text: str) -> tuple[Span, ...]:
    """Return the blanks that still stand in a text."""
    return tuple(Span(match[1], match.start(), match.end()) for match in BLANK.finditer(text))


def says_nothing(text: str, composing: Composing) -> bool:
    """Tell whether a text holds no words of ours: at most the mention and the signature it started from."""
    rest = text.strip()
    if composing.mention and rest.lower().startswith(composing.mention.lower()):
        rest = rest[len(composing.mention) :].strip()
    return not rest or rest == composing.signature.strip()


def signed(text: str, signature: str) -> bool:
    """Tell whether a text ends with the signature."""
    return bool(signature.strip()) and text.rstrip().endswith(signature.strip())


def mentioned(text: str, mention: str) -> bool:
    """Tell whether a text names the person by itself; if not, the mention is put in front when it leaves."""
    return outgoing(f"{text}\nx", mention) == outgoing(f"{text}\nx", "")


def insert(text: str, start: int, end: int, added: str, composing: Composing) -> Inserted:
    """Put a canned reply into a text in place of `start` to `end` (equal: at the cursor).

    A text that says nothing yet is replaced, keeping the mention and the signature; a signature is never doubled.
    """
    added = kept(added).strip()
    if says_nothing(text, composing):
        whole = outgoing(added if signed(added, composing.signature) else _sign(added, composing), composing.mention)
        return Inserted(whole, 0, len(whole))
    if signed(text, composing.signature):
        added = _unsigned(added, composing.signature)
        limit = len(_unsigned(text, composing.signature))
        start, end = min(start, limit), min(end, limit)
    before, after = text[:start], text[end:]
    front = "" if not before or before[-1].isspace() else " "
    back = "" if not after or not (after[0].isalnum() or after[0] in "/@#{(") else " "
    at = len(before) + len(front)
    return Inserted(f"{before}{front}{added}{back}{after}", at, at + len(added))


def _sign(added: str, composing: Composing) -> str:
    return f"{added}\n{composing.signature}" if composing.signature.strip() else added


def _unsigned(text: str, signature: str) -> str:
    """Return the text without the signature it ends with."""
    bare = text.rstrip()
    return bare.removesuffix(signature.strip()).rstrip() if signed(bare, signature) else text


def place(text: str, at: int) -> tuple[int, int]:
    """Return the line and column of a character counted from the start."""
    before = text[:at]
    return before.count("\n"), at - (before.rfind("\n") + 1)


def offset(text: str, place: tuple[int, int]) -> int:
    """Return how many characters stand before a line and column."""
    row, column = place
    return sum(len(line) + 1 for line in text.split("\n")[:row]) + column
