"""Places without an API that a team watches by hand: link, checklist, who looked last; and what was captured there.

The outbox gets two states for answers that a member posts in the browser: copied (not sent), and reported (the member
says that it stands there). SQLite knows another CHECK only by making the table anew.
"""

import sqlalchemy as sa
from alembic import op

from backend.store.migrations.ddl import ACTORS, TRIAGE, VISIBLE_TO, index, known, table

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

STATES = "state awaiting_approval pending sending sent failed unknown stopped cancelled copied reported"
LIVE = "'awaiting_approval', 'pending', 'sending', 'unknown', 'copied'"
LIVE_REPLY = f"act IN ('reply', 'private_reply') AND state IN ({LIVE})"
ACTS = (
    "act reply private_reply edit_own delete_own hide unhide delete like unlike mute unmute block unblock lock unlock"
    " report publish"
)
OUTBOX = (
    "id key, account_id ref account, comment_id ref? comment, act word, state word, actor_kind word,"
    "actor_id wide?, desk_id wide?, intent_id word, text prose, visibility word, template_id ref? template,"
    "revision int, comment_state word, created_at micros, not_before micros, wire_method prose, wire_path prose,"
    "wire_body prose, wire_key prose, wire_at micros?, first_attempt_at micros?, attempt int, worker_id wide?,"
    "lease_until micros?, looks int, remote_id prose, remote_uri prose, remote_url word?, code prose, params prose ={},"
    "settled_at micros?, deed_id wide?, reason prose, record prose, after_id wide?"
)
INDEXES = (
    ("outbox_due", "state account_id not_before", ""),
    ("outbox_comment", "comment_id id", ""),
    ("outbox_deed", "deed_id", "deed_id IS NOT NULL"),
    ("outbox_after", "after_id", "after_id IS NOT NULL"),
    ("outbox_actor", "actor_id comment_id", "comment_id IS NOT NULL"),
)


def upgrade() -> None:
    places()
    captured()
    if op.get_bind().dialect.name == "postgresql":
        outbox_states()
    else:
        outbox_anew()
    index("outbox_one_live_reply", "outbox", "comment_id", unique=True, where=LIVE_REPLY)


def places() -> None:
    table(
        "place",
        "account_id ref account, link word, kind word, look_every_s int =0, created_at micros",
        known("place_kind_known", "kind facebook_group linkedin_group other"),
        key="account_id",
    )
    table("place_step", "id key, account_id ref account, position int =0, text prose, retired_at micros?")
    index("place_step_live", "place_step", "account_id position", where="retired_at IS NULL")
    table("place_look", "id key, account_id ref account, member_id ref member, at micros, note prose, steps prose =[]")
    index("place_look_newest", "place_look", "account_id id")


def captured() -> None:
    check = sa.CheckConstraint("captured IN ('', 'paste', 'mail')", name="comment_captured_known")
    op.add_column("comment", sa.Column("captured", sa.String(), check, nullable=False, server_default=""))
    index("comment_captured", "comment", "account_id id", where="captured <> ''")


def outbox_states() -> None:
    """PostgreSQL changes the check in place."""
    op.drop_index("outbox_one_live_reply", "outbox")
    op.drop_constraint("outbox_state_known", "outbox", type_="check")
    op.create_check_constraint("outbox_state_known", "outbox", known("outbox_state_known", STATES).sqltext)


def outbox_anew() -> None:
    """SQLite: the same table with the new check, and all its rows with their keys."""
    op.rename_table("outbox", "outbox_old")
    for name in ("outbox_one_live_reply", *(name for name, _columns, _where in INDEXES)):
        op.drop_index(name, "outbox_old")
    table(
        "outbox",
        OUTBOX,
        known("outbox_act_known", ACTS),
        known("outbox_state_known", STATES),
        known("outbox_actor_known", ACTORS),
        known("outbox_visibility_known", VISIBLE_TO),
        known("outbox_comment_state_known", f"comment_state {TRIAGE}"),
        sa.UniqueConstraint("intent_id"),
    )
    names = ", ".join(line.split()[0] for line in OUTBOX.split(","))
    op.execute(f"INSERT INTO outbox ({names}) SELECT {names} FROM outbox_old")
    op.drop_table("outbox_old")
    for name, columns, where in INDEXES:
        index(name, "outbox", columns, where=where)
