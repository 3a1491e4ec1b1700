"""What a comment is about and what is masked in it, as the screens call it. See `tui.calls`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backend.desk.session import Desk


class Unmasking(ABC):
    """A part of `tui.calls.Door`, which says at which desk."""

    @property
    @abstractmethod
    def desk(self) -> Desk:
        """The open desk."""

    def unmask(self, comment_id: int) -> str:
        """Read a comment's words with nothing masked; it is logged that this was done."""
        from backend.desk import personal

        return personal.unmasked(self.desk, comment_id)
