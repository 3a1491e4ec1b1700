"""Posts and replies of Threads as our posts and comments.

Sources: Threads API, threads-media, retrieve-and-manage-replies/replies-and-conversations.
"""

import re
from collections.abc import Iterable, Iterator

from backend.model.clock import EPOCH
from backend.model.comment import Inflow, Media, MediaKind, RemoteState
from backend.model.inflow import InAuthor, InComment, InPost
from backend.platforms.fields import Fields, child, identifier, line, link, maybe_identifier, moment, raw, text
from backend.platforms.threads_api import Api
from backend.text.clean import clean

REPOST = "REPOST_FACADE"
"""The kind of a repost in the list of our own posts: the words are somebody else's."""

_KINDS = {
    "IMAGE": MediaKind.IMAGE,
    "CAROUSEL_ALBUM": MediaKind.IMAGE,
    "VIDEO": MediaKind.VIDEO,
    "AUDIO": MediaKind.AUDIO,
}
_HIDDEN = ("HIDDEN", "BLOCKED", "RESTRICTED")
_WAITING = {"pending": RemoteState.HELD, "ignored": RemoteState.HIDDEN}
_NAMELESS = "?"


def in_post(media: Fields, *, own: bool) -> InPost:
    """Return the root of a thread; a stranger's comes without text: that comes as a comment. Raises Odd without id."""
    body = text(media, "text") if own else ""
    return InPost(
        remote_id=identifier(media, "id"),
        remote_uri=identifier(media, "id"),
        own=own,
        written_at=moment(media, "timestamp") or EPOCH,
        text=clean(body),
        raw=raw(body),
        media=attached(media) if own else (),
        url=link(media, "permalink"),
    )


def in_comment(media: Fields, root: str, kind: Inflow) -> InComment:
    """Return a reply, or a stranger's post. Raises Odd when it has no id.

    The id stands for the uri as well: `permalink` holds the writer's name, which may change, and is missing where
    something is flagged.
    """
    remote_id, body = identifier(media, "id"), text(media, "text")
    return InComment(
        remote_id=remote_id,
        remote_uri=remote_id,
        root_remote_id=root,
        parent_remote_id=None if remote_id == root else parent_id(media) or root,
        kind=kind,
        own=kind is Inflow.OWN,
        author=_author(media, remote_id),
        text=clean(body),
        raw=raw(body),
        written_at=moment(media, "timestamp") or EPOCH,
        indexed_at=moment(media, "timestamp"),
        media=attached(media),
        remote_state=_state(media),
        url=link(media, "permalink"),
    )


def root_id(media: Fields) -> str:
    """Return the id of the thread's root; a post is its own. Raises Odd."""
    return maybe_identifier(child(media, "root_post"), "id") or identifier(media, "id")


def parent_id(media: Fields) -> str | None:
    """Return the id of what a reply answers, None for a post."""
    return maybe_identifier(child(media, "replied_to"), "id")


def attached(media: Fields) -> tuple[Media, ...]:
    """Return what hangs on a post or reply. A carousel is one picture: what else is in it needs a call of its own."""
    return tuple(_attached(media))


def _attached(media: Fields) -> Iterator[Media]:
    kind = _KINDS.get(text(media, "media_type"))
    if kind is not None:
        yield Media(kind, url=link(media, "media_url"), alt=clean(text(media, "alt_text")))
    if link(media, "gif_url"):
        yield Media(MediaKind.GIF, url=link(media, "gif_url"), alt=clean(text(media, "alt_text")))
    if link(media, "link_attachment_url"):
        yield Media(MediaKind.LINK, url=link(media, "link_attachment_url"))
    if media.get("is_quote_post") is True:
        yield Media(MediaKind.QUOTE)


def _author(media: Fields, remote_id: str) -> InAuthor:
    """Return who wrote: people have no number here. A private profile has no name either, and is nobody else's."""
    username = line(media, "username")
    if not username:
        return InAuthor(f"private:{remote_id}", _NAMELESS, _NAMELESS)
    return InAuthor(username, username, username, f"https://www.threads.net/@{username}")


def _state(media: Fields) -> RemoteState:
    waiting = _WAITING.get(text(media, "reply_approval_status"))
    if waiting is not None:
        return waiting
    return RemoteState.HIDDEN if text(media, "hide_status") in _HIDDEN else RemoteState.VISIBLE


class Kin:
    """Tells how replies stand to us, reading as few roots and parents as it can, each once."""

    def __init__(self, api: Api, read: Iterable[Fields] = ()) -> None:
        self._api = api
        self._seen: dict[str, Fields | None] = {one: row for row in read if (one := maybe_identifier(row, "id"))}

    def media(self, remote_id: str) -> Fields | None:
        """Return a post or reply, None when it cannot be read."""
        if remote_id not in self._seen:
            self._seen[remote_id] = self._api.maybe_media(remote_id)
        return self._seen[remote_id]

    def ours(self, remote_id: str) -> bool:
        """Tell whether we wrote it; what cannot be read is not ours."""
        media = self.media(remote_id)
        return media is not None and self._api.owns(media)

    def kind(self, media: Fields, root: str, usual: Inflow = Inflow.CONTEXT) -> Inflow:
        """Tell what a post or reply in the thread of `root` is to us; `usual` when nothing speaks for anything else."""
        if self._api.owns(media):
            return Inflow.OWN
        if self.ours(root):
            return Inflow.COMMENT
        parent = parent_id(media)
        if parent is not None and self.ours(parent):
            return Inflow.REPLY
        return Inflow.MENTION if names(text(media, "text"), self._api.me().username) else usual


def names(words: str, username: str) -> bool:
    """Tell whether a text names somebody."""
    return re.search(rf"(?<![\w@.])@{re.escape(username)}(?![\w]|\.\w)", words, re.IGNORECASE) is not None
