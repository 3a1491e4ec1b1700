"""One line that asks: a query for the queue, a command by its name, or the word that a final act wants."""

from typing import Protocol

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input, Static

from tui.text import content
from tui.widgets.field import Field

ASIDE = frozenset({"tab", "shift+tab", "up", "down", "pageup", "pagedown", "ctrl+n", "ctrl+p"})
"""Keys that mean nothing to the field itself and are a helper's."""


class Helper(Protocol):
    """Whoever helps with what is typed: completes it, brings old lines back, shows what it may mean."""

    def typed(self, text: str) -> None:
        """The line has become this."""

    def pressed(self, key: str, text: str) -> str | None:
        """Take a key of ASIDE while this text stands in the line. Returns what the line becomes, None: it stays."""

    def closed(self) -> None:
        """Nothing is asked any more."""


class Ask(Horizontal):
    """A question and the place for its answer, above the footer.

    It is there, unseen, before it is needed: a key that follows at once is text, and must never decide about a comment.
    It lies above the panes and keeps its place while it is unseen, so that no pane is laid out or painted anew for it.
    """

    class Answered(Message):
        """Enter was pressed. `purpose` is what `open` was given."""

        def __init__(self, purpose: str, text: str) -> None:
            super().__init__()
            self.purpose = purpose
            self.text = text

    class Left(Message):
        """Escape was pressed: nothing is meant."""

    def __init__(self) -> None:
        super().__init__(id="ask")
        self._question = Static(classes="question")
        self._input = Field(compact=True, select_on_focus=False)
        self._purpose = ""
        self._helper: Helper | None = None
        self.visible = False

    @property
    def asking(self) -> bool:
        """Whether an answer is awaited."""
        return self.visible

    def compose(self) -> ComposeResult:
        """Compose the question and its field."""
        yield self._question
        yield self._input

    def open(self, purpose: str, question: str, text: str, helper: Helper | None = None) -> None:
        """Ask; from now on typing goes here."""
        self._purpose, self._helper = purpose, helper
        self._question.update(content(f" {question} "))
        self.put(text)
        self.visible = True
        self.screen.set_focus(self._input)

    def close(self) -> None:
        """Ask no more."""
        self.visible = False
        if self._helper is not None:
            self._helper.closed()
            self._helper = None

    def put(self, text: str) -> None:
        """Write a text into the field without anybody being told that it was typed."""
        with self._input.prevent(Input.Changed):
            self._input.value = text
        self._input.cursor_position = len(text)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Tell the helper; nobody else minds."""
        event.stop()
        if self._helper is not None:
            self._helper.typed(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Hand the answer on."""
        event.stop()
        self.post_message(self.Answered(self._purpose, event.value))

    def on_key(self, event: events.Key) -> None:
        """Escape leaves; Tab and arrows are the helper's, and have nowhere to go without one."""
        if event.key == "escape":
            event.stop()
            self.post_message(self.Left())
        elif event.key in ASIDE:
            event.stop()
            event.prevent_default()
            text = self._helper.pressed(event.key, self._input.value) if self._helper is not None else None
            if text is not None:
                self.put(text)
