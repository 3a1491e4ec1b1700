"""Blocking for a time: the same act as a block, and the day of its end with it."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from backend.i18n import _
from backend.model.clock import DAY, HOUR, plus
from backend.model.triage import Decision, Verb
from tui.commands import named
from tui.keymap import Press
from tui.widgets.footer import Tone

if TYPE_CHECKING:
    from collections.abc import Callable

    from tui.screens.inbox import Inbox

SPANS = {"block_day": DAY, "block_week": 7 * DAY, "block_month": 30 * DAY}
"""Commands that block for so long (µs)."""

_UNITS = {"h": HOUR, "d": DAY, "w": 7 * DAY}
_SPAN = re.compile(r"\+?([1-9]\d{0,2})\s*([hdw])")


class Blocking:
    """The blocks that end by themselves: the worker lifts each when its time is over."""

    def __init__(self, desk: Inbox) -> None:
        self.desk = desk
        self._press = Press(named("block_for"))  # what asked how long: whether it was meant for the marks

    def verbs(self) -> dict[str, Callable[[Press], None]]:
        """Return what the commands do."""
        return {**{key: partial(self._block, span) for key, span in SPANS.items()}, "block_for": self._ask}

    def answers(self) -> dict[str, Callable[[str], None]]:
        """Return who takes the typed line, by its purpose."""
        return {"block": self.block_for}

    def _block(self, span: int, press: Press) -> None:
        deciding = self.desk.parts.deciding
        if press.reason is not None:
            deciding.change_why(press.reason)
        else:
            until = plus(self.desk.clock.now(), span)
            deciding.decide(Decision(Verb.BLOCK, deciding.why(Verb.BLOCK), until=until), press)

    def _ask(self, press: Press) -> None:
        self._press = press
        if press.reason is not None:
            self.desk.parts.deciding.change_why(press.reason)
        elif press.text:
            self.block_for(press.text)
        else:
            self.desk.ask("block", _("Block for how long (12h, 3d, 2w)?"))

    def block_for(self, typed: str) -> None:
        """Block for as long as was typed."""
        said = _SPAN.fullmatch(typed.strip().lower())
        if said is None:
            self.desk.say(_("A number and h, d or w is needed, as in 3d; nobody was blocked."), Tone.BAD)
        else:
            self._block(int(said[1]) * _UNITS[said[2]], self._press)
