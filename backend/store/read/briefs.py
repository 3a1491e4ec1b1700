"""Briefs as a member sees them."""

from collections.abc import Iterable

from backend.model.brief import Brief
from backend.model.clock import Micros
from backend.store.codec import load_words
from backend.store.reader import Reader, Row

_BRIEFS = """
SELECT b.id, b.account_id, b.version, v.title, v.text, v.use, v.avoid, v.until, m.name, v.made_at,
       CASE WHEN r.version >= b.version THEN 1 ELSE 0 END, b.ended_at
FROM brief AS b
JOIN brief_version AS v ON v.brief_id = b.id AND v.number = b.version
LEFT JOIN member AS m ON m.id = v.member_id
LEFT JOIN brief_read AS r ON r.brief_id = b.id AND r.member_id = ?
"""

PAST = 50
"""Past briefs that are listed."""


def briefs_now(reader: Reader, member_id: int, now: Micros) -> tuple[Brief, ...]:
    """Return the briefs that hold now, the one that was written or edited last first."""
    asked = f"{_BRIEFS} WHERE b.ended_at IS NULL AND b.until > ? ORDER BY v.made_at DESC, b.id DESC"
    return tuple(_brief(row) for row in reader.rows(asked, (member_id, now)))


def briefs(reader: Reader, member_id: int) -> tuple[Brief, ...]:
    """Return the newest briefs, those that are over too."""
    asked = f"{_BRIEFS} ORDER BY v.made_at DESC, b.id DESC LIMIT ?"
    return tuple(_brief(row) for row in reader.rows(asked, (member_id, PAST)))


def brief(reader: Reader, member_id: int, brief_id: int, version: int | None = None) -> Brief | None:
    """Return one brief, as it is or as it was in a version."""
    sql = _BRIEFS if version is None else _BRIEFS.replace("v.number = b.version", "v.number = ?")
    params = (member_id, brief_id) if version is None else (version, member_id, brief_id)
    row = reader.one(f"{sql} WHERE b.id = ?", params)
    return None if row is None else _brief(row)


def template_codes(reader: Reader, account_id: int, now: Micros) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the codes of the templates to use on an account now, and of those to avoid."""
    asked = (
        "SELECT v.use, v.avoid FROM brief AS b JOIN brief_version AS v ON v.brief_id = b.id AND v.number = b.version"
        " WHERE b.ended_at IS NULL AND b.until > ? AND (b.account_id IS NULL OR b.account_id = ?) ORDER BY b.id"
    )
    found = reader.rows(asked, (now, account_id))
    return _codes(row[0] for row in found), _codes(row[1] for row in found)


def _codes(lists: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code for listed in lists for code in load_words(listed)))


def _brief(row: Row) -> Brief:
    key, account_id, version, title, text, use, avoid, until, name, made_at, read, ended_at = row
    return Brief(
        key,
        account_id,
        version,
        title,
        text,
        load_words(use),
        load_words(avoid),
        Micros(until),
        name or "",
        Micros(made_at),
        bool(read),
        None if ended_at is None else Micros(ended_at),
    )
