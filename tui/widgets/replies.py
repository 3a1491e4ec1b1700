"""The palette of canned replies: filtered by typing, picked by number. It ranks nothing itself: the screen hands in."""

from collections.abc import Sequence

from rich.segment import Segment
from textual import events
from textual.message import Message

from backend.i18n import _
from backend.model.account import Account
from backend.model.desk import Suggestion
from tui.bound import key_of
from tui.commands import Where
from tui.ink import Ink
from tui.keymap import Press, typed_in
from tui.text import Clean, safe_line, wrap
from tui.widgets.drafting import kept
from tui.widgets.lines import Line, Lines
from tui.widgets.pane import Pressed
from tui.widgets.queue import ROOMY
from tui.widgets.replies_lines import Look, filter_line, preview_lines, row_line, title_line

LONGEST = 60
"""Characters of a filter."""

MOVES = {"down": 1, "up": -1, "page_down": 5, "page_up": -5, "top": -999, "end": 999}
"""How many rows a command of moving goes."""


class Replies(Lines, can_focus=True):
    """Digits pick at any time, letters filter, Enter picks the chosen row."""

    class Filter(Message):
        """The filter has changed: `show` is to be called with what matches `text`."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Picked(Message):
        """A canned reply is to be inserted."""

        def __init__(self, suggestion: Suggestion) -> None:
            super().__init__()
            self.suggestion = suggestion

    class Back(Message):
        """Tab was pressed: typing goes on in the composer, the palette stays."""

    class Closed(Message):
        """Escape was pressed."""

    def __init__(self, ink: Ink, *, id: str = "replies") -> None:
        super().__init__(ink, id=id)
        self.suggestions: tuple[Suggestion, ...] | None = None
        self.account: Account | None = None
        self.index = 0
        self.filter = ""
        self._first = 0  # the row the list is scrolled to
        self._filtered = ""  # what the suggestions on show were filtered by
        self._enter = False  # Enter was pressed before the filtered list had come
        self._rows_at = 0  # the line of the first row, for the mouse

    # -- for the screen

    def show(self, suggestions: Sequence[Suggestion], our_filter: str, account: Account | None = None) -> None:
        """Show replies ranked for `our_filter`; an answer to an older filter is dropped."""
        self.account = account or self.account
        if our_filter.strip() != self.filter.strip():
            return
        self.suggestions, self._filtered = tuple(suggestions), self.filter
        self.index = self._first = 0
        self.paint()
        if self._enter:
            self._enter = False
            self.pick(0)

    def start(self) -> None:
        """Forget what was typed and shown: the palette is opened, for another comment perhaps."""
        self.filter = self._filtered = ""
        self.suggestions, self.index, self._first, self._enter = None, 0, 0, False
        self.paint()

    def type(self, words: str) -> None:
        """Take what was typed for the palette before it had the focus: letters filter, a lone digit picks."""
        letters = "".join(char for char in words if char not in "123456789")
        if letters:
            self._wanted(self.filter + letters)
        elif words:
            self.pick(int(words[0]) - 1)

    def numbered(self, number: int) -> Suggestion | None:
        """Return the reply of this digit, None when there is none."""
        shown = self.suggestions or ()
        return shown[number - 1] if 1 <= number <= min(9, len(shown)) else None

    def pick(self, index: int) -> None:
        """Ask for the reply in this row to be inserted."""
        shown = self.suggestions or ()
        if 0 <= index < len(shown):
            self.post_message(self.Picked(shown[index]))

    # -- keys and mouse

    def on_key(self, event: events.Key) -> None:
        """Read a key; what means nothing here is left to others."""
        press = typed_in(Where.REPLIES, event.key)
        if press is not None:
            self.obey(press)
        elif event.key == "shift+tab":
            self.post_message(self.Back())
        elif not self._types(event):
            return
        event.stop()
        event.prevent_default()

    def obey(self, press: Press) -> None:
        """Do a command of the palette; one that is not of it is asked of whoever shows this."""
        command_id = press.command.id
        if command_id in MOVES:
            self._move(MOVES[command_id])
        elif command_id == "pick" and press.times:
            self.pick(press.times - 1)
        elif command_id == "pick" and self.filter != self._filtered:
            self._enter = True
        elif command_id == "pick":
            self.pick(self.index)
        elif command_id == "close":
            self.post_message(self.Closed())
        elif command_id == "answer":
            self.post_message(self.Back())
        else:
            self.post_message(Pressed(press))

    def _types(self, event: events.Key) -> bool:
        typed = self.filter
        if event.key in ("backspace", "ctrl+h"):
            typed = typed[:-1]
        elif event.key in ("ctrl+w", "ctrl+backspace"):
            typed = typed.rstrip().rpartition(" ")[0]
        elif event.key == "ctrl+u":
            typed = ""
        elif event.character and event.character.isprintable() and not event.key.startswith("alt+"):
            typed += event.character
        else:
            return False
        self._wanted(typed)
        return True

    def on_paste(self, event: events.Paste) -> None:
        """Pasted text filters; it never picks."""
        event.stop()
        self._wanted(self.filter + " ".join(kept(event.text).split()))

    def on_click(self, event: events.Click) -> None:
        """Choose the row that was clicked on; a click on the chosen one picks it."""
        row = event.y - self._rows_at + self._first
        if event.y < self._rows_at or row >= len(self.suggestions or ()):
            return
        if row == self.index:
            self.pick(row)
        self.index = row
        self.paint()

    def _wanted(self, typed: str) -> None:
        typed = typed[:LONGEST].lstrip()
        if typed != self.filter:
            self.filter, self._enter = typed, False
            self.paint()
            self.post_message(self.Filter(typed))

    def _move(self, by: int) -> None:
        last = len(self.suggestions or ()) - 1
        self.index = max(0, min(last, self.index + by))
        self.paint()

    def watch_has_focus(self, _focused: bool) -> None:
        """Show whether typing filters, or goes elsewhere."""
        self.paint()

    @property
    def read_at(self) -> int:
        """The line of the chosen reply."""
        return self._rows_at + self.index - self._first

    # -- drawing

    def draw(self) -> list[Line]:
        """Return title, filter, rows and the chosen reply as it would be inserted."""
        look = Look(self.ink, self.size.width, self.has_focus, self.account)
        roomy = self.size.height >= ROOMY
        head = [[], title_line(look), []] if roomy else [title_line(look)]
        chosen = self.suggestions[self.index] if self.suggestions else None
        lines: list[Line] = [*head, filter_line(self.filter, chosen.template.language if chosen else "", look)]
        lines += [[]] if roomy else []
        self._rows_at = len(lines)
        if chosen is None:
            return [*lines, [], *self._nothing(look)]
        lines += self._rows(look, max(3, (self.size.height - len(lines)) // 2))
        return [*lines, [], *preview_lines(chosen, look)] if roomy else [*lines, *preview_lines(chosen, look)]

    def _rows(self, look: Look, room: int) -> list[Line]:
        """Return the rows that fit, the chosen one among them."""
        shown = self.suggestions or ()
        room = max(room, min(9, len(shown), self.size.height - 12))
        self._first = min(max(self._first, self.index - room + 1), self.index)
        visible = range(self._first, min(len(shown), self._first + room))
        return [row_line(at + 1, shown[at], at == self.index, look) for at in visible]

    def _nothing(self, look: Look) -> list[Line]:
        """Say why no reply is shown, and how there come to be some."""
        style = self.ink.style
        if self.suggestions is None:
            said = [(_("Looking for replies…"), "faint")]
        elif self._filtered:
            said = [
                (_("No reply has {words} in it.").format(words=f"‘{safe_line(self._filtered)}’"), "text"),
                (_("Backspace widens the search, {key} closes.").format(key=key_of("close")), "dim"),
            ]
        else:
            said = [
                (_("Approved canned replies stand here, the one that fits best on top."), "text"),
                (_("There are none yet. Bring some in from a file:"), "dim"),
                ("nightdesk template import FILE.toml", "info"),
            ]
        return [
            [Segment(" " + line, style(token))] for words, token in said for line in wrap(Clean(words), look.cells - 2)
        ]
