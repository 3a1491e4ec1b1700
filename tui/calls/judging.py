"""Approving answers and second members, as the screens call them. See `tui.calls`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backend.desk.session import Desk
    from backend.model.actor import Member
    from backend.model.approving import Rejected, Second, Waiting
    from backend.model.clock import Micros
    from backend.model.desk import Composing, Result


class Judging(ABC):
    """A part of `tui.calls.Door`, which says at which desk."""

    @property
    @abstractmethod
    def desk(self) -> Desk:
        """The open desk."""

    def awaiting(self) -> tuple[Waiting, ...]:
        """Return the answers that wait for my yes."""
        from backend.desk import approvals

        return approvals.awaiting(self.desk)

    def rejected(self) -> tuple[Rejected, ...]:
        """Return my answers that came back."""
        from backend.desk import approvals

        return approvals.rejected(self.desk)

    def approve(self, outbox_id: int, text: str | None = None) -> Result:
        """Let an answer leave, as it is or with other words."""
        from backend.desk import approvals

        return approvals.approve(self.desk, outbox_id, text)

    def reconsider(self, outbox_id: int) -> Result:
        """Take my yes back while the answer has not left."""
        from backend.desk import approvals

        return approvals.reconsider(self.desk, outbox_id)

    def reject(self, outbox_id: int, said: str) -> Result:
        """Send an answer back to its writer with a word."""
        from backend.desk import approvals

        return approvals.reject(self.desk, outbox_id, said)

    def compose_change(self, comment_id: int) -> Composing:
        """Return what changing an answer starts from before it is approved."""
        from backend.desk import approvals

        return approvals.compose_change(self.desk, comment_id)

    def seconds(self) -> tuple[Second, ...]:
        """Return what waits for me as a second member."""
        from backend.desk import seconds

        return seconds.waiting(self.desk)

    def answer_second(self, opinion_id: int, yes: bool, said: str = "") -> Result:
        """Agree to what a colleague may not do alone, or not."""
        from backend.desk import seconds

        return seconds.answer(self.desk, opinion_id, yes, said)

    def seconds_answered(self, since: Micros) -> tuple[Second, ...]:
        """Return which of my questions to a second member were answered since."""
        from backend.desk import seconds

        return seconds.answered(self.desk, since)

    def set_me(self, *, alias: str | None = None, consent: bool | None = None, mail: str | None = None) -> Member:
        """Change how I sign, and where my digest goes."""
        from backend.desk import session

        return session.set_me(self.desk, alias=alias, consent=consent, mail=mail)
