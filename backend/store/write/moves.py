"""One move of an outbox action from state to state, and what goes back when its text did not get out.

Shared by the members' verbs and the worker's: whoever ends an action leaves the comment and the text the same way.
"""

from typing import Any
from uuid import uuid4

from sqlalchemy import case, select, update

from backend.model.account import Act
from backend.model.actor import Actor
from backend.model.change import Topic
from backend.model.comment import QUEUED, CommentState, RemoteState
from backend.model.event import outbox_event
from backend.model.outbox import OutboxState
from backend.model.reason import Reason
from backend.model.triage import CLOSES, REPLYING
from backend.policy.priority import RETURNED
from backend.store.codec import dump_params
from backend.store.engine import Writer
from backend.store.write.drafts import keep_draft_in
from backend.store.write.rows import comment, lock_account, lock_action, lock_comment, outbox
from backend.store.write.standing import REPLIES

_CLOSING = frozenset(verb.value for verb in CLOSES | REPLYING)
"""Acts with which the comment was done."""

_RETURNS = (OutboxState.FAILED, OutboxState.STOPPED)
"""Ends that put the comment higher in the queue: somebody believes it is answered."""


NOT_LEFT = (OutboxState.PENDING, OutboxState.AWAITING_APPROVAL)
"""An action on its way that no worker has taken."""

ANSWERED = Reason("comment.answered")
"""Why an answer is stopped whose comment a colleague has answered on the platform: that one needs no other."""

DONE_THERE = Reason("act.done_there")
"""What is noted of an act that was sent without a request: a colleague had done it on the platform already."""


_FORGOTTEN = {**dict.fromkeys(("wire_method", "wire_path", "wire_body", "wire_key"), ""), "wire_at": None}


def forgotten(row: Any) -> dict[str, Any]:
    """Return the columns of an action whose request says what must not leave any more: a new one is made, by a new id.

    None of them where it may have left: its bytes are fixed.
    """
    return _FORGOTTEN | {"intent_id": str(uuid4())} if row.first_attempt_at is None else {}


def locked(w: Writer, outbox_id: int, *, with_account: bool = False, skip_locked: bool = False) -> Any:
    """Lock an action and its comment (and account) in the house's order and return the action, None when not there."""
    asked = select(outbox.c.account_id, outbox.c.comment_id).where(outbox.c.id == outbox_id)
    found = w.conn.execute(asked).one_or_none()
    if found is None:
        return None
    if with_account:
        lock_account(w, found.account_id)
    if found.comment_id is not None and lock_comment(w, found.comment_id, skip_locked=skip_locked) is None:
        return None
    return lock_action(w, outbox_id, skip_locked=skip_locked)


def move_in(w: Writer, row: Any, state: OutboxState, **values: object) -> bool:
    """Move an action, if it still stands as `row` says, and tell those who look. Returns whether it moved.

    Where it is put before an approver, or gets other words, a request that was fixed of the old ones is forgotten.
    """
    if state is OutboxState.AWAITING_APPROVAL or "text" in values:
        values |= forgotten(row)
    still = update(outbox).where(outbox.c.id == row.id, outbox.c.state == row.state, outbox.c.attempt == row.attempt)
    if w.conn.execute(still.values(state=state.value, **values)).rowcount != 1:
        return False
    w.tell(Topic.OUTBOX, row.id)
    if row.comment_id is not None:
        w.tell(Topic.COMMENT, row.comment_id)
    return True


def end_in(w: Writer, row: Any, state: OutboxState, actor: Actor, reason: Reason | None = None) -> bool:
    """End an action that did not get out: state, comment, text and event. Returns whether it stood as `row` says."""
    said = {"code": reason.code if reason else "", "params": dump_params(reason.params if reason else {})}
    if not move_in(w, row, state, lease_until=None, settled_at=w.now, **said):
        return False
    before, after = ("", "") if reason == ANSWERED else _put_back(w, row, raised=state in _RETURNS)
    keep_draft_in(w, row)
    log_in(w, row, state.value, actor, reason=reason, before=before, after=after)
    _end_followers(w, row, actor)
    _end_first(w, row, actor)
    return True


def _end_followers(w: Writer, row: Any, actor: Actor) -> None:
    """End what was to leave after this: an answer stops and keeps its text, anything else is as if it never was."""
    waiting = select(outbox).where(outbox.c.after_id == row.id, outbox.c.state.in_(NOT_LEFT))
    for next_ in w.conn.execute(waiting.with_for_update(key_share=True)).all():
        if next_.act in REPLIES:
            end_in(w, next_, OutboxState.STOPPED, actor, Reason("outbox.first_failed"))
        else:
            end_in(w, next_, OutboxState.CANCELLED, actor)


def _end_first(w: Writer, row: Any, actor: Actor) -> None:
    """Cancel the deletion that was to leave before an answer: nothing may be taken away that nothing will replace."""
    if row.after_id is None or row.act not in REPLIES:
        return
    first = lock_action(w, row.after_id)
    if first is not None and first.act == Act.DELETE_OWN and first.state in NOT_LEFT and first.first_attempt_at is None:
        end_in(w, first, OutboxState.CANCELLED, actor)


def _put_back(w: Writer, row: Any, *, raised: bool) -> tuple[str, str]:
    """Give the comment the state it had, unless it was deleted meanwhile; return it before and after."""
    if row.comment_state not in QUEUED or row.act not in _CLOSING:
        return "", ""
    urgency = case((comment.c.urgency < RETURNED, RETURNED), else_=comment.c.urgency)
    back = update(comment).where(
        comment.c.id == row.comment_id,
        comment.c.state == CommentState.DONE.value,
        comment.c.remote_state != RemoteState.DELETED.value,
    )
    values = {"state": row.comment_state} | ({"urgency": urgency} if raised else {})
    if w.conn.execute(back.values(values)).rowcount != 1:
        return "", ""
    return CommentState.DONE.value, row.comment_state


def log_in(
    w: Writer,
    row: Any,
    word: str,
    actor: Actor,
    *,
    reason: Reason | None = None,
    before: str = "",
    after: str = "",
) -> None:
    """Append the event of an action: `word` is what became of it (sent, failed, …)."""
    w.log(
        outbox_event(row.act, word),
        actor,
        account_id=row.account_id,
        comment_id=row.comment_id,
        outbox_id=row.id,
        revision=row.revision,
        reason=reason,
        before=before,
        after=after,
    )
