"""How many private messages wait on a platform, as the worker counted them."""

from dataclasses import replace

from sqlalchemy import delete, select, update

from backend.model.account import Reach, Source, Unread
from backend.model.change import Topic
from backend.store.codec import dump_capabilities, load_capabilities
from backend.store.engine import Store, Writer
from backend.store.write.rows import account, private_inbox, upsert


def set_unread(store: Store, account_id: int, found: Unread | None, reach: Reach) -> None:
    """Write down what was counted, None for nothing, and whether it can be; told when it is another than before."""
    with store.write() as w:
        asked = select(private_inbox.c.unread, private_inbox.c.more).where(private_inbox.c.account_id == account_id)
        before = w.conn.execute(asked).one_or_none()
        _keep(w, account_id, found)
        changed = (None if before is None else tuple(before)) != (None if found is None else (found.count, found.more))
        if _reach(w, account_id, reach) or changed:
            w.tell(Topic.ACCOUNT, account_id)


def _keep(w: Writer, account_id: int, found: Unread | None) -> None:
    if found is None:
        w.conn.execute(delete(private_inbox).where(private_inbox.c.account_id == account_id))
        return
    values = {"unread": found.count, "more": found.more, "url": found.url, "counted_at": w.now}
    new = upsert(w, private_inbox).values(account_id=account_id, **values)
    w.conn.execute(new.on_conflict_do_update(index_elements=["account_id"], set_=values))


def _reach(w: Writer, account_id: int, reach: Reach) -> bool:
    """Note whether messages are counted, unless they are even read. Returns whether that is news."""
    asked = select(account.c.capabilities).where(account.c.id == account_id)
    can = load_capabilities(w.conn.execute(asked).scalar_one())
    if can.sources.get(Source.MESSAGES) in (Reach.READ, reach):
        return False
    told = dump_capabilities(replace(can, sources=dict(can.sources) | {Source.MESSAGES: reach}))
    w.conn.execute(update(account).where(account.c.id == account_id).values(capabilities=told))
    return True
