"""The row of an outbox action as it begins, and what is logged of it: the same for an answer and for a like."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

from backend.model.account import Act
from backend.model.actor import Actor
from backend.model.change import Topic
from backend.model.clock import Micros
from backend.model.event import outbox_event
from backend.model.outbox import OutboxState
from backend.store.engine import Writer
from backend.store.write.rows import event, insert_many, new_ids, outbox


def action(w: Writer, actor: Actor, row: Any, act: Act, not_before: Micros, **more: object) -> dict[str, Any]:
    """Return the values of a new action on a comment's row; `more` names what differs from a plain act."""
    return {
        "account_id": row.account_id,
        "comment_id": row.id,
        "act": act.value,
        "state": OutboxState.PENDING.value,
        "actor_kind": actor.kind.value,
        "actor_id": actor.id,
        "desk_id": actor.desk,
        "intent_id": str(uuid4()),
        "text": "",
        "visibility": row.visibility,
        "template_id": None,
        "revision": row.revision,
        "comment_state": row.state,
        "created_at": w.now,
        "not_before": not_before,
        "attempt": 0,
        "looks": 0,
        "deed_id": None,
        "reason": "",
        "record": "",
        "after_id": None,
    } | more


def queue_in(w: Writer, actions: Sequence[Mapping[str, Any]]) -> list[int]:
    """Enter actions in a few statements, tell, and return their keys in the same order."""
    keys = new_ids(w, outbox, len(actions))
    insert_many(w, outbox, [{"id": key, **values} for key, values in zip(keys, actions, strict=True)])
    for key, values in zip(keys, actions, strict=True):
        w.tell(Topic.OUTBOX, key)
        w.tell(Topic.COMMENT, values["comment_id"])
    return keys


def log_many(w: Writer, actor: Actor, lines: Sequence[Mapping[str, Any]]) -> None:
    """Append events of one actor; each names `what`, and of account, comment, outbox and the rest what it has."""
    empty = {
        **dict.fromkeys(("account_id", "comment_id", "outbox_id", "revision", "deed_id")),
        **dict.fromkeys(("digest", "before", "after", "code"), ""),
        "params": "{}",
    }
    who = {"at": w.now, "actor_kind": actor.kind.value, "actor_id": actor.id, "desk_id": actor.desk}
    insert_many(w, event, [{**empty, **who, **line} for line in lines])


def queued_line(key: int, values: Mapping[str, Any], after: str) -> dict[str, Any]:
    """Return the event of an action that was queued, copied, or put to an approver.

    `after` is the comment's triage from now on.
    """
    words = {OutboxState.COPIED.value: "copied", OutboxState.AWAITING_APPROVAL.value: "submitted"}
    word = words.get(values["state"], "queued")
    return {
        "what": outbox_event(values["act"], word),
        "account_id": values["account_id"],
        "comment_id": values["comment_id"],
        "outbox_id": key,
        "revision": values["revision"],
        "deed_id": values["deed_id"],
        "before": values["comment_state"],
        "after": after,
        "code": why_code(values["reason"]),
    }


def why_code(why: str) -> str:
    """Return the code under which a decision's reason is logged and worded, empty for none."""
    return f"why.{why}" if why else ""
