"""Contacts, the questions they are asked in a case, and what comes back by mail."""

from enum import StrEnum

from backend.model.clock import Micros
from backend.model.mail import MailState
from backend.model.reason import Reason
from backend.model.value import dataclass


@dataclass(frozen=True, slots=True)
class Contact:
    """An expert without a desk. `fallback`: who is asked when they do not answer, None for nobody."""

    id: int
    name: str
    area: str
    mail: str
    language: str
    fallback_id: int | None = None
    fallback: str = ""


class Came(StrEnum):
    """What a mail that came back is: words of a person, of a machine on their behalf, or of a mail server."""

    ANSWER = "answer"
    AUTO = "auto"
    BOUNCE = "bounce"


@dataclass(frozen=True, slots=True)
class Back:
    """A mail that came back, as the mailbox's reader understood it. All of it is outside text.

    `ids` are the mails of ours that it answers or speaks of (their message ids), `tokens` the questions it names.
    `signed` are the domains whose signature our own server found good. `text` is `whole` without quoted words and
    signature; `attached` parts were left where they are. `key` is its Message-ID, or a digest where it has none.
    `failed` are the addresses that a report names as not to be reached.
    """

    kind: Came
    key: str
    ids: tuple[str, ...]
    tokens: tuple[str, ...]
    sender: str
    signed: tuple[str, ...]
    text: str
    whole: str
    attached: int
    written_at: Micros
    failed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, as it is shown. `proven`: surely from whom was asked, or taken as such by `accepted_by`.

    `attached`: so many attachments that were left in the mailbox.
    """

    id: int
    kind: Came
    proven: bool
    sender: str
    text: str
    whole: str
    attached: int
    written_at: Micros
    accepted_by: str = ""


class Turn(StrEnum):
    """Where a question stands. Lost: nobody who was asked can be reached by mail. Late: nobody answered in time."""

    ASKED = "asked"
    PASSED = "passed"
    LATE = "late"
    LOST = "lost"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Quote:
    """A comment's words as they were put under a question; empty once they were erased."""

    comment_id: int
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question in a case, with all that came back.

    `contact` was asked first, `passed_to` since `passed_at`. `deadline` is of whose turn it is. `mail` is how the
    newest mail about it stands, and `trouble` why it did not leave or arrive.
    """

    id: int
    case_id: int
    contact: str
    area: str
    member: str
    text: str
    asked_at: Micros
    deadline: Micros
    turn: Turn
    reminded_at: Micros | None = None
    passed_at: Micros | None = None
    passed_to: str = ""
    answered_at: Micros | None = None
    withdrawn_at: Micros | None = None
    mail: MailState = MailState.QUEUED
    trouble: Reason | None = None
    quotes: tuple[Quote, ...] = ()
    answers: tuple[Answer, ...] = ()
