"""Saved views."""

from backend.model.view import View
from backend.store.reader import Reader


def saved(reader: Reader, member_id: int, *, lead: bool) -> list[View]:
    """Return a member's own views, then those that everybody shares, by name.

    Those of the member, those the member made, and for a `lead` all of them, may be changed.
    """
    rows = reader.rows(
        "SELECT v.id, v.member_id, v.name, v.query, m.name, v.made_by FROM saved_view AS v"
        " JOIN member AS m ON m.id = v.made_by WHERE v.member_id = ? OR v.member_id IS NULL"
        " ORDER BY v.member_id IS NULL, lower(v.name), v.id",
        (member_id,),
    )
    return [
        View(name, query, key, owner, maker, owner == member_id or made_by == member_id or lead)
        for key, owner, name, query, maker, made_by in rows
    ]
