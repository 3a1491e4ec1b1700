"""On whose login an account hangs, and who else can renew it; and that an account went blind."""

from backend.store.migrations.ddl import add_columns, table

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    table(
        "account_login", "account_id ref account, member_id ref? member, at micros?, ends_at micros?", key="account_id"
    )
    table("account_renewer", "account_id ref account, member_id ref member", key="account_id member_id")
    add_columns("account_health", "next_at micros?")
    add_columns("event", "since micros?")
