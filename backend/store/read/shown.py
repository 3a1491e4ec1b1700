"""What hangs on a comment wherever it is shown: who holds it, and how our newest answer to it fares."""

from typing import Any

from backend.model.clock import Micros
from backend.model.inflow import HAND
from backend.model.outbox import Delivery, OutboxState
from backend.store.codec import load_reason
from backend.store.read.filter_sql import SHOWN

COLUMNS = """
    holder.name, o.id, o.act, o.state, o.not_before, o.text, o.code, o.params, o.remote_url, o.attempt, o.actor_kind,
    o.actor_id, sender.name
"""

WIDTH = 13
"""How many columns that is."""

JOINS = f"""
    LEFT JOIN claim AS k ON k.comment_id = c.id AND k.until > ?
    LEFT JOIN member AS holder ON holder.id = k.member_id
    LEFT JOIN outbox AS o ON o.id = (
        SELECT n.id FROM outbox AS n
        WHERE n.comment_id = c.id AND {SHOWN}
        ORDER BY n.id DESC LIMIT 1)
    LEFT JOIN member AS sender ON sender.id = o.actor_id AND o.actor_kind = 'member'
"""
"""To join to `comment AS c`; its one value is the present time."""

THERE = """
    ({own}.outbox_id IS NULL AND NOT EXISTS (SELECT 1 FROM outbox AS l WHERE l.comment_id = {own}.parent_id
        AND l.act IN ('reply', 'private_reply') AND l.state IN ('sending', 'unknown')))
"""
"""Whether an answer of ours was written in the platform's own app: one that is on its way may be ours from here."""

HAND_NAME = f"CASE WHEN {{author}}.remote_id LIKE '{HAND}%' THEN {{author}}.name END"
"""The name of who wrote in our name, where the platform tells it."""


def delivery(row: tuple[Any, ...], member_id: int | None) -> Delivery | None:
    """Return the newest answer from COLUMNS (the holder's name left out). A cancelled one is as if it never was."""
    key, act, state, due_at, text, code, params, url, attempts, actor_kind, actor_id, name = row
    if key is None:
        return None
    mine = actor_kind == "member" and member_id is not None and actor_id == member_id
    return Delivery(
        outbox_id=key,
        act=act,
        state=OutboxState(state),
        due_at=Micros(due_at),
        member=name or "",
        mine=mine,
        text=text,
        reason=load_reason(code, params),
        remote_url=url,
        attempts=attempts,
    )
