"""What the team picked for comments with the same words, and which wordings were used lately where it would show."""

from collections.abc import Sequence

from backend.model.category import Category
from backend.model.outbox import LIVE
from backend.model.traits import SUGGESTIONS, Trait
from backend.model.value import dataclass
from backend.store.reader import Reader

MOST = 500
"""Words asked for at once: below every database's limit on parameters."""

LATELY = 200
"""Answers from the account that are looked at for wordings used before."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a comment is about: as it was set (`is_set`), else as its words suggest, the gravest first."""

    categories: tuple[Category, ...]
    is_set: bool
    personal: bool


def about(reader: Reader, comment_id: int) -> Subject:
    """Return what a comment is about; nothing for one that is not there."""
    category, traits = reader.one("SELECT category, traits FROM comment WHERE id = ?", (comment_id,)) or ("", 0)
    suggested = tuple(one for one, trait in SUGGESTIONS.items() if traits & trait)
    is_set = bool(category)
    return Subject((Category(category),) if is_set else suggested, is_set, bool(traits & Trait.PERSONAL))


def picked(reader: Reader, words: Sequence[int]) -> tuple[int, dict[tuple[int, int], int]]:
    """Return how many picks there were in all, and how many of each (template, word) among these hashes of words."""
    every = int(reader.value("SELECT COALESCE(SUM(picks), 0) FROM template_pick"))
    if not every or not words:
        return every, {}
    some = list(words)[:MOST]
    marks = ", ".join("?" * len(some))
    found = reader.rows(f"SELECT template_id, word, picks FROM template_word WHERE word IN ({marks})", some)
    return every, {(template_id, word): picks for template_id, word, picks in found}


_USED = f"""
SELECT o.template_id, o.template_variant FROM outbox AS o
JOIN comment AS c ON c.id = o.comment_id
JOIN comment AS here ON here.id = ?
WHERE o.template_id IS NOT NULL AND (c.post_id = here.post_id OR c.author_id = here.author_id) AND o.id IN (
    SELECT id FROM (
        SELECT id FROM outbox WHERE state = 'sent' AND account_id = ? ORDER BY not_before DESC LIMIT {LATELY}
    ) AS lately
    UNION ALL SELECT id FROM outbox WHERE state IN ({", ".join(f"'{state}'" for state in LIVE)}) AND account_id = ?
)
ORDER BY o.not_before DESC, o.id DESC
"""


def wordings_used(reader: Reader, comment_id: int, account_id: int) -> dict[int, list[int]]:
    """Return which wordings of each template the account used lately under the comment's post or to its author.

    The last use comes first. Answers that are still on their way count.
    """
    used: dict[int, list[int]] = {}
    for template_id, number in reader.rows(_USED, (comment_id, account_id, account_id)):
        used.setdefault(template_id, []).append(number)
    return used
