"""The event log (kept) and the journal (a disposable feed)."""

from sqlalchemy import BigInteger, Index, Integer
from sqlmodel import Field, SQLModel

from backend.model.actor import ActorKind
from backend.model.change import Topic
from backend.store.tables.columns import WIDE, index_where, key, maybe_micros, maybe_wide, micros, one_of, prose


class EventRow(SQLModel, table=True):
    """One line of what was done. Ids, codes and digests only, so that it survives every erasure.

    `since`: when what it tells of began, where that was earlier than it was noticed (an account that is blind).
    """

    __tablename__ = "event"
    __table_args__ = (
        Index("event_comment", "comment_id", "id"),
        Index("event_at", "at"),
        index_where("deed_id IS NOT NULL", "event_deed", "deed_id"),
        index_where("case_id IS NOT NULL", "event_case", "case_id", "id"),
        one_of("actor_kind", ActorKind, "event_actor_known"),
    )

    id: int | None = key()
    at: int = micros()
    what: str
    actor_kind: str
    actor_id: int | None = Field(default=None, sa_type=WIDE, nullable=True)
    desk_id: int | None = Field(default=None, sa_type=WIDE, nullable=True)
    account_id: int | None = Field(default=None, sa_type=WIDE, nullable=True)
    comment_id: int | None = Field(default=None, sa_type=WIDE, nullable=True)
    outbox_id: int | None = Field(default=None, sa_type=WIDE, nullable=True)
    revision: int | None = Field(default=None, nullable=True)
    digest: str = prose()
    before: str = prose()
    after: str = prose()
    code: str = prose()
    params: str = prose("{}")
    deed_id: int | None = maybe_wide()
    since: int | None = maybe_micros()
    case_id: int | None = maybe_wide()


class JournalRow(SQLModel, table=True):
    """One line a change, read by everybody who watches, trimmed after 24 hours. Not the event log.

    AUTOINCREMENT: a number is never given twice, also after a trim. `xid` is PostgreSQL's transaction id, with which a
    reader leaves out lines behind which a slower transaction may still commit an earlier number.
    """

    __tablename__ = "journal"
    __table_args__ = (
        Index("journal_at", "at"),
        Index("journal_xid", "xid"),
        one_of("topic", Topic, "journal_topic_known"),
        {"sqlite_autoincrement": True},
    )

    seq: int | None = Field(default=None, primary_key=True, sa_type=BigInteger().with_variant(Integer, "sqlite"))
    at: int = micros()
    topic: str
    ref: int = Field(default=0, sa_type=WIDE)
    count: int = 1
    batch: str = prose()
    xid: int | None = Field(default=None, sa_type=BigInteger, nullable=True)
