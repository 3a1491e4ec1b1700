"""Blocks that end by themselves, as a moderator makes them."""

from pathlib import Path

import pytest

from backend.model.clock import DAY, plus
from tests.store import scene
from tests.tui.shift import SMALL, WIDE, Shift, on_shift, sitting


def ends(shift: Shift) -> list[tuple[str, int]]:
    """Return what is queued about the author, and when each may leave."""
    return [(row[0], row[1]) for row in shift.store.reader.rows("SELECT act, not_before FROM outbox ORDER BY id")]


@pytest.mark.parametrize("size", [WIDE, SMALL], ids=["160x48", "80x24"])
async def test_a_block_for_a_week_shows_its_end_and_takes_a_reason(tmp_path: Path, size: tuple[int, int]) -> None:
    async with on_shift(tmp_path) as shift:
        lisa = shift.comes("Lisa Sund", "Skit!", ago=1)
        async with sitting(shift, size=size) as anna:
            await anna.presses("B")
            await anna.sees("for a day", "for a week", "for 30 days")
            await anna.presses("2")
            await anna.sees("Lisa Sund: blocked until", "9 other")
            await anna.presses("2")
            await anna.sees("The reason is now: hate")
            until = plus(shift.clock.now(), 7 * DAY)
            assert ends(shift)[1] == ("unblock", until)
            author = scene.look(shift.store, "comment", lisa, "author_id")
            assert scene.look(shift.store, "author", author, "block_until") == until
            await anna.presses("z")
            await anna.sees("Taken back: Lisa Sund: blocked until")
            states = shift.store.reader.rows("SELECT act, state FROM outbox ORDER BY id")
            assert states == [("block", "cancelled"), ("unblock", "cancelled")]


async def test_a_block_for_as_long_as_i_say(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        shift.comes("Lisa Sund", "Skit!", ago=1)
        async with sitting(shift) as anna:
            await anna.presses("B", "4")
            await anna.sees("Block for how long")
            await anna.types("a while")
            await anna.presses("enter")
            await anna.sees("nobody was blocked")
            assert ends(shift) == []
            await anna.presses("colon")
            await anna.types("block_for 12h")
            await anna.presses("enter")
            await anna.sees("Lisa Sund: blocked until")
            assert ends(shift)[1] == ("unblock", plus(shift.clock.now(), DAY // 2))


async def test_who_is_blocked_is_not_blocked_for_a_time(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        lisa = shift.comes("Lisa Sund", "Skit!", ago=1)
        with shift.store.write() as w:
            author = scene.look(shift.store, "comment", lisa, "author_id")
            w.conn.exec_driver_sql(f"UPDATE author SET blocked = 1 WHERE id = {author}")
        async with sitting(shift) as anna:
            await anna.presses("B", "1")
            await anna.sees("for a day: blocked already")
            assert ends(shift) == []
