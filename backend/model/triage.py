"""What a member decides about comments: verbs, reasons, and deeds, which can be taken back as one."""

from collections.abc import Callable
from enum import StrEnum

from backend.model.account import Act
from backend.model.category import Category
from backend.model.clock import Micros
from backend.model.desk import Outcome
from backend.model.reason import Reason
from backend.model.value import dataclass

Progress = Callable[[int, int], bool]
"""Told how many of how many comments are done after each step of a deed; its answer says whether to go on."""


class Verb(StrEnum):
    """What a member can do with a comment. Those that are an `Act` too go to the platform through the outbox."""

    REPLY = "reply"
    PRIVATE_REPLY = "private_reply"
    EDIT_OWN = "edit_own"
    DELETE_OWN = "delete_own"
    DONE = "done"  # let it stand
    REOPEN = "reopen"
    SNOOZE = "snooze"
    WAKE = "wake"
    ASSIGN = "assign"
    REFER = "refer"
    NOTE = "note"
    CLAIM = "claim"
    RELEASE = "release"
    TAKE_OVER = "take_over"
    HIDE = "hide"
    UNHIDE = "unhide"
    DELETE = "delete"
    LIKE = "like"
    UNLIKE = "unlike"
    MUTE = "mute"
    UNMUTE = "unmute"
    BLOCK = "block"
    UNBLOCK = "unblock"
    LOCK = "lock"
    UNLOCK = "unlock"
    REPORT = "report"
    CATEGORISE = "categorise"

    @property
    def act(self) -> Act | None:
        """The platform's act that this is, None for what stays among us."""
        return _ACTS.get(self.value)


_ACTS = {act.value: act for act in Act}


REPLYING = frozenset({Verb.REPLY, Verb.PRIVATE_REPLY})
"""Verbs that write an answer: the composer's, with a way of their own."""

CLOSES = frozenset({Verb.DONE, Verb.HIDE, Verb.DELETE, Verb.BLOCK, Verb.REPORT, Verb.MUTE})
"""Verbs after which the comment is done; so are those of REPLYING."""

AT_AUTHOR = frozenset({Verb.MUTE, Verb.UNMUTE, Verb.BLOCK, Verb.UNBLOCK})
"""Verbs that are aimed at the comment's author."""

AT_THREAD = frozenset({Verb.LOCK, Verb.UNLOCK})
"""Verbs that are aimed at the thread the comment stands in."""

WINDOWED = frozenset({Verb.DELETE, Verb.BLOCK, Verb.REPORT})
"""Verbs that wait in the undo window before they leave: final, or plain for all to see. The replies do as well."""

NEVER_AGAIN = frozenset({Verb.REPLY, Verb.PRIVATE_REPLY, Verb.EDIT_OWN, Verb.DELETE_OWN, Verb.DELETE, Verb.BLOCK})
"""Verbs that neither `.` nor `Z` ever repeats: what others read, and what is final."""


class Why(StrEnum):
    """The reason of a decision, in the order of the digits that choose them (1 to 9, then 0).

    Criticism is no abuse: nobody hides, deletes or blocks for it alone (see `backend.policy.seconds`).
    """

    SPAM = "spam"
    HATE = "hate"
    THREAT = "threat"
    INSULT = "insult"
    OFF_TOPIC = "off_topic"
    PERSONAL_DATA = "personal_data"
    UNLAWFUL = "unlawful"
    MISLEADING = "misleading"
    OTHER = "other"
    CRITICISM = "criticism"


WHYS = tuple(Why)
"""The reasons by digit: the first is 1, the last 0."""

NEEDS_WHY = frozenset({Verb.HIDE, Verb.DELETE, Verb.BLOCK, Verb.MUTE, Verb.REPORT, Verb.LOCK})
"""Verbs that are never done without a reason: the last one taken stands unless a digit says another."""


class Snooze(StrEnum):
    """Until when a comment sleeps: the choices, in the order of their digits."""

    HOUR = "hour"
    TOMORROW = "tomorrow"  # at nine
    MONDAY = "monday"  # at nine
    REPLY = "reply"  # until somebody answers
    SHIFT = "shift"  # the start of the next shift


@dataclass(frozen=True, slots=True)
class Decision:
    """A verb and what it needs. Which of the values a verb reads stands beside it; the others are ignored.

    `why`: NEEDS_WHY. `until` (UTC µs): the end of a snooze or a block, the deadline of a referral. `on_reply`: a snooze
    that somebody's answer ends. `member_id`: whom it is assigned (None: nobody) or referred to; `area_id`: the
    responsibility it is referred to. `text`: a note, or a referral's question. `category`: what a comment is about
    (None: nothing is said any more).
    """

    verb: Verb
    why: Why | None = None
    until: Micros | None = None
    on_reply: bool = False
    member_id: int | None = None
    area_id: int | None = None
    text: str = ""
    category: Category | None = None


@dataclass(frozen=True, slots=True)
class At:
    """A comment as it was shown when the member decided: `revision` and, where it matters, the triage `state`.

    `account_id` is for telling what a decision about many will do where; 0 where nobody asks.
    """

    comment_id: int
    revision: int
    state: str = ""
    account_id: int = 0


@dataclass(frozen=True, slots=True)
class Item:
    """What a deed did to one comment. `who` names the other member of a TAKEN one."""

    comment_id: int
    outcome: Outcome
    reason: Reason | None = None
    who: str = ""
    outbox_id: int | None = None

    @property
    def ok(self) -> bool:
        """Whether it was done."""
        return self.outcome is Outcome.DONE


@dataclass(frozen=True, slots=True)
class Deed:
    """One act of a member on one comment or many, taken back as one. `due_at` (UTC µs): the end of its undo window.

    `items` are those of the call that answered (a long batch comes in several); `done` and `failed` count all so far.
    """

    id: int
    verb: Verb
    items: tuple[Item, ...]
    done: int
    failed: int
    why: Why | None = None
    due_at: Micros | None = None

    @property
    def ok(self) -> bool:
        """Whether anything was done."""
        return self.done > 0
