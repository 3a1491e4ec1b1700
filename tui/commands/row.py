"""What a row of the table of commands says. Everything that shows or reads keys is derived from these fields."""

from enum import StrEnum
from typing import NamedTuple

from backend.i18n import N_


class Where(StrEnum):
    """The pane a command works in."""

    QUEUE = "queue"
    THREAD = "thread"
    COMPOSER = "composer"
    REPLIES = "replies"
    GUIDE = "guideline"


class Sign(StrEnum):
    """What can be said of an act before its key is pressed."""

    NONE = ""
    UNDO = "↺"  # can be taken back
    FINAL = "!"  # cannot


class Alters(StrEnum):
    """Whether a command acts on the comment under the cursor, and whether it may do so to many at once."""

    NOTHING = ""
    ONE = "one"  # never to what is marked
    MANY = "many"


class Takes(StrEnum):
    """What may follow a command's name on the line of `:`."""

    NOTHING = ""
    TEXT = "text"  # anything; `source` only proposes
    CHOICE = "choice"  # one of what `source` holds


class Prefix(StrEnum):
    """What a command that is a prefix changes about the one typed after it."""

    NONE = ""
    STAY = "stay"
    MARKED = "marked"


class Command(NamedTuple):
    """One command.

    `keys` are Textual's key names; two with a blank between are pressed one after the other, and `1…9` or `a…z` stands
    for any of them. In a pane where typing is text, keys that type are left out by themselves. `act` is the value of
    the `Act` that the account's platform must be able to do. `others` says what everybody else will see of it.
    `footer` ranks it in the footer, 0 keeps it out. `repeats`: `.` may do it again. `reasons`: a lone digit after it
    changes its reason. `source` names what completes its argument on the line of `:`. `coral` are its keys in the
    preset of that name, None where they are the same. A `vital` one may not be left without a key.
    """

    id: str
    keys: tuple[str, ...]
    label: str
    help: str
    where: tuple[Where, ...]
    footer: int = 0
    sign: Sign = Sign.NONE
    act: str | None = None
    alters: Alters = Alters.NOTHING
    others: str = ""
    repeats: bool = False
    reasons: bool = False
    takes: Takes = Takes.NOTHING
    source: str = ""
    prefix: Prefix = Prefix.NONE
    coral: tuple[str, ...] | None = None
    vital: bool = False


LISTS = (Where.QUEUE, Where.THREAD)
ONLY_QUEUE = (Where.QUEUE,)
ONLY_THREAD = (Where.THREAD,)
ONLY_COMPOSER = (Where.COMPOSER,)
ONLY_REPLIES = (Where.REPLIES,)
ONLY_GUIDE = (Where.GUIDE,)
EVERYWHERE = tuple(Where)

TITLES = {
    Where.QUEUE: N_("QUEUE"),
    Where.THREAD: N_("THREAD"),
    Where.COMPOSER: N_("ANSWER"),
    Where.REPLIES: N_("REPLIES"),
    Where.GUIDE: N_("GUIDELINE"),
}
"""What the panes are called."""

TYPING = frozenset({Where.COMPOSER, Where.REPLIES})
"""Panes where a key that types a character is text."""
