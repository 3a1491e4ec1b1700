"""What a login may do on a Facebook Page, told by its rights (Facebook calls them permissions).

Sources: Graph API, permissions reference; Pages API, comments and mentions; reference/page/ads_posts.
"""

from collections.abc import Mapping
from dataclasses import replace

from backend.model.account import Act, Capabilities, Limits, Reach, Seen, Source, Undo
from backend.model.clock import Micros
from backend.platforms.base import sources

PUBLISHED, ADS, VISITORS, TAGGED = "published_posts", "ads_posts", "visitor_posts", "tagged"
LISTS: Mapping[str, Source] = {
    PUBLISHED: Source.COMMENTS,
    ADS: Source.ADS,
    VISITORS: Source.VISITOR_POSTS,
    TAGGED: Source.TAGS,
}
"""The page's lists of posts, each with what is read there."""

LIMITS = Limits(text=8000, counting="codepoints", url_weight=None, media=1, requests=4800, window_s=86_400)
"""Calls are counted in a day, for each person who had to do with the page that day; one is the least there can be."""

PICTURED = replace(LIMITS, media_bytes=4_000_000, media_types=("image/jpeg", "image/png", "image/gif"))
"""Where an answer can have a picture: it is a photo of the page, and putting one up is publishing. Source: Graph API,
reference/page/photos (under 4 MB).
"""

PRIVATE_LIMITS = Limits(text=2000, counting="codepoints")
"""A private answer is a message, sent once for each comment and left as it is; comments alone are given other words.
Source: Messenger Platform, private replies; Graph API, reference/comment.
"""

READ_PEOPLE = "pages_read_user_content"
PUBLISH = "pages_manage_posts"
_MANAGE = frozenset({"pages_manage_engagement"})
_NEEDS: Mapping[Act, frozenset[str]] = {
    Act.REPLY: _MANAGE,
    Act.EDIT_OWN: _MANAGE,
    Act.DELETE_OWN: _MANAGE,
    Act.HIDE: _MANAGE,
    Act.UNHIDE: _MANAGE,
    Act.DELETE: _MANAGE | {READ_PEOPLE},
    Act.LIKE: _MANAGE,
    Act.UNLIKE: _MANAGE,
    Act.BLOCK: _MANAGE,
    Act.UNBLOCK: _MANAGE,
    Act.PRIVATE_REPLY: frozenset({"pages_messaging"}),
}

_FINAL = frozenset({Act.REPLY, Act.DELETE_OWN, Act.DELETE, Act.PRIVATE_REPLY})

_SEEN = dict.fromkeys(_NEEDS, Seen.PERSON) | dict.fromkeys(
    (Act.REPLY, Act.EDIT_OWN, Act.DELETE_OWN, Act.LIKE, Act.UNLIKE), Seen.PUBLIC
)
"""Who wrote a hidden comment still sees it, and their friends do, and nobody else: they can find out."""


def acts(rights: frozenset[str] | None) -> dict[Act, Undo]:
    """Return what a login with these rights may do. Untold, it is all but a private answer, which is rare."""
    if rights is None:
        rights = _MANAGE | {READ_PEOPLE}
    allowed = (act for act, needed in _NEEDS.items() if needed <= rights)
    return {act: Undo.FINAL if act in _FINAL else Undo.REVERSIBLE for act in allowed}


def limits(rights: frozenset[str] | None) -> Limits:
    """Return how long an answer may be, and what may go with it."""
    return PICTURED if rights is not None and PUBLISH in rights else LIMITS


def reads_people(rights: frozenset[str] | None) -> bool:
    """Tell whether a login with these rights sees what people write; it is taken for so where they are not told."""
    return rights is None or READ_PEOPLE in rights


def capabilities(
    rights: frozenset[str] | None,
    lists: Mapping[str, Reach],
    messages: Reach,
    pushes: frozenset[str] | None,
    at: Micros,
) -> Capabilities:
    """Return what can be done on a page, seen at `at`.

    `lists` says of each list of posts whether its call answered, `messages` whether the private ones are counted,
    `pushes` what is pushed to us.
    """
    reach = {source.value: lists.get(name, Reach.MISSING) for name, source in LISTS.items()}
    if not reads_people(rights):
        reach = {name: Reach.DENIED if found is Reach.READ else found for name, found in reach.items()}
    can = acts(rights)
    return Capabilities(
        acts=can,
        limits=limits(rights),
        observed_at=at,
        seen={act: _SEEN[act] for act in can},
        sources=sources((), **reach, messages=messages),
        levels=2,
        pushes=pushes,
        private=PRIVATE_LIMITS,
        rewords_private=False,
    )
