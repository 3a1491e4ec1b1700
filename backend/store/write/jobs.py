"""Outbox rows as the worker sees them: what is due, what hangs, and the one SELECT that makes a Job."""

from collections.abc import Sequence
from typing import Any

from backend.model.clock import Micros
from backend.model.outbox import Job, OutboxState, Target, Wire
from backend.policy.breaker import Outcome
from backend.store.codec import load_keys
from backend.store.engine import Writer
from backend.store.reader import Reader
from backend.store.write.rows import rows

_JOBS = """
SELECT o.id, o.account_id, o.comment_id, o.act, o.attempt, o.state, o.text, o.intent_id, o.first_attempt_at,
       o.created_at, o.looks, o.revision, o.visibility, o.wire_method, o.wire_path, o.wire_body, o.wire_key, o.wire_at,
       o.reason, o.attachments, COALESCE(NULLIF(o.record, ''), f.remote_id, ''), c.remote_id, c.root_remote_id, c.cid,
       p.cid, c.own, a.handle, a.remote_id, c.language, c.spoiler
FROM outbox o
LEFT JOIN outbox f ON f.id = o.after_id
LEFT JOIN comment c ON c.id = o.comment_id
LEFT JOIN post p ON p.id = c.post_id
LEFT JOIN author a ON a.id = c.author_id
"""


FREE = "(o.after_id IS NULL OR EXISTS (SELECT 1 FROM outbox AS f WHERE f.id = o.after_id AND f.state = 'sent'))"
"""An action that waits for another one may leave when that one has been sent."""


def due(reader: Reader, account_id: int, now: Micros, limit: int) -> list[Job]:
    """Return pending actions whose time has come, in the order they are to be sent."""
    return _jobs(reader, f"o.state = 'pending' AND o.not_before <= ? AND {FREE}", account_id, now, limit)


def unknowns(reader: Reader, account_id: int, now: Micros, limit: int = 50) -> list[Job]:
    """Return unknown actions that are to be looked up now; those that wait for a person are left out."""
    return _jobs(reader, "o.state = 'unknown' AND o.lease_until <= ?", account_id, now, limit)


def expired_sending(reader: Reader, account_id: int, now: Micros, limit: int = 50) -> list[Job]:
    """Return actions whose worker vanished while it was sending them: their lease ran out, they are unknown now."""
    return _jobs(reader, "o.state = 'sending' AND o.lease_until <= ?", account_id, now, limit)


def next_due(reader: Reader, account_id: int) -> Micros | None:
    """Return when the account's next action is to be sent or looked up, None when nothing waits."""
    found = reader.value(
        "SELECT min(CASE WHEN o.state = 'pending' THEN o.not_before ELSE o.lease_until END) FROM outbox AS o"
        f" WHERE o.state IN ('pending', 'sending', 'unknown') AND o.account_id = ? AND {FREE}",
        (account_id,),
    )
    return None if found is None else Micros(found)


def outcomes(reader: Reader, account_id: int, limit: int) -> list[Outcome]:
    """Return how the account's last actions ended, as far as that is certain, oldest first."""
    found = reader.rows(
        "SELECT state, code, settled_at FROM outbox WHERE account_id = ? AND state IN ('sent', 'failed')"
        " AND settled_at IS NOT NULL ORDER BY settled_at DESC, id DESC LIMIT ?",
        (account_id, limit),
    )
    return [Outcome(state == OutboxState.SENT, str(code), Micros(at)) for state, code, at in reversed(found)]


def _jobs(reader: Reader, condition: str, account_id: int, now: Micros, limit: int) -> list[Job]:
    sql = f"{_JOBS} WHERE {condition} AND o.account_id = ? ORDER BY o.not_before, o.id LIMIT ?"
    return [_job(row) for row in reader.rows(sql, (now, account_id, limit))]


def job_in(w: Writer, outbox_id: int) -> Job:
    """Return an action as it stands inside the transaction."""
    (row,) = rows(w, f"{_JOBS} WHERE o.id = ?", (outbox_id,))
    return _job(row)


def _job(row: Sequence[Any]) -> Job:
    return Job(
        id=row[0],
        account_id=row[1],
        comment_id=row[2],
        act=row[3],
        attempt=row[4],
        state=OutboxState(row[5]),
        text=row[6],
        intent_id=row[7],
        target=_target(row[20:], visibility=row[12]),
        wire=Wire(row[13], row[14], row[15], row[16], Micros(row[17])) if row[17] is not None else None,
        first_attempt_at=row[8],
        created_at=Micros(row[9]),
        looks=row[10],
        revision=row[11],
        reason=row[18],
        attachments=load_keys(row[19]),
    )


def _target(row: Sequence[Any], *, visibility: str) -> Target:
    made, remote_id, root_remote_id, cid, root_cid, own, handle, author_id, language, spoiler = row
    return Target(
        remote_id=remote_id or "",
        root_remote_id=root_remote_id or "",
        cid=cid or "",
        root_cid=root_cid or "",
        mention="" if own else handle or "",
        mention_id="" if own else author_id or "",
        visibility=visibility,
        language=language,
        spoiler=spoiler or "",
        record=made,
    )
