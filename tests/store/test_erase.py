"""No text column may be forgotten when somebody asks to be erased."""

from sqlalchemy import String
from sqlmodel import SQLModel

from backend.store import tables
from backend.store.erase import TEXT_COLUMNS

KEPT: dict[str, tuple[str, ...]] = {
    "account": ("base_url", "capabilities", "colour", "handle", "name", "platform", "remote_id", "short_name"),
    "account_health": ("code", "params", "state"),
    "author": ("remote_id",),
    "comment": (
        "captured",
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
    "comment_revision": ("digest",),
    "cursor": ("stream", "value"),
    "deed": ("params", "verb", "why"),
    "deed_item": ("after", "before", "code", "outcome", "params", "undone_code"),
    "desk_session": ("host", "key_fingerprint"),
    "erasure": ("code",),
    "event": ("actor_kind", "after", "before", "code", "digest", "params", "what"),
    "hold": ("why",),
    "journal": ("batch", "topic"),
    "lease": ("name",),
    "member": ("language", "login", "name", "signature", "time_zone"),
    "member_role": ("role",),
    "member_setting": ("name", "value"),
    "outbox": (
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
    "place": ("kind", "link"),
    "place_look": ("steps",),
    "place_step": ("text",),
    "post": ("cid", "remote_id", "remote_state", "remote_uri", "visibility"),
    "presence": ("doing",),
    "private_inbox": ("url",),
    "responsibility": ("area",),
    "saved_view": ("name", "query"),
    "strike": ("why",),
    "sync_request": ("code", "params"),
    "template": ("code", "language", "state", "tags", "title"),
    "template_version": ("body",),
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
