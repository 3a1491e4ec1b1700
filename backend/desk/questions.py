"""Questions to contacts from a case: whom one can ask, asking by mail, what came back."""

from collections.abc import Sequence

from backend.desk.session import Desk, DeskError
from backend.model.clock import Micros
from backend.model.desk import Result
from backend.model.question import Contact, Question
from backend.store.read import questions as read
from backend.store.read.cases import account_of


def contacts(desk: Desk) -> tuple[Contact, ...]:
    """Return who can be asked, by area and name. Raises StoreError."""
    return tuple(read.contacts(desk.reader))


def questions(desk: Desk, case_id: int) -> tuple[Question, ...]:
    """Return a case's questions with all that came back, oldest first.

    Raises DeskError (no such case, no right to read its account), StoreError.
    Their texts are outside text, also what a contact answered: it is drawn as such, and nothing sends it on.
    """
    account_id = account_of(desk.reader, case_id)
    if account_id is None:
        raise DeskError("case.missing")
    desk.must_read(account_id)
    return tuple(read.questions(desk.reader, case_id))


def ask(
    desk: Desk,
    case_id: int,
    contact_id: int,
    question: str,
    comment_ids: Sequence[int],
    deadline: Micros,
    *,
    named: bool = False,
) -> Result:
    """Ask a contact by mail, until `deadline` (UTC µs), with the words of some of the case's comments.

    The comments' authors are left out unless `named`. They are reminded at half time, and the question goes to their
    fallback at the deadline. REFUSED with the reason. Raises DeskError, StoreError.
    """
    from backend.store.write.questions import ask_contact

    return ask_contact(desk.store, desk.actor, case_id, contact_id, question, comment_ids, deadline, named=named)


def withdraw(desk: Desk, question_id: int) -> Result:
    """Take a question back; whoever got it is told by mail. MOVED when it is over. Raises DeskError, StoreError."""
    from backend.store.write.questions import withdraw_question

    return withdraw_question(desk.store, desk.actor, question_id)


def accept(desk: Desk, answer_id: int) -> Result:
    """Vouch for an answer that is not proven to be from whom was asked. Raises DeskError, StoreError."""
    from backend.store.write.questions import accept_answer

    return accept_answer(desk.store, desk.actor, answer_id)
