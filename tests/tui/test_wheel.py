"""The wheel on the pages that stand above the desk: it moves in a list, and scrolls a text."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from textual.events import MouseScrollDown, MouseScrollUp

from tests.tui.illness import ward
from tests.tui.shift import WIDE, Seat, Shift, on_shift, sitting
from tests.tui.test_cases import lots
from tests.tui.test_lists import does, told_of
from tests.tui.test_templates_screen import drawer
from tui.screens.author import AuthorPane
from tui.screens.cases import CasesPane
from tui.screens.health import HealthPane
from tui.screens.templates import TemplatesPane
from tui.widgets.rolling import WHEEL


async def rolls(seat: Seat, kind: type[MouseScrollDown | MouseScrollUp], x: int = 4) -> None:
    """Turn the wheel one notch over a column of the page on top."""
    widget = seat.app.screen.focused
    assert widget is not None
    widget.post_message(kind(widget, x, 4, 0, 0, 0, shift=False, meta=False, ctrl=False))
    await seat.pilot.pause()


@asynccontextmanager
async def page(
    folder: Path, given: Callable[[Shift], object], key: str, title: str, size: tuple[int, int] = WIDE
) -> AsyncIterator[Seat]:
    """Anna's desk with a page opened on what is given, by g and its key."""
    async with on_shift(folder) as shift:
        given(shift)
        async with sitting(shift, size=size) as anna:
            await anna.presses("g", key)
            await anna.sees(title)
            yield anna


async def goes_there_and_back(anna: Seat, pane: HealthPane | CasesPane) -> None:
    """See that a notch moves the cursor by one, and a notch back returns it."""
    first = pane.index
    await rolls(anna, MouseScrollDown)
    assert pane.index == first + 1
    await rolls(anna, MouseScrollUp)
    assert pane.index == first


async def test_in_a_list_it_moves_the_cursor_by_one_and_of_one_alone_it_scrolls_the_text(tmp_path: Path) -> None:
    async with page(tmp_path, ward, "h", "HEALTH", (60, 12)) as anna:
        pane = anna.app.screen.query_one(HealthPane)
        await goes_there_and_back(anna, pane)
        first = pane.index
        await anna.presses("enter")
        await rolls(anna, MouseScrollDown)
        assert (pane.index, pane.top) == (first, WHEEL)


async def test_over_the_text_of_a_template_it_scrolls_that(tmp_path: Path) -> None:
    async with page(tmp_path, drawer, "t", "TEMPLATES", (160, 12)) as anna:
        pane = anna.app.screen.query_one(TemplatesPane)
        first, beside = pane.index, pane.list_cells() + 4
        await rolls(anna, MouseScrollDown)
        assert pane.index == first + 1
        await rolls(anna, MouseScrollDown, beside)
        assert (pane.index, pane.top) == (first + 1, WHEEL)


async def test_among_cases_it_moves_the_cursor_by_one(tmp_path: Path) -> None:
    async with page(tmp_path, lots, "a", "CASES") as anna:
        await goes_there_and_back(anna, anna.app.screen.query_one(CasesPane))


async def test_on_a_card_it_scrolls_some_lines(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        told_of(shift, shift.comes("Kalle P", "Jag vet var ni bor"))
        async with sitting(shift, size=(50, 16)) as anna:
            await does(anna, "author")
            await anna.sees("AUTHOR")
            pane = anna.app.screen.query_one(AuthorPane)
            await rolls(anna, MouseScrollDown)
            assert pane.top == WHEEL
            await rolls(anna, MouseScrollUp)
            assert pane.top == 0
