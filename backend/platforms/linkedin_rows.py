"""LinkedIn's posts and comments as ours.

Sources: learn.microsoft.com/linkedin/marketing/community-management/shares/{comments-api,posts-api} and
.../shares/little-text-format.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from backend.model.clock import EPOCH, Micros
from backend.model.comment import Inflow, Media, MediaKind, Visibility
from backend.model.inflow import InAuthor, InComment, InPost
from backend.platforms.fields import Fields, child, children, count, identifier, line, link, number, raw, record, text
from backend.platforms.linkedin_urns import Name, encoded, name_of, parsed
from backend.text.clean import clean, clean_line

MEMBER, PAGE = "LinkedIn member", "LinkedIn page"
"""What somebody is called whose name LinkedIn does not tell: a comment names its writer by URN alone."""

SITE = "https://www.linkedin.com"
_MS = 1000
_NAMED = re.compile(r"@\[((?:\\.|[^\]\\])*)\]\(urn:li:[^)]*\)")
_TAGGED = re.compile(r"\{hashtag\|(?:\\?#)\|((?:\\.|[^}\\])*)\}")
_ESCAPED = re.compile(r"\\([\\|{}@\[\]()<>#*_~])")


@dataclass(frozen=True, slots=True)
class Us:
    """Our page: its URN, and what it is called."""

    urn: str
    handle: str
    name: str

    @classmethod
    def of(cls, urn: str, about: Fields) -> "Us":
        """Read an Organization, which may be empty."""
        handle = line(about, "vanityName") or urn.rsplit(":", 1)[-1]
        return cls(urn, handle, line(about, "localizedName") or handle)

    @property
    def url(self) -> str:
        """Where the page stands."""
        return f"{SITE}/company/{encoded(self.handle)}"


def in_comment(comment: Fields, us: Us, root: str, names: Mapping[str, str]) -> InComment:
    """Return a comment under the post `root`; `names` tells what members are called. Raises Odd when it has no id."""
    name, actor, hand = name_of(comment), actor_of(comment), hand_of(comment)
    above = parsed(text(comment, "parentComment"))
    body = text(child(comment, "message"), "text")
    own = actor == us.urn
    return InComment(
        remote_id=name.urn,
        remote_uri=name.urn,
        root_remote_id=root,
        parent_remote_id=above.urn if above else root,
        kind=Inflow.OWN if own else Inflow.COMMENT,
        own=own,
        author=InAuthor(us.urn, us.handle, us.name, us.url) if own else _author(actor, name, names),
        text=clean(body),
        raw=raw(body),
        written_at=made_at(comment),
        indexed_at=made_at(comment) or None,
        edited_at=_edited(comment),
        media=tuple(map(_attached, _contents(comment))),
        url=address(name),
        likes=_likes(child(comment, "likesSummary")),
        hand=_author(hand, name, names) if own and hand else None,
    )


def in_post(post: Fields, us: Us, comments: int = 0) -> InPost:
    """Return a post of ours. Raises Odd when it has no id."""
    urn, body = identifier(post, "id"), text(post, "commentary")
    made = moment_ms(post, "publishedAt") or moment_ms(post, "createdAt") or EPOCH
    edited = child(post, "lifecycleStateInfo").get("isEditedByAuthor") is True
    return InPost(
        remote_id=urn,
        remote_uri=urn,
        own=text(post, "author") == us.urn,
        written_at=made,
        text=clean(plain(body)),
        raw=raw(body),
        media=_media(child(post, "content")),
        url=f"{SITE}/feed/update/{encoded(urn)}",
        edited_at=moment_ms(post, "lastModifiedAt") if edited else None,
        visibility=Visibility.FOLLOWERS if text(post, "visibility") == "CONNECTIONS" else Visibility.PUBLIC,
        comments=comments,
    )


def actor_of(comment: Fields) -> str:
    """Return the URN of who wrote a comment; some answers leave `actor` out, and only tell who created it."""
    return text(comment, "actor") or text(child(comment, "created"), "actor")


def hand_of(comment: Fields) -> str:
    """Return the URN of who wrote a comment in a page's name, empty when that is not told. Both forms are in use."""
    return text(comment, "agent") or text(child(comment, "created"), "impersonator")


def made_at(comment: Fields) -> Micros:
    """Return when a comment was made, by LinkedIn's clock."""
    return moment_ms(child(comment, "created"), "time") or EPOCH


def moment_ms(fields: Fields, name: str) -> Micros | None:
    """Return a time that is told in milliseconds, None when there is none."""
    value = number(fields, name)
    return Micros(value * _MS) if value and value < 2**53 else None


def address(name: Name) -> str:
    """Return where a comment can be read."""
    return f"{SITE}/feed/update/{encoded(name.thread)}?commentUrn={encoded(name.urn)}"


def plain(body: str) -> str:
    """Return the words of a `commentary`: its mentions and tags as they are shown, its escapes taken away."""
    body = _TAGGED.sub(r"#\1", _NAMED.sub(r"\1", body))
    return _ESCAPED.sub(r"\1", body)


def _author(actor: str, name: Name, names: Mapping[str, str]) -> InAuthor:
    """Return who wrote; somebody nobody names is another for each comment, never taken for somebody else."""
    if not actor:
        return InAuthor(name.urn, name.number, MEMBER)
    called = names.get(actor) or (PAGE if actor.startswith("urn:li:organization:") else MEMBER)
    return InAuthor(clean_line(actor), clean_line(actor.rsplit(":", 1)[-1]), called)


def _edited(comment: Fields) -> Micros | None:
    changed = moment_ms(child(comment, "lastModified"), "time")
    return changed if changed is not None and changed > made_at(comment) else None


def _likes(summary: Fields) -> int:
    """Return how many like a comment; the field's name differs between versions."""
    return max(count(summary, one) for one in ("aggregatedTotalLikes", "totalFirstLevelLikes", "totalLikes"))


def _contents(comment: Fields) -> list[Fields]:
    several = children(comment, "content")
    return several or [one for one in (record(comment.get("content")),) if one]


def _attached(content: Fields) -> Media:
    kind = {"IMAGE": MediaKind.IMAGE, "VIDEO": MediaKind.VIDEO}.get(text(content, "type"), MediaKind.LINK)
    return Media(kind, url=link(content, "url"), title=line(content, "title"))


def _media(content: Fields) -> tuple[Media, ...]:
    """Return what hangs on a post: a picture or a film, several pictures, or a link."""
    several = children(child(content, "multiImage"), "images")
    article = child(content, "article")
    shown = [one for one in (child(content, "media"), *several) if one]
    found = [Media(_kind(text(one, "id")), alt=clean(text(one, "altText")), title=line(one, "title")) for one in shown]
    if article:
        found.append(Media(MediaKind.LINK, url=link(article, "source"), title=line(article, "title")))
    return tuple(found)


def _kind(urn: str) -> MediaKind:
    return MediaKind.VIDEO if urn.startswith("urn:li:video:") else MediaKind.IMAGE
