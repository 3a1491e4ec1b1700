"""What the health screen shows beside the accounts: logins and who can renew them, outboxes, open wishes."""

from collections.abc import Collection
from dataclasses import replace

from backend.model.clock import Micros
from backend.model.health import WITHOUT_LOGIN, AccountHealth, HealthBoard, LoginState, Outgoing
from backend.model.outbox import OutboxState
from backend.store.read.accounts import accounts_now, worker_status
from backend.store.read.filter_sql import SHOWN
from backend.store.reader import Reader

_COUNTED = {
    OutboxState.AWAITING_APPROVAL: "approval",
    OutboxState.PENDING: "pending",
    OutboxState.SENDING: "sending",
    OutboxState.UNKNOWN: "unknown",
    OutboxState.COPIED: "copied",
}
"""Where each live state of an action is counted."""

_LIVE = ", ".join(f"'{state}'" for state in _COUNTED)

_FAILED = f"""
    SELECT o.account_id, count(*) FROM outbox AS o JOIN comment AS t ON t.id = o.comment_id
    WHERE o.state IN ('failed', 'stopped') AND t.state <> 'done'
        AND NOT EXISTS (SELECT 1 FROM outbox AS n WHERE n.comment_id = o.comment_id AND n.id > o.id AND {SHOWN})
    GROUP BY 1
"""
"""What `is:failed` finds, but for those whose fate is unknown: they are counted as such."""


def health_board(reader: Reader, now: Micros) -> HealthBoard:
    """Return all accounts, worst first, with what is known of their logins and outboxes, and the worker."""
    with reader.snapshot():
        found = accounts_now(reader, now)
        keys = [one.id for one in found]
        held, sent = logins(reader, keys), outgoing(reader, keys, now)
        wished = {row[0] for row in reader.rows("SELECT account_id FROM sync_request WHERE done_at IS NULL")}
        seen = (AccountHealth(one, held[one.id], sent[one.id], one.id in wished) for one in found)
        return HealthBoard(tuple(seen), worker_status(reader, now))


def logins(reader: Reader, account_ids: Collection[int]) -> dict[int, LoginState]:
    """Return on whose login each of these accounts hangs and who can renew it: those in the order of their names."""
    able: dict[int, list[str]] = {key: [] for key in account_ids}
    for key, name in reader.rows(
        "SELECT r.account_id, m.name FROM account_renewer AS r JOIN member AS m ON m.id = r.member_id"
        " WHERE m.active ORDER BY m.name, m.id"
    ):
        if key in able:
            able[key].append(name)
    held = reader.rows(
        "SELECT a.id, a.platform, m.name, l.at, l.ends_at FROM account AS a"
        " LEFT JOIN account_login AS l ON l.account_id = a.id LEFT JOIN member AS m ON m.id = l.member_id"
    )
    return {
        key: LoginState(by or "", at, ends_at, tuple(able[key]), platform not in WITHOUT_LOGIN)
        for key, platform, by, at, ends_at in held
        if key in able
    }


def outgoing(reader: Reader, account_ids: Collection[int], now: Micros) -> dict[int, Outgoing]:
    """Return how the outbox of each of these accounts stands."""
    found = {key: Outgoing() for key in account_ids}
    live = f"SELECT account_id, state, count(*), min(not_before) FROM outbox WHERE state IN ({_LIVE}) GROUP BY 1, 2"
    for key, state, count, first in reader.rows(live):
        if key in found:
            found[key] = replace(found[key], **{_COUNTED[OutboxState(state)]: count})
            if state == OutboxState.PENDING and first < now:
                found[key] = replace(found[key], oldest_at=first)
    for key, count in reader.rows(_FAILED):
        if key in found:
            found[key] = replace(found[key], failed=count)
    return found
