"""The wheel on the pages that stand above the desk: it moves in a list, and scrolls a text."""

from pathlib import Path

from textual.events import MouseScrollDown, MouseScrollUp

from tests.tui.illness import ward
from tests.tui.shift import WIDE, Seat, on_shift, sitting
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


async def test_in_a_list_it_moves_the_cursor_by_one(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        ward(shift)
        async with sitting(shift, size=WIDE) as anna:
            await anna.presses("g", "h")
            await anna.sees("HEALTH")
            pane = anna.app.screen.query_one(HealthPane)
            first = pane.index
            await rolls(anna, MouseScrollDown)
            assert pane.index == first + 1
            await rolls(anna, MouseScrollUp)
            assert pane.index == first
            await anna.presses("enter")
            await rolls(anna, MouseScrollDown)  # one account alone: its text
            assert pane.index == first


async def test_over_the_text_of_a_template_it_scrolls_that(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        drawer(shift)
        async with sitting(shift, size=WIDE) as anna:
            await anna.presses("g", "t")
            await anna.sees("TEMPLATES")
            pane = anna.app.screen.query_one(TemplatesPane)
            first, beside = pane.index, pane.list_cells() + 4
            await rolls(anna, MouseScrollDown)
            assert pane.index == first + 1
            await rolls(anna, MouseScrollDown, beside)
            assert pane.index == first + 1


async def test_among_cases_it_moves_the_cursor_by_one(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        lots(shift)
        async with sitting(shift, size=WIDE) as anna:
            await anna.presses("g", "a")
            await anna.sees("CASES")
            pane = anna.app.screen.query_one(CasesPane)
            first = pane.index
            await rolls(anna, MouseScrollDown)
            assert pane.index == first + 1
            await rolls(anna, MouseScrollUp)
            assert pane.index == first


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
