"""Triage as a moderator does it, on a real store: verbs, reasons, marks, batches, second thoughts."""

from pathlib import Path

import pytest

from backend.model.comment import RemoteState
from backend.model.outbox import Receipt
from backend.model.reason import Reason
from backend.store.write import outbox
from backend.store.write.claims import claim
from tests.store import scene
from tests.tui.shift import SMALL, WIDE, Shift, on_shift, sitting, three, three_open

SIZES = pytest.mark.parametrize("size", [WIDE, SMALL], ids=["160x48", "80x24"])


def sent(shift: Shift, comment: int) -> None:
    """The worker carries out the latest act on a comment."""
    job = shift.takes(comment)
    assert outbox.settle_sent(shift.store, job, Receipt())


@SIZES
async def test_hiding_goes_on_takes_the_last_reason_and_a_digit_changes_it(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with three_open(tmp_path, size=size) as (shift, anna, (lisa, per, _siv)):
        await anna.presses("h")
        await anna.sees("Lisa Sund: hidden", "9 other")
        await anna.stands_on("Per Holm")
        await anna.presses("2")
        await anna.sees("The reason is now: hate")
        await anna.presses("h")
        await anna.sees("Per Holm: hidden", "2 hate")
        await anna.stands_on("Siv Ek")
        assert (shift.state(lisa), shift.state(per)) == ("done", "done")
        reasons = shift.store.reader.rows("SELECT reason FROM outbox ORDER BY id")
        assert [row[0] for row in reasons] == ["hate", "hate"]


async def test_a_digit_after_another_key_is_a_count_again(tmp_path: Path) -> None:
    async with three_open(tmp_path) as (shift, anna, _keys):
        await anna.presses("h")
        await anna.sees("Lisa Sund: hidden")
        await anna.presses("k", "2", "j")
        await anna.stands_on("Siv Ek")
        assert shift.store.reader.value("SELECT why FROM deed") == "other"


async def test_what_is_hidden_is_shown_again_by_the_same_key(tmp_path: Path) -> None:
    async with three_open(tmp_path) as (shift, anna, (lisa, _per, _siv)):
        await anna.presses("'", "h")
        await anna.sees("Lisa Sund: hidden")
        sent(shift, lisa)
        await anna.sees("hidden on the platform", "h show")
        await anna.presses("h")
        await anna.sees("Lisa Sund: shown again")
        assert shift.store.reader.value("SELECT act FROM outbox ORDER BY id DESC LIMIT 1") == "unhide"


async def test_what_the_platforms_filter_holds_is_let_through(tmp_path: Path) -> None:
    async with three_open(tmp_path) as (shift, anna, _keys):
        shift.comes("Ola Berg", "Köp billigt här", remote_state=RemoteState.HELD)
        await anna.presses("A", "g", "g")
        await anna.stands_on("Ola Berg")
        await anna.sees("h let through")
        await anna.presses("h")
        await anna.sees("Ola Berg: shown again")
        assert shift.store.reader.value("SELECT act FROM outbox") == "unhide"


async def test_a_block_is_taken_back_in_its_window(tmp_path: Path) -> None:
    async with three_open(tmp_path) as (shift, anna, (lisa, _per, _siv)):
        await anna.presses("b")
        await anna.sees("Lisa Sund: blocked", "z takes it back for 10 s")
        await anna.presses("z")
        await anna.sees("Taken back: Lisa Sund: blocked")
        await anna.stands_on("Lisa Sund")
        assert (shift.state(lisa), shift.store.reader.value("SELECT state FROM outbox")) == ("open", "cancelled")
        await anna.presses("Z")
        await anna.sees("never repeated")


async def test_undo_after_it_stands_reverses_it_there_and_redo_does_it_again(tmp_path: Path) -> None:
    async with three_open(tmp_path) as (shift, anna, (lisa, _per, _siv)):
        await anna.presses("+")
        await anna.sees("Lisa Sund: liked")
        sent(shift, lisa)
        await anna.presses("z")
        await anna.sees("Taken back: Lisa Sund: liked")
        acts = shift.store.reader.rows("SELECT act FROM outbox ORDER BY id")
        assert [row[0] for row in acts] == ["like", "unlike"]


async def test_a_failed_act_says_why_and_brings_the_comment_back(tmp_path: Path) -> None:
    async with three_open(tmp_path) as (shift, anna, (lisa, _per, _siv)):
        await anna.presses("'", "h")
        await anna.sees("Lisa Sund: hidden")
        assert outbox.settle_failed(shift.store, shift.takes(lisa), Reason("platform.refused", {"status": 422}))
        await anna.sees("hide: failed", "The platform refused it (422).")
        assert shift.state(lisa) == "open"


@SIZES
async def test_marking_some_and_deciding_about_them_as_one(tmp_path: Path, size: tuple[int, int]) -> None:
    async with three_open(tmp_path, size=size) as (shift, anna, (lisa, per, siv)):
        await anna.presses("space", "space")
        await anna.sees("2 comments marked: Acme 2", "●")
        await anna.presses(";")
        await anna.sees("done")
        await anna.presses("d")
        await anna.sees("2 comments: let stand: 2 done")
        assert [shift.state(key) for key in (lisa, per, siv)] == ["done", "done", "open"]
        assert shift.store.reader.one("SELECT total, done FROM deed") == (2, 2)
        await anna.presses("z")
        await anna.sees("Taken back: 2 comments: let stand")
        assert [shift.state(key) for key in (lisa, per, siv)] == ["open", "open", "open"]


async def test_before_the_key_one_sees_on_how_many_of_the_marked_it_works(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        lisa, _per, _siv = three(shift)
        other = scene.account(shift.store, "Sky", "us2", able=scene.PLAIN)
        scene.save(shift.store, other, scene.says("s1", "Hallå"))
        async with sitting(shift) as anna:
            await anna.presses("*")
            await anna.sees("4 comments marked: Acme 3 · Sky 1")
            await anna.presses(";")
            await anna.sees("hide ↺ 3 of 4", "done ↺")
            await anna.presses("h")
            await anna.sees("4 comments: hidden: 3 done", "1 × This platform cannot do that.")
            assert shift.state(lisa) == "done"


async def test_near_copies_are_decided_as_one_with_the_count(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        words = "Se vad de döljer för er här inne"
        copies = [shift.comes(f"Bot {number}", f"{words} {number}!", ago=number) for number in range(4)]
        shift.comes("Siv Ek", "Hej", ago=9)
        async with sitting(shift) as anna:
            await anna.sees("+ 3 alike")
            await anna.presses("h")
            await anna.sees("Bot 0 + 3 alike: hidden", "z takes it back")
            await anna.stands_on("Siv Ek")
            assert {shift.state(key) for key in copies} == {"done"}
            assert shift.store.reader.one("SELECT total, done FROM deed") == (4, 4)
            await anna.presses("z")
            await anna.sees("Taken back: Bot 0 + 3 alike: hidden")
            assert {shift.state(key) for key in copies} == {"open"}


async def test_a_range_and_all_that_match(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        for number in range(6):
            shift.comes(f"Person {number}", "Hej hopp", ago=number)
        async with sitting(shift) as anna:
            await anna.presses("v", "3", "j")
            await anna.sees("4 comments marked")
            await anna.presses("v", "escape")
            await anna.sees_no_more("marked")
            await anna.presses("*")
            await anna.sees("6 comments marked: Acme 6")
            await anna.presses(";", "d")
            await anna.sees("6 comments: let stand: 6 done")


async def test_what_could_not_be_done_stays_marked_and_is_said(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        lisa, per, siv = three(shift)
        claim(shift.store, shift.erik, per)
        async with sitting(shift) as anna:
            await anna.presses("*", ";", "d")
            await anna.sees("2 done", "1 × Erik has it")
            assert [shift.state(key) for key in (lisa, per, siv)] == ["done", "open", "done"]
            await anna.presses(";", "r")  # an answer is never for many
            await anna.sees("reply: one at a time")
            assert shift.store.reader.value("SELECT count(*) FROM outbox") == 0


async def test_the_last_act_again_but_never_a_block(tmp_path: Path) -> None:
    async with three_open(tmp_path) as (shift, anna, (lisa, per, siv)):
        await anna.presses("d", ".")
        await anna.stands_on("Siv Ek")
        await anna.sees("Per Holm: let stand")
        await anna.presses("b", ".")
        await anna.sees("never repeated")
        assert [shift.state(key) for key in (lisa, per, siv)] == ["done", "done", "done"]
        assert shift.store.reader.value("SELECT count(*) FROM outbox") == 1


async def test_a_list_is_narrowed_down_and_kept_as_a_view(tmp_path: Path) -> None:
    async with three_open(tmp_path) as (_shift, anna, _keys):
        await anna.presses("l")
        await anna.sees("Only those that are also")
        await anna.types("author:per")
        await anna.presses("enter")
        await anna.sees("/ is:open author:per")
        await anna.sees_no_more("Siv Ek Hej")
        await anna.presses("colon")
        await anna.types("save_view pers")
        await anna.presses("enter")
        await anna.sees("View pers is kept")
        await anna.presses("escape")
        await anna.sees("Siv Ek")
        await anna.presses("g", "v")
        await anna.sees(": view", "pers 1")
        await anna.types("pers")
        await anna.presses("enter")
        await anna.sees_no_more("Siv Ek Hej")


async def test_another_theme_is_drawn_at_once_and_remembered_in_the_store(tmp_path: Path) -> None:
    async with three_open(tmp_path) as (shift, anna, _keys):
        await anna.presses("colon")
        await anna.types("theme day")
        await anna.presses("enter")
        await anna.sees("theme: day")
        kept = shift.store.reader.one("SELECT name, value FROM member_setting")
        assert kept == ("theme", "day")
        await anna.presses("colon")
        await anna.types("quiet midnight")
        await anna.presses("enter")
        await anna.sees("a time as in 22:00-06:00")
