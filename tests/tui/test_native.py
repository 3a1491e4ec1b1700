"""What a colleague does in the platform's own app, as it is seen at the desk."""

from pathlib import Path

from backend.model.clock import MINUTE
from backend.model.comment import RemoteState
from backend.model.inflow import InAuthor
from backend.model.outbox import Receipt
from backend.store.write import outbox
from tests.store import scene
from tests.tui.shift import Shift, author, on_shift, sitting, three_open

MARIA = InAuthor("77", "Maria Ek", "Maria Ek")


def read(shift: Shift, remote_state: RemoteState) -> None:
    """The worker reads the first comment again, hidden or not."""
    said = scene.says("c1", "Skit!", by=author("Lisa Sund"), remote_state=remote_state)
    scene.save(shift.store, shift.account, said)


async def test_an_answer_there_is_credited_in_row_and_thread(tmp_path: Path) -> None:
    async with three_open(tmp_path) as (shift, anna, _keys):
        await anna.presses("r")
        await anna.types(" Tack")
        scene.save(shift.store, shift.account, scene.says("a1", "Till nio!", by=scene.US, to="c1", hand=MARIA))
        await anna.sees("answered on the platform by Maria Ek", "Till nio!")
        await anna.presses("ctrl+s")
        await anna.sees("has been answered")
        assert shift.store.reader.value("SELECT count(*) FROM outbox") == 0
        await anna.presses("escape", "slash")
        await anna.types("is:done")
        await anna.presses("enter")
        await anna.stands_on("Lisa Sund")
        assert "answered on the platform by" in anna.selected
        assert "✓" in anna.selected


async def test_what_was_shown_again_there_is_not_fought_over(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        shift.comes("Lisa Sund", "Skit!", ago=1)
        async with sitting(shift) as anna:
            await anna.presses("h")
            await anna.sees("Lisa Sund: hidden")
            job = scene.taken(shift.store, shift.clock, shift.last_action())
            outbox.settle_sent(shift.store, job, Receipt())
            shift.clock.move(2 * MINUTE)
            read(shift, RemoteState.VISIBLE)
            await anna.presses("z")
            await anna.sees("Taken back: Lisa Sund: hidden · Somebody has shown it again on the platform")
            assert shift.last_action() == job.id


async def test_a_hiding_there_shows_in_the_row(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        shift.comes("Lisa Sund", "Skit!", ago=1)
        async with sitting(shift) as anna:
            read(shift, RemoteState.HIDDEN)
            await anna.sees("✓", "hidden", "hidden on the platform")
