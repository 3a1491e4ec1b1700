"""A bare app around one widget or screen, which remembers what was posted: for tests of parts that know no verb."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any, TypeVar

from textual.app import App, ComposeResult
from textual.filter import LineFilter
from textual.message import Message
from textual.pilot import Pilot
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

from backend.model.account import Limits
from backend.model.comment import Visibility
from backend.model.desk import Composing
from tests.tui.fakes import account
from tui.gate import Gate
from tui.ink import ROOM, load

M = TypeVar("M", bound=Message)
SVERIGE = account(1, "mastodon", "Sverige", "#6cb6ff")


class Room(App[None]):
    """Shows one widget, or one screen, in our theme and behind our gate."""

    CSS_PATH = str(ROOM / "desk.tcss")
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, part: Widget | Screen[Any]) -> None:
        super().__init__()
        self.part = part
        self.posted: list[Message] = []
        theme = load().theme
        self.register_theme(theme)
        self.theme = theme.name

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return load().theme.variables

    def get_line_filters(self) -> Sequence[LineFilter]:
        return [*super().get_line_filters(), Gate()]

    def compose(self) -> ComposeResult:
        if not isinstance(self.part, Screen):
            yield self.part

    def on_mount(self) -> None:
        if isinstance(self.part, Screen):
            self.push_screen(self.part)

    def open(self, width: int = 80, height: int = 24) -> AbstractAsyncContextManager[Pilot[None]]:
        """Run the app without a terminal, remembering what our own parts post."""
        return self.run_test(size=(width, height), message_hook=self._hear)

    def _hear(self, message: Message) -> None:
        if type(message).__module__.startswith("tui.") and not any(one is message for one in self.posted):
            self.posted.append(message)

    def heard(self, kind: type[M]) -> list[M]:
        """Return the messages of a kind, in the order they were posted."""
        return [one for one in self.posted if type(one) is kind]


def drawn(app: App[Any]) -> str:
    """Return the screen as text, trailing blanks cut."""
    lines = app.screen._compositor.render_strips()  # the one private name, kept in this place
    return "\n".join("".join(segment.text for segment in line).rstrip() for line in lines)


def composing(text: str = "@kalle \n/Anna", cursor: int = 7, **changes: Any) -> Composing:
    """Return what a public answer to Kalle starts from."""
    values: dict[str, Any] = {
        "comment_id": 7, "account": SVERIGE, "to": "Kalle P", "handle": "kalle", "text": text, "cursor": cursor,
        "revision": 3, "visibility": Visibility.PUBLIC, "limits": Limits(500, "graphemes"), "signature": "/Anna",
        "mention": "@kalle", "holder": None,
    }  # fmt: skip
    return Composing(**{**values, **changes})


def colours(app: App[Any], words: str) -> set[str]:
    """Return the colours in which the first occurrence of some words stands on the screen."""
    for strip in app.screen._compositor.render_strips():
        start = "".join(segment.text for segment in strip).find(words)
        if start >= 0:
            return set(_colours(strip, start, start + len(words)))
    raise AssertionError(f"{words!r} is not on the screen")


def _colours(strip: Strip, start: int, end: int) -> Iterator[str]:
    at = 0
    for segment in strip:
        if at < end and at + len(segment.text) > start and segment.style and segment.style.color:
            yield segment.style.color.name
        at += len(segment.text)


async def until(pilot: Pilot[None], true: Callable[[], bool], seconds: float = 10.0) -> None:
    """Wait for a condition; fail when it does not come."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        await pilot.pause(0.02)


async def type_in(pilot: Pilot[None], words: str) -> None:
    """Type words, one key after the other."""
    await pilot.press(*("space" if char == " " else char for char in words))
    await pilot.pause()
