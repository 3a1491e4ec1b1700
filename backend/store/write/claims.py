"""Claims: a member's lease on a comment, one row a comment, so that two can never hold it."""

from sqlalchemy import delete, select, update

from backend.model.actor import Actor, ActorKind
from backend.model.change import Topic
from backend.model.clock import MINUTE, Micros, plus
from backend.model.desk import Outcome, Result
from backend.model.event import Happened
from backend.store.engine import Store, Writer
from backend.store.write.rows import claim as claims
from backend.store.write.rows import upsert
from backend.store.write.standing import entered, holder, taken

CLAIM = 5 * MINUTE
"""A claim ends by itself after this long (µs) without being renewed."""

FOREVER = Micros(2**62)
"""The end of an explicit claim: when it is released."""


def claim(store: Store, actor: Actor, comment_id: int, *, explicit: bool = False) -> Result:
    """Take a comment for five minutes, or until released when `explicit`. TAKEN names who has it."""
    with store.write() as w:
        row, no = entered(w, actor, comment_id)
        if no is not None:
            return no
        known = w.conn.execute(select(claims).where(claims.c.comment_id == comment_id)).one_or_none()
        if not _take(w, actor, comment_id, explicit=explicit):
            return taken(holder(w, actor, comment_id), "claim.held")
        held = known is not None and known.member_id == actor.id and known.until > w.now
        if not held or (explicit and known is not None and not known.explicit):
            w.log(Happened.CLAIMED, actor, account_id=row.account_id, comment_id=comment_id, revision=row.revision)
            w.tell(Topic.CLAIM, comment_id)
        return Result(Outcome.DONE)


def take_over(store: Store, actor: Actor, comment_id: int) -> Result:
    """Take a comment from whoever has it. Their draft stays theirs, and they are told by the event and the journal.

    `who` of the answer names who had it, empty when it was free.
    """
    with store.write() as w:
        row, no = entered(w, actor, comment_id)
        if no is not None:
            return no
        had = w.conn.execute(select(claims.c.member_id).where(claims.c.comment_id == comment_id)).scalar_one_or_none()
        who = holder(w, actor, comment_id)
        w.conn.execute(delete(claims).where(claims.c.comment_id == comment_id))
        _take(w, actor, comment_id, explicit=True)
        said = {"account_id": row.account_id, "comment_id": comment_id, "revision": row.revision}
        w.log(Happened.TAKEN_OVER if who else Happened.CLAIMED, actor, before=str(had) if who else "", **said)
        w.tell(Topic.CLAIM, comment_id)
        return Result(Outcome.DONE, who=who)


def _take(w: Writer, actor: Actor, comment_id: int, *, explicit: bool) -> bool:
    """One statement decides: free, run out, or mine already. An explicit claim of mine stays explicit."""
    until = FOREVER if explicit else plus(w.now, CLAIM)
    values = {"member_id": actor.id, "desk_id": actor.desk, "until": until, "explicit": explicit}
    lasting = claims.c.explicit & (claims.c.member_id == actor.id)
    new = upsert(w, claims).values(comment_id=comment_id, taken_at=w.now, **values)
    done = w.conn.execute(
        new.on_conflict_do_update(
            index_elements=["comment_id"],
            set_={**values, "taken_at": w.now},
            where=(claims.c.until <= w.now) | ((claims.c.member_id == actor.id) & ~lasting),
        )
    )
    return done.rowcount == 1 or _mine(w, actor, comment_id)


def _mine(w: Writer, actor: Actor, comment_id: int) -> bool:
    asked = select(claims.c.member_id).where(claims.c.comment_id == comment_id, claims.c.until > w.now)
    return w.conn.execute(asked).scalar_one_or_none() == actor.id


def renew(store: Store, actor: Actor, comment_id: int) -> Result:
    """Hold a claim for another five minutes; journals nothing. One that lapsed is taken anew if it is free."""
    with store.write() as w:
        live = update(claims).where(
            claims.c.comment_id == comment_id, claims.c.member_id == actor.id, claims.c.until > w.now
        )
        lasting = live.where(~claims.c.explicit).values(until=plus(w.now, CLAIM), desk_id=actor.desk)
        if w.conn.execute(lasting).rowcount or _mine(w, actor, comment_id):
            return Result(Outcome.DONE)
    return claim(store, actor, comment_id)


def release(store: Store, actor: Actor, comment_id: int, *, explicit: bool = True) -> Result:
    """Give a comment back. With `explicit` False a claim that was taken on purpose stays."""
    with store.write() as w:
        released = release_in(w, actor, comment_id, explicit=explicit)
        if released:
            w.log(Happened.RELEASED, actor, comment_id=comment_id)
        return Result(Outcome.DONE if released else Outcome.GONE)


def release_in(w: Writer, actor: Actor, comment_id: int, *, explicit: bool = True) -> bool:
    """Delete the actor's claim, and tell. Returns whether there was one."""
    if actor.kind is not ActorKind.MEMBER:
        return False
    mine = delete(claims).where(claims.c.comment_id == comment_id, claims.c.member_id == actor.id)
    if not explicit:
        mine = mine.where(~claims.c.explicit)
    if not w.conn.execute(mine).rowcount:
        return False
    w.tell(Topic.CLAIM, comment_id)
    return True
