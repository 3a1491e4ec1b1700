"""Who looks at what: a lease, so that a dropped line leaves no ghost. Writes no journal line: others look it up."""

from sqlalchemy import delete, select, update

from backend.model.actor import Actor
from backend.model.clock import SECOND, plus
from backend.store.engine import Store, Writer
from backend.store.write.rows import comment, presence, upsert

LASTS = 45 * SECOND
"""How long (µs) a word of presence is believed. A desk says it anew every 20 seconds."""


def look_at(store: Store, actor: Actor, comment_id: int, *, writing: bool) -> None:
    """Say what this desk looks at from now on. A comment that nobody had looked at is no longer new.

    A desk that is not entered yet says nothing.
    """
    if actor.desk is None or actor.id is None:
        return
    with store.write() as w:
        if w.conn.execute(select(comment.c.id).where(comment.c.id == comment_id)).first() is None:
            return
        said = {"comment_id": comment_id, "doing": "writing" if writing else "viewing", "until": plus(w.now, LASTS)}
        new = upsert(w, presence).values(desk_id=actor.desk, member_id=actor.id, **said)
        w.conn.execute(new.on_conflict_do_update(index_elements=["desk_id"], set_=said))
        first = update(comment).where(comment.c.id == comment_id, comment.c.viewed_at.is_(None))
        w.conn.execute(first.values(viewed_at=w.now))


def look_away_in(w: Writer, desk_id: int) -> None:
    """Forget what a desk looked at: it is closed."""
    w.conn.execute(delete(presence).where(presence.c.desk_id == desk_id))
