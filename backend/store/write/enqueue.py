"""A member's intention to write: the outbox row, the comment done, the event, in one transaction or not at all.

What is written passes the gate (`gate`) before anything else is done with it.
"""

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select, text, update
from sqlalchemy.exc import IntegrityError

from backend.model.account import Act
from backend.model.actor import Actor, ActorKind
from backend.model.clock import SECOND, Micros, plus
from backend.model.comment import CommentState, RemoteState, Visibility
from backend.model.desk import Outcome, Result
from backend.model.outbox import LIVE, UNDO_WINDOW_S, OutboxState
from backend.model.reason import Reason
from backend.model.triage import Decision, Verb
from backend.store.codec import load_capabilities
from backend.store.engine import Store, Writer
from backend.store.write.actions import action, log_many, queue_in, queued_line
from backend.store.write.awaiting import approved_version_in, waits_until_in
from backend.store.write.claims import release_in
from backend.store.write.deeds import book_one_in, goes_on, open_deed_in
from backend.store.write.drafts import drop_draft_in, put_draft_in
from backend.store.write.gate import passed_in
from backend.store.write.picks import wording_in
from backend.store.write.rows import account, comment, outbox
from backend.store.write.standing import (
    changed,
    entered,
    holder,
    live_reply,
    live_reply_elsewhere,
    moved,
    name_of,
    refused,
    taken,
)
from backend.store.write.templates_pictures import pictures_in
from backend.text.clean import clean

_WIDTH = {Visibility.PUBLIC: 2, Visibility.FOLLOWERS: 1, Visibility.PRIVATE: 0}


@dataclass(frozen=True, slots=True)
class Reply:
    """What a member wants said. `state` is the comment's triage when it was shown, None when that does not matter.

    `at` is when it shall leave (UTC µs), None for as soon as it may; `deed_id` the batch that it is a part of, 0: none.
    """

    text: str
    revision: int
    visibility: Visibility
    template_id: int | None
    undo_s: float
    state: CommentState | None
    act: Act = Act.REPLY
    at: Micros | None = None
    deed_id: int = 0


def enqueue_reply(
    store: Store,
    actor: Actor,
    comment_id: int,
    text: str,
    revision: int,
    *,
    visibility: Visibility = Visibility.PUBLIC,
    template_id: int | None = None,
    undo_s: float = UNDO_WINDOW_S,
    state: CommentState | None = None,
    act: Act = Act.REPLY,
    at: Micros | None = None,
    deed_id: int = 0,
) -> Result:
    """Queue an answer to a comment as it was shown (`revision`, and its `state` when given).

    DONE with the outbox key and when it leaves: after the undo window, or at `at` (UTC µs) where that is later. Where
    it waits for somebody's yes first, the reason says until when. TAKEN when another answer is on its way or another
    member has the comment; MOVED when it was edited, deleted, answered or decided since; REFUSED with the reason. In
    the last three the text is kept as the member's draft. `deed_id` is a batch that was opened for it.

    The answer is never seen by more people than the comment; with the act PRIVATE_REPLY by its author alone. An answer
    to a captured comment is kept as copied: no worker takes it, and the comment stays as it is until a member reports
    that the answer stands there.
    """
    visibility = Visibility.PRIVATE if act is Act.PRIVATE_REPLY else visibility
    reply = Reply(clean(text).strip(), revision, visibility, template_id, undo_s, state, act, at, deed_id)
    try:
        with store.write() as w:
            return _reply_in(w, actor, comment_id, reply)
    except IntegrityError:
        # the index on live replies had the last word: another transaction was faster
        with store.write() as w:
            row, no = entered(w, actor, comment_id)
            return no or _kept(w, actor, row, reply, _on_its_way(w, row) or moved("comment.answered"))


def would_queue(store: Store, actor: Actor, comment_id: int, text: str, revision: int) -> Result:
    """Return what `enqueue_reply` would answer to an answer in public, without queueing it."""
    reply = Reply(clean(text).strip(), revision, Visibility.PUBLIC, None, 0.0, None)
    with store.write() as w:
        row, no = entered(w, actor, comment_id)
        no = no or _obstacle(w, actor, row, reply)
        return no or passed_in(w, row, _writer(actor), reply.text)[1] or Result(Outcome.DONE)


def _reply_in(w: Writer, actor: Actor, comment_id: int, reply: Reply) -> Result:
    if reply.deed_id and not goes_on(w, reply.deed_id):
        return refused("undo.already")
    row, no = entered(w, actor, comment_id)
    if no is not None:
        return no
    no = _obstacle(w, actor, row, reply)
    text, unfit = passed_in(w, row, _writer(actor), reply.text, reply.act) if no is None else (reply.text, None)
    no = no or unfit
    if no is not None:
        return _kept(w, actor, row, reply, no)
    if not row.captured and row.state in (CommentState.OPEN, CommentState.WAITING):
        _close(w, row)
    result = _queue_reply(w, actor, row, replace(reply, text=text))
    drop_draft_in(w, actor, comment_id)
    release_in(w, actor, comment_id)
    return result


def _writer(actor: Actor) -> int | None:
    return actor.id if actor.kind is ActorKind.MEMBER else None


def _queue_reply(w: Writer, actor: Actor, row: Any, reply: Reply) -> Result:
    visibility = min(reply.visibility, Visibility(row.visibility), key=_WIDTH.__getitem__)
    said = {"text": reply.text, "visibility": visibility.value, "template_id": reply.template_id}
    said["template_version"] = approved_version_in(w, reply.template_id)
    said["template_variant"] = wording_in(w, reply.template_id, reply.text)
    said["attachments"] = _pictures(w, row, reply)
    ready = plus(w.now, 0 if row.captured else int(reply.undo_s * SECOND))
    when = ready if reply.at is None else max(ready, reply.at)
    # no worker can send an answer to a captured comment: the member posts it in the browser, and says so afterwards
    after = row.state if row.captured else CommentState.DONE.value
    lapses = waits_until_in(w, actor, row.account_id)
    if lapses is not None:
        said |= {"state": OutboxState.AWAITING_APPROVAL.value, "expires_at": lapses}
        result = _queue(w, actor, row, reply.act, when, after, deed_id=reply.deed_id, **said)
        return replace(result, due_at=None, reason=Reason("reply.waits", {"until": lapses}))
    if row.captured:
        said["state"] = OutboxState.COPIED.value
    result = _queue(w, actor, row, reply.act, when, after, deed_id=reply.deed_id, **said)
    return replace(result, copied=reply.text) if row.captured else result


def _pictures(w: Writer, row: Any, reply: Reply) -> str:
    """Return the pictures that go with an answer: those of its template that the platform takes in public."""
    if reply.template_id is None or reply.act is not Act.REPLY or row.captured:
        return "[]"
    asked = select(account.c.capabilities).where(account.c.id == row.account_id)
    return pictures_in(w, reply.template_id, load_capabilities(w.conn.execute(asked).scalar_one()).limits)


def _obstacle(w: Writer, actor: Actor, row: Any, reply: Reply) -> Result | None:
    """Return why this answer must not be queued, None when nothing is in its way."""
    if not reply.text:
        return refused("reply.empty")
    return (
        _unable(w, row, reply.act)
        or (refused("reply.own") if row.own else None)
        or changed(row, reply.revision)
        or _on_its_way(w, row)
        or _held(w, actor, row.id)
        or _decided(w, row, reply.state)
    )


def _unable(w: Writer, row: Any, act: Act) -> Result | None:
    asked = select(account.c.removed_at, account.c.capabilities).where(account.c.id == row.account_id)
    found = w.conn.execute(asked).one()
    if found.removed_at is not None:
        return refused("account.removed")
    if row.captured:
        return None if act is Act.REPLY else refused("capture.in_browser")
    return None if act in load_capabilities(found.capabilities).acts else refused("platform.no_such_act")


def _on_its_way(w: Writer, row: Any) -> Result | None:
    live = live_reply(w, row.id)
    if live is not None:
        return taken(name_of(w, live.actor_id), "reply.on_its_way")
    if w.postgres and row.remote_uri:
        # two accounts of ours may see one comment as two rows: the index on live replies cannot see that
        w.conn.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:uri, 0))"), {"uri": row.remote_uri})
    live = live_reply_elsewhere(w, row)
    return None if live is None else taken(name_of(w, live.actor_id), "reply.elsewhere")


def _held(w: Writer, actor: Actor, comment_id: int) -> Result | None:
    who = holder(w, actor, comment_id)
    return taken(who, "claim.held") if who else None


def _decided(w: Writer, row: Any, shown: CommentState | None) -> Result | None:
    """Compare the triage with what was shown: only an open comment that has been closed since is a surprise."""
    if shown is None or shown == row.state or row.state != CommentState.DONE:
        return None
    asked = select(comment.c.id).where(
        comment.c.account_id == row.account_id, comment.c.parent_remote_id == row.remote_id, comment.c.own
    )
    return moved("comment.answered" if w.conn.execute(asked).first() else "comment.decided")


def _kept(w: Writer, actor: Actor, row: Any, reply: Reply, no: Result) -> Result:
    """Keep the text of an answer that was not queued."""
    if reply.text and actor.kind is ActorKind.MEMBER:
        put_draft_in(w, actor, row.id, reply.text, reply.revision, reply.template_id)
    return no


def _close(w: Writer, row: Any) -> None:
    still = update(comment).where(
        comment.c.id == row.id, comment.c.revision == row.revision, comment.c.state == row.state
    )
    done = w.conn.execute(still.values(state=CommentState.DONE.value, snoozed_until=None))
    assert done.rowcount == 1, "the row is locked and was read in this transaction"


def _queue(
    w: Writer, actor: Actor, row: Any, act: Act, due_at: Micros, after: str, *, deed_id: int = 0, **values: Any
) -> Result:
    """Queue one act as a deed of its own, or as a part of a batch, so that it can be taken back like any other."""
    deed = deed_id or None
    if deed is None and actor.kind is ActorKind.MEMBER:
        deed = open_deed_in(w, actor, Decision(Verb(act.value)))
    queued = action(w, actor, row, act, due_at, deed_id=deed, **values)
    (key,) = queue_in(w, [queued])
    if deed is not None:
        book_one_in(w, deed, row, {"state": after} if after != row.state else {}, outbox_id=key)
    log_many(w, actor, [queued_line(key, queued, after)])
    return Result(Outcome.DONE, outbox_id=key, due_at=due_at)


def enqueue_delete(store: Store, actor: Actor, comment_id: int, *, undo_s: float = UNDO_WINDOW_S) -> Result:
    """Queue the deletion of an answer of ours. It is final once it has left."""
    with store.write() as w:
        row, no = entered(w, actor, comment_id)
        no = no or _no_delete(w, row)
        if no is not None:
            return no
        return _queue(w, actor, row, Act.DELETE_OWN, plus(w.now, int(undo_s * SECOND)), row.state)


def _no_delete(w: Writer, row: Any) -> Result | None:
    if not row.own:
        return refused("comment.not_own")
    if row.remote_state == RemoteState.DELETED:
        return moved("comment.deleted")
    asked = select(outbox.c.actor_id).where(
        outbox.c.comment_id == row.id, outbox.c.act == Act.DELETE_OWN.value, outbox.c.state.in_(LIVE)
    )
    found = w.conn.execute(asked).first()
    return taken(name_of(w, found.actor_id), "delete.on_its_way") if found else _unable(w, row, Act.DELETE_OWN)
