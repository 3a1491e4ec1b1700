"""What a login may do on Instagram, by which of the two it is and by its rights (Meta calls them permissions).

Sources: Instagram Platform, overview (both logins), comment-moderation, private-replies, reference/ig-user/user-likes;
Messenger Platform, reference/moderate_conversations.
"""

from collections.abc import Mapping

from backend.model.account import Act, Capabilities, Limits, Reach, Seen, Undo
from backend.model.clock import Micros
from backend.platforms.base import sources

LIMITS = Limits(text=2200, counting="graphemes", media=0, requests=4800, window_s=86_400)
"""Calls are counted in a day, for each time that something of ours was shown that day: a quiet account has hardly any.

The length is the app's own: what else Instagram finds wrong with a text, it says when it gets it.
"""

PRIVATE_LIMITS = Limits(text=1000, counting="graphemes", text_bytes=1000)

_BASIC = frozenset({"instagram_basic", "instagram_manage_comments"})
_MESSAGES = frozenset({"instagram_manage_messages"})
_OWN_BASIC = frozenset({"instagram_business_basic", "instagram_business_manage_comments"})

_COMMENTS = (Act.REPLY, Act.DELETE_OWN, Act.HIDE, Act.UNHIDE, Act.DELETE, Act.LOCK, Act.UNLOCK)

BY_FACEBOOK: Mapping[Act, frozenset[str]] = dict.fromkeys(_COMMENTS, _BASIC) | {
    Act.LIKE: frozenset({"instagram_manage_engagement"}),
    Act.UNLIKE: frozenset({"instagram_manage_engagement"}),
    Act.BLOCK: _MESSAGES,
    Act.UNBLOCK: _MESSAGES,
    Act.PRIVATE_REPLY: _MESSAGES,
}
BY_INSTAGRAM: Mapping[Act, frozenset[str]] = dict.fromkeys(_COMMENTS, _OWN_BASIC) | {
    Act.PRIVATE_REPLY: frozenset({"instagram_business_manage_messages"}),
}
"""The acts of both logins with the rights that each needs. Nobody can edit a comment, not even its writer."""

ON_PAGE = frozenset({Act.BLOCK, Act.UNBLOCK, Act.PRIVATE_REPLY})
"""Acts that Facebook Login does at the edges of the page."""

_FINAL = frozenset({Act.REPLY, Act.DELETE_OWN, Act.DELETE, Act.PRIVATE_REPLY})
_ANYWHERE = frozenset({Act.BLOCK, Act.UNBLOCK})

_SEEN = dict.fromkeys(BY_FACEBOOK, Seen.PUBLIC) | dict.fromkeys(
    (Act.HIDE, Act.UNHIDE, Act.DELETE, Act.BLOCK, Act.UNBLOCK, Act.PRIVATE_REPLY), Seen.PERSON
)
"""Who wrote a hidden comment still sees it and nobody else does: they can find out."""


def acts(needs: Mapping[Act, frozenset[str]], rights: frozenset[str] | None) -> dict[Act, Undo]:
    """Return what a login with these rights may do of its acts; all of them where its rights are not told."""
    allowed = (act for act, needed in needs.items() if rights is None or needed <= rights)
    return {act: Undo.FINAL if act in _FINAL else Undo.REVERSIBLE for act in allowed}


def capabilities(
    can: Mapping[Act, Undo], comments: Reach, messages: Reach, pushes: frozenset[str] | None, at: Micros
) -> Capabilities:
    """Return what an account can do, seen at `at`; `comments` and `messages` say whether any can be read, or counted.

    `pushes` is what is pushed to us.

    Mentions are told by webhook alone. Media that we are tagged in are listed, but not shown by their id: they would be
    taken for deleted, and nothing can be done there.
    """
    return Capabilities(
        acts=dict(can),
        limits=LIMITS,
        mention="@{handle}",
        observed_at=at,
        seen={act: _SEEN[act] for act in can},
        own_threads=frozenset(can) - _ANYWHERE,
        sources=sources((), comments=comments, messages=messages),
        levels=2,
        pushes=pushes,
        private=PRIVATE_LIMITS,
    )
