"""Editing keys that come in one piece with letters take effect in the order they were typed."""

from collections.abc import Callable

import pytest
from textual import events
from textual.widget import Widget

from tests.tui.room import Room
from tui.widgets.field import Field
from tui.widgets.writing import Writing

KEYS = {"⌫": "backspace", "←": "left", "↵": "enter", "⌂": "home", "×": "ctrl+u", "␡": "delete", "⇇": "ctrl+w"}


def writing() -> Writing:
    return Writing(lambda _press: None)


@pytest.mark.parametrize("make", [Field, writing])
@pytest.mark.parametrize(
    ("typed", "left"),
    [("abc⌫d", "abd"), ("abc←x", "abxc"), ("abc×de", "de"), ("bc⌂a", "abc"), ("abc⌂␡␡x", "xc"), ("ab cd⇇x", "ab x")],
)
async def test_in_the_order_typed(make: Callable[[], Widget], typed: str, left: str) -> None:
    room = Room(make())
    async with room.open() as pilot:
        room.part.focus()
        await pilot.pause()
        for one in typed:
            room.post_message(events.Key(KEYS.get(one, "space" if one == " " else one), None if one in KEYS else one))
        await pilot.pause(0.2)
        assert left == (room.part.value if isinstance(room.part, Field) else room.query_one(Writing).text)
