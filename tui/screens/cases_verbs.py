"""What the keys on the screen of cases do: each asks what it needs, does it, and says how it ended."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from backend.i18n import _
from backend.i18n.reasons import word
from tui.screens.cases_asking import CaseAsking
from tui.text import safe_line

if TYPE_CHECKING:
    from backend.model.case import CaseRow
    from backend.model.desk import Colleague


class CaseVerbs(CaseAsking):
    """The verbs of one open screen."""

    def act(self, key: str) -> None:
        """Do what a key asks for: to what the cursor is on, else to the case, else to the promise."""
        pane = self.pane
        thing = "promise" if pane.promising else pane.thing.kind
        of_thing: dict[tuple[str, str], Callable[[], None]] = {
            ("comment", "enter"): self._to_comment,
            ("comment", "f"): self.refer,
            ("comment", "x"): self._take_out,
            ("step", " "): self._tick,
            ("note", "x"): self._drop_note,
            ("promise", "enter"): self._to_comment,
            ("promise", "d"): self._promise_time,
            ("promise", "y"): lambda: self._settle(kept=True),
            ("promise", "x"): lambda: self._settle(kept=False),
            ("promise", "o"): self._promise_again,
            ("question", "x"): self.withdraw,
            ("answer", "y"): self.accept,
        }
        of_case: dict[str, Callable[[CaseRow], None]] = {
            "a": self._give, "t": self._told, "n": self._note, "c": self._close, "u": self._reopen, "m": self.mail,
            "d": self._case_time,
            "J": self._join, "+": self._add,
        }  # fmt: skip
        case = pane.case
        if (thing, key) in of_thing:
            of_thing[thing, key]()
        elif case is not None and key in of_case:
            of_case[key](case)

    # -- the case

    def _give(self, case: CaseRow) -> None:
        def to(name: str, member_id: int | None) -> None:
            said = _("Case {number} is given to {name}.").format(number=case.id, name=safe_line(name, 40))
            self.do(lambda door: door.case_give(case.id, member_id), said)

        def came(found: Sequence[Colleague]) -> None:
            known = [one for one in found if one.member_id is not None]
            asked = _("Give it to  {names}  0 nobody:")
            self.choose(asked, known, lambda one: to(one.name, one.member_id), lambda: to(_("nobody"), None))

        self.desk.calls.read(lambda door: door.colleagues(), came, self.failed)

    def _told(self, case: CaseRow) -> None:
        done = case.acknowledged_at is None
        said = _("Noted: they know that we are at it.") if done else _("Not acknowledged after all.")
        self.do(lambda door: door.case_acknowledge(case.id, done=done), said)

    def _note(self, case: CaseRow) -> None:
        self.screen.ask(
            _("Note, for us alone:"),
            lambda text: self.do(lambda door: door.case_note(case.id, text), _("Noted.")),
        )

    def _case_time(self, case: CaseRow) -> None:
        said = _("Case {number} has another deadline.").format(number=case.id)
        asked = _("To be closed by ({example}):")
        self.ask_time(asked, lambda text: self.do(lambda door: door.case_move(case, text), said))

    def _close(self, case: CaseRow) -> None:
        said = _("Case {number} is closed · u opens it again").format(number=case.id)

        def typed(text: str) -> None:
            self.do(lambda door: door.case_close(case.id, text), said)

        card = self.pane.card
        missing = card.missing if card is not None and card.row.id == case.id else ()
        if missing:
            left = safe_line(word(missing[0], self.desk.zone))
            self.screen.ask(_("{left} Close it all the same, because:").format(left=left), typed)
        else:
            typed("")

    def _reopen(self, case: CaseRow) -> None:
        self.do(lambda door: door.case_reopen(case.id), _("Case {number} is open again.").format(number=case.id))

    def _join(self, case: CaseRow) -> None:
        def typed(text: str) -> None:
            number = text.strip().lstrip("#")
            if not number.isdecimal() or len(number) > 15:
                self.say(_("That is no case's number; nothing was done."))
                return
            into = int(number)
            said = _("Joined to case {case} · u on the joined one parts them again").format(case=into)
            self.do(lambda door: door.case_join(case.id, into), said)

        self.screen.ask(_("Join case {number} to case number:").format(number=case.id), typed)

    def _add(self, case: CaseRow) -> None:
        row = self.desk.row
        if row is None:
            self.say(_("There is no comment under the queue's cursor."))
            return
        said = _("{author}'s comment is in case {case}.").format(author=safe_line(row.author, 40), case=case.id)
        self.do(lambda door: door.case_add(case.id, row.id), said)

    # -- what hangs on it

    def _comment(self) -> int:
        return self.pane.promise.comment_id if self.pane.promise is not None else self.pane.thing.key

    def _to_comment(self) -> None:
        """Close the screen, and stand on the comment in the queue among the others of its case."""
        case, comment_id = self.pane.case, self._comment()
        if not comment_id:
            return
        self.screen.dismiss(None)
        asked = f"case:{case.id} is:any" if case is not None else "is:promised is:any"
        self.desk.parts.moves.search(asked, comment_id)

    def _take_out(self) -> None:
        case, key = self.pane.case, self.pane.thing.key
        if case is not None:
            self.do(lambda door: door.case_remove(case.id, key), _("The comment is out of the case."))

    def _tick(self) -> None:
        case, number, card = self.pane.case, self.pane.thing.key, self.pane.card
        step = next((one for one in card.steps if one.number == number), None) if card is not None else None
        if case is None or step is None:
            return
        done = step.done_at is None
        said = _("Step {number} is done.") if done else _("Step {number} is open again.")
        self.do(lambda door: door.case_tick(case.id, number, done=done), said.format(number=number))

    def _drop_note(self) -> None:
        case, key = self.pane.case, self.pane.thing.key
        if case is not None:
            self.do(lambda door: door.case_drop_note(case.id, key), _("The note is gone."))

    # -- promises

    def _promise_time(self) -> None:
        one = self.pane.promise
        if one is not None:
            said = _("The promise has another time.")
            asked = _("To be kept until ({example}):")
            self.ask_time(asked, lambda text: self.do(lambda door: door.promise_move(one, text), said))

    def _settle(self, *, kept: bool) -> None:
        one = self.pane.promise
        if one is not None:
            said = _("The promise is kept.") if kept else _("It was no promise.")
            self.do(lambda door: door.promise_settle(one.id, kept=kept), said)

    def _promise_again(self) -> None:
        one = self.pane.promise
        if one is not None:
            self.do(lambda door: door.promise_reopen(one.id), _("The promise is open again."))
