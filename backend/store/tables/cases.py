"""Cases and promises: what is kept in hand until it is put right, and what we said in public that we would do."""

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from backend.model.case import CaseState
from backend.store.tables.columns import (
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


class CaseFileRow(SQLModel, table=True):
    """A routine that runs. `charter` is the version of the charter it began with (0: without one).

    `late_at`: when a deadline of it was found to have passed, empty again when the deadline is met or moved. `said` is
    the word it was closed with. `joined_to`: the case that has its comments now. `by_category`: what its comments were
    said to be about opened it, and no member has put a comment in or out by hand since.
    """

    __tablename__ = "case_file"
    __table_args__ = (
        index_where("state = 'open'", "case_file_open", "due_at", "account_id"),
        one_of("state", CaseState, "case_file_state_known"),
    )

    id: int | None = key()
    account_id: int = ref("account.id")
    category: str
    charter: int = number()
    state: str = Field(default=CaseState.OPEN.value, sa_column_kwargs={"server_default": CaseState.OPEN.value})
    owner_id: int | None = maybe_ref("member.id")
    opened_by: int | None = maybe_ref("member.id")
    opened_at: int = micros()
    acknowledge_by: int | None = maybe_micros()
    acknowledged_at: int | None = maybe_micros()
    due_at: int | None = maybe_micros()
    late_at: int | None = maybe_micros()
    close_when: str = prose()
    closed_at: int | None = maybe_micros()
    closed_by: int | None = maybe_ref("member.id")
    said: str = prose()
    joined_to: int | None = maybe_ref("case_file.id")
    by_category: bool = flag()


class CaseCommentRow(SQLModel, table=True):
    """A comment of a case; it is in one open case at most. The people of a case are the authors of its comments."""

    __tablename__ = "case_comment"
    __table_args__ = (Index("case_comment_comment", "comment_id", "case_id"),)

    case_id: int = ref("case_file.id", primary_key=True)
    comment_id: int = ref("comment.id", primary_key=True)
    added_by: int | None = maybe_ref("member.id")
    added_at: int = micros()


class CaseStepRow(SQLModel, table=True):
    """One line of a case's checklist, as the charter had it when the case was opened."""

    __tablename__ = "case_step"

    case_id: int = ref("case_file.id", primary_key=True)
    number: int = Field(primary_key=True)
    text: str = prose()
    done_at: int | None = maybe_micros()
    done_by: int | None = maybe_ref("member.id")


class CaseNoteRow(SQLModel, table=True):
    """What a member noted on a case. Never leaves the team."""

    __tablename__ = "case_note"
    __table_args__ = (Index("case_note_case", "case_id", "id"),)

    id: int | None = key()
    case_id: int = ref("case_file.id")
    member_id: int = ref("member.id")
    text: str = prose()
    made_at: int = micros()


class PromiseRow(SQLModel, table=True):
    """Something an answer of ours said that we would do, and until when.

    `kept_outbox`: the answer that kept it, where no member said so. `overdue_at`: when it was found to be overdue,
    `raised_at` when it was put before everybody's eyes.
    """

    __tablename__ = "promise"
    __table_args__ = (
        Index("promise_outbox", "outbox_id", unique=True),
        Index("promise_comment", "comment_id"),
        index_where("kept_at IS NULL AND dropped_at IS NULL", "promise_open", "due_at", "id"),
    )

    id: int | None = key()
    account_id: int = ref("account.id")
    comment_id: int = ref("comment.id")
    outbox_id: int = ref("outbox.id")
    case_id: int | None = maybe_ref("case_file.id")
    owner_id: int = ref("member.id")
    said_at: int = micros()
    due_at: int = micros()
    kept_at: int | None = maybe_micros()
    kept_by: int | None = maybe_ref("member.id")
    kept_outbox: int | None = maybe_ref("outbox.id")
    dropped_at: int | None = maybe_micros()
    dropped_by: int | None = maybe_ref("member.id")
    overdue_at: int | None = maybe_micros()
    raised_at: int | None = maybe_micros()
