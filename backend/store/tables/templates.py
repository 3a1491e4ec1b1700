"""Templates, their versions, and what is said about them."""

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from backend.model.template import TemplateState, VersionState
from backend.store.tables.columns import (
    index_where,
    key,
    maybe_micros,
    maybe_ref,
    maybe_wide,
    micros,
    one_of,
    prose,
    ref,
    word_of,
)


class TemplateRow(SQLModel, table=True):
    """A canned reply: its code is unique within a language. What is true of all its versions.

    `version` is the newest number in `template_version`, and `state` speaks of that one; `approved` is the number whose
    words may be inserted, empty where there are none. `review_at` is when its owner is to read it anew.
    """

    __tablename__ = "template"
    __table_args__ = (
        Index("template_code", "code", "language", unique=True),
        one_of("state", TemplateState, "template_state_known"),
    )

    id: int | None = key()
    code: str
    language: str
    state: str = TemplateState.DRAFT.value
    version: int = 1
    tags: str = prose("[]")
    account_id: int | None = maybe_ref("account.id")
    owner_id: int | None = maybe_ref("member.id")
    review_at: int | None = maybe_micros()
    uses: int = 0
    platforms: str = prose("[]")
    purposes: str = prose("[]")
    paragraph: str = Field(default="", sa_column_kwargs={"server_default": ""})
    approved: int | None = Field(default=None, nullable=True)
    retired_at: int | None = maybe_micros()


class TemplateVersionRow(SQLModel, table=True):
    """A template's words at one time, and what became of them: an edit adds a row, and none is ever changed.

    `said` is the reviewer's word. One of a template is in review at a time. `attachments` are keys of pictures (JSON).
    """

    __tablename__ = "template_version"
    __table_args__ = (
        Index("template_version_number", "template_id", "number", unique=True),
        index_where("state = 'in_review'", "template_version_in_review", "template_id", unique=True),
    )

    id: int | None = key()
    template_id: int = ref("template.id")
    number: int = 1
    body: str = prose()
    member_id: int | None = maybe_ref("member.id")
    made_at: int = micros()
    title: str = prose()
    variants: str = prose("[]")
    state: str = word_of("state", VersionState, "template_version_state_known")
    sent_at: int | None = maybe_micros()
    reviewer_id: int | None = maybe_wide()
    reviewed_at: int | None = maybe_micros()
    said: str = prose()
    attachments: str = prose("[]")


class TemplateRemarkRow(SQLModel, table=True):
    """One line of the discussion on a template. With a comment: it did not fit that one, or was made from its answer.

    Such a line goes when the comment's writer has us delete what they wrote: it may quote them.
    """

    __tablename__ = "template_remark"
    __table_args__ = (Index("template_remark_on", "template_id", "id"),)

    id: int | None = key()
    template_id: int = ref("template.id")
    version: int = 1
    member_id: int = ref("member.id")
    text: str = prose()
    comment_id: int | None = maybe_ref("comment.id")
    made_at: int = micros()
