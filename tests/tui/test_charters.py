"""The charters' screen: whose holds, what it says, found, changed, begun from a ready-made one, in every size."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from backend.model.actor import Role
from backend.store.read.charters import charter_of
from tests.tui.hostile import ATTACKS, FORBIDDEN
from tests.tui.illness import ward
from tests.tui.rules import FULL, rule
from tests.tui.shift import SMALL, WIDE, Seat, Shift, on_shift, sitting
from tests.tui.test_linear import BOXES, cursor, linear
from tests.tui.test_screens import holds
from tests.tui.test_signs import bare, colourless, drawn_in_ascii
from tui.screens.charters import ChartersPane
from tui.text import width

SIZES = {"160x48": WIDE, "80x24": SMALL}


def rules(shift: Shift) -> None:
    """The house has two versions, Acme its own; all others have the house's."""
    ward(shift)
    rule(shift, said="First one")
    rule(shift, base=1, said="Clearer", purpose="We help people, and listen. What they tell us goes on.")
    rule(shift, shift.account, said="Acme's own", purpose="Acme speaks with its neighbours here.")


def pane(seat: Seat) -> ChartersPane:
    return seat.app.screen.query_one(ChartersPane)


async def opens(seat: Seat) -> None:
    await seat.presses("g", "c")
    await seat.sees("CHARTERS")


@pytest.mark.parametrize("size", SIZES)
async def test_whose_charter_holds_and_what_it_says(tmp_path: Path, size: str) -> None:
    async with on_shift(tmp_path) as shift:
        rules(shift)
        async with sitting(shift, size=SIZES[size]) as anna:
            await opens(anna)
            await anna.sees("The house", "version 2", "MA Acme", "version 1", "as the house", "1 of its own")
            await holds(f"charters-{size}", anna)
            await anna.presses("j", "enter")
            await anna.sees("Acme speaks with its neighbours here.", "version 1 by Erik", "Acme's own")
            await anna.sees("✓ Greet by name.", "✗ Be ironic.", "2 Bills", "words: faktura")
            await holds(f"charter-{size}", anna)
            await anna.presses("G")
            await anna.sees("✗ per our policy", "1. Thank them.", "opens a case · acknowledge within 4 hours")
            await anna.presses("escape", "escape")
            await anna.sees("QUEUE")


async def test_slash_finds_in_the_text(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        rules(shift)
        async with sitting(shift, size=SMALL) as anna:
            await opens(anna)
            await anna.presses("/")
            await anna.types("team acme")
            await anna.sees("›The team signs answers to hate and threats", "Enter next, Esc ends")
            await anna.types("x")
            await anna.sees("It does not stand there.")
            await anna.presses("escape")
            assert pane(anna).reading


async def test_a_ready_made_one_is_begun_with_and_saved(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        rules(shift)
        async with sitting(shift) as anna:
            await opens(anna)
            await anna.presses("j", "n")
            await anna.sees("START FROM A READY-MADE ONE", "for a public body (Sweden) · sv")
            await anna.presses("4")
            await anna.sees("CHARTER of Acme", "on version 1")
            await anna.presses("ctrl+s", "enter")
            await anna.sees("✓ Saved as version 2.")
            held = charter_of(shift.store.reader, shift.account)
            assert held is not None
            assert (held.account_id, held.number) == (shift.account, 2)
            assert held.charter.languages[0] == "sv"
            await anna.presses("escape")
            await anna.sees("version 2 by Anna")


async def test_versions_tell_who_when_and_what_changed(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        rules(shift)
        rule(shift, base=2, said="Shorter", purpose="We help.")
        async with sitting(shift, size=SMALL) as anna:
            await opens(anna)
            await anna.presses("v")
            await anna.sees(
                "VERSIONS of The house", "3  Erik", "First one", "what changed from version 2 to 3", "+ We help."
            )
            await anna.presses("j")
            await anna.sees("what changed from version 1 to 2", "+ We help people, and listen.")
            await anna.presses("space", "k")
            await anna.sees("what changed from version 2 to 3")
            await anna.presses("j", "j")
            await anna.sees("what changed from version 1 to 2")
            await anna.presses("escape")
            await anna.sees("CHARTERS")


async def test_only_a_lead_changes_it_and_the_screen_follows_a_save(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        rules(shift)
        with shift.store.write() as w:
            w.conn.exec_driver_sql(
                f"UPDATE member_role SET role = '{Role.MODERATOR}' WHERE member_id = {shift.anna.id}"
            )
        async with sitting(shift) as anna:
            await opens(anna)
            await anna.presses("e")
            await anna.sees("Only a lead of this account can change its charter.")
            await anna.presses("x")
            await anna.sees("As a file: nightdesk charter export --house")
            rule(shift, base=2, said="While you look")
            await anna.sees("version 3 by Erik", "While you look")


async def test_without_any_it_says_how_to_begin(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift, sitting(shift, size=SMALL) as anna:
        await opens(anna)
        await anna.sees("none yet", "1 without any")
        await anna.presses("enter")
        await anna.sees("n starts from a ready-made one")
        await anna.presses("?")
        await anna.sees("KEYS", "as a file")


@pytest.mark.parametrize("size", SIZES)
async def test_without_colour_and_in_ascii(tmp_path: Path, size: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with on_shift(tmp_path) as shift:
        rules(shift)
        async with sitting(shift, size=SIZES[size], looks=bare()) as anna:
            await opens(anna)
            await anna.presses("enter")
            await anna.sees("+ Greet by name.", "x Be ironic.")
            assert colourless(anna)
            assert drawn_in_ascii(anna)


async def test_who_listens_is_told_one_charter_as_a_sentence(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        rules(shift)
        async with sitting(shift, size=SMALL, looks=linear()) as anna:
            await opens(anna)
            await anna.sees("The house 1 of 7, version 2, Erik")
            below = anna.screen.split("\n")[4:]
            await anna.presses("j")
            await anna.sees("Acme 2 of 7, version 1")
            assert anna.screen.split("\n")[4:-1] == below[:-1]
            assert cursor(anna).y == 2
            await anna.presses("enter")
            await anna.sees("Acme speaks with its neighbours here.")
            assert not set(anna.screen) & BOXES


async def test_hostile_words_bend_no_line(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        ward(shift)
        nasty = " ".join(ATTACKS.values())
        first = FULL.paragraphs[0]
        rule(
            shift, said=nasty, purpose=nasty, do=(nasty,), forbidden=(nasty,), complaints=nasty,
            paragraphs=(replace(first, title=nasty, text=nasty),), words={"sv": {"hours": nasty}},
        )  # fmt: skip
        async with sitting(shift, size=SMALL) as anna:
            await opens(anna)
            for reading in (False, True):
                pane(anna).reading = reading
                lines = ["".join(segment.text for segment in line) for line in pane(anna).draw()]
                assert not FORBIDDEN.search("".join(lines))
                assert all(width(line) <= 200 for line in lines)


def test_it_is_not_on_the_way_to_the_first_frame() -> None:
    code = "import tui.app, tui.screens.inbox_parts, sys; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    heavy = {"tui.screens.charters", "tui.screens.editing", "tui.screens.editor", "tui.widgets.guide_lines"}
    assert "tui.app" in loaded
    assert not heavy & set(loaded)
