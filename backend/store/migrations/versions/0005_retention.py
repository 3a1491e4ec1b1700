"""When what others wrote was last fetched, and when it ran out: platforms limit how long it may be kept. And holds."""

from alembic import op

from backend.store.migrations.ddl import add_columns, index, table

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

FREE = "('mastodon', 'bluesky')"
"""Platforms without such a limit: nothing is noted there."""


def upgrade() -> None:
    add_columns("comment", "fetched_at micros?, expired_at micros?")
    add_columns("author", "fetched_at micros?, expired_at micros?")
    index("comment_kept", "comment", "account_id remote_state fetched_at", where="fetched_at IS NOT NULL")
    index("author_kept", "author", "account_id fetched_at", where="fetched_at IS NOT NULL")
    table(
        "hold",
        "comment_id ref comment, member_id ref member, why word, made_at micros, until micros",
        key="comment_id",
    )
    add_columns("sync_request", "code prose, params prose ={}")
    limited = f"account_id IN (SELECT id FROM account WHERE platform NOT IN {FREE})"
    op.execute(f"UPDATE comment SET fetched_at = seen_at WHERE {limited} AND NOT own")
    op.execute(
        f"UPDATE author SET fetched_at = first_seen_at WHERE {limited}"
        " AND NOT EXISTS (SELECT 1 FROM comment WHERE comment.author_id = author.id AND comment.own)"
    )
