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


def areas(reader: Reader) -> list[tuple[int, str]]:
    """Return the areas somebody answers for: key and name, by name."""
    return [(row[0], row[1]) for row in reader.rows("SELECT id, area FROM responsibility ORDER BY area, id")]
