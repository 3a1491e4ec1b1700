"""Deeds as a desk asks for them: the last one, and what others took back."""

from backend.model.clock import Micros
from backend.model.triage import Deed, Verb, Why
from backend.store.reader import Reader


def last_of(reader: Reader, member_id: int) -> Deed | None:
    """Return the member's newest deed that was not taken back, without its items; None when there is none."""
    row = reader.one(
        "SELECT id, verb, done, failed, why FROM deed WHERE member_id = ? AND undone_at IS NULL AND done > 0"
        " ORDER BY id DESC LIMIT 1",
        (member_id,),
    )
    if row is None:
        return None
    key, verb, done, failed, why = row
    return Deed(key, Verb(verb), (), done, failed, Why(why) if why else None)


def reversed_by_others(reader: Reader, member_id: int, since: Micros) -> tuple[tuple[str, Verb], ...]:
    """Return who has taken back which of the member's deeds since (UTC µs), oldest first, at most 50."""
    rows = reader.rows(
        "SELECT m.name, d.verb FROM deed AS d JOIN member AS m ON m.id = d.undone_by"
        " WHERE d.member_id = ? AND d.undone_by <> d.member_id AND d.undone_at > ? ORDER BY d.undone_at LIMIT 50",
        (member_id, since),
    )
    return tuple((name, Verb(verb)) for name, verb in rows)


def last_whys(reader: Reader, member_id: int) -> dict[Verb, Why]:
    """Return the reason the member gave last for each verb; criticism, which needs two, is never taken by itself."""
    rows = reader.rows(
        "SELECT verb, why FROM deed WHERE id IN"
        " (SELECT max(id) FROM deed WHERE member_id = ? AND why NOT IN ('', 'criticism') GROUP BY verb)",
        (member_id,),
    )
    return {Verb(verb): Why(why) for verb, why in rows}


def responsibilities(reader: Reader) -> list[tuple[str, str, str, str]]:
    """Return who answers for what: area, account's short name (empty for all), member, whom to fall back on."""
    rows = reader.rows(
        """SELECT r.area, n.short_name, m.name, f.name FROM responsibility AS r JOIN member AS m ON m.id = r.member_id
        LEFT JOIN account AS n ON n.id = r.account_id LEFT JOIN member AS f ON f.id = r.fallback_id
        ORDER BY r.area, n.short_name, r.id"""
    )
    return [(area, account or "", member, fallback or "") for area, account, member, fallback in rows]


def areas(reader: Reader) -> list[tuple[int, str]]:
    """Return the areas somebody answers for: key and name, by name."""
    return [(row[0], row[1]) for row in reader.rows("SELECT id, area FROM responsibility ORDER BY area, id")]
