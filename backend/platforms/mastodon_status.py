"""A Mastodon status as our posts and comments.

Source: mastodon/documentation, entities/{Status,Account,MediaAttachment,PreviewCard,Quote} (server 4.7).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from backend.model.clock import EPOCH, Micros
from backend.model.comment import Inflow, Media, MediaKind, Visibility
from backend.model.inflow import InAuthor, InComment, InPost
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
from backend.text.clean import clean, clean_line
from backend.text.html import html_to_text

_KINDS = {
    "image": MediaKind.IMAGE,
    "gifv": MediaKind.GIF,
    "video": MediaKind.VIDEO,
    "audio": MediaKind.AUDIO,
}

_VISIBILITIES = {
    "public": Visibility.PUBLIC,
    "unlisted": Visibility.PUBLIC,
    "private": Visibility.FOLLOWERS,
    "local": Visibility.FOLLOWERS,  # Pleroma and Hometown: nobody outside this server
}
"""Words of other servers ('list', 'mutuals_only', 'self') are narrower than these: they count as private."""


def visibility(status: Fields) -> Visibility:
    """Return who can see a status; an unknown word counts as private, never as wider than it was."""
    return _VISIBILITIES.get(text(status, "visibility"), Visibility.PRIVATE)


def author_id(status: Fields) -> str | None:
    """Return the id of the account that wrote a status."""
    return maybe_identifier(child(status, "account"), "id")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a status stands: the root of its thread, whether that is ours, and when the server told us of it.

    `quote`: the server said that it quotes us, which the status itself may not show (any more).
    """

    root: str
    root_own: bool
    indexed_at: Micros | None = None
    quote: bool = False


def in_comment(status: Fields, me: str, place: Place) -> InComment:
    """Return a status as a comment of the account `me`. Raises Odd when it has no id or no author."""
    own = author_id(status) == me
    body = text(status, "content")
    return InComment(
        remote_id=identifier(status, "id"),
        remote_uri=_uri(status),
        root_remote_id=place.root,
        parent_remote_id=maybe_identifier(status, "in_reply_to_id"),
        kind=Inflow.OWN if own else _kind(status, me, place),
        own=own,
        author=in_author(child(status, "account")),
        text=clean(html_to_text(body)),
        raw=raw(body),
        written_at=moment(status, "created_at") or place.indexed_at or EPOCH,
        indexed_at=place.indexed_at,
        edited_at=moment(status, "edited_at"),
        media=media(status),
        visibility=visibility(status),
        url=link(status, "url"),
        language=_language(status),
        spoiler=line(status, "spoiler_text"),
        likes=count(status, "favourites_count"),
    )


def in_post(status: Fields, me: str) -> InPost:
    """Return the root of a thread. A stranger's comes without text: that comes as a comment. Raises Odd as above."""
    own = author_id(status) == me
    body = text(status, "content") if own else ""
    return InPost(
        remote_id=identifier(status, "id"),
        remote_uri=_uri(status),
        own=own,
        written_at=moment(status, "created_at") or EPOCH,
        text=clean(html_to_text(body)),
        raw=raw(body),
        media=media(status) if own else (),
        url=link(status, "url"),
        edited_at=moment(status, "edited_at"),
        visibility=visibility(status),
        comments=number(status, "replies_count") or 0,
    )


def in_author(account: Fields) -> InAuthor:
    """Return the person who wrote. `handle` is the account's `acct`: without a server for people of our own."""
    handle = line(account, "acct") or line(account, "username")
    return InAuthor(
        remote_id=identifier(account, "id"),
        handle=handle,
        name=line(account, "display_name") or handle,
        url=link(account, "url"),
    )


def media(status: Fields) -> tuple[Media, ...]:
    """Return what hangs on a status: attachments in their order, then the quoted post, then the card of a link."""
    return (*map(_attachment, children(status, "media_attachments")), *_quoted(status), *_card(status))


def quotes(status: Fields, me: str) -> bool:
    """Tell whether a status quotes one of ours."""
    return author_id(child(child(status, "quote"), "quoted_status")) == me


def mentions(status: Fields, me: str) -> bool:
    """Tell whether a status names us."""
    return any(maybe_identifier(one, "id") == me for one in children(status, "mentions"))


def _kind(status: Fields, me: str, place: Place) -> Inflow:
    if place.root_own:
        return Inflow.COMMENT
    if maybe_identifier(status, "in_reply_to_account_id") == me:
        return Inflow.REPLY
    if place.quote or quotes(status, me):
        return Inflow.QUOTE
    return Inflow.MENTION if mentions(status, me) else Inflow.CONTEXT


def _uri(status: Fields) -> str:
    return clean_line(text(status, "uri")) or link(status, "url") or ""


def _language(status: Fields) -> str | None:
    language = text(status, "language")
    return language if language.isascii() and 2 <= len(language) <= 12 else None


def _attachment(attachment: Fields) -> Media:
    original = child(child(attachment, "meta"), "original")
    return Media(
        kind=_KINDS.get(text(attachment, "type"), MediaKind.LINK),
        url=link(attachment, "url") or link(attachment, "remote_url"),
        alt=clean(text(attachment, "description")),
        duration_s=number(original, "duration"),
    )


def _quoted(status: Fields) -> Iterator[Media]:
    quoted = child(child(status, "quote"), "quoted_status")
    if quoted:
        yield Media(MediaKind.QUOTE, url=link(quoted, "url"), title=line(child(quoted, "account"), "acct"))


def _card(status: Fields) -> Iterator[Media]:
    card = child(status, "card")
    if link(card, "url"):
        yield Media(MediaKind.LINK, url=link(card, "url"), title=line(card, "title"))
