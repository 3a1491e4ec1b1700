"""What works behind the inbox: moving, following, deciding, answering, catching up; made when the first rows come."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from backend.i18n import _
from tui.bound import key_of
from tui.keymap import Repeating
from tui.screens.inbox_acts import Acts
from tui.screens.inbox_command import Commanding
from tui.screens.inbox_empty import empty_lines
from tui.screens.inbox_follow import Following
from tui.screens.inbox_lists import Lists
from tui.screens.inbox_live import Catching
from tui.screens.inbox_moves import Moves
from tui.screens.inbox_reply import RENEW_S, Answering
from tui.widgets.ask import Ask
from tui.widgets.footer import Tone

if TYPE_CHECKING:
    from tui.keymap import Press
    from tui.screens.inbox import Inbox
    from tui.widgets.lines import Line


class Parts:
    """The parts of one inbox, and which command goes to which of them."""

    RENEW_S = RENEW_S

    def __init__(self, desk: Inbox) -> None:
        self.desk = desk
        self.following = Following(desk)
        self.moves = Moves(desk)
        self.lists = Lists(desk)
        self.acts = Acts(desk)
        self.answering = Answering(desk)
        self.catching = Catching(desk)
        self.commanding = Commanding(desk)
        self.repeating = Repeating()
        self.ask = Ask()
        desk.queue.pointed = self.moves.to
        self.verbs: dict[str, Callable[[Press], None]] = {
            **self.moves.verbs(),
            **self.acts.verbs(),
            **self.answering.verbs(),
            **self.lists.verbs(),
            **self.commanding.verbs(),
            "repeat": self._repeat,
            "help": lambda _press: self._help(),
            "redraw": lambda _press: self._redraw(),
        }

    def obey(self, press: Press) -> None:
        """Do what was typed, or say why it does nothing here."""
        self.commanding.forget()
        why = self.off().get(press.command.id)
        if why and press.reason is None:  # a reason is of the act that was done, not of where the cursor stands by now
            self.desk.say(f"{_(press.command.label)}: {why}", Tone.LAMP)
        else:
            self.repeating.note(press)
            self.verbs[press.command.id](press)

    def _repeat(self, press: Press) -> None:
        """Do the last act again, unless it is one that is never repeated."""
        again, barred = self.repeating.again(press), self.repeating.barred
        if again is not None:
            self.obey(again)
        elif barred is not None:
            said = _("{command} is never repeated by {key}; press its own key.")
            self.desk.say(said.format(command=_(barred.label), key=key_of("repeat")), Tone.LAMP)
        else:
            self.desk.say(_("Nothing has been done yet that could be done again."), Tone.LAMP)

    def off(self) -> Mapping[str, str]:
        """Say which commands do nothing on this comment, and why, by command id."""
        return {**self.lists.off(), **self.acts.off()}

    def _help(self) -> None:
        from tui.screens.help import Help

        self.desk.app.push_screen(Help(self.desk.ink, self.desk.where, self.off()))

    def _redraw(self) -> None:
        desk = self.desk
        desk.refresh(layout=True)
        for pane in (desk.status, desk.queue, desk.thread, desk.footer):
            pane.refresh()

    def answered(self, purpose: str, text: str) -> None:
        """Hand a typed line to whoever asked for it. A query or a command may have to be put right: they close it."""
        to = {
            "query": self.moves.search,
            "command": self.commanding.answered,
            "palette": self.commanding.answered,
            "delete": self.acts.delete,
            "settle": self.acts.settle,
        }[purpose]
        if purpose in ("delete", "settle"):
            self.desk.close_ask()
        to(text)

    def empty(self) -> list[Line]:
        """Return what an empty queue says."""
        return empty_lines(self.desk)
