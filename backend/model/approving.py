"""What waits for somebody's yes: answers before they leave, acts that one member alone may not do."""

from backend.model.clock import Micros
from backend.model.triage import Verb, Why
from backend.model.value import dataclass


@dataclass(frozen=True, slots=True)
class Waiting:
    """An answer that waits to be approved: `member` wrote it, to `author` and `comment` (both outside text).

    `expires_at` is when it lapses, `leaves_at` when it leaves at the earliest (both UTC µs). `act` is one of
    `backend.model.account.Act`: an answer, a private one, or other words for one of ours.
    """

    outbox_id: int
    comment_id: int
    account_id: int
    act: str
    member: str
    text: str
    author: str
    comment: str
    written_at: Micros
    leaves_at: Micros
    expires_at: Micros | None = None
    member_id: int = 0


@dataclass(frozen=True, slots=True)
class Rejected:
    """An answer of mine that came back: who rejected it, when (UTC µs), and their word. The text is my draft again."""

    outbox_id: int
    comment_id: int
    account_id: int
    text: str
    by: str
    said: str
    at: Micros


@dataclass(frozen=True, slots=True)
class Second:
    """An act of a colleague's that waits for a second member. `until` (UTC µs): the end of a block that has one.

    `author` and `comment` are outside text. Once it is answered, `verdict` is yes or no, `by` whose and `said` their
    word.
    """

    id: int
    comment_id: int
    account_id: int
    verb: Verb
    why: Why
    asker: str
    asked_at: Micros
    until: Micros | None
    author: str
    comment: str
    verdict: str = ""
    by: str = ""
    said: str = ""
