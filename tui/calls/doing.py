"""What a member does at the desk, as the screens call it: the acting half of the door. See `tui.calls`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backend.desk.session import Desk
    from backend.model.account import Act
    from backend.model.clock import Micros
    from backend.model.desk import Composing, Difference, Nearly, Result
    from backend.model.outbox import Verdict
    from backend.model.place import Capture, Kept
    from backend.model.reason import Reason
    from backend.model.triage import At, Decision, Deed, Progress, Snooze, Why


class Doing(ABC):
    """The verbs. Whoever is a door says at which desk."""

    @property
    @abstractmethod
    def desk(self) -> Desk:
        """The open desk."""

    def compose(self, comment_id: int, *, private: bool = False) -> Composing:
        """Claim a comment and return what an answer starts from."""
        from backend.desk import reply

        return reply.compose(self.desk, comment_id, private=private)

    def compose_own(self, comment_id: int) -> Composing:
        """Return what saying something else in an answer of ours starts from."""
        from backend.desk import reply

        return reply.compose_own(self.desk, comment_id)

    def send(self, comment_id: int, text: str, revision: int, template_id: int | None, act: Act) -> Result:
        """Queue an answer; it leaves after the undo window."""
        from backend.desk import reply

        return reply.send(self.desk, comment_id, text, revision, template_id, act)

    def nearly(self, comment_id: int, text: str) -> Nearly | None:
        """Return an answer of ours that says nearly the same, in the thread or to its author."""
        from backend.desk import reply

        return reply.nearly(self.desk, comment_id, text)

    def send_or_warn(
        self, comment_id: int, text: str, revision: int, template_id: int | None, act: Act, *, warned: bool
    ) -> Result | Nearly:
        """Queue an answer; unless the writer was `warned`, one that we have nearly given already is told instead."""
        near = None if warned or act == "edit_own" else self.nearly(comment_id, text)
        return near or self.send(comment_id, text, revision, template_id, act)

    def look_again(self, comment_id: int, revision: int) -> Difference:
        """Return what has become of a comment since it was shown."""
        from backend.desk import reply

        return reply.look_again(self.desk, comment_id, revision)

    def save_draft(self, comment_id: int, text: str, revision: int, template_id: int | None) -> None:
        """Keep what has been typed."""
        from backend.desk import reply

        reply.save_draft(self.desk, comment_id, text, revision, template_id)

    def leave(self, comment_id: int) -> None:
        """Stop composing: the claim is let go, the draft kept."""
        from backend.desk import reply

        reply.leave(self.desk, comment_id)

    def renew(self, comment_id: int) -> Result:
        """Keep the claim while somebody is typing."""
        from backend.desk import reply

        return reply.renew(self.desk, comment_id)

    def cancel(self, outbox_id: int) -> Result:
        """Take an act back before it leaves."""
        from backend.desk import reply

        return reply.cancel(self.desk, outbox_id)

    def settle(self, outbox_id: int, verdict: Verdict) -> Result:
        """Say what became of an answer whose fate is unknown."""
        from backend.desk import reply

        return reply.settle(self.desk, outbox_id, verdict)

    def report_posted(self, outbox_id: int, link: str) -> Result:
        """Say that a copied answer stands there; `link` leads to it, or is empty."""
        from backend.desk import places

        return places.report_posted(self.desk, outbox_id, link)

    def look_at_place(self, account_id: int, steps: Sequence[int], note: str) -> Result:
        """Say that one has looked at a watched place, and what was ticked off."""
        from backend.desk import places

        return places.look(self.desk, account_id, steps, note)

    def capture(self, account_id: int, what: Capture) -> Kept:
        """Keep a comment that was found where no API reads."""
        from backend.desk import places

        return places.capture(self.desk, account_id, what)

    def take_down(self, comment_id: int) -> Result:
        """Delete our own answer on the platform."""
        from backend.desk import reply

        return reply.take_down(self.desk, comment_id)

    def decide(self, decision: Decision, ats: Sequence[At], progress: Progress | None = None) -> Deed:
        """Decide about comments as they were shown."""
        from backend.desk import triage

        return triage.decide(self.desk, decision, ats, progress)

    def snooze(self, ats: Sequence[At], choice: Snooze) -> Deed:
        """Let comments sleep."""
        from backend.desk import triage

        return triage.snooze(self.desk, ats, choice)

    def undo(self, deed_id: int | None = None, progress: Progress | None = None) -> Deed | Result:
        """Take back a deed, the last one when none is named."""
        from backend.desk import triage

        return triage.undo(self.desk, deed_id, progress)

    def redo(self, progress: Progress | None = None) -> Deed | Result:
        """Do again what was taken back."""
        from backend.desk import triage

        return triage.redo(self.desk, progress)

    def change_why(self, deed_id: int, why: Why) -> Result | Deed:
        """Give a deed another reason; the deed that was done anew for it, where it took that."""
        from backend.desk import triage

        return triage.change_why(self.desk, deed_id, why)

    def hold(self, comment_id: int, why: Why, typed: str) -> tuple[Result, Micros]:
        """Keep a comment as evidence until what was typed says; return until when that is as well (UTC µs)."""
        from backend.desk import evidence
        from backend.model.clock import EPOCH
        from backend.model.desk import Outcome, Result
        from backend.model.reason import Reason

        until = evidence.until_of(self.desk, typed)
        if until is None:
            return Result(Outcome.REFUSED, Reason("hold.when")), EPOCH
        return evidence.hold(self.desk, comment_id, why, until), until

    def end_hold(self, comment_id: int) -> Result:
        """Keep a comment no longer."""
        from backend.desk import evidence

        return evidence.end_hold(self.desk, comment_id)

    def note(self, comment_id: int, text: str) -> Deed | Result:
        """Put an internal note on a comment."""
        from backend.desk import triage

        return triage.note(self.desk, comment_id, text)

    def refer(self, at: At, decision: Decision) -> Deed | Result:
        """Put a comment to a colleague."""
        from backend.desk import triage

        return triage.refer(self.desk, at, decision)

    def answer_referral(self, comment_id: int, text: str) -> Result:
        """Answer what a colleague asked."""
        from backend.desk import triage

        return triage.answer_referral(self.desk, comment_id, text)

    def claim(self, comment_id: int) -> Result:
        """Keep a comment for oneself."""
        from backend.desk import triage

        return triage.claim(self.desk, comment_id)

    def take_over(self, comment_id: int) -> Result:
        """Take a comment from a colleague."""
        from backend.desk import triage

        return triage.take_over(self.desk, comment_id)

    def release(self, comment_id: int) -> Result:
        """Let a comment go again."""
        from backend.desk import triage

        return triage.release(self.desk, comment_id)

    def look_at(self, comment_id: int, *, writing: bool) -> None:
        """Show the others what is looked at here."""
        from backend.desk import presence

        presence.look_at(self.desk, comment_id, writing=writing)

    def fetch_again(self, comment_id: int) -> Reason | None:
        """Ask for a comment whose text had to go; return what is wrong with its account."""
        from backend.desk import thread

        return thread.fetch_again(self.desk, comment_id)

    def fetch_failed(self, comment_id: int, since: Micros) -> Reason | None:
        """Return why it could not be fetched since."""
        from backend.desk import thread

        return thread.fetch_failed(self.desk, comment_id, since)

    def sync_now(self, account_id: int) -> None:
        """Ask the worker to read an account now."""
        from backend.desk import health

        health.sync_now(self.desk, account_id)

    def put_setting(self, name: str, value: str) -> None:
        """Keep a preference."""
        from backend.desk import presence

        presence.put_setting(self.desk, name, value)
