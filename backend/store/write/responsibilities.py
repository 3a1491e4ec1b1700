"""Who answers for what."""

from sqlalchemy import delete, insert, select, update

from backend.model.actor import Actor
from backend.model.desk import Outcome, Result
from backend.store.engine import Store
from backend.store.write.rows import referral, responsibility
from backend.store.write.standing import admin_in, refused
from backend.text.clean import clean_line


def put_responsibility(
    store: Store,
    actor: Actor,
    area: str,
    member_id: int,
    *,
    account_id: int | None = None,
    fallback_id: int | None = None,
) -> Result:
    """Say who answers for an area, on one account or on all; said again, it names somebody else.

    REFUSED without a name for the area, or without the right of a lead or admin.
    """
    name = clean_line(area).strip()[:40]
    with store.write() as w:
        if not admin_in(w, actor):
            return refused("member.no_role")
        if not name:
            return refused("responsibility.no_name")
        said = {"member_id": member_id, "fallback_id": fallback_id}
        where = responsibility.c.account_id
        known = update(responsibility).where(
            responsibility.c.area == name, where.is_(None) if account_id is None else where == account_id
        )
        if not w.conn.execute(known.values(said)).rowcount:
            w.conn.execute(insert(responsibility), {"area": name, "account_id": account_id, **said})
        return Result(Outcome.DONE)


def drop_responsibility(store: Store, actor: Actor, area: str) -> Result:
    """Nobody answers for an area any more. GONE when nobody did; what was referred to it stays with who has it."""
    with store.write() as w:
        if not admin_in(w, actor):
            return refused("member.no_role")
        keys = w.conn.execute(select(responsibility.c.id).where(responsibility.c.area == area)).scalars().all()
        w.conn.execute(update(referral).where(referral.c.responsibility_id.in_(keys)).values(responsibility_id=None))
        gone = w.conn.execute(delete(responsibility).where(responsibility.c.id.in_(keys))).rowcount
        return Result(Outcome.DONE if gone else Outcome.GONE)
