"""Comments that are known already: edited, hidden, returned, deleted, or the same as before (which costs no write)."""

from typing import Any

from sqlalchemy import case, insert, select, update

from backend.model.account import Act
from backend.model.actor import PLATFORM
from backend.model.change import Topic
from backend.model.comment import QUEUED, CommentState, Inflow, RemoteState
from backend.model.event import Happened, outbox_event
from backend.model.inflow import InComment
from backend.model.outbox import OutboxState
from backend.model.reason import Reason
from backend.policy.retention import stale
from backend.store.write.arriving import columns, counted, kind_of, read_off, words
from backend.store.write.filing import Filing
from backend.store.write.moves import end_in
from backend.store.write.rows import chunks, comment, comment_revision, event, lock_action, outbox, post
from backend.store.write.standing import REPLIES
from backend.store.write.targets import retarget_in
from backend.text.masking import load_spots
from backend.text.personal import exposes

_WAITING = (OutboxState.PENDING, OutboxState.AWAITING_APPROVAL)
_SHOWING = (Act.HIDE, Act.UNHIDE, Act.DELETE, Act.DELETE_OWN)

_TAKEN_AWAY: dict[str, tuple[str, ...]] = {
    RemoteState.DELETED.value: (Happened.COMMENT_DELETED.value,),
    RemoteState.HIDDEN.value: (Happened.COMMENT_HIDDEN.value, outbox_event(Act.HIDE, "queued")),
}
"""The events that close a comment because it was taken away, by how it stood then: its return is theirs undone."""


def file_known(filing: Filing) -> tuple[int, int, int]:
    """Compare known comments with how they came now; return how many changed, are gone, stayed the same."""
    changed = gone = same = 0
    read: list[int] = []
    old = stale(filing.w.now)
    for remote_id, one in filing.comments.items():
        row = filing.known.get(remote_id)
        if row is None:
            continue
        if one.remote_state is RemoteState.DELETED:
            gone += _leave(filing, row)
            continue
        at = row.fetched_at
        noted = filing.limited and (at is None or at <= old) and not row.own
        if noted:
            read.append(row.id)
        if _revise(filing, row, one, back=noted and at is None):
            changed += 1
        else:
            same += 1
    for some in chunks(read):  # they may be kept for as long again
        filing.w.conn.execute(update(comment).where(comment.c.id.in_(some)).values(fetched_at=filing.w.now))
    return changed, gone, same


def file_gone(filing: Filing) -> int:
    """Mark what is no longer there, and return how many comments. Open ones are done; answers on their way stop."""
    w = filing.w
    for remote_id in filing.gone & set(filing.post_ids):
        there = update(post).where(
            post.c.id == filing.post_ids[remote_id], post.c.remote_state != RemoteState.DELETED.value
        )
        if w.conn.execute(there.values(remote_state=RemoteState.DELETED.value)).rowcount:
            _post_gone(filing, filing.post_ids[remote_id])
    return sum(_leave(filing, filing.known[remote_id]) for remote_id in sorted(filing.gone & set(filing.known)))


def _post_gone(filing: Filing, post_id: int) -> None:
    """Say that a post is gone, and have the open comments under it looked at next: most platforms take them along."""
    w = filing.w
    open_ = update(comment).where(comment.c.post_id == post_id, comment.c.state == CommentState.OPEN.value)
    w.conn.execute(open_.where(comment.c.probed_at.is_not(None)).values(probed_at=0))
    reason = Reason("post.deleted", {"post": post_id})
    w.log(Happened.POST_DELETED, PLATFORM, account_id=filing.account_id, reason=reason)
    w.tell(Topic.POST, post_id)


def _leave(filing: Filing, row: Any) -> int:
    """Mark one comment deleted. Returns 1, or 0 when it was already, or by an act of ours that is still on its way."""
    w = filing.w
    if filing.changing(row.id, Act.DELETE, Act.DELETE_OWN):
        return 0
    there = update(comment).where(comment.c.id == row.id, comment.c.remote_state != RemoteState.DELETED.value)
    queued = comment.c.state.in_(QUEUED)
    state = case((queued, CommentState.DONE.value), else_=comment.c.state)
    if not w.conn.execute(there.values(remote_state=RemoteState.DELETED.value, state=state)).rowcount:
        return 0
    _stop_replies(filing, row, "comment.deleted")
    after = row.state if row.state == CommentState.ASIDE else CommentState.DONE.value
    _log(filing, Happened.COMMENT_DELETED, row, after=after)
    return 1


def _stop_replies(filing: Filing, row: Any, code: str) -> None:
    asked = select(outbox.c.id).where(
        outbox.c.comment_id == row.id, outbox.c.act.in_(REPLIES), outbox.c.state.in_(_WAITING)
    )
    for outbox_id in filing.w.conn.execute(asked).scalars().all():
        action = lock_action(filing.w, outbox_id)
        if action.state in _WAITING:
            end_in(filing.w, action, OutboxState.STOPPED, PLATFORM, Reason(code))


def _log(filing: Filing, what: Happened, row: Any, *, after: str, revision: int = 0, digest: str = "") -> None:
    filing.w.log(
        what,
        PLATFORM,
        account_id=filing.account_id,
        comment_id=row.id,
        revision=revision or row.revision,
        digest=digest,
        before=row.state,
        after=after,
    )
    filing.w.tell(Topic.COMMENT, row.id)


def _revise(filing: Filing, row: Any, one: InComment, *, back: bool) -> bool:
    """Write what differs, and return whether anything did that is news.

    `back`: the words had run out. They are written again, and whether attachments changed meanwhile cannot be told.
    """
    new = words(filing.w.now, row.id, row.revision, one)
    values = {name: value for name, value in columns(one).items() if getattr(row, name) != value}
    values |= _placed(filing, row, one) | _promoted(row, one) | _shown(filing, row, one)
    if one.edited_at is not None and one.edited_at != row.edited_at:
        values["edited_at"] = one.edited_at
    if row.own and filing.changing(row.id, Act.EDIT_OWN):
        pass  # these may be the words from before
    elif row.own and not row.digest:
        _replace_words(filing, row, new)
    elif row.digest != new["digest"] or (not back and _decorated(row, new, values)):
        values |= _edited(filing, row, new) | read_off(one, new)
        if exposes(new["text"], load_spots(new["spots"])):
            filing.personal.append(row.id)
    elif back or row.media != new["media"]:
        _replace_words(filing, row, new)
        values |= read_off(one, new)
    if back:
        values["expired_at"] = None
    counts = {name: count for name, count in counted(one).items() if getattr(row, name) != count}
    if values or counts:
        filing.w.conn.execute(update(comment).where(comment.c.id == row.id).values(values | counts))
    if not row.own and values.keys() & {"state", "traits"}:
        retarget_in(filing.w, [row.id])
    if values:
        filing.w.tell(Topic.COMMENT, row.id)
    return bool(values)


def _decorated(row: Any, new: dict[str, Any], values: dict[str, Any]) -> bool:
    """Tell whether an edit changed only what hangs on the words."""
    return "edited_at" in values and (row.media != new["media"] or "spoiler" in values)


def _replace_words(filing: Filing, row: Any, new: dict[str, Any]) -> None:
    """Write the words in place: the platform's own form of what we sent, or an attachment that is ready only now."""
    newest = update(comment_revision).where(
        comment_revision.c.comment_id == row.id, comment_revision.c.number == row.revision
    )
    filing.w.conn.execute(newest.values({name: new[name] for name in ("text", "raw", "media", "digest", "spots")}))


def _edited(filing: Filing, row: Any, new: dict[str, Any]) -> dict[str, Any]:
    """Add a revision. What was decided was decided on other words: it is open again, and answers on their way stop."""
    filing.w.conn.execute(insert(comment_revision), new | {"number": row.revision + 1})
    _stop_replies(filing, row, "comment.edited")
    done = CommentState.DONE.value
    after = CommentState.OPEN.value if row.state == done else row.state
    _log(filing, Happened.COMMENT_EDITED, row, after=after, revision=row.revision + 1, digest=new["digest"])
    state = case((comment.c.state == done, CommentState.OPEN.value), else_=comment.c.state)
    return {"revision": row.revision + 1, "state": state}


def _placed(filing: Filing, row: Any, one: InComment) -> dict[str, Any]:
    """Return a place in a thread that was not known when the comment came."""
    values: dict[str, Any] = {}
    parent = one.parent_remote_id
    if row.parent_remote_id is None and parent is not None:
        known = filing.known.get(parent)
        values |= {"parent_remote_id": parent, "parent_id": known.id if known is not None else None}
    root = one.root_remote_id
    if root != row.root_remote_id and row.root_remote_id in (row.remote_id, row.parent_remote_id):
        values |= {"root_remote_id": root, "post_id": filing.post_ids[root]}
    return values


def _promoted(row: Any, one: InComment) -> dict[str, Any]:
    """What was read as the context of a thread may turn out to speak to us; never the other way round."""
    kind = kind_of(one)
    if row.kind != Inflow.CONTEXT or kind in (Inflow.CONTEXT, Inflow.OWN):
        return {}
    return {"kind": kind.value, "state": CommentState.OPEN.value}


def _shown(filing: Filing, row: Any, one: InComment) -> dict[str, Any]:
    """Return another remote state than before, with its event. Whoever did it, it was not done here.

    Who hides a comment has decided it, as by a key of ours; what a filter holds still waits for somebody. What is shown
    again, or came back from deletion, is work as it was. What we hide, a platform may call held.
    """
    before, after = row.remote_state, one.remote_state
    if after.value == before or (before == RemoteState.HIDDEN and after is RemoteState.HELD):
        return {}
    if filing.changing(row.id, *_SHOWING):
        return {}
    values: dict[str, Any] = {"remote_state": after.value}
    if after is RemoteState.HIDDEN and row.state in QUEUED:
        values |= {"state": CommentState.DONE.value, "snoozed_until": None, "wake_on_reply": False}
    elif after is not RemoteState.HIDDEN and row.state == CommentState.DONE and before in _TAKEN_AWAY:
        values |= _undone(filing, row, _TAKEN_AWAY[before])
    hidden = after in (RemoteState.HIDDEN, RemoteState.HELD)
    what = Happened.COMMENT_HIDDEN if hidden else Happened.COMMENT_RETURNED
    _log(filing, what, row, after=values.get("state", row.state))
    return values


def _undone(filing: Filing, row: Any, by: tuple[str, ...]) -> dict[str, Any]:
    """Return the triage from before, where it was one of these events that closed the comment the last time."""
    asked = select(event.c.what, event.c.before).where(
        event.c.comment_id == row.id, event.c.before.in_(QUEUED), event.c.after == CommentState.DONE.value
    )
    last = filing.w.conn.execute(asked.order_by(event.c.id.desc()).limit(1)).one_or_none()
    return {"state": last.before} if last is not None and last.what in by else {}
