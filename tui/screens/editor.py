"""The page editor: a whole document in one area, for charters, templates and briefs alike. It knows no verb.

How it is used: make an `EditorScreen(ink, clock, zone, Paper(title, text, base, saved, hints))`, set its `save`,
`keep`, `drop`, `compare`, `other` and `left`, and push it. Answer them by `saved`, `refused`, `kept`, `not_kept`, and
`replace`. `tui.screens.editing.Editing` does all of that on the desk's calls, with drafts and conflicts: a screen that
has pages to edit gives it a `Page` and needs nothing of this file.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import Input, Static, TextArea

from backend.i18n import _
from backend.model.clock import Clock, Micros
from tui.ink import ROOM, Ink
from tui.text import safe_line
from tui.when import stamp
from tui.widgets.band import Band
from tui.widgets.editor_lines import Paper, Standing, head_line, hint_lines, key_line, message_lines
from tui.widgets.field import Field
from tui.widgets.footer import Tone
from tui.widgets.lines import Line
from tui.widgets.page import PageArea

SAVE_S = 2.0
"""Seconds after the last key at which what was typed is kept."""

LONGEST_S = 15.0
"""Seconds that typing without a rest may stay unkept."""

NUMBERED = 100
"""Columns from which there is room for the lines' numbers."""

REASON = 200
"""Characters of the word that goes with a save."""


class EditorScreen(Screen[None]):
    """Edits one page. What its owner does is called with the text as it stands and the version it is on.

    `save(text, base, why)`, `keep(text, base)` keeps a draft, `drop()` forgets it and closes, `compare(text, base)`
    shows the difference from what holds, `other()` goes on with another draft, `left()` it was closed by Esc.
    """

    DEFAULT_CSS = (ROOM / "editor.tcss").read_text(encoding="utf-8")
    AUTO_FOCUS = "#page"

    def __init__(self, ink: Ink, clock: Clock, zone: str, paper: Paper) -> None:
        super().__init__()
        self.ink, self.clock, self.zone, self.paper = ink, clock, zone, paper
        self.base, self.others = paper.base, 0
        self.save: Callable[[str, int, str], None] = lambda _text, _base, _why: None
        self.keep: Callable[[str, int], None] = lambda _text, _base: None
        self.drop: Callable[[], None] = lambda: None
        self.other: Callable[[], None] = lambda: None
        self.left: Callable[[], None] = lambda: None
        self.compare: Callable[[str, int], None] = lambda _text, _base: None
        self.area = PageArea()
        self.why = Field("", compact=True, max_length=REASON, id="why")
        self.said: tuple[str, Tone] = ("", Tone.PLAIN)
        self._head = Band(ink, "editor-head", lambda cells: [head_line(self.standing, ink, cells)])
        self._foot = Band(ink, "editor-foot", self._below)
        self._safe = paper.text  # the text as it is kept somewhere: saved, or as a draft
        self._at: Micros | None = None
        self._failed = self._leaving = self._saving = False
        self._since: float | None = None  # when the first key was typed that is not kept
        self._sure = ""  # what was asked to be pressed again
        self._timer: Timer | None = None

    def compose(self) -> ComposeResult:
        """Compose head, page, the line that asks why, and foot."""
        yield self._head
        yield self.area
        yield Horizontal(Static(Content(" " + _("Why, for the list of versions:") + " ")), self.why, id="editor-why")
        yield self._foot

    def on_mount(self) -> None:
        """Put the text in."""
        self.area.start_with(self.paper.text)
        self._safe = self.area.text
        if self.area.read_only:
            self._too_long()

    def on_resize(self, event: events.Resize) -> None:
        """Number the lines where there is room."""
        self.area.show_line_numbers = event.size.width >= NUMBERED and not self.ink.linear
        self.paint()

    # -- what it shows

    @property
    def standing(self) -> Standing:
        """How the page stands, for the line above it."""
        now = self.clock.now()
        return Standing(
            safe_line(self.paper.title, 60),
            self.base,
            self.area.cursor_location[0] + 1,
            self.area.document.line_count,
            stamp(self._at, now, self.zone) if self._at is not None else "",
            self.unkept,
            self._failed,
        )

    @property
    def unkept(self) -> bool:
        """Whether there is something that is neither saved nor kept as a draft."""
        return self.area.text != self._safe and not self.area.read_only

    def _below(self, cells: int) -> list[Line]:
        message, tone = self.said
        said = message_lines(message, tone, self.ink, cells) if message else self._hints(cells)
        return [*said, key_line(self.others, self.ink, cells)]

    def _hints(self, cells: int) -> list[Line]:
        return hint_lines(self.paper.hints or ("",), self.ink, cells, self.app.size.height)

    def paint(self) -> None:
        """Draw what stands around the page."""
        self._head.paint()
        self._foot.paint()

    def say(self, message: str, tone: Tone = Tone.PLAIN) -> None:
        """Show a message below until the next key. It must be safe to draw."""
        self.said = message, tone
        self.paint()

    # -- typing

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Keep it before long: some seconds after the last key, and never later than LONGEST_S after the first."""
        event.stop()
        if self.area.was_cut:
            self.area.was_cut = False
            self.say(_("The page is full: not all of that was taken. Shorten it, or save parts elsewhere."), Tone.BAD)
        if self.unkept:
            self._since = self._since or time.monotonic()
            left = max(0.0, self._since + LONGEST_S - time.monotonic())
            self._wait(min(SAVE_S, left))
        self._head.paint()

    def on_text_area_selection_changed(self, event: TextArea.SelectionChanged) -> None:
        """Tell where the cursor is."""
        event.stop()
        self._head.paint()

    def _wait(self, seconds: float) -> None:
        self._rest()
        self._timer = self.set_timer(seconds, self.keep_now)

    def _rest(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None

    def keep_now(self) -> None:
        """Have what was typed kept, if anything was."""
        self._rest()
        if self.unkept:
            self.keep(self.area.text, self.base)

    # -- keys

    def on_key(self, event: events.Key) -> None:
        """Read what is not typing."""
        act = {
            "ctrl+s": self._save,
            "escape": self._escape,
            "alt+x": self._drop,
            "alt+d": lambda: self.compare(self.area.text, self.base),
            "alt+n": self.other,
        }.get(event.key)
        sure, self._sure = self._sure, ""
        if self.said[0] and not act:
            self.say("")
        if act is None:
            return
        event.stop()
        event.prevent_default()
        self._sure = sure if event.key == "alt+x" else ""
        act()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """The word about a save was typed."""
        event.stop()
        self._save()

    def _save(self) -> None:
        """Save; where a word is asked for, the first ^S asks and the second, or Enter, saves."""
        if self.area.read_only:
            self._too_long()
            return
        asking = self.has_class("-why")
        if self.paper.why and not asking:
            self.add_class("-why")
            self.set_focus(self.why)
            self.say(_("Enter or ^S saves · Esc goes back to the text"), Tone.LAMP)
            return
        self._ask_no_more()
        self._rest()
        if not self._saving:
            self._saving = True
            self.save(self.area.text, self.base, self.why.value)

    def _too_long(self) -> None:
        self.say(_("✗ This page is too long to be changed here: write it as a file and import that."), Tone.BAD)

    def _ask_no_more(self) -> None:
        self.remove_class("-why")
        self.set_focus(self.area)
        self.say("")

    def _escape(self) -> None:
        """Go back to the text, or leave: not before the draft is kept."""
        if self.has_class("-why"):
            self._ask_no_more()
        elif self.unkept:
            self._leaving = True
            self.keep_now()
        else:
            self.close()

    def _drop(self) -> None:
        """Forget the draft, when it is asked for twice: nothing brings it back."""
        if self._sure != self.area.text and self.area.text != self.paper.saved:
            self._sure = self.area.text
            self.say(_("Press it again to drop the draft: nothing brings it back. Any other key keeps it."), Tone.LAMP)
            return
        self._rest()
        self.drop()
        self.dismiss(None)

    def close(self) -> None:
        """Close it; what should be kept has been."""
        self._rest()
        self.dismiss(None)
        self.left()

    # -- for the owner

    def kept(self, text: str, at: Micros | None) -> None:
        """This text is kept as a draft since then; None: it needs none, it is as saved."""
        self._safe, self._at, self._failed, self._since = text, at, False, None
        if self.unkept:
            self._since = time.monotonic()
        if self._leaving and not self.unkept:
            self.close()
            return
        self._leaving = False
        self.paint()

    def not_kept(self, why: str) -> None:
        """The draft could not be kept, and why: the page stays open, and it is tried again."""
        self._failed = True
        leaving, self._leaving = self._leaving, False
        more = _("The page stays open. Esc tries again, Alt+x drops it.") if leaving else _("It is tried again.")
        self.say(f"✗ {why} {more}", Tone.BAD)
        self._wait(LONGEST_S)

    def saved(self, text: str, number: int, words: str) -> None:
        """This text is saved as this version; what was typed since is not."""
        self._saving = False
        self.base, self.why.value = number, ""
        self.paper = self.paper._replace(saved=text)
        self.kept(text, None)
        self.say(words, Tone.GOOD)

    def refused(self, why: str, line: int | None = None) -> None:
        """It was not saved, and why; the text stays, the cursor goes to the line that is meant. A draft is kept."""
        self._saving = False
        if line is not None:
            self.area.to_line(line)
        self.set_focus(self.area)
        self.say(f"✗ {why}", Tone.BAD)
        self.keep_now()

    def replace(self, text: str, base: int, *, safe: bool, words: str = "", tone: Tone = Tone.PLAIN) -> None:
        """Go on with another text, on another version. `safe`: it is kept or saved somewhere as it is."""
        self.base, self._at, self._failed = base, None, False
        if text != self.area.text:
            self.area.start_with(text)
        self._safe = self.area.text if safe else ""
        self.say(words, tone)
        if not safe:
            self.keep_now()
