"""A member's preferences: a word and its value, as text. What each means is for the desk to say."""

from sqlalchemy import delete

from backend.model.actor import Actor
from backend.model.change import Topic
from backend.store.engine import Store
from backend.store.write.rows import member_setting, upsert


def put_setting(store: Store, actor: Actor, name: str, value: str) -> None:
    """Keep a preference of the actor's; an empty value drops it. The member's other desks are told."""
    with store.write() as w:
        if value:
            new = upsert(w, member_setting).values(member_id=actor.id, name=name, value=value)
            w.conn.execute(new.on_conflict_do_update(index_elements=["member_id", "name"], set_={"value": value}))
        else:
            mine = delete(member_setting).where(member_setting.c.member_id == actor.id)
            w.conn.execute(mine.where(member_setting.c.name == name))
        w.tell(Topic.SETTING, actor.id or 0)
