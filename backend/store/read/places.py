"""Watched places as they are shown: link, checklist, and who looked last."""

import json
from collections.abc import Sequence

from backend.model.clock import Micros
from backend.model.place import Look, PlaceCard, PlaceKind, Step
from backend.store.reader import Reader

LOOKS = 20
"""Looks of one place that are shown, the newest."""


def card(reader: Reader, account_id: int, looks: int = LOOKS) -> PlaceCard:
    """Return what is known of a place; of an account that was never made one, an empty card."""
    row = reader.one("SELECT link, kind, look_every_s FROM place WHERE account_id = ?", (account_id,))
    link, kind, every_s = row if row is not None else ("", PlaceKind.OTHER, 0)
    steps = reader.rows(
        "SELECT id, text FROM place_step WHERE account_id = ? AND retired_at IS NULL ORDER BY position", (account_id,)
    )
    return PlaceCard(
        account_id,
        link,
        PlaceKind(kind),
        every_s,
        tuple(Step(*one) for one in steps),
        _looks(reader, account_id, looks),
    )


def _looks(reader: Reader, account_id: int, most: int) -> tuple[Look, ...]:
    found = reader.rows(
        "SELECT l.at, m.name, l.note, l.steps FROM place_look AS l JOIN member AS m ON m.id = l.member_id"
        " WHERE l.account_id = ? ORDER BY l.id DESC LIMIT ?",
        (account_id, most),
    )
    texts = _texts(reader, account_id) if any(row[3] != "[]" for row in found) else {}
    return tuple(Look(Micros(at), name, note, _ticked(texts, json.loads(steps))) for at, name, note, steps in found)


def _texts(reader: Reader, account_id: int) -> dict[int, str]:
    """Return the words of all steps, retired ones too."""
    return {
        row[0]: row[1] for row in reader.rows("SELECT id, text FROM place_step WHERE account_id = ?", (account_id,))
    }


def _ticked(texts: dict[int, str], keys: Sequence[int]) -> tuple[str, ...]:
    return tuple(texts[key] for key in keys if key in texts)
