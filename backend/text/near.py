"""Whether two answers say nearly the same, so that nobody answers like a machine."""

from difflib import SequenceMatcher

from backend.text.normal import normal

NEAR = 0.85
"""Share of common words, in their order, from which two texts are nearly the same."""

LEAST, MOST = 4, 300
"""Words below which a text is too common to compare (`tack för att du skriver` are five), and that are compared."""


def near(one: str, other: str) -> bool:
    """Tell whether two texts are nearly the same: their words in order, whatever the case and the signs between."""
    first, second = _words(one), _words(other)
    if min(len(first), len(second)) < LEAST:
        return False
    match = SequenceMatcher(None, first, second, autojunk=False)
    return match.real_quick_ratio() >= NEAR and match.quick_ratio() >= NEAR and match.ratio() >= NEAR


def _words(text: str) -> list[str]:
    shown = "".join(sign if sign.isalnum() else " " for sign in normal(text).casefold())
    return shown.split()[:MOST]
