"""Charters: what an account is for, the tone that holds there, and the rules that everything else points to.

A charter is one document with versions. It is stored whole as JSON, a row a version, because it is read, compared and
exported whole, and because a version must say for ever what held then. It belongs to one account, or to the house (no
account). An account without a charter of its own has the house's, whole; two charters are never mixed, so that a reader
never has to ask which half holds.

Everything else names a paragraph by its number, which the team writes (`4`, `4.2`) and nothing renumbers.
"""

from dataclasses import field
from enum import StrEnum

from backend.model.category import Category
from backend.model.clock import Micros
from backend.model.value import dataclass


class Signing(StrEnum):
    """Whether an answer bears the name of who wrote it."""

    OFF = "off"
    OPTIONAL = "optional"
    REQUIRED = "required"


class Approval(StrEnum):
    """Whose answers wait for somebody's yes: nobody's, those not trusted yet, everybody's but an approver's."""

    OFF = "off"
    UNTRUSTED = "untrusted"
    ALWAYS = "always"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A numbered guideline. `categories` and `words` say for which comments it matters; without any, for all."""

    number: str
    text: str
    title: str = ""
    categories: tuple[Category, ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Span:
    """Part of a day in the account's wall clock, minutes since midnight; `end` is 1440 at the latest."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Hours:
    """When somebody watches: spans a weekday (Monday first) in `zone`, and dates (`2026-12-24`) when nobody does.

    No spans at all: around the clock.
    """

    zone: str = "UTC"
    week: tuple[tuple[Span, ...], ...] = ()
    closed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Target:
    """How soon a comment is answered: minutes of watch hours, or of the clock on the wall with `always`."""

    minutes: int
    always: bool = False


@dataclass(frozen=True, slots=True)
class Signature:
    """How answers are signed. `form` holds FIRSTNAME, NAME or INITIALS in place of the member's; `posts` too or not.

    `team` signs for all: answers to hate and threats, in a raid, and of a member who has not consented to be named.
    """

    signing: Signing = Signing.OPTIONAL
    form: str = "/FIRSTNAME"
    team: str = ""
    posts: bool = False


@dataclass(frozen=True, slots=True)
class Approving:
    """What waits for a yes before it leaves.

    `only_templates`: nothing leaves but approved templates with their blanks filled. `trusted_after` is how many sent
    answers on the account make a member trusted; `expires_min` after how many minutes an answer nobody approved lapses.
    """

    approval: Approval = Approval.OFF
    trusted_after: int = 20
    expires_min: int = 1440
    only_templates: bool = False


@dataclass(frozen=True, slots=True)
class Routine:
    """What is done in a kind of situation, by steps. Minutes are of watch hours, 0: no deadline.

    `owner` is a member's name or an area (`nightdesk responsibility`), empty: whoever opens the case. `templates` are
    codes or tags, `close_when` says when the case may be closed.
    """

    category: Category
    acknowledge_min: int = 0
    close_min: int = 0
    owner: str = ""
    steps: tuple[str, ...] = ()
    templates: tuple[str, ...] = ()
    close_when: str = ""
    opens_case: bool = False


@dataclass(frozen=True, slots=True)
class Personal:
    """What happens to a comment with personal data: `hide` at once where the platform can, answer with `templates`."""

    hide: bool = False
    templates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Charter:
    """A charter as a value. `languages`: the first is what is answered in where the comment's is not known.

    `words` are what templates fill in, by language and name (`hours`, `contact`). `targets` by category, None for every
    other comment. `complaints` is the complaint routine in words, for people; `routines` are the steps the desk keeps.
    """

    languages: tuple[str, ...] = ("en",)
    purpose: str = ""
    do: tuple[str, ...] = ()
    dont: tuple[str, ...] = ()
    paragraphs: tuple[Paragraph, ...] = ()
    hours: Hours = field(default_factory=Hours)
    targets: dict[Category | None, Target] = field(default_factory=dict)
    signature: Signature = field(default_factory=Signature)
    approving: Approving = field(default_factory=Approving)
    forbidden: tuple[str, ...] = ()
    complaints: str = ""
    routines: tuple[Routine, ...] = ()
    personal: Personal = field(default_factory=Personal)
    words: dict[str, dict[str, str]] = field(default_factory=dict)

    def paragraph(self, number: str) -> Paragraph | None:
        """Return the paragraph of a number, None when there is none (any more)."""
        return next((one for one in self.paragraphs if one.number == number), None)

    def routine(self, category: Category) -> Routine | None:
        """Return the routine of a category, None when there is none."""
        return next((one for one in self.routines if one.category == category), None)


@dataclass(frozen=True, slots=True)
class CharterVersion:
    """A charter as it was saved: of an account (None: the house's), by whom, when, and why (`said`)."""

    account_id: int | None
    number: int
    charter: Charter
    member: str
    made_at: Micros
    said: str = ""


HOUSE = "house"
"""How the house's own charter is named where accounts are named by their short names."""
