"""Watched places: what a member sees of one, that they have looked, and what they captured there by hand."""

from collections.abc import Sequence

from backend.desk.session import Desk
from backend.model.desk import Result
from backend.model.place import Capture, Kept, PlaceCard
from backend.store.read import places as reading


def card(desk: Desk, account_id: int) -> PlaceCard:
    """Return the link, the checklist and the last looks of a place. Raises DeskError: no right to read the account."""
    desk.must_read(account_id)
    return reading.card(desk.reader, account_id)


def look(desk: Desk, account_id: int, steps: Sequence[int], note: str) -> Result:
    """Note that the member has looked, and which steps (keys) they ticked off. REFUSED without the right to it."""
    from backend.store.write.places import look as stamp

    return stamp(desk.store, desk.actor, account_id, steps, note)


def capture(desk: Desk, account_id: int, what: Capture) -> Kept:
    """Keep a comment that the member found. Raises StoreError (Conflict): no words, no fit link, no right to do it."""
    from backend.store.write.capture import capture as keep

    return keep(desk.store, desk.actor, account_id, what)


def report_posted(desk: Desk, outbox_id: int, link: str) -> Result:
    """Note that the member has seen a copied answer stand there; `link` leads to it, or is empty."""
    from backend.store.write.outbox import report_posted as report

    return report(desk.store, desk.actor, outbox_id, link)
