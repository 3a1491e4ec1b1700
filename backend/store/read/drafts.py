"""Answers being written."""

from backend.store.reader import Reader


def draft(reader: Reader, comment_id: int, member_id: int) -> tuple[str, int | None, int] | None:
    """Return a member's kept text, the template it came from, and the comment's revision it was written on."""
    row = reader.one(
        "SELECT text, template_id, revision FROM draft WHERE comment_id = ? AND member_id = ?", (comment_id, member_id)
    )
    return (row[0], row[1], row[2]) if row else None
