"""Saying something else in an answer of ours that stands already: edited where the platform can, else written anew.

Where it cannot be edited, deleting and answering again is one act: the new answer leaves only when the old one is gone,
and stops with its text kept when the deletion fails.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update

from backend.model.account import Act
from backend.model.actor import Actor
from backend.model.clock import SECOND, Micros, plus
from backend.model.comment import CommentState, RemoteState, Visibility
from backend.model.desk import Outcome, Result
from backend.model.outbox import UNDO_WINDOW_S, OutboxState
from backend.model.reason import Reason
from backend.model.triage import Decision, Verb
from backend.store.engine import Store, Writer
from backend.store.write.actions import action, log_many, queue_in, queued_line
from backend.store.write.awaiting import waits_until_in
from backend.store.write.deeds import book_one_in, open_deed_in
from backend.store.write.gate import passed_in
from backend.store.write.rows import comment, lock_comment, outbox
from backend.store.write.sight import Sight, look
from backend.store.write.standing import changed, moved, refused, taken
from backend.text.clean import clean


def rewrite(
    store: Store, actor: Actor, comment_id: int, text: str, revision: int, *, undo_s: float = UNDO_WINDOW_S
) -> Result:
    """Queue other words for an answer of ours, as it was shown in `revision`.

    DONE with the outbox key and the end of the undo window, or with the reason that it waits for a yes. REFUSED when it
    is not ours, must not leave so (see `gate`), or the platform can neither edit nor delete; MOVED when it changed
    since; TAKEN while another act on it is on its way.
    """
    words = clean(text).strip()
    with store.write() as w:
        own = lock_comment(w, comment_id)
        sight = look(w, actor, [key for key in (comment_id, own.parent_id if own is not None else None) if key])
        no = _obstacle(sight, own, revision, words)
        if no is not None:
            return no
        words, no = passed_in(w, own, actor.id, words)
        if no is not None:
            return no
        rewriting = _Rewriting(words, plus(w.now, int(undo_s * SECOND)), waits_until_in(w, actor, own.account_id))
        if Act.EDIT_OWN in sight.able[own.account_id].acts:
            return _edit(w, actor, own, rewriting)
        return _anew(w, actor, sight, own, rewriting)


@dataclass(frozen=True, slots=True)
class _Rewriting:
    """Other words, when they leave, and when they lapse if nobody approves them (None: they need no approval)."""

    words: str
    due_at: Micros
    lapses: Micros | None

    def waiting(self) -> dict[str, object]:
        """Return what differs in the rows of an action that waits for a yes."""
        if self.lapses is None:
            return {}
        return {"state": OutboxState.AWAITING_APPROVAL.value, "expires_at": self.lapses}

    def result(self, key: int) -> Result:
        """Return what is answered: when it leaves, or until when it waits."""
        if self.lapses is None:
            return Result(Outcome.DONE, outbox_id=key, due_at=self.due_at)
        return Result(Outcome.DONE, Reason("reply.waits", {"until": self.lapses}), outbox_id=key)


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
    if own.captured:
        return refused("capture.in_browser")
    if own.visibility == Visibility.PRIVATE and not can.rewords_private:
        return refused("platform.message_stays")
    able = {Act.EDIT_OWN} if _is_message(sight, own) else {Act.EDIT_OWN, Act.DELETE_OWN}
    if not can.acts.keys() & able:
        return refused("platform.no_such_act")
    live = sight.live.get(own.id, {})
    if live:
        return taken(next(iter(live.values())), "act.on_its_way")
    return changed(own, revision)


def _is_message(sight: Sight, own: Any) -> bool:
    """Tell whether an answer is for one person under what all see: said anew as an answer it would stand in public.

    Such a message cannot be deleted on the platforms that cannot edit.
    """
    parent = sight.rows.get(own.parent_id)
    return own.visibility == Visibility.PRIVATE and (parent is None or parent.visibility != Visibility.PRIVATE)


def _edit(w: Writer, actor: Actor, own: Any, rewriting: _Rewriting) -> Result:
    deed_id = open_deed_in(w, actor, Decision(Verb.EDIT_OWN))
    said = {"deed_id": deed_id, "text": rewriting.words, **rewriting.waiting()}
    edited = action(w, actor, own, Act.EDIT_OWN, rewriting.due_at, **said)
    (key,) = queue_in(w, [edited])
    log_many(w, actor, [queued_line(key, edited, own.state)])
    book_one_in(w, deed_id, own, {}, outbox_id=key)
    return rewriting.result(key)


def _pictures(w: Writer, own: Any) -> str:
    """Return the pictures that went with an answer of ours, as far as it was sent from here."""
    asked = select(outbox.c.attachments).where(outbox.c.id == own.outbox_id)
    return str(w.conn.execute(asked).scalar_one_or_none() or "[]")


def _anew(w: Writer, actor: Actor, sight: Sight, own: Any, rewriting: _Rewriting) -> Result:
    """Delete, and answer again what it answered; where the answer waits for a yes, so does the deletion."""
    parent = sight.rows.get(own.parent_id)
    if parent is None or parent.remote_state == RemoteState.DELETED:
        return moved("comment.deleted")
    if any(act in (Act.REPLY, Act.PRIVATE_REPLY) for act in sight.live.get(parent.id, {})):
        return taken(next(iter(sight.live[parent.id].values())), "reply.on_its_way")
    deed_id = open_deed_in(w, actor, Decision(Verb.EDIT_OWN), total=2)
    waiting, due_at = rewriting.waiting(), rewriting.due_at
    gone = action(w, actor, own, Act.DELETE_OWN, due_at, deed_id=deed_id, **waiting)
    (first,) = queue_in(w, [gone])
    said = {"text": rewriting.words, "visibility": own.visibility, "after_id": first, "deed_id": deed_id}
    said["attachments"] = _pictures(w, own)
    again = action(w, actor, parent, Act.REPLY, due_at, **said, **waiting)
    (then,) = queue_in(w, [again])
    lines = [queued_line(first, gone, own.state), queued_line(then, again, parent.state)]
    log_many(w, actor, lines)
    book_one_in(w, deed_id, own, {}, outbox_id=first)
    closes = parent.state in (CommentState.OPEN, CommentState.WAITING)
    book_one_in(w, deed_id, parent, {"state": CommentState.DONE.value} if closes else {}, outbox_id=then)
    if closes:
        w.conn.execute(update(comment).where(comment.c.id == parent.id).values(state=CommentState.DONE.value))
    return rewriting.result(then)
