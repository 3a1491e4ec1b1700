"""What a connector brings from a platform, before the store gives it keys.

Bodies are kept raw beside the cleaned text: cleaning rules change, and moderators need what was really written.
"""

from backend.model.clock import Micros
from backend.model.comment import Inflow, Media, RemoteState, Visibility
from backend.model.value import dataclass

HAND = "hand:"
"""What an author's id begins with in the store who wrote in our name: what they write in their own is another's."""


@dataclass(frozen=True, slots=True)
class InAuthor:
    """A person on the platform. `handle` and `name` are cleaned outside text."""

    remote_id: str
    handle: str
    name: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class InPost:
    """The root of a thread: ours with its text, or a stranger's (its text comes as a comment with the same id).

    `ad`: an advertisement, which may never have stood on the page itself.
    """

    remote_id: str
    remote_uri: str
    own: bool
    written_at: Micros
    text: str = ""
    raw: str = ""
    media: tuple[Media, ...] = ()
    url: str | None = None
    edited_at: Micros | None = None
    visibility: Visibility = Visibility.PUBLIC
    cid: str = ""
    comments: int = 0
    ad: bool = False


@dataclass(frozen=True, slots=True)
class InComment:
    """A comment as it came. `written_at` is the author's claim; `indexed_at` the server's time, None where it has none.

    Where one company runs all servers, both are its time. `raw` is the body field as the platform sent it, never the
    page of JSON around it. `hand` is who of us wrote it in our name, where it is ours and the platform tells.
    """

    remote_id: str
    remote_uri: str
    root_remote_id: str
    parent_remote_id: str | None
    kind: Inflow
    own: bool
    author: InAuthor
    text: str
    raw: str
    written_at: Micros
    indexed_at: Micros | None = None
    edited_at: Micros | None = None
    media: tuple[Media, ...] = ()
    visibility: Visibility = Visibility.PUBLIC
    remote_state: RemoteState = RemoteState.VISIBLE
    url: str | None = None
    cid: str = ""
    language: str | None = None
    labels: tuple[str, ...] = ()
    spoiler: str = ""
    likes: int = 0
    hand: InAuthor | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One answered request: rows, the ids found gone, the cursor to save with them, and whether more waits behind it.

    `cursor` is an opaque string that only the connector reads. A page and its cursor are saved in one transaction.
    `threads` names thread roots that should be re-read soon (a notification hinted at them). `skipped` counts rows that
    could not be read (no id, no author); they are never guessed at.
    """

    posts: tuple[InPost, ...] = ()
    comments: tuple[InComment, ...] = ()
    gone: tuple[str, ...] = ()
    cursor: str | None = None
    more: bool = False
    threads: tuple[str, ...] = ()
    skipped: int = 0


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a page's comments: new ones, edited or otherwise changed ones, ones found gone, known ones."""

    new: int = 0
    edited: int = 0
    gone: int = 0
    same: int = 0
