"""What waits for the member at the desk."""

from backend.desk.session import Desk
from backend.model.foryou import ForYou
from backend.store.read import foryou as reading


def for_you(desk: Desk) -> tuple[ForYou, ...]:
    """Return all that waits for the member, kind by kind, the oldest first in each. Raises DeskError, StoreError."""
    return reading.for_you(desk.reader, desk.must_read(), desk.clock.now())
