"""Whole documents being written on the desk (a charter, a template, a brief), kept so that nothing typed is lost."""

from enum import StrEnum

from backend.model.clock import Micros
from backend.model.value import dataclass


class PageKind(StrEnum):
    """What a page is. The reference beside it is an account's key, a template's or a brief's; 0 for a new one."""

    CHARTER = "charter"  # 0: the house's
    TEMPLATE = "template"
    BRIEF = "brief"


@dataclass(frozen=True, slots=True)
class PageDraft:
    """A member's unsaved page. `base` is the version it was begun on (0: none), so that a save can tell it moved.

    A page may have several: two desks of one member each keep what was typed there. `id` is its key, and `saved_at`
    tells whether it is still as it was seen.
    """

    base: int
    text: str
    saved_at: Micros
    id: int = 0
