"""Who wrote a comment: history here, strikes, notes and earlier decisions on one page that scrolls."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.screen import Screen

from backend.model.clock import Clock
from tui.ink import Ink
from tui.widgets.author_lines import Look, body_lines, head_line
from tui.widgets.lines import Line
from tui.widgets.rolling import FAR, STEPS, Rolling, typed

if TYPE_CHECKING:
    from backend.model.account import Account
    from backend.model.author import AuthorCard, PastComment, PastComments

More = Callable[["PastComment", Callable[["PastComments"], None]], None]
"""Reads what is older than a comment, and hands it on."""


class AuthorPane(Rolling):
    """Draws the card; older comments are read when its end comes near."""

    def __init__(
        self, ink: Ink, clock: Clock, zone: str, account: Account | None, card: AuthorCard, more: More
    ) -> None:
        super().__init__(ink, id="author")
        self.clock, self.zone, self.account, self.card, self.more = clock, zone, account, card, more
        self.top = 0
        self._asked = False

    def on_key(self, event: events.Key) -> None:
        """Scroll, or leave."""
        name = typed(event)
        page = max(1, self.size.height - 3)
        step = {**STEPS, **FAR, "pagedown": page, "pageup": -page, " ": page}.get(name)
        if event.key == "escape" or name in ("q", "i"):
            self.screen.dismiss(None)
        elif step is not None:
            self.top += step
            self.paint()
        else:
            return
        event.stop()
        event.prevent_default()

    def roll(self, step: int, x: int) -> None:
        """The wheel scrolls."""
        del x
        self.top += step

    def draw(self) -> list[Line]:
        """Return the head and the part of the card that is in view."""
        look = Look(self.ink, self.size.width, self.account, self.zone, self.clock.now())
        room, body = max(1, self.size.height - 2), body_lines(self.card, look)
        self.top = max(0, min(self.top, len(body) - room))
        if self.card.past.more and not self._asked and self.top + 2 * room > len(body):
            self._asked = True
            self.more(self.card.past.comments[-1], self._came)
        below = len(body) > self.top + room
        return [head_line(self.card, look, below=below), [], *body[self.top : self.top + room]]

    def _came(self, older: PastComments) -> None:
        self._asked = False
        past = replace(older, comments=(*self.card.past.comments, *older.comments))
        self.card = replace(self.card, past=past)
        self.paint()


class AuthorScreen(Screen[None]):
    """One author's card over everything else; Esc closes it."""

    AUTO_FOCUS = "#author"

    def __init__(
        self, ink: Ink, clock: Clock, zone: str, account: Account | None, card: AuthorCard, more: More
    ) -> None:
        super().__init__()
        self.pane = AuthorPane(ink, clock, zone, account, card, more)

    def compose(self) -> ComposeResult:
        """Compose the card."""
        yield self.pane
