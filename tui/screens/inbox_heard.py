"""What the inbox hears from the parts that are typed into: the line that asks, the composer, the palette of replies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.screen import Screen

if TYPE_CHECKING:
    from textual.widget import Widget

    from tui.commands import Where
    from tui.keymap import Press
    from tui.screens.inbox_parts import Parts
    from tui.widgets.ask import Ask, Helper
    from tui.widgets.composer import Composer
    from tui.widgets.pane import Pressed
    from tui.widgets.replies import Replies


class Hearing(Screen[None]):
    """Hands what was typed to whoever does it."""

    def __init__(self) -> None:
        super().__init__()
        self._asked_from: Widget | None = None  # where the focus was when a line was asked for

    @property
    def parts(self) -> Parts:
        """What does the work."""
        raise NotImplementedError

    @property
    def where(self) -> Where:
        """The pane that has the focus."""
        raise NotImplementedError

    def obey(self, press: Press) -> None:
        """Do what was typed."""
        raise NotImplementedError

    # -- one line that asks

    def ask(self, purpose: str, question: str, text: str = "", helper: Helper | None = None) -> None:
        """Ask for a line of text above the footer; the answer goes to whoever the purpose names."""
        if not self.parts.ask.asking:
            self.parts.commanding.where, self._asked_from = self.where, self.focused
        self.parts.ask.open(purpose, question, text, helper)

    def close_ask(self) -> None:
        """Ask no more; typing goes on where it was."""
        if self.parts.ask.asking:
            self.parts.ask.close()
            self.set_focus(self._asked_from or self.query_one("#queue"))

    def on_ask_answered(self, event: Ask.Answered) -> None:
        """A line was typed."""
        self.parts.answered(event.purpose, event.text)

    def on_ask_left(self) -> None:
        """Nothing is meant."""
        self.close_ask()

    # -- composer and palette

    def on_composer_send(self, event: Composer.Send) -> None:
        """The answer is to be sent."""
        self.parts.answering.send(event.comment_id, event.text, event.revision, event.template_id)

    def on_composer_save(self, event: Composer.Save) -> None:
        """The draft is to be kept."""
        self.parts.answering.save(event.comment_id, event.text, event.revision, event.template_id)

    def on_composer_dropped(self, event: Composer.Dropped) -> None:
        """The answer is to be forgotten."""
        self.parts.answering.drop(event.comment_id, event.revision)

    def on_composer_left(self, event: Composer.Left) -> None:
        """Typing is over for now."""
        self.parts.answering.left(event.comment_id)

    def on_pressed(self, event: Pressed) -> None:
        """A command of the desk was typed while writing, or among the canned replies."""
        self.obey(event.press)

    def on_composer_want_replies(self) -> None:
        """A canned reply is wanted."""
        self.parts.picking.show()

    def on_composer_want_reply(self, event: Composer.WantReply) -> None:
        """The canned reply of a digit is wanted."""
        self.parts.picking.insert_number(event.number)

    def on_guide_back(self) -> None:
        """The guideline has been read."""
        self.parts.guiding.back()

    def on_replies_back(self) -> None:
        """Typing goes on in the composer."""
        self.parts.answering.focus()

    def on_replies_filter(self, event: Replies.Filter) -> None:
        """The palette is filtered."""
        self.parts.picking.filter(event.text)

    def on_replies_picked(self, event: Replies.Picked) -> None:
        """A canned reply was chosen."""
        self.parts.picking.picked(event.suggestion, event.wording)

    def on_replies_picked_earlier(self, event: Replies.PickedEarlier) -> None:
        """An earlier answer was chosen."""
        self.parts.picking.picked_earlier(event.earlier)

    def on_replies_closed(self) -> None:
        """The palette is no longer wanted."""
        self.parts.picking.close()
