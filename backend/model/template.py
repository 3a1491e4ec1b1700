"""Templates: canned replies with variables and blanks, their versions, and what is said about them.

A template's row holds what is true of all its versions; a version holds the words. `version` is the newest one and
`state` speaks of that one; `approved` is the version that the palette inserts. So a template that is being mended stays
in use as it was approved, until its new words are.
"""

from enum import StrEnum

from backend.model.attachment import Attachment
from backend.model.clock import Micros
from backend.model.value import dataclass


class TemplateState(StrEnum):
    """draft → in review → approved → retired, of the newest version; one that is rejected is a draft again."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    RETIRED = "retired"


class VersionState(StrEnum):
    """What became of a template's words: of each version, where `TemplateState` speaks of the newest alone."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    REJECTED = "rejected"


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
    it is meant for (empty: everywhere), `paragraph` the charter's paragraph that it follows, `attachments` the keys of
    the pictures that go with it.
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
    attachments: tuple[int, ...] = ()

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
    """A template at one time and its pictures. `verdict` is approved, rejected or empty; `said` the reviewer's word."""

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
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class TemplateCard:
    """A template as those see it who write and review it: `template` with the words of `newest`, whatever is in use.

    `writer_id` wrote that version, `owner_id` answers for the template, `review_at` is when it is to be read anew (UTC
    µs), `remarks` counts the lines said about it.
    """

    template: Template
    newest: TemplateVersion
    writer_id: int | None = None
    owner_id: int | None = None
    owner: str = ""
    review_at: Micros | None = None
    remarks: int = 0


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
