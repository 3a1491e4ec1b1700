"""What is edited by `tui.screens.editing`: a page with its verbs, its versions, its drafts, and what is compared."""

from __future__ import annotations

from collections.abc import Callable
from itertools import zip_longest
from typing import TYPE_CHECKING, NamedTuple

from backend.i18n import _
from tui.screens.compare import Three
from tui.text import Clean, safe_line
from tui.widgets.compare_lines import Side

if TYPE_CHECKING:
    from backend.model.clock import Micros
    from backend.model.page_draft import PageDraft, PageKind
    from tui.calls import Door


class Written(NamedTuple):
    """The words of a version: its number, who saved it and when (UTC µs)."""

    text: str
    number: int
    who: str
    made_at: Micros


class Page(NamedTuple):
    """A page to be edited: a charter, template or brief.

    `text` is where it begins: the words of version `base`, or others (a ready-made one). `ref` is the key of what it
    is of, 0 for the house's or a new one. `why`: a word is asked for with each save. `hints` say what its form is.

    `save(door, text, base, why)` is called on a lane's thread and returns the new version's number. Its failures carry
    a reason: a code that ends in `.moved` says that `base` is no longer the newest, a parameter `line` leads to the
    line. `version(door, number)`, also there, returns the words of a version (None: of the newest), None without one.
    `done(number)` is told on the loop that a version was saved.
    """

    kind: PageKind
    ref: int
    title: str
    text: str
    base: int
    save: Callable[[Door, str, int, str], int]
    version: Callable[[Door, int | None], Written | None]
    done: Callable[[int], None] = lambda _number: None
    hints: tuple[str, ...] = ()
    why: bool = True


class Slot:
    """The draft of one text: what was kept of it last. It is written on the lane's thread alone, act after act."""

    def __init__(self, seen: PageDraft | None = None) -> None:
        self.seen = seen

    def keep(self, door: Door, page: Page, base: int, text: str) -> PageDraft:
        """Keep the text in place of what was kept before."""
        self.seen = draft = door.keep_page(page.kind, page.ref, base, text, self.seen)
        return draft

    def drop(self, door: Door) -> None:
        """Forget what was kept."""
        seen, self.seen = self.seen, None
        if seen is not None:
            door.drop_page(seen)


def three(text: str, theirs: Written, begun: Written | None, at: str, *, moved: bool) -> Three:
    """Return what is held against each other; `at` is when theirs was saved, as the member reads it."""
    who = safe_line(theirs.who, 30) or _("the program")
    named = _("version {n} by {name}, {time}").format(n=theirs.number, name=who, time=at)
    head = _("{name} has saved version {n} while you wrote. Yours is kept.").format(name=who, n=theirs.number)
    begun_on = _("version {n}, which you began on").format(n=begun.number) if begun else _("nothing")
    return Three(
        Clean(head if moved else _("What differs from what holds.")),
        Side(Clean(named), theirs.text),
        Side(Clean(_("mine, not saved")), text),
        Side(Clean(begun_on), begun.text if begun else ""),
    )


def first_difference(text: str, other: str) -> int:
    """Return the first line (from 1) in which two texts differ."""
    pairs = enumerate(zip_longest(text.split("\n"), other.split("\n")), 1)
    return next((at for at, (one, another) in pairs if one != another), 1)
