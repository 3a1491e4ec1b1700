"""What a moderator does at the desk, on a real store: each test is one task from the first look to what is stored."""

from pathlib import Path

import pytest

from backend.model.clock import MINUTE, SECOND
from backend.store.write import claims
from tests.store import scene
from tests.tui.shift import PHONE, SMALL, WIDE, on_shift, sitting

SIZES = pytest.mark.parametrize("size", [WIDE, SMALL], ids=["160x48", "80x24"])


@SIZES
async def test_answering_a_comment_and_seeing_it_stand_there(tmp_path: Path, size: tuple[int, int]) -> None:
    async with on_shift(tmp_path) as shift:
        lisa = shift.comes("Lisa Sund", "Har ni öppet på julafton?", ago=3)
        shift.comes("Per Holm", "Tack!", ago=9)
        async with sitting(shift, size=size) as anna:
            await anna.stands_on("Lisa Sund")
            await anna.presses("r")
            await anna.sees("Reply as")
            await anna.types("Tyvärr!")
            await anna.presses("ctrl+s")
            await anna.sees("10 s ↺")
            await anna.stands_on("Per Holm")
            assert shift.state(lisa) == "done"
            shift.clock.move(4 * SECOND)
            await anna.sees("6 s ↺")
            shift.answered(lisa)
            await anna.sees("✓ MA Acme", "sent")
            await anna.presses("k")
            await anna.sees("✓ sent", "by Anna")
            assert "Tyvärr!" in anna.screen


@SIZES
async def test_taking_an_answer_back_gives_the_text_and_the_comment_back(tmp_path: Path, size: tuple[int, int]) -> None:
    async with on_shift(tmp_path) as shift:
        lisa = shift.comes("Lisa Sund", "Har ni öppet på julafton?")
        shift.comes("Per Holm", "Tack!", ago=9)
        async with sitting(shift, size=size) as anna:
            await anna.presses("r")
            await anna.sees("Reply as")
            await anna.types("Tyvärr.")
            await anna.presses("ctrl+s")
            await anna.sees("10 s ↺")
            await anna.presses("z")
            await anna.stands_on("Lisa Sund")
            await anna.sees_no_more("10 s ↺")
            assert "Taken back" in anna.message
            assert shift.state(lisa) == "open"
            await anna.presses("r")
            await anna.sees("Tyvärr.")


async def test_too_late_to_take_back_is_said(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        lisa = shift.comes("Lisa Sund", "Har ni öppet?")
        async with sitting(shift) as anna:
            await anna.presses("r")
            await anna.sees("Reply as")
            await anna.types("Ja.")
            await anna.presses("ctrl+s")
            await anna.sees("10 s ↺")
            shift.answered(lisa)
            await anna.sees("✓ sent")
            await anna.presses("z")
            await anna.sees("✗")
            assert shift.state(lisa) == "done"


async def test_letting_stand_moves_on_and_can_be_taken_back(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        first = shift.comes("Lisa Sund", "Fint!", ago=1)
        second = shift.comes("Per Holm", "Tack!", ago=2)
        shift.comes("Siv Ek", "Hej", ago=3)
        async with sitting(shift) as anna:
            await anna.presses("d", "d")
            await anna.stands_on("Siv Ek")
            await anna.sees("Per Holm: let stand")
            assert (shift.state(first), shift.state(second)) == ("done", "done")
            assert anna.screen.count("done") >= 2  # both stay in their places, marked
            await anna.presses("z")
            await anna.stands_on("Per Holm")
            assert (shift.state(first), shift.state(second)) == ("done", "open")
            await anna.presses("k", "u")
            await anna.sees("open again")
            assert shift.state(first) == "open"


async def test_an_edit_under_my_hands_decides_nothing(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        lisa = shift.comes("Lisa Sund", "Fint!")
        async with sitting(shift) as anna:
            await anna.sees("Fint!")
            anna.app.inbox.parts.catching.stop()  # the desk has not heard of the edit yet
            shift.edits(lisa, "Fult!", "Lisa Sund")
            await anna.presses("d")
            await anna.sees("✗")
            assert shift.state(lisa) == "open"
            await anna.sees("Fult!")


async def test_two_members_meet_on_one_comment(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        lisa = shift.comes("Lisa Sund", "Har ni öppet?")
        async with sitting(shift) as anna:
            assert claims.claim(shift.store, shift.erik, lisa).ok
            await anna.sees("✎ Erik", "claimed by Erik")
            await anna.presses("d")
            await anna.sees("Erik has it")
            assert shift.state(lisa) == "open"
            claims.release(shift.store, shift.erik, lisa)
            await anna.sees_no_more("claimed by Erik")
            await anna.presses("c")
            await anna.sees("claimed by you", "yours")
            await anna.presses("c")
            await anna.sees_no_more("claimed by you")


async def test_a_failed_answer_comes_back_with_its_reason_and_its_text(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        lisa = shift.comes("Lisa Sund", "Har ni öppet?")
        async with sitting(shift) as anna:
            await anna.presses("r")
            await anna.sees("Reply as")
            await anna.types("Ja, till tio.")
            await anna.presses("ctrl+s")
            await anna.sees("10 s ↺")
            shift.fails(lisa, "platform.refused")
            await anna.sees("✗ failed", "The platform refused it (422).", "Ja, till tio.", "1 failed")
            await anna.presses("r")
            await anna.sees("Reply as", "Ja, till tio.")


async def test_an_answer_nobody_can_tell_of_is_settled_by_a_word(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        lisa = shift.comes("Lisa Sund", "Har ni öppet?")
        async with sitting(shift) as anna:
            await anna.presses("r")
            await anna.sees("Reply as")
            await anna.types("Ja.")
            await anna.presses("ctrl+s")
            await anna.sees("10 s ↺")
            shift.unknown(lisa)
            await anna.sees("? unknown", "= settles it by hand")
            await anna.presses("=")
            await anna.types("nonsense")
            await anna.presses("enter")
            await anna.sees("Nothing was settled.")
            await anna.presses("=")
            await anna.types("there")
            await anna.presses("enter")
            await anna.sees("settled")
            assert scene.look(shift.store, "outbox", shift.outbox_of(lisa), "state") == "sent"


async def test_deleting_our_answer_wants_its_word(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        lisa = shift.comes("Lisa Sund", "Har ni öppet?")
        async with sitting(shift) as anna:
            await anna.presses("X")
            assert "no answer of ours" in anna.message
            await anna.presses("r")
            await anna.sees("Reply as")
            await anna.types("Ja.")
            await anna.presses("ctrl+s")
            await anna.sees("10 s ↺")
            shift.answered(lisa)
            await anna.sees("✓ sent", "by Anna")
            await anna.presses("X")
            await anna.types("delte")
            await anna.presses("enter")
            await anna.sees("Not deleted.")
            await anna.presses("X")
            await anna.types("delete")
            await anna.presses("enter")
            await anna.sees("Deleting our answer")
            assert scene.look(shift.store, "outbox", shift.last_action(), "act", "state") == ("delete_own", "pending")
            await anna.presses("z")
            await anna.sees("Taken back")
            assert scene.look(shift.store, "outbox", shift.last_action(), "state") == "cancelled"


async def test_searching_and_coming_back(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        shift.comes("Lisa Sund", "Har ni öppet på julafton?", ago=1)
        shift.comes("Per Holm", "Min faktura är fel", ago=2)
        async with sitting(shift) as anna:
            await anna.presses("/")
            await anna.types("is:opne")
            await anna.presses("enter")
            await anna.sees("I do not know is:opne", "Search:")
            await anna.presses("backspace", "backspace", "n", "n", "backspace", "backspace", "e", "n")
            await anna.types(" faktura")
            await anna.presses("enter")
            await anna.sees("/ is:open faktura")
            await anna.stands_on("Per Holm")
            assert "Lisa Sund" not in anna.screen.split("THREAD")[0]
            await anna.presses("escape")
            await anna.stands_on("Lisa Sund")


async def test_a_key_typed_as_text_never_decides(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        lisa = shift.comes("Lisa Sund", "Hej")
        async with sitting(shift) as anna:
            await anna.presses(*"/ddd")  # no pause between: the line that asks has not come yet
            await anna.sees("Search:", "ddd")
            assert shift.state(lisa) == "open"


async def test_one_pane_at_a_time_on_a_phone(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        shift.comes("Lisa Sund", "Har ni öppet på julafton?")
        async with sitting(shift, size=PHONE) as anna:
            assert "THREAD" not in anna.screen
            await anna.presses("enter")
            await anna.sees("THREAD")
            assert "QUEUE" not in anna.screen
            await anna.presses("escape")
            await anna.sees("QUEUE")
            assert "THREAD" not in anna.screen


async def test_an_empty_queue_says_what_it_will_show(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift, sitting(shift) as anna:
        await anna.sees("Nothing is open.", "New comments show here by themselves")
        shift.comes("Lisa Sund", "Har ni öppet?")
        await anna.stands_on("Lisa Sund")


async def test_the_header_names_what_is_not_well(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        shift.comes("Lisa Sund", "Hej")
        async with sitting(shift) as anna:
            await anna.sees("✓ 1 account · Anna", "1 open")
            shift.clock.move(2 * MINUTE)
            shift.comes("Per Holm", "Hej igen", ago=5)
            await anna.sees("no worker since", "run nightdesk worker", "2 open")


async def test_a_store_that_cannot_be_written_loses_nothing(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        lisa = shift.comes("Lisa Sund", "Hej")
        async with sitting(shift) as anna:
            await anna.stands_on("Lisa Sund")
            with shift.store.write() as w:  # another program holds the store longer than we wait
                w.conn.exec_driver_sql("ALTER TABLE comment RENAME TO comment_away")
            await anna.presses("d")
            await anna.sees("✗")
            with shift.store.write() as w:
                w.conn.exec_driver_sql("ALTER TABLE comment_away RENAME TO comment")
            await anna.stands_on("Lisa Sund")
            assert shift.state(lisa) == "open"
