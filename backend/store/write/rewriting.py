"""Saying something else in an answer of ours that stands already: edited where the platform can, else written anew.

Where it cannot be edited, deleting and answering again is one act: the new answer leaves only when the old one is gone,
and stops with its text kept when the deletion fails.
"""

from typing import Any

from sqlalchemy import update

from backend.model.account import Act
from backend.model.actor import Actor
from backend.model.clock import SECOND, plus
from backend.model.comment import CommentState, RemoteState
from backend.model.desk import Outcome, Result
from backend.model.outbox import UNDO_WINDOW_S
from backend.model.triage import Decision, Verb
from backend.store.engine import Store, Writer
from backend.store.write.actions import action, log_many, queue_in, queued_line
from backend.store.write.deeds import book_one_in, open_deed_in
from backend.store.write.rows import comment, lock_comment
from backend.store.write.sight import Sight, look
from backend.store.write.standing import changed, moved, refused, taken
from backend.text.clean import clean


def rewrite(
    store: Store, actor: Actor, comment_id: int, text: str, revision: int, *, undo_s: float = UNDO_WINDOW_S
) -> Result:
    """Queue other words for an answer of ours, as it was shown in `revision`.

    DONE with the outbox key and the end of the undo window. REFUSED when it is not ours, empty, or the platform can
    neither edit nor delete; MOVED when it changed since; TAKEN while another act on it is on its way.
    """
    words = clean(text).strip()
    with store.write() as w:
        own = lock_comment(w, comment_id)
        sight = look(w, actor, [key for key in (comment_id, own.parent_id if own is not None else None) if key])
        no = _obstacle(sight, own, revision, words)
        if no is not None:
            return no
        undo = int(undo_s * SECOND)
        if Act.EDIT_OWN in sight.able[own.account_id].acts:
            return _edit(w, actor, own, words, undo)
        return _anew(w, actor, sight, own, words, undo)


def _obstacle(sight: Sight, own: Any, revision: int, words: str) -> Result | None:
    if own is None:
        return Result(Outcome.GONE)
    if not sight.may(own.account_id):
        return refused("member.no_role")
    if not own.own or not words:
        return refused("reply.empty" if own.own else "comment.not_own")
    can = sight.able.get(own.account_id)
    if can is None:
        return refused("account.removed")
    if not can.acts.keys() & {Act.EDIT_OWN, Act.DELETE_OWN}:
        return refused("platform.no_such_act")
    live = sight.live.get(own.id, {})
    if live:
        return taken(next(iter(live.values())), "act.on_its_way")
    return changed(own, revision)


def _edit(w: Writer, actor: Actor, own: Any, words: str, undo: int) -> Result:
    deed_id = open_deed_in(w, actor, Decision(Verb.EDIT_OWN))
    due_at = plus(w.now, undo)
    edited = action(w, actor, own, Act.EDIT_OWN, due_at, deed_id=deed_id, text=words)
    (key,) = queue_in(w, [edited])
    log_many(w, actor, [queued_line(key, edited, own.state)])
    book_one_in(w, deed_id, own, {}, outbox_id=key)
    return Result(Outcome.DONE, outbox_id=key, due_at=due_at)


def _anew(w: Writer, actor: Actor, sight: Sight, own: Any, words: str, undo: int) -> Result:
    """Delete, and answer again what it answered."""
    parent = sight.rows.get(own.parent_id)
    if parent is None or parent.remote_state == RemoteState.DELETED:
        return moved("comment.deleted")
    if any(act in (Act.REPLY, Act.PRIVATE_REPLY) for act in sight.live.get(parent.id, {})):
        return taken(next(iter(sight.live[parent.id].values())), "reply.on_its_way")
    deed_id = open_deed_in(w, actor, Decision(Verb.EDIT_OWN), total=2)
    due_at = plus(w.now, undo)
    gone = action(w, actor, own, Act.DELETE_OWN, due_at, deed_id=deed_id)
    (first,) = queue_in(w, [gone])
    said = {"text": words, "visibility": own.visibility, "after_id": first, "deed_id": deed_id}
    again = action(w, actor, parent, Act.REPLY, due_at, **said)
    (then,) = queue_in(w, [again])
    lines = [queued_line(first, gone, own.state), queued_line(then, again, parent.state)]
    log_many(w, actor, lines)
    book_one_in(w, deed_id, own, {}, outbox_id=first)
    closes = parent.state in (CommentState.OPEN, CommentState.WAITING)
    book_one_in(w, deed_id, parent, {"state": CommentState.DONE.value} if closes else {}, outbox_id=then)
    if closes:
        w.conn.execute(update(comment).where(comment.c.id == parent.id).values(state=CommentState.DONE.value))
    return Result(Outcome.DONE, outbox_id=then, due_at=due_at)
