"""How the list is laid out: near-identical comments folded or not, flat or in groups; and who wrote a comment."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from backend.i18n import _

if TYPE_CHECKING:
    from backend.model.author import AuthorCard, PastComment, PastComments
    from backend.model.comment import Grouping, QueueRow
    from tui.keymap import Press
    from tui.screens.inbox import Inbox


class Lists:
    """Changes what rows stand together. The cursor stays on its comment wherever that is still listed."""

    def __init__(self, desk: Inbox) -> None:
        self.desk = desk

    def verbs(self) -> dict[str, Callable[[Press], None]]:
        """Return what each command of lists does."""
        return {
            "alike": lambda _press: self.toggle_alike(),
            "folding": lambda _press: self.toggle_folding(),
            "flat": lambda _press: self._group("flat"),
            "by_post": lambda _press: self._group("post"),
            "by_author": lambda _press: self._group("author"),
            "author": lambda _press: self._author(),
        }

    def off(self) -> dict[str, str]:
        """Say which of these do nothing on the comment under the cursor, and why."""
        row, folds = self.desk.row, self.desk.window.folds
        if row is None:
            return dict.fromkeys(("alike", "author"), _("no comment"))
        if row.alike or row.id in folds.under or folds.unfolded(row.id):
            return {}
        return {"alike": _("no other says the same")}

    # -- near-identical comments

    def toggle_alike(self) -> None:
        """Show what is folded under the row, or fold it again."""
        desk, row = self.desk, self.desk.row
        if row is None:
            return
        if desk.window.fold(row.id):
            desk.parts.moves.arrived()
            return
        asked, shape = desk.asked, desk.shape

        def came(rows: list[QueueRow]) -> None:
            if (asked, shape) == (desk.asked, desk.shape):
                desk.window.unfold(row.id, rows)
                desk.queue.paint()
                desk.show_keys()
                if len(rows) < row.alike:
                    said = _("The first {n} of {total} are shown; acting on the folded row means all.")
                    desk.say(said.format(n=len(rows), total=row.alike))

        desk.calls.read(lambda door: door.alike(row.id, asked, shape), came)

    def toggle_folding(self) -> None:
        """Fold near-identical comments in all lists, or show each for itself."""
        grouping, fold = self._shape
        self.show(grouping, not fold)
        self.desk.say(_("Each comment stands for itself.") if fold else _("Near-identical comments stand as one row."))

    # -- groups

    def _group(self, by: str) -> None:
        from backend.model.comment import Grouping

        self.show(Grouping(by), self._shape[1])

    @property
    def _shape(self) -> tuple[Grouping, bool]:
        from backend.model.comment import Grouping

        shape = self.desk.shape
        return (Grouping.FLAT, True) if shape is None else (shape.grouping, shape.fold)

    def show(self, grouping: Grouping, fold: bool) -> None:
        """List anew in another shape, from the top."""
        from backend.model.comment import Grouping, Shape

        self.desk.shape = Shape(grouping, fold)
        folds = self.desk.window.folds
        folds.on, folds.by = fold, "" if grouping is Grouping.FLAT else f"{grouping.value}_id"
        self.desk.queue.ordered = {Grouping.POST: _("by post"), Grouping.AUTHOR: _("by author")}.get(grouping, "")
        self.desk.parts.moves.anew()

    # -- the author

    def _author(self) -> None:
        row = self.desk.row
        if row is not None:
            self.desk.calls.read(lambda door: door.author(row.id), lambda card: self._show_author(row.id, card))

    def _show_author(self, comment_id: int, card: AuthorCard) -> None:
        from tui.screens.author import AuthorScreen

        desk = self.desk

        def more(last: PastComment, came: Callable[[PastComments], None]) -> None:
            desk.calls.read(lambda door: door.author_comments(comment_id, last), came, slot="author")

        account = desk.accounts.get(card.account_id)
        desk.app.push_screen(AuthorScreen(desk.ink, desk.clock, desk.zone, account, card, more))
