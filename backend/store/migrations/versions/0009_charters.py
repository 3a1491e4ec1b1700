"""Charters and their versions, documents being written, and how long answers took."""

import sqlalchemy as sa

from backend.store.migrations.ddl import index, known, more_topics, table

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

CATEGORIES = "category IN ('', 'question', 'complaint', 'criticism', 'praise', 'hate', 'threat', 'spam', 'crisis')"


def upgrade() -> None:
    table(
        "charter_version",
        "id key, account_id ref? account, number int, body prose, said prose, member_id ref? member, made_at micros",
    )
    own, house = "account_id IS NOT NULL", "account_id IS NULL"
    index("charter_version_account", "charter_version", "account_id number", unique=True, where=own)
    index("charter_version_house", "charter_version", "number", unique=True, where=house)
    table(
        "page_draft",
        "id key, member_id ref member, kind word, ref wide, base int, text prose, saved_at micros",
        known("page_draft_kind_known", "kind charter template brief"),
    )
    index("page_draft_of", "page_draft", "member_id kind ref saved_at")
    table(
        "answer_time",
        "comment_id ref comment, account_id ref account, category word, came_at micros, answered_at micros,"
        " took_s wide, watched_s wide, late flag =no, member_id ref? member",
        sa.CheckConstraint(CATEGORIES, name="answer_time_category_known"),
        key="comment_id",
    )
    index("answer_time_account", "answer_time", "account_id answered_at")
    more_topics("charter")
