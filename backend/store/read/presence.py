"""Who else looks at what, now."""

from backend.model.clock import Micros
from backend.model.desk import Presence
from backend.store.reader import Reader

MOST = 200
"""Desks that are told of."""


def others(reader: Reader, now: Micros, member_id: int) -> tuple[Presence, ...]:
    """Return the other members who look at a comment or write about one, each desk once, writers first."""
    rows = reader.rows(
        "SELECT p.comment_id, m.name, p.doing FROM presence AS p JOIN member AS m ON m.id = p.member_id"
        " WHERE p.until > ? AND p.member_id <> ? ORDER BY p.doing DESC, m.name LIMIT ?",
        (now, member_id, MOST),
    )
    return tuple(Presence(comment_id, name, doing == "writing") for comment_id, name, doing in rows)
