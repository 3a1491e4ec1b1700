"""What needs a few words or a name: snooze, assign, refer and its answer, notes."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from backend.i18n import _
from backend.model.clock import DAY, HOUR, MINUTE, Micros, plus
from backend.model.desk import Result
from backend.model.triage import At, Decision, Deed, Snooze, Verb
from tui.commands import named
from tui.keymap import Press
from tui.screens.inbox_words import name, verb_done
from tui.text import safe_line, short
from tui.when import stamp
from tui.widgets.footer import Tone

if TYPE_CHECKING:
    from backend.model.comment import QueueRow
    from backend.model.desk import Colleague
    from tui.screens.inbox import Inbox

SNOOZES = {
    "snooze_hour": Snooze.HOUR,
    "snooze_tomorrow": Snooze.TOMORROW,
    "snooze_monday": Snooze.MONDAY,
    "snooze_reply": Snooze.REPLY,
    "snooze_shift": Snooze.SHIFT,
}
ANSWER_WITHIN = DAY
"""How long (µs) a colleague has when the question says nothing else."""

_SPANS = {"m": MINUTE, "h": HOUR, "d": DAY}
_WITHIN = re.compile(r"\s*\+(\d{1,3})([mhd])\s*$")


def within(typed: str, usual: int) -> tuple[str, int]:
    """Return a question without the span at its end (`+2h`, `+3d`), and that span in µs; `usual` when there is none."""
    found = _WITHIN.search(typed)
    return (typed[: found.start()], int(found[1]) * _SPANS[found[2]]) if found else (typed, usual)


class Talking:
    """The verbs that ask for something first: a line above the footer, never a dialog over the comment."""

    def __init__(self, desk: Inbox) -> None:
        self.desk = desk
        self._known: Sequence[Colleague] = ()
        self._about: QueueRow | None = None
        self._press = Press(named("assign"))  # what asked for a name: whether it was meant for the marks
        self._to: Colleague | None = None

    def verbs(self) -> dict[str, Callable[[Press], None]]:
        """Return what the commands do."""
        return {
            **{key: partial(self._snooze, choice) for key, choice in SNOOZES.items()},
            "assign": self._assign,
            "refer": lambda _press: self._refer(),
            "note": self._ask_note,
        }

    def answers(self) -> dict[str, Callable[[str], None]]:
        """Return who takes the typed line, by its purpose."""
        return {
            "assign": self.assign,
            "refer": self.refer_to,
            "question": self.question,
            "referral": self.answer,
            "note": self.note,
        }

    # -- snooze

    def _snooze(self, choice: Snooze, press: Press) -> None:
        desk, row = self.desk, self.desk.row
        if row is None:
            return

        def came(until: Micros) -> None:
            decision = Decision(Verb.SNOOZE, until=until, on_reply=choice is Snooze.REPLY)
            desk.parts.deciding.decide(decision, press)

        desk.calls.read(lambda door: door.snooze_until(choice), came)

    # -- assign

    def _assign(self, press: Press) -> None:
        self._press = press
        if press.text:
            self._with_known(lambda: self.assign(press.text))
        else:
            self._ask_whom("assign", _("Assign to"))

    def _with_known(self, then: Callable[[], None]) -> None:
        def came(known: Sequence[Colleague]) -> None:
            self._known = known
            then()

        self.desk.calls.read(lambda door: door.colleagues(), came)

    def _ask_whom(self, purpose: str, question: str) -> None:
        desk, self._about = self.desk, self.desk.row

        def came(known: Sequence[Colleague]) -> None:
            self._known = [one for one in known if purpose == "refer" or one.member_id is not None]
            listed = "  ".join(f"{at} {short(safe_line(one.name), 16)}" for at, one in enumerate(self._known[:9], 1))
            nobody = "  " + _("0 nobody") if purpose == "assign" else ""
            desk.ask(purpose, f"{question}  {listed}{nobody}:")

        desk.calls.read(lambda door: door.colleagues(), came)

    def _whom(self, typed: str) -> Colleague | None:
        """Return who was meant: by number, or by the beginning of the name when that is only one."""
        said = typed.strip().casefold()
        if said.isdecimal():
            return self._known[int(said) - 1] if 0 < int(said) <= len(self._known) else None
        found = [one for one in self._known if said and one.name.casefold().startswith(said)]
        exact = [one for one in found if one.name.casefold() == said]
        return (exact or found)[0] if exact or len(found) == 1 else None

    def assign(self, typed: str) -> None:
        """Assign the comment, or all that are marked, to who was named."""
        nobody = typed.strip() == "0"
        who = None if nobody else self._whom(typed)
        if who is None and not nobody:
            self.desk.say(_("Nobody is called that; nothing was done."), Tone.BAD)
        else:
            decision = Decision(Verb.ASSIGN, member_id=who.member_id if who else None)
            self.desk.parts.deciding.decide(decision, self._press._replace(stay=True))

    # -- refer

    def _refer(self) -> None:
        view, row = self.desk.thread.view, self.desk.row
        open_ = view.referral if view is not None and row is not None and view.comment_id == row.id else None
        if open_ is not None:
            self._about = row
            question = short(safe_line(open_.question), 60)
            self.desk.ask(
                "referral", _("{name} asks: {question} ·").format(name=safe_line(open_.asker), question=question)
            )
        else:
            self._ask_whom("refer", _("Refer to"))

    def refer_to(self, typed: str) -> None:
        """Somebody was named: ask what to ask them."""
        self._to = self._whom(typed)
        if self._to is None:
            self.desk.say(_("Nobody is called that; nothing was done."), Tone.BAD)
            return
        said = _("Question to {name} (a +2h or +3d at the end is the deadline):")
        self.desk.ask("question", said.format(name=safe_line(self._to.name)))

    def question(self, typed: str) -> None:
        """Refer the comment with what was typed."""
        row, to = self._about, self._to
        if row is None or to is None:
            return
        text, span = within(typed, ANSWER_WITHIN)
        until = plus(self.desk.clock.now(), span)
        decision = Decision(Verb.REFER, member_id=to.member_id, area_id=to.area_id, text=text, until=until)
        at = At(row.id, row.revision, row.state.value)
        when = stamp(until, self.desk.clock.now(), self.desk.zone)
        said = _("{name} is asked until {time}").format(name=safe_line(to.name), time=when)
        self.desk.calls.act(lambda door: door.refer(at, decision), partial(self._came, row, said))

    def answer(self, typed: str) -> None:
        """Answer what a colleague asked."""
        row = self._about
        if row is not None:
            said = _("{author}: answered").format(author=name(row))
            self.desk.calls.act(lambda door: door.answer_referral(row.id, typed), partial(self._came, row, said))

    # -- notes

    def _ask_note(self, press: Press) -> None:
        self._about = self.desk.row
        if press.text:
            self.note(press.text)
        elif self._about is not None:
            self.desk.ask("note", _("Note, for us alone (@Name tells a colleague):"))

    def note(self, typed: str) -> None:
        """Keep a note on the comment."""
        row = self._about
        if row is None or not typed.strip():
            self.desk.say(_("Nothing was noted."))
            return
        said = verb_done(Verb.NOTE).format(author=name(row))
        self.desk.calls.act(lambda door: door.note(row.id, typed), partial(self._came, row, said))

    def _came(self, row: QueueRow, said: str, ended: Deed | Result) -> None:
        desk = self.desk
        if not ended.ok:
            desk.parts.deciding.refused(ended if isinstance(ended, Result) else ended.items[0])
        else:
            if isinstance(ended, Deed):
                desk.parts.undoing.remember(said)
            desk.say(f"✓ {said}", Tone.GOOD)
        desk.parts.catching.again(row.id)
