"""Saved views: a member's own, and those that everybody shares."""

from typing import Any

from sqlalchemy import delete, func, insert, select, update

from backend.model.actor import Actor, Role
from backend.model.change import Topic
from backend.store.engine import Store, Writer
from backend.store.errors import Conflict
from backend.store.write.rows import saved_view
from backend.store.write.standing import may_in

EVERY_ACCOUNT = 0
"""An account that no role is for alone: only who leads on all of them may."""


def save_view(store: Store, actor: Actor, name: str, query: str, *, shared: bool) -> int:
    """Keep a query under a name, in place of the one of that name (without case); return its key.

    Raises Conflict when it is a shared one of somebody else's and the actor does not lead.
    """
    with store.write() as w:
        known = _named(w, None if shared else actor.id, name)
        if known is None:
            row = {"member_id": None if shared else actor.id, "name": name, "query": query}
            made = insert(saved_view).returning(saved_view.c.id).values(**row, made_by=actor.id, made_at=w.now)
            key = int(w.conn.execute(made).scalar_one())
        else:
            _must(w, actor, known)
            key = int(known.id)
            w.conn.execute(update(saved_view).where(saved_view.c.id == key).values(name=name, query=query))
        w.tell(Topic.VIEW, key)
        return key


def rename_view(store: Store, actor: Actor, view_id: int, name: str) -> None:
    """Give a view another name. Raises Conflict: it is gone, it is not the actor's, the name is taken."""
    with store.write() as w:
        row = _mine(w, actor, view_id)
        other = _named(w, row.member_id, name)
        if other is not None and other.id != view_id:
            raise Conflict("view.taken", name=name)
        w.conn.execute(update(saved_view).where(saved_view.c.id == view_id).values(name=name))
        w.tell(Topic.VIEW, view_id)


def delete_view(store: Store, actor: Actor, view_id: int) -> None:
    """Forget a view. Raises Conflict: it is gone, it is not the actor's."""
    with store.write() as w:
        _mine(w, actor, view_id)
        w.conn.execute(delete(saved_view).where(saved_view.c.id == view_id))
        w.tell(Topic.VIEW, view_id)


def _named(w: Writer, owner: int | None, name: str) -> Any:
    mine = saved_view.c.member_id.is_(None) if owner is None else saved_view.c.member_id == owner
    asked = select(saved_view).where(mine, func.lower(saved_view.c.name) == func.lower(name))
    return w.conn.execute(asked.order_by(saved_view.c.id).limit(1)).one_or_none()


def _mine(w: Writer, actor: Actor, view_id: int) -> Any:
    row = w.conn.execute(select(saved_view).where(saved_view.c.id == view_id)).one_or_none()
    if row is None or row.member_id not in (None, actor.id):
        raise Conflict("view.gone")
    _must(w, actor, row)
    return row


def _must(w: Writer, actor: Actor, row: Any) -> None:
    if row.made_by != actor.id and not may_in(w, actor, EVERY_ACCOUNT, (Role.LEAD,)):
        raise Conflict("view.shared", name=row.name)
