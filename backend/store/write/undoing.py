"""Taking a deed back, and doing it again.

An act still in its window is cancelled; one that stands on the platform is reversed there where the platform has the
reverse; what stayed among us gets back what it was before. Each comment has its own result: what somebody has changed
since is left alone and said, and so is what cannot be reversed. Half an undo is reported as half.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, select, update

from backend.model.account import REVERSE, Act
from backend.model.actor import Actor, ActorKind, Role
from backend.model.category import Category
from backend.model.change import Topic
from backend.model.comment import RemoteState
from backend.model.desk import Outcome, Result
from backend.model.event import Happened
from backend.model.outbox import OutboxState
from backend.model.reason import Reason
from backend.model.triage import NEVER_AGAIN, At, Decision, Deed, Item, Verb, Why
from backend.store.engine import Store, Writer
from backend.store.write.actions import action, log_many, queue_in, queued_line
from backend.store.write.categories import taken_back_in
from backend.store.write.deciding import STEP, put_in
from backend.store.write.moves import DONE_THERE, end_in
from backend.store.write.rows import comment, deed, deed_item, outbox, strike
from backend.store.write.seconds import close_in, needing_in
from backend.store.write.sight import able_in
from backend.store.write.standing import may_in, refused
from backend.store.write.talk import withdraw_note_in, withdraw_referral_in
from backend.store.write.targets import retarget_in

_WAITING = (OutboxState.AWAITING_APPROVAL, OutboxState.PENDING, OutboxState.COPIED)
_ON_ITS_WAY = (OutboxState.SENDING, OutboxState.UNKNOWN)

_AGAIN = frozenset({Verb.DONE, Verb.REOPEN, Verb.SNOOZE, Verb.WAKE, Verb.ASSIGN, Verb.HIDE, Verb.UNHIDE, Verb.LIKE,
                    Verb.UNLIKE, Verb.MUTE, Verb.UNMUTE, Verb.LOCK, Verb.UNLOCK,
                    Verb.CATEGORISE}) - NEVER_AGAIN  # fmt: skip


def undo(
    store: Store, actor: Actor, deed_id: int | None = None, *, after: int = 0, whole: bool = False
) -> Deed | Result:
    """Take back one step (at most STEP comments) of a deed: the actor's last one when none is named.

    `after` is the last comment of the step before; a long deed is taken back in several, and the last one answers with
    fewer items than STEP. Returns a Result when nothing can be taken back: GONE for none or one that was taken back
    already, REFUSED for another's without the right of a lead. `whole`: REFUSED where an act of it has left for good.
    """
    with store.write() as w:
        found = _to_undo(w, actor, deed_id, begun=after > 0, whole=whole)
        if isinstance(found, Result):
            return found
        items = tuple(_undo_step(w, actor, found, after))
        undone = sum(item.ok for item in items)
        return Deed(found.id, Verb(found.verb), items, undone, len(items) - undone, _why(found))


def _why(row: Any) -> Why | None:
    return Why(row.why) if row.why else None


def _to_undo(w: Writer, actor: Actor, deed_id: int | None, *, begun: bool, whole: bool) -> Any:
    asked = select(deed)
    if deed_id is None:
        mine = asked.where(deed.c.member_id == actor.id, deed.c.undone_at.is_(None), deed.c.done > 0)
        found = w.conn.execute(mine.order_by(deed.c.id.desc()).limit(1).with_for_update()).one_or_none()
    else:
        found = w.conn.execute(asked.where(deed.c.id == deed_id).with_for_update()).one_or_none()
    if found is None:
        return Result(Outcome.GONE, Reason("undo.nothing"))
    if found.member_id != actor.id and not _leads(w, actor, found.id):
        return refused("undo.not_yours")
    if begun:
        return found
    if found.undone_at is not None:
        return Result(Outcome.GONE, Reason("undo.already"))
    if whole and _left_for_good(w, found.id):
        return refused("second.final")
    w.conn.execute(update(deed).where(deed.c.id == found.id).values(undone_at=w.now, undone_by=actor.id))
    w.conn.execute(delete(strike).where(strike.c.deed_id == found.id))
    w.log(Happened.DEED_UNDONE, actor, deed_id=found.id)
    w.tell(Topic.DEED, found.id)
    return found


def _left_for_good(w: Writer, deed_id: int) -> bool:
    """Tell whether an act of a deed stands where it cannot be taken back, or is just leaving.

    The comments are locked: the worker locks them as well before it takes an act.
    """
    its = select(deed_item.c.comment_id).where(deed_item.c.deed_id == deed_id)
    w.conn.execute(select(comment.c.id).where(comment.c.id.in_(its)).order_by(comment.c.id).with_for_update()).all()
    asked = select(outbox).join(deed_item, deed_item.c.outbox_id == outbox.c.id)
    acts = w.conn.execute(asked.where(deed_item.c.deed_id == deed_id))
    return any(
        Act(row.act) not in REVERSE
        if row.state == OutboxState.SENT
        else row.state in _ON_ITS_WAY or (row.state in _WAITING and row.first_attempt_at is not None)
        for row in acts
    )


def _leads(w: Writer, actor: Actor, deed_id: int) -> bool:
    """Tell whether the actor is a lead on every account the deed touched."""
    if actor.kind is not ActorKind.MEMBER:
        return True
    asked = (
        select(comment.c.account_id)
        .join(deed_item, deed_item.c.comment_id == comment.c.id)
        .where(deed_item.c.deed_id == deed_id)
        .distinct()
    )
    return all(may_in(w, actor, key, (Role.LEAD,)) for key in w.conn.execute(asked).scalars())


def _undo_step(w: Writer, actor: Actor, found: Any, after: int) -> list[Item]:
    done = select(deed_item).where(
        deed_item.c.deed_id == found.id,
        deed_item.c.comment_id > after,
        deed_item.c.outcome == Outcome.DONE.value,
        deed_item.c.undone_code == "",
    )
    entries = w.conn.execute(done.order_by(deed_item.c.comment_id).limit(STEP)).all()
    ids = [entry.comment_id for entry in entries]
    locked = select(comment).where(comment.c.id.in_(ids)).order_by(comment.c.id).with_for_update(key_share=True)
    rows = {row.id: row for row in w.conn.execute(locked)}
    actions = _actions(w, sorted({entry.outbox_id for entry in entries if entry.outbox_id is not None}))
    items = [_undo_one(w, actor, found, entry, rows[entry.comment_id], actions) for entry in entries]
    mark = update(deed_item).where(deed_item.c.deed_id == found.id)
    for item in items:
        said = "undone" if item.ok else (item.reason.code if item.reason else "undo.kept")
        w.conn.execute(mark.where(deed_item.c.comment_id == item.comment_id).values(undone_code=said))
        w.tell(Topic.COMMENT, item.comment_id)
    again = [item.comment_id for item in items if item.ok]
    if found.verb == Verb.CATEGORISE:
        taken_back_in(w, actor, again)
    else:
        retarget_in(w, again)  # a charter may have been saved while it was done
    return items


def _actions(w: Writer, keys: Sequence[int]) -> dict[int, Any]:
    """Lock what was queued."""
    asked = select(outbox).where(outbox.c.id.in_(keys)).order_by(outbox.c.id).with_for_update(key_share=True)
    return {row.id: row for row in w.conn.execute(asked)}


def _undo_one(w: Writer, actor: Actor, found: Any, entry: Any, row: Any, actions: Mapping[int, Any]) -> Item:
    queued = actions.get(entry.outbox_id) if entry.outbox_id is not None else None
    if queued is not None:
        return _undo_act(w, actor, found, entry, row, queued)
    match Verb(found.verb):
        case Verb.REFER:
            no = withdraw_referral_in(w, entry.comment_id)
        case Verb.HIDE | Verb.DELETE | Verb.BLOCK | Verb.LOCK:
            close_in(w, [entry.comment_id], found.id)
            no = None
        case Verb.NOTE:
            no = withdraw_note_in(w, entry.comment_id, entry.after)
        case Verb.CATEGORISE:
            no = Reason("undo.changed") if _said_since(w, found.id, entry.comment_id) else None
        case _:
            no = None
    return _item(entry, no) if no is not None else _put_back(w, entry, row)


def _said_since(w: Writer, deed_id: int, comment_id: int) -> bool:
    """Tell whether a later word on what a comment is about stands, which may be the same."""
    later = (
        select(deed.c.id)
        .join(deed_item, deed_item.c.deed_id == deed.c.id)
        .where(deed_item.c.comment_id == comment_id, deed.c.id > deed_id, deed.c.verb == Verb.CATEGORISE.value)
        .where(deed_item.c.outcome == Outcome.DONE.value, deed_item.c.undone_code == "")
    )
    return w.conn.execute(later.limit(1)).first() is not None


def _item(entry: Any, no: Reason | None) -> Item:
    if no is None:
        return Item(entry.comment_id, Outcome.DONE, outbox_id=entry.outbox_id)
    return Item(entry.comment_id, Outcome.MOVED, no, outbox_id=entry.outbox_id)


def _put_back(w: Writer, entry: Any, row: Any) -> Item:
    """Give the comment what it was before, unless somebody has changed just that since."""
    before, after = json.loads(entry.before), json.loads(entry.after)
    if any(getattr(row, name) != after[name] for name in before):
        return _item(entry, Reason("undo.changed"))
    put_in(w, [(row.id, before)] if before else [])
    return _item(entry, None)


def _undo_act(w: Writer, actor: Actor, found: Any, entry: Any, row: Any, queued: Any) -> Item:
    """Take back an act of a platform: cancel it, reverse it, or say why that cannot be.

    One block may stand for many comments of one author: whoever comes second finds it cancelled or reversed already.
    """
    state = w.conn.execute(select(outbox.c.state).where(outbox.c.id == queued.id)).scalar_one()
    if state == OutboxState.SENT:
        back = REVERSE.get(Act(queued.act))
        if back is None:
            return _item(entry, Reason("undo.final"))
        nothing = _nothing_left(queued, row)
        if nothing is not None:
            _put_back(w, entry, row)
            return Item(entry.comment_id, Outcome.DONE, nothing, outbox_id=entry.outbox_id)
        if needing_in(w, actor, Verb(back.value), None, [row], able_in(w, {row.account_id})):
            return _item(entry, Reason("second.back"))
        _reverse(w, actor, found, row, queued, back)
    elif state != OutboxState.CANCELLED:
        no = _cancel(w, actor, queued, state)
        if no is not None:
            return _item(entry, no)
    _put_back(w, entry, row)  # what somebody has decided since is left alone: the act itself is taken back
    return _item(entry, None)


def _nothing_left(queued: Any, row: Any) -> Reason | None:
    """Return why the platform need not be asked to take an act back, None when it must.

    What a colleague has done there is not fought: their own hide, or what they have shown again.
    """
    act = Act(queued.act)
    if act not in (Act.HIDE, Act.UNHIDE):
        return None
    if row.remote_state == RemoteState.DELETED:
        return Reason("comment.deleted")
    if queued.code == DONE_THERE.code:
        return Reason("undo.done_there")
    shown = row.remote_state == RemoteState.VISIBLE
    if shown == (act is Act.HIDE):
        return Reason("undo.shown_there" if shown else "undo.hidden_there")
    return None


def _cancel(w: Writer, actor: Actor, queued: Any, state: str) -> Reason | None:
    """Cancel what has certainly not left yet. Returns why it cannot be, None when it is cancelled."""
    if state not in _WAITING:
        return Reason("outbox.sending" if state in _ON_ITS_WAY else f"outbox.{state}")
    if queued.first_attempt_at is not None or not end_in(w, queued, OutboxState.CANCELLED, actor):
        return Reason("outbox.sending")
    return None


def _reverse(w: Writer, actor: Actor, found: Any, row: Any, queued: Any, back: Act) -> None:
    """Queue the reverse of an act that stands there, once; what was to reverse it later by itself goes with it."""
    asked = select(outbox).where(outbox.c.deed_id == found.id, outbox.c.act == back.value)
    there = w.conn.execute(asked.where(outbox.c.comment_id == queued.comment_id)).all()
    for waiting in (one for one in there if one.state == OutboxState.PENDING and one.after_id is not None):
        end_in(w, waiting, OutboxState.CANCELLED, actor)
    if any(one.after_id is None for one in there):
        return
    where = {"comment_id": queued.comment_id, "comment_state": row.state}
    reverse = action(w, actor, row, back, w.now, deed_id=found.id, record=queued.remote_id, **where)
    (key,) = queue_in(w, [reverse])
    log_many(w, actor, [queued_line(key, reverse, after=row.state)])


def to_redo(store: Store, actor: Actor) -> tuple[Decision, list[At]] | Result:
    """Return what `Z` does again: the decision the actor has just taken back, and the comments it was taken back on.

    REFUSED for what is never repeated (see NEVER_AGAIN) and for what had words of its own; GONE when the actor did
    something else since.
    """
    with store.write() as w:
        mine = select(deed).where(deed.c.member_id == actor.id).order_by(deed.c.id.desc()).limit(1)
        found = w.conn.execute(mine).one_or_none()
        if found is None or found.undone_by != actor.id:
            return Result(Outcome.GONE, Reason("redo.nothing"))
        if Verb(found.verb) not in _AGAIN:
            return refused("redo.never")
        return _as_done(w, found)


def taken_back(store: Store, actor: Actor, deed_id: int) -> tuple[Decision, list[At]]:
    """Return what a deed that the actor has taken back decided, and the comments on which that worked; else nothing."""
    with store.write() as w:
        mine = select(deed).where(deed.c.id == deed_id, deed.c.undone_by == actor.id)
        found = w.conn.execute(mine).one_or_none()
        return (Decision(Verb.DONE), []) if found is None else _as_done(w, found)


def _as_done(w: Writer, found: Any) -> tuple[Decision, list[At]]:
    """Return what a deed decided, and the comments on which it was taken back."""
    undone = select(deed_item.c.comment_id, deed_item.c.after).where(
        deed_item.c.deed_id == found.id, deed_item.c.undone_code == "undone"
    )
    rows = w.conn.execute(undone.order_by(deed_item.c.comment_id)).all()
    params = json.loads(found.params)
    if "category" in params:
        params["category"] = Category(params["category"])
    decision = Decision(Verb(found.verb), _why(found), **params)
    return decision, [At(row.comment_id, json.loads(row.after)["revision"]) for row in rows]
