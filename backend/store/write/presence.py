"""Which desks are open and who looks at what: leases, so that a dropped line leaves no ghost.

Written by the pen and not by the ORM, for a desk that only reads says this as well. No journal line: others look it up.
"""

from backend.model.actor import Actor
from backend.model.clock import EPOCH, SECOND, plus
from backend.store.pen import Pen

LASTS = 45 * SECOND
"""How long (µs) a word of presence is believed. A desk says it anew every 20 seconds."""

_OPEN = (
    "INSERT INTO desk_session (member_id, host, pid, key_fingerprint, started_at, seen_at)"
    " VALUES (?, ?, ?, ?, ?, ?) RETURNING id"
)
_SEEN = "UPDATE desk_session SET seen_at = ? WHERE id = ?"
_LOOK = (
    "INSERT INTO presence (desk_id, member_id, comment_id, doing, until) VALUES (?, ?, ?, ?, ?)"
    " ON CONFLICT (desk_id) DO UPDATE"
    " SET comment_id = excluded.comment_id, doing = excluded.doing, until = excluded.until"
)


def open_desk(pen: Pen, member_id: int, host: str, pid: int, key_fingerprint: str = "") -> int:
    """Enter an open desk and return its key, which is never given twice: events name it. Raises StoreError."""
    with pen.write() as line:
        return int(line.value(_OPEN, (member_id, host, pid, key_fingerprint, line.now, line.now)))


def beat_desk(pen: Pen, desk_id: int) -> None:
    """Say that a desk is still open. Raises StoreError."""
    with pen.write() as line:
        line.run(_SEEN, (line.now, desk_id))


def close_desk(pen: Pen, desk_id: int) -> None:
    """Note that a desk was closed: it counts as not seen from now on, and looks at nothing. Raises StoreError.

    The row stays, since events name it.
    """
    with pen.write() as line:
        line.run(_SEEN, (EPOCH, desk_id))
        line.run("DELETE FROM presence WHERE desk_id = ?", (desk_id,))


def look_at(pen: Pen, actor: Actor, comment_id: int, *, writing: bool) -> None:
    """Say what this desk looks at from now on. A comment that nobody had looked at is no longer new.

    A desk that is not entered yet says nothing. Raises StoreError.
    """
    if actor.desk is None or actor.id is None:
        return
    with pen.write() as line:
        if line.value("SELECT 1 FROM comment WHERE id = ?", (comment_id,)) is None:
            return
        doing, until = "writing" if writing else "viewing", plus(line.now, LASTS)
        line.run(_LOOK, (actor.desk, actor.id, comment_id, doing, until))
        line.run("UPDATE comment SET viewed_at = ? WHERE id = ? AND viewed_at IS NULL", (line.now, comment_id))
