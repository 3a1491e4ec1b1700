"""The templates' screen: listed by state, read, judged, mended, said something about, in every size and live."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import pytest

from backend.model.actor import SYSTEM, Actor, Role
from backend.model.page_draft import PageKind
from backend.model.template import TemplateText
from backend.model.template_view import Step
from backend.store.errors import StoreUnavailable
from backend.store.read.page_drafts import page_drafts
from backend.store.write import templates_draft, templates_review, templates_talk
from backend.store.write.templates import import_templates
from tests.tui.hostile import ATTACKS, FORBIDDEN
from tests.tui.rules import rule
from tests.tui.shift import PHONE, SMALL, WIDE, Seat, Shift, on_shift, sitting, three
from tests.tui.test_linear import BOXES, cursor, linear
from tests.tui.test_screens import holds
from tests.tui.test_signs import bare, colourless, drawn_in_ascii
from tui.screens.editor import EditorScreen
from tui.screens.templates import TemplatesPane

SIZES = {"160x48": WIDE, "80x24": SMALL}

OPEN = TemplateText("oppet", "sv", "Öppettider i jul", "Hej {author}! Vi har öppet {hours}.\n{signature}", ("jul",))
POWER = TemplateText(
    "strom", "sv", "Strömavbrott i norr", "Hej {author}! Vi arbetar med avbrottet {?när}.\n{signature}",
    ("avbrott", "ström"), variants=("Hej! Strömmen är snart tillbaka i {?område}.",), platforms=("mastodon",),
    paragraph="4",
)  # fmt: skip
THANKS = TemplateText("klagomal", "sv", "Tack för klagomålet", "Tack, {author}. {signature}")


def now_is(shift: Shift, who: Actor, role: Role) -> None:
    with shift.store.write() as w:
        w.conn.exec_driver_sql(f"UPDATE member_role SET role = '{role}', account_id = NULL WHERE member_id = {who.id}")


def drawer(shift: Shift) -> dict[str, int]:
    """One template in use, one of Erik's that waits for Anna, one of hers that he rejected. Returns keys by code."""
    rule(shift)
    now_is(shift, shift.anna, Role.LEAD)
    now_is(shift, shift.erik, Role.APPROVER)
    comment, *_ = three(shift)
    import_templates(shift.store, SYSTEM, [OPEN], approve=True)
    power, _ = templates_draft.save_draft(shift.store, shift.erik, None, POWER, 0)
    templates_review.submit(shift.store, shift.erik, power, 1)
    templates_talk.remark(shift.store, shift.erik, power, "Går det kortare?", comment)
    thanks, _ = templates_draft.save_draft(shift.store, shift.anna, None, THANKS, 0)
    templates_review.submit(shift.store, shift.anna, thanks, 1)
    templates_review.reject(shift.store, shift.erik, thanks, 1, "Säg vad som händer nu")
    used = shift.store.reader.value("SELECT id FROM template WHERE code = 'oppet'")
    return {"strom": power, "klagomal": thanks, "oppet": int(used)}


def pane(seat: Seat) -> TemplatesPane:
    return seat.app.screen.query_one(TemplatesPane)


async def opens(seat: Seat, *keys: str) -> None:
    """Open the screen, go to a template, and wait until it is read."""
    await seat.presses("g", "t")
    await seat.sees("TEMPLATES")
    await seat.presses(*keys)
    await seat._until(lambda: pane(seat).shown_view is not None, "it was not read")


def state(shift: Shift, key: int) -> tuple[str, int | None]:
    found = shift.store.reader.one("SELECT state, approved FROM template WHERE id = ?", (key,))
    assert found is not None
    return found[0], found[1]


@pytest.mark.parametrize("size", SIZES)
async def test_it_lists_by_state_and_shows_all_about_one(tmp_path: Path, size: str) -> None:
    async with on_shift(tmp_path) as shift:
        drawer(shift)
        async with sitting(shift, size=SIZES[size]) as anna:
            await opens(anna, "j", "j")
            await anna.sees(
                "✗  klagomal", "rejected", "✓  oppet", "approved", "○  strom", "in review", "1 waits for you"
            )
            await holds(f"templates-{size}", anna)
            await anna.presses("enter")
            await anna.sees("version 1 by Erik", "WORDING 1", "{?när}", "FILLED IN for Lisa Sund", "Hej Lisa Sund!")
            await anna.sees("y approves it, N gives it back with a word.")
            await holds(f"template-{size}", anna)
            await anna.presses("G")
            await anna.sees("✓ MA Acme", "4 Complaints", "Ask for the case number", "‘Skit!’", "Går det kortare?")
            await anna.presses("escape", "tab")
            await anna.sees("[for my approval 1]")
            assert [row.template.code for row in pane(anna).rows] == ["strom"]
            await anna.presses("tab")
            assert [row.template.code for row in pane(anna).rows] == ["klagomal"]
            await anna.sees("[mine 1]")
            await anna.presses("tab", "tab")
            await anna.sees("None is retired.")
            await anna.presses("escape")
            await anna.sees("QUEUE")


async def test_slash_narrows_the_list_as_one_types(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        drawer(shift)
        async with sitting(shift, size=SMALL) as anna:
            await opens(anna, "/")
            await anna.types("STRÖM avb")
            await anna.sees("/ STRÖM avb", "1 found")
            await anna.presses("enter", "enter")
            await anna.sees("Strömavbrott i norr", "WORDING 1")
            await anna.presses("escape", "escape")
            assert len(pane(anna).rows) == 3
            await anna.presses("/", "x", "q")
            await anna.sees("No template has all these words.")
            await anna.presses("escape")
            assert len(pane(anna).rows) == 3


async def test_a_colleagues_change_shows_without_moving_the_cursor(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        keys = drawer(shift)
        async with sitting(shift) as anna:
            await opens(anna, "tab")
            await anna.sees("[for my approval 1]", "○ in review")
            templates_review.reject(shift.store, shift.anna, keys["strom"], 1, "För långt")  # at her other desk
            new, _ = templates_draft.save_draft(shift.store, shift.erik, None, TemplateText("a", "sv", "A", "B"), 0)
            templates_review.submit(shift.store, shift.erik, new, 1)
            await anna.sees("✗ rejected by Anna", "För långt", " a ")
            assert pane(anna).chosen == keys["strom"]
            assert [row.template.code for row in pane(anna).rows] == ["a", "strom"]
            await anna.presses("y")
            await anna.sees("Anna has judged this version already.")


async def test_what_a_member_may_not_is_grey_with_the_reason(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        keys = drawer(shift)
        async with sitting(shift, "Erik", size=SMALL) as erik:
            await opens(erik, "j", "j")
            await erik.presses("y")
            await erik.sees("Nobody approves their own words: ask Anna")
            await erik.presses("s")
            await erik.sees("This version waits for an approver already.")
            await erik.presses("?")
            await erik.sees("KEYS", "approve (Nobody approves their own words: ask Anna")
            await erik.presses("escape")
            now_is(shift, shift.erik, Role.MODERATOR)
        async with sitting(shift, "Erik", size=SMALL) as erik:
            await opens(erik, "j")
            for key in "R", "y", "o":
                await erik.presses(key)
                await erik.sees("Only an approver or a lead of its account may do that.")
                await erik.presses("k", "j")
            assert state(shift, keys["oppet"])[0] == "approved"


async def test_nobody_approves_what_they_have_not_seen_and_retiring_is_asked_twice(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        keys = drawer(shift)
        async with sitting(shift, size=SMALL) as anna:
            await opens(anna, "j", "j", "y")
            await anna.sees("Read it first", "WORDING 1")
            assert state(shift, keys["strom"]) == ("in_review", None)
            await anna.presses("y")
            await anna.sees("✓ Approved")
            assert state(shift, keys["strom"]) == ("approved", 1)
            await anna.presses("R")
            await anna.sees("Enter retires it")
            await anna.presses("j", "R", "enter")
            await anna.sees("✓ Retired")
            assert state(shift, keys["strom"]) == ("retired", None)
            await anna._until(lambda: not pane(anna).why_not(Step.BRING_BACK), "not read anew")
            await anna.presses("R")
            await anna.sees("✓ It is a draft again.")
            assert state(shift, keys["strom"]) == ("draft", None)


async def test_a_line_that_was_typed_is_never_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_what: object, **_more: object) -> NoReturn:
        raise StoreUnavailable("store.full")

    async with on_shift(tmp_path) as shift:
        keys = drawer(shift)
        async with sitting(shift) as anna:
            await opens(anna, "j", "j", "m")
            await anna.sees("What is to be said about it?")
            await anna.types("Bra!")
            await anna.presses("escape", "k", "j")
            await anna._until(lambda: pane(anna).shown_view is not None, "not read")
            with monkeypatch.context() as patch:
                patch.setattr("backend.store.write.templates_talk.remark", full)
                await anna.presses("m", "enter")
                await anna.sees("The disk is full", "What is to be said about it? Bra!")
            await anna.presses("enter")
            await anna.sees("✓ Said.", "Anna, ", "Bra!")
            await anna.presses("N", "enter")
            await anna.sees("Write a word first", "What is to be mended?")
            await anna.presses("escape", "t")
            await anna.types("1999-01-01")
            await anna.presses("enter")
            await anna.sees("or a day to come", "When again?")
            await anna.presses("ctrl+u")
            await anna.types("6m")
            await anna.presses("enter")
            await anna.sees("✓ Read.", "anew ")
            await anna.presses("o")
            await anna.sees("Who answers for it? (Anna, Erik)")
            await anna.presses("x", "enter")
            await anna.sees("Write one of these names")
            await anna.presses("ctrl+u", "a", "tab", "enter")
            await anna.sees("✓ Anna answers for it from now on.")
            assert (
                shift.store.reader.value("SELECT owner_id FROM template WHERE id = ?", (keys["strom"],))
                == shift.anna.id
            )


def body(seat: Seat) -> EditorScreen:
    screen = seat.app.screen
    assert isinstance(screen, EditorScreen)
    return screen


async def test_a_mistake_leads_to_its_line_and_a_colleagues_save_shows_both(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        keys = drawer(shift)
        async with sitting(shift, size=SMALL) as anna:
            await opens(anna)
            await anna.presses("j", "j", "e")  # before it is read
            await anna.sees("TEMPLATE strom (sv)", 'title = "Strömavbrott i norr"')
            area = body(anna).area
            area.move_cursor((2, len('title = "Strömavbrott')))
            await anna.types(" Mitt")
            area.move_cursor((0, 0))
            await anna.types("x")
            await anna.presses("ctrl+s")
            await anna.sees("Line 1 of template.toml: a template has no xcode")
            await anna.presses("delete")
            templates_draft.save_draft(
                shift.store, shift.erik, keys["strom"], replace(POWER, title="Strömavbrott i söder"), 1
            )
            await anna.presses("ctrl+s")
            await anna.sees("Erik has saved version 2 while you wrote. Yours is kept.", "i söder", "Mitt i norr")
            await anna.presses("m", "ctrl+s")
            await anna.sees("✓ Saved as version 3.")
            await anna.presses("escape", "v")
            await anna.sees("VERSIONS of strom sv", "3  Anna", "2  Erik", "what changed from version 2 to 3")
            await anna.sees("+ Strömavbrott Mitt i norr")


async def test_a_new_one_has_its_drafts_under_its_own_key_once_it_is_saved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.screens.editor.SAVE_S", 0.05)
    async with on_shift(tmp_path) as shift:
        three(shift)
        async with sitting(shift) as anna:
            await anna.presses("g", "t")
            await anna.sees("No template has been written yet.")
            await anna.presses("n")
            await anna.sees("NEW TEMPLATE", "{?what} must be")
            await anna.presses("end", "left", *"ny", "down", "down", "end", "left", *"Ny", "down", "down", *"Hej!")
            await anna._until(lambda: len(page_drafts(shift.store.reader, 1, PageKind.TEMPLATE, 0)) == 1, "no draft")
            await anna.presses("ctrl+s")
            await anna.sees("✓ Saved as version 1.")
            key = shift.store.reader.value("SELECT id FROM template WHERE code = 'ny'")
            await anna.types(" Mer.")

            def kept() -> list[int]:
                return [len(page_drafts(shift.store.reader, 1, PageKind.TEMPLATE, ref)) for ref in (0, int(key))]

            await anna._until(lambda: kept() == [0, 1], "the draft is not under its key")
            await anna.presses("escape")
            await anna.sees("✎  ny", "Hej!")
            await anna.presses("e")
            await anna.sees("Your draft of", "Hej! Mer.")


async def test_without_colour_in_ascii_and_on_a_phone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with on_shift(tmp_path) as shift:
        drawer(shift)
        async with sitting(shift, size=PHONE, looks=bare()) as anna:
            await opens(anna, "j", "j")
            await anna.sees(">o  strom", "in review", "x  klagomal", "[all 3]")
            await anna.presses("enter")
            await anna.sees("o in review")
            assert colourless(anna)
            assert drawn_in_ascii(anna)


async def test_who_listens_is_told_one_template_as_a_sentence(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        drawer(shift)
        async with sitting(shift, size=SMALL, looks=linear()) as anna:
            await opens(anna)
            await anna.sees("klagomal sv 1 of 3, Tack för klagomålet, rejected, all accounts, 0 answers")
            below = anna.screen.split("\n")[6:-1]
            await anna.presses("j")
            await anna.sees("oppet sv 2 of 3")
            assert anna.screen.split("\n")[6:-1] == below
            assert cursor(anna).y == 3
            await anna.presses("enter")
            await anna.sees("version 1 by the program", "{hours}")
            assert cursor(anna).y == 1
            assert not set(anna.screen) & BOXES


async def test_hostile_words_bend_no_line(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        keys = drawer(shift)
        nasty = " ".join(ATTACKS.values()).replace("{", "(").replace("}", ")")
        text = TemplateText("strom", "sv", nasty[:200], nasty[:3000], (nasty[:200],), paragraph=nasty[:100])
        templates_draft.save_draft(shift.store, shift.erik, keys["strom"], text, 1)
        templates_talk.remark(shift.store, shift.erik, keys["strom"], nasty)
        shift.comes("\u202eEvil", nasty)
        async with sitting(shift, size=WIDE) as anna:
            await opens(anna, "j", "j")
            for whole in (False, True):
                pane(anna).whole = whole
                lines = ["".join(part.text for part in line) for line in pane(anna).draw()]
                assert not FORBIDDEN.search("".join(lines))


def test_it_is_not_on_the_way_to_the_first_frame() -> None:
    code = "import tui.app, tui.screens.inbox_parts, sys; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"tui.screens.templates", "tui.widgets.templates_view", "backend.model.template_view"} & set(loaded)


async def test_a_change_elsewhere_leaves_the_group_that_is_listed(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        keys = drawer(shift)
        async with sitting(shift) as anna:
            await opens(anna)
            await anna.presses("shift+tab")
            await anna.sees("None is retired.")
            templates_review.retire(shift.store, shift.anna, keys["oppet"])
            await anna.sees("[retired 1]", "oppet")
            templates_review.bring_back(shift.store, shift.anna, keys["oppet"])
            await anna.sees("[retired 0]", "✎  oppet")
