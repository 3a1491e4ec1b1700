"""What a member may still do about a queued action: take it back in time, or settle by hand what nobody can tell."""

from typing import Any

from backend.model.actor import CONTENT_ROLES, Actor, ActorKind, Role
from backend.model.desk import Outcome, Result
from backend.model.outbox import OutboxState, Verdict
from backend.model.reason import Reason
from backend.store.engine import Store, Writer
from backend.store.write.moves import end_in, locked, log_in, move_in
from backend.store.write.settling import follow_in
from backend.store.write.standing import may_in, name_of, refused

_WAITING = (OutboxState.AWAITING_APPROVAL, OutboxState.PENDING, OutboxState.COPIED)


def cancel(store: Store, actor: Actor, outbox_id: int) -> Result:
    """Take back an action that has not left: the comment's state and the text come back. GONE when it is too late.

    One's own, or anybody's for a lead.
    """
    with store.write() as w:
        row = locked(w, outbox_id)
        if row is None:
            return Result(Outcome.GONE, Reason("outbox.missing"))
        no = _not_allowed(w, actor, row)
        if no is not None:
            return no
        if row.state in _WAITING and row.first_attempt_at is not None:
            # an earlier attempt may stand there, or still be on its way: only the worker's next one can tell
            return Result(Outcome.GONE, Reason("outbox.sending"), outbox_id=outbox_id)
        if row.state not in _WAITING or not end_in(w, row, OutboxState.CANCELLED, actor):
            return Result(Outcome.GONE, Reason(f"outbox.{row.state}"), outbox_id=outbox_id)
        return Result(Outcome.DONE, outbox_id=outbox_id)


def _not_allowed(w: Writer, actor: Actor, row: Any) -> Result | None:
    own = actor.kind is ActorKind.MEMBER and row.actor_id == actor.id
    if may_in(w, actor, row.account_id, CONTENT_ROLES if own else (Role.LEAD,)):
        return None
    return refused("member.no_role") if own else refused("outbox.not_yours")


def by_hand(store: Store, actor: Actor, outbox_id: int, verdict: Verdict) -> Result:
    """Settle an unknown action by a person's word: it stands there ('sent'), send it again, or drop it.

    'again' repeats the same bytes at once; 'drop' gives text and comment back, as a cancelled action does.
    """
    with store.write() as w:
        row, no = told_of(w, actor, outbox_id, OutboxState.UNKNOWN)
        if no is not None:
            return no
        _settle(w, row, actor, verdict)
        return Result(Outcome.DONE, outbox_id=outbox_id)


def told_of(
    w: Writer, actor: Actor, outbox_id: int, state: OutboxState, *, with_account: bool = False
) -> tuple[Any, Result | None]:
    """Lock an action that the actor says the end of; with it, why not: no role, or it is not in this state (any more).

    GONE names its writer as `who`. `with_account` locks that as well: for whoever puts a comment into a thread.
    """
    row = locked(w, outbox_id, with_account=with_account)
    if row is None:
        return None, Result(Outcome.GONE, Reason("outbox.missing"))
    if not may_in(w, actor, row.account_id):
        return row, refused("member.no_role")
    if row.state != state:
        return row, Result(Outcome.GONE, Reason(f"outbox.{row.state}"), who=name_of(w, row.actor_id))
    return row, None


def _settle(w: Writer, row: Any, actor: Actor, verdict: Verdict) -> None:
    log_in(w, row, "settled", actor, before=row.state, after=verdict)
    if verdict == "drop":
        end_in(w, row, OutboxState.CANCELLED, actor)
    elif verdict == "sent":
        move_in(w, row, OutboxState.SENT, lease_until=None, settled_at=w.now, code="", params="{}")
        follow_in(w, row)
    else:
        # the platform is asked anew, so its memory of the key begins anew as well
        fresh = {"first_attempt_at": None, "looks": 0, "lease_until": None, "code": "", "params": "{}"}
        move_in(w, row, OutboxState.PENDING, not_before=w.now, **fresh)
