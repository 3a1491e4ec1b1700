"""What passes by itself: deadlines of cases and promises, and the first answer that acknowledges a case.

A case whose deadline passes makes its comments urgent; a promise that is not kept in time brings its comment back, to
its owner first and after a day to everybody. The leads see both from the first moment, in the list of cases.
"""

from typing import Any

from sqlalchemy import and_, case, or_, select, update

from backend.model.actor import SYSTEM, Actor, ActorKind
from backend.model.case import CaseState
from backend.model.clock import Micros, plus
from backend.model.comment import QUEUED, CommentState, RemoteState
from backend.model.event import Happened
from backend.policy.priority import LATE
from backend.policy.promises import RAISED_AFTER
from backend.store.engine import Store, Writer
from backend.store.write.cases import comments_of, log_case, tell_case
from backend.store.write.promises import answered_in, edited_in, tell_promise
from backend.store.write.rows import case_comment, case_file, comment, promise
from backend.store.write.standing import may_in
from backend.store.write.targets import retarget_in

AT_ONCE = 200
"""Cases or promises looked at in one transaction: what is left over waits for the next look."""

_DUE = """
SELECT 1 FROM case_file WHERE state = 'open' AND late_at IS NULL
    AND (acknowledged_at IS NULL AND acknowledge_by < ? OR due_at < ?)
UNION ALL SELECT 1 FROM promise WHERE kept_at IS NULL AND dropped_at IS NULL
    AND (overdue_at IS NULL AND due_at < ? OR raised_at IS NULL AND overdue_at < ?)
LIMIT 1
"""

_OPEN = case_file.c.state == CaseState.OPEN.value


def follow_answer_in(w: Writer, row: Any) -> None:
    """Write down what follows from an answer that stands on the platform, by its outbox row: see `promises`."""
    if row.comment_id is not None:
        acknowledge_in(w, row.comment_id, Actor(ActorKind(row.actor_kind), row.actor_id))
        answered_in(w, row)


def follow_edit_in(w: Writer, row: Any) -> None:
    """Write down what follows from other words for an answer that stands: see `promises`."""
    if row.comment_id is not None:
        edited_in(w, row)


def acknowledge_in(w: Writer, comment_id: int, actor: Actor = SYSTEM) -> None:
    """Note on the open case of a comment that its author has an answer: the first one acknowledges it."""
    mine = select(case_comment.c.case_id).where(case_comment.c.comment_id == comment_id)
    waiting = select(case_file).where(case_file.c.id.in_(mine), _OPEN, case_file.c.acknowledged_at.is_(None))
    for row in w.conn.execute(waiting).all():
        values = {"acknowledged_at": w.now, "late_at": None}
        w.conn.execute(update(case_file).where(case_file.c.id == row.id).values(values))
        if row.late_at is not None:
            retarget_in(w, comments_of(w, row.id))
        log_case(w, Happened.CASE_ACKNOWLEDGED, actor, row.id, row.account_id, comment_id=comment_id)
        tell_case(w, row.id)


def keep_cases(store: Store) -> int:
    """Mark what has become late of cases and promises: the worker's chore. Returns how many.

    Where nothing has, nothing is locked.
    """
    now = store.clock.now()
    if not store.reader.rows(_DUE, (now, now, now, plus(now, -RAISED_AFTER))):
        return 0
    return note_late_cases(store) + note_promises(store)


def note_late_cases(store: Store) -> int:
    """Mark the open cases whose next deadline has passed, and make their comments urgent. Returns how many."""
    with store.write() as w:
        unanswered = and_(case_file.c.acknowledged_at.is_(None), case_file.c.acknowledge_by < w.now)
        over = or_(unanswered, case_file.c.due_at < w.now)
        late = select(case_file.c.id).where(_OPEN, case_file.c.late_at.is_(None), over)
        keys = w.conn.execute(late.order_by(case_file.c.id).limit(AT_ONCE)).scalars().all()
        for key in keys:
            _late_case(w, key)
        return len(keys)


def _late_case(w: Writer, case_id: int) -> None:
    row = w.conn.execute(select(case_file).where(case_file.c.id == case_id)).one()
    w.conn.execute(update(case_file).where(case_file.c.id == case_id).values(late_at=w.now))
    passed = [at for at in (row.acknowledge_by if row.acknowledged_at is None else None, row.due_at) if at is not None]
    there = select(case_comment.c.comment_id).where(case_comment.c.case_id == case_id)
    keys = list(w.conn.execute(there).scalars())
    waiting = update(comment).where(comment.c.id.in_(keys), comment.c.state.in_(QUEUED))
    w.conn.execute(waiting.values(urgency=_raised(), due_at=_sooner(Micros(min(passed)))))
    log_case(w, Happened.CASE_LATE, SYSTEM, case_id, row.account_id, comment_id=keys[0] if keys else None)
    tell_case(w, case_id, keys)


def _raised() -> Any:
    return case((comment.c.urgency < LATE, LATE), else_=comment.c.urgency)


def _sooner(at: Micros) -> Any:
    return case((comment.c.due_at <= at, comment.c.due_at), else_=at)


def note_promises(store: Store) -> int:
    """Bring back the comments of promises that are overdue, and raise those of a day ago. Returns how many."""
    with store.write() as w:
        open_ = select(promise).where(promise.c.kept_at.is_(None), promise.c.dropped_at.is_(None))
        over = open_.where(promise.c.overdue_at.is_(None), promise.c.due_at < w.now)
        old = open_.where(promise.c.raised_at.is_(None), promise.c.overdue_at < plus(w.now, -RAISED_AFTER))
        first = w.conn.execute(over.order_by(promise.c.due_at).limit(AT_ONCE)).all()
        then = w.conn.execute(old.order_by(promise.c.due_at).limit(AT_ONCE)).all()
        for row in first:
            _overdue(w, row)
        for row in then:
            _raise(w, row)
        return len(first) + len(then)


def _overdue(w: Writer, row: Any) -> None:
    """Bring a promise's comment back as late, to the owner where they may still act there.

    One that waits for a colleague's word goes on waiting: it is work already. Nothing is left to do for an erased one.
    """
    w.conn.execute(update(promise).where(promise.c.id == row.id).values(overdue_at=w.now))
    left = (comment.c.remote_state != RemoteState.DELETED.value) & ~comment.c.erased
    there = update(comment).where(comment.c.id == row.comment_id, left)
    able = may_in(w, Actor(ActorKind.MEMBER, row.owner_id), row.account_id)
    waiting = CommentState.WAITING.value
    state = case((comment.c.state == waiting, waiting), else_=CommentState.OPEN.value)
    back = {"state": state, "due_at": row.due_at, "urgency": _raised(), "snoozed_until": None}
    w.conn.execute(there.values(**back, assigned_to=row.owner_id if able else None))
    _said(w, Happened.PROMISE_OVERDUE, row)


def _raise(w: Writer, row: Any) -> None:
    """Put an overdue promise before everybody: its comment is its owner's alone no longer."""
    w.conn.execute(update(promise).where(promise.c.id == row.id).values(raised_at=w.now))
    theirs = update(comment).where(comment.c.id == row.comment_id, comment.c.assigned_to == row.owner_id)
    w.conn.execute(theirs.values(assigned_to=None))
    _said(w, Happened.PROMISE_RAISED, row)


def _said(w: Writer, what: Happened, row: Any) -> None:
    log_case(w, what, SYSTEM, row.case_id, row.account_id, comment_id=row.comment_id, promise=row.id)
    tell_promise(w, row)
