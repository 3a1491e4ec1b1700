"""The composer: where an answer is written. It keeps drafts, refuses what cannot be sent, and knows no verb itself."""

import time
from dataclasses import replace
from typing import Self

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.timer import Timer
from textual.widgets import TextArea

from backend.i18n import _, ngettext
from backend.i18n.reasons import word
from backend.model.desk import Composing, Difference
from backend.model.reason import Reason
from backend.text.outgoing import outgoing
from tui.bound import key_of
from tui.ink import ROOM, Ink
from tui.keymap import Press
from tui.symbols import BAD
from tui.text import safe_line
from tui.widgets.composer_head import Head, Hint
from tui.widgets.composer_lines import Length, length
from tui.widgets.drafting import LONGEST, Span, blanks, insert, says_nothing
from tui.widgets.pane import Pressed
from tui.widgets.queue import ROOMY
from tui.widgets.stacking import Stacked
from tui.widgets.writing import Writing

SAVE_S = 2.0
"""How long typed text may stay unsaved."""

HEELS_S = 0.3
"""A ^S so soon after a paste is taken for a part of it."""

TWICE_S = 1.0
"""A second ^S on the same text within this time is the same wish."""


LEAST, SHARE = 3, 0.3
"""Lines the text always has, and the share of the screen it may grow to: the comment it answers stays in view."""


class Composer(Vertical):
    """Writes one answer at a time. `open` starts it, `close` ends it; the screen decides when."""

    DEFAULT_CSS = (ROOM / "composer.tcss").read_text(encoding="utf-8")

    class Written(Message):
        """What every message about a text carries. `template_id` is the canned reply it was made from last."""

        def __init__(self, comment_id: int, text: str, revision: int, template_id: int | None) -> None:
            super().__init__()
            self.comment_id = comment_id
            self.text = text
            self.revision = revision
            self.template_id = template_id

    class Send(Written):
        """^S was pressed and nothing speaks against sending. `text` is whole, with the mention it needs."""

    class Save(Written):
        """The text has changed and should be kept."""

    class Dropped(Written):
        """The answer is no longer wanted: what was kept of it is to be forgotten."""

    class Left(Message):
        """Escape was pressed; a Save went before when there was something to keep."""

        def __init__(self, comment_id: int) -> None:
            super().__init__()
            self.comment_id = comment_id

    class WantReplies(Message):
        """The palette of canned replies is wanted."""

    class WantReply(Message):
        """The canned reply of this number (1 to 9) is wanted, as the palette ranks them."""

        def __init__(self, number: int) -> None:
            super().__init__()
            self.number = number

    def __init__(self, ink: Ink, *, id: str = "composer") -> None:
        super().__init__(id=id)
        self.head, self.writing, self.hint = Head(ink), Writing(self.obey), Hint(ink)
        self._composing: Composing | None = None
        self._template_id: int | None = None
        self._stacked: Stacked | None = None
        self._saved = ""
        self._shown = ""
        self._sent: tuple[str, float] = ("", float("-inf"))
        self._timer: Timer | None = None

    def compose(self) -> ComposeResult:
        """Compose head, text and hint."""
        yield self.head
        yield self.writing
        yield self.hint

    # -- for the screen

    @property
    def sending(self) -> str:
        """What sending is called here where it is something else: copying, or approving."""
        composing = self._composing
        if composing is None or not (composing.copies or composing.approves):
            return ""
        return _("approve") if composing.approves else _("copy")

    def open(self, composing: Composing) -> None:
        """Start an answer: the kept draft, or the mention and signature to start from."""
        self._stop_timer()
        self._composing, self._template_id, self._stacked = composing, composing.template_id, None
        self.head.moved = None
        self._sent = ("", float("-inf"))
        self.hint.said, self.hint.composing = None, composing
        self.writing.start_with(composing.text, composing.cursor)
        self._saved = self._shown = self.writing.text
        self.display = True
        self._paint()
        self.screen.set_focus(self.writing)

    def insert(self, text: str, template_id: int | None = None, pictures: tuple[str, ...] = ()) -> None:
        """Put a canned reply at the cursor, or behind the last one, with its pictures; the first blank is chosen."""
        if self._composing is None:
            return
        before, place = self.writing.text, self.writing.selected
        if self._stacked is not None:
            place = self._stacked.next_place(before, place)
        if template_id is not None:
            self._template_id, self._composing = template_id, replace(self._composing, pictures=pictures)
        self._put(before, place, text, self._composing)

    def exchange(self, text: str) -> bool:
        """Put another wording in place of the last insertion; False when something was written since."""
        last = self._stacked
        if self._composing is None or last is None or not last.untouched(self.writing.text):
            return False
        self._put(last.before, (last.start, last.end), text, self._composing)
        return True

    def _put(self, before: str, place: tuple[int, int], text: str, composing: Composing) -> None:
        done = insert(before, *place, text, composing)
        self.writing.put(done.text, done.start, done.end)
        self._stacked = Stacked(before, *place, done, self.writing.selected)
        self.writing.focus()

    def type(self, words: str) -> None:
        """Write words where the cursor is, as if they were typed: they were, before this was open."""
        if self._composing is not None:
            self.writing.insert(words, maintain_selection_offset=False)

    def give_aside(self) -> str:
        """Return what was typed for the palette since Tab; from now on typing is for the answer again."""
        words, self.writing.aside = self.writing.aside or "", None
        return words

    def hold(self, holder: str | None) -> None:
        """Show that a colleague is answering the same comment, or no longer is."""
        if self._composing is not None:
            self._composing = replace(self._composing, holder=holder)
            self._paint()

    def moved(self, moved: Difference) -> None:
        """Show what has become of the comment, and offer to send all the same, to write on, or to drop the answer."""
        if self._composing is None or self._composing.comment_id != moved.comment_id:
            return
        self._composing = replace(self._composing, revision=moved.revision)
        self.head.moved, self._sent = moved, ("", float("-inf"))
        offer = _("{send} sends it all the same · write on to change it · {drop} drops it")
        self.say(offer.format(send=key_of("send"), drop=key_of("drop")), "lamp")
        self._paint()

    def say(self, words: str, colour: str = "danger") -> None:
        """Show what is wrong in place of the hint, until the text changes."""
        self.hint.said = (words, colour)
        self.hint.paint()

    def close(self) -> None:
        """End the answer. Nothing is saved: what should be kept has been."""
        self._stop_timer()
        self._composing = None
        self.display = False
        self.writing.start_with("", 0)

    def unsaved(self) -> "Composer.Save | None":
        """Return what has been typed and not yet been handed out for saving; from now on it counts as saved."""
        composing, text = self._composing, self.writing.text
        self._stop_timer()
        if composing is None or text == self._saved:
            return None
        self._saved = text
        return self.Save(composing.comment_id, text, composing.revision, self._template_id)

    def focus(self, scroll_visible: bool = True) -> Self:
        """Put the focus into the text."""
        self.writing.focus(scroll_visible)
        return self

    # -- while writing

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Count anew, forget what was said, and save before long."""
        event.stop()
        text = self.writing.text
        if self._composing is None or text == self._shown:
            return
        self._shown = text
        self.hint.said = None
        if self.writing.was_cut:
            self.hint.said = (_("Cut at {n} characters; no platform takes more.").format(n=LONGEST), "danger")
        self._paint()
        if self._timer is None and text != self._saved:
            self._timer = self.set_timer(SAVE_S, self._save)

    def on_resize(self, _event: events.Resize) -> None:
        """Have air around the text where there is room for it."""
        self.set_class(self.app.size.height >= ROOMY, "-roomy")
        self._paint()

    def obey(self, press: Press) -> None:
        """Do a command of writing; one that is not of writing is asked of whoever shows this."""
        composing = self._composing
        if composing is None:
            return
        match press.command.id:
            case "send":
                self._send(composing)
            case "keep":
                self._save()
                self.post_message(self.Left(composing.comment_id))
            case "drop":
                self._stop_timer()
                self.post_message(self.Dropped(composing.comment_id, "", composing.revision, None))
            case "replies":
                self.writing.aside = ""
                self.post_message(self.WantReplies())
            case "insert":
                self.post_message(self.WantReply(press.times or 1))
            case _:
                self.post_message(Pressed(press))

    def _save(self) -> None:
        message = self.unsaved()
        if message is not None:
            self.post_message(message)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None

    def _paint(self) -> None:
        """Draw what stands around the text, which takes the lines it needs, up to its share of the screen."""
        lines = max(LEAST, min(self.writing.wrapped_document.height, int(self.app.size.height * SHARE)))
        if self.writing.styles.height is None or self.writing.styles.height.value != lines:
            self.writing.styles.height = lines
        self.head.composing, self.head.text = self._composing, self.writing.text
        self.head.paint()
        self.hint.paint()

    # -- sending

    def _send(self, composing: Composing) -> None:
        text, now = self.writing.text, time.monotonic()
        if now - self.writing.pasted_at < HEELS_S:
            said = _("Pasted text never sends. Press {key} again to send.").format(key=key_of("send"))
            self.say(said, "lamp")
            return
        if self._sent[0] == text and now - self._sent[1] < TWICE_S:
            return
        open_blanks = blanks(text)
        refusal = _refusal(text, composing, length(text, composing), open_blanks)
        if refusal:
            self.say(f"{BAD} {refusal}")
            if open_blanks:
                self.writing.select(open_blanks[0].start, open_blanks[0].end)
            return
        self._sent = (text, now)
        self._stop_timer()
        whole = outgoing(text, composing.mention)
        self.post_message(self.Send(composing.comment_id, whole, composing.revision, self._template_id))


def _refusal(text: str, composing: Composing, counted: Length, open_blanks: tuple[Span, ...]) -> str:
    """Return why a text cannot be sent, empty when it can."""
    if says_nothing(text, composing):
        return word(Reason("reply.empty"))
    if open_blanks:
        return word(Reason("reply.blank", {"blank": safe_line(open_blanks[0].what, 60)}))
    if counted.in_bytes:
        return ngettext("{n} byte too many.", "{n} bytes too many.", counted.over).format(n=counted.over)
    if counted.over:
        return ngettext("{n} character too many.", "{n} characters too many.", counted.over).format(n=counted.over)
    return ""
