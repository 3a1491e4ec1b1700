"""The templates: a list by state, the one under the cursor beside it, and its way from a draft to being used."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from textual import events
from textual.app import ComposeResult
from textual.screen import Screen

from backend.i18n import _
from backend.model.template_view import Step
from tui.ink import ROOM
from tui.widgets.ask import Ask, Helper
from tui.widgets.footer import Tone
from tui.widgets.rolling import FAR, STEPS, typed
from tui.widgets.templates_view import ABOVE, TemplatesView
from tui.widgets.templates_words import Group, retired

if TYPE_CHECKING:
    from backend.model.template import TemplateCard
    from backend.model.template_view import TemplateBoard, TemplateView


LONGEST = 60
"""Characters that can be searched for."""

TAKES = {
    "e": Step.EDIT,
    "s": Step.SUBMIT,
    "y": Step.APPROVE,
    "N": Step.REJECT,
    "m": Step.REMARK,
    "t": Step.REVIEW,
    "o": Step.GIVE,
}
"""Keys that are a step with the template under the cursor; R is one of two."""


class Verbs(NamedTuple):
    """What the screen's keys ask for. `look` is told which template is to be read, `write` None for a new one."""

    look: Callable[[int], None]
    write: Callable[[TemplateCard | None], None]
    versions: Callable[[TemplateCard], None]
    take: Callable[[Step, TemplateView], None]


class TemplatesPane(TemplatesView):
    """Reads the keys of list and text. `verbs` are what whoever shows it puts in."""

    verbs: Verbs
    _retiring = 0  # the template that Enter retires
    awaited = 0  # a template that was saved here, and is to be under the cursor once the board has it
    _meant: Step | None = None  # what was pressed before the template under the cursor was read

    def on_mount(self) -> None:
        """Read the first template."""
        self._stand(self.index)

    def show(self, board: TemplateBoard) -> None:
        """Show newer facts, and read the template under the cursor anew."""
        super().show(board)
        if any(one.template.id == self.awaited for one in board.cards):
            self.reach(self.awaited)
            self.awaited = 0
        if self.card is not None:
            self.verbs.look(self.card.template.id)

    def take(self, view: TemplateView) -> None:
        """Show all about a template, and do what was asked of it while it was read."""
        super().take(view)
        if self._meant is not None and self.shown_view is view:
            step, self._meant = self._meant, None
            self._take(step)
            self.paint()

    def on_key(self, event: events.Key) -> None:
        """Read a key: for the words that are searched for while they are typed, else for list or text."""
        name = typed(event)
        self.said, self._meant = ("", Tone.PLAIN), None
        sure, self._retiring = self._retiring, 0
        if not (self._search(name) if self.finding else self._sure(name, sure) or self._move(name) or self._act(name)):
            return
        event.stop()
        event.prevent_default()
        self.paint()

    # -- moving

    def _stand(self, at: int) -> None:
        """Put the cursor on a row, and have its template read."""
        if self.rows:
            self.chosen, self.top = self.rows[max(0, min(at, len(self.rows) - 1))].template.id, 0
            self.verbs.look(self.chosen)

    def reach(self, template_id: int) -> None:
        """Put the cursor on a template; one that the list lacks is found among all, or among the retired ones."""
        if any(one.template.id == template_id for one in self.rows):
            self.chosen = template_id
            return
        found = next((one for one in self.board.cards if one.template.id == template_id), None)
        if found is not None:
            self.chosen, self.wanted = template_id, ""
            self.group = Group.RETIRED if retired(found) else Group.ALL
            self.enter()

    def _move(self, name: str) -> bool:
        page = max(1, self.size.height - ABOVE - 1)
        step = {**STEPS, **FAR, "pagedown": page, "pageup": -page, " ": page}.get(name)
        if step is None:
            return False
        if self.whole or self.helping or name in ("pagedown", "pageup", " "):
            self.top += step
        else:
            self._stand(self.index + step)
        return True

    def turn(self, step: int) -> None:
        """List the next group, or the one before."""
        groups = list(Group)
        self.group = groups[(groups.index(self.group) + step) % len(groups)]
        self.whole = self.helping = False
        self._anew()

    def _anew(self) -> None:
        """List what there is now; the cursor stays on its template where that is listed."""
        self.enter()
        self._stand(self.index)

    # -- acting

    def _act(self, name: str) -> bool:
        """Do what a key asks for. Returns whether it means anything here."""
        acts: dict[str, Callable[[], None]] = {
            "tab": lambda: self.turn(1),
            "shift+tab": lambda: self.turn(-1),
            "enter": self._open,
            "right": self._open,
            "escape": self._back,
            "left": self._back,
            "q": self._back,
            "/": self._find,
            "n": lambda: self.verbs.write(None),
            "v": self._versions,
            "R": self._retire,
            "?": self._explain,
        }
        if name in TAKES:
            self._take(TAKES[name])
        elif name in acts:
            acts[name]()
        return name in TAKES or name in acts

    def _open(self) -> None:
        self.whole, self.helping, self.top = bool(self.rows), False, 0

    def _explain(self) -> None:
        self.helping, self.top = not self.helping, 0

    def _back(self) -> None:
        if self.helping or self.whole:
            self.helping, self.whole, self.top = False, self.whole and self.helping, 0
        elif self.wanted:
            self.wanted = ""
            self._anew()
        else:
            self.screen.dismiss(None)

    def _versions(self) -> None:
        if self.card is not None:
            self.verbs.versions(self.card)

    def _take(self, step: Step) -> None:
        """Take a step with the template under the cursor, or say why not. What is approved must have been in view."""
        why, view = self.why_not(step), self.shown_view
        if why or view is None:
            self.said = (why, Tone.LAMP)
            self._meant = step if view is None and step is not Step.APPROVE else None  # what is approved must be seen
        elif step is Step.EDIT:
            self.verbs.write(view.card)
        elif step is Step.APPROVE and not self.reads_text:
            self._open()
            self.said = (_("Read it first: y again approves it."), Tone.LAMP)
        else:
            self.verbs.take(step, view)

    def _retire(self) -> None:
        if self.card is not None and retired(self.card):
            self._take(Step.BRING_BACK)
            return
        why = self.why_not(Step.RETIRE)
        if why:
            self.said = (why, Tone.LAMP)
            return
        self._retiring = self.chosen = self.rows[self.index].template.id
        self.said = (_("Enter retires it: no answer is made of it any more. Any other key leaves it."), Tone.LAMP)

    def _sure(self, name: str, template_id: int) -> bool:
        """Retire what was asked about."""
        if name != "enter" or not template_id or template_id != self.chosen:
            return False
        self._take(Step.RETIRE)
        return True

    # -- finding

    def _find(self) -> None:
        self.finding, self.whole, self.helping = True, False, False

    def _search(self, name: str) -> bool:
        """Take a key of the search: letters narrow the list, Enter keeps it so, Esc lists all again."""
        if name in ("enter", "escape", "tab"):
            self.finding = False
            if name == "escape":
                self._narrow("")
        elif name in ("down", "up"):
            self._stand(self.index + STEPS[name])
        elif name in ("backspace", "ctrl+h"):
            self._narrow(self.wanted[:-1])
        elif name == "ctrl+u":
            self._narrow("")
        elif len(name) == 1 or name == "space":
            self._narrow((self.wanted + (" " if name == "space" else name))[:LONGEST])
        else:
            return False
        return True

    def _narrow(self, wanted: str) -> None:
        self.wanted = wanted
        self._anew()

    # -- the mouse

    def roll(self, step: int, x: int) -> None:
        """The wheel scrolls the text, or moves in the list where that is all there is."""
        if self.whole or self.helping or (self.both and x > self.list_cells()):
            self.top += step
        else:
            self._stand(self.index + (1 if step > 0 else -1))

    def on_click(self, event: events.Click) -> None:
        """A click puts the cursor on a template."""
        at = event.y - ABOVE + self.first
        beside = self.both and event.x > self.list_cells()
        if not (self.whole or self.helping or self.ink.linear or beside) and event.y >= ABOVE and at < len(self.rows):
            self._stand(at)
            self.paint()


class TemplatesScreen(Screen[None]):
    """The templates over everything else; Esc closes it. `answer` is told what was typed where something was asked."""

    DEFAULT_CSS = (ROOM / "pages.tcss").read_text(encoding="utf-8")
    AUTO_FOCUS = "#templates"

    def __init__(self, pane: TemplatesPane) -> None:
        super().__init__()
        self.pane, self.line = pane, Ask()
        self.answer: Callable[[str], None] = lambda _text: None

    def compose(self) -> ComposeResult:
        """Compose the pane, and the line that asks."""
        yield self.pane
        yield self.line

    def ask(self, question: str, text: str, helper: Helper, answer: Callable[[str], None]) -> None:
        """Ask for a line of text; `answer` is called with it, and nothing is where Esc leaves."""
        self.answer = answer
        self.line.open("", question, text, helper)

    def asks_no_more(self) -> None:
        """Close the line; keys are the list's again."""
        self.line.close()
        self.set_focus(self.pane)

    def on_ask_answered(self, event: Ask.Answered) -> None:
        """Hand the answer on."""
        event.stop()
        self.asks_no_more()
        self.answer(event.text)

    def on_ask_left(self, event: Ask.Left) -> None:
        """Ask no more."""
        event.stop()
        self.asks_no_more()
