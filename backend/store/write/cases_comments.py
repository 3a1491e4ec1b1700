"""Which comments are in a case: added, removed, and all of them when two cases are joined."""

from sqlalchemy import select, update

from backend.model.actor import Actor
from backend.model.case import CaseResult, CaseState
from backend.model.desk import Outcome
from backend.model.event import Happened
from backend.model.reason import Reason
from backend.store.engine import Store
from backend.store.write.cases import (
    by_hand_in,
    comments_for,
    comments_of,
    entered_case,
    hold_comments,
    log_case,
    put_in_case,
    take_out,
    tell_case,
)
from backend.store.write.rows import case_file
from backend.store.write.targets import retarget_in


def add_comment(store: Store, actor: Actor, case_id: int, comment_id: int) -> CaseResult:
    """Put one more comment into an open case. MOVED when it is in an open case already, whose key is told."""
    with store.write() as w:
        found, no = comments_for(w, actor, [comment_id])
        if no is not None:
            return no
        row, no = entered_case(w, actor, case_id)
        if no is None and row.account_id != found[0].account_id:
            no = CaseResult(Outcome.REFUSED, case_id, Reason("case.accounts"))
        if no is not None:
            return no
        put_in_case(w, case_id, [comment_id], actor.id)
        by_hand_in(w, case_id)
        log_case(w, Happened.CASE_ADDED, actor, case_id, row.account_id, comment_id=comment_id)
        return CaseResult(Outcome.DONE, case_id)


def remove_comment(store: Store, actor: Actor, case_id: int, comment_id: int) -> CaseResult:
    """Take a comment out of an open case. REFUSED for the last one: a case without any is closed instead."""
    with store.write() as w:
        hold_comments(w, case_id)
        row, no = entered_case(w, actor, case_id)
        if no is not None:
            return no
        there = comments_of(w, case_id)
        if comment_id not in there:
            return CaseResult(Outcome.GONE, case_id, Reason("case.no_comment"))
        if len(there) == 1:
            return CaseResult(Outcome.REFUSED, case_id, Reason("case.last_comment"))
        take_out(w, case_id, [comment_id])
        by_hand_in(w, case_id)
        retarget_in(w, [comment_id])
        log_case(w, Happened.CASE_REMOVED, actor, case_id, row.account_id, comment_id=comment_id)
        return CaseResult(Outcome.DONE, case_id)


def join(store: Store, actor: Actor, case_id: int, into_id: int) -> CaseResult:
    """Join a case to another of the same account: its comments are there from now on, and the earlier deadlines hold.

    The joined case is closed and keeps its steps and notes; opened again it has its comments back. REFUSED for cases of
    two accounts, or a case and itself; MOVED when one of them is closed.
    """
    with store.write() as w:
        first, second = sorted((case_id, into_id))
        hold_comments(w, first, second)
        for key in (first, second):
            _row, no = entered_case(w, actor, key)
            if no is not None:
                return no
        both = {row.id: row for row in w.conn.execute(select(case_file).where(case_file.c.id.in_((first, second))))}
        if len(both) < 2 or both[case_id].account_id != both[into_id].account_id:
            return CaseResult(Outcome.REFUSED, case_id, Reason("case.accounts" if len(both) == 2 else "case.itself"))
        there = set(comments_of(w, into_id))
        put_in_case(w, into_id, [key for key in comments_of(w, case_id) if key not in there], actor.id)
        soonest = {name: _earlier(both[case_id], both[into_id], name) for name in ("acknowledge_by", "due_at")}
        w.conn.execute(update(case_file).where(case_file.c.id == into_id).values(soonest))
        closed = {"state": CaseState.CLOSED.value, "closed_at": w.now, "closed_by": actor.id, "joined_to": into_id}
        w.conn.execute(update(case_file).where(case_file.c.id == case_id).values(closed))
        tell_case(w, case_id)
        retarget_in(w, comments_of(w, into_id))
        for key, other in ((case_id, into_id), (into_id, case_id)):
            log_case(w, Happened.CASE_JOINED, actor, key, both[key].account_id, case=other)
        return CaseResult(Outcome.DONE, into_id)


def _earlier(one: object, other: object, name: str) -> int | None:
    return min((at for at in (getattr(one, name), getattr(other, name)) if at is not None), default=None)
