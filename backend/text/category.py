"""What words suggest a comment is about: cheap, and never more than a suggestion.

A text is cut into words once; phrases of `category_words` are looked up by their first word, so that a comment without
any costs one comparison of sets. A wrong suggestion costs a glance: it is drawn with a question mark.
"""

import re
from collections.abc import Iterator, Sequence

from backend.model.traits import Trait
from backend.text.category_words import NEGATIONS, PHRASES

_words = re.compile(r"\w+").findall

BEFORE = 2
"""Words before a phrase in which a negation turns it round: `inte så bra`."""


def _cut(text: str) -> list[str]:
    """Return the words of a text, small, with apostrophes left out: `doesn't` is one word."""
    return _words(text.lower().replace("'", "").replace("’", ""))


def _by_first() -> dict[str, list[tuple[tuple[str, ...], int]]]:
    found: dict[str, list[tuple[tuple[str, ...], int]]] = {}
    for trait, lines in PHRASES.items():
        for phrase in lines.split(","):
            first, *rest = _cut(phrase)
            found.setdefault(first, []).append((tuple(rest), int(trait)))
    return found


_PHRASES = _by_first()
_FIRST = frozenset(_PHRASES)
_NOT = frozenset(_cut(NEGATIONS))
_PRAISE, _CRITICISM = int(Trait.PRAISE), int(Trait.CRITICISM)


def suggestions(text: str) -> int:
    """Return the bits (of `Trait`) of the categories that words of a text suggest: of none, one or several."""
    words = _cut(text)
    if _FIRST.isdisjoint(words):
        return 0
    found = 0
    for bits in _said(words):
        found |= bits
    return found


def _said(words: Sequence[str]) -> Iterator[int]:
    """Yield the bits of each phrase; plain numbers, because flags are slow and every comment comes by here."""
    for at, word in enumerate(words):
        for rest, bits in _PHRASES.get(word, ()):
            if rest and tuple(words[at + 1 : at + 1 + len(rest)]) != rest:
                continue
            if _NOT.isdisjoint(words[max(0, at - BEFORE) : at]):
                yield bits
            elif bits == _PRAISE:  # praise that is denied is no praise: `inte bra`
                yield _CRITICISM
