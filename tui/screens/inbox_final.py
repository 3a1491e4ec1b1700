"""Acts that want a word typed before they are done: what goes for good, or takes with it more than it says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend.i18n import _, ngettext
from backend.model.triage import Decision, Verb
from tui.bound import key_of
from tui.screens.inbox_off import own_answer
from tui.screens.inbox_words import name, verb_done
from tui.widgets.footer import Tone

if TYPE_CHECKING:
    from collections.abc import Callable

    from backend.model.account import Account
    from backend.model.desk import Result
    from tui.keymap import Press
    from tui.screens.inbox import Inbox


class Finality:
    """Deleting, and acts of which a platform does more than their name says."""

    def __init__(self, desk: Inbox) -> None:
        self.desk = desk
        self._waiting: tuple[Decision, Press] | None = None

    def verbs(self) -> dict[str, Callable[[Press], None]]:
        """Return what the commands do."""
        return {"delete": self._ask_delete}

    def answers(self) -> dict[str, Callable[[str], None]]:
        """Return who takes the typed line, by its purpose."""
        return {"delete": self.delete, "sure": self._sure}

    def asks(self, decision: Decision, press: Press) -> bool:
        """Ask first where the platform destroys what the reverse does not bring back. Tells whether it asked."""
        act = decision.verb.act
        wiping = [one for one in self._concerned(press) if act in one.capabilities.asks_first]
        if not wiping:
            return False
        self._waiting = decision, press
        told = _("On {platform} this also deletes all comments of the post, for good. Type {word}:")
        self.desk.ask("sure", told.format(platform=wiping[0].platform, word=_("lock")))
        return True

    def _concerned(self, press: Press) -> list[Account]:
        desk = self.desk
        keys = desk.parts.marks.accounts() if press.marked else {desk.row.account_id} if desk.row is not None else set()
        return [one for key, one in desk.accounts.items() if key in keys]

    def _sure(self, typed: str) -> None:
        waiting, self._waiting = self._waiting, None
        if waiting is None or typed.strip().lower() != _("lock"):
            self.desk.say(_("Not done."))
        else:
            self._carry_out(*waiting)

    # -- deleting

    def _ask_delete(self, press: Press) -> None:
        row = self.desk.row
        if press.reason is not None:
            self.desk.parts.deciding.change_why(press.reason)
        elif press.marked:
            many = len(self.desk.parts.marks)
            told = ngettext("{n} comment", "{n} comments", many).format(n=f"{many:,}")
            self._ask(_("{author}: deleted for everybody, for good. Type {word}:"), told, press)
        elif row is not None and own_answer(self.desk) is not None:
            self._ask(_("Our answer to {author} goes for good. Type {word}:"), name(row), press)
        elif row is not None:
            self._ask(_("{author}: deleted for everybody, for good. Type {word}:"), name(row), press)

    def _ask(self, told: str, whom: str, press: Press) -> None:
        self._waiting = Decision(Verb.DELETE, self.desk.parts.deciding.why(Verb.DELETE)), press
        self.desk.ask("delete", told.format(author=whom, word=_("delete")))

    def delete(self, typed: str) -> None:
        """Delete our answer when there is one, else the comment or all that are marked, when the word was typed."""
        waiting, self._waiting = self._waiting, None
        if waiting is None or self.desk.row is None or typed.strip().lower() != _("delete"):
            self.desk.say(_("Not deleted."))
        elif not waiting[1].marked and own_answer(self.desk) is not None:
            self._take_down()
        else:
            self._carry_out(*waiting)

    def _carry_out(self, decision: Decision, press: Press) -> None:
        self.desk.parts.deciding.carry_out(decision, press)
        for pane in (self.desk.queue, self.desk.thread):
            pane.keys.expect_reason(press.command)

    def _take_down(self) -> None:
        row, own = self.desk.row, own_answer(self.desk)
        if row is None or own is None:
            return

        def came(result: Result) -> None:
            if result.ok:
                self.desk.parts.undoing.remember(verb_done(Verb.DELETE_OWN).format(author=name(row)))
                said = _("Deleting our answer · {key} takes it back for 10 s").format(key=key_of("undo"))
                self.desk.say(said, Tone.LAMP, passing=True)
            else:
                self.desk.parts.deciding.refused(result)
            self.desk.parts.catching.again(row.id)

        self.desk.calls.act(lambda door: door.take_down(own.id), came)
