"""What a comment is about, said by one key after `y`; and what is masked in it, shown to who asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend.i18n import _
from backend.model.category import CATEGORIES, Category
from backend.model.triage import Decision, Verb
from tui.bound import key_of
from tui.widgets.footer import Tone

if TYPE_CHECKING:
    from collections.abc import Callable

    from tui.keymap import Press
    from tui.screens.inbox import Inbox

CHOICES: dict[str, Category | None] = {
    **{f"category_{category.value}": category for category in CATEGORIES},
    "category_none": None,
}
"""Commands, and the category that each says."""


class Sorting:
    """Says what comments are about, one or all that are marked; and lifts the mask from one of them."""

    def __init__(self, desk: Inbox) -> None:
        self.desk = desk

    def verbs(self) -> dict[str, Callable[[Press], None]]:
        """Return what the commands do."""
        return {**dict.fromkeys(CHOICES, self._say), "unmask": lambda _press: self._unmask()}

    def off(self) -> dict[str, str]:
        """Say why nothing can be shown here, by command id."""
        row = self.desk.row
        return {} if row is None or row.personal else {"unmask": _("nothing is masked here")}

    def _say(self, press: Press) -> None:
        decision = Decision(Verb.CATEGORISE, category=CHOICES[press.command.id])
        self.desk.parts.deciding.decide(decision, press)

    def _unmask(self) -> None:
        row, thread = self.desk.row, self.desk.thread
        if row is None or not row.personal:
            return
        if thread.is_bare(row.id):
            thread.cover()
            self.desk.say(_("Masked again."))
            return

        def came(text: str) -> None:
            if self.desk.row is not None and self.desk.row.id == row.id:
                thread.bare(row.id, row.revision, text)
                said = _("Shown to you alone, and logged · {key} masks it again")
                self.desk.say(said.format(key=key_of("unmask")), Tone.LAMP)

        self.desk.calls.act(lambda door: door.unmask(row.id), came)
