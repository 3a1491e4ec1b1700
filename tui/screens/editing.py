"""Editing a page on the desk's calls: drafts in the store, saves, and what a colleague or another desk did meanwhile.

A screen that has pages to edit keeps one `Editing` and calls `open` with a `Page` (see `tui.screens.page`).

Nothing that was typed is lost: a draft is only overwritten by the desk that wrote it, a text that is left for a
colleague's is kept as a draft, and the editor stays open for as long as the store takes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from backend.i18n import _
from backend.i18n.reasons import SENTENCES, word
from backend.model.change import Topic
from tui.screens.compare import CompareScreen
from tui.screens.editor import EditorScreen
from tui.screens.page import Page, Slot, Written, first_difference, three
from tui.text import safe_line
from tui.when import stamp
from tui.widgets.editor_lines import Paper
from tui.widgets.footer import Tone

if TYPE_CHECKING:
    from backend.model.change import Woken
    from backend.model.page_draft import PageDraft
    from backend.model.reason import Reason
    from tui.calls import Door
    from tui.screens.inbox import Inbox

MOVED = ".moved"
"""How the code of a failure ends that says: somebody has saved another version meanwhile."""


TOPICS = frozenset({Topic.CHARTER, Topic.TEMPLATE, Topic.BRIEF})
"""What pages are of."""


class Editing:
    """Opens one page at a time over whatever is on the screen."""

    def __init__(self, desk: Inbox) -> None:
        self.desk = desk
        self._page: Page | None = None
        self._screen: EditorScreen | None = None
        self._slot = Slot()
        self._told = 0  # the version of somebody else's that was told of
        self._others: list[PageDraft] = []  # more drafts of this page, the newest first

    # -- opening

    def open(self, page: Page, *, anew: bool = False) -> None:
        """Edit a page. A draft that was kept goes on; `anew`: the page's own text is begun with, drafts stay beside."""
        if self._page is not None:
            return
        self._page = page

        def came(found: tuple[tuple[PageDraft, ...], Written | None]) -> None:
            self._opened(page, *found, anew=anew)

        def failed(reason: Reason) -> None:
            self._page = None
            self.desk.fail(reason)

        def work(door: Door) -> tuple[tuple[PageDraft, ...], Written | None]:
            return door.page_drafts(page.kind, page.ref), page.version(door, None)

        self.desk.calls.read(work, came, failed)

    def _opened(self, page: Page, drafts: tuple[PageDraft, ...], newest: Written | None, *, anew: bool) -> None:
        held = newest.text if newest is not None else ""
        self._others = [one for one in drafts if one.text != held]
        draft = self._others.pop(0) if self._others and not anew else None
        self._slot, self._told = Slot(draft), 0
        text, base = (page.text, page.base) if draft is None else (draft.text, draft.base)
        if newest is not None and text == newest.text:
            base = newest.number  # it was saved between the list and the page
        saved = page.text if draft is None else held
        screen = EditorScreen(
            self.desk.ink, self.desk.clock, self.desk.zone, Paper(page.title, text, base, saved, page.hints, page.why)
        )
        screen.save, screen.keep, screen.drop = self._save, self._keep, self._drop
        screen.compare, screen.other, screen.left = self._compare, self._other, self._left
        screen.others = len(self._others)
        self._screen = screen
        self.desk.app.push_screen(screen, lambda _none: self._closed())
        if draft is not None:
            screen.call_after_refresh(self._goes_on, screen, draft, newest)

    def _goes_on(self, screen: EditorScreen, draft: PageDraft, newest: Written | None) -> None:
        """Say that a draft goes on, and what has been saved since it was begun."""
        screen.kept(screen.area.text, draft.saved_at)
        screen.area.to_line(first_difference(draft.text, newest.text if newest is not None else ""))
        if newest is not None and newest.number != draft.base:
            self._compare(screen.area.text, draft.base)
        else:
            said = _("Your draft of {time} goes on. Alt+x twice drops it.").format(time=self._time(draft))
            screen.say(said, Tone.LAMP)

    def _left(self) -> None:
        if self._slot.seen is not None:
            self.desk.say(_("The draft is kept."))

    def _closed(self) -> None:
        self._page = self._screen = None

    def save_now(self) -> None:
        """Keep what is being typed, because the desk is about to end: in a file where the store takes nothing."""
        page, screen, slot = self._page, self._screen, self._slot
        if page is not None and screen is not None and screen.unkept:
            text, base = screen.area.text, screen.base
            self.desk.calls.act(
                lambda door: door.keep_page_at_last(page.kind, page.ref, base, text, slot.seen), _nothing
            )

    # -- drafts

    def _keep(self, text: str, base: int) -> None:
        """Keep what is typed; a text that is as it was saved needs no draft."""
        page, screen, slot = self._page, self._screen, self._slot
        if page is None or screen is None:
            return
        if text == screen.paper.saved and slot.seen is None:
            screen.kept(text, None)
            return

        def came(draft: PageDraft) -> None:
            if self._screen is screen:
                screen.kept(text, draft.saved_at)

        self.desk.calls.act(lambda door: slot.keep(door, page, base, text), came, self._not_kept(screen))

    def _not_kept(self, screen: EditorScreen) -> Callable[[Reason], None]:
        """Return what says that a draft could not be kept: on its page, or where that is closed on the desk."""

        def failed(reason: Reason) -> None:
            if self._screen is screen:
                screen.not_kept(self._worded(reason))
            else:
                self.desk.fail(reason)

        return failed

    def _drop(self) -> None:
        self.desk.calls.act(self._slot.drop, lambda _gone: self.desk.say(_("The draft is dropped.")))

    def _other(self) -> None:
        """Go on with the next of the other drafts; this one stays one of them."""
        screen = self._screen
        if screen is None or not self._others:
            return
        if screen.unkept:
            screen.say(_("Wait until this one is kept, then press it again."), Tone.LAMP)
            screen.keep_now()
            return
        draft = self._others.pop(0)
        if self._slot.seen is not None:
            self._others.append(self._slot.seen)
        self._slot = Slot(draft)
        screen.others = len(self._others)
        screen.replace(
            draft.text, draft.base, safe=True, words=_("Your draft of {time}.").format(time=self._time(draft))
        )
        screen.kept(screen.area.text, draft.saved_at)

    def _time(self, draft: PageDraft) -> str:
        return stamp(draft.saved_at, self.desk.clock.now(), self.desk.zone)

    def _worded(self, reason: Reason) -> str:
        return safe_line(word(reason, self.desk.zone))

    def _mistake(self, reason: Reason, line: str | int | None) -> str:
        """Word a mistake in the page, with its line in front unless its sentence tells it."""
        said = self._worded(reason)
        told = line is None or "{line}" in SENTENCES[reason.code]
        return said if told else _("Line {line}: {problem}").format(line=line, problem=said)

    # -- saving

    def _save(self, text: str, base: int, why: str) -> None:
        page, screen, slot = self._page, self._screen, self._slot
        if page is None or screen is None:
            return

        def came(number: int) -> None:
            said = "✓ " + _("Saved as version {n}.").format(n=number)
            screen.saved(text, number, said)
            if self._screen is not screen:
                self.desk.say(said, Tone.GOOD)
            if not screen.unkept:  # what was typed meanwhile still needs its draft
                self.desk.calls.act(slot.drop, _nothing)
            page.done(number)

        def failed(reason: Reason) -> None:
            if self._screen is not screen:  # it was left meanwhile, and a draft of it kept
                self.desk.fail(reason)
                return
            line = reason.params.get("line")
            screen.refused(self._mistake(reason, line), line if isinstance(line, int) else None)
            if reason.code.endswith(MOVED):
                self._compare(text, base)

        self.desk.calls.act(lambda door: page.save(door, text, base, why), came, failed)

    def keyed(self, ref: int) -> None:
        """The page that was a new one has a key since its first save: drafts of it are kept under that from now on."""
        page, screen, slot = self._page, self._screen, self._slot
        if page is None or screen is None or page.ref == ref:
            return
        self._page = page._replace(ref=ref)
        self.desk.calls.act(slot.drop, _nothing)
        screen.keep_now()

    # -- what somebody else saved

    def woken(self, woken: Woken) -> None:
        """Tell at once when somebody has saved the page that is open."""
        page, screen = self._page, self._screen
        if page is None or screen is None or not (woken.behind or any(one.topic in TOPICS for one in woken.changes)):
            return

        def came(theirs: Written | None) -> None:
            if self._screen is screen and theirs is not None and theirs.number > max(screen.base, self._told):
                self._told = theirs.number
                said = _("{name} has saved version {n} meanwhile. Alt+d shows both.")
                screen.say(said.format(name=safe_line(theirs.who, 30), n=theirs.number), Tone.LAMP)

        self.desk.calls.read(lambda door: page.version(door, None), came, self.desk.fail, "page")

    def _compare(self, text: str, base: int) -> None:
        """Show what holds by now, mine, and what both began on; where they moved apart, let the writer choose."""
        page, screen = self._page, self._screen
        if page is None or screen is None:
            return

        def work(door: Door) -> tuple[Written | None, Written | None]:
            return page.version(door, None), page.version(door, base) if base else None

        def came(found: tuple[Written | None, Written | None]) -> None:
            theirs, begun = found
            if theirs is None:
                screen.say(_("Nothing is saved yet that it could be held against."), Tone.LAMP)
            elif self._screen is screen:
                self._show(text, theirs, begun, moved=theirs.number != base)

        self.desk.calls.read(work, came, lambda reason: screen.refused(self._worded(reason)))

    def _show(self, text: str, theirs: Written, begun: Written | None, *, moved: bool) -> None:
        desk = self.desk
        shown = three(text, theirs, begun, stamp(theirs.made_at, desk.clock.now(), desk.zone), moved=moved)
        if moved:
            screen = CompareScreen(desk.ink, shown, lambda: self._from_mine(theirs), lambda: self._from_theirs(theirs))
        else:
            screen = CompareScreen(desk.ink, shown)
        desk.app.push_screen(screen)

    def _from_mine(self, theirs: Written) -> None:
        """Go on with what was typed, now on top of theirs: the next save takes its place, knowingly."""
        screen = self._screen
        if screen is not None:
            said = _("Yours, on version {n}: ^S saves it in its place.").format(n=theirs.number)
            screen.paper = screen.paper._replace(saved=theirs.text)
            screen.replace(screen.area.text, theirs.number, safe=False, words=said)

    def _from_theirs(self, theirs: Written) -> None:
        """Go on from theirs. What was typed stays as a draft of its own; nothing is changed until that is kept."""
        page, screen, slot = self._page, self._screen, self._slot
        if page is None or screen is None:
            return
        text, base = screen.area.text, screen.base

        def came(draft: PageDraft) -> None:
            self._others.insert(0, draft)
            self._slot, screen.others = Slot(), len(self._others)
            screen.paper = screen.paper._replace(saved=theirs.text)
            said = _("Theirs, version {n}. Yours is kept as a draft: Alt+n brings it back.").format(n=theirs.number)
            screen.replace(theirs.text, theirs.number, safe=True, words=said)

        self.desk.calls.act(lambda door: slot.keep(door, page, base, text), came, self._not_kept(screen))


def _nothing(_told: object) -> None:
    """Nothing is to be said of it."""
