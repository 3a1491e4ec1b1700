"""What a watched place can do (nothing), and how it is doing: as its members' looks say, and never well by itself."""

from backend.model.account import Capabilities, Health, HealthState, Limits, Reach, Source
from backend.model.clock import SECOND, Micros, plus
from backend.model.place import PlaceKind
from backend.model.reason import Reason

_LONGEST = {PlaceKind.FACEBOOK_GROUP: 8000, PlaceKind.LINKEDIN_GROUP: 1250}
"""Characters of an answer: as the same platform's pages take them. What any other place takes is not known."""

_ANYWHERE = 10_000


def able(kind: PlaceKind, now: Micros) -> Capabilities:
    """Return the capabilities of a place: no act and no source. All is done in the browser and captured by hand."""
    return Capabilities(
        acts={},
        limits=Limits(_LONGEST.get(kind, _ANYWHERE), "codepoints", media=0, requests=0),
        observed_at=now,
        sources=dict.fromkeys(Source, Reach.MISSING),
    )


def standing(now: Micros, every_s: int, added_at: Micros, looked_at: Micros | None, by: str) -> Health:
    """Return a place's health at `now`: new until somebody has looked, late when a promised look is overdue.

    `every_s` is how often somebody is to look (seconds, 0: nobody promised); `looked_at` and `by` are the last look's
    moment (UTC µs) and member. Well means: looked at, by that member, at that moment. It never says that all was read.
    """
    if looked_at is None:
        return Health(HealthState.NEW, added_at, Reason("place.never"))
    due_at = plus(looked_at, every_s * SECOND)
    if every_s and due_at < now:
        return Health(HealthState.LATE, due_at, Reason("place.late", {"looked_at": looked_at, "name": by}))
    return Health(HealthState.OK, looked_at, Reason("place.looked", {"looked_at": looked_at, "name": by}))
