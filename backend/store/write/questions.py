"""Questions put to contacts in a case: asked, withdrawn, and an answer of uncertain origin vouched for.

The mail is queued in the transaction of the question. What comes back is kept by `question_answers`, and what time does
to a question is done by `question_care`.
"""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import insert, select, update

from backend.model.actor import Actor
from backend.model.clock import Micros
from backend.model.desk import Outcome, Result
from backend.model.event import Happened
from backend.model.question import Came
from backend.policy.question_mail import Kind, quoted
from backend.policy.questions import LONGEST
from backend.store.engine import Store, Writer
from backend.store.read.masks import covered
from backend.store.write.cases import entered_case
from backend.store.write.question_ends import end_in, has_left
from backend.store.write.question_mails import locked_question, log_question, send_in
from backend.store.write.rows import (
    case_comment,
    case_question,
    comment,
    comment_revision,
    contact,
    insert_many,
    question_answer,
    question_quote,
)
from backend.store.write.standing import may_in, refused
from backend.text.clean import clean

EXCERPT = 2000
"""Characters of one comment that are put under a question."""

MOST_QUOTES = 10


def ask_contact(
    store: Store,
    actor: Actor,
    case_id: int,
    contact_id: int,
    question: str,
    comment_ids: Sequence[int],
    deadline: Micros,
    *,
    named: bool = False,
) -> Result:
    """Ask a contact something in an open case, by mail, with the words of some of its comments (the first 10).

    `deadline` in UTC µs; with `named` the comments' authors are named. Personal data in the words stays masked. REFUSED
    without a question, a contact, a deadline ahead, for comments of other cases, or without the right.
    """
    words = clean(question).strip()
    with store.write() as w:
        case, no = entered_case(w, actor, case_id)
        if no is not None:
            return Result(no.outcome, no.reason, who=no.who)
        wanted = comment_ids[:MOST_QUOTES]
        quotes = _excerpts(w, case_id, wanted)
        unfit = _unfit(w, words, contact_id, deadline)
        if unfit is None and set(quotes) != set(wanted):
            unfit = refused("question.not_here")
        if unfit is not None:
            return unfit
        said = {"case_id": case_id, "contact_id": contact_id, "member_id": actor.id, "question": words, "named": named}
        key = _enter(w, said | {"deadline": deadline}, quotes)
        send_in(w, key, Kind.QUESTION)
        log_question(w, Happened.QUESTION_ASKED, actor, case, key, contact=contact_id)
        return Result(Outcome.DONE)


def _enter(w: Writer, said: Mapping[str, object], quotes: Mapping[int, str]) -> int:
    """Enter a question with its quotes, and return its key."""
    values = {**said, "token": secrets.token_hex(8), "asked_at": w.now, "turn_at": w.now}
    key = int(w.conn.execute(insert(case_question).returning(case_question.c.id), values).scalar_one())
    rows = [{"question_id": key, "comment_id": one, "excerpt": text} for one, text in quotes.items()]
    insert_many(w, question_quote, rows)
    return key


def _unfit(w: Writer, words: str, contact_id: int, deadline: Micros) -> Result | None:
    if not words:
        return refused("question.empty")
    if deadline <= w.now or deadline > w.now + LONGEST:
        return refused("question.too_soon" if deadline <= w.now else "question.too_late")
    there = select(contact.c.id).where(contact.c.id == contact_id, contact.c.active)
    return None if w.conn.execute(there).first() is not None else refused("question.nobody")


def _excerpts(w: Writer, case_id: int, comment_ids: Sequence[int]) -> dict[int, str]:
    """Return the words of the case's comments among these, as they stand in a mail. Gone ones have none."""
    asked = (
        select(comment.c.id, comment_revision.c.text, comment_revision.c.spots)
        .join(case_comment, case_comment.c.comment_id == comment.c.id)
        .join(
            comment_revision,
            (comment_revision.c.comment_id == comment.c.id) & (comment_revision.c.number == comment.c.revision),
        )
        .where(case_comment.c.case_id == case_id, comment.c.id.in_(comment_ids))
    )
    found = ((row.id, covered(row.text, row.spots)) for row in w.conn.execute(asked))
    return {key: quoted(_cut(text)) if text else "" for key, text in found}


def _cut(text: str) -> str:
    return text if len(text) <= EXCERPT else f"{text[: EXCERPT - 1]}…"


def withdraw_question(store: Store, actor: Actor, question_id: int) -> Result:
    """Take a question back. A mail that has not left does not leave; whoever got one is told.

    GONE when there is none, MOVED when it is answered or withdrawn already, REFUSED without the right.
    """
    with store.write() as w:
        case, row = locked_question(w, question_id)
        no = _not_now(w, actor, case, row)
        if no is not None:
            return no
        end_in(w, question_id, withdrawn_at=w.now)
        if has_left(w, row):
            send_in(w, question_id, Kind.WITHDRAWN)
        log_question(w, Happened.QUESTION_WITHDRAWN, actor, case, question_id)
        return Result(Outcome.DONE)


def _not_now(w: Writer, actor: Actor, case: Any, row: Any) -> Result | None:
    if row is None:
        return Result(Outcome.GONE)
    if not may_in(w, actor, case.account_id):
        return refused("member.no_role")
    over = row.answered_at is not None or row.withdrawn_at is not None
    return Result(Outcome.MOVED, refused("question.over").reason) if over else None


def accept_answer(store: Store, actor: Actor, answer_id: int) -> Result:
    """Vouch for an answer that our server could not prove, or whose words could not be read: it counts from now on.

    GONE when there is no such answer, or nothing to vouch for; REFUSED without the right.
    """
    with store.write() as w:
        asked = select(question_answer).where(question_answer.c.id == answer_id)
        row = w.conn.execute(asked).one_or_none()
        counts = row is not None and (row.accepted_by is not None or (row.proven and row.text))
        if row is None or counts or row.kind != Came.ANSWER:
            return Result(Outcome.GONE, refused("question.no_answer").reason)
        case, question = locked_question(w, row.question_id)
        if not may_in(w, actor, case.account_id):
            return refused("member.no_role")
        w.conn.execute(update(question_answer).where(question_answer.c.id == answer_id).values(accepted_by=actor.id))
        if question.answered_at is None:
            end_in(w, question.id, answered_at=w.now)
        log_question(w, Happened.QUESTION_ACCEPTED, actor, case, question.id)
        return Result(Outcome.DONE)
