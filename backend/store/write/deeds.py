"""The rows of deeds: opened, booked, ended. What deeds do lies in `deciding`, `enqueue` and `talk`."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import insert, select, update

from backend.model.account import Act
from backend.model.actor import Actor
from backend.model.change import Topic
from backend.model.desk import Outcome, Result
from backend.model.event import Happened
from backend.model.reason import Reason
from backend.model.triage import Decision, Verb, Why
from backend.policy.seconds import silences
from backend.store.codec import dump
from backend.store.engine import Store, Writer
from backend.store.write.rows import comment, deed, deed_item, insert_many, outbox, strike
from backend.store.write.seconds import needing_in, reason_binds_in
from backend.store.write.sight import able_in
from backend.store.write.standing import refused


def open_deed(store: Store, actor: Actor, decision: Decision, total: int) -> int:
    """Enter a deed that several transactions will work off, and return its key."""
    with store.write() as w:
        return open_deed_in(w, actor, decision, total)


def open_deed_in(w: Writer, actor: Actor, decision: Decision, total: int = 1) -> int:
    """Enter a deed and return its key."""
    said = {
        "until": decision.until,
        "member_id": decision.member_id,
        "area_id": decision.area_id,
        "category": decision.category,
    }
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
    w.conn.execute(update(deed).where(deed.c.id == deed_id).values(done=deed.c.done + 1))


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

    GONE when there is no such deed of theirs. A report that has left keeps the reason it was filed under. REFUSED with
    second.anew where the other reason needs a second member, or the first one did: it must be done anew then; and once
    a second member has agreed.
    """
    with store.write() as w:
        no = _bound(w, actor, deed_id, why)
        if no is not None:
            return no
        mine = update(deed).where(deed.c.id == deed_id, deed.c.member_id == actor.id)
        if not w.conn.execute(mine.values(why=why.value)).rowcount:
            return Result(Outcome.GONE, Reason("undo.nothing"))
        unsent = update(outbox).where(outbox.c.deed_id == deed_id, outbox.c.wire_at.is_(None), outbox.c.reason != "")
        w.conn.execute(unsent.values(reason=why.value))
        w.conn.execute(update(strike).where(strike.c.deed_id == deed_id).values(why=why.value))
        w.log(Happened.REASON_CHANGED, actor, deed_id=deed_id, reason=Reason(f"why.{why.value}"))
        return Result(Outcome.DONE)


def _bound(w: Writer, actor: Actor, deed_id: int, why: Why) -> Result | None:
    """Return why a deed may not simply get another reason, None when it may."""
    found = w.conn.execute(select(deed.c.verb).where(deed.c.id == deed_id, deed.c.member_id == actor.id)).one_or_none()
    if found is None or not silences(Verb(found.verb), tuple(Act)):
        return None
    say = reason_binds_in(w, deed_id)
    if say:
        return refused("second.anew" if say == "open" else "second.agreed")
    done = select(deed_item.c.comment_id).where(
        deed_item.c.deed_id == deed_id, deed_item.c.outcome == Outcome.DONE.value
    )
    rows = w.conn.execute(select(comment).where(comment.c.id.in_(done))).all()
    able = able_in(w, {row.account_id for row in rows})
    return refused("second.anew") if needing_in(w, actor, Verb(found.verb), why, rows, able) else None
