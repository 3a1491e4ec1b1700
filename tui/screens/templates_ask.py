"""The steps with a template that its screen's keys ask for, and the line of text that some of them need first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from backend.i18n import _
from backend.i18n.reasons import word
from backend.model.template_view import Step
from tui.text import safe_line
from tui.widgets.footer import Tone

if TYPE_CHECKING:
    from backend.model.actor import Member
    from backend.model.desk import Result
    from backend.model.reason import Reason
    from backend.model.template_view import TemplateView
    from tui.calls import Door
    from tui.screens.inbox import Inbox
    from tui.screens.templates import TemplatesScreen

Slot = tuple[Step, int]
"""What was asked for, about which template."""


class Stepping:
    """Takes steps for one open screen. `again` is called when something may have changed.

    `unsaid` holds what was typed and not taken: left by Esc, or refused. It stands in the line when that is asked anew.
    """

    def __init__(
        self, desk: Inbox, screen: TemplatesScreen, unsaid: dict[Slot, str], again: Callable[[], None]
    ) -> None:
        self.desk, self.screen, self.unsaid, self.again = desk, screen, unsaid, again

    def take(self, step: Step, view: TemplateView) -> None:
        """Take a step, after asking for what it needs."""
        key, number = view.card.template.id, view.card.newest.number
        at_once: dict[Step, tuple[Callable[[Door], object], str]] = {
            Step.SUBMIT: (
                lambda door: door.submit_template(key, number),
                _("Sent for approval: whoever may approve it finds it in this list."),
            ),
            Step.APPROVE: (
                lambda door: door.approve_template(key, number),
                _("Approved: from now on answers are made of it."),
            ),
            Step.RETIRE: (
                lambda door: door.retire_template(key),
                _("Retired: its versions are kept, and R brings it back as a draft."),
            ),
            Step.BRING_BACK: (lambda door: door.bring_back_template(key), _("It is a draft again.")),
        }
        if step in at_once:
            work, said = at_once[step]
            self.desk.calls.act(work, lambda _none: self._done(said), self._failed)
        elif step is Step.GIVE:
            self.desk.calls.read(lambda door: door.members(), lambda team: self._ask_name(view, team), self._failed)
        else:
            self._ask(step, view)

    def _done(self, said: str) -> None:
        self.screen.pane.say(f"✓ {said}", Tone.GOOD)
        self.again()

    def _failed(self, reason: Reason) -> None:
        """Say why nothing was done, and show how the template stands by now."""
        self.screen.pane.say(f"✗ {self._worded(reason)}", Tone.BAD)
        self.again()

    def _worded(self, reason: Reason) -> str:
        return safe_line(word(reason, self.desk.zone))

    # -- asking

    def _ask(self, step: Step, view: TemplateView, why: str = "") -> None:
        """Ask for what a step needs; `why` it has to be asked again."""
        slot = step, view.card.template.id
        question = {
            Step.REJECT: _("What is to be mended?"),
            Step.REMARK: _("What is to be said about it?"),
            Step.REVIEW: _("It is read now. When again? (6m, 1y, 2027-01-31, or nothing)"),
        }[step]
        typing = Typing(self.unsaid, slot)
        self.screen.ask(question, typing.text, typing, lambda text: self._answered(step, view, text))
        if why:
            self.screen.pane.say(f"✗ {why}", Tone.BAD)

    def _answered(self, step: Step, view: TemplateView, text: str) -> None:
        key, number = view.card.template.id, view.card.newest.number
        if step is Step.REVIEW:
            said = _("Read. The day it is to be read again is set.") if text.strip() else _("Read. No day is set.")
            self._send(step, view, lambda door: door.review_template(key, text), said)
        elif step is Step.REJECT:
            said = _("Given back with your word to {name}.").format(name=safe_line(view.card.newest.member, 30))
            self._send(step, view, lambda door: door.reject_template(key, number, text), said)
        else:
            self._send(step, view, lambda door: door.remark_on_template(key, text), _("Said."))

    def _send(self, step: Step, view: TemplateView, work: Callable[[Door], Result | None], said: str) -> None:
        """Do it; what was typed is asked for again, with the reason, where it was not taken."""
        slot = step, view.card.template.id

        def came(result: Result | None) -> None:
            if result is not None and result.reason is not None:
                self._ask(step, view, self._worded(result.reason))
            else:
                self.unsaid.pop(slot, None)
                self._done(said)

        def failed(reason: Reason) -> None:
            if self.screen.is_current:
                self._ask(step, view, self._worded(reason))
            self.again()

        self.desk.calls.act(work, came, failed)

    # -- who answers for it

    def _ask_name(self, view: TemplateView, team: Sequence[Member], why: str = "") -> None:
        names = [safe_line(one.name, 40) for one in team]
        typing = Typing(self.unsaid, (Step.GIVE, view.card.template.id), names)
        question = _("Who answers for it? ({names})").format(names=", ".join(names))
        self.screen.ask(question, typing.text, typing, lambda text: self._named(view, team, text))
        if why:
            self.screen.pane.say(f"✗ {why}", Tone.BAD)

    def _named(self, view: TemplateView, team: Sequence[Member], text: str) -> None:
        key = view.card.template.id
        found = matching(text, [safe_line(one.name, 40) for one in team])
        if len(found) != 1:
            self._ask_name(view, team, _("Write one of these names: Tab completes it."))
            return
        (member,) = (one for one in team if safe_line(one.name, 40) == found[0])
        said = _("{name} answers for it from now on.").format(name=found[0])

        def done() -> None:
            self.unsaid.pop((Step.GIVE, key), None)
            self._done(said)

        self.desk.calls.act(lambda door: door.give_template(key, member.id), lambda _none: done(), self._failed)


class Typing:
    """Helps with such a line: remembers what stands in it, and completes names by Tab."""

    def __init__(self, unsaid: dict[Slot, str], slot: Slot, names: Sequence[str] = ()) -> None:
        self.unsaid, self.slot, self.names = unsaid, slot, names
        self._begun, self._next = self.text, 0

    @property
    def text(self) -> str:
        """What stands in the line."""
        return self.unsaid.get(self.slot, "")

    def typed(self, text: str) -> None:
        """The line has become this."""
        self.unsaid[self.slot] = self._begun = text
        self._next = 0

    def pressed(self, key: str, _text: str) -> str | None:
        """Complete what was typed to the next name that begins so, or the one before."""
        fitting = matching(self._begun, self.names)
        step = {"tab": 1, "down": 1, "shift+tab": -1, "up": -1}.get(key)
        if step is None or not fitting:
            return None
        at = (self._next if step > 0 else self._next - 2) % len(fitting)
        self.unsaid[self.slot], self._next = fitting[at], at + 1
        return fitting[at]

    def closed(self) -> None:
        """Nothing is asked any more; what was typed stays known."""


def matching(typed: str, names: Sequence[str]) -> list[str]:
    """Return the names that begin as was typed; one that is typed whole alone."""
    wanted = typed.strip().casefold()
    whole = [one for one in names if one.casefold() == wanted]
    return whole or [one for one in names if wanted and one.casefold().startswith(wanted)]
