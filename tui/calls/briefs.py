"""The part of the desk's door that knows briefs. See `tui.calls`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backend.desk.session import Desk
    from backend.model.brief import Brief


class Briefed(ABC):
    """Briefs of the accounts the member works with. It is a part of `tui.calls.Door`, whose desk it asks."""

    @property
    @abstractmethod
    def desk(self) -> Desk:
        """The open desk."""

    def briefs_now(self) -> tuple[Brief, ...]:
        """Read the briefs that hold now, unread ones first."""
        from backend.desk import briefs

        return briefs.now(self.desk)

    def briefs(self) -> tuple[Brief, ...]:
        """Read the newest briefs, those that are over too."""
        from backend.desk import briefs

        return briefs.every(self.desk)

    def brief_page(self, brief_id: int, number: int | None) -> tuple[Brief, str] | None:
        """Read a version of a brief (None: the newest), and its words as a page."""
        from backend.desk import briefs

        found = briefs.version(self.desk, brief_id, number)
        return (found, briefs.page(self.desk, found)) if found is not None else None

    def new_brief_page(self) -> str:
        """Return the page that a new brief begins with."""
        from backend.desk import briefs

        return briefs.page(self.desk, None)

    def save_brief_page(self, brief_id: int, text: str, base: int) -> int:
        """Save a page as a new brief or the next version of one, and return its key."""
        from backend.desk import briefs

        return briefs.save_page(self.desk, brief_id, text, base)

    def read_brief(self, brief_id: int, number: int) -> None:
        """Note that the member has read a version of a brief."""
        from backend.desk import briefs

        briefs.read(self.desk, brief_id, number)

    def end_brief(self, brief_id: int) -> None:
        """End a brief before its time."""
        from backend.desk import briefs

        briefs.end(self.desk, brief_id)
