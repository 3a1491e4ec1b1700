"""No text column may be forgotten when somebody asks to be erased."""

from sqlalchemy import String
from sqlmodel import SQLModel

from backend.store import tables
from backend.store.erase import TEXT_COLUMNS

KEPT: dict[str, tuple[str, ...]] = {
    "account": ("base_url", "capabilities", "colour", "handle", "name", "platform", "remote_id", "short_name"),
    "account_health": ("code", "params", "state"),
    "answer_time": ("category",),
    "attachment": ("alt", "digest", "mime", "name"),
    "author": ("remote_id",),
    "brief_version": ("avoid", "text", "title", "use"),
    "case_file": ("category", "close_when", "state"),
    "case_question": ("token",),
    "case_step": ("text",),
    "comment": (
        "captured",
        "category",
        "category_by",
        "cid",
        "kind",
        "labels",
        "language",
        "parent_remote_id",
        "remote_id",
        "remote_state",
        "remote_uri",
        "root_remote_id",
        "state",
        "visibility",
    ),
    "charter_version": ("body", "said"),
    "comment_revision": ("digest", "spots"),
    "contact": ("area", "language"),
    "cursor": ("stream", "value"),
    "deed": ("params", "verb", "why"),
    "deed_item": ("after", "before", "code", "outcome", "params", "undone_code"),
    "desk_session": ("host", "key_fingerprint"),
    "erasure": ("code",),
    "event": ("actor_kind", "after", "before", "code", "digest", "params", "what"),
    "hold": ("why",),
    "journal": ("batch", "topic"),
    "lease": ("name",),
    "mail_out": ("about", "code", "in_reply_to", "message_id", "params", "state"),
    "mail_spot": ("name", "value"),
    "member": ("alias", "language", "login", "mail", "name", "signature", "time_zone"),
    "member_role": ("role",),
    "member_setting": ("name", "value"),
    "outbox": (
        "attachments",
        "act",
        "actor_kind",
        "code",
        "comment_state",
        "intent_id",
        "params",
        "reason",
        "record",
        "remote_id",
        "remote_uri",
        "remote_url",
        "state",
        "visibility",
        "wire_key",
        "wire_method",
        "wire_path",
    ),
    "page_draft": ("kind", "text"),
    "place": ("kind", "link"),
    "place_look": ("steps",),
    "place_step": ("text",),
    "post": ("cid", "remote_id", "remote_state", "remote_uri", "visibility"),
    "presence": ("doing",),
    "private_inbox": ("url",),
    "question_answer": ("kind", "message_key"),
    "responsibility": ("area",),
    "saved_view": ("name", "query"),
    "second_opinion": ("params", "verb", "verdict", "why"),
    "strike": ("why",),
    "sync_request": ("code", "params"),
    "template": ("code", "language", "paragraph", "platforms", "purposes", "state", "tags"),
    "template_version": ("attachments", "body", "said", "state", "title", "variants"),
    "worker": ("host", "version"),
}
"""Text that is ours or the platforms' bookkeeping: ids, codes, our own members and templates."""


def test_every_text_column_is_erased_or_known_to_be_ours() -> None:
    assert tables.__all__
    there = {
        (table.name, column.name)
        for table in SQLModel.metadata.tables.values()
        for column in table.columns
        if isinstance(getattr(column.type, "impl", column.type), String)
    }
    ours = {(table, column) for table, columns in KEPT.items() for column in columns}
    assert not ours & set(TEXT_COLUMNS)
    assert there == ours | set(TEXT_COLUMNS)
