"""The part of the desk's door that knows templates as they are written and reviewed. See `tui.calls`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backend.desk.session import Desk
    from backend.model.desk import Result
    from backend.model.template import TemplateVersion
    from backend.model.template_view import TemplateBoard, TemplateView


class Templating(ABC):
    """Templates, their pages and their way to approval. It is a part of `tui.calls.Door`, whose desk it asks."""

    @property
    @abstractmethod
    def desk(self) -> Desk:
        """The open desk."""

    # -- reading

    def template_board(self) -> TemplateBoard:
        """Read all templates, and which of them wait for me."""
        from backend.desk import template_view

        return template_view.board(self.desk)

    def template_view(self, template_id: int, comment_id: int | None) -> TemplateView:
        """Read all about a template, filled in for a comment."""
        from backend.desk import template_view

        return template_view.view(self.desk, template_id, comment_id)

    def template_versions(self, template_id: int) -> tuple[TemplateVersion, ...]:
        """Read all versions of a template, the newest first."""
        from backend.desk import template_review

        return template_review.versions(self.desk, template_id)

    def template_difference(self, template_id: int, old: int, new: int) -> tuple[str, ...]:
        """Read what differs between two versions of a template."""
        from backend.desk import template_review

        return template_review.diff(self.desk, template_id, old, new)

    # -- pages

    def template_page(self, template_id: int, number: int | None) -> tuple[TemplateVersion, str] | None:
        """Read a version of a template (None: the newest), and its words as a page."""
        from backend.desk import template_view

        return template_view.page(self.desk, template_id, number)

    def new_template_page(self) -> str:
        """Return the page that a new template begins with."""
        from backend.desk import template_view

        return template_view.new_page(self.desk)

    def save_template(self, template_id: int | None, text: str, base: int) -> tuple[int, int]:
        """Save a page as a new template (no key), or as the next version of one; return key and number."""
        from backend.desk import template_review

        return template_review.save(self.desk, template_id, text, base)

    # -- steps

    def submit_template(self, template_id: int, number: int) -> None:
        """Send the newest version for approval."""
        from backend.desk import template_review

        template_review.submit(self.desk, template_id, number)

    def approve_template(self, template_id: int, number: int) -> None:
        """Approve the version in review."""
        from backend.desk import template_review

        template_review.approve(self.desk, template_id, number)

    def reject_template(self, template_id: int, number: int, said: str) -> None:
        """Give the version in review back with a word."""
        from backend.desk import template_review

        template_review.reject(self.desk, template_id, number, said)

    def remark_on_template(self, template_id: int, text: str) -> Result:
        """Say something about a template."""
        from backend.desk import templates

        return templates.remark(self.desk, template_id, text)

    def retire_template(self, template_id: int) -> None:
        """Take a template out of use."""
        from backend.desk import template_review

        template_review.retire(self.desk, template_id)

    def bring_back_template(self, template_id: int) -> int:
        """Make a retired template a draft again; return the number of its new version."""
        from backend.desk import template_review

        return template_review.bring_back(self.desk, template_id)

    def review_template(self, template_id: int, typed: str) -> None:
        """Say when a template is to be read anew, which says that it was read now."""
        from backend.desk import template_review

        template_review.set_review(self.desk, template_id, typed)

    def give_template(self, template_id: int, member_id: int) -> None:
        """Let another member answer for a template."""
        from backend.desk import template_review

        template_review.set_owner(self.desk, template_id, member_id)
