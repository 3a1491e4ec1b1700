"""Posts, authors, comments and their revisions.

Outside text lives in `comment_revision` alone and the names of people in `author` alone, so that a purge walks few
places (`backend.store.erase.TEXT_COLUMNS` lists them all). A *post* is the root of a thread, ours or not. Its row is
made as soon as a comment names it: every comment has a `post_id` from the start and a thread is one index walk. The
text of a post of ours is in the post; a stranger's root is also a comment (same remote id) and has its text there.
"""

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from backend.model.category import Category, Setter
from backend.model.comment import CommentState, Inflow, RemoteState, Visibility
from backend.model.place import Captured
from backend.store.tables.columns import (
    WIDE,
    flag,
    index_where,
    key,
    maybe_micros,
    maybe_wide,
    micros,
    number,
    one_of,
    prose,
    ref,
    word_of,
)

QUEUED = ("urgency", "sort_at", "id", "snoozed_until", "alike")
"""The queue's order, and what tells from an index alone whether a row of it is shown."""

KIN = ("alike", "state", "urgency", "sort_at", "id", "snoozed_until", "post_id", "author_id")
"""Near-copies, those in one state in the queue's order, with what tells which of them a list shows as one."""

SORTED = ("state", "urgency", "sort_at", "id")
"""The queue's order, state by state."""


class AuthorRow(SQLModel, table=True):
    """Who wrote, as one account sees them. Never more than the job needs.

    `muted` and `blocked` are what we last did to them; `block_until` is when the worker unblocks them by itself.
    `fetched_at` and `expired_at` as on a comment: when their name was last read, and when it had to go.
    """

    __tablename__ = "author"
    __table_args__ = (
        Index("author_remote", "account_id", "remote_id", unique=True),
        index_where("blocked", "author_blocked", "id"),
        index_where("muted", "author_muted", "id"),
        index_where("fetched_at IS NOT NULL", "author_kept", "account_id", "fetched_at"),
    )

    id: int | None = key()
    account_id: int = ref("account.id")
    remote_id: str
    handle: str = prose()
    name: str = prose()
    url: str | None = Field(default=None)
    first_seen_at: int = micros()
    muted: bool = flag()
    blocked: bool = flag()
    block_until: int | None = maybe_micros()
    fetched_at: int | None = maybe_micros()
    expired_at: int | None = maybe_micros()


class PostRow(SQLModel, table=True):
    """The root of a thread. `known` is false while only its id is known. `next_read_at` paces the re-reading.

    `locked`: we have closed it for replies. `ad`: an advertisement, which may never have stood on the page itself.
    """

    __tablename__ = "post"
    __table_args__ = (
        Index("post_remote", "account_id", "remote_id", unique=True),
        Index("post_due", "account_id", "next_read_at"),
        index_where("ad", "post_ad", "id"),
        one_of("remote_state", RemoteState, "post_remote_state_known"),
    )

    id: int | None = key()
    account_id: int = ref("account.id")
    remote_id: str
    remote_uri: str = prose()
    own: bool = False
    known: bool = False
    text: str = prose()
    raw: str = prose()
    media: str = prose("[]")
    url: str | None = Field(default=None)
    cid: str = prose()
    visibility: str = Visibility.PUBLIC.value
    remote_state: str = RemoteState.VISIBLE.value
    written_at: int = micros()
    edited_at: int | None = maybe_micros()
    seen_at: int = micros()
    next_read_at: int | None = maybe_micros()
    read_at: int | None = maybe_micros()
    locked: bool = flag()
    ad: bool = flag()


class CommentRow(SQLModel, table=True):
    """What somebody wrote: the unit of work. Unique by (account, remote id).

    The queue is walked in (urgency, sort_at, id) descending, indexed per state. `sort_at` is the server's index time
    or when we first saw it, never the author's clock: an author can claim 1970 or 2099. The partial indexes serve
    words of the query language (`is:late`, `is:own`, `has:image`, …), which would otherwise walk the whole queue to
    find a few rows, and the rows of one post, one author or one text in the queue's order (lists by post and author,
    folds). `state` ends indexes so that SQLite decides by them alone, without touching the row: a long thread is
    counted so. `revision` is the number of the newest row in `comment_revision`. `outbox_id` names the action that
    wrote an answer of ours.

    `traits` and `alike` are read off the newest words when they are filed, because a list cannot read a million texts:
    `traits` is a set of `backend.model.traits.Trait` bits, `alike` the key under which near-identical words meet (see
    `backend.text.alike`), empty for words too short to compare. `wake_on_reply` ends a snooze when somebody answers.
    `likes` is the platform's count when the comment was last read: it moves without anybody being told.

    `fetched_at` is when the words were last read from the platform, to the hour; empty where they may stay for good
    (see `backend.policy.retention`) and where they are gone. `expired_at` is when they had to go: the row stays as a
    tombstone until they are fetched again.

    `captured` is how it came without an API (`backend.model.place.Captured`), empty for what a platform brought. Such
    a comment is a snapshot: nobody tells us when it is edited or deleted. `erased`: its writer had us delete the words,
    which do not come back.

    `category` is what a member or a rule (`category_by`) said the comment is about, empty while nobody has: what the
    words suggest stands in `traits`.
    """

    __tablename__ = "comment"
    __table_args__ = (
        Index("comment_remote", "account_id", "remote_id", unique=True),
        Index("comment_queue", "state", *QUEUED),
        Index("comment_account_queue", "account_id", "state", *QUEUED),
        Index("comment_thread", "post_id", "sort_at", "id", "state"),
        Index("comment_author", "author_id", "sort_at"),
        Index("comment_parent", "account_id", "parent_remote_id", "own"),
        Index("comment_uri", "remote_uri"),
        index_where("state = 'open'", "comment_probe", "account_id", "probed_at"),
        index_where("state = 'open' AND due_at IS NOT NULL", "comment_due", "due_at"),
        index_where("snoozed_until IS NOT NULL", "comment_snoozed", "snoozed_until"),
        index_where("own", "comment_own", "urgency", "sort_at", "id"),
        index_where("assigned_to IS NOT NULL", "comment_assigned", "assigned_to", "state"),
        index_where("alike IS NOT NULL", "comment_alike", *KIN),
        index_where("state = 'open'", "comment_post_queue", "post_id", *QUEUED, "state"),
        index_where("state = 'open'", "comment_author_queue", "author_id", *QUEUED, "state"),
        index_where("wake_on_reply", "comment_wake", "post_id"),
        index_where("follow_up", "comment_follow_up", "state", "urgency", "sort_at", "id"),
        index_where("state = 'open' AND viewed_at IS NULL", "comment_new", "urgency", "sort_at", "id"),
        index_where("traits <> 0 OR category <> ''", "comment_traits", *SORTED, "traits", "account_id", "category"),
        index_where("liked", "comment_liked", "state", "urgency", "sort_at", "id"),
        index_where("fetched_at IS NOT NULL", "comment_kept", "account_id", "remote_state", "fetched_at"),
        index_where("captured <> ''", "comment_captured", "account_id", "id"),
        index_where("likes > 0", "comment_likes", "state", "urgency", "sort_at", "id", "likes"),
        index_where("kind <> 'comment'", "comment_kind", "kind", "state", "urgency", "sort_at", "id"),
        index_where(
            "remote_state <> 'visible'", "comment_not_visible", "remote_state", "state", "urgency", "sort_at", "id"
        ),
        one_of("state", CommentState, "comment_state_known"),
        one_of("remote_state", RemoteState, "comment_remote_state_known"),
        one_of("kind", Inflow, "comment_kind_known"),
        one_of("visibility", Visibility, "comment_visibility_known"),
    )

    id: int | None = key()
    account_id: int = ref("account.id")
    post_id: int = ref("post.id")
    parent_id: int | None = Field(default=None, sa_type=WIDE, nullable=True)
    author_id: int = ref("author.id")
    remote_id: str
    remote_uri: str = prose()
    parent_remote_id: str | None = Field(default=None)
    root_remote_id: str
    cid: str = prose()
    url: str | None = Field(default=None)
    kind: str
    own: bool = False
    state: str = CommentState.OPEN.value
    remote_state: str = RemoteState.VISIBLE.value
    visibility: str = Visibility.PUBLIC.value
    urgency: int = 0
    sort_at: int = micros()
    due_at: int | None = maybe_micros()
    snoozed_until: int | None = maybe_micros()
    written_at: int = micros()
    seen_at: int = micros()
    edited_at: int | None = maybe_micros()
    probed_at: int | None = maybe_micros()
    revision: int = 1
    follow_up: bool = False
    outbox_id: int | None = Field(default=None, sa_type=WIDE, nullable=True)
    labels: str = prose("[]")
    language: str | None = Field(default=None)
    spoiler: str = prose()
    assigned_to: int | None = maybe_wide()
    wake_on_reply: bool = flag()
    viewed_at: int | None = maybe_micros()
    liked: bool = flag()
    traits: int = number()
    alike: int | None = maybe_wide()
    likes: int = number()
    fetched_at: int | None = maybe_micros()
    expired_at: int | None = maybe_micros()
    erased: bool = flag()
    captured: str = word_of("captured", ("", *Captured), "comment_captured_known")
    category: str = word_of("category", ("", *Category), "comment_category_known")
    category_by: str = word_of("category_by", tuple(Setter), "comment_category_by_known")


class CommentRevisionRow(SQLModel, table=True):
    """A comment's words as they were at one time. Edits add a row; nothing is overwritten but by a purge.

    `digest` is SHA-256 (hex) of the raw body: what events refer to, and how an edit is told from a re-read. `spots` is
    where personal data stands in the text (`backend.text.masking`).
    """

    __tablename__ = "comment_revision"
    __table_args__ = (Index("comment_revision_number", "comment_id", "number", unique=True),)

    id: int | None = key()
    comment_id: int = ref("comment.id")
    number: int = 1
    text: str = prose()
    raw: str = prose()
    media: str = prose("[]")
    digest: str = prose()
    seen_at: int = micros()
    spots: str = prose()
