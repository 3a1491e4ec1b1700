"""Criticism is not abuse: what a member alone may not do about it. Pure."""

from collections.abc import Collection, Iterable

from backend.model.account import Act
from backend.model.category import Category, Setter
from backend.model.triage import Verb, Why

SECONDED = frozenset({Verb.HIDE, Verb.DELETE, Verb.BLOCK})
"""Verbs that silence somebody; locking a thread does as well where the platform deletes what stands in it."""

GRAVE = frozenset({Why.HATE, Why.THREAT, Why.UNLAWFUL, Why.PERSONAL_DATA, Why.SPAM})
"""Reasons that hold for criticism as well."""


def silences(verb: Verb, asks_first: Collection[Act]) -> bool:
    """Tell whether a verb silences somebody. `asks_first`: acts by which the platform loses comments for good."""
    return verb in SECONDED or (verb is Verb.LOCK and Act.LOCK in asks_first)


def needs_second(
    verb: Verb, why: Why | None, category: str, category_by: str, asks_first: Collection[Act] = ()
) -> bool:
    """Tell whether an act needs a second member.

    It does where the reason is criticism, and where a member said that the comment is criticism (`category` as stored,
    `category_by` who set it) and the reason is none of the grave ones. `asks_first`: see `silences`.
    """
    if not silences(verb, asks_first):
        return False
    said = category == Category.CRITICISM and category_by == Setter.MEMBER
    return why is Why.CRITICISM or (said and why not in GRAVE)


def took_away(said: Iterable[tuple[int, bool]], member_id: int) -> bool:
    """Tell whether a member took it away that another had said: this is criticism. Nobody else spoke since.

    `said`: who said something of a comment, and whether they said that it is criticism, oldest first.
    """
    standing: set[int] = set()
    taker = None
    for who, criticism in said:
        if criticism:
            standing.add(who)
        elif standing:
            taker = who if standing - {who} else None
            standing.clear()
        elif who != taker:
            taker = None
    return taker == member_id and not standing
