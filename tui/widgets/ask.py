"""One line that asks: a query for the queue, or the word that a final act wants."""

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input, Static

from tui.text import content


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
        self._input = Input(compact=True, select_on_focus=False)
        self._purpose = ""
        self.visible = False

    @property
    def asking(self) -> bool:
        """Whether an answer is awaited."""
        return self.visible

    def compose(self) -> ComposeResult:
        """Compose the question and its field."""
        yield self._question
        yield self._input

    def open(self, purpose: str, question: str, text: str) -> None:
        """Ask; from now on typing goes here."""
        self._purpose = purpose
        self._question.update(content(f" {question} "))
        self._input.value = text
        self._input.cursor_position = len(text)
        self.visible = True
        self.screen.set_focus(self._input)

    def close(self) -> None:
        """Ask no more."""
        self.visible = False

    def on_input_changed(self, event: Input.Changed) -> None:
        """Nobody else minds."""
        event.stop()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Hand the answer on."""
        event.stop()
        self.post_message(self.Answered(self._purpose, event.value))

    def on_key(self, event: events.Key) -> None:
        """Escape leaves; Tab has nowhere to go."""
        if event.key == "escape":
            event.stop()
            self.post_message(self.Left())
        elif event.key in ("tab", "shift+tab"):
            event.stop()
            event.prevent_default()
