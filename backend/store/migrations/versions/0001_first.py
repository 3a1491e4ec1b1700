"""The first schema: members, accounts, posts, comments, claims, drafts, outbox, templates, log, journal, cursors."""

import sqlalchemy as sa

from backend.store.migrations.ddl import ACTORS, REMOTE, TRIAGE, VISIBLE_TO, index, known, table

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

LIVE_REPLY = "act IN ('reply', 'private_reply') AND state IN ('awaiting_approval', 'pending', 'sending', 'unknown')"


def upgrade() -> None:
    people()
    accounts()
    posts()
    comments()
    templates()
    work()
    outbox()
    log()
    sync()


def people() -> None:
    table(
        "member",
        "id key, name prose, signature prose, language prose =en, time_zone prose =UTC, login word?, active flag,"
        "created_at micros",
        sa.UniqueConstraint("login"),
    )
    table(
        "desk_session",
        "id key, member_id ref member, key_fingerprint prose, host prose, pid wide, started_at micros, seen_at micros",
    )
    index("ix_desk_session_member_id", "desk_session", "member_id")


def accounts() -> None:
    table(
        "account",
        "id key, platform word, short_name word8, colour prose, remote_id word, handle word, name prose,"
        "base_url word, capabilities prose ={}, complete_since micros?, created_at micros, removed_at micros?",
    )
    still = "removed_at IS NULL"
    index("account_short_name", "account", "short_name", unique=True, where=still)
    index("account_remote", "account", "platform base_url remote_id", unique=True, where=still)
    table(
        "account_health",
        "account_id ref account, state word, since micros, code prose, params prose ={},"
        "last_complete_at micros?, rate_share real",
        known("account_health_known", "state ok new late throttled blind needs_login"),
        key="account_id",
    )
    table(
        "member_role",
        "id key, member_id ref member, account_id ref? account, role word",
        known("member_role_known", "role moderator writer approver lead admin"),
    )
    index("member_role_once", "member_role", "member_id account_id role", unique=True)
    index("member_role_everywhere", "member_role", "member_id role", unique=True, where="account_id IS NULL")


def posts() -> None:
    table(
        "author",
        "id key, account_id ref account, remote_id word, handle prose, name prose, url word?, first_seen_at micros",
    )
    index("author_remote", "author", "account_id remote_id", unique=True)
    table(
        "post",
        "id key, account_id ref account, remote_id word, remote_uri prose, own flag, known flag, text prose, raw prose,"
        "media prose =[], url word?, cid prose, visibility word, remote_state word, written_at micros,"
        "edited_at micros?, seen_at micros, next_read_at micros?, read_at micros?",
        known("post_remote_state_known", REMOTE),
    )
    index("post_remote", "post", "account_id remote_id", unique=True)
    index("post_due", "post", "account_id next_read_at")


def comments() -> None:
    table(
        "comment",
        "id key, account_id ref account, post_id ref post, parent_id wide?, author_id ref author, remote_id word,"
        "remote_uri prose, parent_remote_id word?, root_remote_id word, cid prose, url word?, kind word, own flag,"
        "state word, remote_state word, visibility word, urgency int, sort_at micros, due_at micros?,"
        "snoozed_until micros?, written_at micros, seen_at micros, edited_at micros?, probed_at micros?, revision int,"
        "follow_up flag, outbox_id wide?, labels prose =[], language word?, spoiler prose",
        known("comment_state_known", f"state {TRIAGE}"),
        known("comment_remote_state_known", REMOTE),
        known("comment_kind_known", "kind comment reply mention quote tag visitor_post context own"),
        known("comment_visibility_known", VISIBLE_TO),
    )
    index("comment_remote", "comment", "account_id remote_id", unique=True)
    index("comment_queue", "comment", "state urgency sort_at id snoozed_until")
    index("comment_account_queue", "comment", "account_id state urgency sort_at id snoozed_until")
    index("comment_thread", "comment", "post_id sort_at id state")
    index("comment_author", "comment", "author_id sort_at")
    index("comment_parent", "comment", "account_id parent_remote_id own")
    index("comment_uri", "comment", "remote_uri")
    index("comment_probe", "comment", "account_id probed_at", where="state = 'open'")
    index("comment_due", "comment", "due_at", where="state = 'open' AND due_at IS NOT NULL")
    index("comment_snoozed", "comment", "snoozed_until", where="snoozed_until IS NOT NULL")
    index("comment_own", "comment", "urgency sort_at id", where="own")
    index("comment_follow_up", "comment", "state urgency sort_at id", where="follow_up")
    table(
        "comment_revision",
        "id key, comment_id ref comment, number int, text prose, raw prose, media prose =[], digest prose,"
        "seen_at micros",
    )
    index("comment_revision_number", "comment_revision", "comment_id number", unique=True)


def templates() -> None:
    table(
        "template",
        "id key, code word, language word, title prose, state word, version int, tags prose =[],"
        "account_id ref? account, owner_id ref? member, review_at micros?, uses int",
        known("template_state_known", "state draft in_review approved retired"),
    )
    index("template_code", "template", "code language", unique=True)
    table(
        "template_version",
        "id key, template_id ref template, number int, body prose, member_id ref? member, made_at micros",
    )
    index("template_version_number", "template_version", "template_id number", unique=True)


def work() -> None:
    table(
        "claim",
        "comment_id ref comment, member_id ref member, desk_id wide?, explicit flag, taken_at micros, until micros",
        key="comment_id",
    )
    index("claim_member", "claim", "member_id until")
    table(
        "draft",
        "id key, comment_id ref comment, member_id ref member, text prose, template_id ref? template, revision int,"
        "saved_at micros",
    )
    index("draft_once", "draft", "comment_id member_id", unique=True)


def outbox() -> None:
    table(
        "outbox",
        "id key, account_id ref account, comment_id ref? comment, act word, state word, actor_kind word,"
        "actor_id wide?, desk_id wide?, batch_id prose, intent_id word, text prose, visibility word,"
        "template_id ref? template, revision int, comment_state word, created_at micros, not_before micros,"
        "wire_method prose, wire_path prose, wire_body prose, wire_key prose, wire_at micros?,"
        "first_attempt_at micros?, attempt int, worker_id wide?, lease_until micros?, looks int, remote_id prose,"
        "remote_uri prose, remote_url word?, code prose, params prose ={}, settled_at micros?",
        known(
            "outbox_act_known",
            "act reply private_reply edit_own delete_own hide delete like mute block lock report publish",
        ),
        known("outbox_state_known", "state awaiting_approval pending sending sent failed unknown stopped cancelled"),
        known("outbox_actor_known", ACTORS),
        known("outbox_visibility_known", VISIBLE_TO),
        known("outbox_comment_state_known", f"comment_state {TRIAGE}"),
        sa.UniqueConstraint("intent_id"),
    )
    index("outbox_one_live_reply", "outbox", "comment_id", unique=True, where=LIVE_REPLY)
    index("outbox_due", "outbox", "state account_id not_before")
    index("outbox_comment", "outbox", "comment_id id")


def log() -> None:
    table(
        "event",
        "id key, at micros, what word, actor_kind word, actor_id wide?, desk_id wide?, account_id wide?,"
        "comment_id wide?, outbox_id wide?, revision int?, digest prose, before prose, after prose, code prose,"
        "params prose ={}",
        known("event_actor_known", ACTORS),
    )
    index("event_comment", "event", "comment_id id")
    index("event_at", "event", "at")
    table(
        "journal",
        "seq key, at micros, topic word, ref wide, count int, batch prose, xid micros?",
        known("journal_topic_known", "topic comment post account outbox claim draft template member sync"),
        key="seq",
        sqlite_autoincrement=True,
    )
    index("journal_at", "journal", "at")
    index("journal_xid", "journal", "xid")


def sync() -> None:
    table("cursor", "account_id ref account, stream word, value prose, saved_at micros", key="account_id stream")
    table(
        "sync_request",
        "id key, account_id ref account, comment_id ref? comment, asked_at micros, done_at micros?",
    )
    index("sync_request_open", "sync_request", "account_id done_at")
    table(
        "worker",
        "id key, host prose, pid wide, version prose, started_at micros, beat_at micros, stopped_at micros?",
    )
    table("lease", "name word, worker_id wide, until micros, fence int", key="name")
