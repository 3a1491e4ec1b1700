"""Promises made in our answers: noticed when one has been sent, kept by the next answer, changed by a member.

A promise is its writer's. Whatever became of it can be put back: a date is changed again, what was kept or dropped is
opened again. Nothing of its words is kept here: they stand in the answer.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, exists, insert, select, update

from backend.model.account import Act
from backend.model.actor import SYSTEM, Actor, ActorKind
from backend.model.case import CaseResult
from backend.model.change import Topic
from backend.model.charter import Charter
from backend.model.clock import Micros
from backend.model.comment import CommentState
from backend.model.desk import Outcome
from backend.model.event import Happened
from backend.model.reason import Reason
from backend.policy.priority import LATE, NORMAL
from backend.policy.promises import due
from backend.store.engine import Store, Writer
from backend.store.write.cases import case_of, log_case
from backend.store.write.charters import SILENT, charter_in
from backend.store.write.rows import comment, comment_revision, event, member, outbox, promise
from backend.store.write.standing import may_in
from backend.store.write.targets import retarget_in
from backend.text.promises import Promised, promised

OPEN = promise.c.kept_at.is_(None) & promise.c.dropped_at.is_(None)


def answered_in(w: Writer, row: Any) -> None:
    """Note what an answer that stands on the platform promises, and which earlier promises it keeps.

    `row` is its outbox row. Only a member's answer keeps a promise: to the same person, in the same thread, written
    since. An answer that promises anew puts itself in the place of the older promise, and one that stands in the place
    of a deleted one keeps nothing that was promised there.
    """
    if row.actor_kind != ActorKind.MEMBER or row.actor_id is None or row.comment_id is None:
        return
    said, replaced = promised(row.text), _replaced(w, row)
    for one in _open_to(w, row):
        keeps = said is None and one.outbox_id not in replaced
        _settle(w, one, Actor(ActorKind.MEMBER, row.actor_id), keeps=keeps, outbox_id=row.id)
    if said is not None:
        _make(w, row, row.comment_id, said)


def edited_in(w: Writer, row: Any) -> None:
    """Read an answer of ours again whose words were changed, by the edit's outbox row.

    What it promises now is promised to whom it answered. A promise that the words before made as well stays as it is,
    another time moves it, and one that is there no longer is none.
    """
    if row.actor_kind != ActorKind.MEMBER or row.actor_id is None:
        return
    own = w.conn.execute(select(comment).where(comment.c.id == row.comment_id)).one()
    if own.parent_id is None:
        return
    older = (comment_revision.c.comment_id == own.id) & (comment_revision.c.number == row.revision)
    before = promised(w.conn.execute(select(comment_revision.c.text).where(older)).scalar_one_or_none() or "")
    said, actor = promised(row.text), Actor(ActorKind.MEMBER, row.actor_id)
    made = promise.c.outbox_id.in_(_words_of(w, own))
    there = w.conn.execute(select(promise).where(OPEN, made).order_by(promise.c.id)).first()
    if said is None:
        if there is not None:
            _settle(w, there, actor, keeps=False, outbox_id=row.id)
    elif there is not None:
        _say_again(w, there, row, None if before is not None and before.when == said.when else said, actor)
    elif before is None or before.when != said.when:
        _make(w, row, own.parent_id, said)


def _say_again(w: Writer, one: Any, row: Any, said: Promised | None, actor: Actor) -> None:
    """Let an open promise stand in its answer's words of now; `said` where they name another time."""
    w.conn.execute(update(promise).where(promise.c.id == one.id).values(outbox_id=row.id))
    if said is not None:
        _move(w, one, actor, due(said.when, w.now, _charter(w, row)))


def _words_of(w: Writer, own: Any) -> list[int]:
    """Return the outbox keys of an answer of ours and of its edits."""
    edits = (outbox.c.comment_id == own.id) & (outbox.c.act == Act.EDIT_OWN.value)
    return list(w.conn.execute(select(outbox.c.id).where((outbox.c.id == own.outbox_id) | edits)).scalars())


def _replaced(w: Writer, row: Any) -> list[int]:
    """Return the outbox keys of the answer in whose place this one was written, none for most."""
    asked = (
        select(comment)
        .join(outbox, outbox.c.comment_id == comment.c.id)
        .where(outbox.c.id == row.after_id, outbox.c.act == Act.DELETE_OWN.value)
    )
    own = w.conn.execute(asked).one_or_none() if row.after_id is not None else None
    return [] if own is None else _words_of(w, own)


def _open_to(w: Writer, row: Any) -> Sequence[Any]:
    """Return the open promises to the person an answer goes to, in its thread, written before it was.

    A scheduled answer may be older than a promise that was made while it waited.
    """
    here = select(comment.c.post_id, comment.c.author_id).where(comment.c.id == row.comment_id)
    post_id, author_id = w.conn.execute(here).one()
    asked = (
        select(promise)
        .join(comment, comment.c.id == promise.c.comment_id)
        .where(comment.c.post_id == post_id, comment.c.author_id == author_id)
        .where(OPEN, promise.c.outbox_id < row.id)
    )
    return w.conn.execute(asked.order_by(promise.c.id)).all()


def _make(w: Writer, row: Any, comment_id: int, said: Promised) -> None:
    there = select(promise.c.id).where(promise.c.outbox_id == row.id)
    if w.conn.execute(there).first() is not None:
        return
    charter = _charter(w, row)
    values = {
        "account_id": row.account_id,
        "comment_id": comment_id,
        "outbox_id": row.id,
        "case_id": case_of(w, [comment_id]).get(comment_id),
        "owner_id": row.actor_id,
        "said_at": w.now,
        "due_at": due(said.when, w.now, charter),
    }
    key = int(w.conn.execute(insert(promise).returning(promise.c.id), values).scalar_one())
    one = w.conn.execute(select(promise).where(promise.c.id == key)).one()
    _log(w, Happened.PROMISED, Actor(ActorKind.MEMBER, row.actor_id), one, until=int(one.due_at))
    tell_promise(w, one)


def _charter(w: Writer, row: Any) -> Charter:
    """Return the charter whose clock counts; without any charter the writer's own clock on the wall does."""
    charter = charter_in(w, row.account_id)
    if charter != SILENT:
        return charter
    zone = w.conn.execute(select(member.c.time_zone).where(member.c.id == row.actor_id)).scalar_one()
    return replace(charter, hours=replace(charter.hours, zone=zone))


def _settle(w: Writer, one: Any, actor: Actor, *, keeps: bool, outbox_id: int | None) -> None:
    """Note that a promise is kept, or was none (any more), and let its comment go where it waits for that alone."""
    who = {"kept_at": w.now, "kept_by": actor.id} if keeps else {"dropped_at": w.now, "dropped_by": actor.id}
    w.conn.execute(update(promise).where(promise.c.id == one.id).values(**who, kept_outbox=outbox_id))
    rest_in(w, one)
    _log(w, Happened.PROMISE_KEPT if keeps else Happened.PROMISE_DROPPED, actor, one)
    tell_promise(w, one)


def drop_erased_in(w: Writer, comment_ids: Sequence[int]) -> None:
    """Note that nothing is owed any more to people whose words were erased, at their wish."""
    asked = select(promise).where(OPEN, promise.c.comment_id.in_(comment_ids))
    for one in w.conn.execute(asked.order_by(promise.c.id)).all():
        _settle(w, one, SYSTEM, keeps=False, outbox_id=None)


def rest_in(w: Writer, one: Any) -> None:
    """Close a comment again that an overdue promise brought back, unless something else keeps it open since.

    What stays open is due by its charter again. Called once the promise no longer holds.
    """
    if one.overdue_at is None:
        return
    back = update(comment).where(
        comment.c.id == one.comment_id,
        comment.c.state == CommentState.OPEN.value,
        comment.c.due_at == one.due_at,
        comment.c.urgency == LATE,
        ~_came_back(one),
    )
    values = {"state": CommentState.DONE.value, "due_at": None, "urgency": NORMAL, "assigned_to": None}
    w.conn.execute(back.values(values))
    retarget_in(w, [one.comment_id])


def _came_back(one: Any) -> ColumnElement[bool]:
    """Tell whether a comment was edited or opened again since a promise about it: that waits to be decided too."""
    said = (Happened.COMMENT_EDITED.value, Happened.REOPENED.value)
    since = event.c.what.in_(said) & (event.c.after == CommentState.OPEN.value) & (event.c.at >= one.said_at)
    return exists().where(event.c.comment_id == one.comment_id, since)


def _log(w: Writer, what: Happened, actor: Actor, one: Any, **params: int) -> None:
    log_case(w, what, actor, one.case_id, one.account_id, comment_id=one.comment_id, promise=one.id, **params)


def tell_promise(w: Writer, one: Any) -> None:
    """Tell whoever looks that a promise has changed: it hangs on an answer, on its comment, and maybe on a case."""
    w.tell(Topic.COMMENT, one.comment_id)
    w.tell(Topic.OUTBOX, one.outbox_id)
    if one.case_id is not None:
        w.tell(Topic.CASE, one.case_id)


def _entered(w: Writer, actor: Actor, promise_id: int) -> tuple[Any, CaseResult | None]:
    row = w.conn.execute(select(promise).where(promise.c.id == promise_id).with_for_update()).one_or_none()
    if row is None:
        return None, CaseResult(Outcome.GONE, 0, Reason("promise.missing"))
    if not may_in(w, actor, row.account_id):
        return row, CaseResult(Outcome.REFUSED, row.case_id or 0, Reason("member.no_role"))
    return row, None


def _is_open(row: Any) -> bool:
    return row.kept_at is None and row.dropped_at is None


def move(store: Store, actor: Actor, promise_id: int, due_at: Micros) -> CaseResult:
    """Give an open promise another date (UTC µs). REFUSED for one that has passed; MOVED when it is settled by now."""
    with store.write() as w:
        row, no = _entered(w, actor, promise_id)
        if no is None and not _is_open(row):
            no = CaseResult(Outcome.MOVED, row.case_id or 0, Reason("promise.settled"))
        if no is None and due_at <= w.now:
            no = CaseResult(Outcome.REFUSED, row.case_id or 0, Reason("deadline.past"))
        if no is not None:
            return no
        _move(w, row, actor, due_at)
        return CaseResult(Outcome.DONE, row.case_id or 0)


def _move(w: Writer, one: Any, actor: Actor, due_at: Micros) -> None:
    values = {"due_at": due_at, "overdue_at": None, "raised_at": None}
    w.conn.execute(update(promise).where(promise.c.id == one.id).values(values))
    rest_in(w, one)
    _log(w, Happened.PROMISE_MOVED, actor, one, until=int(due_at))
    tell_promise(w, one)


def settle(store: Store, actor: Actor, promise_id: int, *, kept: bool) -> CaseResult:
    """Say that a promise is kept, or that it was none. MOVED when somebody has said so already."""
    with store.write() as w:
        row, no = _entered(w, actor, promise_id)
        if no is None and not _is_open(row):
            no = CaseResult(Outcome.MOVED, row.case_id or 0, Reason("promise.settled"))
        if no is not None:
            return no
        _settle(w, row, actor, keeps=kept, outbox_id=None)
        return CaseResult(Outcome.DONE, row.case_id or 0)


def open_again(store: Store, actor: Actor, promise_id: int) -> CaseResult:
    """Put a promise back that was kept or dropped, by somebody or by an answer. MOVED when it is open."""
    with store.write() as w:
        row, no = _entered(w, actor, promise_id)
        if no is None and _is_open(row):
            no = CaseResult(Outcome.MOVED, row.case_id or 0, Reason("promise.open"))
        if no is not None:
            return no
        empty = ("kept_at", "kept_by", "kept_outbox", "dropped_at", "dropped_by", "overdue_at", "raised_at")
        w.conn.execute(update(promise).where(promise.c.id == promise_id).values(dict.fromkeys(empty)))
        _log(w, Happened.PROMISE_OPENED, actor, row)
        tell_promise(w, row)
        return CaseResult(Outcome.DONE, row.case_id or 0)
