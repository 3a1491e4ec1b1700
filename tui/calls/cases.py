"""Cases and promises, as the screens call for them: a part of the door. See `tui.calls`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backend.desk.session import Desk
    from backend.model.case import CaseBoard, CaseCard, CaseResult, CaseRow, Promise
    from backend.model.clock import Micros
    from backend.model.desk import Result
    from backend.model.question import Contact, Question


class Casework(ABC):
    """What the screen of cases asks and does. Whoever is a door says at which desk."""

    @property
    @abstractmethod
    def desk(self) -> Desk:
        """The open desk."""

    def cases(self) -> CaseBoard:
        """Return the cases and the promises that the member may see."""
        from backend.desk import cases

        return cases.board(self.desk)

    def case(self, case_id: int) -> CaseCard:
        """Return all that is known of a case."""
        from backend.desk import cases

        return cases.card(self.desk, case_id)

    def case_of(self, comment_id: int) -> int | None:
        """Return the open case of a comment."""
        from backend.desk import cases

        return cases.case_of(self.desk, comment_id)

    def open_case(self, comment_ids: Sequence[int]) -> CaseResult:
        """Open a case on comments."""
        from backend.desk import cases

        return cases.open_case(self.desk, comment_ids)

    def case_add(self, case_id: int, comment_id: int) -> CaseResult:
        """Put a comment into a case."""
        from backend.desk import cases

        return cases.add_comment(self.desk, case_id, comment_id)

    def case_remove(self, case_id: int, comment_id: int) -> CaseResult:
        """Take a comment out of a case."""
        from backend.desk import cases

        return cases.remove_comment(self.desk, case_id, comment_id)

    def case_join(self, case_id: int, into_id: int) -> CaseResult:
        """Join a case to another."""
        from backend.desk import cases

        return cases.join(self.desk, case_id, into_id)

    def case_give(self, case_id: int, member_id: int | None) -> CaseResult:
        """Give a case to somebody, or to nobody."""
        from backend.desk import cases

        return cases.give(self.desk, case_id, member_id)

    def case_tick(self, case_id: int, number: int, *, done: bool) -> CaseResult:
        """Tick a step off, or open it again."""
        from backend.desk import cases

        return cases.tick(self.desk, case_id, number, done=done)

    def case_note(self, case_id: int, text: str) -> CaseResult:
        """Note something on a case."""
        from backend.desk import cases

        return cases.note(self.desk, case_id, text)

    def case_drop_note(self, case_id: int, note_id: int) -> CaseResult:
        """Take a note of one's own away."""
        from backend.desk import cases

        return cases.drop_note(self.desk, case_id, note_id)

    def case_acknowledge(self, case_id: int, *, done: bool) -> CaseResult:
        """Note that the person was told that we are at it, or take that back."""
        from backend.desk import cases

        return cases.acknowledge(self.desk, case_id, done=done)

    def case_close(self, case_id: int, said: str) -> CaseResult:
        """Close a case."""
        from backend.desk import cases

        return cases.close(self.desk, case_id, said)

    def case_move(self, case: CaseRow, words: str) -> CaseResult:
        """Give a case another time to be closed by, in words."""
        from backend.desk import cases

        return cases.move_case(self.desk, case, words)

    def case_reopen(self, case_id: int) -> CaseResult:
        """Open a case again."""
        from backend.desk import cases

        return cases.reopen(self.desk, case_id)

    def promise_move(self, promise: Promise, words: str) -> CaseResult:
        """Give a promise another date, in words."""
        from backend.desk import cases

        return cases.move_promise(self.desk, promise, words)

    def promise_settle(self, promise_id: int, *, kept: bool) -> CaseResult:
        """Say that a promise is kept, or was none."""
        from backend.desk import cases

        return cases.settle_promise(self.desk, promise_id, kept=kept)

    def promise_reopen(self, promise_id: int) -> CaseResult:
        """Put a promise back."""
        from backend.desk import cases

        return cases.reopen_promise(self.desk, promise_id)

    # -- by mail, to those who sit at no desk

    def contacts(self) -> Sequence[Contact]:
        """Return who can be asked by mail."""
        from backend.desk import questions

        return questions.contacts(self.desk)

    def questions(self, case_id: int) -> tuple[Question, ...]:
        """Return a case's questions with what came back."""
        from backend.desk import questions

        return questions.questions(self.desk, case_id)

    def case_ask(
        self, case_id: int, contact_id: int, question: str, comment_ids: Sequence[int], deadline: Micros
    ) -> Result:
        """Ask a contact by mail, with the words of these comments and without their authors' names."""
        from backend.desk import questions

        return questions.ask(self.desk, case_id, contact_id, question, comment_ids, deadline)

    def question_withdraw(self, question_id: int) -> Result:
        """Take a question back."""
        from backend.desk import questions

        return questions.withdraw(self.desk, question_id)

    def answer_accept(self, answer_id: int) -> Result:
        """Take an answer as theirs that is not proven to be."""
        from backend.desk import questions

        return questions.accept(self.desk, answer_id)
