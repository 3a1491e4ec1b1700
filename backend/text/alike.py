"""When two comments say nearly the same: the key under which copies of one message meet.

Copies differ in case, accents on repeat, punctuation, emoji, numbers, mentions and links' tails, so the key is made of
the letters alone, each run of one letter taken once. Equal keys mean near-identical words; nothing is guessed beyond.
"""

import re
import unicodedata
from hashlib import blake2b

from backend.text.normal import normal

SHORTEST = 12
"""Letters below which words are too common to be copies of each other (`tack så mycket` are 12)."""

_LINK_TAIL = re.compile(r"(?<=[\w-]\.)([a-z]{2,})(/\S*)")
_RUN = re.compile(r"(.)\1+")


def alike(text: str) -> int | None:
    """Return the key (64 bits, signed) of a text, None when it has fewer than SHORTEST letters."""
    folded = unicodedata.normalize("NFKC", _LINK_TAIL.sub(r"\1", normal(text))).casefold()
    letters = _RUN.sub(r"\1", "".join(filter(str.isalpha, folded)))
    if len(letters) < SHORTEST:
        return None
    return int.from_bytes(blake2b(letters.encode(), digest_size=8).digest(), "big", signed=True)
