"""Answers that wait for a yes, those that came back, and who may say it."""

from collections.abc import Sequence
from typing import Any

from backend.model.actor import APPROVERS
from backend.model.approving import Rejected, Waiting
from backend.model.clock import Micros
from backend.model.outbox import Judged
from backend.store.read.masks import covered
from backend.store.reader import Reader

_AWAITING = """
    SELECT o.id, o.comment_id, o.account_id, o.act, m.name, o.text, a.name, a.handle, r.text, r.spots, o.created_at,
        o.not_before, o.expires_at, o.actor_id
    FROM outbox AS o
    JOIN comment AS c ON c.id = o.comment_id
    JOIN author AS a ON a.id = c.author_id
    LEFT JOIN comment_revision AS r ON r.comment_id = c.id AND r.number = c.revision
    LEFT JOIN member AS m ON m.id = o.actor_id
    WHERE o.state = 'awaiting_approval' AND o.act <> 'delete_own' AND o.actor_id <> ?
    ORDER BY o.expires_at, o.id
"""


def awaiting(reader: Reader, but_of: int) -> list[Waiting]:
    """Return the answers that wait for a yes, but a member's own, those that lapse first in front."""
    return [_waiting(row) for row in reader.rows(_AWAITING, (but_of,))]


def _waiting(row: tuple[Any, ...]) -> Waiting:
    key, comment_id, account_id, act, member, text, name, handle, comment, spots = row[:10]
    said, (at, leaves, expires, member_id) = covered(comment, spots), row[10:]
    whose = (member or "", text, name or handle, said)
    return Waiting(key, comment_id, account_id, act, *whose, Micros(at), Micros(leaves), expires, member_id or 0)


_REJECTED = """
    SELECT o.id, o.comment_id, o.account_id, o.text, m.name, o.said, o.settled_at
    FROM outbox AS o
    JOIN comment AS c ON c.id = o.comment_id
    LEFT JOIN member AS m ON m.id = o.approver_id
    WHERE o.said <> '' AND o.actor_id = ? AND o.state = 'stopped' AND (c.state IN ('open', 'waiting') OR c.own)
        AND NOT EXISTS (SELECT 1 FROM outbox AS n WHERE n.comment_id = o.comment_id AND n.id > o.id AND n.text <> '')
    ORDER BY o.settled_at DESC LIMIT 100
"""


def rejected(reader: Reader, member_id: int) -> list[Rejected]:
    """Return a member's answers that were rejected and not written anew, nor dealt with otherwise, newest first."""
    rows = reader.rows(_REJECTED, (member_id,))
    return [
        Rejected(key, comment_id, account_id, text, by or "", said, Micros(at))
        for key, comment_id, account_id, text, by, said, at in rows
    ]


def judged(reader: Reader, outbox_ids: Sequence[int]) -> dict[int, Judged]:
    """Return what is known of the approval of these actions, of those that have waited for one."""
    marks = ", ".join("?" * len(outbox_ids))
    rows = reader.rows(
        f"""SELECT o.id, o.expires_at, m.name, o.said, o.written, o.actor_id, o.account_id, o.state
        FROM outbox AS o LEFT JOIN member AS m ON m.id = o.approver_id
        WHERE o.id IN ({marks}) AND o.text <> '' AND (o.state = 'awaiting_approval' OR o.approver_id IS NOT NULL)""",
        list(outbox_ids),
    )
    return {
        key: Judged(until, by or "", said, written, _names(reader, account_id, actor_id) if waits else ())
        for key, until, by, said, written, actor_id, account_id, state in rows
        for waits in (state == "awaiting_approval",)
    }


def _names(reader: Reader, account_id: int, but: int | None) -> tuple[str, ...]:
    """Return who may approve on an account, by name."""
    roles = ", ".join(f"'{role}'" for role in APPROVERS)
    rows = reader.rows(
        f"""SELECT DISTINCT m.name FROM member AS m JOIN member_role AS r ON r.member_id = m.id
        WHERE m.active AND m.id <> ? AND r.role IN ({roles}) AND (r.account_id IS NULL OR r.account_id = ?)
        ORDER BY m.name""",
        (but or 0, account_id),
    )
    return tuple(row[0] for row in rows)


def sent_answers(reader: Reader, member_id: int, account_id: int, most: int) -> int:
    """Count a member's answers that stand on an account, no further than `most`."""
    return int(reader.value(SENT, (member_id, account_id, most)) or 0)


SENT = """
    SELECT count(*) FROM (SELECT 1 FROM outbox WHERE actor_id = ? AND actor_kind = 'member' AND comment_id IS NOT NULL
        AND account_id = ? AND act IN ('reply', 'private_reply') AND state IN ('sent', 'reported') LIMIT ?) AS stand
"""
"""How many of a member's answers stand on an account, counted no further than the last value."""
