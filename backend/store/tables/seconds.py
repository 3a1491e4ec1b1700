"""Second opinions: an act that one member alone may not do, put to another."""

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from backend.store.tables.columns import (
    index_where,
    key,
    maybe_micros,
    maybe_ref,
    maybe_wide,
    micros,
    number,
    prose,
    ref,
)


class SecondOpinionRow(SQLModel, table=True):
    """An act (`verb`, `why`, and in `params` the end of a block) that waits for a second member: one open a comment.

    `revision` is the comment's as the act was decided on. `to_id` is whom it is put to, empty for everybody who may
    act there; `verdict` is yes or no, empty while it is open and when it was taken back; `said` their word.
    `deed_id`: the act of the member who asked, which the answer completes.
    """

    __tablename__ = "second_opinion"
    __table_args__ = (
        index_where("answered_at IS NULL", "second_opinion_open", "comment_id", unique=True),
        Index("second_opinion_comment", "comment_id", "id"),
    )

    id: int | None = key()
    comment_id: int = ref("comment.id")
    verb: str
    why: str
    params: str = prose("{}")
    revision: int = number()
    asked_by: int = ref("member.id")
    asked_at: int = micros()
    to_id: int | None = maybe_ref("member.id")
    answered_by: int | None = maybe_ref("member.id")
    answered_at: int | None = maybe_micros()
    verdict: str = Field(default="", sa_column_kwargs={"server_default": ""})
    said: str = prose()
    deed_id: int | None = maybe_wide()
