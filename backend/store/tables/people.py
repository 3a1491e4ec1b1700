"""Members, their roles, and the desks they have open."""

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from backend.model.actor import Role
from backend.store.tables.columns import (
    WIDE,
    flag,
    index_where,
    key,
    maybe_micros,
    maybe_ref,
    micros,
    one_of,
    prose,
    ref,
)


class MemberRow(SQLModel, table=True):
    """A person of the team. `login` is unique among those that have one.

    `alias` is the name they answer under, `sign_consent` whether they agreed to be named; `mail` is where a digest goes
    and `digest_at` when the last one went.
    """

    __tablename__ = "member"

    id: int | None = key()
    name: str = prose()
    signature: str = prose()
    language: str = prose("en")
    time_zone: str = prose("UTC")
    login: str | None = Field(default=None, unique=True)
    active: bool = True
    created_at: int = micros()
    alias: str = prose()
    sign_consent: bool = flag()
    mail: str = prose()
    digest_at: int | None = maybe_micros()


class MemberRoleRow(SQLModel, table=True):
    """A role on one account, or on all (`account_id` empty)."""

    __tablename__ = "member_role"
    __table_args__ = (
        one_of("role", Role, "member_role_known"),
        Index("member_role_once", "member_id", "account_id", "role", unique=True),
        index_where("account_id IS NULL", "member_role_everywhere", "member_id", "role", unique=True),
    )

    id: int | None = key()
    member_id: int = ref("member.id")
    account_id: int | None = maybe_ref("account.id")
    role: str


class DeskSessionRow(SQLModel, table=True):
    """An open desk: who, from where, since when, last seen. A lease, so that a dropped line leaves no ghost."""

    __tablename__ = "desk_session"

    id: int | None = key()
    member_id: int = ref("member.id", index=True)
    key_fingerprint: str = prose()
    host: str = prose()
    pid: int = Field(default=0, sa_type=WIDE)
    started_at: int = micros()
    seen_at: int = micros()
