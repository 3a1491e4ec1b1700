"""The queue for screen readers: what the cursor stands on as one sentence, the list below it in plain lines.

The list bears no mark of the cursor and a sentence no running seconds, so that a move changes the sentence alone: it is
what a reader speaks. Braille and speech take the words in this order, hence the place in the list and the state first.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.segment import Segment

from backend.i18n import _, ngettext
from backend.model.account import Account
from backend.model.clock import Micros
from backend.model.comment import QueueRow
from tui.ink import Ink
from tui.symbols import ASKS, LATE
from tui.text import Clean, fit, safe_line, wrap
from tui.when import spoken
from tui.widgets.lines import Line
from tui.widgets.marks import acted, kept_words, remote_words, row_mark, row_preview, seen_by, who

if TYPE_CHECKING:
    from tui.widgets.queue import Queue
    from tui.widgets.window import Window

LINES = 4
"""Lines kept for the sentence: with as many always, the list below it never moves."""


class Spoken:
    """What was said of the queue last. It is said anew when a row or its place changes, not because time goes by."""

    def __init__(self) -> None:
        self._head: tuple[object, list[Line]] = (None, [])
        self._rows: dict[int, tuple[object, Line]] = {}

    def forget(self) -> None:
        """Say all anew: names, words or colours have changed."""
        self._head = (None, [])
        self._rows.clear()

    def head(self, queue: Queue) -> list[Line]:
        """Return the sentence on the row under the cursor, on as many lines as are kept for it."""
        row, now, cells = queue.window.current, queue.clock.now(), queue.size.width
        if row is None:
            return []
        key = (row, _place(queue.window), queue.me, cells, _late(row, now))
        if self._head[0] != key:
            said = sentence(row, queue.accounts.get(row.account_id), key[1], queue.me, now)
            style = queue.ink.style("text", bold=True)
            lines: list[Line] = [[Segment(line, style)] for line in _cut(wrap(said, cells), cells)]
            self._head = (key, [*lines, *([] for _line in range(LINES - len(lines)))])
        return self._head[1]

    def list_lines(self, queue: Queue) -> list[Line]:
        """Return the visible rows, a plain line each, and one above each group."""
        now, rows = queue.clock.now(), queue.visible_rows()
        first = queue.window.at(rows[0].id) or 0
        if len(self._rows) > 400:
            self._rows.clear()
        lines: list[Line] = []
        group = None
        for at, row in enumerate(rows):
            before, group = group, queue.window.group_of(row)
            if group is not None and group != before:
                lines.append(queue.group_line(group))
            lines.append(self._line(row, "" if queue.window.above else f"{first + at + 1}.", queue, now))
        return lines

    def _line(self, row: QueueRow, number: str, queue: Queue, now: Micros) -> Line:
        key = (row, number, queue.me, queue.size.width, _late(row, now))
        kept = self._rows.get(row.id)
        if kept is None or kept[0] != key:
            line = list_line(row, number, queue.ink, queue.me, now, queue.size.width)
            kept = self._rows[row.id] = (key, line)
        return kept[1]


def _late(row: QueueRow, now: Micros) -> bool:
    return row.due_at is not None and row.due_at < now


def _place(window: Window) -> str:
    """Say the cursor's place in the list as far as it is known: `3 of 31`, `3`, or nothing."""
    if window.above:
        return ""
    place = str(window.index + 1)
    return place if window.below else _("{place} of {total}").format(place=place, total=len(window.rows))


def _cut(lines: Sequence[str], cells: int) -> list[str]:
    kept = list(lines[:LINES])
    if len(lines) > LINES:
        kept[-1] = fit(kept[-1] + " " + lines[LINES], cells).rstrip()
    return kept


def sentence(row: QueueRow, account: Account | None, place: str, me: str, now: Micros) -> Clean:
    """Say all there is to a row: place in the list, state, whose, where, since when, by whom, and what it says."""
    said = [
        _("Comment {place}").format(place=place) if place else _("Comment"),
        *state_words(row, now),
        *_holder(row, me),
        *_alike(row),
        *(words for words in (seen_by(row.visibility), remote_words(row.remote_state)) if words),
        *kept_words(row),
    ]
    if row.follow_up:
        said.append(_("follow-up to our answer"))
    if account is not None:
        said.append(f"{account.platform.capitalize()} {safe_line(account.short_name)}")
    said += [_("{span} old").format(span=spoken(now - row.written_at)), who(row)]
    return Clean(f"{', '.join(said)}: {row_preview(row, account)}")


def state_words(row: QueueRow, now: Micros) -> list[str]:
    """Say what a row is in, in words alone; an answer that can still be taken back is told without its seconds."""
    said = [] if acted(row) else [_("open")]
    if row.key.urgency > 0:
        said.append(_("urgent"))
    mark = row_mark(row, now, still=True)
    if mark.sign == LATE and row.due_at is not None:
        return [*said, _("late {span}").format(span=spoken(now - row.due_at))]
    if mark.words and row.due_at is not None and not acted(row):
        return [*said, _("due in {span}").format(span=spoken(row.due_at - now))]
    if mark.words:
        return [*said, mark.words]
    return [*said, _("asks something")] if mark.sign == ASKS else said


def _holder(row: QueueRow, me: str) -> list[str]:
    said = []
    if row.claimed_by:
        name = safe_line(row.claimed_by, 30)
        said.append(_("claimed by you") if row.claimed_by == me else _("claimed by {name}").format(name=name))
    if row.drafted_by:
        said.append(_("draft by {name}").format(name=safe_line(row.drafted_by, 30)))
    return said


def _alike(row: QueueRow) -> list[str]:
    if not row.alike:
        return []
    return [ngettext("{n} more says the same", "{n} more say the same", row.alike).format(n=row.alike)]


def list_line(row: QueueRow, number: str, ink: Ink, me: str, now: Micros, cells: int) -> Line:
    """Return a row of the list below: number, author, state and the beginning of the text."""
    words = [*state_words(row, now)[0 if acted(row) else 1 :], *_holder(row, me), *_alike(row)]
    lead = f"{number} " if number else ""
    said = f"{lead}{who(row)}{''.join(', ' + one for one in words)}: "
    token = "dim" if acted(row) else "soft"
    return [Segment(fit(said + row_preview(row, None), cells).rstrip(), ink.style(token))]
