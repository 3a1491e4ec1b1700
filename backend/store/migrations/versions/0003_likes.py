"""How many like a comment, as the platform counts them: kept so that it can be asked for."""

from backend.store.migrations.ddl import add_columns, index

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    add_columns("comment", "likes int =0")
    index("comment_likes", "comment", "state urgency sort_at id likes", where="likes > 0")
