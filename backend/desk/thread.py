"""A thread as a member reads it: a window around one comment, and what was folded."""

from backend.desk.session import Desk, DeskError
from backend.model.comment import Fold, ThreadItem, ThreadView
from backend.store.read.target import subject
from backend.store.read.thread import more, view


def thread(desk: Desk, comment_id: int) -> ThreadView | None:
    """Return the thread around a comment, None when there is no such comment. Raises DeskError, StoreError."""
    me = desk.must_read()
    found = view(desk.reader, comment_id, desk.clock.now(), member_id=me.id)
    if found is not None:
        desk.must_read(found.account_id)
    return found


def unfold(desk: Desk, comment_id: int, after_id: int | None, limit: int = 50) -> tuple[ThreadItem | Fold, ...]:
    """Return what a fold after `after_id` (None: at the top) left out, at most `limit` comments and a smaller fold."""
    comment = subject(desk.reader, comment_id)
    if comment is None:
        raise DeskError("comment.missing")
    me = desk.must_read(comment.account_id)
    return more(desk.reader, comment_id, after_id, desk.clock.now(), limit, member_id=me.id)
