"""What a page can do on LinkedIn: nobody can be blocked, muted or reported there, and nothing of others hidden.

Taking away somebody else's comment is possible in the app; that the API allows it is not confirmed, so it is not done.
Sources: learn.microsoft.com/linkedin/marketing/community-management, shares/{comments-api,reactions-api,
social-metadata-api} and organizations/organization-access-control-by-role.
"""

from collections.abc import Iterable

from backend.model.account import Act, Capabilities, Limits, Reach, Seen, Source, Undo
from backend.model.clock import Micros
from backend.platforms.base import sources

ACTS = {
    Act.REPLY: Undo.FINAL,
    Act.EDIT_OWN: Undo.REVERSIBLE,
    Act.DELETE_OWN: Undo.FINAL,
    Act.LIKE: Undo.REVERSIBLE,
    Act.UNLIKE: Undo.REVERSIBLE,
    Act.LOCK: Undo.FINAL,
    Act.UNLOCK: Undo.REVERSIBLE,
}
"""Closing a post's comments takes them all away, and opening them again brings none back."""

LIMITS = Limits(text=1250, counting="codepoints", media=0, requests=500, window_s=86_400)
"""An answer is text only: a picture is refused. The quota is the Development tier's of a day, the least there is."""

WRITERS_ONLY = frozenset({"RECRUITING_POSTER"})
"""Roles that may write and are shown nothing."""


def capabilities(at: Micros, *, reads: bool) -> Capabilities:
    """Return what the page can do, seen at `at`; `reads`: its comments were shown to us."""
    told = sources((Source.COMMENTS,)) if reads else sources((), comments=Reach.DENIED)
    return Capabilities(
        acts=dict(ACTS),
        limits=LIMITS,
        sees_edits=True,
        observed_at=at,
        seen=dict.fromkeys(ACTS, Seen.PUBLIC),
        own_threads=frozenset({Act.LOCK, Act.UNLOCK}),
        sources=told,
        asks_first=frozenset({Act.LOCK}),
        levels=2,
    )


def can_read(roles: Iterable[str]) -> bool:
    """Tell whether somebody with these roles on a page is shown its comments."""
    return bool(set(roles) - WRITERS_ONLY)
