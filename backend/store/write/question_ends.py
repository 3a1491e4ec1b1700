"""Which mails of a question no longer leave, because it is over; and which of them may have reached somebody."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, select, update

from backend.model.case import CaseState
from backend.model.clock import Micros
from backend.model.mail import ASKING, OF_QUESTION, About, MailState
from backend.model.reason import Reason
from backend.store.engine import Writer
from backend.store.write.rows import case_file, case_question, mail_out

DOUBTFUL = Reason("mail.doubtful")
OVER = Reason("mail.over")

Which = Sequence[int] | Select[Any]
"""Questions, by their keys."""


def of_question(which: Which) -> ColumnElement[bool]:
    """Those mails that are about these questions."""
    return mail_out.c.ref.in_(which) & mail_out.c.about.in_([one.value for one in OF_QUESTION])


def over_in(w: Writer, about: About, question_id: int, created_at: Micros) -> bool:
    """Tell whether a question's mail that was queued then must not leave.

    One that asks, when the question is answered, withdrawn, with somebody else by now, or its case is closed. The word
    that an answer is no longer needed, when nobody was asked.
    """
    if about not in OF_QUESTION:
        return False
    asked = select(case_question, case_file.c.state).join(case_file, case_file.c.id == case_question.c.case_id)
    row = w.conn.execute(asked.where(case_question.c.id == question_id)).one_or_none()
    if row is None:
        return False
    if about not in ASKING:
        return not has_left(w, row)
    ended = row.answered_at is not None or row.withdrawn_at is not None or row.state != CaseState.OPEN
    return ended or created_at < (row.passed_at or created_at)


def has_left(w: Writer, question: Any) -> bool:
    """Tell whether whoever is asked now may have a mail about it."""
    turn = About.QUESTION if question.passed_to is None else About.FALLBACK
    asked = select(mail_out.c.id).where(mail_out.c.ref == question.id, mail_out.c.about == turn.value)
    perhaps = (mail_out.c.state != MailState.FAILED.value) | mail_out.c.code.in_((DOUBTFUL.code, OVER.code))
    leaving = mail_out.c.state.in_((MailState.SENT.value, MailState.SENDING.value))
    left = leaving | ((mail_out.c.doubts > 0) & perhaps)
    return w.conn.execute(asked.where(left)).first() is not None


def drop_unsent(w: Writer, which: Which) -> None:
    """Take away the mails of questions that have surely not left. Those on their way end at their next attempt."""
    waits = (mail_out.c.state == MailState.QUEUED.value) & (mail_out.c.doubts == 0)
    w.conn.execute(delete(mail_out).where(of_question(which), waits))


def end_in(w: Writer, question_id: int, **values: object) -> None:
    """Note when a question was answered or withdrawn; nothing more is asked."""
    w.conn.execute(update(case_question).where(case_question.c.id == question_id).values(values))
    drop_unsent(w, (question_id,))


def ask_again_in(w: Writer, case_id: int) -> None:
    """Let the mails that a closed case kept back leave, now that it is open again."""
    open_ = case_question.c.answered_at.is_(None) & case_question.c.withdrawn_at.is_(None)
    which = select(case_question.c.id).where(case_question.c.case_id == case_id, open_)
    kept = of_question(which) & (mail_out.c.state == MailState.FAILED.value) & (mail_out.c.code == OVER.code)
    anew = {"state": MailState.QUEUED.value, "code": "", "not_before": w.now}
    w.conn.execute(update(mail_out).where(kept, mail_out.c.body != "").values(anew))
