"""An account of the organisation: what its platform can do and how it is doing."""

from dataclasses import field
from enum import StrEnum

from backend.model.clock import EPOCH, Micros
from backend.model.reason import Reason
from backend.model.value import dataclass


class Act(StrEnum):
    """Every act some platform has. A platform's capabilities say which, and whether it can be undone."""

    REPLY = "reply"
    PRIVATE_REPLY = "private_reply"
    EDIT_OWN = "edit_own"
    DELETE_OWN = "delete_own"
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
    PUBLISH = "publish"


REVERSE: dict[Act, Act] = {
    Act.HIDE: Act.UNHIDE,
    Act.LIKE: Act.UNLIKE,
    Act.MUTE: Act.UNMUTE,
    Act.BLOCK: Act.UNBLOCK,
    Act.LOCK: Act.UNLOCK,
}
"""Acts that have an act of their own to take them back, where the platform has it (YouTube bans and cannot unban)."""
REVERSE |= {back: act for act, back in REVERSE.items()}


class Seen(StrEnum):
    """Who notices an act."""

    NOBODY = "nobody"
    STAFF = "staff"  # the platform's or the server's moderators
    PERSON = "person"  # the one it concerns can find out
    PUBLIC = "public"  # anybody can look it up


class Undo(StrEnum):
    """What becomes of an act when it is taken back."""

    REVERSIBLE = "reversible"  # the platform has the reverse
    FINAL = "final"  # cannot be taken back once it is out


class Source(StrEnum):
    """Where comments can come from. Every account says of each whether it is read, so that nothing is missed unseen."""

    COMMENTS = "comments"  # under our own posts
    ADS = "ads"  # under advertisements, posts that never stood on the page included
    VISITOR_POSTS = "visitor_posts"  # what others write on our page
    MENTIONS = "mentions"  # what names us anywhere
    TAGS = "tags"  # posts and pictures that we are tagged in
    QUOTES = "quotes"
    STORIES = "stories"  # mentions in stories, and replies to ours
    LIVE = "live"  # during a broadcast
    REVIEWS = "reviews"
    HELD = "held"  # kept back by the platform's own filter; can be released
    MESSAGES = "messages"  # the private inbox: only counted, with a link


class Reach(StrEnum):
    """Whether a source is read. `READ` is said only when its call answered; what nobody tried is never called read."""

    READ = "read"
    COUNTED = "counted"  # we see how many there are, and link to them
    DENIED = "denied"  # the API has it, and this login may not
    MISSING = "missing"  # the platform's API does not give it, or Nightdesk does not read it


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a text may be, how it is counted, and how much we may ask.

    `text` counts units of `counting` (a rule's name in `backend.text.counting`); `text_bytes` counts UTF-8 bytes,
    None where the platform has no such limit; `url_weight` is what every link counts, None when counted in full.
    `requests` per `window_s` seconds is the platform's rate limit. `media` is how many pictures an answer may have,
    each of `media_bytes` at most and of one of `media_types`; where none are named we cannot send any.
    """

    text: int
    counting: str
    text_bytes: int | None = None
    url_weight: int | None = None
    media: int = 4
    requests: int = 300
    window_s: int = 300
    media_bytes: int = 0
    media_types: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What this account can do on its platform, as the worker last saw it. Desks read this and load no connector.

    `seen` says who notices an act (public where nothing is said); `own_threads` names the acts that work only in the
    thread of a post of ours. `mention` is how an answer must name the person so that they are notified (`@{handle}`),
    empty where the platform notifies by itself. `sources` says of each source whether it is read. `asks_first` names
    acts that destroy what their reverse does not bring back (LinkedIn's lock wipes the comments): a desk asks before.
    `levels` is how deep comments nest, answers further down stand under the last level; 0 where there is no bound.
    `pushes` are the platform's names of what it pushes to our address, None where it does not tell. `private` are the
    limits of an answer to its author alone, None where they are those of any other; `rewords_private` is whether such
    an answer can be given other words once it was sent.
    """

    acts: dict[Act, Undo] = field(default_factory=dict)
    limits: Limits = Limits(500, "graphemes")
    sees_edits: bool = False
    idempotent: bool = False  # a repeated send with its key is the same post
    mention: str = ""
    observed_at: Micros = EPOCH
    seen: dict[Act, Seen] = field(default_factory=dict)
    own_threads: frozenset[Act] = frozenset()
    sources: dict[Source, Reach] = field(default_factory=dict)
    asks_first: frozenset[Act] = frozenset()
    levels: int = 0
    pushes: frozenset[str] | None = None
    private: Limits | None = None
    rewords_private: bool = True

    def limits_of(self, act: str) -> Limits:
        """Return the limits of what this act writes."""
        return self.private or self.limits if act == Act.PRIVATE_REPLY else self.limits


class HealthState(StrEnum):
    """How an account is doing, worst last in no particular order; `SEVERITY` ranks them."""

    OK = "ok"
    NEW = "new"  # never synced yet
    LATE = "late"  # the rate limit or the worker does not keep the promised pace
    THROTTLED = "throttled"
    BLIND = "blind"  # nothing complete has been read since
    NEEDS_LOGIN = "needs_login"


SEVERITY = {
    HealthState.OK: 0,
    HealthState.NEW: 1,
    HealthState.LATE: 2,
    HealthState.THROTTLED: 3,
    HealthState.BLIND: 4,
    HealthState.NEEDS_LOGIN: 5,
}


@dataclass(frozen=True, slots=True)
class Health:
    """An account's health: state, since when, why, last complete sync, and the share of the rate limit used (0..1).

    `next_at` is when the worker promised to look next (UTC µs), None where none has promised anything yet.
    """

    state: HealthState
    since: Micros
    reason: Reason | None = None
    last_complete_at: Micros | None = None
    rate_share: float = 0.0
    next_at: Micros | None = None


@dataclass(frozen=True, slots=True)
class Unread:
    """How many private messages (or conversations, where the platform counts those) nobody has read.

    `url` is where a person reads them, `counted_at` when they were counted (UTC µs); `more`: there are at least so
    many.
    """

    count: int
    url: str
    counted_at: Micros
    more: bool = False


@dataclass(frozen=True, slots=True)
class Account:
    """One presence of the organisation on one platform. `short_name` (at most 8 characters) stands in every row."""

    id: int
    platform: str
    short_name: str
    colour: str
    remote_id: str
    handle: str
    name: str
    base_url: str
    capabilities: Capabilities
    health: Health
    complete_since: Micros | None = None
    unread: Unread | None = None


BADGES = {
    "facebook": "FB",
    "instagram": "IG",
    "linkedin": "LI",
    "mastodon": "MA",
    "bluesky": "BS",
    "youtube": "YT",
    "threads": "TH",
    "watched_place": "GR",
}
"""The two letters in front of an account's short name."""

NAMES = {"linkedin": "LinkedIn", "youtube": "YouTube"}
"""What platforms are called where their word here with a capital letter is not their name."""


def platform_name(platform: str) -> str:
    """Return what a platform is called in a text."""
    return NAMES.get(platform, platform.replace("_", " ").capitalize())
