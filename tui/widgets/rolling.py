"""A pane of drawn lines that has the screen to itself: its keys of moving, and the wheel, which does the same."""

from __future__ import annotations

from textual import events

from tui.widgets.lines import Lines

STEPS = {"down": 1, "j": 1, "up": -1, "k": -1, "ctrl+d": 10, "ctrl+u": -10}
"""How many lines, or rows, a key goes."""

FAR = {"home": -1_000_000, "g": -1_000_000, "end": 1_000_000, "G": 1_000_000}
"""Keys that go to an end."""

WHEEL = 3
"""Lines that the wheel goes at once."""


def typed(event: events.Key) -> str:
    """Return a key's name: its character where it has one that can be seen."""
    return event.character if event.character and event.character.isprintable() else event.key


class Rolling(Lines, can_focus=True):
    """Says what the wheel does by `roll`."""

    def roll(self, step: int, x: int) -> None:
        """Go so many lines down (negative: up); `x` is the column the mouse is over."""
        raise NotImplementedError

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The wheel moves as the keys do."""
        self._rolled(event, WHEEL)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """The wheel moves as the keys do."""
        self._rolled(event, -WHEEL)

    def _rolled(self, event: events.MouseEvent, step: int) -> None:
        event.stop()
        self.roll(step, event.x)
        self.paint()
