"""The keys that work here, from the table of commands: searchable, and with the reason why one does nothing now."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from rich.segment import Segment
from textual import events
from textual.app import ComposeResult
from textual.screen import Screen

from backend.i18n import _
from tui.bound import commands_in
from tui.commands import GROUPS, Command, Sign, Where
from tui.commands.row import TITLES
from tui.ink import ROOM, Ink
from tui.keynames import shown_key
from tui.text import Clean, fit, safe_line, wrap
from tui.widgets.drafting import kept
from tui.widgets.lines import Line, Lines, spread

KEYS, LABEL, SIGN = 16, 17, 3
"""Cells of the columns before a command's explanation."""

LONGEST = 40
"""Characters of a search."""

SCROLLS = {"down": 1, "up": -1, "ctrl+d": 10, "ctrl+u": -10, "home": -9999, "end": 9999}


class Group(NamedTuple):
    """Commands under a title; `here`: they work in the pane the help was called from."""

    title: str
    here: bool
    commands: Sequence[Command]


class HelpPane(Lines, can_focus=True):
    """Draws the groups of commands; typing searches, arrows scroll."""

    def __init__(self, ink: Ink, where: Where, off: Mapping[str, str], seen: Mapping[str, str]) -> None:
        super().__init__(ink, id="help")
        self.where, self.off, self.seen = where, off, seen
        self.wanted = ""
        self.top = 0

    def on_key(self, event: events.Key) -> None:
        """Search, scroll, or leave."""
        if event.key == "escape" and not self.wanted:
            self.screen.dismiss(None)
        elif event.key in SCROLLS or event.key in ("pagedown", "pageup"):
            page = max(1, self.size.height - 4)
            self.top += {"pagedown": page, "pageup": -page}.get(event.key, 0) or SCROLLS.get(event.key, 0)
        elif event.key in ("backspace", "ctrl+h", "escape"):
            self._search(self.wanted[:-1] if event.key != "escape" else "")
        elif event.character and event.character.isprintable():
            self._search(self.wanted + event.character)
        else:
            return
        event.stop()
        event.prevent_default()
        self.paint()

    def on_paste(self, event: events.Paste) -> None:
        """Pasted text searches as well."""
        event.stop()
        self._search(self.wanted + " ".join(kept(event.text).split()))
        self.paint()

    def _search(self, wanted: str) -> None:
        self.wanted, self.top = wanted[:LONGEST].lstrip(), 0

    def draw(self) -> list[Line]:
        """Return the head, what is in view of the groups, and what the signs mean."""
        room = max(1, self.size.height - 4)
        body = [line for group in _groups(self.where) for line in self._group(group)] or self._nothing()
        self.top = max(0, min(self.top, len(body) - room))
        shown = body[self.top : self.top + room]
        return [self._head(), [], *shown, *([[]] * (room - len(shown))), [], self._foot(len(body) > self.top + room)]

    def _head(self) -> Line:
        style = self.ink.style
        head = [Segment(" " + _("KEYS"), style("dim", bold=True)), Segment("   › ", style("lamp", bold=True))]
        typed = [Segment(safe_line(self.wanted), style("text"))] if self.wanted else []
        hint = [] if self.wanted else [Segment(_("type to search"), style("faint"))]
        close = [Segment("Esc", style("lamp", bold=True)), Segment(" " + _("closes") + " ", style("dim"))]
        return spread([*head, *typed, Segment("▏", style("lamp")), *hint], close, self.size.width, style("text"))

    def _foot(self, more: bool) -> Line:
        style = self.ink.style
        said = [
            Segment(f" {Sign.UNDO} ", style("good")),
            Segment(_("can be taken back"), style("dim")),
            Segment(f"   {Sign.FINAL} ", style("danger")),
            Segment(_("final"), style("dim")),
            Segment("   " + _("grey: not now, and why"), style("faint")),
        ]
        below = [Segment("↓ " + _("more") + " ", style("lamp"))] if more else []
        return spread(said, below, self.size.width, style("text"))

    def _group(self, group: Group) -> Iterator[Line]:
        found = [command for command in group.commands if self._matches(command)]
        if not found:
            return
        style = self.ink.style
        yield [
            Segment(f" {_(group.title)}", style("info" if group.here else "dim", bold=True)),
            Segment("   " + (_("here") if group.here else _("elsewhere")), style("lamp" if group.here else "faint")),
        ]
        for command in found:
            yield from self._command(command, self.off.get(command.id) if group.here else None)
        yield []

    def _command(self, command: Command, why: str | None) -> Iterator[Line]:
        """Draw one command; the explanation takes as many lines as it needs, a reason why not comes after it."""
        style, off = self.ink.style, why is not None
        keys = fit("  " + "  ".join(map(shown_key, command.keys)), KEYS)
        noticed = self.seen.get(command.id) or (_(command.others) if command.others else "")
        others = f" · {noticed}" if noticed else ""
        said = _(command.help) + (f" ({why})" if why else "") + others
        token = "good" if command.sign is Sign.UNDO else "danger"
        explained = wrap(Clean(said), max(12, self.size.width - KEYS - LABEL - SIGN - 1))
        for number, line in enumerate(explained):
            first = number == 0
            yield [
                Segment(keys if first else " " * KEYS, style("faint" if off else "lamp", bold=not off)),
                Segment(fit(_(command.label) if first else "", LABEL), style("faint" if off else "text")),
                Segment(fit(command.sign if first else "", SIGN), style("faint" if off else token)),
                Segment(line, style("faint" if off else "soft")),
            ]

    def _matches(self, command: Command) -> bool:
        said = (command.id, _(command.label), _(command.help), _(command.others) if command.others else "")
        shown = " ".join((*said, *map(shown_key, command.keys))).lower()
        return all(word in shown for word in self.wanted.lower().split())

    def _nothing(self) -> list[Line]:
        said = _("No key does {words}. Backspace widens the search.").format(words=f"‘{safe_line(self.wanted)}’")
        return [[Segment(" " + line, self.ink.style("dim"))] for line in wrap(Clean(said), self.size.width - 2)]


class Help(Screen[None]):
    """A screen over the others; `where` is the pane it was called from, `off` says why a command does nothing there.

    `seen` says who would notice an act on the platform at hand.
    """

    DEFAULT_CSS = (ROOM / "help.tcss").read_text(encoding="utf-8")
    AUTO_FOCUS = "#help"

    def __init__(self, ink: Ink, where: Where, off: Mapping[str, str], seen: Mapping[str, str] | None = None) -> None:
        super().__init__()
        self._pane = HelpPane(ink, where, dict(off), dict(seen or {}))

    def compose(self) -> ComposeResult:
        """Compose the one pane."""
        yield self._pane


def _groups(here: Where) -> Iterator[Group]:
    """Return the commands of this pane by what they are for, then what there is besides in each of the other panes."""
    mine = {command.id: command for command in commands_in(here)}
    for group in GROUPS:
        yield Group(group.title, True, [mine[command.id] for command in group.commands if command.id in mine])
    told = set(mine)
    for where in Where:
        rest = [command for command in commands_in(where) if command.id not in told]
        told.update(command.id for command in rest)
        yield Group(TITLES[where], False, rest)
