"""The guideline beside an answer: opened and closed by one key, from the composer, the palette and the lists."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from backend.model.change import Topic
from tui.text import safe_line

if TYPE_CHECKING:
    from textual.widget import Widget

    from backend.model.change import Woken
    from backend.model.guidance import Guidance
    from tui.keymap import Press
    from tui.screens.inbox import Inbox
    from tui.widgets.guide import Guide

SHOWN = "-guide"
"""The class of an inbox that shows the panel."""

TOPICS = frozenset({Topic.CHARTER, Topic.COMMENT})


class Guiding:
    """Shows what the charter says about the comment that is answered, else about the one under the cursor."""

    def __init__(self, desk: Inbox) -> None:
        self.desk = desk
        self._guide: Guide | None = None
        self._from: Widget | None = None  # where typing goes on

    def verbs(self) -> dict[str, Callable[[Press], None]]:
        """Return what the commands do."""
        return {"guideline": lambda _press: self._toggle(), "guide_back": lambda _press: self.back()}

    @property
    def shown(self) -> bool:
        """Whether the panel is on the screen."""
        return self.desk.has_class(SHOWN)

    def _toggle(self) -> None:
        if self.shown:
            self.close()
            return
        row = self.desk.parts.answering.row or self.desk.row
        if row is not None:
            self._from = self.desk.focused
            self.desk.run_worker(self._show(row.id), exclusive=False)

    async def _show(self, comment_id: int) -> None:
        desk = self.desk
        if self._guide is None:
            from tui.widgets.guide import Guide

            self._guide = Guide(desk.ink, desk.clock)
            self._guide.pending = desk.footer.pend
            self._guide.written = self._written
            await desk.mount(self._guide)
        if desk.has_class("-two"):
            desk.move_child(self._guide, before=desk.queue)  # in the queue's place: comment and answer stay in view
        else:
            desk.move_child(self._guide, after=desk.query_one("#reading"))
        self._guide.zone = desk.zone
        self._guide.show(None, "")
        desk.add_class(SHOWN)
        desk.set_focus(self._guide)
        self._read(comment_id)

    def _written(self) -> str:
        composer = self.desk.parts.answering.composer
        return composer.writing.text if self.desk.parts.answering.row is not None and composer is not None else ""

    def _read(self, comment_id: int) -> None:
        def came(guidance: Guidance) -> None:
            account = self.desk.accounts.get(guidance.subject.account_id)
            if self._guide is not None:
                self._guide.show(guidance, safe_line(account.short_name, 20) if account is not None else "")

        self.desk.calls.read(lambda door: door.guidance(comment_id), came, slot="guideline")

    def woken(self, woken: Woken) -> None:
        """Look again when a charter, or the comment itself, has changed."""
        guide = self._guide
        if guide is None or guide.guidance is None or not self.shown:
            return
        mine = guide.guidance.comment_id
        told = {one.topic for one in woken.changes if one.topic is not Topic.COMMENT or one.ref in (0, mine)}
        if woken.behind or told & TOPICS:
            self._read(mine)

    def back(self) -> None:
        """Type on where it was; beside an answer the panel stays, over a list it goes."""
        if self.desk.parts.answering.row is None or self.desk.has_class("-one"):
            self.close()
        else:
            self.desk.parts.answering.focus()

    def give_way(self) -> None:
        """Make room for the canned replies, where there is no room for both."""
        if not self.desk.has_class("-wide"):
            self.desk.remove_class(SHOWN)

    def close(self) -> None:
        """Close the panel; typing goes on where it was."""
        had_focus = self._guide is not None and self._guide.has_focus
        self.desk.remove_class(SHOWN)
        if not had_focus:
            return
        if self._from is not None and self._from.display and self._from.is_attached:
            self.desk.set_focus(self._from)
        else:
            self.desk.parts.answering.focus()
