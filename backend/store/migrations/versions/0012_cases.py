"""Cases, their steps, and promises made in public."""

from backend.store.migrations.ddl import add_columns, index, known, more_topics, table

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    more_topics("case")
    cases()
    promises()
    add_columns("event", "case_id wide?")
    index("event_case", "event", "case_id id", where="case_id IS NOT NULL")


def cases() -> None:
    table(
        "case_file",
        "id key, account_id ref account, category word, charter int =0, state word =open, owner_id ref? member,"
        "opened_by ref? member, opened_at micros, acknowledge_by micros?, acknowledged_at micros?, due_at micros?,"
        "late_at micros?, close_when prose, closed_at micros?, closed_by ref? member, said prose,"
        "joined_to ref? case_file, by_category flag =no",
        known("case_file_state_known", "state open closed"),
    )
    index("case_file_open", "case_file", "due_at account_id", where="state = 'open'")
    table(
        "case_comment",
        "case_id ref case_file, comment_id ref comment, added_by ref? member, added_at micros",
        key="case_id comment_id",
    )
    index("case_comment_comment", "case_comment", "comment_id case_id")
    table(
        "case_step",
        "case_id ref case_file, number int, text prose, done_at micros?, done_by ref? member",
        key="case_id number",
    )
    table("case_note", "id key, case_id ref case_file, member_id ref member, text prose, made_at micros")
    index("case_note_case", "case_note", "case_id id")


def promises() -> None:
    table(
        "promise",
        "id key, account_id ref account, comment_id ref comment, outbox_id ref outbox, case_id ref? case_file,"
        "owner_id ref member, said_at micros, due_at micros, kept_at micros?, kept_by ref? member,"
        "kept_outbox ref? outbox, dropped_at micros?, dropped_by ref? member, overdue_at micros?, raised_at micros?",
    )
    index("promise_outbox", "promise", "outbox_id", unique=True)
    index("promise_comment", "promise", "comment_id")
    index("promise_open", "promise", "due_at id", where="kept_at IS NULL AND dropped_at IS NULL")
