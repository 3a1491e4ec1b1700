"""Until when a comment is to be answered, by its account's charter."""

from backend.model.category import Category
from backend.model.charter import Charter, Target
from backend.model.clock import DAY, Micros
from backend.model.traits import about
from backend.policy.hours import after

PAST = 7 * DAY
"""What came longer than this (µs) before its account was connected has no deadline: nobody has promised anything."""


def target_of(charter: Charter, category: Category | None) -> Target | None:
    """Return how soon a comment about that is answered: by a target of its own, else by that of every other comment."""
    return charter.targets.get(category) or charter.targets.get(None)


def due(
    charter: Charter, category: str, by: str, traits: int, came_at: Micros, connected_at: Micros | None = None
) -> Micros | None:
    """Return the deadline (UTC µs) of a comment that came at `came_at`, None where its charter promises none.

    The target is that of what the comment is about: what was set (`category`, `by`), else what its words suggest
    (`traits`); without a target of its own, that of every other comment.
    """
    if not charter.targets or (connected_at is not None and connected_at - came_at > PAST):
        return None
    found, _ = about(category, by, traits)
    target = target_of(charter, found)
    return None if target is None else after(charter.hours, came_at, target.minutes, target.always)
