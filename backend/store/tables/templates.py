"""Templates and their versions."""

from sqlalchemy import Index
from sqlmodel import SQLModel

from backend.model.template import TemplateState
from backend.store.tables.columns import key, maybe_micros, maybe_ref, micros, one_of, prose, ref


class TemplateRow(SQLModel, table=True):
    """A canned reply: its code is unique within a language. `version` is the newest number in `template_version`."""

    __tablename__ = "template"
    __table_args__ = (
        Index("template_code", "code", "language", unique=True),
        one_of("state", TemplateState, "template_state_known"),
    )

    id: int | None = key()
    code: str
    language: str
    title: str = prose()
    state: str = TemplateState.DRAFT.value
    version: int = 1
    tags: str = prose("[]")
    account_id: int | None = maybe_ref("account.id")
    owner_id: int | None = maybe_ref("member.id")
    review_at: int | None = maybe_micros()
    uses: int = 0


class TemplateVersionRow(SQLModel, table=True):
    """A template's body at one time; an edit adds a row."""

    __tablename__ = "template_version"
    __table_args__ = (Index("template_version_number", "template_id", "number", unique=True),)

    id: int | None = key()
    template_id: int = ref("template.id")
    number: int = 1
    body: str = prose()
    member_id: int | None = maybe_ref("member.id")
    made_at: int = micros()
