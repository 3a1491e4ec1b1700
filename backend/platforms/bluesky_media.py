"""What hangs on a Bluesky post, read from its record: images, video, a link card, a quoted post.

Sources: lexicons app.bsky.embed.{images,gallery,video,external,record,recordWithMedia}. A record names its pictures by
digest; where they are shown is known from the app (bluesky-social/social-app, src/lib/media).
"""

import re
from collections.abc import Iterator

from backend.model.comment import Media, MediaKind
from backend.platforms.bluesky_refs import page_of
from backend.platforms.fields import Fields, child, children, line, link, text
from backend.text.clean import clean

_EMBED = "app.bsky.embed."
_CID = re.compile(r"[a-zA-Z0-9]{10,100}")
_GIF_HOSTS = ("https://media.tenor.com/", "https://static.klipy.com/")
MOST = 20
"""Pieces kept of one post; the lexicons allow 20 images."""


def media(record: Fields, did: str) -> tuple[Media, ...]:
    """Return what hangs on a post by `did`, in its order."""
    return tuple(_pieces(child(record, "embed"), did))[:MOST]


def quoted(record: Fields) -> str:
    """Return the address of the record a post quotes, empty when it quotes none."""
    embed = child(record, "embed")
    kind = text(embed, "$type").removeprefix(_EMBED)
    if kind == "recordWithMedia":
        embed = child(embed, "record")
    return text(child(embed, "record"), "uri") if kind in ("record", "recordWithMedia") else ""


def _pieces(embed: Fields, did: str) -> Iterator[Media]:
    match text(embed, "$type").removeprefix(_EMBED):
        case "images":
            yield from (_image(one, did) for one in children(embed, "images"))
        case "gallery":
            yield from (_image(one, did) for one in children(embed, "items"))
        case "video":
            yield _video(embed, did)
        case "external":
            yield _card(child(embed, "external"))
        case "record":
            yield _quote(child(embed, "record"))
        case "recordWithMedia":
            yield from _pieces(child(embed, "media"), did)
            yield _quote(child(child(embed, "record"), "record"))


def _image(one: Fields, did: str) -> Media:
    cid = _blob(child(one, "image"))
    address = f"https://cdn.bsky.app/img/feed_fullsize/plain/{did}/{cid}" if cid else None
    return Media(MediaKind.IMAGE, address, clean(text(one, "alt")))


def _video(embed: Fields, did: str) -> Media:
    cid = _blob(child(embed, "video"))
    kind = MediaKind.GIF if text(embed, "presentation") == "gif" else MediaKind.VIDEO
    address = f"https://video.bsky.app/watch/{did}/{cid}/playlist.m3u8" if cid else None
    return Media(kind, address, clean(text(embed, "alt")))


def _card(external: Fields) -> Media:
    address = link(external, "uri")
    if address and address.startswith(_GIF_HOSTS):
        return Media(MediaKind.GIF, address, alt=clean(text(external, "description") or text(external, "title")))
    return Media(MediaKind.LINK, address, title=line(external, "title"))


def _quote(ref: Fields) -> Media:
    return Media(MediaKind.QUOTE, page_of(text(ref, "uri")))


def _blob(blob: Fields) -> str:
    """Return the digest of a blob, in today's form or the first one's; empty when it is none."""
    cid = text(child(blob, "ref"), "$link") or text(blob, "cid")
    return cid if _CID.fullmatch(cid) else ""
