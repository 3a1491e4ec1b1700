"""Templates: canned replies with variables and blanks, their versions, and what is said about them.

A template's row holds what is true of all its versions; a version holds the words. `version` is the newest one and
`state` speaks of that one; `approved` is the version that the palette inserts. So a template that is being mended stays
in use as it was approved, until its new words are.
"""

from enum import StrEnum

from backend.model.clock import Micros
from backend.model.value import dataclass


class TemplateState(StrEnum):
    """draft → in review → approved → retired, of the newest version; one that is rejected is a draft again."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    RETIRED = "retired"


class Purpose(StrEnum):
    """Which decision a template belongs to: an answer in public or in private, or what goes with a hide or a refer."""

    REPLY = "reply"
    PRIVATE_REPLY = "private_reply"
    HIDE = "hide"
    REFER = "refer"


@dataclass(frozen=True, slots=True)
class Template:
    """A canned reply as the palette shows it: the words are those of the approved version, else of the newest.

    `uses` counts sent replies made from it. `variants` are other wordings of the same, `platforms` and `purposes` where
    it is meant for (empty: everywhere), `paragraph` the charter's paragraph that it follows.
    """

    id: int
    code: str
    language: str
    title: str
    body: str
    state: TemplateState
    version: int
    tags: tuple[str, ...] = ()
    account_id: int | None = None
    uses: int = 0
    variants: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()
    paragraph: str = ""
    approved: int | None = None

    @property
    def bodies(self) -> tuple[str, ...]:
        """All wordings, the body first."""
        return (self.body, *self.variants)


@dataclass(frozen=True, slots=True)
class TemplateText:
    """A template on its way in, from a file or the screen: see `backend.policy.templates` for the syntax of `body`."""

    code: str
    language: str
    title: str
    body: str
    tags: tuple[str, ...] = ()
    account: str | None = None
    variants: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()
    paragraph: str = ""


@dataclass(frozen=True, slots=True)
class TemplateVersion:
    """The words of a template at one time. `verdict` is approved, rejected or empty; `said` the reviewer's word."""

    number: int
    title: str
    body: str
    variants: tuple[str, ...]
    member: str
    made_at: Micros
    verdict: str = ""
    reviewer: str = ""
    reviewed_at: Micros | None = None
    said: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """One line of the discussion on a template. `comment_id`: it did not fit that comment."""

    id: int
    version: int
    member: str
    text: str
    made_at: Micros
    comment_id: int | None = None


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did with its templates."""

    added: int = 0
    changed: int = 0
    same: int = 0
