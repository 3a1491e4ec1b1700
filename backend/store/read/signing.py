"""What decides how an answer is signed, besides charter and member: what the comment is about."""

from collections.abc import Sequence
from typing import Any

from backend.model.category import BY_TEAM, Category
from backend.model.traits import suggested
from backend.store.reader import Reader

ABOUT = """
    SELECT COALESCE(p.category, c.category), COALESCE(p.traits, c.traits), COALESCE(p.revision, c.revision),
        (SELECT max(e.revision) FROM event AS e WHERE e.comment_id = COALESCE(p.id, c.id)
            AND e.what = 'comment.categorised' AND e.code = 'category.' || COALESCE(p.category, c.category))
    FROM comment AS c
    LEFT JOIN comment AS p ON c.own AND p.id = c.parent_id
    WHERE c.id = ?
"""
"""A comment's category, its traits, its revision, and the one its category was last said of; of an answer of ours that
of what it answers."""


def category_of(reader: Reader, comment_id: int) -> Category | None:
    """Return what a comment is about as signatures see it; of an answer of ours: what it answers is."""
    row = reader.one(ABOUT, (comment_id,))
    return None if row is None else signed_about(row)


def signed_about(row: Sequence[Any]) -> Category | None:
    """Return what was said of a comment (a row of ABOUT), else what its words suggest.

    Who answers hate or a threat is not named: newer words that suggest it count for more than what was said of older.
    """
    category, traits, revision, of = row
    found = suggested(traits)
    newer = found in BY_TEAM and revision > (of or 0)
    return found if newer or not category else Category(category)
