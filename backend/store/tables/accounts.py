"""Accounts, what they can do, and how they are doing. No secret is ever in these tables."""

from sqlmodel import Field, SQLModel

from backend.model.account import HealthState
from backend.store.tables.columns import index_where, key, maybe_micros, micros, one_of, prose, ref


class AccountRow(SQLModel, table=True):
    """One presence on one platform. A removed account keeps its row (and its history): `removed_at` is set.

    `complete_since`: comments written since then have all been read (the bound of the backfill).
    """

    __tablename__ = "account"
    __table_args__ = (
        index_where("removed_at IS NULL", "account_short_name", "short_name", unique=True),
        index_where("removed_at IS NULL", "account_remote", "platform", "base_url", "remote_id", unique=True),
    )

    id: int | None = key()
    platform: str
    short_name: str = Field(max_length=8)
    colour: str = prose()
    remote_id: str
    handle: str
    name: str = prose()
    base_url: str
    capabilities: str = prose("{}")
    complete_since: int | None = maybe_micros()
    created_at: int = micros()
    removed_at: int | None = maybe_micros()


class AccountHealthRow(SQLModel, table=True):
    """The worker's word on an account, apart from it so that a heartbeat rewrites little and journals nothing."""

    __tablename__ = "account_health"
    __table_args__ = (one_of("state", HealthState, "account_health_known"),)

    account_id: int = ref("account.id", primary_key=True)
    state: str = HealthState.NEW.value
    since: int = micros()
    code: str = prose()
    params: str = prose("{}")
    last_complete_at: int | None = maybe_micros()
    rate_share: float = 0.0
    next_at: int | None = maybe_micros()
