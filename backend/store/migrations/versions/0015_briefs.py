"""Briefs, and who has read them."""

from backend.store.migrations.ddl import index, more_topics, table

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    table("brief", "id key, account_id ref? account, version int, until micros, ended_at micros?, ended_by wide?")
    index("brief_holds", "brief", "until", where="ended_at IS NULL")
    table(
        "brief_version",
        "id key, brief_id ref brief, number int, title prose, text prose, use prose =[], avoid prose =[],"
        " until micros, member_id ref? member, made_at micros",
    )
    index("brief_version_number", "brief_version", "brief_id number", unique=True)
    table(
        "brief_read", "brief_id ref brief, member_id ref member, version int, read_at micros", key="brief_id member_id"
    )
    more_topics("brief")
