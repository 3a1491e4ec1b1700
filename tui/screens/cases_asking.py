"""Asking from a case: a colleague about a comment, a contact by mail; and what to do with what they answered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from backend.i18n import _
from backend.model.clock import DAY, Micros, plus
from tui.screens.cases_doing import CaseDoing
from tui.screens.inbox_talk import within
from tui.text import safe_line
from tui.when import stamp

if TYPE_CHECKING:
    from backend.model.case import CaseRow
    from backend.model.desk import Colleague
    from backend.model.question import Contact

ASKED_WITHIN = 3 * DAY
"""How long (µs) a contact has to answer when the question names no time."""


class CaseAsking(CaseDoing):
    """The verbs that ask somebody."""

    def refer(self) -> None:
        """Put the comment under the cursor to a colleague or an area."""
        from backend.model.triage import At, Decision, Verb

        key = self.pane.thing.key

        def whom(to: Colleague) -> None:
            def ask(words: str, until: Micros) -> None:
                decision = Decision(Verb.REFER, member_id=to.member_id, area_id=to.area_id, text=words, until=until)
                said = _("{name} is asked until {time}").format(name=safe_line(to.name, 40), time=self._when(until))
                self.do(lambda door: door.refer(At(key, 0), decision), said)

            self._question(_("Question to {name} (a +2h or +3d at the end is the deadline):"), to.name, DAY, ask)

        def came(known: Sequence[Colleague]) -> None:
            self.choose(_("Refer to  {names}:"), known, whom)

        self.desk.calls.read(lambda door: door.colleagues(), came, self.failed)

    def mail(self, case: CaseRow) -> None:
        """Ask a contact by mail, with the words of all comments of the case."""
        card = self.pane.card
        comments = [one.id for one in card.comments] if card is not None and card.row.id == case.id else []

        def whom(to: Contact) -> None:
            def ask(words: str, until: Micros) -> None:
                said = _("{name} is asked by mail until {time}")
                told = said.format(name=safe_line(to.name, 40), time=self._when(until))
                self.do(lambda door: door.case_ask(case.id, to.id, words, comments, until), told)

            asked = _("Mail to {name}: the question (a +2h or +3d at the end is the deadline):")
            self._question(asked, to.name, ASKED_WITHIN, ask)

        def came(known: Sequence[Contact]) -> None:
            if known:
                self.choose(_("Ask by mail  {names}:"), known, whom)
            else:
                self.say(_("Nobody can be asked by mail yet: nightdesk contact add NAME"))

        self.desk.calls.read(lambda door: door.contacts(), came, self.failed)

    def _question(self, asked: str, name: str, usual: int, ask: Callable[[str, Micros], None]) -> None:
        """Ask for the words of a question, and hand them on with the deadline that they name."""

        def typed(text: str) -> None:
            words, span = within(text, usual)
            ask(words, plus(self.desk.clock.now(), span))

        self.screen.ask(asked.format(name=safe_line(name, 40)), typed)

    def _when(self, at: Micros) -> str:
        return stamp(at, self.desk.clock.now(), self.desk.zone)

    def withdraw(self) -> None:
        """Take a question back."""
        key = self.pane.thing.key
        self.do(lambda door: door.question_withdraw(key), _("The question is taken back."))

    def accept(self) -> None:
        """Vouch for an answer that is not proven to be from whom was asked."""
        key = self.pane.thing.key
        self.do(lambda door: door.answer_accept(key), _("The answer counts as theirs."))
