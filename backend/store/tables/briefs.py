"""Briefs, their versions, and who has read which."""

from sqlalchemy import Index
from sqlmodel import SQLModel

from backend.store.tables.columns import index_where, key, maybe_micros, maybe_ref, maybe_wide, micros, prose, ref


class BriefRow(SQLModel, table=True):
    """A brief: where it holds (no account: everywhere) and until when. `version` is the newest in `brief_version`."""

    __tablename__ = "brief"
    __table_args__ = (index_where("ended_at IS NULL", "brief_holds", "until"),)

    id: int | None = key()
    account_id: int | None = maybe_ref("account.id")
    version: int = 1
    until: int = micros()
    ended_at: int | None = maybe_micros()
    ended_by: int | None = maybe_wide()


class BriefVersionRow(SQLModel, table=True):
    """What a brief said at one time; an edit adds a row. `use` and `avoid` are templates' codes (JSON)."""

    __tablename__ = "brief_version"
    __table_args__ = (Index("brief_version_number", "brief_id", "number", unique=True),)

    id: int | None = key()
    brief_id: int = ref("brief.id")
    number: int = 1
    title: str = prose()
    text: str = prose()
    use: str = prose("[]")
    avoid: str = prose("[]")
    until: int = micros()
    member_id: int | None = maybe_ref("member.id")
    made_at: int = micros()


class BriefReadRow(SQLModel, table=True):
    """Which version of a brief a member has read last."""

    __tablename__ = "brief_read"

    brief_id: int = ref("brief.id", primary_key=True)
    member_id: int = ref("member.id", primary_key=True)
    version: int = 1
    read_at: int = micros()
