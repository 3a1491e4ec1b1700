"""Charters, a row a version; pages being written; and how long answers took."""

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from backend.model.category import Category
from backend.model.page_draft import PageKind
from backend.store.tables.columns import (
    WIDE,
    flag,
    index_where,
    key,
    maybe_ref,
    micros,
    one_of,
    prose,
    ref,
)


class CharterVersionRow(SQLModel, table=True):
    """A charter as it was saved: an account's, or the house's (no account). The newest number holds.

    `body` is a `backend.model.charter.Charter` as JSON, `said` why it was changed, in the member's words.
    """

    __tablename__ = "charter_version"
    __table_args__ = (
        index_where("account_id IS NOT NULL", "charter_version_account", "account_id", "number", unique=True),
        index_where("account_id IS NULL", "charter_version_house", "number", unique=True),
    )

    id: int | None = key()
    account_id: int | None = maybe_ref("account.id")
    number: int
    body: str = prose()
    said: str = prose()
    member_id: int | None = maybe_ref("member.id")
    made_at: int = micros()


class PageDraftRow(SQLModel, table=True):
    """A member's unsaved page: what it is of (`kind`, `ref`), the version it was begun on, and the text so far.

    There may be several of one page: nothing that was typed at one desk is overwritten by another.
    """

    __tablename__ = "page_draft"
    __table_args__ = (
        Index("page_draft_of", "member_id", "kind", "ref", "saved_at"),
        one_of("kind", PageKind, "page_draft_kind_known"),
    )

    id: int | None = key()
    member_id: int = ref("member.id")
    kind: str
    ref: int = Field(sa_type=WIDE)
    base: int
    text: str = prose()
    saved_at: int = micros()


class AnswerTimeRow(SQLModel, table=True):
    """How long a comment waited for its first answer: seconds on the wall, and seconds of the charter's watch hours.

    `late`: it came after the deadline that held then. `category` is what the comment was when it was answered.
    """

    __tablename__ = "answer_time"
    __table_args__ = (
        Index("answer_time_account", "account_id", "answered_at"),
        one_of("category", ("", *Category), "answer_time_category_known"),
    )

    comment_id: int = ref("comment.id", primary_key=True)
    account_id: int = ref("account.id")
    category: str = ""
    came_at: int = micros()
    answered_at: int = micros()
    took_s: int = Field(sa_type=WIDE)
    watched_s: int = Field(sa_type=WIDE)
    late: bool = flag()
    member_id: int | None = maybe_ref("member.id")
