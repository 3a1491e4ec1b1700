"""The palette of canned replies: opened beside an answer, or before one is begun."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from backend.i18n import _
from tui.widgets.footer import Tone

if TYPE_CHECKING:
    from backend.model.desk import Suggestion
    from tui.keymap import Press
    from tui.screens.inbox import Inbox
    from tui.widgets.replies import Replies


class Picking:
    """Shows, ranks and inserts canned replies for the comment being answered, or the one under the cursor."""

    def __init__(self, desk: Inbox) -> None:
        self.desk = desk
        self.chosen: Suggestion | None = None  # what to insert once the composer is open
        self._replies: Replies | None = None

    def verbs(self) -> dict[str, Callable[[Press], None]]:
        """Return what each command of the palette does."""
        return {
            "replies": lambda _press: self.show(),
            **dict.fromkeys(("pick", "filter", "answer", "close"), self._inside),
        }

    def _inside(self, press: Press) -> None:
        if self._replies is not None:
            self._replies.obey(press)

    def show(self, *, focus: bool = True) -> None:
        """Open the palette."""
        self.desk.run_worker(self._show(focus), exclusive=False)

    async def _show(self, focus: bool) -> None:
        desk, composer = self.desk, self.desk.parts.answering.composer
        if self._replies is None:
            from tui.widgets.replies import Replies

            self._replies = Replies(desk.ink)
            await desk.mount(self._replies)
        if desk.has_class("-two"):
            desk.move_child(self._replies, before=desk.queue)  # in the queue's place: the thread stays in view
        else:
            desk.move_child(self._replies, after=desk.query_one("#reading"))
        anew = not desk.has_class("-replies")
        desk.add_class("-replies")
        if anew:
            self._replies.start()
            self.filter("")
        if focus:
            desk.set_focus(self._replies)
            self._replies.type(composer.give_aside() if composer is not None else "")

    def filter(self, wanted: str) -> None:
        """Rank the canned replies anew for what was typed."""
        row, replies = self.desk.parts.answering.row or self.desk.row, self._replies
        if row is None or replies is None:
            return

        def came(found: tuple[Suggestion, ...]) -> None:
            replies.show(found, wanted, self.desk.accounts.get(row.account_id))

        self.desk.calls.read(lambda door: door.palette(row.id, wanted), came, slot="palette")

    def insert_number(self, number: int) -> None:
        """Insert the canned reply of a digit: of those on show, else of those that fit this comment best."""
        answering, replies = self.desk.parts.answering, self._replies
        row = answering.row
        if row is None:
            return
        if replies is not None and self.desk.has_class("-replies"):
            self._insert_one(replies.numbered(number), number)
            return

        def came(found: tuple[Suggestion, ...]) -> None:
            if answering.row is row:
                self._insert_one(found[number - 1] if number <= len(found) else None, number)

        self.desk.calls.read(lambda door: door.palette(row.id, ""), came, slot="palette")

    def _insert_one(self, suggestion: Suggestion | None, number: int) -> None:
        if suggestion is None:
            self.desk.say(_("There is no canned reply {number} here.").format(number=number), Tone.LAMP)
        else:
            self.picked(suggestion)

    def picked(self, suggestion: Suggestion) -> None:
        """Insert a canned reply; the composer opens for it when it is not open yet."""
        answering = self.desk.parts.answering
        if answering.row is None or answering.composer is None:
            self.chosen = suggestion
            self.close()
            answering.open()
            return
        answering.composer.insert(suggestion.text, suggestion.template.id)
        if not self.desk.has_class("-wide"):
            self.desk.remove_class("-replies")
        answering.composer.focus()

    def close(self) -> None:
        """Close the palette; typing goes on where it was."""
        self.desk.remove_class("-replies")
        self.desk.parts.answering.focus()
