"""Templates as the screen shows them on which they are written and reviewed: the list, and all about one of them."""

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum

from backend.model.charter import Paragraph
from backend.model.palette import Wording
from backend.model.reason import Reason
from backend.model.template import Remark, TemplateCard, TemplateVersion
from backend.model.value import dataclass


class Step(StrEnum):
    """What a member can do with a template."""

    EDIT = "edit"
    SUBMIT = "submit"
    APPROVE = "approve"
    REJECT = "reject"
    REMARK = "remark"
    RETIRE = "retire"
    BRING_BACK = "bring_back"
    REVIEW = "review"
    GIVE = "give"


@dataclass(frozen=True, slots=True)
class TemplateBoard:
    """All templates, the retired ones too, and the keys of those that wait for me, what has waited longest first."""

    cards: tuple[TemplateCard, ...] = ()
    awaiting: tuple[int, ...] = ()
    due: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Preview:
    """A template filled in for a comment. `meant`: an answer to it may use this template at all."""

    comment_id: int
    account_id: int
    author: str
    asked: str
    wordings: tuple[Wording, ...]
    meant: bool = True


@dataclass(frozen=True, slots=True)
class Length:
    """How long a template's longest wording is where it may be used: on the platform's account with the least room."""

    platform: str
    account_id: int
    length: int
    limit: int
    fits: bool


@dataclass(frozen=True, slots=True)
class TemplateView:
    """All that is known of a template. `barred` says which steps I cannot take, and why.

    `asked` holds the words (masked) of the comments that remarks are about, by key, of those I may read.
    """

    card: TemplateCard
    barred: Mapping[Step, Reason]
    versions: tuple[TemplateVersion, ...] = ()
    remarks: tuple[Remark, ...] = ()
    asked: Mapping[int, str] = field(default_factory=dict)
    paragraph: Paragraph | None = None
    preview: Preview | None = None
    lengths: tuple[Length, ...] = ()
