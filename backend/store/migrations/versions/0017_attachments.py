"""Pictures that go with templates and answers."""

from backend.store.migrations.ddl import add_columns, index, table

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    table(
        "attachment",
        "id key, digest word, name prose, mime word, alt prose, size int =0, data blob, made_by wide?, made_at micros",
    )
    index("attachment_once", "attachment", "digest name alt", unique=True)
    add_columns("template_version", "attachments prose =[]")
    add_columns("outbox", "attachments prose =[]")
