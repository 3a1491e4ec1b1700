"""What the team picked for which words."""

from backend.store.migrations.ddl import table

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Counters start at nothing: what was picked before is not told apart any more."""
    table("template_word", "word wide, template_id ref template, picks int =0", key="word template_id")
    table("template_pick", "template_id ref template, picks int =0", key="template_id")
