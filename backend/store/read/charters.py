"""Charters: the one that holds for an account, the current ones, and all versions of one."""

from typing import Any

from backend.model.charter import CharterVersion
from backend.store.codec_charter import load_charter
from backend.store.reader import Reader

_VERSIONS = """
SELECT v.account_id, v.number, v.body, m.name, v.made_at, v.said FROM charter_version AS v
LEFT JOIN member AS m ON m.id = v.member_id
"""


def charter_of(reader: Reader, account_id: int | None) -> CharterVersion | None:
    """Return the charter that holds for an account: its own, else the house's, None when there is neither.

    Without an account the house's. `CharterVersion.account_id` says whose it is.
    """
    own = _newest(reader, account_id) if account_id is not None else None
    return own or _newest(reader, None)


def charters(reader: Reader) -> list[CharterVersion]:
    """Return the current charter of each owner that has one: the house's first, then by the accounts' keys."""
    rows = reader.rows(
        f"{_VERSIONS} WHERE NOT EXISTS (SELECT 1 FROM charter_version AS n WHERE n.number > v.number"
        " AND (n.account_id = v.account_id OR n.account_id IS NULL AND v.account_id IS NULL))"
        " ORDER BY v.account_id IS NOT NULL, v.account_id"
    )
    return [_version(row) for row in rows]


def charter_versions(reader: Reader, account_id: int | None) -> list[CharterVersion]:
    """Return all versions of an account's own charter (None: the house's), the newest first; none without one."""
    where, params = _owned(account_id)
    return [_version(row) for row in reader.rows(f"{_VERSIONS} WHERE {where} ORDER BY v.number DESC", params)]


def _newest(reader: Reader, account_id: int | None) -> CharterVersion | None:
    where, params = _owned(account_id)
    row = reader.one(f"{_VERSIONS} WHERE {where} ORDER BY v.number DESC LIMIT 1", params)
    return _version(row) if row else None


def _owned(account_id: int | None) -> tuple[str, tuple[int, ...]]:
    return ("v.account_id IS NULL", ()) if account_id is None else ("v.account_id = ?", (account_id,))


def _version(row: tuple[Any, ...]) -> CharterVersion:
    account_id, number, body, member, made_at, said = row
    return CharterVersion(account_id, number, load_charter(body), member or "", made_at, said)
