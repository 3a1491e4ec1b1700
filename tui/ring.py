"""The bell and the window's title: they tell of what is urgent or mine, made of numbers and our own words alone.

Source: XTerm Control Sequences, OSC 2; tmux takes it as the title of its pane. `tui.terminal` gives the old one back.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from backend.i18n import ngettext
from tui.gate import without_controls
from tui.prefs import LEVELS, Prefs
from tui.terminal import titled

if TYPE_CHECKING:
    from backend.model.clock import Clock
    from backend.model.comment import QueueRow
    from backend.model.desk import Arrivals, Counts

OFF, URGENT, MINE, ALL = range(len(LEVELS))

BELL, TITLE = "urgent", "mine"
"""The levels of whoever has chosen none."""

PAUSE_S = 5.0
"""At least so long between two bells."""

OWN_S = 3.0
"""So long after an act of mine a count that rises is taken for what I did."""

NAME = "Nightdesk"


def titling(words: str) -> str:
    """Return what sets the title."""
    return f"\x1b]2;{without_controls(words).replace(chr(10), ' ')}\x1b\\"


class Ringer:
    """Told of the counts and of what came, it rings for news and entitles the window. `send` reaches the terminal."""

    def __init__(self, clock: Clock, send: Callable[[str], None], prefs: Prefs | None = None) -> None:
        self._clock, self._send = clock, send
        self.zone = "UTC"
        self.me = ""
        self._bell = self._title = OFF
        self._quiet = ""
        self._counts: Counts | None = None
        self._newest = 0
        self._rang = self._acted = float("-inf")
        self._entitled: str | None = None
        self.prefer(prefs or Prefs())

    def prefer(self, prefs: Prefs) -> None:
        """Ring and entitle by these preferences from now on."""
        self._bell, self._title = LEVELS.index(prefs.bell or BELL), LEVELS.index(prefs.title or TITLE)
        self._quiet = prefs.quiet
        self.looked_at_the_clock()

    def looked_at_the_clock(self) -> None:
        """Entitle anew, because quiet hours may have begun or ended."""
        if self._counts is not None:
            self._entitle(self._counts)

    def acted(self) -> None:
        """I have done something: what it makes rise is no news to me."""
        self._acted = time.monotonic()

    def told(self, counts: Counts, arrivals: Arrivals | None = None) -> None:
        """Hear the newest counts and what has come since the list was entered; the first time nothing is news."""
        before, self._counts = self._counts, counts
        came = [row for row in arrivals.rows if row.id > self._newest] if arrivals else []
        self._newest = max((self._newest, *(row.id for row in came)))
        if before is not None:
            news = {self._rose(before, counts), *map(self._level, came)} - {OFF}
            if news and min(news) <= self._bell and not self.silent():
                self._ring()
        self._entitle(counts)

    def _rose(self, before: Counts, now: Counts) -> int:
        """Return the level of what has risen by itself, OFF when nothing has."""
        if time.monotonic() - self._acted < OWN_S:
            return OFF
        if now.late > before.late or now.failed > before.failed:
            return URGENT
        return MINE if now.mine > before.mine else OFF

    def _level(self, row: QueueRow) -> int:
        if row.key.urgency > 0:
            return URGENT
        return MINE if row.follow_up or (self.me and row.claimed_by == self.me) else ALL

    def _ring(self) -> None:
        now = time.monotonic()
        if now - self._rang >= PAUSE_S:
            self._rang = now
            self._send("\x07")

    def silent(self) -> bool:
        """Tell whether these are the quiet hours, by the clock of the member's zone."""
        if not self._quiet:
            return False
        start, _dash, end = self._quiet.partition("-")
        from tui.when import clock

        now = clock(self._clock.now(), self.zone)
        return start <= now < end if start <= end else now >= start or now < end

    def _entitle(self, counts: Counts) -> None:
        words = "" if self.silent() else title_words(counts, self._title)
        whole = f"({words}) {NAME}" if words else NAME
        if whole != self._entitled and (self._title or self._entitled) and titled(os.environ):
            self._entitled = whole
            self._send(titling(whole))


def title_words(counts: Counts, level: int) -> str:
    """Return what the title counts: `3!` late or failed, what is mine, what is open; each from its level on."""
    said = []
    urgent = counts.late + counts.failed
    if urgent and level >= URGENT:
        said.append(f"{_shown(urgent)}!")
    if counts.mine and level >= MINE:
        said.append(ngettext("{n} mine", "{n} mine", counts.mine).format(n=_shown(counts.mine)))
    if counts.open and level >= ALL:
        said.append(ngettext("{n} open", "{n} open", counts.open).format(n=_shown(counts.open)))
    return " ".join(said)


def _shown(n: int) -> str:
    from backend.model.desk import CAP

    return f"{CAP}+" if n > CAP else str(n)
