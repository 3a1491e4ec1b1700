"""A question's mails, put together from its rows and queued; and the event of whatever happens to it."""

from typing import Any

from sqlalchemy import select, update

from backend.model.actor import Actor
from backend.model.change import Topic
from backend.model.clock import Micros
from backend.model.event import Happened
from backend.model.mail import About, MailState
from backend.model.reason import Reason
from backend.policy.question_mail import GONE, Asking, Kind, body, subject
from backend.store.engine import Writer
from backend.store.write.charters import charter_in
from backend.store.write.mails import mail_in, message_id_in
from backend.store.write.question_ends import Which, of_question
from backend.store.write.rows import (
    account,
    author,
    case_file,
    case_question,
    comment,
    contact,
    mail_out,
    question_quote,
)
from backend.store.write.standing import name_of

THROUGH = (MailState.SENT.value, MailState.FAILED.value)


def send_in(w: Writer, question_id: int, kind: Kind) -> None:
    """Queue a mail to whoever's turn a question is. Raises Conflict when their address is none."""
    row = question_in(w, question_id)
    to, one = _asking(w, row)
    of = (About.QUESTION,) if row.passed_to is None else (About.FALLBACK,)
    earlier = message_id_in(w, of, question_id) if kind in (Kind.REMINDER, Kind.WITHDRAWN) else ""
    mail_in(w, to, subject(kind, one), body(kind, one), about=About(kind.value), ref=question_id, in_reply_to=earlier)


def rewrite_in(w: Writer, which: Which) -> None:
    """Put the mails of questions together again that may still leave: what they say has changed."""
    moving = select(mail_out.c.id, mail_out.c.ref, mail_out.c.about).where(
        of_question(which), mail_out.c.state.not_in(THROUGH)
    )
    for mail in w.conn.execute(moving).all():
        _to, one = _asking(w, question_in(w, mail.ref))
        said = body(Kind(mail.about), one)
        w.conn.execute(update(mail_out).where(mail_out.c.id == mail.id).values(body=said))


def question_in(w: Writer, question_id: int) -> Any:
    """Return a question's row."""
    return w.conn.execute(select(case_question).where(case_question.c.id == question_id)).one()


def locked_question(w: Writer, question_id: int) -> tuple[Any, Any]:
    """Lock a question's case and then the question, and return both rows; None twice when there is no such question.

    Everybody locks them in this order.
    """
    found = w.conn.execute(select(case_question.c.case_id).where(case_question.c.id == question_id)).one_or_none()
    if found is None:
        return None, None
    case = w.conn.execute(select(case_file).where(case_file.c.id == found.case_id).with_for_update()).one()
    asked = select(case_question).where(case_question.c.id == question_id).with_for_update()
    return case, w.conn.execute(asked).one()


def log_question(w: Writer, what: Happened, actor: Actor, case: Any, question_id: int, **params: str | int) -> None:
    """Append an event to the case, and wake whoever looks at it."""
    first = select(question_quote.c.comment_id).where(question_quote.c.question_id == question_id).limit(1)
    comment_id = w.conn.execute(first).scalar_one_or_none()
    said = Reason(what.value, {"question": question_id, **params})
    w.log(what, actor, account_id=case.account_id, comment_id=comment_id, reason=said, case_id=case.id)
    w.tell(Topic.CASE, case.id)
    if comment_id is not None:
        w.tell(Topic.COMMENT, comment_id)


def _asking(w: Writer, row: Any) -> tuple[str, Asking]:
    """Return the address of whoever is asked now, and all that their mail says."""
    first = w.conn.execute(select(contact).where(contact.c.id == row.contact_id)).one()
    turn = row.passed_to and w.conn.execute(select(contact).where(contact.c.id == row.passed_to)).one()
    to = turn or first
    asked = select(account.c.id, account.c.name, account.c.short_name).join(
        case_file, case_file.c.account_id == account.c.id
    )
    on = w.conn.execute(asked.where(case_file.c.id == row.case_id)).one()
    return to.mail, Asking(
        to=to.name,
        language=to.language,
        member=name_of(w, row.member_id),
        account=on.name or on.short_name,
        question=row.question,
        quotes=_quotes(w, row),
        deadline=Micros(row.deadline),
        zone=charter_in(w, on.id).hours.zone,
        token=row.token,
        instead_of=first.name if turn else "",
    )


def _quotes(w: Writer, row: Any) -> list[tuple[str, str]]:
    """Return the quoted words with the names of their authors, who are left out unless the member named them.

    Words that had to go since, or that there never were, leave a sign.
    """
    asked = (
        select(question_quote.c.excerpt, author.c.name, author.c.handle)
        .join(comment, comment.c.id == question_quote.c.comment_id)
        .join(author, author.c.id == comment.c.author_id)
        .where(question_quote.c.question_id == row.id)
        .order_by(comment.c.sort_at, comment.c.id)
    )
    return [_quote(one, named=row.named) for one in w.conn.execute(asked)]


def _quote(one: Any, *, named: bool) -> tuple[str, str]:
    return (one.excerpt, (one.name or one.handle) if named else "") if one.excerpt else (GONE, "")
