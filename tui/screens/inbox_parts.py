"""What works behind the inbox: moving, following, deciding, answering, catching up; made when the first rows come."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from backend.i18n import _
from tui.bound import key_of
from tui.keymap import Repeating
from tui.screens.inbox_about import Sorting
from tui.screens.inbox_block import Blocking
from tui.screens.inbox_briefs import Briefing
from tui.screens.inbox_cases import Casing
from tui.screens.inbox_charters import Ruling
from tui.screens.inbox_command import Commanding
from tui.screens.inbox_decide import Deciding
from tui.screens.inbox_empty import empty_lines
from tui.screens.inbox_final import Finality
from tui.screens.inbox_find import Choosing
from tui.screens.inbox_follow import Following
from tui.screens.inbox_foryou import Awaiting
from tui.screens.inbox_guide import Guiding
from tui.screens.inbox_health import Healing
from tui.screens.inbox_hold import Keeping
from tui.screens.inbox_judge import Judging
from tui.screens.inbox_lists import Lists
from tui.screens.inbox_live import Catching
from tui.screens.inbox_marks import Marks
from tui.screens.inbox_moves import Moves
from tui.screens.inbox_off import names, of_marks, off, seen
from tui.screens.inbox_own import Owning
from tui.screens.inbox_palette import Picking
from tui.screens.inbox_places import Placing
from tui.screens.inbox_present import Present
from tui.screens.inbox_reply import RENEW_S, Answering
from tui.screens.inbox_talk import Talking
from tui.screens.inbox_templates import Curating
from tui.screens.inbox_undo import Undoing
from tui.widgets.ask import Ask
from tui.widgets.footer import Tone

if TYPE_CHECKING:
    from backend.model.change import Woken
    from tui.keymap import Press
    from tui.screens.editing import Editing
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
        self.deciding = Deciding(desk)
        self.undoing = Undoing(desk)
        self.marks = Marks(desk)
        self.blocking = Blocking(desk)
        self.sorting = Sorting(desk)
        self.judging = Judging(desk)
        self.talking = Talking(desk)
        self.owning = Owning(desk)
        self.final = Finality(desk)
        self.commanding = Commanding(desk)
        self.choosing = Choosing(desk)
        self.present = Present(desk)
        self.placing = Placing(desk)
        self.commanding.completions.update(self.choosing.sources() | {"places": self.placing.names})
        self.answering = Answering(desk)
        self.picking = Picking(desk)
        self.catching = Catching(desk)
        self.healing = Healing(desk)
        self.ruling = Ruling(desk)
        self.templating = Curating(desk)
        self.casing = Casing(desk)
        self.briefing = Briefing(desk)
        self.awaiting = Awaiting(desk)
        self.guiding = Guiding(desk)
        self._editing: Editing | None = None
        self.keeping = Keeping(desk)
        self.repeating = Repeating()
        self.ask = Ask()
        desk.queue.pointed = self.moves.to
        self.verbs = self._verbs()

    def _verbs(self) -> dict[str, Callable[[Press], None]]:
        """Return what each command does, whoever of the parts does it."""
        return {
            **self.moves.verbs(),
            **self.deciding.verbs(),
            **self.undoing.verbs(),
            **self.marks.verbs(),
            **self.blocking.verbs(),
            **self.sorting.verbs(),
            **self.judging.verbs(),
            **self.talking.verbs(),
            **self.owning.verbs(),
            **self.final.verbs(),
            **self.choosing.verbs(),
            **self.answering.verbs(),
            **self.lists.verbs(),
            **self.picking.verbs(),
            **self.commanding.verbs(),
            **self.healing.verbs(),
            **self.ruling.verbs(),
            **self.templating.verbs(),
            **self.casing.verbs(),
            **self.briefing.verbs(),
            **self.awaiting.verbs(),
            **self.guiding.verbs(),
            **self.keeping.verbs(),
            **self.placing.verbs(),
            "repeat": self._repeat,
            "help": lambda _press: self._help(),
            "redraw": lambda _press: self._redraw(),
        }

    @property
    def editing(self) -> Editing:
        """What edits whole pages, loaded when one is first edited."""
        if self._editing is None:
            from tui.screens.editing import Editing

            self._editing = Editing(self.desk)
        return self._editing

    def pages_woken(self, woken: Woken) -> None:
        """Tell a page that is being edited what has changed."""
        if self._editing is not None:
            self._editing.woken(woken)

    def save_now(self) -> None:
        """Keep all that is being typed, because the desk is about to end."""
        self.answering.save_now()
        if self._editing is not None:
            self._editing.save_now()

    def ready(self) -> None:
        """Read what the keys need to know: reasons given last, names of views and members, preferences."""
        self.desk.calls.read(lambda door: door.last_whys(), self.deciding.know)
        self.choosing.know()
        self.briefing.look()
        self.awaiting.look()

    def obey(self, press: Press) -> None:
        """Do what was typed, or say why it does nothing here."""
        self.commanding.forget()
        why = (of_marks(self.desk, len(self.marks)) if press.marked else self.off()).get(press.command.id)
        if press.reason is None:
            self.deciding.forget()
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

    def _help(self) -> None:
        from tui.screens.help import Help

        self.desk.app.push_screen(Help(self.desk.ink, self.desk.where, self.off(), self.seen()))

    def _redraw(self) -> None:
        desk = self.desk
        desk.refresh(layout=True)
        for pane in (desk.status, desk.queue, desk.thread, desk.footer):
            pane.refresh()

    def answered(self, purpose: str, text: str) -> None:
        """Hand a typed line to whoever asked for it. A query or a command may have to be put right: they close it."""
        deciding = (self.owning, self.final, self.talking, self.blocking, self.placing, self.keeping)
        asking = (*deciding, self.judging, self.casing)
        closing = {key: taker for one in asking for key, taker in one.answers().items()}
        if purpose in closing:
            self.desk.close_ask()
            closing[purpose](text)
        else:
            {"query": self.moves.search, "limit": self.moves.limit}.get(purpose, self.commanding.answered)(text)

    def off(self) -> Mapping[str, str]:
        """Say which commands do nothing now, and why, by command id."""
        return {**self.lists.off(), **self.sorting.off(), **self.judging.off(), **self.briefing.off(), **off(self.desk)}

    def seen(self) -> Mapping[str, str]:
        """Say who notices each act on this platform, by command id."""
        return seen(self.desk)

    def names(self) -> Mapping[str, str]:
        """Say what commands are called here that do something else than their name says, by command id."""
        composer = self.answering.composer
        sending = {"send": composer.sending} if composer is not None and composer.sending else {}
        return names(self.desk) | sending

    def empty(self) -> list[Line]:
        """Return what an empty queue says."""
        return empty_lines(self.desk)
