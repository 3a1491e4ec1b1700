"""Which paragraphs of a charter matter for a comment, and why: its category, the words found in it, or always.

A paragraph says itself what it is for (`categories`, `words`). One that names neither holds for every comment and comes
last; one that names some and fits none of them is left out.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from backend.model.category import Category
from backend.model.charter import Charter, Paragraph
from backend.model.reason import Reason

Mattering = tuple[Paragraph, Reason]

SET, FOUND, SUGGESTED = 4, 2, 1
"""How much it weighs that a member set the category, that words are found, that the category is only suggested."""

WHOLE = 4
"""Letters below which a word of a charter must stand alone: longer ones are also found with an ending (fakturan)."""

MOST_WORDS = 5
"""Words that a reason names at most."""


def mattering(
    charter: Charter, text: str, category: Category | None, suggested: Category | None
) -> tuple[Mattering, ...]:
    """Return the paragraphs that matter for a comment of this text, best first, each with why.

    `category` is what the comment was said to be, `suggested` what its words suggest; a word that was given goes before
    a suggestion. Equal ones stay in the charter's order; those without conditions come last.
    """
    guessed = suggested if category is None else None
    folded = _folded(text)
    weighed = [(_weight(one, folded, category, guessed), one) for one in charter.paragraphs]
    fit = sorted((pair for pair in weighed if pair[0]), key=lambda pair: -pair[0])
    always = [(one, Reason("guidance.always")) for one in charter.paragraphs if not one.categories and not one.words]
    return (*((one, _why(one, folded, category, guessed)) for _weight, one in fit), *always)


def found(words: Sequence[str], text: str) -> tuple[str, ...]:
    """Return which of these words or phrases stand in a text, without regard to case, in their own order."""
    folded = _folded(text)
    return tuple(one for one in words if _stands(one, folded))


def _weight(paragraph: Paragraph, folded: str, category: Category | None, guessed: Category | None) -> int:
    by_kind = SET if category in paragraph.categories else SUGGESTED if guessed in paragraph.categories else 0
    return by_kind + (FOUND if any(_stands(one, folded) for one in paragraph.words) else 0)


def _why(paragraph: Paragraph, folded: str, category: Category | None, guessed: Category | None) -> Reason:
    """Return why a paragraph matters: by its category, by words, or by both."""
    kind = next((one for one in (category, guessed) if one is not None and one in paragraph.categories), None)
    words = ", ".join([one for one in paragraph.words if _stands(one, folded)][:MOST_WORDS])
    if kind is None:
        return Reason("guidance.words", {"words": words})
    how = "category" if kind is category else "suggested"
    if words:
        return Reason(f"guidance.{how}_words", {"category": kind.value, "words": words})
    return Reason(f"guidance.{how}", {"category": kind.value})


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _stands(word: str, folded: str) -> bool:
    """Tell whether a word or phrase stands in a folded text, at the start of a word; a short one for itself."""
    wanted = _folded(word)
    return bool(wanted) and _pattern(wanted).search(folded) is not None


@lru_cache(maxsize=1024)
def _pattern(wanted: str) -> re.Pattern[str]:
    after = r"(?!\w)" if len(wanted) < WHOLE else ""
    return re.compile(rf"(?<!\w){re.escape(wanted)}{after}")
