"""Instagram's media and comments as our posts and comments.

Source: Instagram Platform, reference/{ig-media,ig-comment} (v26.0).
"""

from dataclasses import dataclass

from backend.model.clock import EPOCH, Micros
from backend.model.comment import Inflow, Media, MediaKind, RemoteState
from backend.model.inflow import InAuthor, InComment, InPost
from backend.platforms.fields import (
    Fields,
    Odd,
    child,
    count,
    identifier,
    line,
    link,
    maybe_identifier,
    moment,
    raw,
    text,
)
from backend.platforms.instagram_api import Us
from backend.text.clean import clean

_KINDS = {"IMAGE": MediaKind.IMAGE, "CAROUSEL_ALBUM": MediaKind.IMAGE, "VIDEO": MediaKind.VIDEO}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a comment stands: under which media, at which address, and under which comment (None: the media)."""

    root: str
    url: str | None
    parent: str | None = None


def in_post(media: Fields) -> InPost:
    """Return a media of ours. Raises Odd when it has no id."""
    remote_id, url = identifier(media, "id"), link(media, "permalink")
    body = text(media, "caption")
    return InPost(
        remote_id=remote_id,
        remote_uri=url or remote_id,
        own=True,
        written_at=moment(media, "timestamp") or EPOCH,
        text=clean(body),
        raw=raw(body),
        media=_media(media),
        url=url,
        comments=count(media, "comments_count"),
    )


def in_comment(row: Fields, us: Us, place: Place) -> InComment:
    """Return a comment under a media of ours. Raises Odd when it has no id or no author.

    What we write ourselves stays visible even when it is marked as hidden. There is no time of an edit.
    """
    own, body, remote_id = is_ours(row, us), text(row, "text"), identifier(row, "id")
    hidden = row.get("hidden") is True and not own
    return InComment(
        remote_id=remote_id,
        remote_uri=remote_id,
        root_remote_id=place.root,
        parent_remote_id=maybe_identifier(row, "parent_id") or place.parent or place.root,
        kind=Inflow.OWN if own else Inflow.COMMENT,
        own=own,
        author=_author(row, us),
        text=clean(body),
        raw=raw(body),
        written_at=written_at(row),
        indexed_at=moment(row, "timestamp"),
        remote_state=RemoteState.HIDDEN if hidden else RemoteState.VISIBLE,
        url=place.url,
        likes=count(row, "like_count"),
    )


def is_ours(row: Fields, us: Us) -> bool:
    """Tell whether we wrote a comment: `user` is there for ours alone, `from` may be missing or hold another number."""
    named = line(row, "username") or line(child(row, "from"), "username")
    writers = (maybe_identifier(child(row, "from"), "id"), maybe_identifier(child(row, "user"), "id"))
    return us.id in writers or (named != "" and named == us.username)


def written_at(row: Fields) -> Micros:
    """Return when something was written; it has whole seconds."""
    return moment(row, "timestamp") or EPOCH


def place_of(row: Fields) -> Place:
    """Return the place of a comment that was asked for with its media. Raises Odd when that is not told."""
    media = child(row, "media")
    return Place(identifier(media, "id"), link(media, "permalink"))


def _author(row: Fields, us: Us) -> InAuthor:
    """Return the writer. Without `from` (it needs a right) only a name is known, and nobody can be blocked by it."""
    writer = child(row, "from")
    name = line(row, "username") or line(writer, "username")
    known = us.id if is_ours(row, us) else maybe_identifier(writer, "id") or name
    if not known:
        raise Odd("from")
    url = f"https://www.instagram.com/{name}/" if name else None
    return InAuthor(remote_id=known, handle=name or known, name=name or known, url=url)


def _media(media: Fields) -> tuple[Media, ...]:
    kind = _KINDS.get(text(media, "media_type"))
    if kind is None:
        return ()
    # The file's own address is signed and runs out: the one of the page stays.
    return (Media(kind, url=link(media, "permalink")),)


def comment_count(media: Fields) -> int:
    """Return how many comments a media has, answers included."""
    return count(media, "comments_count")
