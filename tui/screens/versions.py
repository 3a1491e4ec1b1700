"""The versions of a page (a charter, a template): who saved which, when and why, and what changed between two."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from rich.segment import Segment
from textual import events
from textual.app import ComposeResult
from textual.screen import Screen

from backend.i18n import _
from backend.model.clock import Clock, Micros
from tui import symbols as sign
from tui.ink import ROOM, Ink
from tui.keynames import shown_key
from tui.text import Clean, fit, safe, safe_line, wrap
from tui.when import stamp
from tui.widgets.keys_line import keys_line
from tui.widgets.lines import Line
from tui.widgets.rolling import FAR, STEPS, Rolling, typed

TOKENS = {"+": "good", "-": "danger", "@": "dim"}


class Version(NamedTuple):
    """A version as it is listed."""

    number: int
    who: str
    at: Micros
    said: str


Ask = Callable[[int, int, Callable[[Sequence[str]], None]], None]
"""Reads what changed between two versions (old, new) as lines of a unified difference, and hands it on."""


class VersionsPane(Rolling):
    """A list, the newest first, and below it the difference between two: the one under the cursor and the one before.

    Space marks a version: then it is the marked one that the others are held against.
    """

    def __init__(self, ink: Ink, clock: Clock, zone: str, title: str, versions: Sequence[Version], ask: Ask) -> None:
        super().__init__(ink, id="versions")
        self.clock, self.zone, self.title, self.versions, self.ask = clock, zone, title, list(versions), ask
        self.index = self.top = 0
        self.reading = False  # whether the keys are for the difference
        self.marked: int | None = None
        self._shown: tuple[tuple[int, int], Sequence[str]] | None = None

    def on_mount(self) -> None:
        """Read the first difference."""
        self._look()

    @property
    def pair(self) -> tuple[int, int] | None:
        """The two versions held against each other, the older first; None where there is no other."""
        if not self.versions:
            return None
        here = self.versions[self.index].number
        before = [one.number for one in self.versions if one.number < here]
        other = self.marked if self.marked not in (None, here) else next(iter(before), None)
        return (min(here, other), max(here, other)) if other is not None else None

    def _look(self) -> None:
        pair = self.pair
        if pair is None or (self._shown is not None and self._shown[0] == pair):
            return

        def came(lines: Sequence[str]) -> None:
            if self.pair == pair:
                self._shown, self.top = (pair, lines), 0
                self.paint()

        self.ask(*pair, came)

    @property
    def read_at(self) -> int:
        """A screen reader reads the version under the cursor first."""
        return 2 + self.index - self._first()

    def on_key(self, event: events.Key) -> None:
        """Move, mark, scroll the difference, or leave."""
        name = typed(event)
        page = max(1, self.size.height // 2)
        step = {**STEPS, **FAR, "pagedown": page, "pageup": -page}.get(name)
        if step is not None:
            self._move(step)
        elif name in (" ", "space") and self.versions:
            here = self.versions[self.index].number
            self.marked = None if self.marked == here else here
        elif name in ("tab", "shift+tab", "enter", "right"):
            self.reading = name in ("enter", "right") or not self.reading
        elif name in ("escape", "q", "left") and self.reading:
            self.reading = False
        elif name in ("escape", "q", "left"):
            self.screen.dismiss(None)
        else:
            return
        event.stop()
        event.prevent_default()
        self._look()
        self.paint()

    def _move(self, step: int) -> None:
        if self.reading:
            self.top += step
        else:
            self.index = max(0, min(self.index + step, len(self.versions) - 1))

    def roll(self, step: int, x: int) -> None:  # noqa: ARG002 - there is one text to scroll
        """The wheel scrolls the difference."""
        self.top += step

    # -- drawing

    def _rows(self) -> int:
        return max(2, min(len(self.versions), self.size.height // 3))

    def _first(self) -> int:
        rows = self._rows()
        return max(0, min(self.index - rows // 2, len(self.versions) - rows))

    def draw(self) -> list[Line]:
        """Return the title, the list, what changed, and the keys."""
        style = self.ink.style
        title = _("VERSIONS of {what}").format(what=safe_line(self.title, 60))
        head: Line = [Segment(f" {title}", style("dim", bold=True))]
        first, rows = self._first(), self._rows()
        listed = [self._row(one, at + first) for at, one in enumerate(self.versions[first : first + rows])]
        body = self._difference(max(1, self.size.height - rows - 5))
        room = self.size.height - len(listed) - 4
        return [head, [], *listed, [], *body[:room], *([[]] * (room - len(body))), self._foot()]

    def _row(self, version: Version, at: int) -> Line:
        chosen = at == self.index
        back = "lift" if chosen else "background"
        style = self.ink.style
        mark = sign.CHOSEN if version.number == self.marked else " "
        who = safe_line(version.who, 20) or _("the program")
        said = f"{version.number:>4}  {fit(who, 16)} {fit(stamp(version.at, self.clock.now(), self.zone), 13)} "
        return [
            Segment(sign.BAR if chosen else " ", style("dim" if self.reading else "lamp", back)),
            Segment(mark, style("team", back)),
            Segment(said, style("text", back)),
            Segment(fit(safe_line(version.said), max(0, self.size.width - len(said) - 2)), style("soft", back)),
        ]

    def _difference(self, room: int) -> list[Line]:
        style, pair = self.ink.style, self.pair
        if pair is None:
            return [[Segment(" " + _("There is no other version to hold it against."), style("dim"))]]
        title = _("what changed from version {old} to {new}").format(old=pair[0], new=pair[1])
        head: Line = [Segment(f" {title}", style("lamp" if self.reading else "text", bold=True))]
        if self._shown is None or self._shown[0] != pair:
            return [head]
        lines = [line for one in self._shown[1] for line in self._changed(one)]
        if not lines:
            lines = [[Segment(" " + _("Both say the same."), style("good"))]]
        self.top = max(0, min(self.top, len(lines) - room))
        below = len(lines) > self.top + room
        more = [Segment(f"   {sign.NEW} " + _("more"), style("lamp"))] if below else []
        return [[*head, *more], *lines[self.top : self.top + room]]

    def _changed(self, line: str) -> list[Line]:
        kind, words = line[:1], line[1:]
        if kind == "@":
            return [[Segment(f" {sign.CUT_LINE * 3}", self.ink.style("dim"))]]
        style = self.ink.style(TOKENS.get(kind, "soft"))
        lead = {"+": _("new:"), "-": _("gone:")}.get(kind, "") if self.ink.linear else kind
        wrapped = wrap(safe(words)[0] or Clean(""), max(8, self.size.width - 4 - len(lead)))
        return [[Segment(f" {lead if at == 0 else ' ' * len(lead)} {part}", style)] for at, part in enumerate(wrapped)]

    def _foot(self) -> Line:
        keys = [
            ("j k", _("scroll") if self.reading else _("move")),
            (shown_key("tab"), _("to the list") if self.reading else _("to the difference")),
            (shown_key("space"), _("hold others against this one")),
            (shown_key("escape"), _("back") if self.reading else _("closes")),
        ]
        return keys_line(keys, self.ink, self.size.width)


class VersionsScreen(Screen[None]):
    """The versions over everything else; Esc closes them."""

    DEFAULT_CSS = (ROOM / "pages.tcss").read_text(encoding="utf-8")
    AUTO_FOCUS = "#versions"

    def __init__(self, pane: VersionsPane) -> None:
        super().__init__()
        self.pane = pane

    def compose(self) -> ComposeResult:
        """Compose the one pane."""
        yield self.pane
