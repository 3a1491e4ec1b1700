"""Ending a snooze: because its time has come, or because somebody answered."""

from sqlalchemy import or_, select, update

from backend.model.actor import SYSTEM
from backend.model.change import Topic
from backend.model.event import Happened
from backend.store.engine import Store, Writer
from backend.store.write.rows import comment


def wake_in(w: Writer, comment_id: int) -> None:
    """Put a snoozed comment back among the open ones, with its event."""
    awake = update(comment).where(comment.c.id == comment_id)
    w.conn.execute(awake.values(snoozed_until=None, wake_on_reply=False))
    w.log(Happened.WOKEN, SYSTEM, comment_id=comment_id)
    w.tell(Topic.COMMENT, comment_id)


def wake_snoozed(store: Store) -> int:
    """Wake the comments whose time has come, and return how many."""
    with store.write() as w:
        due = select(comment.c.id).where(
            or_(comment.c.state == "open", comment.c.state == "waiting"), comment.c.snoozed_until <= w.now
        )
        woken = w.conn.execute(due.order_by(comment.c.id).with_for_update(key_share=True)).scalars().all()
        for comment_id in woken:
            wake_in(w, comment_id)
        return len(woken)
