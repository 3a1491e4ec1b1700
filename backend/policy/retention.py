"""How long the platforms let us keep what others wrote and who they are. Own posts, answers, notes and events stay.

Sources, as read in November 2026:

- LinkedIn: learn.microsoft.com, linkedin/marketing/data-storage-requirements: profile data of members 24 hours, their
  social activity 48 hours, and where two rows fit the shorter counts. No exception for evidence was found.
- YouTube: developers.google.com, youtube/terms/developer-policies III.E.4: refreshed or deleted within 30 days, deleted
  within 7 days once access was taken away; section II puts laws that demand more above it.
- Facebook, Instagram, Threads: developers.facebook.com/terms 3.d: no span; promptly when it was deleted or the person
  asks, unless a law demands that it is kept.
- Mastodon and Bluesky name no span.
"""

from backend.model.clock import DAY, HOUR, MINUTE, Micros, plus
from backend.model.value import dataclass

FRESH = HOUR
"""A reading younger than this is not noted anew: a busy poll must not write every row every time (µs)."""

EARLY = 15 * MINUTE
"""How much before its end a span is taken to be over, for the worker looks only every few minutes (µs)."""


@dataclass(frozen=True, slots=True)
class Keep:
    """Spans in µs since it was last fetched, None for no limit. Whatever is fetched again may be kept as long again.

    `author`: names, handles and links of people. `text`: words, attachments and what was read off them. `gone`: the
    same of what was deleted on the platform. `revoked`: both, of an account that was removed here. `holds`: a hold may
    keep a text longer.
    """

    author: int | None = None
    text: int | None = None
    gone: int | None = None
    revoked: int | None = None
    holds: bool = False


_META = Keep(gone=DAY, holds=True)
"""*Promptly* is read as a day: long enough for a colleague to see what it was that somebody took away."""

KEEP: dict[str, Keep] = {
    "linkedin": Keep(author=12 * HOUR, text=48 * HOUR),  # the connector may have had the name for 12 hours already
    "youtube": Keep(author=30 * DAY, text=30 * DAY, revoked=7 * DAY, holds=True),
    "facebook": _META,
    "instagram": _META,
    "threads": _META,
}
"""Platforms with a rule, by name."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What was last fetched at these moments or before (UTC µs) has run out; None where nothing does."""

    author: Micros | None
    text: Micros | None
    gone: Micros | None


def bounds(keep: Keep, now: Micros, *, removed: bool) -> Bounds:
    """Return what has run out at `now` on an account; `removed`: it was removed here."""
    revoked = keep.revoked if removed else None
    return Bounds(
        author=_before(now, keep.author, revoked),
        text=_before(now, keep.text, revoked),
        gone=_before(now, keep.gone, keep.text, revoked),
    )


def _before(now: Micros, *spans: int | None) -> Micros | None:
    shortest = min((span for span in spans if span is not None), default=None)
    return None if shortest is None else plus(now, EARLY - shortest)


def stale(now: Micros) -> Micros:
    """Return when (UTC µs) the last noted reading must have been, at the latest, for one at `now` to be noted."""
    return plus(now, -FRESH)
