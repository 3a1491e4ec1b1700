"""How long a text is, by the rule its platform counts with (a rule's name travels in `Limits.counting`).

Sources: Bluesky's lexicon `app.bsky.feed.post` (300 graphemes, 3000 bytes); Mastodon's `StatusLengthValidator`
(graphemes, every link `characters_reserved_per_url`, a remote mention without its server); Threads API, posts (500
characters, where an emoji counts as its UTF-8 bytes).
"""

from collections.abc import Callable

import regex

from backend.model.account import Limits

_CLUSTER = regex.compile(r"\X")
_URL = regex.compile(r"https?://[^\s<>\"]+", regex.IGNORECASE)
_EMOJI = regex.compile(r"\p{Extended_Pictographic}|\p{Regional_Indicator}|\uFE0F|\u20E3")
"""What makes a sign an emoji: a picture, a flag's letters, or what turns a plain sign into one. ☎ and ™ count as such
even where they are drawn plainly: rather a few characters too early than refused when nobody looks any more."""

_MENTION = regex.compile(r"(?<![\w/@])(@\w+(?:[.-]\w+)*)@[\w.-]+\w")


def _clusters(text: str) -> int:
    return len(text) if text.isascii() and "\r" not in text else len(_CLUSTER.findall(text))


def _graphemes(text: str, _limits: Limits) -> int:
    return _clusters(text)


def _mastodon(text: str, limits: Limits) -> int:
    if limits.url_weight is not None:
        text = _URL.sub("x" * limits.url_weight, text)
    return _clusters(_MENTION.sub(r"\1", text))


def _codepoints(text: str, _limits: Limits) -> int:
    return len(text)


def _threads(text: str, _limits: Limits) -> int:
    """Count characters, and an emoji (as it is seen, with all its parts) as its UTF-8 bytes."""
    if text.isascii():
        return len(text)
    signs: list[str] = _CLUSTER.findall(text)
    return sum(len(one.encode("utf-8", "replace")) if _EMOJI.search(one) else len(one) for one in signs)


_RULES: dict[str, Callable[[str, Limits], int]] = {
    "graphemes": _graphemes,
    "mastodon": _mastodon,
    "codepoints": _codepoints,
    "threads": _threads,
}


def count(text: str, limits: Limits) -> int:
    """Return the length of the text as its platform counts it. Raises KeyError for a rule that is not known here."""
    return _RULES[limits.counting](text, limits)


def over(text: str, limits: Limits) -> int:
    """Return how much too long the text is: characters, or bytes when only they are too many; 0 when it fits."""
    characters = count(text, limits) - limits.text
    if characters > 0 or limits.text_bytes is None:
        return max(0, characters)
    return max(0, len(text.encode("utf-8", "replace")) - limits.text_bytes)


def fits(text: str, limits: Limits) -> bool:
    """Tell whether the platform would take a text of this length."""
    return over(text, limits) == 0
