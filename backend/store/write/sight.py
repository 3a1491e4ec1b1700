"""All that must be known of some comments before a member decides about them, read in a handful of queries.

Deciding about one comment and about five hundred goes the same way: the rows are locked in the order of their keys,
and everything that could stand in the way is looked up for all of them at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from backend.model.account import Capabilities
from backend.model.actor import CONTENT_ROLES, Actor, ActorKind, Member
from backend.model.outbox import LIVE
from backend.store.codec import load_capabilities
from backend.store.engine import Writer
from backend.store.write.rows import account, claim, comment, member, outbox, post
from backend.store.write.standing import roles_in


@dataclass(slots=True)
class Sight:
    """Comments as they stand in this transaction. `able` holds no account that was removed.

    `held`: who else has a live claim. `live`: the acts on their way to each comment, with the name of who sent them.
    """

    rows: dict[int, Any]
    who: Member | None
    able: dict[int, Capabilities]
    held: dict[int, str]
    live: dict[int, dict[str, str]]
    own_posts: frozenset[int]
    locked_posts: frozenset[int] = field(default=frozenset())

    def may(self, account_id: int) -> bool:
        """Tell whether the actor may decide about this account's comments. The program itself always may."""
        return self.who is None or self.who.may(account_id, *CONTENT_ROLES)


def look(w: Writer, actor: Actor, ids: Sequence[int]) -> Sight:
    """Lock these comments (at most CHUNK) and read what stands around them. Unknown keys are left out."""
    asked = select(comment).where(comment.c.id.in_(ids)).order_by(comment.c.id)
    rows = {row.id: row for row in w.conn.execute(asked.with_for_update(key_share=True))}
    posts = w.conn.execute(
        select(post.c.id, post.c.own, post.c.locked).where(post.c.id.in_({row.post_id for row in rows.values()}))
    ).all()
    return Sight(
        rows=rows,
        who=_member(w, actor),
        able=able_in(w, {row.account_id for row in rows.values()}),
        held=_held(w, actor, ids),
        live=_live(w, ids),
        own_posts=frozenset(one.id for one in posts if one.own),
        locked_posts=frozenset(one.id for one in posts if one.locked),
    )


def _member(w: Writer, actor: Actor) -> Member | None:
    if actor.kind is not ActorKind.MEMBER:
        return None
    return Member(actor.id or 0, "", "", "", "", None, roles_in(w, actor))


def able_in(w: Writer, accounts: set[int]) -> dict[int, Capabilities]:
    """Return what the platforms of these accounts can do; an account that was removed can do nothing."""
    asked = select(account.c.id, account.c.capabilities).where(
        account.c.id.in_(accounts), account.c.removed_at.is_(None)
    )
    return {row.id: load_capabilities(row.capabilities) for row in w.conn.execute(asked)}


def _held(w: Writer, actor: Actor, ids: Sequence[int]) -> dict[int, str]:
    asked = (
        select(claim.c.comment_id, claim.c.member_id, member.c.name)
        .join(member, member.c.id == claim.c.member_id)
        .where(claim.c.comment_id.in_(ids), claim.c.until > w.now)
    )
    mine = actor.id if actor.kind is ActorKind.MEMBER else None
    return {row.comment_id: row.name for row in w.conn.execute(asked) if row.member_id != mine}


def _live(w: Writer, ids: Sequence[int]) -> dict[int, dict[str, str]]:
    asked = (
        select(outbox.c.comment_id, outbox.c.act, member.c.name)
        .outerjoin(member, (member.c.id == outbox.c.actor_id) & (outbox.c.actor_kind == ActorKind.MEMBER.value))
        .where(outbox.c.comment_id.in_(ids), outbox.c.state.in_(LIVE), outbox.c.after_id.is_(None))
    )
    found: dict[int, dict[str, str]] = {}
    for row in w.conn.execute(asked):
        found.setdefault(row.comment_id, {})[row.act] = row.name or ""
    return found
