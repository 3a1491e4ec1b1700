"""The palette's part of the door: canned replies and earlier answers for a comment. See `tui.calls`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backend.desk.session import Desk
    from backend.model.desk import Result
    from backend.model.palette import Earlier, Suggestion


class Suggesting(ABC):
    """What a door can suggest to write; it is a part of `tui.calls.Door`, whose desk it asks."""

    @property
    @abstractmethod
    def desk(self) -> Desk:
        """The open desk."""

    def palette(self, comment_id: int, wanted: str, act: str) -> tuple[Suggestion, ...]:
        """Rank the canned replies for a comment, measured for the act that they are written into."""
        from backend.desk import palette

        return palette.palette(self.desk, comment_id, wanted, act=act)

    def earlier(self, comment_id: int, wanted: str, act: str) -> tuple[Earlier, ...]:
        """Find what we answered to similar comments, measured for the act that it is written into."""
        from backend.desk import answers

        return answers.earlier(self.desk, comment_id, wanted, act=act)

    def propose_template(self, answer_id: int) -> Result:
        """Make a draft template of an answer of ours, named by its own comment's key."""
        from backend.desk import templates

        return templates.propose(self.desk, comment_id=answer_id)

    def did_not_fit(self, template_id: int, text: str, comment_id: int) -> Result:
        """Say about a template that it did not fit a comment."""
        from backend.desk import templates

        return templates.remark(self.desk, template_id, text, comment_id)
