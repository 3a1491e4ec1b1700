"""Which posts are advertisements: what is written under them is a queue of its own to many teams."""

from backend.store.migrations.ddl import add_columns, index

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    add_columns("post", "ad flag =no")
    index("post_ad", "post", "id", where="ad")
