"""The thread beside the queue: follows the cursor, keeps the post in view, unfolds, scrolls, and never lags behind."""

from pathlib import Path

from textual.events import Key

from backend.model.comment import ThreadView
from tests.tui.fakes import FakeDoor, StillClock, row
from tests.tui.room import drawn, until
from tests.tui.shift import SMALL, Shift, on_shift, sitting
from tui.app import Nightdesk
from tui.crash import CrashLog
from tui.ink import load
from tui.lanes import Calls


def long_thread(shift: Shift, number: int = 120) -> None:
    for at in range(number):
        shift.comes(f"Person {at}", f"Text nummer {at}", ago=2 * number - at)


async def test_a_long_thread_is_folded_and_unfolds(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        long_thread(shift)
        async with sitting(shift, size=SMALL) as anna:
            await anna.stands_on("Person 119")
            await anna.sees("120 of 120", "Nya öppettider", "▌ Text nummer 119")
            await anna.presses("enter", "g", "g")
            await anna.sees("89 between, 89 open", "Enter unfolds")
            assert "Text nummer 60" not in anna.screen
            await anna.presses("enter")
            await anna.sees("39 between, 39 open")
            await anna.presses("enter")
            await anna.sees_no_more("between")
            await anna.sees("Text nummer 0", "Text nummer 1")
            await anna.presses("G")
            await anna.sees("Text nummer 119", "Nya öppettider")
            await anna.presses("escape", "j")
            await anna.stands_on("Person 118")
            await anna.sees("▌ Text nummer 118")


async def test_the_post_stays_in_view_while_the_thread_is_scrolled(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        long_thread(shift, 25)
        async with sitting(shift, size=SMALL) as anna:
            await anna.presses("enter")
            for keys in ("g g", "pagedown", "ctrl+d", "j j j", "pageup", "k", "G", "ctrl+u"):
                await anna.presses(*keys.split())
                assert "Nya öppettider" in anna.screen, keys


async def test_our_answer_far_away_in_time_is_shown(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        long_thread(shift, 100)
        async with sitting(shift, size=SMALL) as anna:
            await anna.presses("G")
            await anna.stands_on("Person 0")
            await anna.presses("r")
            await anna.sees("Reply as")
            await anna.types("Hej!")
            await anna.presses("ctrl+s")
            await anna.sees("10 s ↺")
            shift.answered(1)
            await anna.presses("G")
            await anna.sees("✓ sent by Anna", "Hej!")


class Counting(FakeDoor):
    """A desk that counts how often a thread is read."""

    def __init__(self) -> None:
        super().__init__(StillClock(), [row(number) for number in range(1, 90)])
        self.read: list[int] = []

    def thread(self, comment_id: int) -> ThreadView | None:
        self.read.append(comment_id)
        return super().thread(comment_id)


async def test_while_keys_come_fast_the_thread_waits(tmp_path: Path) -> None:
    door = Counting()
    calls = Calls(door, CrashLog(tmp_path, door.clock))
    app = Nightdesk(calls, door.clock, load())
    async with app.run_test(size=(160, 48)) as pilot:
        await until(pilot, lambda: "89 open" in drawn(app))
        await pilot.pause(0.3)
        door.read.clear()
        for _ in range(40):
            app.inbox.queue.post_message(Key("j", "j"))
        await until(pilot, lambda: app.inbox.thread.view is not None and app.inbox.thread.view.comment_id == 41)
        await pilot.pause(0.3)
        assert app.inbox.window.cursor == 41
        assert len(door.read) <= 8
        app.inbox.parts.catching.stop()
    calls.close()


async def test_a_single_key_shows_the_thread_it_has_read_ahead(tmp_path: Path) -> None:
    door = Counting()
    calls = Calls(door, CrashLog(tmp_path, door.clock))
    app = Nightdesk(calls, door.clock, load())
    async with app.run_test(size=(160, 48)) as pilot:
        await until(pilot, lambda: "89 open" in drawn(app))
        await until(pilot, lambda: 3 in door.read)
        await pilot.pause(0.3)
        door.read.clear()
        await pilot.press("j")
        assert app.inbox.thread.view is not None
        assert app.inbox.thread.view.comment_id == 2
        assert 2 not in door.read
        app.inbox.parts.catching.stop()
    calls.close()


async def test_the_mouse_points_at_a_comment(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        long_thread(shift, 5)
        async with sitting(shift) as anna:
            at = anna.queue.split("\n").index(next(line for line in anna.queue.split("\n") if "Person 2" in line))
            await anna.pilot.click("#queue", offset=(12, at - 1))
            await anna.stands_on("Person 2")
