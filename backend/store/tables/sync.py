"""Where the worker is: cursors, wishes, workers and their leases."""

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from backend.store.tables.columns import WIDE, key, maybe_micros, maybe_ref, micros, prose, ref


class CursorRow(SQLModel, table=True):
    """How far a stream of an account has been read; saved in the transaction that saves the rows."""

    __tablename__ = "cursor"

    account_id: int = ref("account.id", primary_key=True)
    stream: str = Field(primary_key=True)
    value: str = prose()
    saved_at: int = micros()


class SyncRequestRow(SQLModel, table=True):
    """A desk's wish to the worker: re-read this account, post or comment now. `code`: why it could not be done."""

    __tablename__ = "sync_request"
    __table_args__ = (Index("sync_request_open", "account_id", "done_at"),)

    id: int | None = key()
    account_id: int = ref("account.id")
    comment_id: int | None = maybe_ref("comment.id")
    asked_at: int = micros()
    done_at: int | None = maybe_micros()
    code: str = prose()
    params: str = prose("{}")


class WorkerRow(SQLModel, table=True):
    """A worker process and its last heartbeat (which writes no journal line)."""

    __tablename__ = "worker"

    id: int | None = key()
    host: str = prose()
    pid: int = Field(default=0, sa_type=WIDE)
    version: str = prose()
    started_at: int = micros()
    beat_at: int = micros()
    stopped_at: int | None = maybe_micros()


class LeaseRow(SQLModel, table=True):
    """Who works on an account now. `fence` grows with every new holder; writes of an older holder are refused."""

    __tablename__ = "lease"

    name: str = Field(primary_key=True)
    worker_id: int = Field(sa_type=WIDE)
    until: int = micros()
    fence: int = 1
