"""A Bluesky post as our posts and comments. All is read from the record itself and the few fields around it.

Notifications and threads carry the same record but not the same views of it, and a row must not change by which of
them it came with. Sources: lexicons app.bsky.feed.{post,defs}, app.bsky.notification.listNotifications,
app.bsky.richtext.facet.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from backend.model.clock import EPOCH, Micros
from backend.model.comment import Inflow, RemoteState
from backend.model.inflow import InAuthor, InComment, InPost
from backend.platforms.bluesky_media import media, quoted
from backend.platforms.bluesky_refs import is_did, owner, page_of, post_uri
from backend.platforms.fields import (
    Fields,
    Odd,
    child,
    children,
    count,
    identifier,
    line,
    maybe_identifier,
    moment,
    number,
    raw,
    text,
)
from backend.text.clean import clean, clean_line

_MENTION = "app.bsky.richtext.facet#mention"
_LINK = "app.bsky.richtext.facet#link"
_LABELS = 20


@dataclass(frozen=True, slots=True)
class Place:
    """What a row does not say by itself: who we are, whether it is below something of ours, and hidden.

    `doubted`: it may have come at any time. The servers' `indexedAt` is the author's own time wherever that is earlier
    (bsky/src/views, `sortedAt`), so it is believed only of a row that came where new rows come.
    """

    me: str
    below_ours: bool = False
    hidden: bool = False
    doubted: bool = False


class Refs(NamedTuple):
    """Where a post stands: the root of its thread and what it answers (None for a root)."""

    root: str
    parent: str | None


def refs(view: Fields) -> Refs:
    """Return where a post stands, as its author claims. Raises Odd when it has no address."""
    uri = post_uri(view)
    reply = child(child(view, "record"), "reply")
    if not reply:
        return Refs(uri, None)
    return Refs(post_uri(child(reply, "root")), post_uri(child(reply, "parent")))


def sorted_at(view: Fields) -> Micros | None:
    """Return the time the lists are sorted by: the author's, unless the server saw the post before it."""
    indexed = moment(view, "indexedAt")
    written = moment(child(view, "record"), "createdAt")
    times = [at for at in (indexed, written) if at is not None]
    return min(times, default=None)


def in_comment(view: Fields, place: Place) -> InComment:
    """Return a post view or a notification as a comment. Raises Odd when it has no address or no author."""
    uri, record, (root, parent) = post_uri(view), child(view, "record"), refs(view)
    author = in_author(child(view, "author"))
    own = author.remote_id == place.me
    indexed = moment(view, "indexedAt")
    return InComment(
        remote_id=uri,
        remote_uri=uri,
        root_remote_id=root,
        parent_remote_id=parent,
        kind=Inflow.OWN if own else _kind(record, Refs(root, parent), place),
        own=own,
        author=author,
        text=clean(words(record)),
        raw=raw(text(record, "text")),
        written_at=_written(record, indexed),
        indexed_at=None if place.doubted and indexed == moment(record, "createdAt") else indexed,
        media=media(record, author.remote_id),
        remote_state=RemoteState.HIDDEN if place.hidden else RemoteState.VISIBLE,
        url=page_of(uri),
        cid=maybe_identifier(view, "cid") or "",
        language=_language(record),
        labels=labels(view),
        likes=count(view, "likeCount"),
    )


def in_post(view: Fields, me: str) -> InPost:
    """Return the root of a thread. A stranger's comes without text: that comes as a comment. Raises Odd as above."""
    uri, record = post_uri(view), child(view, "record")
    own = owner(uri) == me
    post = InPost(
        remote_id=uri,
        remote_uri=uri,
        own=own,
        written_at=_written(record, moment(view, "indexedAt")),
        url=page_of(uri),
        cid=maybe_identifier(view, "cid") or "",
        comments=number(view, "replyCount") or 0,
    )
    if not own:
        return post
    return replace(post, text=clean(words(record)), raw=raw(text(record, "text")), media=media(record, me))


def in_author(profile: Fields) -> InAuthor:
    """Return the person who wrote. Raises Odd when there is no DID."""
    did = identifier(profile, "did")
    if not is_did(did):
        raise Odd("did")
    handle = line(profile, "handle") or did
    return InAuthor(did, handle, line(profile, "displayName") or handle, f"https://bsky.app/profile/{did}")


def words(record: Fields) -> str:
    """Return a post's text with every link shown whole: what a link says and where it leads are the author's choice."""
    encoded = text(record, "text").encode("utf-8", "replace")
    out, done = bytearray(), 0
    for start, end, address in sorted(_links(record, len(encoded))):
        if start < done:
            continue
        shown = encoded[start:end].decode(errors="replace")
        out += encoded[done:start] + _whole(shown, address).encode("utf-8", "replace")
        done = end
    return (out + encoded[done:]).decode(errors="replace")


def labels(view: Fields) -> tuple[str, ...]:
    """Return what labelers, and authors themselves, said of a post; a label taken back does not count."""
    given = {line(label, "val") for label in children(view, "labels") if label.get("neg") is not True}
    return tuple(sorted(given - {""})[:_LABELS])


def mentions(record: Fields, did: str) -> bool:
    """Tell whether a post names somebody."""
    return any(text(feature, "did") == did for feature in _features(record, _MENTION))


def _kind(record: Fields, refs: Refs, place: Place) -> Inflow:
    if owner(refs.root) == place.me:
        return Inflow.COMMENT
    if place.below_ours or (refs.parent and owner(refs.parent) == place.me):
        return Inflow.REPLY
    if owner(quoted(record)) == place.me:
        return Inflow.QUOTE
    return Inflow.MENTION if mentions(record, place.me) else Inflow.CONTEXT


def _written(record: Fields, indexed: Micros | None) -> Micros:
    written = moment(record, "createdAt")
    return written if written is not None else indexed or EPOCH


def _language(record: Fields) -> str | None:
    langs = record.get("langs")
    first = langs[0] if isinstance(langs, list) and langs else None
    return (
        first if isinstance(first, str) and first.isascii() and 2 <= len(first) <= 12 and first[0].isalpha() else None
    )


def _features(record: Fields, kind: str) -> Iterator[Fields]:
    for facet in children(record, "facets"):
        for feature in children(facet, "features"):
            if text(feature, "$type") == kind:
                yield feature


def _links(record: Fields, length: int) -> Iterator[tuple[int, int, str]]:
    """Give the links of a text: where they begin and end (bytes), and their address. Impossible places are left out."""
    for facet in children(record, "facets"):
        index = child(facet, "index")
        start, end = number(index, "byteStart"), number(index, "byteEnd")
        if start is None or end is None or not start < end <= length:
            continue
        for feature in children(facet, "features"):
            address = clean_line(text(feature, "uri"))
            if text(feature, "$type") == _LINK and address:
                yield start, end, address


def _whole(shown: str, address: str) -> str:
    """Return a link as it is read: its address alone where the text is a shortened form of it, else both."""
    start = shown.strip().rstrip("….").removeprefix("https://").removeprefix("http://").lower()
    bare = address.removeprefix("https://").removeprefix("http://").removeprefix("www.").lower()
    if start and bare.startswith(start.removeprefix("www.")):
        return address
    return f"{shown} ({address})"
