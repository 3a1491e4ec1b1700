"""The rows of deeds: opened, booked, ended. What deeds do lies in `deciding`, `enqueue` and `talk`."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import insert, select, update

from backend.model.actor import Actor
from backend.model.change import Topic
from backend.model.desk import Outcome, Result
from backend.model.event import Happened
from backend.model.reason import Reason
from backend.model.triage import Decision, Why
from backend.store.codec import dump
from backend.store.engine import Store, Writer
from backend.store.write.rows import deed, deed_item, insert_many, outbox, strike


def open_deed_in(w: Writer, actor: Actor, decision: Decision, total: int = 1) -> int:
    """Enter a deed and return its key."""
    said = {"until": decision.until, "member_id": decision.member_id, "area_id": decision.area_id}
    params = {name: value for name, value in said.items() if value is not None}
    values = {
        "member_id": actor.id,
        "desk_id": actor.desk,
        "verb": decision.verb.value,
        "why": decision.why or "",
        "params": dump(params | ({"on_reply": True} if decision.on_reply else {})),
        "total": total,
        "made_at": w.now,
        "ended_at": w.now if total == 1 else None,
    }
    return int(w.conn.execute(insert(deed).returning(deed.c.id), values).scalar_one())


def book_one_in(
    w: Writer,
    deed_id: int,
    row: Any,
    put: Mapping[str, object],
    *,
    outbox_id: int | None = None,
    kept: Mapping[str, object] | None = None,
) -> None:
    """Note what a deed did to a single comment: the columns it `put`, the action it queued, and what else to keep."""
    entry = {
        "deed_id": deed_id,
        "comment_id": row.id,
        "outcome": Outcome.DONE.value,
        "before": dump({name: getattr(row, name) for name in put}),
        "after": dump({**put, **(kept or {}), "revision": row.revision}),
        "outbox_id": outbox_id,
    }
    insert_many(w, deed_item, [entry])
    w.conn.execute(update(deed).where(deed.c.id == deed_id).values(done=1))


def end_deed(store: Store, deed_id: int) -> None:
    """Note that a batch has come to its end, by itself or because it was cancelled."""
    with store.write() as w:
        w.conn.execute(update(deed).where(deed.c.id == deed_id, deed.c.ended_at.is_(None)).values(ended_at=w.now))
        w.tell(Topic.DEED, deed_id)


def goes_on(w: Writer, deed_id: int) -> bool:
    """Lock a deed (before its comments: that is the order everywhere); it ends where it was taken back meanwhile."""
    asked = select(deed.c.undone_at).where(deed.c.id == deed_id).with_for_update()
    return w.conn.execute(asked).scalar_one() is None


def change_why(store: Store, actor: Actor, deed_id: int, why: Why) -> Result:
    """Give the actor's own deed another reason, also where it has left already: the log and the strikes say why.

    GONE when there is no such deed of theirs. A report that has left keeps the reason it was filed under.
    """
    with store.write() as w:
        mine = update(deed).where(deed.c.id == deed_id, deed.c.member_id == actor.id)
        if not w.conn.execute(mine.values(why=why.value)).rowcount:
            return Result(Outcome.GONE, Reason("undo.nothing"))
        unsent = update(outbox).where(outbox.c.deed_id == deed_id, outbox.c.wire_at.is_(None), outbox.c.reason != "")
        w.conn.execute(unsent.values(reason=why.value))
        w.conn.execute(update(strike).where(strike.c.deed_id == deed_id).values(why=why.value))
        w.log(Happened.REASON_CHANGED, actor, deed_id=deed_id, reason=Reason(f"why.{why.value}"))
        return Result(Outcome.DONE)
