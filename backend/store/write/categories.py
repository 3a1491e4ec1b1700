"""What follows when somebody says what a comment is about, or takes it back: event, deadline, case."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from backend.model.actor import Actor
from backend.model.category import Category
from backend.model.event import Happened
from backend.store.engine import Writer
from backend.store.write.actions import log_many
from backend.store.write.cases import categorised_in
from backend.store.write.rows import comment
from backend.store.write.targets import retarget_in


def said_in(w: Writer, actor: Actor, deed_id: int, category: Category | None, rows: Sequence[Any]) -> None:
    """Log what these comments (their rows as they were) are about by now, and let deadlines and routines follow.

    None: nobody says any more what they are about.
    """
    lines = [
        {
            "what": Happened.CATEGORISED.value,
            "account_id": row.account_id,
            "comment_id": row.id,
            "revision": row.revision,
            "deed_id": deed_id,
            "code": f"category.{category or 'none'}",
        }
        for row in rows
    ]
    log_many(w, actor, lines)
    _follow(w, actor, [row.id for row in rows], category)


def taken_back_in(w: Writer, actor: Actor, comment_ids: Sequence[int]) -> None:
    """Let deadlines and routines follow what comments are about again, once a word of a member's was taken back."""
    asked = select(comment.c.id, comment.c.category).where(comment.c.id.in_(comment_ids)).order_by(comment.c.id)
    again: dict[str, list[int]] = {}
    for row in w.conn.execute(asked):
        again.setdefault(row.category, []).append(row.id)
    for category, keys in again.items():
        _follow(w, actor, keys, Category(category) if category else None)


def _follow(w: Writer, actor: Actor, keys: Sequence[int], category: Category | None) -> None:
    retarget_in(w, keys)
    categorised_in(w, actor, keys, category)
