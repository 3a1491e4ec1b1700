"""On whose login an account hangs, and who can give it a new one. The login itself is never in these tables."""

from sqlmodel import SQLModel

from backend.store.tables.columns import maybe_micros, maybe_ref, ref


class AccountLoginRow(SQLModel, table=True):
    """Who connected or last renewed an account, and when; empty where nobody said. `ends_at`: when the login ends."""

    __tablename__ = "account_login"

    account_id: int = ref("account.id", primary_key=True)
    member_id: int | None = maybe_ref("member.id")
    at: int | None = maybe_micros()
    ends_at: int | None = maybe_micros()


class AccountRenewerRow(SQLModel, table=True):
    """A member who can log in as the account again."""

    __tablename__ = "account_renewer"

    account_id: int = ref("account.id", primary_key=True)
    member_id: int = ref("member.id", primary_key=True)
