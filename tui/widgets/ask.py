"""One line that asks: a query for the queue, or the word that a final act wants."""

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input, Static

from tui.text import content


class Ask(Horizontal):
    """A question and the place for its answer, above the footer. It has the focus until it is answered or left."""

    BINDINGS: ClassVar[list[BindingType]] = []

    class Answered(Message):
        """Enter was pressed."""

        def __init__(self, purpose: str, text: str) -> None:
            super().__init__()
            self.purpose = purpose
            self.text = text

    class Left(Message):
        """Escape was pressed: nothing is meant."""

    def __init__(self, purpose: str, question: str, text: str = "") -> None:
        super().__init__(id="ask")
        self._purpose = purpose
        self._question = question
        self._text = text

    def compose(self) -> ComposeResult:
        """Compose the question and its field."""
        yield Static(content(f" {self._question} "), classes="question")
        yield Input(self._text, compact=True, select_on_focus=False)

    def on_mount(self) -> None:
        """Typing goes here."""
        self.query_one(Input).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Hand the answer on."""
        event.stop()
        self.post_message(self.Answered(self._purpose, event.value))

    def on_key(self, event: events.Key) -> None:
        """Escape leaves."""
        if event.key == "escape":
            event.stop()
            self.post_message(self.Left())
