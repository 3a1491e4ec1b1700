"""Posts and comments of a Facebook Page as ours.

Source: Meta's own specification (facebook-business-sdk-codegen, Comment and PagePost); Graph API, reference/comment.
"""

from backend.model.clock import EPOCH
from backend.model.comment import Inflow, Media, MediaKind, RemoteState, Visibility
from backend.model.inflow import InAuthor, InComment, InPost
from backend.platforms.facebook_api import Api
from backend.platforms.fields import (
    Fields,
    child,
    children,
    count,
    identifier,
    line,
    link,
    maybe_identifier,
    moment,
    number,
    raw,
    text,
)
from backend.text.clean import clean

SITE = "https://www.facebook.com"

UNNAMED = "unnamed:"
"""What the id of a writer begins with whom Facebook does not name: nobody else is taken for them."""

_KINDS = {
    "photo": MediaKind.IMAGE,
    "album": MediaKind.IMAGE,
    "animated_image_share": MediaKind.GIF,
    "animated_image_video": MediaKind.GIF,
    "video": MediaKind.VIDEO,
    "video_inline": MediaKind.VIDEO,
    "video_autoplay": MediaKind.VIDEO,
    "sticker": MediaKind.STICKER,
}


def full_id(remote_id: str, root: str) -> str:
    """Return a comment's id in its long form: Facebook writes it with the number of its post in front, or without."""
    return remote_id if "_" in remote_id else f"{root.rpartition('_')[2]}_{remote_id}"


def address(remote_id: str) -> str:
    """Return where anything stands, by its id."""
    return f"{SITE}/{remote_id}"


def in_comment(row: Fields, root: str, api: Api) -> InComment:
    """Return a comment that stands under the post `root`. Raises Odd when it has no id."""
    remote_id = full_id(identifier(row, "id"), root)
    author = in_author(row, remote_id)
    parent = child(row, "parent")
    above = maybe_identifier(parent, "id")
    own = author.remote_id == api.me()
    answers_us = maybe_identifier(child(parent, "from"), "id") == api.me()
    elsewhere = Inflow.REPLY if answers_us else Inflow.CONTEXT
    return InComment(
        remote_id=remote_id,
        remote_uri=address(remote_id),
        root_remote_id=root,
        parent_remote_id=full_id(above, root) if above else root,
        kind=Inflow.OWN if own else Inflow.COMMENT if api.ours(root) else elsewhere,
        own=own,
        author=author,
        text=clean(text(row, "message")),
        raw=raw(text(row, "message")),
        written_at=moment(row, "created_time") or EPOCH,
        indexed_at=moment(row, "created_time"),
        media=tuple(map(_media, [attached] if (attached := child(row, "attachment")) else [])),
        visibility=Visibility.PRIVATE if row.get("is_private") is True else Visibility.PUBLIC,
        remote_state=_state(row),
        url=link(row, "permalink_url"),
        likes=count(row, "like_count"),
        hand=_hand(row) if own else None,
    )


def in_post(row: Fields, api: Api) -> InPost:
    """Return the root of a thread. A visitor's comes without text, which comes as a comment. Raises Odd without id."""
    remote_id, own = identifier(row, "id"), is_own(row, api)
    body = text(row, "message") if own else ""
    return InPost(
        remote_id=remote_id,
        remote_uri=address(remote_id),
        own=own,
        written_at=moment(row, "created_time") or EPOCH,
        text=clean(body),
        raw=raw(body),
        media=_attached(row) if own else (),
        url=link(row, "permalink_url"),
        comments=comments_of(row) or 0,
        ad=own and (row.get("is_published") is False or row.get("is_inline_created") is True),
    )


def in_visitor(row: Fields, api: Api) -> InComment:
    """Return what somebody wrote on our page (or elsewhere, tagging us): the root of its own thread. Raises Odd."""
    remote_id = identifier(row, "id")
    return InComment(
        remote_id=remote_id,
        remote_uri=address(remote_id),
        root_remote_id=remote_id,
        parent_remote_id=None,
        kind=Inflow.VISITOR_POST if api.ours(remote_id) else Inflow.TAG,
        own=False,
        author=in_author(row, remote_id),
        text=clean(text(row, "message")),
        raw=raw(text(row, "message")),
        written_at=moment(row, "created_time") or EPOCH,
        indexed_at=moment(row, "created_time"),
        media=_attached(row),
        remote_state=_state(row),
        url=link(row, "permalink_url"),
    )


def is_own(row: Fields, api: Api) -> bool:
    """Tell whether a post is ours. Facebook names strangers only to who may read them, so one unnamed here is ours."""
    writer = maybe_identifier(child(row, "from"), "id")
    return writer == api.me() or (writer is None and api.ours(maybe_identifier(row, "id") or ""))


def in_author(row: Fields, remote_id: str) -> InAuthor:
    """Return who wrote a row with this id. People have no handles here, so it is their name."""
    writer = child(row, "from")
    person = maybe_identifier(writer, "id")
    name = line(writer, "name")
    return InAuthor(person or UNNAMED + remote_id, name or person or "?", name or "?")


def _hand(row: Fields) -> InAuthor | None:
    """Return who wrote in the page's name. A colleague who answers as a private person is anybody to Facebook."""
    writer = child(row, "admin_creator")
    person, name = maybe_identifier(writer, "id"), line(writer, "name")
    return InAuthor(person, name or person, name or person) if person else None


def comments_of(row: Fields) -> int | None:
    """Return how many comments a post has, on both levels; None when that is not told."""
    return number(child(child(row, "comments"), "summary"), "total_count")


def _state(row: Fields) -> RemoteState:
    return RemoteState.HIDDEN if row.get("is_hidden") is True else RemoteState.VISIBLE


def _attached(row: Fields) -> tuple[Media, ...]:
    return tuple(map(_media, children(child(row, "attachments"), "data")))


def _media(attached: Fields) -> Media:
    pictures = child(attached, "media")
    return Media(
        kind=_KINDS.get(text(attached, "type"), MediaKind.LINK),
        url=link(pictures, "source") or link(child(pictures, "image"), "src") or link(attached, "url"),
        alt=clean(text(attached, "description")),
        title=line(attached, "title"),
    )
