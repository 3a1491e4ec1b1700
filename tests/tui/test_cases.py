"""Cases on the screen: a complaint from the comment to the closed case, promises, both sizes, every eye."""

import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from backend.model.actor import SYSTEM
from backend.model.category import Category
from backend.model.charter import Charter, Hours, Routine
from backend.model.clock import DAY, HOUR, MINUTE, plus
from backend.store.read.case_card import case_card
from backend.store.read.promises import promises_about
from backend.store.write.case_times import keep_cases
from backend.store.write.cases import open_case
from backend.store.write.charters import save_charter
from backend.store.write.contacts import add_contact
from backend.store.write.enqueue import enqueue_reply
from backend.store.write.mailing import settle_sent_mail, take_mail
from backend.store.write.questions import ask_contact
from tests.tui.hostile import ATTACKS, FORBIDDEN
from tests.tui.shift import SMALL, WIDE, Seat, Shift, on_shift, sitting
from tests.tui.test_linear import BOXES, cursor, linear
from tests.tui.test_signs import bare, colourless, drawn_in_ascii
from tui.screens.cases import CasesPane
from tui.text import width

SIZES = {"160x48": WIDE, "80x24": SMALL}
STEPS = ("Confirm that it has arrived", "Answer the person")
ROUTINE = Routine(
    Category.COMPLAINT, acknowledge_min=60, close_min=600, steps=STEPS, close_when="They have an answer.",
    opens_case=True,
)  # fmt: skip


@asynccontextmanager
async def a_complaint(folder: Path, size: tuple[int, int] = WIDE) -> AsyncIterator[tuple[Shift, Seat, int]]:
    """Anna's desk with one comment, under a charter whose routine opens a case for complaints."""
    async with on_shift(folder) as shift:
        save_charter(shift.store, SYSTEM, None, Charter(hours=Hours("Europe/Stockholm"), routines=(ROUTINE,)), 0)
        key = shift.comes("Siv Ek", "My bill was wrong, twice.")
        async with sitting(shift, size=size) as anna:
            yield shift, anna, key


def says(shift: Shift, key: int, text: str) -> None:
    """Erik answers, and it stands on the platform."""
    assert enqueue_reply(shift.store, shift.erik, key, text, 1).ok
    shift.answered(key)


async def test_a_complaint_from_the_comment_to_the_closed_case(tmp_path: Path) -> None:
    async with a_complaint(tmp_path, SMALL) as (shift, anna, key):
        await anna.presses("y", "2")
        await anna.sees("case 1", "O goes to it")
        await anna.presses("O")
        await anna.sees(
            "Case 1: complaint", "My bill was wrong, twice.", "[ ] Confirm that it has arrived", "no answer"
        )
        await anna.presses("j", "space")
        await anna.sees("[✓] Confirm that it has arrived", "Step 1 is done.", "Anna")
        await anna.presses("n")
        await anna.types("Siv rang @ kl 9")
        await anna.presses("enter")
        await anna.sees("Noted.")
        says(shift, key, "So sorry! We will get back to you tomorrow.")
        await anna.sees("Promises still to be kept: 1.", "answered")
        await anna.presses("G")
        await anna.sees("Erik to Siv Ek", "Siv rang @ kl 9")
        await anna.presses("k", "y")
        await anna.sees("The promise is kept.", "kept by Anna")
        await anna.presses("c")
        await anna.sees("Steps still open: 1. Close it all the same, because:")
        await anna.types("She is content")
        await anna.presses("enter")
        await anna.sees("Case 1 is closed")
        found = case_card(shift.store.reader, 1)
        assert found is not None
        assert (found.said, found.row.open_steps, found.row.acknowledged_at) == ("She is content", 1, shift.clock.now())
        await anna.presses("u")
        await anna.sees("Case 1 is open again.")
        await anna.presses("escape", "escape")
        await anna.sees("QUEUE")


async def test_a_key_opens_a_case_and_the_list_leads_back(tmp_path: Path) -> None:
    async with a_complaint(tmp_path) as (shift, anna, key):
        await anna.presses("O")
        await anna.sees("Case 1 is open on Siv Ek's comment")
        other = shift.comes("Per Holm", "The same here!")
        await anna.presses("A")
        await anna.sees("Per Holm")
        await anna.presses("k", ":")
        await anna.types("case 1")
        await anna.presses("enter")
        await anna.sees("In case 1 now.")
        await anna.presses("g", "a")
        await anna.sees("› CASES 1", "Siv Ek, Per Holm")
        await anna.presses("enter", "j", "enter")
        await anna.sees("case:1 is:any")
        await anna.stands_on("Per Holm")
        assert {one.id for one in (case_card(shift.store.reader, 1) or pytest.fail("none")).comments} == {key, other}


async def test_a_case_is_given_and_a_colleague_is_asked(tmp_path: Path) -> None:
    async with a_complaint(tmp_path) as (shift, anna, key):
        await anna.presses("O")
        await anna.sees("Case 1 is open")
        await anna.presses("O")
        await anna.sees("COMMENTS")
        await anna.presses("a")
        await anna.sees("Give it to  1 Anna  2 Erik  0 nobody:")
        await anna.types("eri")
        await anna.presses("enter")
        await anna.sees("Case 1 is given to Erik.", "owner        Erik", "Anna: given to Erik")
        await anna.presses("d")
        await anna.sees("To be closed by (Friday, in two days")
        await anna.types("2030-01-02 15:00")
        await anna.presses("enter")
        await anna.sees("Case 1 has another deadline.", "until 2030-01-02", "given another deadline")
        await anna.presses("m")
        await anna.sees("Nobody can be asked by mail yet")
        await anna.presses("f")
        await anna.types("2")
        await anna.presses("enter")
        await anna.sees("Question to Erik")
        await anna.types("Whose meter? +2h")
        await anna.presses("enter")
        await anna.sees("Erik is asked until", "Erik was asked")
        assert shift.state(key) == "waiting"


async def test_a_question_that_has_not_left_says_so(tmp_path: Path) -> None:
    async with a_complaint(tmp_path) as (shift, anna, key):
        case_id, hr = (
            open_case(shift.store, shift.erik, [key]).case_id,
            add_contact(shift.store, SYSTEM, "Ylva", "y@b.se"),
        )
        assert ask_contact(shift.store, shift.erik, case_id, hr, "Whose meter?", [key], plus(shift.clock.at, DAY)).ok
        await anna.presses("O")
        await anna.sees("Erik asks Ylva", "not sent yet, until")
        mail = take_mail(shift.store, 60, 2)
        assert mail is not None
        settle_sent_mail(shift.store, mail)
        await anna.sees_no_more("not sent yet")


async def test_a_promise_is_told_under_its_comment_and_changed_there(tmp_path: Path) -> None:
    async with a_complaint(tmp_path) as (shift, anna, key):
        says(shift, key, "We will get back to you within two hours.")
        await anna.sees("promised", "by Erik · W changes it")
        await anna.presses("W")
        await anna.types("tomorrow 15:00")
        await anna.presses("enter")
        await anna.sees("The promise has another time.")
        await anna.presses("W")
        await anna.types("whenever")
        await anna.presses("enter")
        await anna.sees("That names no time to come.")
        await anna.presses("W")
        await anna.types("none")
        await anna.presses("enter")
        await anna.sees("It was no promise.", "no promise any more")
        assert not promises_about(shift.store.reader, key)[0].open


async def test_overdue_promises_stand_in_the_second_list(tmp_path: Path) -> None:
    async with a_complaint(tmp_path) as (shift, anna, key):
        says(shift, key, "We will get back to you within two hours.")
        shift.clock.move(3 * HOUR)
        assert keep_cases(shift.store) == 1
        await anna.sees("1 late")
        await anna.presses("g", "a", "tab")
        await anna.sees("› PROMISES 1", "to Siv Ek · late 1h", "We will get back to you within two hours.", "Erik")
        await anna.presses("y")
        await anna.sees("The promise is kept.", "Nothing is promised.")
        assert shift.state(key) == "done"


def lots(shift: Shift) -> None:
    for number in range(3):
        open_case(shift.store, shift.anna, [shift.comes(f"Siv {number}", "Broken!")], Category.COMPLAINT)
        shift.clock.move(MINUTE)
    shift.clock.at = plus(shift.clock.at, DAY)
    keep_cases(shift.store)


@pytest.mark.parametrize("size", SIZES)
async def test_without_colour_and_in_ascii(tmp_path: Path, size: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with on_shift(tmp_path) as shift:
        save_charter(shift.store, SYSTEM, None, Charter(routines=(ROUTINE,)), 0)
        lots(shift)
        async with sitting(shift, size=SIZES[size], looks=bare()) as anna:
            await anna.presses("g", "a")
            await anna.sees("> CASES 3", ">! MA Acme", "acknowledge late", "! 3 late")
            assert colourless(anna)
            assert drawn_in_ascii(anna)
            await anna.presses("enter")
            await anna.sees("[ ] Answer the person")
            assert drawn_in_ascii(anna)


async def test_who_listens_is_told_one_case_as_a_sentence(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        lots(shift)
        async with sitting(shift, size=SMALL, looks=linear()) as anna:
            await anna.presses("g", "a")
            await anna.sees("Case 1, 1 of 3, complaint, Acme, no deadline, owner Anna, Siv 0")
            await anna.presses("j")
            await anna.sees("Case 2, 2 of 3")
            assert cursor(anna).y == 1
            assert not set(anna.screen) & BOXES


async def test_hostile_words_bend_no_line(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        for name, text in ATTACKS.items():
            key = shift.comes(name, text)
            with shift.store.write() as w:  # past the store's own cleaning
                w.conn.exec_driver_sql("UPDATE author SET name = ? WHERE handle <> ''", (text,))
            open_case(shift.store, shift.anna, [key])
        async with sitting(shift) as anna:
            await anna.presses("g", "a")
            await anna.sees("CASES")
            pane = anna.app.screen.query_one(CasesPane)
            for one in pane.board.cases:
                pane.chosen = one.id
                lines = ["".join(segment.text for segment in line) for line in pane.draw()]
                assert not FORBIDDEN.search("".join(lines))
                assert all(width(line.rstrip()) <= WIDE[0] for line in lines)


def test_it_is_not_on_the_way_to_the_first_frame() -> None:
    code = "import tui.app, tui.screens.inbox_parts, tui.widgets.status_lines, sys; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert "tui.screens.inbox_cases" in loaded
    heavy = {"tui.screens.cases", "tui.widgets.cases_view", "tui.widgets.case_card", "backend.model.case"}
    assert not heavy & set(loaded)
