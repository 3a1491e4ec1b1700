"""The palette: canned replies filtered by typing and picked by number, and earlier answers below them.

It ranks nothing itself: the screen hands in.
"""

from collections.abc import Sequence

from textual import events
from textual.message import Message

from backend.model.account import Account
from backend.model.clock import EPOCH, Micros
from backend.model.palette import Earlier, Suggestion, Wording
from tui.commands import Where
from tui.ink import Ink
from tui.keymap import Press, typed_in
from tui.widgets import earlier_lines
from tui.widgets.drafting import kept
from tui.widgets.filtering import edited
from tui.widgets.lines import Line, Lines
from tui.widgets.pane import Pressed
from tui.widgets.queue import ROOMY
from tui.widgets.replies_lines import (
    TITLE,
    Look,
    asked_lines,
    filter_line,
    listed,
    nothing_lines,
    preview_lines,
    row_line,
    title_line,
)

LONGEST = 60
"""Characters of a filter."""

MOVES = {"down": 1, "up": -1, "page_down": 5, "page_up": -5, "top": -999, "end": 999}
"""How many rows a command of moving goes."""

PREVIEW = 9
"""Lines that are kept for the chosen one below the rows."""


class Replies(Lines, can_focus=True):
    """Digits pick at any time, letters filter, Enter picks the chosen row."""

    class Filter(Message):
        """The filter has changed: `show` is to be called with what matches `text`."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Picked(Message):
        """A canned reply is to be inserted, in this wording."""

        def __init__(self, suggestion: Suggestion, wording: Wording) -> None:
            super().__init__()
            self.suggestion = suggestion
            self.wording = wording

    class PickedEarlier(Message):
        """An earlier answer is to be inserted."""

        def __init__(self, earlier: Earlier) -> None:
            super().__init__()
            self.earlier = earlier

    class Back(Message):
        """Tab was pressed: typing goes on in the composer, the palette stays."""

    class Closed(Message):
        """Escape was pressed."""

    def __init__(self, ink: Ink, *, id: str = "replies") -> None:
        super().__init__(ink, id=id)
        self.suggestions: tuple[Suggestion, ...] | None = None
        self.earlier: tuple[Earlier, ...] | None = None
        self.account: Account | None = None
        self.asked: tuple[str, str] | None = None  # who wrote what is answered, where nothing else shows it
        self.now, self.zone = EPOCH, "UTC"
        self.index = 0  # of the chosen row: the canned replies first, then the earlier answers
        self.filter = ""
        self._turned: dict[int, int] = {}  # how often another wording of a template was asked for
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

    def show_earlier(self, found: Sequence[Earlier], our_filter: str, now: Micros, zone: str) -> None:
        """Show earlier answers found for `our_filter`; the cursor stays where it is."""
        if our_filter.strip() != self.filter.strip():
            return
        self.earlier, self.now, self.zone = tuple(found), now, zone
        self.index = min(self.index, max(0, self._count - 1))
        self.paint()

    def start(self) -> None:
        """Forget what was typed and shown: the palette is opened, for another comment perhaps."""
        self.filter = self._filtered = ""
        self.suggestions, self.earlier, self.index, self._first, self._enter = None, None, 0, 0, False
        self._turned = {}
        self.paint()

    def type(self, words: str) -> None:
        """Take what was typed for the palette before it had the focus: letters filter, a lone digit picks."""
        letters = "".join(char for char in words if char not in "123456789")
        if letters:
            self._wanted(self.filter + letters)
        elif words:
            self._digit(int(words[0]))

    def numbered(self, number: int) -> Suggestion | None:
        """Return the reply of this digit, None when there is none."""
        shown = self.suggestions or ()
        return shown[number - 1] if 1 <= number <= min(9, len(shown)) else None

    @property
    def chosen(self) -> Suggestion | Earlier | None:
        """What the cursor stands on."""
        every: tuple[Suggestion | Earlier, ...] = (*(self.suggestions or ()), *(self.earlier or ()))
        return every[self.index] if self.index < len(every) else None

    def wording(self, suggestion: Suggestion) -> Wording:
        """Return the wording of a reply that is shown: the first, unless another was asked for."""
        turned = self._turned.get(suggestion.template.id, 0)
        return suggestion.wordings[turned % len(suggestion.wordings)]

    def turn(self, suggestion: Suggestion) -> Wording:
        """Show the next wording of a reply, and return it."""
        key = suggestion.template.id
        self._turned[key] = self._turned.get(key, 0) + 1
        self.paint()
        return self.wording(suggestion)

    def pick(self, index: int) -> None:
        """Ask for what is in this row to be inserted."""
        shown, earlier = self.suggestions or (), self.earlier or ()
        if 0 <= index < len(shown):
            self.post_message(self.Picked(shown[index], self.wording(shown[index])))
        elif 0 <= index - len(shown) < len(earlier):
            self.post_message(self.PickedEarlier(earlier[index - len(shown)]))

    def _digit(self, number: int) -> None:
        if self.numbered(number) is not None:
            self.pick(number - 1)

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
            self._digit(press.times)
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
        typed = edited(self.filter, event.key, event.character)
        if typed is not None:
            self._wanted(typed)
        return typed is not None

    def on_paste(self, event: events.Paste) -> None:
        """Pasted text filters; it never picks."""
        event.stop()
        self._wanted(self.filter + " ".join(kept(event.text).split()))

    def on_click(self, event: events.Click) -> None:
        """Choose the row that was clicked on; a click on the chosen one picks it."""
        at = event.y - self._rows_at + self._first
        rows = self._list()
        if event.y < self._rows_at or at >= len(rows) or rows[at] == TITLE:
            return
        if rows[at] == self.index:
            self.pick(rows[at])
        self.index = rows[at]
        self.paint()

    def _wanted(self, typed: str) -> None:
        typed = typed[:LONGEST].lstrip()
        if typed != self.filter:
            self.filter, self._enter = typed, False
            self.paint()
            self.post_message(self.Filter(typed))

    def _move(self, by: int) -> None:
        self.index = max(0, min(self._count - 1, self.index + by))
        self.paint()

    def watch_has_focus(self, _focused: bool) -> None:
        """Show whether typing filters, or goes elsewhere."""
        self.paint()

    @property
    def read_at(self) -> int:
        """The line of what is chosen."""
        return self._rows_at + (self._list().index(self.index) if self._count else 0) - self._first

    # -- drawing

    @property
    def _count(self) -> int:
        return len(self.suggestions or ()) + len(self.earlier or ())

    def _list(self) -> list[int]:
        return listed(len(self.suggestions or ()), len(self.earlier or ()), roomy=self.size.height >= ROOMY)

    def draw(self) -> list[Line]:
        """Return title, filter, rows and the chosen one as it would be inserted."""
        look = Look(self.ink, self.size.width, self.has_focus, self.account, self.size.height >= ROOMY)
        head = [[], title_line(look), []] if look.roomy else [title_line(look)]
        head += asked_lines(*self.asked, look) if self.asked is not None else []
        chosen = self.chosen
        first = (self.suggestions or (None,))[0]
        lines: list[Line] = [*head, filter_line(self.filter, first.template.language if first else "", look)]
        lines += [[]] if look.roomy else []
        if self.suggestions is None or chosen is None:
            self._rows_at = len(lines)
            return [
                *lines,
                *([[]] if look.roomy else []),
                *nothing_lines(self._filtered if self.suggestions is not None else None, look),
            ]
        if not self.suggestions:
            lines += nothing_lines(self._filtered, look)
        self._rows_at = len(lines)
        lines += self._rows(look, max(4, self.size.height - len(lines) - PREVIEW))
        return [*lines, *([[]] if look.roomy else []), *self._preview(chosen, look)]

    def _rows(self, look: Look, room: int) -> list[Line]:
        """Return the rows that fit, the chosen one among them."""
        rows = self._list()
        at = rows.index(self.index)
        self._first = max(0, min(max(self._first, at - room + 1), at, len(rows) - room))
        return [self._row(rows, place, look) for place in range(self._first, min(len(rows), self._first + room))]

    def _row(self, rows: list[int], place: int, look: Look) -> Line:
        entry, replies = rows[place], self.suggestions or ()
        if entry == TITLE:
            air = place + 1 < len(rows) and rows[place + 1] == TITLE
            return [] if air else earlier_lines.title_line(look, None if self.earlier is None else len(self.earlier))
        if entry < len(replies):
            return row_line(entry + 1, replies[entry], entry == self.index, look)
        one = (self.earlier or ())[entry - len(replies)]
        return earlier_lines.row_line(one, self.now, self.zone, entry == self.index, look)

    def _preview(self, chosen: Suggestion | Earlier, look: Look) -> list[Line]:
        if isinstance(chosen, Earlier):
            return earlier_lines.preview_lines(chosen, self.now, self.zone, look)
        return preview_lines(chosen, self.wording(chosen), look)
