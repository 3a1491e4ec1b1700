"""On whose login an account hangs, when it ends, and who can renew it. The login itself never comes here."""

from sqlalchemy import delete, select

from backend.model.actor import Actor, ActorKind
from backend.model.change import Topic
from backend.model.clock import Micros
from backend.model.desk import Outcome, Result
from backend.model.event import Happened
from backend.store.engine import Store, Writer
from backend.store.write.rows import account_login, account_renewer, upsert
from backend.store.write.standing import admin_in, refused


def record_login(store: Store, actor: Actor, account_id: int, ends_at: Micros | None) -> None:
    """Note that somebody has just given the account a login, which ends at `ends_at` (UTC µs; None: not, or not known).

    A member who did it can renew it from now on. Where it was no member, the login hangs on nobody that is known.
    """
    member_id = actor.id if actor.kind is ActorKind.MEMBER else None
    with store.write() as w:
        values = {"member_id": member_id, "at": w.now, "ends_at": ends_at}
        new = upsert(w, account_login).values(account_id=account_id, **values)
        w.conn.execute(new.on_conflict_do_update(index_elements=["account_id"], set_=values))
        if member_id is not None:
            _able_in(w, account_id, member_id)
        w.log(Happened.LOGIN_RENEWED, actor, account_id=account_id)
        w.tell(Topic.ACCOUNT, account_id)


def set_login_end(store: Store, account_id: int, ends_at: Micros | None) -> None:
    """Write down when the account's login ends, as the worker reads it (UTC µs; None: it does not, or not known)."""
    with store.write() as w:
        asked = select(account_login.c.ends_at).where(account_login.c.account_id == account_id)
        if w.conn.execute(asked).scalar_one_or_none() == ends_at:
            return
        new = upsert(w, account_login).values(account_id=account_id, ends_at=ends_at)
        w.conn.execute(new.on_conflict_do_update(index_elements=["account_id"], set_={"ends_at": ends_at}))
        w.tell(Topic.ACCOUNT, account_id)


def add_renewer(store: Store, actor: Actor, account_id: int, member_id: int) -> Result:
    """Note that a member can renew the account's login. GONE when that was known; REFUSED for who may not say so."""
    with store.write() as w:
        if not admin_in(w, actor):
            return refused("member.no_role")
        if not _able_in(w, account_id, member_id):
            return Result(Outcome.GONE)
        w.log(Happened.RENEWER_ADDED, actor, account_id=account_id, after=str(member_id))
        w.tell(Topic.ACCOUNT, account_id)
        return Result(Outcome.DONE)


def remove_renewer(store: Store, actor: Actor, account_id: int, member_id: int) -> Result:
    """Note that a member cannot renew it any more. GONE when nobody said they could; REFUSED for who may not say so."""
    with store.write() as w:
        if not admin_in(w, actor):
            return refused("member.no_role")
        mine = account_renewer.c.account_id == account_id, account_renewer.c.member_id == member_id
        if not w.conn.execute(delete(account_renewer).where(*mine)).rowcount:
            return Result(Outcome.GONE)
        w.log(Happened.RENEWER_REMOVED, actor, account_id=account_id, before=str(member_id))
        w.tell(Topic.ACCOUNT, account_id)
        return Result(Outcome.DONE)


def _able_in(w: Writer, account_id: int, member_id: int) -> bool:
    new = upsert(w, account_renewer).values(account_id=account_id, member_id=member_id)
    added = new.on_conflict_do_nothing().returning(account_renewer.c.member_id)
    return w.conn.execute(added).first() is not None
