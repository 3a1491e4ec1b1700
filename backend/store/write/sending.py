"""The worker's side of an action on its way out: taken, fixed to the byte, tried.

Every word of a worker is fenced by (id, attempt): who lost the action to somebody else's attempt changes nothing.
"""

from dataclasses import replace
from typing import Any

from sqlalchemy import func, select, update

from backend.model.account import Act
from backend.model.actor import SYSTEM, Actor, ActorKind
from backend.model.clock import SECOND, plus
from backend.model.comment import RemoteState
from backend.model.outbox import Job, OutboxState, Wire
from backend.model.reason import Reason
from backend.policy.leaving import stopping
from backend.store.engine import Store, Writer
from backend.store.write.awaiting import waits_until_in
from backend.store.write.gate import kept_back_in, warning_in
from backend.store.write.jobs import job_in
from backend.store.write.moves import ANSWERED, DONE_THERE, NOT_LEFT, end_in, forgotten, locked, log_in, move_in
from backend.store.write.rows import account, comment, outbox
from backend.store.write.standing import REPLIES, WORDED, may_in

UNBOUND = frozenset({Act.DELETE_OWN, Act.UNHIDE, Act.UNLIKE, Act.UNMUTE, Act.UNBLOCK, Act.UNLOCK})
"""Acts that the comment's words have nothing to do with: they take back what we did ourselves."""


def take(store: Store, outbox_id: int, worker_id: int, lease_s: float) -> Job | None:
    """Take a due action for sending: committed before the first byte leaves. None when it is not to be sent (now).

    Everything that was checked when it was queued is checked again: the member's right, the account, the comment's
    words. What has moved is stopped with the reason, and the text is kept. What a colleague has done on the platform
    meanwhile is done.
    """
    with store.write() as w:
        row = locked(w, outbox_id, skip_locked=True)
        if row is None or row.state != OutboxState.PENDING or row.not_before > w.now or not _free(w, row):
            return None
        reason = why_stopped_in(w, row)
        if reason is not None:
            end_in(w, row, OutboxState.STOPPED, SYSTEM, reason)
            return None
        if _must_wait_now(w, row) or not _replaced(w, row):
            return None
        if _done_already(w, row):
            _settle_in(w, row)
            return None
        lease = {"worker_id": worker_id, "lease_until": plus(w.now, int(lease_s * SECOND))}
        warning = _other_warning(w, row)
        anew = {} if warning is None else forgotten(row)  # its request may have been made under another charter
        if not move_in(w, row, OutboxState.SENDING, attempt=row.attempt + 1, code="", params="{}", **lease, **anew):
            return None
        job = job_in(w, outbox_id)
        return job if warning is None else replace(job, target=replace(job.target, spoiler=warning))


def _other_warning(w: Writer, row: Any) -> str | None:
    """Return what stands over an answer instead of its comment's content warning, None where that may stand there."""
    if row.act not in REPLIES or row.comment_id is None:
        return None
    target = _target(w, row)
    leaves = warning_in(w, target)
    return None if leaves == target.spoiler else leaves


def _free(w: Writer, row: Any) -> bool:
    """Tell whether the action it waits for, if any, has been sent."""
    if row.after_id is None:
        return True
    first = w.conn.execute(select(outbox.c.state).where(outbox.c.id == row.after_id)).scalar_one()
    return bool(first == OutboxState.SENT)


def why_stopped_in(w: Writer, row: Any) -> Reason | None:
    """Return why a queued action must not leave any more, None when nothing is in its way.

    What may have been sent already is not judged anew: its bytes are fixed.
    """
    reason = _moved(w, row)
    if reason is not None or row.act not in WORDED or row.first_attempt_at is not None:
        return reason
    no = kept_back_in(w, _target(w, row), row.actor_id, row.text, row.act)
    return None if no is None else stopping(no)


def _must_wait_now(w: Writer, row: Any) -> bool:
    """Put an answer before an approver that needs one now, because the charter has changed; tell whether it does."""
    if row.act not in WORDED or row.approved_at is not None or row.first_attempt_at is not None:
        return False
    lapses = waits_until_in(w, Actor(ActorKind(row.actor_kind), row.actor_id), row.account_id)
    return lapses is not None and move_in(w, row, OutboxState.AWAITING_APPROVAL, expires_at=lapses)


def _replaced(w: Writer, row: Any) -> bool:
    """Tell whether the answer that takes a deleted one's place, if any, may leave as well: else neither leaves now.

    One that must not leave any more is stopped and one that needs a yes by now waits, and so does the deletion.
    """
    after = select(outbox.c.id).where(outbox.c.after_id == row.id, outbox.c.act.in_(REPLIES))
    found = w.conn.execute(after).scalar_one_or_none() if row.act == Act.DELETE_OWN else None
    if found is None or row.first_attempt_at is not None:
        return True
    answer = locked(w, found, skip_locked=True)  # not waited for: whoever holds it may be waiting for this one
    if answer is None:
        return False
    if answer.state not in NOT_LEFT:
        end_in(w, row, OutboxState.CANCELLED, SYSTEM)
        return False
    reason = why_stopped_in(w, answer)
    if reason is not None:
        end_in(w, answer, OutboxState.STOPPED, SYSTEM, reason)
        return False
    if answer.state == OutboxState.PENDING and not _must_wait_now(w, answer):
        return True
    until = select(outbox.c.expires_at).where(outbox.c.id == answer.id)
    move_in(w, row, OutboxState.AWAITING_APPROVAL, expires_at=w.conn.execute(until).scalar_one())
    return False


def _moved(w: Writer, row: Any) -> Reason | None:
    """Return what has changed around an action so that it must not leave, None when nothing has."""
    removed = select(account.c.removed_at).where(account.c.id == row.account_id)
    if w.conn.execute(removed).scalar_one() is not None:
        return Reason("account.removed")
    if not may_in(w, Actor(ActorKind(row.actor_kind), row.actor_id), row.account_id):
        return Reason("member.no_role")
    if row.act in UNBOUND or row.comment_id is None:
        return None
    target = _target(w, row)
    if target.remote_state == RemoteState.DELETED:
        return None if row.act == Act.DELETE else Reason("comment.deleted")
    if target.revision != row.revision:
        return Reason("comment.edited")
    return ANSWERED if row.act in REPLIES and _answered(w, row, target) else None


def _target(w: Writer, row: Any) -> Any:
    return w.conn.execute(select(comment).where(comment.c.id == row.comment_id)).one()


_SO = {
    Act.HIDE: (RemoteState.HIDDEN, RemoteState.HELD),
    Act.UNHIDE: (RemoteState.VISIBLE,),
    Act.DELETE: (RemoteState.DELETED,),
    Act.DELETE_OWN: (RemoteState.DELETED,),
}
"""How a comment stands where an act has nothing left to do."""


def _done_already(w: Writer, row: Any) -> bool:
    """Tell whether a colleague has done it in the platform's own app since it was queued (and never tried)."""
    if row.first_attempt_at is not None or row.comment_id is None or Act(row.act) not in _SO:
        return False
    return _target(w, row).remote_state in _SO[Act(row.act)]


def _settle_in(w: Writer, row: Any) -> None:
    """Note that nothing was sent because it stands there already; to take it back is not ours."""
    move_in(w, row, OutboxState.SENT, lease_until=None, settled_at=w.now, code=DONE_THERE.code)
    log_in(w, row, "sent", SYSTEM, reason=DONE_THERE, before=row.state, after=OutboxState.SENT.value)


def _answered(w: Writer, row: Any, target: Any) -> bool:
    """Tell whether a colleague answered in the platform's own app since this was queued (and never tried)."""
    if row.first_attempt_at is not None:
        return False
    asked = select(comment.c.id).where(
        comment.c.account_id == target.account_id,
        comment.c.parent_remote_id == target.remote_id,
        comment.c.own,
        comment.c.outbox_id.is_(None),
        comment.c.seen_at > row.created_at,
        comment.c.remote_state != RemoteState.DELETED.value,
    )
    return w.conn.execute(asked).first() is not None


def fix_wire(store: Store, job: Job, wire: Wire) -> bool:
    """Store the exact request before its first attempt; every later one sends these bytes. False when it is not ours.

    A request that is stored already stays: the caller goes on with `job.wire`.
    """
    with store.write() as w:
        values = {
            "wire_method": wire.method,
            "wire_path": wire.path,
            "wire_body": wire.body,
            "wire_key": wire.key,
            "wire_at": wire.created_at,
        }
        ours = _ours(job).where(outbox.c.wire_at.is_(None))
        return w.conn.execute(ours.values(values)).rowcount == 1


def mark_first_attempt(store: Store, job: Job) -> bool:
    """Note that the request may leave from now on; only the first time counts. False when it is not ours any more."""
    with store.write() as w:
        first = func.coalesce(outbox.c.first_attempt_at, w.now)
        return w.conn.execute(_ours(job).values(first_attempt_at=first)).rowcount == 1


def _ours(job: Job) -> Any:
    return update(outbox).where(
        outbox.c.id == job.id, outbox.c.attempt == job.attempt, outbox.c.state == OutboxState.SENDING.value
    )
