"""The application: theme, first paint, guards and the ways to end. What is on the screen lies in `tui/screens`."""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual.app import App
from textual.binding import BindingType
from textual.driver import Driver
from textual.filter import ANSIToTruecolor, LineFilter
from textual.screen import Screen
from textual.theme import Theme

from backend.i18n import _, set_language
from backend.model.clock import Clock
from tui.bound import key_of
from tui.calls import Opened
from tui.colour import NONE
from tui.gate import Gate
from tui.ink import OWN, ROOM, Ink, load
from tui.lanes import Calls
from tui.looks import Looks
from tui.screens.inbox import Inbox
from tui.signals import end_on_signals
from tui.text import safe_line
from tui.told import Told
from tui.widgets.footer import Tone

if TYPE_CHECKING:
    from backend.model.actor import Member
    from backend.model.desk import Opening
    from backend.model.reason import Reason
    from tui.prefs import Prefs
    from tui.ring import Ringer
    from tui.screens.arrival import Arrival
    from tui.screens.choose import Choose
    from tui.screens.welcome import Welcome

REST_S = 0.8
"""Seconds without a move of the cursor after which what can wait is done."""

BEAT_S = 20.0

FIRST = 12
"""Comments around the first one that are read for the first screen."""


class Nightdesk(App[None]):
    """The desk of one person."""

    CSS_PATH = str(ROOM / "desk.tcss")
    TITLE = "Nightdesk"
    ENABLE_COMMAND_PALETTE = False
    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = []

    def __init__(
        self,
        calls: Calls,
        clock: Clock,
        ink: Ink,
        query: str = "",
        *,
        plain: bool = False,
        looks: Looks | None = None,
        wrong: Sequence[Reason] = (),
    ) -> None:
        if plain:
            ink.pour(load(OWN, NONE))
        self._ink = ink
        self._wrong = wrong  # what is wrong with the keymap file
        super().__init__()
        self.calls, self.clock = calls, clock
        self.looks = looks or Looks(ink)
        self.inbox = Inbox(ink, clock, calls, query)
        self._gate = Gate()
        self._arrival: Arrival | None = None

    def get_theme(self, theme_name: str) -> Theme | None:  # noqa: ARG002 - the base asks by name
        """Whatever is asked for, it is our theme: known before anything is drawn."""
        return self._ink.theme

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Hand our tokens to the stylesheets, whatever the theme."""
        return self._ink.theme.variables

    def get_default_screen(self) -> Screen[None]:
        """The first screen painted is the inbox itself, still without rows."""
        return self.inbox

    def get_driver_class(self) -> type[Driver]:
        """A terminal that survives bytes that are no text."""
        from tui.terminal import Terminal

        return Terminal

    # -- start

    def on_mount(self) -> None:
        """Wait for the first page without waiting: it is read already, or will be told."""
        end_on_signals(self.inbox.leave)
        if self._ink.linear:
            self.follow_cursor(True)
        self.calls.deliver = self._deliver
        if self.calls.opened.done():
            self._opened()
        else:
            self.calls.opened.add_done_callback(lambda _future: self._deliver(self._opened))
            self.call_after_refresh(lambda: self.calls.begin(self.inbox.asked, FIRST))

    def _deliver(self, tell: Callable[[], None]) -> None:
        self.post_message(Told(tell))

    def on_told(self, event: Told) -> None:
        """A call has come back."""
        event.tell()

    def _opened(self) -> None:
        error = self.calls.opened.exception()
        if error is not None:
            from backend.i18n.reasons import word

            self.exit(return_code=1, message=Text(word(self.calls.reason(error))))
            return
        opened = self.calls.opened.result()
        if opened.member is None:
            self._welcome(opened)
        elif opened.opening is not None:
            self.seat(opened.member, opened.opening)
        if self.looks.unread:
            self.inbox.say(_("What was kept of your preferences could not be read; the usual ones are used."))
        if opened.created:
            self.inbox.say(_("A new store was made."), Tone.GOOD)

    # -- a desk where nobody sits yet

    def _welcome(self, opened: Opened) -> None:
        """Nobody is known yet: ask who sits here."""
        from tui.screens.arrival import Arrival

        gc.enable()
        self._arrival = Arrival(self, created=opened.created)
        self._arrival.begin()

    def on_welcome_introduced(self, event: Welcome.Introduced) -> None:
        """The first member has said who they are."""
        if self._arrival is not None:
            self._arrival.introduced(event)

    def on_choose_chosen(self, event: Choose.Chosen) -> None:
        """A known member sits down."""
        if self._arrival is not None:
            self._arrival.chosen(event.member_id)

    def on_connect_left(self) -> None:
        """On to the inbox."""
        if self._arrival is not None:
            self._arrival.left()

    def seat(self, member: Member, opening: Opening) -> None:
        """Let a member work: speak their language and show the first screen."""
        if member.language:
            set_language(member.language)
            self.looks.prefs = replace(self.looks.prefs, language=member.language)
        self.inbox.enter(opening, member)
        if self._wrong:
            from backend.i18n.reasons import word

            more = _("{n} more.").format(n=len(self._wrong) - 1) if len(self._wrong) > 1 else ""
            said = _("Keymap file: {what} {more} The usual keys are used; run: nightdesk keys")
            self.inbox.say("✗ " + safe_line(said.format(what=word(self._wrong[0]), more=more)), Tone.BAD)

    def on_inbox_ready(self) -> None:
        """The first rows are shown: collect garbage again, and soon say that this desk is open."""
        gc.freeze()
        gc.enable()
        if self.inbox.member is not None and self.inbox.board is not None:
            self.ringer.me, self.ringer.zone = self.inbox.member.name, self.inbox.member.time_zone
            self.ringer.told(self.inbox.board.counts)
        self.set_timer(REST_S, self._settle)

    def _settle(self) -> None:
        """Keep how it looks and say that this desk is open, when nobody types."""
        if time.monotonic() - self.inbox.parts.following.last < REST_S:
            self.set_timer(REST_S, self._settle)
            return
        self.looks.keep()
        self._beat()
        self.set_interval(BEAT_S, self._beat)

    def _beat(self) -> None:
        self.ringer.looked_at_the_clock()
        self.calls.act(lambda door: door.beat(), lambda _none: None)

    # -- how it looks and sounds

    def use_theme(self, name: str) -> str:
        """Draw in another theme from now on, and remember it. Returns why not, empty when it was done."""
        why = self.looks.use_theme(self, name)
        if not why:
            self.looks.fixed = replace(self.looks.fixed, theme="")  # whoever asks now means it
            self.apply(replace(self.looks.prefs, theme=name))
        return why

    @cached_property
    def ringer(self) -> Ringer:
        """The bell and the title, loaded when the first rows are shown."""
        from tui.ring import Ringer

        return Ringer(self.clock, self.to_terminal, self.looks.prefs)

    def apply(self, prefs: Prefs) -> None:
        """Take preferences, as the store has them or as they were just chosen: applied at once, kept for next time."""
        self.looks.apply(self, prefs)

    def to_terminal(self, sequence: str) -> None:
        """Send a sequence of our own making, between two frames; a desk without a terminal sends nothing."""
        if self._driver is not None and not self.is_headless and self._running:
            self._driver.write(sequence)

    def follow_cursor(self, yes: bool) -> None:
        """Show the terminal's own cursor, which screen readers follow, or hide it."""
        self.to_terminal("\x1b[?25h" if yes else "\x1b[?25l")

    # -- guards

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Every drawn line passes the gate last. Textual's own looks for named colours: a theme here has none."""
        own = (one for one in super().get_line_filters() if not isinstance(one, ANSIToTruecolor))
        return [*own, self._gate, *self.looks.filters()]

    def open_url(self, url: str, *, new_tab: bool = True) -> None:
        """Open nothing: a browser would start on the server, with a stranger's address."""

    def action_suspend_process(self) -> None:
        """Stop nothing: a stopped desk behind a forced command can never be woken."""

    def action_help_quit(self) -> None:
        """Say how to leave when ^C was pressed."""
        self.inbox.say(_("{key} or ^Q leaves the desk; drafts are kept.").format(key=key_of("quit")))

    async def action_quit(self) -> None:
        """Leave, keeping what is being typed."""
        self.inbox.leave()

    def _fatal_error(self) -> None:
        """End with one sentence: the details go to a file, and local variables nowhere."""
        error = sys.exc_info()[1] or self._exception or RuntimeError("unknown")
        incident = self.calls.crash.record(error)
        said = _("Nightdesk had to stop (incident {incident}). Drafts are kept. Details: {file}")
        self._exit_renderables.append(Text(said.format(incident=incident, file=self.calls.crash.path)))
        self._close_messages_no_wait()
