"""What a comment said before, and who has acted on it since."""

from backend.store.read.masks import covered
from backend.store.reader import Reader


def words(reader: Reader, comment_id: int, number: int) -> str:
    """Return a revision's words, masked; empty when there is no such revision (or its words were erased)."""
    asked = "SELECT text, spots FROM comment_revision WHERE comment_id = ? AND number = ?"
    found = reader.one(asked, (comment_id, number))
    return covered(*found) if found else ""


def last_colleague(reader: Reader, comment_id: int, member_id: int) -> str:
    """Return the name of the other member who acted on a comment last, empty when none did."""
    found = reader.value(
        "SELECT m.name FROM event AS e JOIN member AS m ON m.id = e.actor_id"
        " WHERE e.comment_id = ? AND e.actor_kind = 'member' AND e.actor_id <> ? ORDER BY e.id DESC LIMIT 1",
        (comment_id, member_id),
    )
    return str(found or "")
