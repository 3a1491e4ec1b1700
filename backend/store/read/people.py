"""The members and what they may do."""

from typing import Any

from backend.model.actor import Member, Role
from backend.store.reader import Reader

_MEMBERS = "SELECT id, name, signature, language, time_zone, login, alias, sign_consent, mail FROM member"


def members(reader: Reader) -> list[Member]:
    """Return the active members by name."""
    rows = reader.rows(f"{_MEMBERS} WHERE active ORDER BY name, id")
    roles: dict[int, set[tuple[int | None, Role]]] = {}
    for member_id, account_id, role in reader.rows("SELECT member_id, account_id, role FROM member_role"):
        roles.setdefault(member_id, set()).add((account_id, Role(role)))
    return [_member(row, frozenset(roles.get(row[0], ()))) for row in rows]


def names(reader: Reader) -> list[str]:
    """Return the names of all members, also of those who are no longer active: what they decided can be asked for."""
    return [row[0] for row in reader.rows("SELECT name FROM member ORDER BY active DESC, name, id")]


def languages(reader: Reader) -> list[str]:
    """Return the languages that members speak and templates are written in."""
    found = reader.rows("SELECT language FROM member UNION SELECT language FROM template ORDER BY 1")
    return [row[0] for row in found]


def member(reader: Reader, member_id: int) -> Member | None:
    """Return a member, also one who is no longer active: the log still names them."""
    return _with_roles(reader, reader.one(f"{_MEMBERS} WHERE id = ?", (member_id,)))


def by_login(reader: Reader, login: str) -> Member | None:
    """Return the active member whose login is this OS user."""
    return _with_roles(reader, reader.one(f"{_MEMBERS} WHERE login = ? AND active", (login,)))


def by_name(reader: Reader, name: str) -> Member | None:
    """Return the active member of this name, compared without case; None also when two have it."""
    wanted = name.casefold()
    found = [row for row in reader.rows(f"{_MEMBERS} WHERE active") if row[1].casefold() == wanted]
    return _with_roles(reader, found[0]) if len(found) == 1 else None


def _with_roles(reader: Reader, row: tuple[Any, ...] | None) -> Member | None:
    if row is None:
        return None
    roles = reader.rows("SELECT account_id, role FROM member_role WHERE member_id = ?", (row[0],))
    return _member(row, frozenset((account_id, Role(role)) for account_id, role in roles))


def _member(row: tuple[Any, ...], roles: frozenset[tuple[int | None, Role]]) -> Member:
    key, name, signature, language, time_zone, login, alias, consent, mail = row
    return Member(key, name, signature, language, time_zone, login, roles, alias, bool(consent), mail)


def settings(reader: Reader, member_id: int) -> dict[str, str]:
    """Return a member's preferences by name."""
    rows = reader.rows("SELECT name, value FROM member_setting WHERE member_id = ? ORDER BY name", (member_id,))
    return {str(row[0]): str(row[1]) for row in rows}
