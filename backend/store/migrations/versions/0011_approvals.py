"""Answers that wait for a yes, second members, and how members sign."""

from backend.store.migrations.ddl import add_columns, index, table

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    add_columns("member", "alias prose, sign_consent flag =no, mail prose, digest_at micros?")
    add_columns(
        "outbox",
        "approver_id wide?, approved_at micros?, expires_at micros?, written prose, said prose,"
        "template_version int =0, template_variant int =0",
    )
    index("outbox_awaiting", "outbox", "account_id expires_at", where="state = 'awaiting_approval'")
    index("outbox_rejected", "outbox", "actor_id settled_at", where="said <> ''")
    table(
        "second_opinion",
        "id key, comment_id ref comment, verb word, why word, params prose ={}, revision int =0,"
        "asked_by ref member, asked_at micros, to_id ref? member, answered_by ref? member, answered_at micros?,"
        "verdict word =, said prose, deed_id wide?",
    )
    index("second_opinion_open", "second_opinion", "comment_id", unique=True, where="answered_at IS NULL")
    index("second_opinion_comment", "second_opinion", "comment_id id")
