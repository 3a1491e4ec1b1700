"""Templates: scope, versions that are reviewed, and what is said about them.

The title is among the words that are reviewed, so it moves from the template to its versions.
"""

import sqlalchemy as sa
from alembic import op

from backend.store.migrations.ddl import add_columns, index, table

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

VERSION_STATE = sa.CheckConstraint(
    "state IN ('draft', 'in_review', 'approved', 'rejected')", name="template_version_state_known"
)

NEWEST = """
    UPDATE template_version SET
        title = (SELECT t.title FROM template AS t WHERE t.id = template_version.template_id),
        state = COALESCE((
            SELECT t.state FROM template AS t
            WHERE t.id = template_version.template_id AND t.version = template_version.number
                AND t.state IN ('in_review', 'approved')
        ), 'draft')
"""


def upgrade() -> None:
    add_columns(
        "template", "platforms prose =[], purposes prose =[], paragraph word =, approved int?, retired_at micros?"
    )
    add_columns(
        "template_version",
        "title prose, variants prose =[], sent_at micros?, reviewer_id wide?, reviewed_at micros?, said prose",
    )
    op.add_column(
        "template_version", sa.Column("state", sa.String(), VERSION_STATE, nullable=False, server_default="draft")
    )
    op.execute("UPDATE template SET approved = version WHERE state = 'approved'")
    op.execute(NEWEST)
    op.drop_column("template", "title")
    index("template_version_in_review", "template_version", "template_id", unique=True, where="state = 'in_review'")
    table(
        "template_remark",
        "id key, template_id ref template, version int, member_id ref member, text prose, comment_id ref? comment,"
        "made_at micros",
    )
    index("template_remark_on", "template_remark", "template_id id")
