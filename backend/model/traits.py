"""What can be told of a comment's newest words at a glance: stored as bits, asked for by `has:` and `is:`."""

from collections.abc import Mapping
from enum import IntFlag

from backend.model.category import Category, Setter


class Trait(IntFlag):
    """One bit each. Costly to renumber: they are stored."""

    TEXTLESS = 1
    LINK = 2
    IMAGE = 4
    GIF = 8
    VIDEO = 16
    AUDIO = 32
    STICKER = 64
    QUOTE = 128
    QUESTION = 256
    SPOILER = 512
    COMPLAINT = 1024
    PRAISE = 2048
    HATE = 4096
    THREAT = 8192
    SPAM = 16384
    CRITICISM = 32768
    PERSONAL = 65536  # holds personal data


SUGGESTIONS: Mapping[Category, Trait] = {
    Category.THREAT: Trait.THREAT,
    Category.HATE: Trait.HATE,
    Category.SPAM: Trait.SPAM,
    Category.COMPLAINT: Trait.COMPLAINT,
    Category.CRITICISM: Trait.CRITICISM,
    Category.PRAISE: Trait.PRAISE,
    Category.QUESTION: Trait.QUESTION,
}
"""The bit by which words suggest a category, the gravest first: of several that are set the first is suggested."""


_BITS = tuple((category, int(trait)) for category, trait in SUGGESTIONS.items())  # plain: flags cost ten times as much

OF_OTHERS = Trait.PERSONAL | Trait.COMPLAINT | Trait.PRAISE | Trait.HATE | Trait.THREAT | Trait.SPAM | Trait.CRITICISM
"""What is told of others' words alone, and never of our own answers."""


def suggested(traits: int) -> Category | None:
    """Return the category that a comment's traits suggest, None for none."""
    bits = int(traits)
    return next((category for category, bit in _BITS if bits & bit), None)


def suggesting(category: Category) -> tuple[int, int]:
    """Return a mask and what a comment's traits are under it where they suggest this category, and no graver one.

    A category that no words suggest (a crisis) gives a pair that no traits fulfil.
    """
    if category not in SUGGESTIONS:
        return 0, 1
    mask = 0
    for one, trait in SUGGESTIONS.items():
        mask |= trait
        if one is category:
            break
    return mask, int(SUGGESTIONS[category])


def about(category: str, by: str, traits: int) -> tuple[Category | None, Setter]:
    """Return what a comment is about and who says so: what was set (`category`, `by`), else what its words suggest."""
    if category:
        return Category(category), Setter(by)
    found = suggested(traits)
    return found, Setter.NOBODY if found is None else Setter.SUGGESTION
