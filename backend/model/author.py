"""What is known of the person who wrote a comment: their history here, and what we decided about it."""

from backend.model.account import Act
from backend.model.clock import Micros
from backend.model.comment import CommentState, Media, RemoteState
from backend.model.event import Happened, outbox_event
from backend.model.value import dataclass

MOST = 2000
"""A person's newest comments that are looked at: counts stop there, and older decisions are in the log."""

DECISIONS: tuple[str, ...] = (
    *(outbox_event(act, "sent") for act in Act if act not in (Act.PUBLISH, Act.DELETE_OWN)),
    *(
        str(one)
        for one in (
            Happened.LET_STAND, Happened.REOPENED, Happened.SNOOZED, Happened.ASSIGNED, Happened.REFERRED,
            Happened.REFERRAL_ANSWERED,
        )
    ),
)  # fmt: skip
"""The events that tell of a decision: acts of ours that stand on the platform, and what we settled among us."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many comments of theirs there are, and what became of them, among their newest MOST."""

    total: int
    open: int
    done: int
    hidden: int  # by us, and still so
    deleted: int  # by us


@dataclass(frozen=True, slots=True)
class Strike:
    """One thing we acted against; `why` is a value of `Why` or empty. It counts until `expires_at`."""

    why: str
    at: Micros
    expires_at: Micros
    comment_id: int | None


@dataclass(frozen=True, slots=True)
class AuthorNote:
    """A colleague's note on the person (`comment_id` None) or on a comment of theirs."""

    member: str
    text: str
    at: Micros
    comment_id: int | None


@dataclass(frozen=True, slots=True)
class Decided:
    """One earlier decision: `what` is an event's word, `who` the member's name (empty: none of us), `why` as above."""

    what: str
    who: str
    at: Micros
    why: str
    comment_id: int


@dataclass(frozen=True, slots=True)
class PastComment:
    """One comment of theirs, by the time it came; `text` is outside text, at most its first 400 characters."""

    id: int
    sort_at: Micros
    text: str
    media: tuple[Media, ...]
    state: CommentState
    remote_state: RemoteState
    written_at: Micros


@dataclass(frozen=True, slots=True)
class PastComments:
    """Comments of theirs, the newest first; `more` tells that there are older ones."""

    comments: tuple[PastComment, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class AuthorCard:
    """Everything the panel shows. `handle`, `name` and `url` are outside text. `block_until` ends a block by itself."""

    id: int
    account_id: int
    handle: str
    name: str
    url: str | None
    first_seen_at: Micros
    muted: bool
    blocked: bool
    block_until: Micros | None
    tally: Tally
    strikes: tuple[Strike, ...]
    notes: tuple[AuthorNote, ...]
    decisions: tuple[Decided, ...]
    past: PastComments


@dataclass(frozen=True, slots=True)
class AuthorBrief:
    """The one line under a comment: what a moderator should know of its author before deciding; nothing when all is 0.

    `hidden` counts what we hid of theirs, the first time at `hidden_since`; `noted_by` wrote the latest note;
    `first_here`: they have written nothing else here.
    """

    strikes: int = 0
    hidden: int = 0
    hidden_since: Micros | None = None
    noted_by: str = ""
    muted: bool = False
    blocked: bool = False
    first_here: bool = False
