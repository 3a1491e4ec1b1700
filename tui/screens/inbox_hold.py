"""Evidence: a comment's words kept past the platform's span, until a day and for a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend.i18n import _
from backend.i18n.reasons import word
from backend.model.reason import Reason
from backend.model.triage import WHYS, Why
from tui.bound import key_of
from tui.commands import named
from tui.screens.inbox_words import name
from tui.when import day
from tui.widgets.footer import Tone

if TYPE_CHECKING:
    from collections.abc import Callable

    from backend.model.clock import Micros
    from backend.model.comment import QueueRow
    from backend.model.desk import Result
    from tui.keymap import Press
    from tui.screens.inbox import Inbox

USUAL = "90d"
"""How long something is kept where only Enter is pressed; `backend.desk.evidence` says what may be typed."""


class Keeping:
    """One key keeps a comment and lets it go again. The reason is the last one, and a digit changes it."""

    def __init__(self, desk: Inbox) -> None:
        self.desk = desk
        self._why = Why.OTHER
        self._about: QueueRow | None = None
        self._typed = USUAL  # of what was kept last: a digit keeps it anew for another reason

    def verbs(self) -> dict[str, Callable[[Press], None]]:
        """Return what the command does."""
        return {"hold": self._hold}

    def answers(self) -> dict[str, Callable[[str], None]]:
        """Return who takes the typed line, by its purpose."""
        return {"hold": self.keep}

    def _hold(self, press: Press) -> None:
        row = self.desk.row
        if press.reason is not None:
            self._for_another_reason(press.reason)
        elif row is not None and row.kept_until is not None:
            self._let_go(row)
        else:
            self._about = row
            if press.text:
                self.keep(press.text)
            else:
                self.desk.ask("hold", _("Keep as evidence until (90d, 12w, 6m, 2y, 2027-01-31):"), USUAL)

    def _for_another_reason(self, digit: int) -> None:
        if 0 < digit <= len(WHYS) and self._about is not None:
            self._why = WHYS[digit - 1]
            self.keep(self._typed)

    def keep(self, typed: str) -> None:
        """Keep the comment until what was typed says."""
        row, why, self._typed = self._about, self._why, typed
        if row is None:
            return

        def came(ended: tuple[Result, Micros]) -> None:
            result, until = ended
            if result.ok:
                self._kept(row, why, until)
            else:
                self.desk.parts.deciding.refused(result)

        self.desk.calls.act(lambda door: door.hold(row.id, why, typed), came)
        for pane in (self.desk.queue, self.desk.thread):
            pane.keys.expect_reason(named("hold"))

    def _kept(self, row: QueueRow, why: Why, until: Micros) -> None:
        desk = self.desk
        held = _("{author}: held as evidence until {day}")
        told = held.format(author=name(row), day=day(until, desk.clock.now(), desk.zone))
        digit = (WHYS.index(why) + 1) % 10
        said = _("{digit} {why} (0…9 changes it)").format(digit=digit, why=word(Reason(f"why.{why}")))
        ends = _("{key} lets it go").format(key=key_of("hold"))
        desk.say(f"✓ {told} · {said} · {ends}", Tone.GOOD)
        desk.parts.catching.again(row.id)

    def _let_go(self, row: QueueRow) -> None:
        def came(result: Result) -> None:
            if result.ok:
                said = _("{author}: no longer held as evidence").format(author=name(row))
                self.desk.say(f"✓ {said}", Tone.GOOD)
            else:
                self.desk.parts.deciding.refused(result)
            self.desk.parts.catching.again(row.id)

        self.desk.calls.act(lambda door: door.end_hold(row.id), came)
