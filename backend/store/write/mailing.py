"""The mailer's side of a mail: taken, about to leave, sent, put back, given up. Every word is fenced by (id, attempt).

That it leaves is written down before its words do (`doubts`). A worker that dies before has sent nothing; after that
nobody knows, and the mail goes once more under the same Message-ID: see `backend.worker.mailer`.
"""

from typing import Any

from sqlalchemy import ColumnElement, delete, or_, select, update

from backend.model.change import Topic
from backend.model.clock import DAY, SECOND, Micros, plus
from backend.model.mail import OF_QUESTION, About, MailState, OutMail
from backend.model.reason import Reason
from backend.store.codec import dump_params
from backend.store.engine import Store, Writer
from backend.store.reader import Reader
from backend.store.write.question_ends import DOUBTFUL, OVER, over_in
from backend.store.write.rows import case_question, contact, mail_out

BODIES_FOR = 7 * DAY
"""How long what was sent is kept (µs), so that somebody can look what left."""

FAILED_FOR = 30 * DAY
"""How long the words of a mail that could not be sent are kept (µs): it can be sent again."""

LOST = Reason("mail.lost")

_DUE = """
SELECT EXISTS (SELECT 1 FROM mail_out WHERE state IN ('queued', 'sending', 'unknown')
    AND CASE state WHEN 'sending' THEN lease_until ELSE not_before END <= ?)
"""
"""Its first condition is the index's own, so that what was sent long ago is not walked twice a second."""


def mails_due(reader: Reader, now: Micros) -> bool:
    """Tell whether any mail is to leave now."""
    return bool(reader.value(_DUE, (now,)))


def take_mail(store: Store, lease_s: float, most_doubts: int) -> OutMail | None:
    """Take the mail that is longest due for one attempt, None when none is. Its lease ends by itself after `lease_s`.

    What a worker left behind is due again. Given up instead: one that may have left `most_doubts` times already, and
    what is not needed any more (`over_in`).
    """
    with store.write() as w:
        while (row := _first_due(w)) is not None:
            over = over_in(w, About(row.about), row.ref, Micros(row.created_at))
            if not over and row.doubts < most_doubts:
                taken = {"attempts": row.attempts + 1, "lease_until": plus(w.now, int(lease_s * SECOND))}
                _put(w, row.id, row.attempts, state=MailState.SENDING.value, **taken)
                return _mail(w, row)
            _end(w, row.id, row.attempts, MailState.FAILED, OVER if over else DOUBTFUL)
    return None


def note_leaving(store: Store, mail: OutMail) -> bool:
    """Write down that a mail leaves now. False when it is no longer ours, or not needed since it was taken."""
    with store.write() as w:
        if over_in(w, mail.about, mail.ref, mail.created_at):
            _end(w, mail.id, mail.attempt, MailState.FAILED, OVER)
            return False
        return _put(w, mail.id, mail.attempt, doubts=mail.doubts + 1)


def settle_sent_mail(store: Store, mail: OutMail) -> None:
    """Note that the server has taken a mail."""
    with store.write() as w:
        _end(w, mail.id, mail.attempt, MailState.SENT, None, sent_at=w.now)


def put_back_mail(store: Store, mail: OutMail, not_before: Micros, why: Reason, *, refused: bool = False) -> None:
    """Let a mail go again later (UTC µs): it has not been taken, for sure. `refused`: the server said so."""
    with store.write() as w:
        counted = {"doubts": mail.doubts, "tries": mail.tries + refused}
        _end(w, mail.id, mail.attempt, MailState.QUEUED, why, not_before=not_before, **counted)


def doubt_mail(store: Store, mail: OutMail, not_before: Micros) -> None:
    """Note that a mail left and nobody knows whether it was taken. It goes again then (UTC µs)."""
    with store.write() as w:
        _end(w, mail.id, mail.attempt, MailState.UNKNOWN, LOST, not_before=not_before)


def fail_mail(store: Store, mail: OutMail, why: Reason) -> None:
    """Give a mail up: somebody has to do something."""
    with store.write() as w:
        _end(w, mail.id, mail.attempt, MailState.FAILED, why)


def show_waiting(store: Store, why: Reason) -> None:
    """Say at every mail that waits why none can leave now; each is told of once."""
    with store.write() as w:
        other = (mail_out.c.code != why.code) | (mail_out.c.params != dump_params(why.params))
        put = update(mail_out).where(_waits(w), other).values(code=why.code, params=dump_params(why.params))
        for row in w.conn.execute(put.returning(mail_out.c.id, mail_out.c.about, mail_out.c.ref)).all():
            _tell(w, row)


def send_again(store: Store, mail_id: int) -> bool:
    """Let a mail that was given up go again, as if it were new; False when there is none, or its words are gone."""
    with store.write() as w:
        failed = (mail_out.c.state == MailState.FAILED.value) & (mail_out.c.body != "")
        anew = {"attempts": mail_out.c.attempts + 1, "doubts": 0, "tries": 0, "not_before": w.now}
        put = update(mail_out).where(mail_out.c.id == mail_id, failed)
        put = put.values(state=MailState.QUEUED.value, code="", **anew)
        row = w.conn.execute(put.returning(mail_out.c.id, mail_out.c.about, mail_out.c.ref)).one_or_none()
        if row is not None:
            if row.about in OF_QUESTION:  # whoever is asked may be reached after all
                w.conn.execute(update(case_question).where(case_question.c.id == row.ref).values(lost_at=None))
            _tell(w, row)
        return row is not None


def blank_mails(store: Store) -> int:
    """Blank the words of mails that were sent a week ago, or given up a month ago; return how many.

    A digest goes altogether. An address goes with the words when no contact has it any more.
    """
    with store.write() as w:
        sent = (mail_out.c.state == MailState.SENT.value) & (mail_out.c.sent_at < plus(w.now, -BODIES_FOR))
        failed = (mail_out.c.state == MailState.FAILED.value) & (mail_out.c.not_before < plus(w.now, -FAILED_FOR))
        old = or_(sent, failed)
        gone = w.conn.execute(delete(mail_out).where(old, mail_out.c.about == About.DIGEST.value)).rowcount
        known = select(contact.c.mail).where(contact.c.active)
        strange = (mail_out.c.to_address != "") & mail_out.c.to_address.not_in(known)
        w.conn.execute(update(mail_out).where(old, strange).values(to_address="", subject=""))
        return gone + w.conn.execute(update(mail_out).where(old, mail_out.c.body != "").values(body="")).rowcount


def _waits(w: Writer) -> ColumnElement[bool]:
    waiting = mail_out.c.state.in_((MailState.QUEUED.value, MailState.UNKNOWN.value))
    return waiting & (mail_out.c.not_before <= w.now)


def _first_due(w: Writer) -> Any:
    left = (mail_out.c.state == MailState.SENDING.value) & (mail_out.c.lease_until <= w.now)
    asked = select(mail_out).where(or_(_waits(w), left)).order_by(mail_out.c.not_before, mail_out.c.id).limit(1)
    return w.conn.execute(asked.with_for_update(skip_locked=True)).one_or_none()


def _mail(w: Writer, row: Any) -> OutMail:
    about = About(row.about)
    asked = select(case_question.c.token).where(case_question.c.id == row.ref)
    token = w.conn.execute(asked).scalar_one_or_none() if about in OF_QUESTION else None
    return OutMail(
        id=row.id,
        to=row.to_address,
        subject=row.subject,
        body=row.body,
        message_id=row.message_id,
        in_reply_to=row.in_reply_to,
        about=about,
        ref=row.ref,
        state=MailState(row.state),
        attempt=row.attempts + 1,
        doubts=row.doubts,
        tries=row.tries,
        created_at=Micros(row.created_at),
        token=token or "",
    )


def _end(w: Writer, mail_id: int, attempt: int, state: MailState, why: Reason | None, **values: object) -> None:
    said = {"code": why.code if why else "", "params": dump_params(why.params if why else {}), "lease_until": None}
    _put(w, mail_id, attempt, state=state.value, **said, **values)


def _put(w: Writer, mail_id: int, attempt: int, **values: object) -> bool:
    """Change a row that is still in the hands of this attempt, and tell of it."""
    put = update(mail_out).where(mail_out.c.id == mail_id, mail_out.c.attempts == attempt).values(values)
    row = w.conn.execute(put.returning(mail_out.c.id, mail_out.c.about, mail_out.c.ref)).one_or_none()
    if row is not None:
        _tell(w, row)
    return row is not None


def _tell(w: Writer, row: Any) -> None:
    """Wake whoever looks at the mail, or at the case whose question it is about."""
    w.tell(Topic.MAIL, row.id)
    if row.about in OF_QUESTION:
        asked = select(case_question.c.case_id).where(case_question.c.id == row.ref)
        case_id = w.conn.execute(asked).scalar_one_or_none()
        if case_id is not None:
            w.tell(Topic.CASE, case_id)
