"""A pane of lines that takes keys: it reads them by the table of commands and hands whole commands on."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import events
from textual.message import Message

from tui.bound import bound, commands_in
from tui.commands import Command, Where
from tui.ink import Ink
from tui.keymap import Keys, Press
from tui.widgets.lines import Lines

Obey = Callable[[Press], None]
"""What does a command that was typed."""

Pending = Callable[[str, Sequence[Command]], None]
"""Shows what has been typed of a command, and which it may become."""


class Pressed(Message):
    """A command of the desk was typed in a pane that does its own commands itself."""

    def __init__(self, press: Press) -> None:
        super().__init__()
        self.press = press


class Pane(Lines, can_focus=True):
    """Lines that can have the focus."""

    where: ClassVar[Where]

    def __init__(self, ink: Ink, *, id: str) -> None:
        super().__init__(ink, id=id)
        self.keys = Keys(commands_in(self.where), stay=bound().stay)
        self.obey: Obey | None = None
        self.pending: Pending = lambda _typed, _following: None
        self.ahead: Callable[[events.Key], bool] | None = None  # takes keys that are text typed too early

    def on_key(self, event: events.Key) -> None:
        """Feed a key to the keymap; what completes no command stays for others."""
        if self.ahead is not None and self.ahead(event):
            event.stop()
            event.prevent_default()
            return
        if self.app.focused is not self:
            self._send_on(event)
            return
        pending = self.keys.pending
        press = self.keys.feed(event.key, event.character)
        if press is None and self.keys.pending == pending:
            return
        event.stop()
        event.prevent_default()
        if self.keys.pending != pending:
            self.pending(self.keys.pending, self.keys.following)
        if press is not None and self.obey is not None:
            self.obey(press)

    def _send_on(self, event: events.Key) -> None:
        """Hand a key on that was meant for here when it was typed; the key before it has moved the focus since."""
        event.stop()
        event.prevent_default()
        if self.app.focused is not None:
            self.app.post_message(events.Key(event.key, event.character))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The wheel moves as the keys do."""
        self._roll(event, "down")

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """The wheel moves as the keys do."""
        self._roll(event, "up")

    def _roll(self, event: events.Event, command_id: str) -> None:
        event.stop()
        if not self.has_focus:
            self.focus()
        command = next(one for one in commands_in(self.where) if one.id == command_id)
        if self.obey is not None:
            self.obey(Press(command, 3))

    def watch_has_focus(self, focused: bool) -> None:
        """Show whether typing happens here; who leaves forgets half a command. (The event comes before the fact.)"""
        if not focused:
            if self.keys.pending:
                self.pending("", ())
            self.keys.clear()
        self.paint()
