"""Second thoughts: take my last act back, or do it again."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from backend.i18n import _, ngettext
from backend.model.comment import CommentState, RemoteState
from backend.model.desk import Result
from backend.model.triage import Decision, Deed, Verb
from tui.commands import Where
from tui.screens.inbox_words import verb_done
from tui.widgets.footer import Tone

if TYPE_CHECKING:
    from backend.model.comment import QueueRow
    from tui.keymap import Press
    from tui.screens.inbox import Inbox


class Undoing:
    """What can be taken back lies in the store; the desk only remembers what to call it."""

    def __init__(self, desk: Inbox) -> None:
        self.desk = desk
        self._said: list[str] = []  # my deeds of this sitting, by name, the last one last

    def verbs(self) -> dict[str, Callable[[Press], None]]:
        """Return what the commands of second thoughts do."""
        return {"undo": self._take_back, "redo": lambda _press: self._redo()}

    def remember(self, said: str) -> None:
        """A deed of mine was done: this is its name."""
        self._said.append(said)
        self.desk.show_keys()

    @property
    def last(self) -> str:
        """What would be taken back now, as far as this desk knows."""
        return self._said[-1] if self._said else ""

    def _take_back(self, press: Press) -> None:
        """Take my last act back; where I have done nothing yet, what was hidden by itself under the cursor."""
        row = self.desk.row
        if not self._said and row is not None and _hidden_by_itself(row):
            self.desk.parts.deciding.decide(Decision(Verb.UNHIDE), press)
        else:
            self._undo()

    def _undo(self) -> None:
        watch = self.desk.parts.marks.watch(_("taken back"))

        def came(ended: Deed | Result) -> None:
            self.desk.parts.marks.running = False
            said = self._said.pop() if self._said else ""
            if isinstance(ended, Result):
                self.desk.parts.deciding.refused(ended)
            else:
                self._undone(ended, said)
            self.desk.show_keys()

        self.desk.calls.act(lambda door: door.undo(progress=watch), came)

    def _undone(self, deed: Deed, said: str) -> None:
        desk = self.desk
        named = _("Taken back: {act}").format(act=said or verb_done(deed.verb).format(author="…"))
        if deed.failed and len(deed.items) == 1:
            desk.parts.deciding.refused(deed.items[0])
        elif deed.failed:
            kept = ngettext("{n} stays as it is", "{n} stay as they are", deed.failed).format(n=deed.failed)
            desk.say(f"✗ {named} · {desk.parts.deciding.results(deed)} · {kept}", Tone.BAD)
        else:
            desk.say(" · ".join((named, *desk.parts.deciding.besides(deed))), Tone.GOOD)
            self._stand_on(deed)
        desk.parts.catching.several([item.comment_id for item in deed.items])

    def _stand_on(self, deed: Deed) -> None:
        """Go back to the comment whose act was taken back, where it is still listed."""
        desk = self.desk
        if len(deed.items) == 1 and deed.verb is not Verb.EDIT_OWN and desk.where is Where.QUEUE:
            desk.parts.moves.to(deed.items[0].comment_id)

    def _redo(self) -> None:
        watch = self.desk.parts.marks.watch(_("done again"))

        def came(ended: Deed | Result) -> None:
            desk = self.desk
            desk.parts.marks.running = False
            if isinstance(ended, Result):
                desk.parts.deciding.refused(ended)
            elif ended.failed:
                desk.say("✗ " + desk.parts.deciding.results(ended), Tone.BAD)
            else:
                named = verb_done(ended.verb).format(author=_("again"))
                self.remember(named)
                desk.say(f"✓ {named}", Tone.GOOD)
            if isinstance(ended, Deed):
                desk.parts.catching.several([item.comment_id for item in ended.items])

        self.desk.calls.act(lambda door: door.redo(watch), came)


def _hidden_by_itself(row: QueueRow) -> bool:
    """Tell whether a comment was hidden for its personal data as soon as it came: such a one stays open."""
    return row.personal and row.remote_state is RemoteState.HIDDEN and row.state is CommentState.OPEN
