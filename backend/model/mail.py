"""Mails that we send: what each is about, and how far it has come.

A mail is a row like an action of the outbox, and goes the same way: `queued → sending → sent | failed | unknown`. It
may be sent again after an unknown end, once, which an action may not: see `backend.worker.mailer`.
"""

from enum import StrEnum

from backend.model.clock import EPOCH, Micros
from backend.model.reason import Reason
from backend.model.value import dataclass


class About(StrEnum):
    """What a mail is about; its `ref` is the key of a question for the first four."""

    QUESTION = "question"
    REMINDER = "reminder"
    FALLBACK = "fallback"
    WITHDRAWN = "withdrawn"
    DIGEST = "digest"
    ALERT = "alert"


ASKING = (About.QUESTION, About.REMINDER, About.FALLBACK)
"""Mails that want an answer."""

OF_QUESTION = (*ASKING, About.WITHDRAWN)
"""Mails that somebody may answer into a case."""


class MailState(StrEnum):
    """How far a mail has come. Unknown: it left, and nobody knows whether the server took it."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class OutMail:
    """A mail on its way. `message_id` is the part before the `@` (the sender's domain follows), `in_reply_to` likewise.

    `attempt` fences: only the holder of the newest may settle the row. `doubts`: how often it left without an answer;
    `tries`: how often the server refused it for now. `token`: the question's, empty for a mail that is about none.
    """

    id: int
    to: str
    subject: str
    body: str
    message_id: str
    in_reply_to: str
    about: About
    ref: int
    state: MailState
    attempt: int
    doubts: int
    created_at: Micros
    token: str = ""
    tries: int = 0


@dataclass(frozen=True, slots=True)
class MailStanding:
    """How a mail stands, for those who look: its state, when it was sent (EPOCH: not yet), and why not."""

    id: int
    to: str
    subject: str
    about: About
    ref: int
    state: MailState
    created_at: Micros
    sent_at: Micros = EPOCH
    reason: Reason | None = None
