"""The part of the desk's door that knows what waits for the member. See `tui.calls`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backend.desk.session import Desk
    from backend.model.foryou import ForYou


class Awaited(ABC):
    """What waits for the member. It is a part of `tui.calls.Door`, whose desk it asks."""

    @property
    @abstractmethod
    def desk(self) -> Desk:
        """The open desk."""

    def for_you(self) -> tuple[ForYou, ...]:
        """Read all that waits for the member."""
        from backend.desk import foryou

        return foryou.for_you(self.desk)
