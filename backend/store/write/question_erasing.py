"""What a comment's words leave behind in questions: the excerpt, the mails that carried it, and what quoted it back."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select, update

from backend.model.actor import SYSTEM
from backend.model.event import Happened
from backend.store.engine import Writer
from backend.store.write.question_ends import drop_unsent, end_in, of_question
from backend.store.write.question_mails import THROUGH, locked_question, log_question, rewrite_in
from backend.store.write.rows import case_question, comment, mail_out, question_answer, question_quote


def blank_quotes(w: Writer, comment_ids: Sequence[int]) -> None:
    """Take these comments' words, and who wrote them, out of whatever was asked about them.

    A mail that has not left goes without them. What came back loses its whole text, which quotes ours; the answer's own
    words stay, as what a member wrote does: see `blank_asked`.
    """
    about = question_quote.c.comment_id.in_(comment_ids) & (question_quote.c.excerpt != "")
    blank = update(question_quote).where(about).values(excerpt="").returning(question_quote.c.question_id)
    _say_anew(w, sorted(set(w.conn.execute(blank).scalars())))


def blank_names(w: Writer, author_ids: Sequence[int]) -> None:
    """Take the names of authors out of the mails that named them."""
    asked = (
        select(case_question.c.id)
        .join(question_quote, question_quote.c.question_id == case_question.c.id)
        .join(comment, comment.c.id == question_quote.c.comment_id)
        .where(case_question.c.named, comment.c.author_id.in_(author_ids))
    )
    _say_anew(w, sorted(set(w.conn.execute(asked).scalars())))


def _say_anew(w: Writer, ids: Sequence[int]) -> None:
    """Blank the mails of questions that are through and what quotes them; put those together again that are not."""
    if not ids:
        return
    w.conn.execute(update(mail_out).where(of_question(ids), mail_out.c.state.in_(THROUGH)).values(body=""))
    w.conn.execute(update(question_answer).where(question_answer.c.question_id.in_(ids)).values(whole=""))
    rewrite_in(w, ids)


def blank_asked(w: Writer, comment_ids: Sequence[int]) -> None:
    """Blank what was asked and answered about comments whose writer had us delete them: it speaks of that person."""
    _blank(w, select(question_quote.c.question_id).where(question_quote.c.comment_id.in_(comment_ids)))


def blank_case_questions(w: Writer, case_ids: Sequence[int]) -> None:
    """Blank what was asked and answered in cases of which nobody's words are left."""
    _blank(w, select(case_question.c.id).where(case_question.c.case_id.in_(case_ids)))


def _blank(w: Writer, which: Select[Any]) -> None:
    """Blank questions with their answers and mails. One that waits is taken back: nothing is left to ask."""
    ids = sorted(w.conn.execute(which.distinct()).scalars())
    if not ids:
        return
    for case, row in [locked_question(w, key) for key in ids]:
        if row.answered_at is None and row.withdrawn_at is None:
            end_in(w, row.id, withdrawn_at=w.now)
            log_question(w, Happened.QUESTION_WITHDRAWN, SYSTEM, case, row.id)
    drop_unsent(w, ids)
    w.conn.execute(update(case_question).where(case_question.c.id.in_(ids)).values(question=""))
    came = update(question_answer).where(question_answer.c.question_id.in_(ids))
    w.conn.execute(came.values(text="", whole=""))
    w.conn.execute(update(mail_out).where(of_question(ids)).values(body=""))
