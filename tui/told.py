"""How something done on another thread comes back to the loop."""

from collections.abc import Callable

from textual.message import Message


class Told(Message, bubble=False):
    """Runs `tell` on the loop."""

    def __init__(self, tell: Callable[[], None]) -> None:
        super().__init__()
        self.tell = tell
