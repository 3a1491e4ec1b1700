"""A template as a page in the editor: a new one has no key before it is saved for the first time."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from backend.i18n import _
from backend.model.page_draft import PageKind
from tui.screens.page import Page, Written
from tui.text import safe_line

if TYPE_CHECKING:
    from backend.model.template import TemplateCard
    from tui.calls import Door


class TemplatePaper:
    """One template being written. `saved` is told its key when a version was saved."""

    def __init__(self, card: TemplateCard | None, saved: Callable[[int], None]) -> None:
        self._card, self._saved = card, saved
        self.key = card.template.id if card is not None else None

    def begin(self, door: Door) -> Page:
        """Read the newest words, or what a new one begins with, and return the page. Called on a lane's thread."""
        newest = self._version(door, None)
        text = newest.text if newest is not None else door.new_template_page()
        return Page(
            PageKind.TEMPLATE,
            self.key or 0,
            self._title(),
            text,
            newest.number if newest is not None else 0,
            self._save,
            self._version,
            lambda _number: self._saved(self.key or 0),
            (
                _("{author} {signature} {hours} are filled in, {?what} must be by whoever answers; {{ is a brace."),
                _("More wordings: variants = [\"…\", \"…\"]. ^S saves a draft, s in the list sends it for approval."),
            ),
            why=False,
        )  # fmt: skip

    def _title(self) -> str:
        if self._card is None:
            return _("NEW TEMPLATE")
        one = self._card.template
        return _("TEMPLATE {code} ({language})").format(
            code=safe_line(one.code, 30), language=safe_line(one.language, 8)
        )

    def _save(self, door: Door, text: str, base: int, _why: str) -> int:
        self.key, number = door.save_template(self.key, text, base)
        return number

    def _version(self, door: Door, number: int | None) -> Written | None:
        found = door.template_page(self.key, number) if self.key is not None else None
        if found is None:
            return None
        version, text = found
        return Written(text, version.number, version.member, version.made_at)
