"""YouTube's videos and comments as our posts and comments.

Source: YouTube Data API v3, docs/{videos,comments,commentThreads}#resource (discovery revision 20261104).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from backend.model.clock import EPOCH, Micros
from backend.model.comment import Inflow, Media, MediaKind, RemoteState, Visibility
from backend.model.inflow import InAuthor, InComment, InPost
from backend.platforms.fields import (
    MAX_COUNT,
    Fields,
    Odd,
    child,
    children,
    count,
    identifier,
    line,
    link,
    maybe_identifier,
    moment,
    raw,
    text,
)
from backend.platforms.youtube_api import is_video
from backend.text.clean import clean, clean_line

PUBLISHED = "published"
HELD = "heldForReview"
SPAM = "likelySpam"
QUEUES = (HELD, SPAM)
"""What YouTube's filter, or we, keep back: both can be released."""

_STATES = {HELD: RemoteState.HELD, SPAM: RemoteState.HELD, "rejected": RemoteState.DELETED}

WATCH = "https://www.youtube.com/watch?v="
POST = "https://www.youtube.com/post/"


def in_post(video: Fields) -> InPost:
    """Return a video of ours as a post: its title is the text. Raises Odd when it has no id."""
    remote_id, snippet = identifier(video, "id"), child(video, "snippet")
    title = text(snippet, "title")
    private = text(child(video, "status"), "privacyStatus") == "private"
    return InPost(
        remote_id=remote_id,
        remote_uri=WATCH + remote_id,
        own=True,
        written_at=moment(snippet, "publishedAt") or EPOCH,
        text=clean(title),
        raw=raw(title),
        media=(Media(MediaKind.VIDEO, url=WATCH + remote_id),),
        url=WATCH + remote_id,
        visibility=Visibility.PRIVATE if private else Visibility.PUBLIC,
        comments=comment_count(video),
    )


def comment_count(video: Fields) -> int:
    """Return how many comments a video has; the number comes as text, and not at all where comments are off."""
    told = text(child(video, "statistics"), "commentCount")
    return min(int(told), MAX_COUNT) if told.isascii() and told.isdigit() and len(told) < 12 else 0


@dataclass(frozen=True, slots=True)
class Thread:
    """A thread as a list shows it: where it stands, how many replies it has, and those few that came along."""

    id: str
    root: str
    top: Fields
    total: int
    replies: tuple[Fields, ...]

    @classmethod
    def of(cls, fields: Fields) -> Self:
        """Read a row. Raises Odd when it names no thread, or neither a video nor a community post that it is under."""
        snippet = child(fields, "snippet")
        return cls(
            identifier(fields, "id"),
            maybe_identifier(snippet, "videoId") or identifier(snippet, "postId"),
            child(snippet, "topLevelComment"),
            count(snippet, "totalReplyCount"),
            tuple(children(child(fields, "replies"), "comments")),
        )

    @property
    def key(self) -> str:
        """What a walk remembers it by: its replies do not say what they stand under."""
        return f"{self.root}/{self.id}"

    @property
    def whole(self) -> bool:
        """Whether all of its replies came along."""
        return len(self.replies) >= self.total

    @property
    def at(self) -> Micros:
        """When its first comment was written."""
        return moment(child(self.top, "snippet"), "publishedAt") or EPOCH


@dataclass(frozen=True, slots=True)
class Read:
    """Comments as they were read. `skipped` rows could not be."""

    comments: tuple[InComment, ...] = ()
    skipped: int = 0

    def __add__(self, other: "Read") -> "Read":
        return Read(self.comments + other.comments, self.skipped + other.skipped)

    def since(self, bound: Micros) -> "Read":
        """Return what was written since a moment, and what that answers."""
        kept = {row.remote_id for row in self.comments if row.written_at >= bound}
        kept |= {row.parent_remote_id or "" for row in self.comments if row.remote_id in kept}
        return Read(tuple(row for row in self.comments if row.remote_id in kept), self.skipped)


def threads(rows: Iterable[Fields]) -> tuple[list[Thread], int]:
    """Return the threads of a page, and how many could not be read."""
    found: list[Thread] = []
    skipped = 0
    for row in rows:
        try:
            found.append(Thread.of(row))
        except Odd:
            skipped += 1
    return found, skipped


def thread_rows(thread: Thread, me: str, queue: str = PUBLISHED) -> Read:
    """Return a thread's first comment and the replies that came along, as a list of that moderation status has them."""
    top = comment_rows([thread.top], me, thread.root, thread.root, queue)
    return top + comment_rows(thread.replies, me, thread.root, thread.id, queue)


def comment_rows(rows: Iterable[Fields], me: str, root: str, parent: str, queue: str = PUBLISHED) -> Read:
    """Return comments under `parent` in the thread of `root`."""
    found: list[InComment] = []
    skipped = 0
    for row in rows:
        try:
            found.append(_in_comment(row, me, root, parent, queue))
        except Odd:
            skipped += 1
    return Read(tuple(found), skipped)


def _in_comment(fields: Fields, me: str, root: str, parent: str, queue: str) -> InComment:
    snippet, remote_id = child(fields, "snippet"), identifier(fields, "id")
    author = _author(snippet)
    status = text(snippet, "moderationStatus") or queue
    body = words(snippet)
    return InComment(
        remote_id=remote_id,
        remote_uri=remote_id,
        root_remote_id=root,
        parent_remote_id=parent,
        kind=Inflow.OWN if author.remote_id == me else Inflow.COMMENT,
        own=author.remote_id == me,
        author=author,
        text=clean(body),
        raw=raw(body),
        written_at=moment(snippet, "publishedAt") or EPOCH,
        indexed_at=moment(snippet, "publishedAt"),
        edited_at=_edited_at(snippet),
        remote_state=_STATES.get(status, RemoteState.VISIBLE),
        url=f"{WATCH}{root}&lc={remote_id}" if is_video(root) else f"{POST}{root}?lc={remote_id}",
        labels=(status,) if status == SPAM else (),
        likes=count(snippet, "likeCount"),
    )


def words(snippet: Fields) -> str:
    """Return a comment's words: as they were typed where we wrote them, else as plain text is shown."""
    return text(snippet, "textOriginal") or text(snippet, "textDisplay")


def _edited_at(snippet: Fields) -> Micros | None:
    """Return when a comment was last changed: there is no field for it, but `updatedAt` is later than `publishedAt`."""
    written, updated = moment(snippet, "publishedAt"), moment(snippet, "updatedAt")
    return updated if written is not None and updated is not None and updated > written else None


def _author(snippet: Fields) -> InAuthor:
    """Return who wrote. The display name is an @handle for all but a few old channels."""
    name = line(snippet, "authorDisplayName")
    return InAuthor(
        remote_id=identifier(child(snippet, "authorChannelId"), "value"),
        handle=clean_line(name.removeprefix("@")),
        name=name,
        url=link(snippet, "authorChannelUrl"),
    )


def is_by(snippet: Fields, channel: str) -> bool:
    """Tell whether a channel wrote a comment."""
    return maybe_identifier(child(snippet, "authorChannelId"), "value") == channel
