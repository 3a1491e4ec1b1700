"""What a verb checks before it writes: the member's right, the comment as it stands, and who has it."""

from typing import Any

from sqlalchemy import select

from backend.model.actor import CONTENT_ROLES, Actor, ActorKind, Member, Role
from backend.model.comment import RemoteState
from backend.model.desk import Outcome, Result
from backend.model.outbox import LIVE
from backend.model.place import by_hand
from backend.model.reason import Reason
from backend.store.engine import Writer
from backend.store.write.rows import account_health, claim, comment, lock_comment, member, member_role, outbox

REPLIES = ("reply", "private_reply")
WORDED = (*REPLIES, "edit_own")
"""Acts that publish words of ours."""


def may_in(w: Writer, actor: Actor, account_id: int, roles: tuple[Role, ...] = CONTENT_ROLES) -> bool:
    """Tell whether the actor may do what these roles allow on the account. The program itself may always."""
    if actor.kind is not ActorKind.MEMBER:
        return True
    return Member(actor.id or 0, "", "", "", "", None, roles_in(w, actor)).may(account_id, *roles)


def roles_in(w: Writer, actor: Actor) -> frozenset[tuple[int | None, Role]]:
    """Return the roles a member holds (account, None for all accounts; role); none once they have left."""
    asked = (
        select(member_role.c.account_id, member_role.c.role)
        .join(member, member.c.id == member_role.c.member_id)
        .where(member.c.id == actor.id, member.c.active)
    )
    return frozenset((where, Role(role)) for where, role in w.conn.execute(asked))


def by_hand_in(w: Writer, row: Any) -> bool:
    """Tell whether an account (its row) is worked by hand, because no API reads it now: see `backend.model.place`."""
    asked = select(account_health.c.state).where(account_health.c.account_id == row.id)
    return by_hand(row.platform, str(w.conn.execute(asked).scalar_one_or_none()))


def admin_in(w: Writer, actor: Actor) -> bool:
    """Tell whether the actor may change members, accounts and approve templates: lead or admin, anywhere."""
    if actor.kind is not ActorKind.MEMBER:
        return True
    asked = (
        select(member_role.c.id)
        .join(member, member.c.id == member_role.c.member_id)
        .where(member.c.id == actor.id, member.c.active, member_role.c.role.in_((Role.LEAD, Role.ADMIN)))
    )
    return w.conn.execute(asked).first() is not None


def refused(code: str, **params: str | int) -> Result:
    """Answer that it is not done, and why."""
    return Result(Outcome.REFUSED, Reason(code, dict(params)))


def moved(code: str) -> Result:
    """Answer that the comment is no longer as it was shown."""
    return Result(Outcome.MOVED, Reason(code))


def taken(who: str, code: str, **params: str | int) -> Result:
    """Answer that another member has it."""
    return Result(Outcome.TAKEN, Reason(code, dict(params)), who=who)


def entered(w: Writer, actor: Actor, comment_id: int) -> tuple[Any, Result | None]:
    """Lock a comment for a verb on its content: the row, and why it must not be touched (None when it may)."""
    row = lock_comment(w, comment_id)
    if row is None:
        return None, Result(Outcome.GONE, Reason("comment.missing"))
    if not may_in(w, actor, row.account_id):
        return row, refused("member.no_role")
    return row, None


def changed(row: Any, revision: int) -> Result | None:
    """Tell whether the comment's words are no longer those that were shown."""
    if row.remote_state == RemoteState.DELETED:
        return moved("comment.deleted")
    return moved("comment.edited") if row.revision != revision else None


def name_of(w: Writer, member_id: int | None) -> str:
    """Return a member's name, empty for none."""
    found = w.conn.execute(select(member.c.name).where(member.c.id == member_id)).scalar_one_or_none()
    return str(found or "")


def holder(w: Writer, actor: Actor, comment_id: int) -> str:
    """Return who else has a live claim on the comment, empty when nobody has."""
    asked = select(claim.c.member_id).where(claim.c.comment_id == comment_id, claim.c.until > w.now)
    found = w.conn.execute(asked).scalar_one_or_none()
    mine = actor.kind is ActorKind.MEMBER and found == actor.id
    return "" if found is None or mine else name_of(w, found)


def live_reply(w: Writer, comment_id: int) -> Any:
    """Return the comment's reply that is on its way (id, state, actor), None when there is none."""
    asked = select(outbox.c.id, outbox.c.state, outbox.c.actor_id, outbox.c.account_id).where(
        outbox.c.comment_id == comment_id, outbox.c.act.in_(REPLIES), outbox.c.state.in_(LIVE)
    )
    return w.conn.execute(asked).one_or_none()


def live_reply_elsewhere(w: Writer, row: Any) -> Any:
    """Return a reply on its way to the same comment as another account of ours sees it, None when there is none."""
    if not row.remote_uri:
        return None
    asked = (
        select(outbox.c.id, outbox.c.state, outbox.c.actor_id, outbox.c.account_id)
        .join(comment, comment.c.id == outbox.c.comment_id)
        .where(comment.c.remote_uri == row.remote_uri, comment.c.id != row.id)
        .where(outbox.c.act.in_(REPLIES), outbox.c.state.in_(LIVE))
    )
    return w.conn.execute(asked).first()
