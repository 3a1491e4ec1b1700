"""What waits for one member: a writer's first screen, and what a digest counts."""

from enum import StrEnum

from backend.model.clock import Micros
from backend.model.value import dataclass


class Waits(StrEnum):
    """What kind of thing waits, in the order in which it is shown."""

    ANSWER = "answer"  # a colleague's answer waits for my yes
    SECOND = "second"  # a colleague may not do it alone
    REFERRAL = "referral"  # I was asked about a comment
    MENTION = "mention"  # a note names me
    SENT_BACK = "sent_back"  # my answer was rejected
    REJECTED = "rejected"  # my template was rejected
    TEMPLATE = "template"  # a colleague's template waits for my yes
    REVIEW = "review"  # my template is due to be read anew
    PROMISE = "promise"  # I promised it in public
    CASE = "case"  # a case of mine, with a deadline near


@dataclass(frozen=True, slots=True)
class ForYou:
    """One thing that waits for a member.

    `ref` is the key of what it is (an outbox action, a second opinion, a referral's or a note's comment, a template, a
    promise, a case). `title` is a line of it and `text` all that must be read to decide, both with personal data
    masked; they may be outside text. `who` is a member's name, `since` when it came to wait, `until` its deadline.
    `act` is the verb that waits or the category of a case, `number` the version of a template.
    """

    kind: Waits
    ref: int
    title: str
    who: str = ""
    since: Micros = Micros(0)
    until: Micros | None = None
    comment_id: int | None = None
    account_id: int | None = None
    text: str = ""
    act: str = ""
    number: int = 0
