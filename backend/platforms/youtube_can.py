"""What a YouTube channel can do through the Data API, and who sees it.

Source: YouTube Data API v3, docs/comments (discovery revision 20261104). There is no call to like, report, pin or lock
comments, none to mute somebody, and none that takes a ban back.
"""

from backend.model.account import Act, Capabilities, Limits, Reach, Seen, Source, Undo
from backend.model.clock import DAY, SECOND, Micros
from backend.platforms.base import sources
from backend.platforms.youtube_quota import UNITS

LIMITS = Limits(text=10_000, counting="codepoints", media=0, requests=UNITS, window_s=DAY // SECOND)
"""The length is not published; 10,000 is what the site takes."""

ACTS = {
    Act.REPLY: Undo.FINAL,
    Act.EDIT_OWN: Undo.REVERSIBLE,
    Act.DELETE_OWN: Undo.FINAL,
    Act.HIDE: Undo.REVERSIBLE,
    Act.UNHIDE: Undo.REVERSIBLE,
    Act.DELETE: Undo.FINAL,
    Act.BLOCK: Undo.FINAL,
}

SEEN = dict.fromkeys(ACTS, Seen.PUBLIC) | dict.fromkeys((Act.HIDE, Act.DELETE, Act.BLOCK), Seen.PERSON)
"""Nobody is told that a comment is held, rejected or its author banned; a person can find out by looking as another."""

OWN = frozenset({Act.HIDE, Act.UNHIDE, Act.DELETE, Act.BLOCK})


def capabilities(at: Micros, comments: Reach, held: Reach) -> Capabilities:
    """Return what the login can do, seen at `at`: nothing about comments when it may not even read them."""
    acts = ACTS if comments is Reach.READ else {}
    return Capabilities(
        acts=dict(acts),
        limits=LIMITS,
        sees_edits=True,
        mention="@{handle}",
        observed_at=at,
        seen={act: SEEN[act] for act in acts},
        own_threads=OWN & acts.keys(),
        sources=sources((), **{Source.COMMENTS: comments, Source.HELD: held}),
        levels=2,
    )
