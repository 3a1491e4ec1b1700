"""The part of the desk's door that knows charters: reading, saving, and what matters for a comment. See `tui.calls`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backend.desk.session import Desk
    from backend.model.charter import CharterVersion
    from backend.model.guidance import Guidance


class Chartering(ABC):
    """Charters of the accounts (None: of the house). It is a part of `tui.calls.Door`, whose desk it asks."""

    @property
    @abstractmethod
    def desk(self) -> Desk:
        """The open desk."""

    def charters(self) -> tuple[CharterVersion, ...]:
        """Read the charters that hold now."""
        from backend.desk import charters

        return charters.charters(self.desk)

    def charter(self, account_id: int | None) -> CharterVersion | None:
        """Read the charter that holds for an account."""
        from backend.desk import charters

        return charters.charter(self.desk, account_id)

    def charter_versions(self, account_id: int | None) -> tuple[CharterVersion, ...]:
        """Read all versions of an own charter, the newest first."""
        from backend.desk import charters

        return charters.versions(self.desk, account_id)

    def charter_page(self, account_id: int | None, number: int | None) -> tuple[CharterVersion, str] | None:
        """Read a version of an own charter (None: the newest), and its words as a page."""
        from backend.desk import charters

        found = charters.version(self.desk, account_id, number)
        return (found, charters.as_text(self.desk, found.charter)) if found is not None else None

    def charter_difference(self, account_id: int | None, old: int, new: int) -> tuple[str, ...]:
        """Read what changed between two versions of an own charter."""
        from backend.desk import charters

        return charters.diff(self.desk, account_id, old, new)

    def charter_text(self, account_id: int | None) -> str:
        """Read the page that an own charter begins with."""
        from backend.desk import charters

        return charters.begun(self.desk, account_id)

    def save_charter(self, account_id: int | None, text: str, base: int, said: str) -> int:
        """Save a page as the next version of an own charter."""
        from backend.desk import charters

        return charters.save(self.desk, account_id, text, base, said)

    def may_save_charter(self, account_id: int | None) -> bool:
        """Tell whether the member may save an own charter of an account."""
        from backend.desk import charters

        return charters.may_save(self.desk, account_id)

    @staticmethod
    def charter_starters() -> tuple[str, ...]:
        """Read the names of the ready-made charters."""
        from backend.desk import charters

        return charters.starters()

    def charter_start(self, account_id: int | None, starter: str) -> str:
        """Read a ready-made charter as a page."""
        from backend.desk import charters

        return charters.start_from(self.desk, account_id, starter)

    def guidance(self, comment_id: int) -> Guidance:
        """Read what the charter says about a comment."""
        from backend.desk import charters

        return charters.guidance(self.desk, comment_id)
