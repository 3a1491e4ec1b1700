"""The guideline beside an answer: what matters here and why, with comment and answer in view, and nothing lost."""

from pathlib import Path

import pytest

from tests.tui.rules import rule
from tests.tui.shift import PHONE, SMALL, WIDE, Seat, on_shift, sitting
from tests.tui.test_linear import BOXES, linear
from tests.tui.test_signs import bare, colourless, drawn_in_ascii

SIZES = {"160x48": WIDE, "80x24": SMALL}
BILL = "Tredje gången jag hör av mig om fakturan, och ingen svarar!"


def writing(seat: Seat) -> str:
    composer = seat.app.inbox.parts.answering.composer
    assert composer is not None
    return composer.writing.text


@pytest.mark.parametrize("size", SIZES)
async def test_what_matters_stands_beside_the_answer_and_nothing_is_lost(tmp_path: Path, size: str) -> None:
    async with on_shift(tmp_path) as shift:
        rule(shift)
        shift.comes("Per Holm", BILL, ago=11)
        async with sitting(shift, size=SIZES[size]) as anna:
            await anna.stands_on("Per Holm")
            await anna.presses("r")
            await anna.sees("Reply as")
            await anna.types("Hej Per. Calm  down")
            before = writing(anna)
            await anna.presses("ctrl+g")
            await anna.sees("GUIDELINE", "charter of the house, version 1", "WHAT MATTERS HERE", "because it may be")
            await anna.sees("Answer within 4 hours of watch hours")  # a complaint's, as the queue counts it
            await anna.sees("fakturan", "Calm  down")  # the comment and the answer stay in view
            await anna.presses("G")
            await anna.sees("✗ calm down: in your answer", "Thank them.")
            await anna.presses("pageup")
            await anna.sees("It ends with: /Team Acme")
            await anna.presses("escape")
            await anna.types("!")
            await anna.sees("Calm  down!")
            assert writing(anna).replace("!", "") == before
            await anna.sees("GUIDELINE")
            await anna.presses("ctrl+g")
            await anna.sees_no_more("WHAT MATTERS HERE")
            await anna.types("?")
            await anna.sees("Calm  down!?")


@pytest.mark.parametrize("size", SIZES)
async def test_it_works_while_the_palette_is_open(tmp_path: Path, size: str) -> None:
    async with on_shift(tmp_path) as shift:
        rule(shift)
        shift.comes("Per Holm", BILL)
        async with sitting(shift, size=SIZES[size]) as anna:
            await anna.presses("r")
            await anna.sees("Reply as")
            await anna.presses("tab")
            await anna.sees("REPLIES", "type to filter")
            await anna.presses("ctrl+g")
            await anna.sees("GUIDELINE", "charter of the house", "because it may be", "Reply as")
            await anna.presses("ctrl+g")
            await anna.sees("type to filter")
            await anna.sees_no_more("GUIDELINE")
            assert anna.app.focused is not None
            assert anna.app.focused.id == "replies"


async def test_from_the_list_it_closes_on_escape_and_follows_a_saved_charter(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        shift.comes("Per Holm", BILL)
        async with sitting(shift) as anna:
            await anna.presses("ctrl+g")
            await anna.sees("Nobody has written a charter for Acme")
            rule(shift, shift.account)
            await anna.sees("charter of Acme, version 1", "4 Complaints", "2 Bills", "because it says: faktura")
            await anna.presses("q")
            await anna.sees_no_more("GUIDELINE")
            await anna.presses("d")
            await anna.sees("done")


async def test_on_a_phone_it_has_the_screen_and_gives_it_back(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        rule(shift)
        shift.comes("Per Holm", BILL)
        async with sitting(shift, size=PHONE) as anna:
            await anna.presses("r")
            await anna.sees("Reply as")
            await anna.types("Hej!")
            await anna.presses("ctrl+g")
            await anna.sees("GUIDELINE", "WHAT MATTERS HERE")
            await anna.presses("escape")
            await anna.sees("Reply as", "Hej!")


async def test_without_colour_in_ascii_and_for_who_listens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with on_shift(tmp_path) as shift:
        rule(shift)
        shift.comes("Per Holm", BILL)
        async with sitting(shift, size=SMALL, looks=linear()) as anna:
            await anna.presses("ctrl+g")
            await anna.sees("GUIDELINE", "because it may be: complaint")
            assert not set(anna.screen) & BOXES
        monkeypatch.setenv("NO_COLOR", "1")
        async with sitting(shift, size=SMALL, looks=bare()) as anna:
            await anna.presses("ctrl+g")
            await anna.sees("GUIDELINE", "because it may be: complaint")
            assert colourless(anna)
            assert drawn_in_ascii(anna)
