"""Personal data in comments: hidden at once where the charter says so, and shown to who asks, which is logged."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from backend.model.account import Act
from backend.model.actor import Actor, ActorKind
from backend.model.event import Happened
from backend.model.triage import At, Decision, Verb, Why
from backend.policy.own_contact import Ours, of_others, ours
from backend.store.codec import load_capabilities
from backend.store.engine import Store, Writer
from backend.store.write.actions import action, log_many, queue_in, queued_line
from backend.store.write.charters import charter_in
from backend.store.write.obstacles import obstacle
from backend.store.write.rows import chunks, comment, comment_revision, outbox
from backend.store.write.sight import look
from backend.store.write.standing import may_in
from backend.text.masking import load_spots
from backend.text.personal import exposes

RULE = Actor(ActorKind.RULE)

_HIDE = Decision(Verb.HIDE, Why.PERSONAL_DATA)


def hide_in(w: Writer, account: Any, ids: Sequence[int]) -> None:
    """Queue a hide for these comments of an account (its row), where its charter and its platform have it so.

    They stay open: somebody answers them, in private where that can be done. None is hidden twice for the same words,
    so that a member who shows one again is not fought, and none that names only how to reach ourselves.
    """
    charter = charter_in(w, account.id) if ids else None
    if charter is None or not charter.personal.hide:
        return
    if Act.HIDE not in load_capabilities(account.capabilities).acts:
        return
    for some in chunks(_giving_away(w, ids, ours(charter, account.handle))):
        sight = look(w, RULE, some)
        once = _hidden_before(w, some)
        rows = [row for row in sight.rows.values() if (row.id, row.revision) not in once]
        rows = [row for row in rows if obstacle(sight, At(row.id, row.revision, row.state), _HIDE) is None]
        actions = [action(w, RULE, row, Act.HIDE, w.now, reason=Why.PERSONAL_DATA.value) for row in rows]
        keys = queue_in(w, actions)
        queued = zip(keys, actions, strict=True)
        log_many(w, RULE, [queued_line(key, one, after=one["comment_state"]) for key, one in queued])


def _giving_away(w: Writer, ids: Sequence[int], own: Ours) -> list[int]:
    """Return comments that give away somebody else than ourselves."""
    read = [row for some in chunks(ids) for row in _words(w, some)]
    return [row.id for row in read if exposes(row.text, of_others(row.text, load_spots(row.spots), own))]


def _hidden_before(w: Writer, ids: Sequence[int]) -> set[tuple[int, int]]:
    """Return comments and revisions that were hidden so before."""
    asked = select(outbox.c.comment_id, outbox.c.revision).where(
        outbox.c.comment_id.in_(ids),
        outbox.c.act == Act.HIDE.value,
        outbox.c.actor_kind == ActorKind.RULE.value,
        outbox.c.reason == Why.PERSONAL_DATA.value,
    )
    return {(row.comment_id, row.revision) for row in w.conn.execute(asked)}


def unmask(store: Store, actor: Actor, ids: Sequence[int]) -> dict[int, str]:
    """Return the words of comments as they were written, and log who looked at those that are masked.

    Left out: what is not there, and what the actor may not read.
    """
    with store.write() as w:
        found = [row for some in chunks(ids) for row in _words(w, some) if may_in(w, actor, row.account_id)]
        log_many(w, actor, [_looked(row) for row in found if row.spots])
        return {row.id: row.text for row in found}


def _words(w: Writer, ids: Sequence[int]) -> Sequence[Any]:
    newest = (comment_revision.c.comment_id == comment.c.id) & (comment_revision.c.number == comment.c.revision)
    asked = select(
        comment.c.id, comment.c.account_id, comment.c.revision, comment_revision.c.text, comment_revision.c.spots
    ).join(comment_revision, newest)
    return w.conn.execute(asked.where(comment.c.id.in_(ids))).all()


def _looked(row: Any) -> dict[str, Any]:
    what = Happened.UNMASKED.value
    return {"what": what, "account_id": row.account_id, "comment_id": row.id, "revision": row.revision}
