"""The way from the inbox to the templates: the screen, their pages in the editor, and their versions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from backend.model.change import Topic

if TYPE_CHECKING:
    from backend.model.change import Woken
    from backend.model.reason import Reason
    from backend.model.template import TemplateCard, TemplateVersion
    from backend.model.template_view import Step, TemplateBoard, TemplateView
    from tui.calls import Door
    from tui.keymap import Press
    from tui.screens.inbox import Inbox
    from tui.screens.page import Page
    from tui.screens.templates import TemplatesScreen

TOPICS = frozenset({Topic.TEMPLATE, Topic.CHARTER, Topic.ACCOUNT, Topic.MEMBER})
"""What the screen speaks of."""


class Curating:
    """Opens the templates and keeps the screen as they are now."""

    def __init__(self, desk: Inbox) -> None:
        self.desk = desk
        self._screen: TemplatesScreen | None = None
        self._unsaid: dict[tuple[Step, int], str] = {}  # typed into the screen's line and not taken

    def verbs(self) -> dict[str, Callable[[Press], None]]:
        """Return what the command does."""
        return {"templates": lambda _press: self.show()}

    def show(self, template_id: int = 0) -> None:
        """Open the screen, the cursor on a template where one is given."""
        self._read(lambda board: self._open(board, template_id))

    def woken(self, woken: Woken) -> None:
        """Look again when the feed told of something that the open screen shows."""
        if self._screen is not None and (woken.behind or any(one.topic in TOPICS for one in woken.changes)):
            self._again()

    # -- the screen

    def _read(self, then: Callable[[TemplateBoard], None]) -> None:
        self.desk.calls.read(lambda door: door.template_board(), then, self._failed, "templates")

    def _open(self, board: TemplateBoard, template_id: int) -> None:
        from tui.screens.templates import TemplatesPane, TemplatesScreen, Verbs
        from tui.screens.templates_ask import Stepping

        desk = self.desk
        if self._screen is not None:
            return
        me = desk.member.id if desk.member is not None else 0
        pane = TemplatesPane(desk.ink, desk.clock, desk.zone, me, desk.accounts, board)
        pane.reach(template_id)
        self._screen = TemplatesScreen(pane)
        steps = Stepping(desk, self._screen, self._unsaid, self._again)
        pane.verbs = Verbs(self._look, self._write, self._versions, steps.take)
        desk.app.push_screen(self._screen, lambda _none: self._closed())

    def _closed(self) -> None:
        self._screen = None

    def _look(self, template_id: int) -> None:
        """Read all about a template, filled in for the comment under the queue's cursor."""
        comment_id = self.desk.row.id if self.desk.row is not None else None

        def came(view: TemplateView) -> None:
            if self._screen is not None:
                self._screen.pane.take(view)

        self.desk.calls.read(lambda door: door.template_view(template_id, comment_id), came, self._failed, "template")

    def _again(self) -> None:
        def came(board: TemplateBoard) -> None:
            if self._screen is not None:
                self._screen.pane.show(board)

        self._read(came)

    def _failed(self, reason: Reason) -> None:
        self.desk.fail(reason, self._screen.pane if self._screen is not None else None)

    # -- editing

    def _write(self, card: TemplateCard | None) -> None:
        """Edit a template's newest words, or begin a new one."""
        from tui.screens.template_paper import TemplatePaper

        def saved(template_id: int) -> None:
            self.desk.parts.editing.keyed(template_id)
            if self._screen is not None:
                self._screen.pane.awaited = template_id
            self._again()

        def came(page: Page) -> None:
            self.desk.parts.editing.open(page)

        self.desk.calls.read(TemplatePaper(card, saved).begin, came, self._failed)

    # -- versions

    def _versions(self, card: TemplateCard) -> None:
        key = card.template.id
        self.desk.calls.read(
            lambda door: door.template_versions(key), lambda found: self._list(card, found), self._failed
        )

    def _list(self, card: TemplateCard, found: Sequence[TemplateVersion]) -> None:
        from tui.screens.versions import Version, VersionsPane, VersionsScreen
        from tui.widgets.look import Look
        from tui.widgets.templates_words import verdict_words

        def ask(old: int, new: int, then: Callable[[Sequence[str]], None]) -> None:
            def work(door: Door) -> Sequence[str]:
                return door.template_difference(card.template.id, old, new)

            self.desk.calls.read(work, then, self._failed, "difference")

        desk = self.desk
        look = Look(desk.ink, 0, desk.zone, desk.clock.now(), desk.accounts)
        listed = [Version(one.number, one.member, one.made_at, verdict_words(one, look)) for one in found]
        title = f"{card.template.code} {card.template.language}"
        desk.app.push_screen(VersionsScreen(VersionsPane(desk.ink, desk.clock, desk.zone, title, listed, ask)))
