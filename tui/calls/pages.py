"""The part of the desk's door that keeps pages being written. See `tui.calls`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from backend.config.desk import DeskSettings
    from backend.desk.session import Desk
    from backend.model.page_draft import PageDraft, PageKind


class Paging(ABC):
    """Drafts of whole documents. It is a part of `tui.calls.Door`, whose desk it asks."""

    settings: DeskSettings

    @property
    @abstractmethod
    def desk(self) -> Desk:
        """The open desk."""

    def page_drafts(self, kind: PageKind, ref: int) -> tuple[PageDraft, ...]:
        """Read the member's unsaved texts of a page, the newest first."""
        from backend.desk import pages

        return pages.drafts(self.desk, kind, ref, self.settings.data_dir)

    def keep_page(self, kind: PageKind, ref: int, base: int, text: str, seen: PageDraft | None) -> PageDraft:
        """Keep what has been typed of a page."""
        from backend.desk import pages

        return pages.keep(self.desk, kind, ref, base, text, seen)

    def keep_page_at_last(self, kind: PageKind, ref: int, base: int, text: str, seen: PageDraft | None) -> Path | None:
        """Keep what has been typed of a page as the desk ends: in a file where the store takes nothing."""
        from backend.desk import pages

        return pages.keep_at_last(self.desk, kind, ref, base, text, seen, self.settings.data_dir)

    def drop_page(self, seen: PageDraft) -> bool:
        """Forget a draft of a page."""
        from backend.desk import pages

        return pages.drop(self.desk, seen)
