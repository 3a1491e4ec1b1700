"""How many unread private messages wait on a platform, and where; and what people had us delete."""

from backend.store.migrations.ddl import add_columns, table

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    table(
        "private_inbox",
        "account_id ref account, unread int =0, more flag =no, url prose, counted_at micros",
        key="account_id",
    )
    table("erasure", "code word, done_at micros, comments int =0, kept int =0", key="code")
    add_columns("comment", "erased flag =no")
