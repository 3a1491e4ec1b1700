"""What time does to questions: a reminder at half time, the fallback at the deadline, and then they are late."""

from typing import Any

from sqlalchemy import select, update

from backend.model.actor import SYSTEM
from backend.model.case import CaseState
from backend.model.change import Topic
from backend.model.clock import Micros
from backend.model.event import Happened
from backend.model.mail import About, MailState
from backend.policy.question_mail import Kind
from backend.policy.questions import Standing, Step, next_deadline, next_step
from backend.store.engine import Store, Writer
from backend.store.read.questions import questions_wait
from backend.store.write.question_ends import DOUBTFUL, OVER, drop_unsent, of_question
from backend.store.write.question_mails import THROUGH, locked_question, log_question, rewrite_in, send_in
from backend.store.write.rows import case_file, case_question, contact, mail_out


def care(store: Store) -> int:
    """Do what is due about questions of open cases; return about how many something was done."""
    if not questions_wait(store.reader):
        return 0
    with store.write() as w:
        asked = (
            select(case_question)
            .join(case_file, case_file.c.id == case_question.c.case_id)
            .where(case_question.c.answered_at.is_(None), case_question.c.withdrawn_at.is_(None))
            .where(case_question.c.late_at.is_(None), case_question.c.lost_at.is_(None))
            .where(case_file.c.state == CaseState.OPEN.value)
            .order_by(case_question.c.id)
        )
        due = [row.id for row in w.conn.execute(asked).all() if next_step(_standing(w, row), w.now)]
    return sum(_care(store, key) for key in due)


def _care(store: Store, question_id: int) -> bool:
    """Look at a question again, locked, and do what is due."""
    with store.write() as w:
        case, row = locked_question(w, question_id)
        over = row.answered_at is not None or row.withdrawn_at is not None or case.state != CaseState.OPEN
        step = None if over else next_step(_standing(w, row), w.now)
        if step is not None:
            _DO[step](w, case, row)
        return step is not None


def _standing(w: Writer, row: Any) -> Standing:
    asked = select(contact.c.mail, contact.c.fallback_id).where(contact.c.id == (row.passed_to or row.contact_id))
    turn = w.conn.execute(asked).one()
    return Standing(
        turn_at=Micros(row.turn_at),
        deadline=Micros(row.deadline),
        reminded=row.reminded_at is not None,
        unreachable=_unreachable(w, row, turn.mail),
        waits=_waits(w, row),
        fallback=row.passed_to is None and _is_there(w, turn.fallback_id),
        late=row.late_at is not None,
        lost=row.lost_at is not None,
    )


def _unreachable(w: Writer, row: Any, address: str) -> bool:
    """Tell whether a mail to who is asked now could not be delivered; one that may have arrived does not count."""
    asked = select(mail_out.c.id).where(
        of_question((row.id,)),
        mail_out.c.to_address == address,
        mail_out.c.state == MailState.FAILED.value,
        mail_out.c.code.not_in((DOUBTFUL.code, OVER.code)),
    )
    return w.conn.execute(asked).first() is not None


def _waits(w: Writer, row: Any) -> bool:
    """Tell whether the mail with which their turn begins is still on its way."""
    turn = About.QUESTION if row.passed_to is None else About.FALLBACK
    asked = select(mail_out.c.id).where(mail_out.c.ref == row.id, mail_out.c.about == turn.value)
    return w.conn.execute(asked.where(mail_out.c.state.not_in(THROUGH))).first() is not None


def _is_there(w: Writer, contact_id: int | None) -> bool:
    asked = select(contact.c.id).where(contact.c.id == contact_id, contact.c.active)
    return contact_id is not None and w.conn.execute(asked).first() is not None


def _remind(w: Writer, case: Any, row: Any) -> None:
    send_in(w, row.id, Kind.REMINDER)
    _put(w, row.id, reminded_at=w.now)
    log_question(w, Happened.QUESTION_REMINDED, SYSTEM, case, row.id)


def _pass(w: Writer, case: Any, row: Any) -> None:
    asked = select(contact.c.fallback_id).where(contact.c.id == row.contact_id)
    fallback = int(w.conn.execute(asked).scalar_one())
    until = next_deadline(Micros(row.turn_at), Micros(row.deadline), w.now)
    _put(w, row.id, passed_at=w.now, passed_to=fallback, turn_at=w.now, deadline=until, reminded_at=None)
    drop_unsent(w, (row.id,))
    send_in(w, row.id, Kind.FALLBACK)
    log_question(w, Happened.QUESTION_PASSED, SYSTEM, case, row.id, contact=fallback)


def _wait(w: Writer, case: Any, row: Any) -> None:
    _put(w, row.id, turn_at=w.now, deadline=next_deadline(Micros(row.turn_at), Micros(row.deadline), w.now))
    rewrite_in(w, (row.id,))
    w.tell(Topic.CASE, case.id)


def _late(w: Writer, case: Any, row: Any) -> None:
    _put(w, row.id, late_at=w.now)
    log_question(w, Happened.QUESTION_LATE, SYSTEM, case, row.id)


def _lost(w: Writer, case: Any, row: Any) -> None:
    _put(w, row.id, lost_at=w.now)
    log_question(w, Happened.QUESTION_LOST, SYSTEM, case, row.id)


def _put(w: Writer, question_id: int, **values: object) -> None:
    w.conn.execute(update(case_question).where(case_question.c.id == question_id).values(values))


_DO = {Step.REMIND: _remind, Step.FALLBACK: _pass, Step.LATE: _late, Step.LOST: _lost, Step.WAIT: _wait}
