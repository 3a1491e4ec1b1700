"""Answers that wait for a yes: approved, changed and approved, rejected with a word, lapsed, or overtaken.

Whoever judges passes the same gate as whoever writes. An answer is judged once: of two approvers one wins, and the
other is told who.
"""

from typing import Any

from sqlalchemy import update

from backend.model.actor import APPROVERS, SYSTEM, Actor, ActorKind
from backend.model.clock import SECOND, Micros, plus
from backend.model.desk import Outcome, Result
from backend.model.outbox import UNDO_WINDOW_S, OutboxState
from backend.model.reason import Reason
from backend.policy.approving import lapses_at
from backend.store.engine import Store, Writer
from backend.store.write.charters import charter_in
from backend.store.write.gate import passed_in
from backend.store.write.moves import end_in, locked, log_in, move_in
from backend.store.write.rows import lock_action, lock_comment, outbox
from backend.store.write.sending import why_stopped_in
from backend.store.write.standing import WORDED, may_in, name_of, refused, taken
from backend.text.clean import clean

LAPSED = Reason("approval.lapsed")
REJECTED = Reason("approval.rejected")


def approve(
    store: Store, actor: Actor, outbox_id: int, text: str | None = None, *, undo_s: float = UNDO_WINDOW_S
) -> Result:
    """Let an answer leave, as it is or with other words (both are kept): its undo window starts.

    DONE with when it leaves. TAKEN names who judged it before; REFUSED without the right, for one's own, and for words
    that must not leave; MOVED when it has lapsed, or the comment was edited, deleted or answered meanwhile: the answer
    is stopped and its writer has the text.
    """
    with store.write() as w:
        row, no = _to_judge(w, actor, outbox_id)
        if no is not None:
            return no
        stopped = _too_late(w, row)
        if stopped is not None:
            end_in(w, row, OutboxState.STOPPED, SYSTEM, stopped)
            return Result(Outcome.MOVED, stopped, outbox_id=outbox_id)
        about = lock_comment(w, row.comment_id)
        words = row.text if text is None else clean(text).strip()
        whole, no = passed_in(w, about, row.actor_id, words, row.act)
        return no or _let_go(w, actor, row, about, whole, plus(w.now, int(undo_s * SECOND)))


def _to_judge(w: Writer, actor: Actor, outbox_id: int) -> tuple[Any, Result | None]:
    row = locked(w, outbox_id)
    if row is None:
        return None, Result(Outcome.GONE, Reason("outbox.missing"))
    if not may_in(w, actor, row.account_id, APPROVERS):
        return row, refused("member.no_role")
    if row.actor_kind == ActorKind.MEMBER and row.actor_id == actor.id:
        return row, refused("approval.own")
    if row.state == OutboxState.AWAITING_APPROVAL and row.act in WORDED:
        return row, None
    if row.approver_id is not None and row.approver_id != actor.id:
        return row, taken(name_of(w, row.approver_id), "approval.judged")
    return row, Result(Outcome.GONE, Reason(f"outbox.{row.state}"), outbox_id=outbox_id)


def _too_late(w: Writer, row: Any) -> Reason | None:
    """Return why a waiting answer must not leave any more: nobody judged it in time, or its comment has changed.

    What its words lack is no such thing.
    """
    if row.expires_at is not None and row.expires_at <= w.now:
        return LAPSED
    reason = why_stopped_in(w, row)
    return reason if reason is not None and reason.code.startswith(("comment.", "account.", "member.")) else None


def _let_go(w: Writer, actor: Actor, row: Any, about: Any, whole: str, ready: Micros) -> Result:
    """Move an approved answer on, and the deletion that goes before it."""
    state = OutboxState.COPIED if about.captured else OutboxState.PENDING
    leaves = max(ready, Micros(row.not_before))
    judged = {"approver_id": actor.id, "approved_at": w.now, "expires_at": None, "not_before": leaves}
    changed = {"text": whole, "written": row.text} if whole != row.text else {}
    if not move_in(w, row, state, **judged, **changed):
        return Result(Outcome.GONE, Reason("outbox.missing"), outbox_id=row.id)
    first = lock_action(w, row.after_id) if row.after_id is not None else None
    if first is not None and first.state == OutboxState.AWAITING_APPROVAL:
        move_in(w, first, OutboxState.PENDING, **judged)
    log_in(w, row, "approved", actor, reason=_by_both(row, changed=bool(changed)), before=row.state, after=state.value)
    return Result(Outcome.DONE, outbox_id=row.id, due_at=leaves)


def _by_both(row: Any, *, changed: bool) -> Reason:
    """Return what an event keeps of who wrote what was judged, and whether the approver changed it."""
    return Reason("approval.changed" if changed else "approval.yes", {"member": row.actor_id or 0})


def reconsider(store: Store, actor: Actor, outbox_id: int) -> Result:
    """Take one's yes back while the answer has not left: it waits again, in its writer's words.

    GONE when it is too late; REFUSED for what somebody else approved.
    """
    with store.write() as w:
        row = locked(w, outbox_id)
        if row is None or row.approver_id != actor.id:
            return refused("outbox.not_yours")
        lapses = lapses_at(charter_in(w, row.account_id).approving, w.now)
        back = {"approver_id": None, "approved_at": None, "expires_at": lapses, "written": ""}
        first = lock_action(w, row.after_id) if row.after_id is not None else None
        if not _has_not_left(row) or not _has_not_left(first):
            return Result(Outcome.GONE, Reason(f"outbox.{row.state}"), outbox_id=outbox_id)
        move_in(w, row, OutboxState.AWAITING_APPROVAL, text=row.written or row.text, **back)
        if first is not None:
            move_in(w, first, OutboxState.AWAITING_APPROVAL, **back)
        log_in(w, row, "reconsidered", actor, before=row.state, after=OutboxState.AWAITING_APPROVAL.value)
        return Result(Outcome.DONE, Reason("reply.waits", {"until": lapses}), outbox_id=outbox_id)


def _has_not_left(row: Any) -> bool:
    """Tell whether an action waits for its window to end, and was never tried; none at all has not left either."""
    return row is None or (row.state in (OutboxState.PENDING, OutboxState.COPIED) and row.first_attempt_at is None)


def reject(store: Store, actor: Actor, outbox_id: int, said: str) -> Result:
    """Send an answer back with a word: the comment is open again, and the writer has the text as a draft.

    REFUSED without a word, without the right, and for one's own; TAKEN names who judged it before.
    """
    word = clean(said).strip()
    with store.write() as w:
        row, no = _to_judge(w, actor, outbox_id)
        if no is None and not word:
            no = refused("approval.no_word")
        if no is not None:
            return no
        judged = update(outbox).where(outbox.c.id == row.id)
        w.conn.execute(judged.values(approver_id=actor.id, said=word, expires_at=None))
        end_in(w, row, OutboxState.STOPPED, actor, REJECTED)
        return Result(Outcome.DONE, outbox_id=row.id)


def look_after_waiting(store: Store) -> int:
    """Stop waiting answers that have lapsed or were overtaken, give their writers the text; return how many."""
    waiting = store.reader.rows("SELECT id FROM outbox WHERE state = 'awaiting_approval' ORDER BY id")
    return sum(_looked_after(store, row[0]) for row in waiting)


def _looked_after(store: Store, outbox_id: int) -> bool:
    with store.write() as w:
        row = locked(w, outbox_id, skip_locked=True)
        if row is None or row.state != OutboxState.AWAITING_APPROVAL or row.act not in WORDED:
            return False
        reason = _too_late(w, row)
        if reason is not None:
            end_in(w, row, OutboxState.STOPPED, SYSTEM, reason)
        return reason is not None
