"""What hangs on a comment for us alone: notes, referrals, evidence."""

from backend.model.clock import Micros
from backend.model.value import dataclass


@dataclass(frozen=True, slots=True)
class Note:
    """What a colleague noted, for us alone. `text` is a member's, not yet made safe for drawing."""

    member: str
    text: str
    made_at: Micros
    on_author: bool = False


@dataclass(frozen=True, slots=True)
class Referral:
    """A question about a comment that waits for its answer: who asks whom, and until when (UTC µs)."""

    asker: str
    asked: str
    question: str
    due_at: Micros | None


@dataclass(frozen=True, slots=True)
class Hold:
    """Evidence: who keeps a comment's words past the platform's span, until when (UTC µs), and why (of `Why`)."""

    member: str
    why: str
    until: Micros
