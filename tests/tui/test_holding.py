"""Evidence as a moderator keeps it: a key, until when, a reason, and the same key to let it go."""

from pathlib import Path

import pytest

from backend.model.clock import DAY, plus
from backend.store.write.retention import expire
from tests.store import scene
from tests.tui.shift import SMALL, WIDE, Shift, on_shift, sitting


def on(shift: Shift, platform: str) -> None:
    """The account is on this platform."""
    with shift.store.write() as w:
        w.conn.exec_driver_sql(f"UPDATE account SET platform = '{platform}'")


def held(shift: Shift) -> list[tuple[str, int]]:
    """Return why what is kept, and until when."""
    return [(row[0], row[1]) for row in shift.store.reader.rows("SELECT why, until FROM hold ORDER BY comment_id")]


@pytest.mark.parametrize("size", [WIDE, SMALL], ids=["160x48", "80x24"])
async def test_evidence_is_kept_for_a_reason_found_and_let_go(tmp_path: Path, size: tuple[int, int]) -> None:
    async with on_shift(tmp_path) as shift:
        on(shift, "facebook")
        shift.comes("Siv Ek", "Hej", ago=2)
        lisa = shift.comes("Lisa Sund", "Vi vet var du bor", ago=1)
        async with sitting(shift, size=size) as anna:
            await anna.presses("K")
            await anna.sees("Keep as evidence until", "90d")
            await anna.presses("enter")
            await anna.sees("Lisa Sund: held as evidence until 2027-02-16 · 9 other (0…9 changes it) · K")
            assert held(shift) == [("other", plus(shift.clock.now(), 90 * DAY))]
            await anna.presses("3")
            await anna.sees("3 threat")
            assert held(shift) == [("threat", plus(shift.clock.now(), 90 * DAY))]
            await anna.sees("evidence held by Anna", "threat")
            await anna.presses("slash")
            await anna.types("is:kept")
            await anna.presses("enter")
            await anna.sees("/ is:kept")
            await anna.stands_on("Lisa Sund")
            assert "Siv Ek" not in anna.queue
            scene.save(shift.store, shift.account, gone=("c2",))
            shift.clock.move(2 * DAY)
            assert expire(shift.store) == 0
            await anna.presses("K")
            await anna.sees("Lisa Sund: no longer held as evidence")
            assert held(shift) == []
            assert expire(shift.store) > 0
            assert scene.events(shift.store).count("comment.hold_ended") == 1
            assert shift.state(lisa) == "done"


async def test_where_the_terms_leave_no_room_it_is_said(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        on(shift, "linkedin")
        shift.comes("Lisa Sund", "Vi vet var du bor", ago=1)
        async with sitting(shift) as anna:
            await anna.presses("K", "enter")
            await anna.sees("The terms of linkedin leave no room for keeping a text longer.")
            assert held(shift) == []


async def test_by_name_until_a_day_and_a_slip_is_said(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        shift.comes("Lisa Sund", "Vi vet var du bor", ago=1)
        async with sitting(shift) as anna:
            await anna.presses("colon")
            await anna.types("hold soon")
            await anna.presses("enter")
            await anna.sees("Say until when: 90d, 12w")
            assert held(shift) == []
            await anna.presses("colon")
            await anna.types("hold 2027-01-31")
            await anna.presses("enter")
            await anna.sees("Lisa Sund: held as evidence until 2027-01-31")
            ((_why, until),) = held(shift)
            assert until == 1_801_436_399_000_000  # the end of that day in Stockholm
