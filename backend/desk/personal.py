"""Personal data in comments: what is masked everywhere is shown to a member who asks, and that is logged."""

from collections.abc import Sequence

from backend.desk.session import Desk, DeskError


def unmasked(desk: Desk, comment_id: int) -> str:
    """Return a comment's words as they were written (outside text). Raises DeskError: not there, or no right."""
    found = all_unmasked(desk, [comment_id])
    if comment_id not in found:
        raise DeskError("comment.missing")
    return found[comment_id]


def all_unmasked(desk: Desk, comment_ids: Sequence[int]) -> dict[int, str]:
    """Return the words of comments by key; those that are gone or must not be read are left out."""
    from backend.store.write.personal import unmask

    desk.must_read()
    return unmask(desk.store, desk.actor, comment_ids)
