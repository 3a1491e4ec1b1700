"""Comments that come while somebody works: counted, let in by a key, and nothing under the cursor moves."""

from pathlib import Path

import pytest

from tests.tui.shift import SMALL, WIDE, Shift, on_shift, sitting

SIZES = pytest.mark.parametrize("size", [WIDE, SMALL], ids=["160x48", "80x24"])


def queue_of(shift: Shift, number: int) -> list[int]:
    return [shift.comes(f"Person {at}", f"Text {at}", ago=10 + at) for at in range(number)]


@SIZES
async def test_a_newer_comment_waits_above_and_the_cursor_stays_on_its_own(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with on_shift(tmp_path) as shift:
        queue_of(shift, 8)
        async with sitting(shift, size=size) as anna:
            await anna.presses("j", "j")
            await anna.stands_on("Person 2")
            await anna.has_read()
            before = anna.selected
            where = anna.queue.index("Person 2")
            shift.comes("Nykomling", "Hej!", ago=1)
            await anna.sees("9 open", "↓ 1 new", "A lets them in")
            assert anna.selected == before
            assert anna.queue.index("Person 2") == where
            assert "Nykomling" not in anna.queue
            await anna.presses("A")
            await anna.stands_on("Nykomling")
            await anna.sees_no_more("↓ 1 new")


async def test_an_older_comment_enters_below_at_once(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        queue_of(shift, 5)
        async with sitting(shift) as anna:
            await anna.presses("j")
            await anna.stands_on("Person 1")
            shift.comes("Sen", "Jag skrev för länge sedan", ago=500)
            await anna.sees("Sen", "6 open")
            await anna.stands_on("Person 1")
            assert "new" not in anna.screen


async def test_two_hundred_arrivals_leave_the_cursor_alone(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        queue_of(shift, 30)
        async with sitting(shift, size=SMALL) as anna:
            await anna.presses("1", "2", "j")
            await anna.stands_on("Person 12")
            screen = anna.selected
            for at in range(200):
                shift.comes(f"Flod {at}", "Spam", ago=at % 9)
            await anna.sees("↓ 200 new", "230 open")
            assert anna.selected == screen


async def test_a_colleagues_answer_shows_without_a_key(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        queue_of(shift, 3)
        async with sitting(shift) as anna, sitting(shift, "Erik") as erik:
            await erik.presses("j", "r")
            await erik.sees("Reply as")
            await anna.sees("✎ Erik")
            await erik.types("Hej!")
            await erik.presses("ctrl+s")
            await anna.sees("10 s ↺")
            await anna.presses("j")
            await anna.sees("by Erik", "Hej!")


async def test_a_reopened_comment_comes_back_while_others_work(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        first, *_rest = queue_of(shift, 3)
        async with sitting(shift, "Erik") as erik:
            await erik.presses("d")
            await erik.sees("let stand")
            async with sitting(shift) as anna:
                await anna.stands_on("Person 1")
                shift.edits(first, "Nu är jag arg", "Person 0")
                await anna.sees("↓ 1 new")
                await anna.stands_on("Person 1")
                await anna.presses("A")
                await anna.stands_on("Person 0")


async def test_the_list_grows_while_it_is_walked(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        queue_of(shift, 250)
        async with sitting(shift, size=SMALL) as anna:
            for _ in range(12):
                await anna.presses("2", "0", "j")
            await anna.stands_on("Person 240")
            await anna.presses("G")
            await anna.stands_on("Person 249")
            await anna.presses("g", "g")
            await anna.stands_on("Person 0")
