"""The way from the inbox to the charters: the screen, its pages in the editor, and their versions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from backend.i18n import _
from backend.model.change import Topic
from tui.widgets.footer import Tone

if TYPE_CHECKING:
    from backend.model.change import Woken
    from backend.model.charter import CharterVersion
    from backend.model.reason import Reason
    from tui.calls import Door
    from tui.keymap import Press
    from tui.screens.charters import ChartersScreen
    from tui.screens.inbox import Inbox
    from tui.screens.page import Page, Written
    from tui.widgets.charters_lines import Entry

TOPICS = frozenset({Topic.CHARTER, Topic.ACCOUNT, Topic.MEMBER})
"""What the screen speaks of."""


class Ruling:
    """Opens the charters and keeps the screen as they are now."""

    def __init__(self, desk: Inbox) -> None:
        self.desk = desk
        self._screen: ChartersScreen | None = None

    def verbs(self) -> dict[str, Callable[[Press], None]]:
        """Return what the command does."""
        return {"charters": lambda _press: self._read(self._open)}

    def woken(self, woken: Woken) -> None:
        """Look again when the feed told of something that the open screen shows."""
        if self._screen is not None and (woken.behind or any(one.topic in TOPICS for one in woken.changes)):
            self._again()

    def _read(self, then: Callable[[tuple[Sequence[CharterVersion], Sequence[str]]], None]) -> None:
        self.desk.calls.read(lambda door: (door.charters(), door.charter_starters()), then, self._failed, "charters")

    def _open(self, found: tuple[Sequence[CharterVersion], Sequence[str]]) -> None:
        from tui.screens.charters import ChartersPane, ChartersScreen, Verbs
        from tui.widgets.charters_lines import entries

        desk = self.desk
        if self._screen is not None:
            return
        me = desk.member.name if desk.member is not None else ""
        verbs = Verbs(self._edit, self._start, self._versions)
        rows = entries(desk.accounts, found[0])
        pane = ChartersPane(desk.ink, desk.clock, desk.zone, me, rows, found[1], verbs)
        pane.chosen = self._account_of_cursor(rows)
        self._screen = ChartersScreen(pane)
        desk.app.push_screen(self._screen, lambda _none: self._closed())

    def _account_of_cursor(self, rows: Sequence[Entry]) -> int | None:
        """Begin with the account of the comment under the cursor."""
        here = self.desk.row.account_id if self.desk.row is not None else None
        return here if any(one.account_id == here for one in rows) else None

    def _closed(self) -> None:
        self._screen = None

    def _again(self) -> None:
        from tui.widgets.charters_lines import entries

        def came(found: tuple[Sequence[CharterVersion], Sequence[str]]) -> None:
            if self._screen is not None:
                self._screen.pane.show(entries(self.desk.accounts, found[0]))

        self._read(came)

    def _failed(self, reason: Reason) -> None:
        self.desk.fail(reason, self._screen.pane if self._screen is not None else None)

    # -- editing

    def _edit(self, entry: Entry) -> None:
        """Edit the own charter; where there is none, one that begins as what holds now."""
        self._begin(entry, lambda door: door.charter_text(entry.account_id), anew=False)

    def _start(self, entry: Entry, starter: str) -> None:
        """Edit a ready-made charter, to be saved in place of what holds now."""
        self._begin(entry, lambda door: door.charter_start(entry.account_id, starter), anew=True)

    def _begin(self, entry: Entry, text: Callable[[Door], str], *, anew: bool) -> None:
        def came(found: tuple[bool, str]) -> None:
            may, words = found
            if may:
                self.desk.parts.editing.open(self._page(entry, words), anew=anew)
            elif self._screen is not None:
                said = _("Only a lead of this account can change its charter.")
                self._screen.pane.say(said, Tone.LAMP)

        def work(door: Door) -> tuple[bool, str]:
            may = door.may_save_charter(entry.account_id)
            return may, text(door) if may else ""

        self.desk.calls.read(work, came, self._failed)

    def _page(self, entry: Entry, text: str) -> Page:
        from backend.model.page_draft import PageKind
        from tui.screens.page import Page
        from tui.widgets.charters_lines import name_of

        account_id = entry.account_id
        title = _("CHARTER of {account}").format(account=name_of(entry)) if entry.account else _("THE HOUSE'S CHARTER")
        return Page(
            PageKind.CHARTER,
            account_id or 0,
            title,
            text,
            entry.base,
            lambda door, words, base, why: door.save_charter(account_id, words, base, why),
            lambda door, number: _written(door.charter_page(account_id, number)),
            lambda _number: self._again(),
            (
                _("Between the lines of +++: settings (hours, targets, signature). Below: words."),
                _("A guideline is a heading: ### 4 Title {complaint, criticism: words, that, find it}"),
            ),
        )

    # -- versions

    def _versions(self, entry: Entry) -> None:
        own = entry.own
        if own is None:
            if self._screen is not None:
                self._screen.pane.say(_("There is no charter of its own yet, and so no version of it."), Tone.LAMP)
            return
        account_id = own.account_id
        self.desk.calls.read(
            lambda door: door.charter_versions(account_id), lambda found: self._list(entry, found), self._failed
        )

    def _list(self, entry: Entry, found: Sequence[CharterVersion]) -> None:
        from tui.screens.versions import Version, VersionsPane, VersionsScreen
        from tui.widgets.charters_lines import name_of

        def ask(old: int, new: int, then: Callable[[Sequence[str]], None]) -> None:
            self.desk.calls.read(
                lambda door: door.charter_difference(entry.account_id, old, new), then, self._failed, "difference"
            )

        desk = self.desk
        listed = [Version(one.number, one.member, one.made_at, one.said) for one in found]
        pane = VersionsPane(desk.ink, desk.clock, desk.zone, name_of(entry), listed, ask)
        desk.app.push_screen(VersionsScreen(pane))


def _written(found: tuple[CharterVersion, str] | None) -> Written | None:
    from tui.screens.page import Written

    if found is None:
        return None
    version, text = found
    return Written(text, version.number, version.member, version.made_at)
