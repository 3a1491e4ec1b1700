"""Pictures that go with answers."""

from sqlalchemy import Index, LargeBinary
from sqlmodel import Field, SQLModel

from backend.store.tables.columns import key, maybe_wide, micros, number, prose


class AttachmentRow(SQLModel, table=True):
    """A picture with its bytes, kept once and never changed: see `backend.model.attachment`.

    `digest` is SHA-256 (hex) of the bytes. `made_by` is the member, empty where the machine's side put it in.
    """

    __tablename__ = "attachment"
    __table_args__ = (Index("attachment_once", "digest", "name", "alt", unique=True),)

    id: int | None = key()
    digest: str
    name: str = prose()
    mime: str
    alt: str = prose()
    size: int = number()
    data: bytes = Field(sa_type=LargeBinary)
    made_by: int | None = maybe_wide()
    made_at: int = micros()
