"""What is kept as evidence: on one comment, and all there is."""

from backend.model.clock import Micros
from backend.model.talk import Hold
from backend.store.reader import Reader

_HOLDS = "SELECT h.comment_id, m.name, h.why, h.until FROM hold AS h JOIN member AS m ON m.id = h.member_id"


def hold_of(reader: Reader, comment_id: int, now: Micros) -> Hold | None:
    """Return who keeps a comment as evidence, None when nobody does (any more)."""
    row = reader.one(f"{_HOLDS} WHERE h.comment_id = ? AND h.until > ?", (comment_id, now))
    return Hold(*row[1:]) if row else None


def holds(reader: Reader, account_ids: frozenset[int], now: Micros) -> list[tuple[int, Hold]]:
    """Return what is kept on these accounts, by comment, what ends first on top."""
    accounts = ", ".join(map(str, sorted(account_ids))) or "-1"
    rows = reader.rows(
        f"{_HOLDS} JOIN comment AS c ON c.id = h.comment_id WHERE h.until > ? AND c.account_id IN ({accounts})"
        " ORDER BY h.until, h.comment_id",
        (now,),
    )
    return [(comment_id, Hold(*held)) for comment_id, *held in rows]
