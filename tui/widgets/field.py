"""Fields whose editing keys take effect in the order they were typed.

Textual lets a letter in at once but sends a key with a binding (Backspace, arrows, Ctrl+U) on a round through the whole
program first. Keys that come in one piece, as they do over a slow line or from a held key, would change places.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events
from textual.binding import Binding
from textual.widget import Widget
from textual.widgets import Input

if TYPE_CHECKING:
    from textual.widgets import TextArea  # half a megabyte that a desk does not need before somebody writes


async def carry_out(field: Widget, editing: type[Input | TextArea], event: events.Key) -> None:
    """Carry out what a key does in a field of this kind now, if it does something, before the next key is looked at."""
    for binding in editing.BINDINGS:
        if isinstance(binding, Binding) and event.key in binding.key.split(","):
            if await field.app.run_action(binding.action, field):  # not so when there is nothing to copy
                event.stop()
                event.prevent_default()
            return


class Field(Input):
    """One line of text."""

    async def _on_key(self, event: events.Key) -> None:
        await carry_out(self, Input, event)  # Textual runs the base's own after this
