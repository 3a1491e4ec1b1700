"""What came back by mail, into the case of its question: each mail once, with how far the mailbox was read."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, insert, select, update

from backend.model.actor import SYSTEM
from backend.model.change import Topic
from backend.model.event import Happened
from backend.model.mail import OF_QUESTION, MailState
from backend.model.question import Back, Came
from backend.model.reason import Reason
from backend.policy.questions import is_proven
from backend.store.codec import dump_params
from backend.store.engine import Store, Writer
from backend.store.read.questions import READ_TO, TROUBLE
from backend.store.write.question_ends import end_in, of_question
from backend.store.write.question_mails import locked_question, log_question
from backend.store.write.rows import case_question, contact, event, mail_out, mail_spot, question_answer, upsert
from backend.store.write.sync import check_fence_in
from backend.text.clean import clean, clean_line

MOST = 50
"""Mails of machines, or of nobody knows whom, that are kept of one question: one that answers machines must not fill
the store."""

MOST_PROVEN = 200
"""Answers that are kept of one question, surely from whom was asked."""


def keep_answers(store: Store, backs: Sequence[Back], read_to: str, fence: tuple[str, int]) -> int:
    """Keep mails that came back, and how far the mailbox was read, all or nothing; the same mail twice is one answer.

    Returns how many were new: mails about no question of ours are passed over. Raises LeaseLost.
    """
    with store.write() as w:
        check_fence_in(w, fence)
        new = sum(_keep(w, one) for one in backs)
        keep_spot_in(w, READ_TO, read_to)
        return new


def keep_spot_in(w: Writer, name: str, value: str) -> None:
    """Keep how far the mailbox was read for somebody."""
    new = upsert(w, mail_spot).values(name=name, value=value)
    w.conn.execute(new.on_conflict_do_update(index_elements=["name"], set_={"value": value}))


def show_unread(store: Store, why: Reason | None) -> None:
    """Say that answers cannot be read now, or that they can again (None)."""
    value = "" if why is None else f"{why.code} {dump_params(why.params)}"
    with store.write() as w:
        asked = select(mail_spot.c.value).where(mail_spot.c.name == TROUBLE)
        if (w.conn.execute(asked).scalar_one_or_none() or "") != value:
            keep_spot_in(w, TROUBLE, value)
            w.tell(Topic.MAIL, 0)


def _keep(w: Writer, back: Back) -> bool:
    """Keep one mail. Returns whether it was new."""
    question_id = _question_of(w, back)
    if question_id is None:
        return False
    case, row = locked_question(w, question_id)
    proven = back.kind is Came.ANSWER and is_proven(back.sender, back.signed, _asked(w, row))
    if _is_known(w, question_id, back) or _is_too_much(w, case, question_id, proven=proven):
        return False
    words = bool(row.question)  # what is asked may have been erased meanwhile: an answer speaks of the same person
    values = {
        "question_id": question_id,
        "kind": back.kind.value,
        "proven": proven,
        "sender": clean_line(back.sender),
        "message_key": clean_line(back.key),
        "text": clean(back.text) if words else "",
        "whole": clean(back.whole) if words else "",
        "attached": back.attached,
        "written_at": back.written_at,
        "taken_at": w.now,
    }
    w.conn.execute(insert(question_answer).values(values))
    _follow(w, case, row, back, counts=proven and bool(values["text"]))
    return True


def _is_known(w: Writer, question_id: int, back: Back) -> bool:
    """Tell whether a mail is kept already. Its question is locked, so nobody keeps it meanwhile."""
    same = question_answer.c.message_key == clean_line(back.key)
    asked = select(question_answer.c.id).where(question_answer.c.question_id == question_id, same)
    return w.conn.execute(asked).first() is not None


def _is_too_much(w: Writer, case: Any, question_id: int, *, proven: bool) -> bool:
    """Tell whether no more mails of this sort are kept of a question; the first that is left out is told of."""
    alike = (question_answer.c.question_id == question_id) & (question_answer.c.proven == proven)
    count = w.conn.execute(select(func.count()).select_from(question_answer).where(alike)).scalar_one()
    if count < (MOST_PROVEN if proven else MOST):
        return False
    told = (event.c.case_id == case.id) & (event.c.what == Happened.QUESTION_DROPPED.value)
    same = event.c.params == dump_params({"question": question_id})
    if w.conn.execute(select(event.c.id).where(told, same)).first() is None:
        log_question(w, Happened.QUESTION_DROPPED, SYSTEM, case, question_id)
    return True


def _follow(w: Writer, case: Any, row: Any, back: Back, *, counts: bool) -> None:
    """Do what a mail that came back means. An answer without words, or unproven, waits for somebody to look at it."""
    if counts and row.answered_at is None:
        end_in(w, row.id, answered_at=w.now)
    if back.kind is Came.BOUNCE:
        _bounced(w, row.id, back)
    said = {
        Came.ANSWER: Happened.QUESTION_ANSWERED if counts else Happened.QUESTION_UNPROVEN,
        Came.AUTO: Happened.QUESTION_AUTO,
        Came.BOUNCE: Happened.QUESTION_BOUNCED,
    }
    log_question(w, said[back.kind], SYSTEM, case, row.id)


def _bounced(w: Writer, question_id: int, back: Back) -> None:
    """Note at our mail that it was not delivered; what follows is done by `question_care`.

    A mail server on the way may have given our mail an id of its own: then it is the newest one to the address that the
    report names. One that names neither says of nobody that they cannot be reached: it may be late, and of another.
    """
    there = of_question((question_id,)) & func.lower(mail_out.c.to_address).in_([one.lower() for one in back.failed])
    newest = select(func.max(mail_out.c.id)).where(there).scalar_subquery()
    meant = mail_out.c.message_id.in_(back.ids) if back.ids else mail_out.c.id == newest
    for key in w.conn.execute(update(mail_out).where(meant).values(_FAILED).returning(mail_out.c.id)).scalars().all():
        w.tell(Topic.MAIL, key)


_FAILED = {"state": MailState.FAILED.value, "code": "mail.bounced", "params": "{}", "lease_until": None}


def _question_of(w: Writer, back: Back) -> int | None:
    """Return which question a mail is about: by the mail of ours that it answers, or by the token. None for none."""
    if back.ids:
        about = mail_out.c.about.in_([one.value for one in OF_QUESTION])
        asked = select(mail_out.c.ref).where(mail_out.c.message_id.in_(back.ids), about)
        found = w.conn.execute(asked.order_by(mail_out.c.id).limit(1)).scalar_one_or_none()
        if found is not None:
            return int(found)
    asked = select(case_question.c.id).where(case_question.c.token.in_(back.tokens))
    key = w.conn.execute(asked.limit(1)).scalar_one_or_none() if back.tokens else None
    return None if key is None else int(key)


def _asked(w: Writer, row: Any) -> list[str]:
    """Return the addresses that the question went to."""
    asked = select(contact.c.mail).where(contact.c.id.in_([row.contact_id, row.passed_to or row.contact_id]))
    return [one for one in w.conn.execute(asked).scalars() if one]
