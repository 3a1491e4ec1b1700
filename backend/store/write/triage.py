"""Deciding without writing to the platform: let a comment stand, or open it again."""

from typing import Any

from sqlalchemy import update

from backend.model.actor import Actor
from backend.model.change import Topic
from backend.model.comment import CommentState, RemoteState
from backend.model.desk import Outcome, Result
from backend.model.event import Happened
from backend.model.reason import Reason
from backend.store.engine import Store, Writer
from backend.store.write.claims import release_in
from backend.store.write.rows import comment
from backend.store.write.standing import changed, entered, holder, live_reply, moved, name_of, refused, taken

_QUEUED = (CommentState.OPEN, CommentState.WAITING)


def let_stand(store: Store, actor: Actor, comment_id: int, revision: int) -> Result:
    """Close a comment as it was shown, without an answer.

    MOVED when it was edited, deleted, answered or decided since; TAKEN when another member has it.
    """
    with store.write() as w:
        row, no = entered(w, actor, comment_id)
        no = no or _closed(w, row) or changed(row, revision) or _held(w, actor, comment_id)
        if no is not None:
            return no
        if not _set(w, row, CommentState.DONE):
            return moved("comment.decided")
        release_in(w, actor, comment_id)
        _log(w, Happened.LET_STAND, actor, row, CommentState.DONE)
        return Result(Outcome.DONE)


def _closed(w: Writer, row: Any) -> Result | None:
    if row.state == CommentState.ASIDE:
        return refused("comment.aside")
    if row.state in _QUEUED:
        return None
    return moved("comment.answered" if live_reply(w, row.id) is not None else "comment.decided")


def _held(w: Writer, actor: Actor, comment_id: int) -> Result | None:
    who = holder(w, actor, comment_id)
    return taken(who, "claim.held") if who else None


def reopen(store: Store, actor: Actor, comment_id: int) -> Result:
    """Put a closed comment back into the queue. Not while an answer is on its way, nor once it is deleted."""
    with store.write() as w:
        row, no = entered(w, actor, comment_id)
        no = no or _not_to_open(w, row)
        if no is not None:
            return no
        if not _set(w, row, CommentState.OPEN):
            return moved("comment.decided")
        _log(w, Happened.REOPENED, actor, row, CommentState.OPEN)
        return Result(Outcome.DONE)


def _not_to_open(w: Writer, row: Any) -> Result | None:
    if row.state == CommentState.ASIDE:
        return refused("comment.aside")
    if row.state in _QUEUED:
        return Result(Outcome.MOVED, Reason("comment.open"))
    if row.remote_state == RemoteState.DELETED:
        return refused("comment.deleted")
    live = live_reply(w, row.id)
    return None if live is None else taken(name_of(w, live.actor_id), "reply.on_its_way")


def _set(w: Writer, row: Any, state: CommentState) -> bool:
    still = update(comment).where(
        comment.c.id == row.id, comment.c.revision == row.revision, comment.c.state == row.state
    )
    return w.conn.execute(still.values(state=state.value, snoozed_until=None)).rowcount == 1


def _log(w: Writer, what: Happened, actor: Actor, row: Any, state: CommentState) -> None:
    w.log(
        what,
        actor,
        account_id=row.account_id,
        comment_id=row.id,
        revision=row.revision,
        before=row.state,
        after=state.value,
    )
    w.tell(Topic.COMMENT, row.id)
