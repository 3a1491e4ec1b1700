"""Comments, posts and threads as they are read from the store."""

from enum import StrEnum
from typing import TYPE_CHECKING

from backend.model.category import Category, Setter
from backend.model.clock import Micros
from backend.model.outbox import Delivery
from backend.model.reason import Reason
from backend.model.talk import Hold, Note, Referral
from backend.model.value import dataclass

if TYPE_CHECKING:
    from backend.model.approving import Second
    from backend.model.author import AuthorBrief
    from backend.model.case import CaseRow, Promise


class CommentState(StrEnum):
    """Triage. Everything else (claimed, snoozed, new, late, mine) is derived and never stored.

    `ASIDE` marks rows that are never work: our own answers, and what others say in a stranger's thread.
    """

    OPEN = "open"
    WAITING = "waiting"
    DONE = "done"
    ASIDE = "aside"


QUEUED: tuple[str, ...] = (CommentState.OPEN.value, CommentState.WAITING.value)
"""What an answer, a hide or a deletion takes out of the queue."""


class RemoteState(StrEnum):
    """What the platform shows of it, apart from triage."""

    VISIBLE = "visible"
    HIDDEN = "hidden"
    HELD = "held"
    DELETED = "deleted"


class Visibility(StrEnum):
    """Who can see it on the platform. A private comment is answered only privately."""

    PUBLIC = "public"
    FOLLOWERS = "followers"
    PRIVATE = "private"


class Inflow(StrEnum):
    """How it reached us."""

    COMMENT = "comment"  # a reply in a thread under a post of ours
    REPLY = "reply"  # a reply to something of ours in a stranger's thread
    MENTION = "mention"
    QUOTE = "quote"
    TAG = "tag"
    VISITOR_POST = "visitor_post"
    CONTEXT = "context"  # others in a stranger's thread; never queued
    OWN = "own"  # our own answer; never queued


class MediaKind(StrEnum):
    """What hangs on a comment."""

    IMAGE = "image"
    GIF = "gif"
    VIDEO = "video"
    AUDIO = "audio"
    STICKER = "sticker"
    LINK = "link"
    QUOTE = "quote"


@dataclass(frozen=True, slots=True)
class Media:
    """Something attached, said in words on the screen. `duration_s` in seconds; `alt` is outside text."""

    kind: MediaKind
    url: str | None = None
    alt: str = ""
    duration_s: int | None = None
    title: str = ""


@dataclass(frozen=True, slots=True)
class QueueKey:
    """A comment's place in the queue: urgency descending, then `sort_at` descending, then id descending."""

    urgency: int
    sort_at: Micros
    id: int


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One row of the queue. Author and text are outside text, cleaned on the way in, not yet made safe for drawing.

    `text` holds at most the first 400 characters. `claimed_by` is the holder's name while the claim lives.
    `delivery` tells of our answer when one exists. `family` is the key under which near-identical comments meet (None
    for words too short to compare), `alike` how many other open ones of the list say the same.
    `delivery` tells of our answer when one exists, and of any other act that is on its way or did not get out.
    `assigned_to` is a colleague's name. `own_thread`, `locked` and `ad` speak of the thread, the flags of the author
    (`muted`, `blocked`) of what we last did to them. `expired`: the platform's rules took the text away here until it
    is fetched again; `nameless`: the author's name. `captured` says how it came where no API brought it.
    `answered_there`: a colleague answered in the platform's own app, by name where that is told, else empty; None where
    nobody did, or where something is left to decide. `kept_until`: the end of an evidence hold. `category` is what the
    comment is about, by `category_by`. `personal`: it holds personal data, which is masked in `text`.
    """

    key: QueueKey
    account_id: int
    post_id: int
    kind: Inflow
    state: CommentState
    remote_state: RemoteState
    visibility: Visibility
    author: str
    handle: str
    text: str
    media: tuple[Media, ...]
    written_at: Micros
    due_at: Micros | None
    revision: int
    follow_up: bool
    claimed_by: str | None
    drafted_by: str | None
    delivery: Delivery | None
    own_thread: bool = False
    locked: bool = False
    ad: bool = False
    liked: bool = False
    muted: bool = False
    blocked: bool = False
    snoozed_until: Micros | None = None
    assigned_to: str | None = None
    author_id: int = 0
    family: int | None = None
    alike: int = 0
    expired: bool = False
    nameless: bool = False
    captured: str = ""
    answered_there: str | None = None
    kept_until: Micros | None = None
    category: Category | None = None
    category_by: Setter = Setter.NOBODY
    personal: bool = False

    @property
    def id(self) -> int:
        """The comment's key."""
        return self.key.id


@dataclass(frozen=True, slots=True)
class ThreadPost:
    """The root of a thread. `known` is False while only its id is known (drawn as a gap)."""

    id: int
    account_id: int
    own: bool
    known: bool
    author: str
    text: str
    media: tuple[Media, ...]
    url: str | None
    written_at: Micros
    remote_state: RemoteState
    comments: int
    ad: bool = False
    expired: bool = False
    nameless: bool = False


@dataclass(frozen=True, slots=True)
class ThreadItem:
    """One comment in a thread. `depth` counts from the post (1 = directly under it), at most 8 kept for drawing.

    `missing_parent` is True when the comment it answers has not come (drawn as a gap above). `expired`,
    `nameless` and `captured` as in a queue's row. `there`: written in our name in the platform's own app; `sent_by` is
    then whose hand it was, if that is told. `category`, `category_by` and `personal` as in a queue's row.
    """

    id: int
    parent_id: int | None
    depth: int
    kind: Inflow
    state: CommentState
    remote_state: RemoteState
    visibility: Visibility
    own: bool
    author: str
    handle: str
    text: str
    media: tuple[Media, ...]
    url: str | None
    written_at: Micros
    edited_at: Micros | None
    revision: int
    missing_parent: bool
    claimed_by: str | None
    delivery: Delivery | None
    sent_by: str | None
    labels: tuple[str, ...]
    likes: int = 0
    expired: bool = False
    nameless: bool = False
    captured: str = ""
    there: bool = False
    category: Category | None = None
    category_by: Setter = Setter.NOBODY
    personal: bool = False


@dataclass(frozen=True, slots=True)
class Fold:
    """Comments left out of a thread: how many, and how many of them are open. `after_id` is handed back to unfold."""

    count: int
    open: int
    after_id: int | None


@dataclass(frozen=True, slots=True)
class ThreadView:
    """A window on a thread around one comment, in the order it is drawn; `position` is 1-based among `total`.

    `why` says why the comment stands where it does in the queue, `author` what is known of who wrote it, `hold` who
    keeps it as evidence, `second` what a second member is or was asked about it, `case` the open case it is in, and
    `promises` what our answers to it have promised.
    """

    comment_id: int
    account_id: int
    post: ThreadPost | None
    items: tuple[ThreadItem | Fold, ...]
    position: int
    total: int
    open: int
    complete_since: Micros | None
    notes: tuple[Note, ...] = ()
    referral: Referral | None = None
    why: tuple[Reason, ...] = ()
    author: "AuthorBrief | None" = None
    hold: Hold | None = None
    second: "Second | None" = None
    case: "CaseRow | None" = None
    promises: "tuple[Promise, ...]" = ()


class Grouping(StrEnum):
    """By what a list puts its comments together."""

    FLAT = "flat"
    POST = "post"
    AUTHOR = "author"


@dataclass(frozen=True, slots=True)
class Shape:
    """How a list is laid out: in groups or flat; near-identical comments as one row (`fold`), or each for itself."""

    grouping: Grouping = Grouping.FLAT
    fold: bool = False


PLAIN = Shape()
"""Every comment for itself, in the queue's order: what scripts read."""


@dataclass(frozen=True, slots=True)
class Group:
    """The comments of one post or author in a grouped list. `key` is that post's or author's; `title` is outside text.

    `place` is where the group stands in the queue: its first row's place. `open` counts the comments of it that match.
    """

    key: int
    place: QueueKey
    title: str
    open: int
