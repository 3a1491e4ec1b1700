"""What concerns who has a comment, and where it stands: claim, take over, settle, copy a link."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from backend.i18n import _
from backend.model.outbox import OutboxState, Verdict
from backend.model.triage import Verb
from tui.screens.inbox_words import name, verb_done
from tui.text import safe_line
from tui.widgets.footer import Tone

if TYPE_CHECKING:
    from backend.model.comment import QueueRow
    from backend.model.desk import Result
    from tui.calls import Door
    from tui.keymap import Press
    from tui.screens.inbox import Inbox


class Owning:
    """Verbs that leave the cursor where it is."""

    def __init__(self, desk: Inbox) -> None:
        self.desk = desk

    def verbs(self) -> dict[str, Callable[[Press], None]]:
        """Return what the commands do."""
        return {
            "claim": lambda _press: self._claim(),
            "take_over": lambda _press: self._take_over(),
            "settle": lambda _press: self._ask_settle(),
            "link": lambda _press: self._link(),
        }

    def answers(self) -> dict[str, Callable[[str], None]]:
        """Return who takes the typed line, by its purpose."""
        return {"settle": self.settle}

    # -- who has it

    def _claim(self) -> None:
        row = self.desk.row
        if row is None:
            return
        mine = self.desk.member is not None and row.claimed_by == self.desk.member.name
        said = verb_done(Verb.RELEASE if mine else Verb.CLAIM).format(author=name(row))
        self.simply(row, lambda door: door.release(row.id) if mine else door.claim(row.id), said)

    def _take_over(self) -> None:
        row = self.desk.row
        if row is not None:
            said = _("{author}: taken over from {name}, who is told")
            whom = safe_line(row.claimed_by or "")
            self.simply(row, lambda door: door.take_over(row.id), said.format(author=name(row), name=whom))

    def simply(self, row: QueueRow, verb: Callable[[Door], Result], said: str) -> None:
        """Do a verb on one comment, say what was done or why not, and read the comment again."""

        def came(result: Result) -> None:
            if result.ok:
                self.desk.say(f"✓ {said}", Tone.GOOD)
            else:
                self.desk.parts.deciding.refused(result)
            self.desk.parts.catching.again(row.id)

        self.desk.calls.act(verb, came)

    # -- settle by hand

    def _ask_settle(self) -> None:
        row = self.desk.row
        if row is not None and row.delivery is not None and row.delivery.state is OutboxState.COPIED:
            self.desk.parts.placing.ask_posted()
            return
        words = ", ".join(self._verdicts())
        self.desk.ask("settle", _("Does our answer stand on the platform? {words}:").format(words=words))

    @staticmethod
    def _verdicts() -> dict[str, Verdict]:
        return {_("there"): "sent", _("again"): "again", _("drop"): "drop"}

    def settle(self, typed: str) -> None:
        """Settle the answer whose fate is unknown by the word that was typed."""
        row, verdict = self.desk.row, self._verdicts().get(typed.strip().lower())
        if row is None or row.delivery is None or verdict is None:
            self.desk.say(_("Nothing was settled."))
            return
        outbox_id = row.delivery.outbox_id
        self.simply(row, lambda door: door.settle(outbox_id, verdict), _("{author}: settled").format(author=name(row)))

    # -- a link

    def _link(self) -> None:
        """Copy the comment's address to the terminal's clipboard, and show it whole. Nothing is ever opened here."""
        from tui.app import Nightdesk
        from tui.clipboard import copy

        view, row = self.desk.thread.view, self.desk.row
        shown = self.desk.thread.comments if view is not None and row is not None and view.comment_id == row.id else []
        url = next((item.url for item in shown if row is not None and item.id == row.id), None)
        if not url:
            self.desk.say(_("The platform gives this comment no address."), Tone.LAMP)
            return
        assert isinstance(self.desk.app, Nightdesk)
        self.desk.say(f"{copy(self.desk.app, url).said} {safe_line(url)}", Tone.GOOD)
