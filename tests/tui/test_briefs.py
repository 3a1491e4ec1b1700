"""Briefs on the desk: on top until they are read, one line after that, written and edited without losing anything."""

from pathlib import Path

import pytest

from backend.model.brief import BriefText
from backend.model.clock import HOUR, MINUTE, Micros
from backend.store.write.briefs import end_brief, save_brief
from tests.tui.hostile import ATTACKS, FORBIDDEN
from tests.tui.shift import PHONE, SMALL, WIDE, Shift, on_shift, sitting, three
from tests.tui.test_linear import linear
from tests.tui.test_screens import holds

SIZES = {"160x48": WIDE, "80x24": SMALL, "50x20": PHONE}


def about(
    shift: Shift, title: str = "Strömavbrott i norr", text: str = "Press till pressen.", hours: int = 4
) -> BriefText:
    until = Micros(shift.clock.now() // MINUTE * MINUTE + hours * HOUR)
    return BriefText(title, text, until, use=("strom",), avoid=("oppet",))


@pytest.mark.parametrize("size", SIZES)
async def test_an_unread_one_stands_on_top_until_it_is_read(tmp_path: Path, size: str) -> None:
    async with on_shift(tmp_path) as shift:
        three(shift)
        save_brief(shift.store, shift.erik, about(shift))
        async with sitting(shift, size=SIZES[size]) as anna:
            await anna.sees("BRIEF", "Strömavbrott i norr", "Press till pressen.", "use: strom", "I have read it")
            await anna.sees("Skit!")
            await holds(f"brief-{size}", anna)
            await anna.presses("R")
            await anna.sees_no_more("I have read it", "use: strom")
            await anna.sees("Strömavbrott i norr")
            lines = anna.screen.split("\n")
            assert "Strömavbrott i norr" in lines[1]
            await anna.presses("R")
            assert "no unread brief" in anna.message


async def test_it_comes_changes_and_goes_while_we_sit_there(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        three(shift)
        async with sitting(shift) as anna:
            await anna.sees_no_more("BRIEF")
            key = save_brief(shift.store, shift.erik, about(shift))
            await anna.sees("BRIEF", "Strömavbrott i norr")
            await anna.presses("R")
            await anna.sees_no_more("I have read it")
            save_brief(shift.store, shift.erik, about(shift, "Strömmen är tillbaka"), key, 1)
            await anna.sees("I have read it", "Strömmen är tillbaka")
            end_brief(shift.store, shift.erik, key)
            await anna.sees_no_more("Strömmen är tillbaka")


async def test_it_ends_by_itself(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        three(shift)
        save_brief(shift.store, shift.erik, about(shift))
        async with sitting(shift) as anna:
            await anna.sees("Strömavbrott i norr")
            shift.clock.move(4 * HOUR + MINUTE)
            anna.app.inbox.tick()
            await anna.sees_no_more("Strömavbrott i norr")


async def test_one_is_written_on_the_desk_and_edited(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        three(shift)
        async with sitting(shift) as anna:
            await anna.presses("g", "b")
            await anna.sees("No brief has been written yet")
            await anna.presses("n")
            await anna.sees('title = ""')
            await anna.presses("down", "end", "left")
            await anna.types("Halka")
            await anna.presses("pagedown", "end")
            await anna.types("Sandat vid nio.")
            await anna.presses("ctrl+s")
            await anna.sees("Saved as version 1")
            await anna.types(" Och salt.")
            await anna.presses("ctrl+s")
            await anna.sees("Saved as version 2")
            await anna.presses("escape")
            await anna.sees("BRIEFS", "Halka", "version 2 by Anna", "Sandat vid nio. Och salt.")
            await anna.presses("x")
            await anna.sees("Enter ends it now")
            await anna.presses("enter")
            await anna.sees("over")
            found = shift.store.reader.rows(
                "SELECT v.title, v.text, b.version, b.ended_by FROM brief AS b JOIN brief_version AS v"
                " ON v.brief_id = b.id AND v.number = b.version"
            )
            assert [tuple(row) for row in found] == [("Halka", "Sandat vid nio. Och salt.", 2, shift.anna.id)]


async def test_what_is_typed_after_the_first_save_is_a_draft_of_that_brief(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.screens.editor.SAVE_S", 0.05)
    async with on_shift(tmp_path) as shift:
        three(shift)
        async with sitting(shift) as anna:
            await anna.presses("g", "b")
            await anna.sees("No brief has been written yet")
            await anna.presses("n")
            await anna.sees('title = ""')
            await anna.presses("down", "end", "left", *"Halka", "pagedown", "end", *"Sand.", "ctrl+s")
            await anna.sees("Saved as version 1")
            await anna.presses(*" Salt.", "escape")
            await anna.sees("BRIEFS", "version 1 by Anna")
            await anna.presses("n")
            await anna.sees('title = ""')
            await anna.presses("escape", "e")
            await anna.sees("Your draft of", "Sand. Salt.")


async def test_a_colleagues_version_and_mine_are_both_shown(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        three(shift)
        key = save_brief(shift.store, shift.anna, about(shift))
        async with sitting(shift) as anna:
            await anna.presses("g", "b")
            await anna.sees("BRIEFS")
            await anna.presses("e")
            await anna.sees("until =")
            await anna.presses("pagedown", "end")
            await anna.types(" Mitt tillägg.")
            save_brief(shift.store, shift.erik, about(shift, text="Eriks ord."), key, 1)
            await anna.presses("ctrl+s")
            await anna.sees("Erik has saved version 2 while you wrote", "Eriks ord.", "Mitt tillägg.")
            assert shift.store.reader.value("SELECT version FROM brief") == 2


async def test_a_long_one_can_be_read_to_its_end(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        three(shift)
        save_brief(shift.store, shift.erik, about(shift, text="\n".join(f"Punkt {n}" for n in range(40))))
        async with sitting(shift, size=SMALL) as anna:
            await anna.sees("more: gb")
            await anna.presses("g", "b")
            await anna.sees("Punkt 1", "more:")
            await anna.presses(*["pagedown"] * 4)
            await anna.sees("Punkt 39", "use: strom")


async def test_a_hostile_one_is_drawn_safely(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        three(shift)
        save_brief(
            shift.store,
            shift.erik,
            about(shift, "T " + "".join(ATTACKS.values())[:200], "\n".join(ATTACKS.values())[:3000]),
        )
        async with sitting(shift) as anna:
            await anna.sees("BRIEF")
            await anna.presses("g", "b")
            await anna.sees("BRIEFS")
            assert not FORBIDDEN.search(anna.screen)


async def test_who_listens_hears_it_as_a_sentence(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        three(shift)
        save_brief(shift.store, shift.erik, about(shift))
        async with sitting(shift, looks=linear()) as anna:
            await anna.presses("g", "b")
            await anna.sees("unread, all accounts, Strömavbrott i norr, until")
