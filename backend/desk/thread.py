"""A thread as a member reads it: a window around one comment, and what was folded."""

from dataclasses import replace

from backend.desk.session import Desk, DeskError
from backend.model.comment import Fold, ThreadItem, ThreadView
from backend.policy.priority import reasons
from backend.store.read.author import brief, standing
from backend.store.read.target import subject
from backend.store.read.thread import more, view


def thread(desk: Desk, comment_id: int) -> ThreadView | None:
    """Return the thread around a comment, with why it stands where it does and what is known of its author.

    None when there is no such comment. Raises DeskError, StoreError.
    """
    me, now = desk.must_read(), desk.clock.now()
    with desk.reader.snapshot() as reader:
        found = view(reader, comment_id, now, member_id=me.id)
        if found is None:
            return None
        desk.must_read(found.account_id)
        known = standing(reader, comment_id, now, me.id)
        why = reasons(known, now) if known is not None else ()
        return replace(found, why=why, author=brief(reader, comment_id, now))


def unfold(desk: Desk, comment_id: int, after_id: int | None, limit: int = 50) -> tuple[ThreadItem | Fold, ...]:
    """Return what a fold after `after_id` (None: at the top) left out, at most `limit` comments and a smaller fold."""
    comment = subject(desk.reader, comment_id)
    if comment is None:
        raise DeskError("comment.missing")
    me = desk.must_read(comment.account_id)
    return more(desk.reader, comment_id, after_id, desk.clock.now(), limit, member_id=me.id)
