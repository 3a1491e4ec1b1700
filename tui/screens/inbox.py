"""The inbox: queue, thread and what is typed, put together. What keys do lies in the `inbox_*` files beside.

It is painted before anything is read: what needs the model is loaded when the first rows have come.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, Protocol

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.reactive import Reactive

from backend.model.clock import MINUTE, Clock
from tui.commands import COMMANDS, Where
from tui.ink import Ink
from tui.keymap import Press
from tui.lanes import Calls
from tui.screens.inbox_heard import Hearing
from tui.text import safe_line
from tui.widgets.footer import Footer, Tone
from tui.widgets.queue import Queue
from tui.widgets.status import Status
from tui.widgets.thread import Thread
from tui.widgets.window import Window

if TYPE_CHECKING:
    from textual.widget import Widget

    from backend.model.account import Account
    from backend.model.actor import Member
    from backend.model.comment import QueueRow, Shape
    from backend.model.desk import Board, Opening
    from backend.model.reason import Reason
    from tui.screens.inbox_parts import Parts
    from tui.widgets.lines import Line

WIDE, TWO = 130, 80
"""Columns from which three panes, and two, stand side by side."""

PANES = {"composer": Where.COMPOSER, "replies": Where.REPLIES, "thread": Where.THREAD, "guide": Where.GUIDE}
"""The panes besides the queue, by the widget's id."""


class Sayer(Protocol):
    """What has a line for messages."""

    def say(self, message: str, tone: Tone) -> None:
        """Show a message that is safe to draw."""


class Inbox(Hearing):
    """The screen a moderator works in."""

    class Ready(Message):
        """The first rows are on the screen and keys are answered."""

    AUTO_FOCUS = "#queue"
    focused: Reactive[Widget | None] = Reactive(None, repaint=False)  # else each move of it paints the whole screen
    INBOX: ClassVar = "is:open"  # what is listed when nothing was searched for

    def __init__(self, ink: Ink, clock: Clock, calls: Calls, query: str = "") -> None:
        super().__init__()
        self.ink, self.clock, self.calls = ink, clock, calls
        self.asked = query or self.INBOX
        self.shape: Shape | None = None  # how the list is laid out; None: flat, and near-identical comments folded
        self.member: Member | None = None
        self.board: Board | None = None
        self.accounts: Mapping[int, Account] = {}
        self.window = Window()
        self.status = Status(ink, clock)
        self.queue = Queue(ink, clock, self.window)
        self.thread = Thread(ink, clock)
        self.footer = Footer(ink)
        self._parts: Parts | None = None

    @property
    def parts(self) -> Parts:
        """What does the work, loaded when it is first needed."""
        if self._parts is None:
            from tui.screens.inbox_parts import Parts

            self._parts = Parts(self)
        return self._parts

    def compose(self) -> ComposeResult:
        """Compose the panes; composer and palette come when they are first needed."""
        self.queue.obey = self.thread.obey = self.obey
        self.queue.pending = self.thread.pending = self.footer.pend
        self.queue.empty = self._empty
        self.panes_for(self.app.size.width)
        yield self.status
        yield self.queue
        with Vertical(id="reading"):
            yield self.thread
        yield self.footer

    def _empty(self) -> list[Line]:
        return self.parts.empty()

    def on_mount(self) -> None:
        """Start what goes by the second."""
        self._minute = self.clock.now() // MINUTE
        self._counted = False
        self.set_interval(1.0, self.tick)
        self.calls.failed = self.fail
        self.calls.changed = self._pending
        self.footer.show_keys(Where.QUEUE, dict.fromkeys((one.id for one in COMMANDS), ""))

    # -- what was read

    def enter(self, opening: Opening, member: Member) -> None:
        """Show the first screen that was read, for this member; what keys need is loaded after it is painted."""
        self.take_member(member)
        self.take_board(opening.board)
        self.queue.entered = True
        self.window.enter(opening.rows)
        self.queue.to_top()
        self.queue.paint()
        self.thread.show(opening.thread)
        self.call_after_refresh(self._ready, opening.seq)

    def _ready(self, seq: int) -> None:
        """Make ready what keys need, now that rows are shown; the first thread is read again in full."""
        self.mount(self.parts.ask)
        self.moved()
        self.set_interval(self.parts.RENEW_S, self.parts.answering.renew)
        self.parts.catching.start(seq)
        self.parts.ready()
        self.post_message(self.Ready())

    def take_member(self, member: Member) -> None:
        """Speak to this member: name and zone."""
        self.member = member
        self.queue.me = self.thread.me = self.status.member = member.name
        self.thread.zone = self.status.zone = member.time_zone

    def take_board(self, board: Board) -> None:
        """Show newer facts in the header, and account names everywhere."""
        self.board = board
        accounts = {one.id: one for one in board.accounts}
        if accounts != self.accounts:
            self.accounts = self.queue.accounts = self.thread.accounts = accounts
            self.queue.forget_drawn()
            self.thread.forget_drawn()
        self.status.query_text = self.asked
        self.status.show(board)

    @property
    def is_inbox(self) -> bool:
        """Whether what is listed is the inbox itself, and no search."""
        return self.asked == self.INBOX

    @property
    def zone(self) -> str:
        """The member's time zone."""
        return self.member.time_zone if self.member else "UTC"

    @property
    def row(self) -> QueueRow | None:
        """The comment under the cursor."""
        return self.window.current

    # -- keys

    def obey(self, press: Press) -> None:
        """Do what was typed, or say why it does nothing here."""
        if press.command.id == "quit":
            self.leave()
        elif self.queue.entered:
            self.parts.obey(press)

    def moved(self) -> None:
        """The cursor stands on another comment: let the thread follow, paint, and say what can be done."""
        self.parts.following.follow(self.row)
        self.queue.paint()
        self.show_keys()

    def show_keys(self) -> None:
        """Show the keys of the pane that has the focus."""
        if self._parts is None:
            return
        self.footer.show_keys(self.where, self.parts.off(), self.parts.seen(), self.parts.names())

    @property
    def where(self) -> Where:
        """The pane that has the focus."""
        if self._parts is not None and self._parts.ask.asking:
            return self._parts.commanding.where
        for part, where in PANES.items():
            if self.focused is not None and any(node.id == part for node in self.focused.ancestors_with_self):
                return where
        return Where.QUEUE

    def on_descendant_focus(self, _event: events.DescendantFocus) -> None:
        """Another pane has the focus now."""
        self.show_keys()

    def leave(self) -> None:
        """Leave the desk; what is being typed is kept."""
        self.parts.save_now()
        self.app.exit()

    # -- what is said

    def say(self, message: str, tone: Tone = Tone.PLAIN, *, passing: bool = False) -> None:
        """Show a message at the bottom; a `passing` one for as long as an undo window runs down."""
        self.footer.say(message, tone, passing=passing)

    def fail(self, reason: Reason, above: Sayer | None = None) -> None:
        """Show a failure at the bottom, or there on the pane that stands `above` the desk: one way for all calls."""
        from backend.i18n.reasons import word

        (above or self).say("✗ " + safe_line(word(reason, self.zone)), Tone.BAD)

    def _pending(self, pending: int) -> None:
        """Show that something takes its time, when it does."""
        if pending:
            self.set_timer(0.25, lambda: self.footer.busy(self.calls.pending > 0))
        else:
            self.footer.busy(False)

    # -- time and size

    def tick(self) -> None:
        """Once a second: count undo windows down, and once a minute let everything grow older."""
        minute = self.clock.now() // MINUTE
        if self._parts is not None and self.queue.entered:
            self.parts.present.tick()
        counting = self.queue.counting() or self.thread.counting()
        if counting or self._counted or minute != self._minute:
            self.queue.paint()
            self.thread.paint()
        if minute != self._minute:
            self.status.paint()
            if self._parts is not None:
                self._parts.briefing.tick()
        if not counting:
            self.footer.pass_on()
        self._minute, self._counted = minute, counting

    def on_resize(self, event: events.Resize) -> None:
        """Another width may ask for other panes."""
        self.panes_for(event.size.width)

    def panes_for(self, width: int) -> None:
        """Choose how many panes stand side by side in so many columns; linear is one at a time."""
        two, one = TWO <= width < WIDE, width < TWO or self.ink.linear
        for name, so in (("-wide", not (two or one)), ("-two", two and not one), ("-one", one)):
            self.set_class(so, name)
        self.queue.tall = not (two or self.ink.linear)
