"""Watched places: where a team reads with its own eyes, because there is no API (yet). And what is brought from there.

Nothing here is read by a program: a member looks, ticks a list off, and what they find is captured by hand or from a
notification mail. It is a snapshot that may be cut: nobody tells us of edits, deletions, or what nobody captured.
"""

from enum import StrEnum

from backend.model.account import HealthState
from backend.model.clock import Micros
from backend.model.value import dataclass

PLACE = "watched_place"
"""The platform of an account that is a watched place."""


class Captured(StrEnum):
    """How a comment came here without an API."""

    PASTE = "paste"  # a member put it in, or imported it
    MAIL = "mail"  # read off a notification mail


class PlaceKind(StrEnum):
    """What a watched place is."""

    FACEBOOK_GROUP = "facebook_group"
    LINKEDIN_GROUP = "linkedin_group"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Capture:
    """A comment as somebody or a mail brought it; outside text, cleaned when it is kept.

    `link` leads to the comment, else to its post; empty when there is none. A `text` that was cut ends in `…`. `author`
    is a display name, empty when nobody noted it. `written_at` is None when it is not known (UTC µs). `where` says what
    it stands under, in words: the post's first words or the group's name; empty when that is not known.
    """

    link: str
    author: str
    text: str
    written_at: Micros | None
    by: Captured
    where: str


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of a capture: the comment's key, and whether it is a new comment (False: it was known)."""

    comment_id: int
    new: bool


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a place's checklist."""

    id: int
    text: str


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody has looked, by their own word: who and when (UTC µs), a note, and the steps they ticked off, in words.

    `note` is a member's text, not yet made safe for drawing.
    """

    at: Micros
    member: str
    note: str
    done: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlaceCard:
    """All there is to say of a watched place. `looks` are the newest, newest first; `look_every_s` 0: nobody promised.

    `link` is empty for an account that waits for its login and was given none.
    """

    account_id: int
    link: str
    kind: PlaceKind
    look_every_s: int
    steps: tuple[Step, ...]
    looks: tuple[Look, ...]

    @property
    def last(self) -> Look | None:
        """The last look, None when nobody ever looked."""
        return self.looks[0] if self.looks else None


def by_hand(platform: str, state: str) -> bool:
    """Tell whether an account is worked by hand: it is a watched place, or it waits for its login (health `state`)."""
    return platform == PLACE or state == HealthState.NEEDS_LOGIN
