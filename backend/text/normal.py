"""When two texts are the same post: platforms change white space, mentions and links on the way."""

import re
import unicodedata

_MENTIONS = re.compile(r"^(?:@[\w.-]+(?:@[\w.-]+)?\s+)+")
_SCHEME = re.compile(r"\bhttps?://(?:www\.)?", re.IGNORECASE)
_DOMAIN = re.compile(r"(@[\w.-]*\w)@[\w.-]*\w")
_SPACE = re.compile(r"\s+")


def normal(text: str) -> str:
    """Return the text as it is compared: NFC, blanks folded, without leading mentions, link schemes and servers."""
    folded = _SPACE.sub(" ", unicodedata.normalize("NFC", text)).strip()
    folded = _MENTIONS.sub("", folded + " ").strip()
    return _SCHEME.sub("", _DOMAIN.sub(r"\1", folded))


def same(one: str, other: str) -> bool:
    """Tell whether two texts are the same post, as a read-back must see it."""
    return normal(one) == normal(other)
