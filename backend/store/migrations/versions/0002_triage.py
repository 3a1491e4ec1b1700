"""Triage: deeds, notes, referrals, views, settings, presence, strikes; what lists know of words, and their indexes.

Two tables get another CHECK, which SQLite can only do by making them anew: the outbox (the acts of the platforms) and
the journal (its topics). What is told of words that are there already is read off them here, once.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

from backend.model.comment import Media, MediaKind
from backend.store.migrations.ddl import ACTORS, TRIAGE, VISIBLE_TO, add_columns, index, known, table
from backend.text.alike import alike
from backend.text.traits import traits

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

LIVE_REPLY = "act IN ('reply', 'private_reply') AND state IN ('awaiting_approval', 'pending', 'sending', 'unknown')"
ACTS = (
    "act reply private_reply edit_own delete_own hide unhide delete like unlike mute unmute block unblock lock unlock"
    " report publish"
)
TOPICS = "topic comment post account outbox claim draft template member sync note view deed setting"
VERBS = (
    "verb reply private_reply edit_own delete_own done reopen snooze wake assign refer note claim release take_over"
    " hide unhide delete like unlike mute unmute block unblock lock unlock report"
)
AT_ONCE = 2000
"""Comments whose words are read in one go."""


def upgrade() -> None:
    widen()
    outbox()
    journal()
    deeds()
    talk()
    people()
    read_words()
    queues()
    finding()


def widen() -> None:
    add_columns("author", "muted flag =no, blocked flag =no, block_until micros?")
    add_columns("post", "locked flag =no")
    add_columns(
        "comment",
        "assigned_to wide?, wake_on_reply flag =no, viewed_at micros?, liked flag =no, traits int =0, alike wide?",
    )
    index("comment_assigned", "comment", "assigned_to state", where="assigned_to IS NOT NULL")
    add_columns("event", "deed_id wide?")
    index("event_deed", "event", "deed_id", where="deed_id IS NOT NULL")


def queues() -> None:
    """The queue's order also within a post, an author and near-identical texts; `alike` ends what is walked."""
    order = "urgency sort_at id snoozed_until"
    for name, first in (("comment_queue", "state"), ("comment_account_queue", "account_id state")):
        op.drop_index(name, "comment")
        index(name, "comment", f"{first} {order} alike")
    index("comment_post_queue", "comment", f"post_id {order} alike state", where="state = 'open'")
    index("comment_author_queue", "comment", f"author_id {order} alike state", where="state = 'open'")
    index("comment_alike", "comment", f"alike state {order} post_id author_id", where="alike IS NOT NULL")


def finding() -> None:
    """An index for every word of the query language that would otherwise walk a million comments for a few."""
    order = "urgency sort_at id"
    index("comment_wake", "comment", "post_id", where="wake_on_reply")
    index("comment_new", "comment", order, where="state = 'open' AND viewed_at IS NULL")
    index("comment_traits", "comment", f"state {order} traits account_id", where="traits <> 0")
    index("comment_liked", "comment", f"state {order}", where="liked")
    index("comment_not_visible", "comment", f"remote_state state {order}", where="remote_state <> 'visible'")
    index("comment_kind", "comment", f"kind state {order}", where="kind <> 'comment'")
    index("author_blocked", "author", "id", where="blocked")
    index("author_muted", "author", "id", where="muted")
    index("outbox_actor", "outbox", "actor_id comment_id", where="comment_id IS NOT NULL")
    index("strike_live", "strike", "expires_at author_id")


def outbox() -> None:
    op.rename_table("outbox", "outbox_old")
    for name in ("outbox_one_live_reply", "outbox_due", "outbox_comment"):
        op.drop_index(name, "outbox_old")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE outbox_old RENAME CONSTRAINT outbox_pkey TO outbox_old_pkey")
        op.execute("ALTER TABLE outbox_old RENAME CONSTRAINT outbox_intent_id_key TO outbox_old_intent_id_key")
        op.execute("ALTER SEQUENCE outbox_id_seq RENAME TO outbox_old_id_seq")
    kept = (
        "id key, account_id ref account, comment_id ref? comment, act word, state word, actor_kind word,"
        "actor_id wide?, desk_id wide?, intent_id word, text prose, visibility word,"
        "template_id ref? template, revision int, comment_state word, created_at micros, not_before micros,"
        "wire_method prose, wire_path prose, wire_body prose, wire_key prose, wire_at micros?,"
        "first_attempt_at micros?, attempt int, worker_id wide?, lease_until micros?, looks int, remote_id prose,"
        "remote_uri prose, remote_url word?, code prose, params prose ={}, settled_at micros?"
    )
    table(
        "outbox",
        f"{kept}, deed_id wide?, reason prose, record prose, after_id wide?",
        known("outbox_act_known", ACTS),
        known("outbox_state_known", "state awaiting_approval pending sending sent failed unknown stopped cancelled"),
        known("outbox_actor_known", ACTORS),
        known("outbox_visibility_known", VISIBLE_TO),
        known("outbox_comment_state_known", f"comment_state {TRIAGE}"),
        sa.UniqueConstraint("intent_id"),
    )
    move("outbox", kept)
    index("outbox_one_live_reply", "outbox", "comment_id", unique=True, where=LIVE_REPLY)
    index("outbox_due", "outbox", "state account_id not_before")
    index("outbox_comment", "outbox", "comment_id id")
    index("outbox_deed", "outbox", "deed_id", where="deed_id IS NOT NULL")
    index("outbox_after", "outbox", "after_id", where="after_id IS NOT NULL")


def move(name: str, lines: str) -> None:
    """Bring the rows of `NAME_old` over with their keys, and drop it."""
    names = ", ".join(line.split()[0] for line in lines.split(","))
    op.execute(f"INSERT INTO {name} ({names}) SELECT {names} FROM {name}_old")
    op.drop_table(f"{name}_old")
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"SELECT setval('{name}_id_seq', greatest((SELECT coalesce(max(id), 0) FROM {name}), 1))")


def journal() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint("journal_topic_known", "journal", type_="check")
        check = known("journal_topic_known", TOPICS)
        op.create_check_constraint("journal_topic_known", "journal", check.sqltext)
        return
    # a feed that nobody reads during a migration: only its numbers must go on
    (last,) = op.get_bind().execute(sa.text("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'journal'"))
    op.drop_table("journal")
    table(
        "journal",
        "seq key, at micros, topic word, ref wide, count int, batch prose, xid micros?",
        known("journal_topic_known", TOPICS),
        key="seq",
        sqlite_autoincrement=True,
    )
    index("journal_at", "journal", "at")
    index("journal_xid", "journal", "xid")
    op.execute(f"INSERT INTO sqlite_sequence (name, seq) VALUES ('journal', {int(last[0])})")


def deeds() -> None:
    table(
        "deed",
        "id key, member_id ref member, desk_id wide?, verb word, why prose, params prose ={}, total int =0,"
        "done int =0, failed int =0, made_at micros, ended_at micros?, undone_at micros?, undone_by wide?",
        known("deed_verb_known", VERBS),
    )
    index("deed_member", "deed", "member_id id")
    table(
        "deed_item",
        "deed_id ref deed, comment_id ref comment, outcome word, code prose, params prose ={}, before prose ={},"
        "after prose ={}, outbox_id wide?, undone_code prose",
        known("deed_item_outcome_known", "outcome done taken moved refused gone"),
        key="deed_id comment_id",
    )
    index("deed_item_comment", "deed_item", "comment_id")


def talk() -> None:
    table(
        "note",
        "id key, comment_id ref? comment, author_id ref? author, member_id ref member, text prose, made_at micros",
    )
    index("note_comment", "note", "comment_id id")
    index("note_author", "note", "author_id id")
    table("mention", "note_id ref note, member_id ref member, seen_at micros?", key="note_id member_id")
    index("mention_unseen", "mention", "member_id", where="seen_at IS NULL")
    table(
        "responsibility",
        "id key, area word, account_id ref? account, member_id ref member, fallback_id ref? member",
    )
    somewhere = "account_id IS NOT NULL"
    index("responsibility_once", "responsibility", "area account_id", unique=True, where=somewhere)
    index("responsibility_everywhere", "responsibility", "area", unique=True, where="account_id IS NULL")
    table(
        "referral",
        "id key, comment_id ref comment, from_id ref member, to_id ref member, responsibility_id ref? responsibility,"
        "question prose, due_at micros?, asked_at micros, answered_at micros?, answered_by wide?, answer prose",
    )
    index("ix_referral_comment_id", "referral", "comment_id")
    index("referral_open", "referral", "comment_id", unique=True, where="answered_at IS NULL")
    index("referral_to", "referral", "to_id due_at", where="answered_at IS NULL")


def people() -> None:
    table("saved_view", "id key, member_id ref? member, name word, query prose, made_by ref member, made_at micros")
    index("saved_view_own", "saved_view", "member_id name", unique=True, where="member_id IS NOT NULL")
    index("saved_view_shared", "saved_view", "name", unique=True, where="member_id IS NULL")
    table("member_setting", "member_id ref member, name word, value prose", key="member_id name")
    table(
        "presence",
        "desk_id wide, member_id ref member, comment_id ref comment, doing word, until micros",
        known("presence_doing_known", "doing viewing writing"),
        key="desk_id",
    )
    index("presence_comment", "presence", "comment_id until")
    table(
        "strike",
        "id key, author_id ref author, comment_id ref? comment, deed_id wide?, why prose, at micros, expires_at micros",
    )
    index("strike_author", "strike", "author_id expires_at")
    index("strike_deed", "strike", "deed_id")


def read_words() -> None:
    """Read traits and the key of near-identical words off the newest words of every comment."""
    bind = op.get_bind()
    put = sa.text("UPDATE comment SET traits = :traits, alike = :alike WHERE id = :id")
    for rows in newest_words(bind):
        values = [
            {"id": key, "traits": int(traits(text, attached(media), spoiler)), "alike": alike(text)}
            for key, text, media, spoiler in rows
        ]
        bind.execute(put, values)


def newest_words(bind: sa.Connection) -> Iterator[Sequence[Any]]:
    asked = sa.text(
        "SELECT c.id, r.text, r.media, c.spoiler FROM comment AS c JOIN comment_revision AS r"
        " ON r.comment_id = c.id AND r.number = c.revision WHERE c.id > :after ORDER BY c.id LIMIT :most"
    )
    after = 0
    while rows := bind.execute(asked, {"after": after, "most": AT_ONCE}).fetchall():
        yield rows
        after = rows[-1][0]


def attached(media: str) -> list[Media]:
    return [Media(MediaKind(one[0])) for one in json.loads(media or "[]")]
