"""The accounts, worst first, and whether a worker lives."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from backend.model.account import SEVERITY, Account, Health, HealthState, Unread
from backend.model.clock import SECOND, Micros
from backend.model.desk import WorkerStatus
from backend.policy.health import honest
from backend.store.codec import load_capabilities, load_reason
from backend.store.reader import Reader

ALIVE_US = 30 * SECOND
"""A worker whose last beat is older is taken for gone."""

_ACCOUNTS = """
    SELECT a.id, a.platform, a.short_name, a.colour, a.remote_id, a.handle, a.name, a.base_url, a.capabilities,
        a.complete_since, COALESCE(h.state, 'new'), COALESCE(h.since, a.created_at), COALESCE(h.code, ''),
        COALESCE(h.params, '{}'), h.last_complete_at, COALESCE(h.rate_share, 0), h.next_at,
        m.unread, m.url, m.counted_at, m.more
    FROM account AS a LEFT JOIN account_health AS h ON h.account_id = a.id
        LEFT JOIN private_inbox AS m ON m.account_id = a.id
"""


def accounts(reader: Reader) -> list[Account]:
    """Return the accounts that are not removed, those in the worst health first, then by short name."""
    return _worst_first(_account(row) for row in reader.rows(f"{_ACCOUNTS} WHERE a.removed_at IS NULL"))


def accounts_now(reader: Reader, now: Micros) -> list[Account]:
    """Return the accounts as `accounts` does, with their health as it is now: a broken promise to look makes it blind.

    What the worker wrote last says nothing about what happened to the worker.
    """
    worker = worker_status(reader, now)
    return _worst_first(replace(one, health=honest(one.health, worker, now)) for one in accounts(reader))


def _worst_first(found: Iterable[Account]) -> list[Account]:
    return sorted(found, key=lambda one: (-SEVERITY[one.health.state], one.short_name.casefold(), one.id))


def account(reader: Reader, account_id: int) -> Account | None:
    """Return an account, also a removed one: its history still names it."""
    row = reader.one(f"{_ACCOUNTS} WHERE a.id = ?", (account_id,))
    return _account(row) if row else None


def by_short_name(reader: Reader, short_name: str) -> Account | None:
    """Return the account with this short name, compared without case, unless it is removed."""
    wanted = short_name.casefold()
    return next((one for one in accounts(reader) if one.short_name.casefold() == wanted), None)


def worker_status(reader: Reader, now: Micros) -> WorkerStatus:
    """Tell whether a worker lives and when one was last seen. One that stopped in good order is gone at once."""
    seen, alive = reader.rows(
        "SELECT max(beat_at), max(CASE WHEN stopped_at IS NULL THEN beat_at ELSE 0 END) FROM worker"
    )[0]
    if seen is None:
        return WorkerStatus(alive=False, seen_at=None)
    return WorkerStatus(alive=alive > now - ALIVE_US, seen_at=Micros(seen))


def _account(row: tuple[Any, ...]) -> Account:
    key, platform, short_name, colour, remote_id, handle, name, base_url, can, complete_since = row[:10]
    state, since, code, params, complete_at, share, next_at = row[10:17]
    health = Health(HealthState(state), Micros(since), load_reason(code, params), complete_at, float(share), next_at)
    return Account(
        key,
        platform,
        short_name,
        colour,
        remote_id,
        handle,
        name,
        base_url,
        capabilities=load_capabilities(can),
        health=health,
        complete_since=complete_since,
        unread=_unread(*row[17:]),
    )


def _unread(count: int | None, url: str, counted_at: Micros, more: bool) -> Unread | None:
    return None if count is None else Unread(count, url, counted_at, bool(more))
