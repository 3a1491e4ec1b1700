"""The page editor on a real store: drafts, mistakes, a colleague's save, two desks of one member, a full disk."""

from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest
from textual.widgets import TextArea

from backend.model.page_draft import PageDraft, PageKind
from backend.store.errors import StoreUnavailable
from backend.store.read.charters import charter_of
from backend.store.read.page_drafts import page_drafts
from tests.tui.rules import rule
from tests.tui.shift import SMALL, WIDE, Seat, Shift, on_shift, sitting
from tui.screens.editor import EditorScreen

PAGE = PageKind.CHARTER


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.screens.editor.SAVE_S", 0.05)


def drafts(shift: Shift, ref: int = 0) -> list[PageDraft]:
    """Anna's drafts of a charter."""
    return page_drafts(shift.store.reader, shift.anna.id or 0, PAGE, ref)


def editor(seat: Seat) -> EditorScreen:
    screen = seat.app.screen
    assert isinstance(screen, EditorScreen)
    return screen


async def opens(seat: Seat) -> TextArea:
    """Open the house's charter in the editor, and go to its first line of words."""
    await seat.presses("g", "c")
    await seat.sees("CHARTERS")
    seat.app.screen.query_one("#charters").chosen = None  # type: ignore[attr-defined]
    await seat.presses("e")
    await seat.sees("Alt+d difference")
    return editor(seat).area


def goes_to(area: TextArea, words: str) -> None:
    """Put the cursor behind words."""
    before = area.text[: area.text.index(words) + len(words)]
    area.move_cursor((before.count("\n"), len(before) - before.rfind("\n") - 1))


async def saves(seat: Seat, why: str = "") -> None:
    await seat.presses("ctrl+s")
    await seat.sees("Why, for the list of versions")
    await seat.types(why)
    await seat.presses("enter")


async def waits(seat: Seat, true: Callable[[], bool]) -> None:
    await seat._until(true, "never came")


async def test_what_is_typed_is_kept_offered_again_and_saved(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        rule(shift)
        async with sitting(shift) as anna:
            area = await opens(anna)
            goes_to(area, "and listen.")
            await anna.types(" Always.")
            await anna.sees("✓ draft kept")
            assert [("Always." in one.text, one.base) for one in drafts(shift)] == [(True, 1)]
            await anna.presses("escape")
            await anna.sees("CHARTERS")
        async with sitting(shift, size=SMALL) as anna:
            await opens(anna)
            await anna.sees("Your draft of", "goes on")
            await saves(anna, "Clearer")
            await anna.sees("✓ Saved as version 2.", "on version 2", "nothing changed")
            holds = charter_of(shift.store.reader, None)
            assert holds is not None
            assert (holds.number, holds.said, holds.member) == (2, "Clearer", "Anna")
            assert holds.charter.purpose.endswith("Always.")
            await waits(anna, lambda: drafts(shift) == [])


async def test_a_page_that_is_too_long_is_read_and_never_saved_in_part(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        rule(shift, purpose="We help. " * 5_000)
        async with sitting(shift, size=SMALL) as anna:
            await anna.presses("g", "c", "e")
            await anna.sees("too long to be changed here")
            before = editor(anna).area.text
            await anna.types("Always.")
            await anna.presses("ctrl+s")
            await anna.sees("too long to be changed here")
            assert editor(anna).area.text == before
            await anna.presses("escape")
            await anna.sees("CHARTERS")
        holds = charter_of(shift.store.reader, None)
        assert holds is not None
        assert (holds.number, len(holds.charter.purpose)) == (1, 45_000)
        assert drafts(shift) == []


async def test_a_mistake_leads_to_its_line_and_says_what_to_do(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        rule(shift)
        async with sitting(shift, size=SMALL) as anna:
            area = await opens(anna)
            goes_to(area, '"Europe/Stockholm')
            await anna.types("x")
            line = area.cursor_location[0]
            area.move_cursor((0, 0))
            await saves(anna)
            await anna.sees(f"Line {line + 1}:", "Europe/Stockholmx is not a time zone")
            assert area.cursor_location == (line, 0)
            assert anna.app.focused is area
            await waits(anna, lambda: len(drafts(shift)) == 1)


@pytest.mark.parametrize("size", [WIDE, SMALL])
async def test_a_colleagues_save_shows_both_and_either_goes_on(tmp_path: Path, size: tuple[int, int]) -> None:
    async with on_shift(tmp_path) as shift:
        rule(shift)
        async with sitting(shift, size=size) as anna:
            area = await opens(anna)
            goes_to(area, "and listen.")
            await anna.types(" Mine.")
            rule(shift, base=1, purpose="We help people, and listen. Theirs.")
            await anna.sees("Erik has saved version 2 meanwhile. Alt+d shows both.")
            await saves(anna)
            await anna.sees("Erik has saved version 2 while you wrote. Yours is kept.", "Theirs.", "Mine.")
            await anna.presses("2")
            await anna.sees("[2 what they changed]", "Theirs.")
            assert "Mine." not in anna.screen
            await anna.presses("3")
            await anna.sees("[3 what I changed]", "Mine.")
            await anna.presses("t")
            await anna.sees("Theirs, version 2. Yours is kept as a draft", "on version 2")
            assert "Theirs." in area.text
            assert "Mine." in drafts(shift)[0].text
            await anna.presses("alt+n")
            await waits(anna, lambda: "Mine." in area.text)
            await saves(anna)
            await anna.sees("Erik has saved version 2")
            await anna.presses("m")
            await anna.sees("Yours, on version 2")
            await saves(anna)
            await anna.sees("✓ Saved as version 3.")
            holds = charter_of(shift.store.reader, None)
            assert holds is not None
            assert "Mine." in holds.charter.purpose


async def test_two_desks_of_one_member_keep_both_texts(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        rule(shift)
        async with sitting(shift) as here, sitting(shift) as there:
            one, other = await opens(here), await opens(there)
            goes_to(one, "and listen.")
            await here.types(" Here.")
            await waits(here, lambda: len(drafts(shift)) == 1)
            goes_to(other, "and listen.")
            await there.types(" There.")
            await waits(there, lambda: len(drafts(shift)) == 2)
            await here.types(" Again.")
            await waits(here, lambda: any("Here. Again." in one.text for one in drafts(shift)))
            assert any("There." in one.text for one in drafts(shift))
            await saves(here)
            await here.sees("✓ Saved as version 2.")
            await waits(here, lambda: len(drafts(shift)) == 1)
            await saves(there)
            await there.sees("Anna has saved version 2 while you wrote.", "There.", "Here. Again.")


async def test_two_desks_that_go_on_with_one_draft_lose_nothing(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        rule(shift)
        async with sitting(shift) as here, sitting(shift) as there:
            one = await opens(here)
            goes_to(one, "and listen.")
            await here.types(" Begun.")
            await waits(here, lambda: len(drafts(shift)) == 1)
            other = await opens(there)
            await there.sees("Your draft of")
            goes_to(other, "Begun.")
            await there.types(" There.")
            await waits(there, lambda: "There." in drafts(shift)[0].text)
            await here.types(" Here.")
            await waits(here, lambda: len(drafts(shift)) == 2)
            assert {"Here.", "There."} == {
                word for one in drafts(shift) for word in ("Here.", "There.") if word in one.text
            }


async def test_while_the_store_is_full_the_page_stays_open_and_is_found_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_what: object, **_more: object) -> NoReturn:
        raise StoreUnavailable("store.full")

    async with on_shift(tmp_path) as shift:
        rule(shift)
        async with sitting(shift) as anna:
            area = await opens(anna)
            goes_to(area, "and listen.")
            with monkeypatch.context() as patch:
                patch.setattr("backend.store.write.page_drafts.save_page_draft", full)
                await anna.types(" Precious.")
                await anna.sees("✗ not kept", "The disk is full")
                await anna.presses("escape")
                await anna.sees("The page stays open. Esc tries again")
                assert "Precious." in editor(anna).area.text
                anna.app.inbox.parts.save_now()  # the line is cut, the disk still full
                await waits(anna, lambda: any(tmp_path.glob("unsaved-*.txt")))
        (left,) = tmp_path.glob("unsaved-*.txt")
        assert left.stat().st_mode & 0o777 == 0o600
        async with sitting(shift) as anna:
            await opens(anna)
            await anna.sees("Your draft of", "Precious.")
            assert not left.exists()
            await anna.presses("alt+x")
            await anna.sees("Press it again to drop the draft")
            await anna.presses("alt+x")
            await anna.sees("CHARTERS")
            await waits(anna, lambda: drafts(shift) == [])


async def test_leaving_the_desk_from_the_editor_keeps_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.screens.editor.SAVE_S", 60)
    async with on_shift(tmp_path) as shift:
        rule(shift)
        async with sitting(shift) as anna:
            goes_to(await opens(anna), "and listen.")
            await anna.types(" Last words.")
            await anna.presses("ctrl+q")
        assert "Last words." in drafts(shift)[0].text
