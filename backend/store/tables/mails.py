"""Mails on their way out, contacts, the questions put to them by mail, and what came back.

A mail's row is its whole life: it is queued in the transaction that gives the reason for it, and keeps its Message-ID
from then on. Bodies go some days after they were sent; what they quoted goes with the comment (`question_quote` says
which comments a question quotes).
"""

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from backend.model.mail import About, MailState
from backend.model.question import Came
from backend.store.tables.columns import (
    WIDE,
    flag,
    index_where,
    key,
    maybe_micros,
    maybe_ref,
    micros,
    number,
    one_of,
    prose,
    ref,
)

OPEN = "answered_at IS NULL AND withdrawn_at IS NULL"
MOVING = "state IN ('queued', 'sending', 'unknown')"


class ContactRow(SQLModel, table=True):
    """An expert without a desk, who is asked by mail. A name is unique among those that are active."""

    __tablename__ = "contact"
    __table_args__ = (index_where("active", "contact_name", "name", unique=True),)

    id: int | None = key()
    name: str
    area: str = prose()
    mail: str = prose()
    language: str
    fallback_id: int | None = maybe_ref("contact.id")
    active: bool = True
    made_at: int = micros()


class CaseQuestionRow(SQLModel, table=True):
    """A question in a case. `token` is how an answer is known: nobody else has it.

    `turn_at` is since when whoever is asked now has had it, `deadline` until when they should answer: both move when it
    is passed to the fallback (`passed_to`). `late_at`: nobody answered in time; `lost_at`: nobody can be reached.
    `named`: the authors of what is quoted are named.
    """

    __tablename__ = "case_question"
    __table_args__ = (
        Index("case_question_token", "token", unique=True),
        Index("case_question_case", "case_id", "id"),
        index_where(OPEN, "case_question_open", "id"),
    )

    id: int | None = key()
    case_id: int = ref("case_file.id")
    contact_id: int = ref("contact.id")
    member_id: int = ref("member.id")
    question: str = prose()
    named: bool = flag()
    token: str
    asked_at: int = micros()
    turn_at: int = micros()
    deadline: int = micros()
    reminded_at: int | None = maybe_micros()
    passed_at: int | None = maybe_micros()
    passed_to: int | None = maybe_ref("contact.id")
    late_at: int | None = maybe_micros()
    lost_at: int | None = maybe_micros()
    answered_at: int | None = maybe_micros()
    withdrawn_at: int | None = maybe_micros()


class QuestionQuoteRow(SQLModel, table=True):
    """A comment's words under a question. Empty once the comment's words had to go."""

    __tablename__ = "question_quote"
    __table_args__ = (Index("question_quote_comment", "comment_id"),)

    question_id: int = ref("case_question.id", primary_key=True)
    comment_id: int = ref("comment.id", primary_key=True)
    excerpt: str = prose()


class QuestionAnswerRow(SQLModel, table=True):
    """A mail that came back. `whole` holds all its words, `text` those of the answer; `attached` parts were left.

    `proven`: our server found it to be from the domain that was asked. `accepted_by`: who vouched for one that is not.
    """

    __tablename__ = "question_answer"
    __table_args__ = (
        Index("question_answer_once", "question_id", "message_key", unique=True),
        one_of("kind", Came, "question_answer_kind_known"),
    )

    id: int | None = key()
    question_id: int = ref("case_question.id")
    kind: str = Came.ANSWER.value
    proven: bool = flag()
    sender: str = prose()
    message_key: str
    text: str = prose()
    whole: str = prose()
    attached: int = number()
    written_at: int = micros()
    taken_at: int = micros()
    accepted_by: int | None = maybe_ref("member.id")


class MailOutRow(SQLModel, table=True):
    """A mail that is to leave, or has left. `ref` is the key of what it is `about` (0 for nothing of its own).

    `attempts` fences: only the holder of the newest may settle the row. `doubts` counts how often it left without an
    answer; it is written down before the words leave, so that a worker that dies then is known to have been there.
    `tries` counts how often it was refused for now.
    """

    __tablename__ = "mail_out"
    __table_args__ = (
        Index("mail_out_message", "message_id", unique=True),
        index_where(MOVING, "mail_out_due", "not_before"),
        Index("mail_out_about", "ref", "about"),
        one_of("about", About, "mail_out_about_known"),
        one_of("state", MailState, "mail_out_state_known"),
    )

    id: int | None = key()
    to_address: str = prose()
    subject: str = prose()
    body: str = prose()
    message_id: str
    in_reply_to: str = prose()
    about: str
    ref: int = Field(sa_type=WIDE)
    state: str = MailState.QUEUED.value
    attempts: int = number()
    doubts: int = number()
    tries: int = number()
    not_before: int = micros()
    created_at: int = micros()
    sent_at: int | None = maybe_micros()
    lease_until: int | None = maybe_micros()
    code: str = prose()
    params: str = prose("{}")


class MailSpotRow(SQLModel, table=True):
    """How far the mailbox has been read for somebody who is no account: by name, `UIDVALIDITY:UID`."""

    __tablename__ = "mail_spot"

    name: str = Field(primary_key=True)
    value: str = prose()
