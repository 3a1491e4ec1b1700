"""Whether an answer of ours promises something: `we will get back to you by Friday`, `vi återkommer i morgon`.

Precise rather than eager: a promise that nobody made would be chased for nothing. So what is quoted, denied, asked,
hoped, told of others or bound to a condition is none, nor is what we do already. Swedish and English are read
together: an answer may hold both.
"""

import re

from backend.model.value import dataclass
from backend.text.promise_words import BARE, BOUND, DATED, DENIED, OURS, PLAIN, TOLD
from backend.text.whens import When, when

LONGEST = 20_000
"""Characters that are read: no platform takes an answer of more."""

SENTENCE = 600
"""Characters of a sentence that are read: what goes on for longer is none."""


@dataclass(frozen=True, slots=True)
class Promised:
    """That a text promises something: `when`, as far as it says so, and the sentence (in lower case)."""

    when: When | None
    sentence: str


_QUOTED = re.compile(r'"[^"\n]*"|“[^”\n]*”|”[^”\n]*”|«[^»\n]*»|»[^«»\n]*[«»]|^\s*>.*$', re.MULTILINE)
_ADDRESSED = re.compile(r"^\s*(?:@\S+\s+)+")
_SIGNED = re.compile(r"\s[/^~] ?[^\W\d][\w.'’-]{0,39}(?: [^\W\d][\w.'’-]{0,39})?\s*$")
_GREETING = re.compile(r"^(?:hej|hejsan|hallå|tack|tackar|hi|hello|hey|thanks|thank you)(?: [\w@.'-]+){0,3}$")
_SENTENCE = re.compile(r"(?<=[!?…])\s+|(?<=\w{2}\.)\s+(?!\d)|(?<=\w\.)\s+(?=[A-ZÅÄÖ])|\n+")
_CLAUSE = re.compile(r"[,;:()–—](?!\d)| - | (?:men|och|så|samt|but|and|so|then) ")


def promised(text: str) -> Promised | None:
    """Return the first promise of a text, one that names a time before one that names none; None without any."""
    found = [one for one in map(_in_sentence, _sentences(_said(text[:LONGEST]))) if one is not None]
    return next((one for one in found if one.when is not None), found[0] if found else None)


def _said(text: str) -> str:
    """Return a text without the mentions in front and the signature behind it: neither is part of a sentence."""
    return _SIGNED.sub("", _ADDRESSED.sub("", text))


def _sentences(text: str) -> list[str]:
    plain = _QUOTED.sub(" ", text.replace("’", "'"))
    return [" ".join(one[:SENTENCE].split()).casefold() for one in _SENTENCE.split(plain) if one.strip()]


def _in_sentence(sentence: str) -> Promised | None:
    """Read a sentence clause by clause: what is denied in one may be promised in the next."""
    if sentence.endswith("?"):
        return None
    start = 0
    for end in (*(found.start() for found in _CLAUSE.finditer(sentence)), len(sentence)):
        clause = _CLAUSE.sub(" ", sentence[start:end], count=int(start > 0)) if start else sentence[:end]
        at = _promises(clause.strip(" .!"), sentence, start)
        if at and not BOUND.search(sentence[: start + at]) and not TOLD.search(sentence[: start + at]):
            return Promised(when(sentence[start:]) or when(sentence), sentence)
        start = end
    return None


def _promises(clause: str, sentence: str, start: int) -> int:
    """Return how far into a clause its promise reaches, 0 when it holds none."""
    if DENIED.search(clause):
        return 0
    found = PLAIN.search(clause) or (DATED.search(clause) if when(sentence) is not None else None)
    before = sentence[:start]
    if found is None and (start == 0 or OURS.search(before) or _GREETING.search(before)):
        found = BARE.search(clause)
    return found.end() if found else 0
