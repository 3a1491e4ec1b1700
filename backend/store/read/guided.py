"""A comment as a charter asks of it: its words, what it is about, and when its answer is due."""

from backend.model.category import Category
from backend.model.guidance import Subject
from backend.model.traits import suggested
from backend.store.read.masks import covered
from backend.store.reader import Reader

_SUBJECT = """
SELECT c.account_id, r.text, r.spots, c.category, c.traits, c.due_at FROM comment AS c
LEFT JOIN comment_revision AS r ON r.comment_id = c.id AND r.number = c.revision
WHERE c.id = ?
"""


def guided(reader: Reader, comment_id: int) -> Subject | None:
    """Return a comment as far as its charter asks, personal data in it masked, None when there is no such comment."""
    row = reader.one(_SUBJECT, (comment_id,))
    if row is None:
        return None
    account_id, text, spots, category, traits, due_at = row
    said = Category(category) if category else None
    return Subject(account_id, covered(text, spots), said, suggested(traits), due_at)
