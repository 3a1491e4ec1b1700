"""Briefs on the desk: unread ones on top until they are read, then one line; and the way to their list and pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from backend.i18n import _
from backend.model.change import Topic
from tui.text import safe_line

if TYPE_CHECKING:
    from backend.model.brief import Brief
    from backend.model.change import Woken
    from backend.model.reason import Reason
    from tui.calls import Door
    from tui.keymap import Press
    from tui.screens.briefs import BriefsScreen
    from tui.screens.inbox import Inbox
    from tui.screens.page import Page, Written
    from tui.widgets.band import Band
    from tui.widgets.lines import Line

SHARE = 4
"""One part in so many of the screen is what an unread brief takes at most."""


class Briefing:
    """Shows what holds now, and opens the list."""

    def __init__(self, desk: Inbox) -> None:
        self.desk = desk
        self.holding: Sequence[Brief] = ()
        self._band: Band | None = None
        self._screen: BriefsScreen | None = None

    def verbs(self) -> dict[str, Callable[[Press], None]]:
        """Return what each command of briefs does."""
        return {"briefs": lambda _press: self._open(), "brief_read": lambda _press: self._read_first()}

    def off(self) -> dict[str, str]:
        """Say why nothing can be read now, when nothing is unread."""
        return {} if self.holding and not self.holding[0].read else {"brief_read": _("no unread brief")}

    # -- on top of the desk

    def look(self) -> None:
        """Read what holds now."""
        self.desk.calls.read(lambda door: door.briefs_now(), self._hold, slot="briefs")

    def woken(self, woken: Woken) -> None:
        """Look again when the feed told of a brief."""
        if woken.behind or any(one.topic is Topic.BRIEF for one in woken.changes):
            self.look()
            self._again()

    def tick(self) -> None:
        """Once a minute: what has ended goes by itself."""
        now = self.desk.clock.now()
        if any(not one.holds(now) for one in self.holding):
            self._hold([one for one in self.holding if one.holds(now)])

    def _hold(self, found: Sequence[Brief]) -> None:
        self.holding = tuple(found)
        if self._band is not None:
            self._paint()
        elif self.holding:
            self.desk.run_worker(self._appear(), exclusive=False)
        self.desk.show_keys()

    async def _appear(self) -> None:
        from tui.widgets.band import Band

        if self._band is None:
            self._band = Band(self.desk.ink, "brief", self._lines)
            await self.desk.mount(self._band, after=self.desk.status)
        self._paint()

    def _paint(self) -> None:
        if self._band is not None:
            self._band.display = bool(self.holding)
            self._band.styles.height = max(1, len(self._lines(self._band.size.width or self.desk.app.size.width)))
            self._band.call_after_refresh(self._band.paint)

    def _lines(self, cells: int) -> list[Line]:
        from tui.widgets.briefs_lines import band_lines
        from tui.widgets.look import Look

        desk = self.desk
        look = Look(desk.ink, cells, desk.zone, desk.clock.now(), desk.accounts)
        return band_lines(self.holding, max(3, desk.app.size.height // SHARE), look)

    def _read_first(self) -> None:
        first = next((one for one in self.holding if not one.read), None)
        if first is not None:
            self._read(first)

    def _read(self, one: Brief) -> None:
        self.desk.calls.act(lambda door: door.read_brief(one.id, one.version), lambda _none: self.look(), self._failed)

    # -- the list

    def _open(self) -> None:
        from tui.screens.briefs import BriefsPane, BriefsScreen, Verbs

        def came(rows: Sequence[Brief]) -> None:
            desk = self.desk
            if self._screen is None:
                verbs = Verbs(self._write, self._read, self._end)
                self._screen = BriefsScreen(BriefsPane(desk.ink, desk.clock, desk.zone, desk.accounts, rows, verbs))
                desk.app.push_screen(self._screen, lambda _none: self._closed())

        self.desk.calls.read(lambda door: door.briefs(), came, slot="briefs-list")

    def _closed(self) -> None:
        self._screen = None

    def _again(self) -> None:
        def came(rows: Sequence[Brief]) -> None:
            if self._screen is not None:
                self._screen.pane.show(rows)

        if self._screen is not None:
            self.desk.calls.read(lambda door: door.briefs(), came, self._failed, slot="briefs-list")

    def _failed(self, reason: Reason) -> None:
        self.desk.fail(reason, self._screen.pane if self._screen is not None else None)

    def _end(self, one: Brief) -> None:
        self.desk.calls.act(lambda door: door.end_brief(one.id), lambda _none: self.look(), self._failed)

    # -- writing

    def _write(self, one: Brief | None) -> None:
        """Edit a brief, or begin a new one."""

        editing, paper = self.desk.parts.editing, _Paper(one)

        def came(text: str) -> None:
            editing.open(paper.page(text)._replace(done=lambda _number: editing.keyed(paper.key)))

        def work(door: Door) -> str:
            found = door.brief_page(one.id, None) if one is not None else None
            return found[1] if found is not None else door.new_brief_page()

        self.desk.calls.read(work, came, self._failed)


class _Paper:
    """A brief being written: a new one has no key before it is saved for the first time."""

    def __init__(self, one: Brief | None) -> None:
        self._one = one
        self.key = one.id if one is not None else 0

    def page(self, text: str) -> Page:
        """Return what the editor needs to know."""
        from backend.model.page_draft import PageKind
        from tui.screens.page import Page

        one = self._one
        return Page(
            PageKind.BRIEF,
            self.key,
            _("BRIEF") + (f" {safe_line(one.title, 40)}" if one is not None else ""),
            text,
            one.version if one is not None else 0,
            self._save,
            self._version,
            hints=(
                _("Between the lines of +++: title, until (18:00, 2026-12-24 18:00, 4h, 2d), account, use, avoid."),
                _("Below them what it says. It stands on top of every desk until it is read."),
            ),
            why=False,
        )

    def _save(self, door: Door, text: str, base: int, _why: str) -> int:
        self.key = door.save_brief_page(self.key, text, base)
        return base + 1

    def _version(self, door: Door, number: int | None) -> Written | None:
        from tui.screens.page import Written

        found = door.brief_page(self.key, number) if self.key else None
        return None if found is None else Written(found[1], found[0].version, found[0].member, found[0].made_at)
