"""Work on a case: given to somebody, ticked off, noted on, acknowledged, closed, and opened again."""

from collections.abc import Sequence

from sqlalchemy import delete, insert, select, update

from backend.model.actor import CONTENT_ROLES, Actor, ActorKind
from backend.model.case import CaseResult, CaseState
from backend.model.clock import Micros
from backend.model.desk import Outcome
from backend.model.event import Happened
from backend.model.reason import Reason
from backend.policy.cases import missing
from backend.store.engine import Store, Writer
from backend.store.read.cases import STANDING, load_row
from backend.store.write.cases import case_of, comments_of, entered_case, hold_comments, log_case, take_out, tell_case
from backend.store.write.question_ends import ask_again_in
from backend.store.write.rows import case_file, case_note, case_step, member, rows
from backend.store.write.standing import may_in, name_of
from backend.store.write.targets import retarget_in
from backend.text.clean import clean, clean_line


def give(store: Store, actor: Actor, case_id: int, member_id: int | None) -> CaseResult:
    """Give an open case to a member, or to nobody. REFUSED for somebody who may not act on its account."""
    with store.write() as w:
        row, no = entered_case(w, actor, case_id)
        if no is not None:
            return no
        if member_id is not None and not _able(w, member_id, row.account_id):
            return CaseResult(Outcome.REFUSED, case_id, Reason("case.not_able"))
        w.conn.execute(update(case_file).where(case_file.c.id == case_id).values(owner_id=member_id))
        log_case(w, Happened.CASE_GIVEN, actor, case_id, row.account_id, before=row.owner_id or 0, after=member_id or 0)
        tell_case(w, case_id)
        return CaseResult(Outcome.DONE, case_id)


def move(store: Store, actor: Actor, case_id: int, due_at: Micros) -> CaseResult:
    """Give an open case another time to be closed by (UTC µs). REFUSED for one that has passed.

    It is late no more, but for an acknowledgement that is.
    """
    with store.write() as w:
        hold_comments(w, case_id)
        row, no = entered_case(w, actor, case_id)
        if no is None and due_at <= w.now:
            no = CaseResult(Outcome.REFUSED, case_id, Reason("deadline.past"))
        if no is not None:
            return no
        owed = row.acknowledged_at is None and row.acknowledge_by is not None and row.acknowledge_by < w.now
        values = {"due_at": due_at, "late_at": row.late_at if owed else None}
        w.conn.execute(update(case_file).where(case_file.c.id == case_id).values(values))
        retarget_in(w, comments_of(w, case_id))
        log_case(w, Happened.CASE_MOVED, actor, case_id, row.account_id, until=int(due_at))
        tell_case(w, case_id)
        return CaseResult(Outcome.DONE, case_id)


def _able(w: Writer, member_id: int, account_id: int) -> bool:
    active = select(member.c.id).where(member.c.id == member_id, member.c.active)
    return w.conn.execute(active).first() is not None and may_in(
        w, Actor(ActorKind.MEMBER, member_id), account_id, CONTENT_ROLES
    )


def tick(store: Store, actor: Actor, case_id: int, number: int, *, done: bool = True) -> CaseResult:
    """Tick a step off, or open it again. MOVED when it stands so already (`who` did it); GONE for no such step."""
    with store.write() as w:
        row, no = entered_case(w, actor, case_id)
        if no is not None:
            return no
        this = (case_step.c.case_id == case_id) & (case_step.c.number == number)
        step = w.conn.execute(select(case_step).where(this)).one_or_none()
        if step is None:
            return CaseResult(Outcome.GONE, case_id, Reason("case.no_step"))
        if (step.done_at is not None) == done:
            who = name_of(w, step.done_by)
            return CaseResult(Outcome.MOVED, case_id, Reason("case.step_done" if done else "case.step_open"), who)
        values = {"done_at": w.now, "done_by": actor.id} if done else {"done_at": None, "done_by": None}
        w.conn.execute(update(case_step).where(this).values(values))
        what = Happened.CASE_STEP_DONE if done else Happened.CASE_STEP_UNDONE
        log_case(w, what, actor, case_id, row.account_id, step=number)
        tell_case(w, case_id)
        return CaseResult(Outcome.DONE, case_id)


def note(store: Store, actor: Actor, case_id: int, text: str) -> CaseResult:
    """Note something on a case, also on a closed one. REFUSED when it is empty."""
    words = clean(text).strip()
    with store.write() as w:
        row, no = entered_case(w, actor, case_id, None)
        if no is None and not words:
            no = CaseResult(Outcome.REFUSED, case_id, Reason("note.empty"))
        if no is not None:
            return no
        values = {"case_id": case_id, "member_id": actor.id, "text": words, "made_at": w.now}
        w.conn.execute(insert(case_note), values)
        log_case(w, Happened.CASE_NOTED, actor, case_id, row.account_id)
        tell_case(w, case_id)
        return CaseResult(Outcome.DONE, case_id)


def drop_note(store: Store, actor: Actor, case_id: int, note_id: int) -> CaseResult:
    """Take a note of one's own away again. GONE when there is no such note of theirs."""
    with store.write() as w:
        _row, no = entered_case(w, actor, case_id, None)
        if no is not None:
            return no
        mine = delete(case_note).where(case_note.c.id == note_id, case_note.c.member_id == actor.id)
        if not w.conn.execute(mine.where(case_note.c.case_id == case_id)).rowcount:
            return CaseResult(Outcome.GONE, case_id, Reason("case.no_note"))
        tell_case(w, case_id)
        return CaseResult(Outcome.DONE, case_id)


def acknowledge(store: Store, actor: Actor, case_id: int, *, done: bool = True) -> CaseResult:
    """Note that the person has been told that we are at it (by phone, say), or take that back. MOVED when it is so."""
    with store.write() as w:
        hold_comments(w, case_id)
        row, no = entered_case(w, actor, case_id)
        if no is None and (row.acknowledged_at is not None) == done:
            said = Reason("case.acknowledged" if done else "case.not_acknowledged")
            no = CaseResult(Outcome.MOVED, case_id, said)
        if no is not None:
            return no
        values = {"acknowledged_at": w.now if done else None, "late_at": None}  # the next look sees what is late now
        w.conn.execute(update(case_file).where(case_file.c.id == case_id).values(values))
        retarget_in(w, comments_of(w, case_id))
        what = Happened.CASE_ACKNOWLEDGED if done else Happened.CASE_UNACKNOWLEDGED
        log_case(w, what, actor, case_id, row.account_id)
        tell_case(w, case_id)
        return CaseResult(Outcome.DONE, case_id)


def close(store: Store, actor: Actor, case_id: int, said: str = "") -> CaseResult:
    """Close a case. REFUSED, with what still stands open, where that needs a word (`said`) and there is none."""
    word = clean_line(said).strip()
    with store.write() as w:
        hold_comments(w, case_id)
        row, no = entered_case(w, actor, case_id)
        if no is not None:
            return no
        open_ = missing(load_row(rows(w, STANDING.format(where="f.id = ?"), (case_id,))[0]))
        if open_ and not word:
            return CaseResult(Outcome.REFUSED, case_id, open_[0])
        values = {"state": CaseState.CLOSED.value, "closed_at": w.now, "closed_by": actor.id, "said": word}
        w.conn.execute(update(case_file).where(case_file.c.id == case_id).values({**values, "late_at": None}))
        log_case(w, Happened.CASE_CLOSED, actor, case_id, row.account_id, left=len(open_))
        ours = comments_of(w, case_id)
        retarget_in(w, ours)
        tell_case(w, case_id, ours)
        return CaseResult(Outcome.DONE, case_id)


def reopen(store: Store, actor: Actor, case_id: int) -> CaseResult:
    """Open a closed case again; one that was joined to another has its comments back from there.

    MOVED when it is open, or when one of its comments is in another open case by now, whose key is told, or all are in
    others' hands. REFUSED where the open case it was joined to would have no comment left: a closed one keeps them.
    """
    with store.write() as w:
        hold_comments(w, case_id)
        row, no = entered_case(w, actor, case_id, CaseState.CLOSED)
        if no is not None:
            return no
        ours = comments_of(w, case_id)
        elsewhere = {key: other for key, other in case_of(w, ours).items() if other != row.joined_to}
        if elsewhere or not ours:
            other = min(elsewhere.values(), default=case_id)
            return CaseResult(Outcome.MOVED, other, Reason("case.exists" if elsewhere else "case.withdrawn"))
        if row.joined_to is not None and not _given_back(w, row.joined_to, ours):
            return CaseResult(Outcome.REFUSED, row.joined_to, Reason("case.last_comment"))
        values = {"state": CaseState.OPEN.value, "closed_at": None, "closed_by": None, "said": "", "joined_to": None}
        w.conn.execute(update(case_file).where(case_file.c.id == case_id).values(values))
        retarget_in(w, ours)
        ask_again_in(w, case_id)
        log_case(w, Happened.CASE_REOPENED, actor, case_id, row.account_id)
        tell_case(w, case_id, ours)
        return CaseResult(Outcome.DONE, case_id)


def _given_back(w: Writer, joined_to: int, ours: Sequence[int]) -> bool:
    """Take comments out of the case they were joined to, unless it has no others; tell whether they are free now."""
    if set(comments_of(w, joined_to)) - set(ours):
        take_out(w, joined_to, ours)
        return True
    return joined_to not in case_of(w, ours).values()
