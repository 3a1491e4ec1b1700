"""Templates: canned replies with variables and blanks."""

from enum import StrEnum

from backend.model.value import dataclass


class TemplateState(StrEnum):
    """draft → in review → approved → retired; only approved ones are inserted by default."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class Template:
    """A canned reply as the palette shows it. `uses` counts sent replies made from it."""

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


@dataclass(frozen=True, slots=True)
class TemplateText:
    """A template on its way in, from a file: see `backend.policy.templates` for the syntax of `body`."""

    code: str
    language: str
    title: str
    body: str
    tags: tuple[str, ...] = ()
    account: str | None = None


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did with its templates."""

    added: int = 0
    changed: int = 0
    same: int = 0
