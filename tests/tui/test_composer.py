"""Writing an answer: what the composer says, refuses, keeps and hands on."""

from typing import Any

import pytest
from textual import events
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual._xterm_parser import XTermParser
from textual.pilot import Pilot

from backend.model.account import Limits
from backend.model.comment import Visibility
from tests.tui.room import Room, colours, composing, drawn, type_in, until
from tui.ink import load
from tui.terminal import alt_digits_are_keys
from tui.widgets import composer as module
from tui.widgets.composer import Composer


async def opened(room: Room, pilot: Pilot[None], **changes: Any) -> Composer:
    composer = room.part
    assert isinstance(composer, Composer)
    composer.open(composing(**changes))
    await pilot.pause()
    return composer


@pytest.fixture
def room() -> Room:
    return Room(Composer(load()))


def line(room: Room, number: int) -> str:
    return drawn(room).split("\n")[number].strip()


DANGER, TEAM, LAMP = load().tokens["danger"], load().tokens["team"], load().tokens["lamp"]


async def test_it_says_as_whom_to_whom_and_visible_to_whom(room: Room) -> None:
    async with room.open(90) as pilot:
        await opened(room, pilot)
        assert (
            line(room, 0)
            == "Reply as MA Sverige to Kalle P · public · signed /Anna · names @kalle" + " " * 11 + "12/500"
        )
        assert line(room, 2) == "/Anna"
        assert line(room, 4) == "^S send, then 10 s to take it back   Esc keeps the draft"


async def test_at_eighty_columns_the_head_takes_two_lines_and_nothing_is_cut(room: Room) -> None:
    async with room.open(41) as pilot:
        await opened(room, pilot, holder="Erik")
        text = drawn(room)
        for words in (
            "Reply as MA Sverige",
            "to Kalle P",
            "public",
            "signed /Anna",
            "✎ Erik is answering",
        ):
            assert words in text
        assert "12/500" in line(room, 0)


async def test_a_long_name_stands_alone_and_the_count_below_it(room: Room) -> None:
    async with room.open(41) as pilot:
        await opened(room, pilot, to="Anders Wikström-Åkerblom af Ugglas")
        assert line(room, 0) == "Reply as MA Sverige to Anders Wikstr…"
        assert line(room, 1) == "public · signed /Anna          12/500"


async def test_a_private_answer_looks_different_and_says_so(room: Room) -> None:
    async with room.open(110) as pilot:
        await opened(room, pilot, visibility=Visibility.PRIVATE)
        assert "◆ private: only this person sees it" in drawn(room)
        assert colours(room, "◆ private") == {TEAM}
        assert "public" not in drawn(room)


async def test_outside_names_are_drawn_as_text(room: Room) -> None:
    async with room.open(110) as pilot:
        await opened(room, pilot, to="[/x][bold]Ka\x1b[2Jlle\u202e", holder="[red]E")
        assert "[/x][bold]Ka␛[2Jlle‹RLO›" in drawn(room)
        assert "[red]E is answering" in drawn(room)


async def test_enter_is_a_new_line_and_ctrl_s_sends(room: Room) -> None:
    async with room.open() as pilot:
        await opened(room, pilot)
        await type_in(pilot, "Hej")
        await pilot.press("enter")
        await type_in(pilot, "du")
        assert room.heard(Composer.Send) == []
        await pilot.press("ctrl+s")
        await pilot.pause()
        (sent,) = room.heard(Composer.Send)
        assert (sent.comment_id, sent.text, sent.revision, sent.template_id) == (7, "@kalle Hej\ndu\n/Anna", 3, None)


async def test_a_second_press_is_the_same_wish(room: Room) -> None:
    async with room.open() as pilot:
        await opened(room, pilot)
        await type_in(pilot, "Hej")
        await pilot.press("ctrl+s", "ctrl+s")
        await pilot.pause()
        assert len(room.heard(Composer.Send)) == 1


async def test_the_needed_mention_is_put_back_and_said(room: Room) -> None:
    async with room.open(110) as pilot:
        await opened(room, pilot, text="", cursor=0)
        await type_in(pilot, "Hej")
        assert "@kalle is put in front" in drawn(room)
        assert "not signed" in drawn(room)
        assert "10/500" in line(room, 0)
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert room.heard(Composer.Send)[0].text == "@kalle Hej"


async def test_pasted_text_keeps_its_lines_and_never_sends(room: Room) -> None:
    async with room.open() as pilot:
        composer = await opened(room, pilot)
        room.post_message(events.Paste("ett\r\ntvå\x13\x1b[31m\rtre"))
        await pilot.pause()
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert composer.writing.text == "@kalle ett\ntvå[31m\ntre\n/Anna"
        assert room.heard(Composer.Send) == []
        assert "Pasted text never sends" in drawn(room)
        composer.writing.pasted_at -= module.HEELS_S
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert len(room.heard(Composer.Send)) == 1


async def test_a_huge_paste_is_cut_and_said(room: Room) -> None:
    async with room.open() as pilot:
        composer = await opened(room, pilot)
        room.post_message(events.Paste("\n" * 1_000_000))
        await pilot.pause()
        assert composer.writing.document.line_count <= 402
        assert "Cut at" in drawn(room)


async def test_too_long_is_red_and_refused_with_how_much(room: Room) -> None:
    async with room.open(110) as pilot:
        await opened(room, pilot, limits=Limits(15, "graphemes"))
        await type_in(pilot, "Hej du")
        assert "✗ 19/15" in line(room, 0)
        assert colours(room, "✗ 19/15") == {DANGER}
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert room.heard(Composer.Send) == []
        assert "✗ 4 characters too many." in drawn(room)
        await pilot.press("backspace")
        await pilot.pause()
        assert "too many" not in drawn(room)


async def test_bytes_count_where_the_platform_counts_them(room: Room) -> None:
    async with room.open(110) as pilot:
        await opened(
            room, pilot, limits=Limits(300, "graphemes", text_bytes=20), text="👩‍👩‍👧", mention="", signature=""
        )
        await pilot.press("end", "å", "å", "å")
        await pilot.pause()
        assert "✗ 24/20 bytes" in line(room, 0)
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert "✗ 4 bytes too many." in drawn(room)


async def test_nothing_to_send_is_refused(room: Room) -> None:
    async with room.open() as pilot:
        await opened(room, pilot)
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert room.heard(Composer.Send) == []
        assert "✗ There is nothing to send." in drawn(room)


async def test_a_blank_is_marked_selected_and_must_be_filled(room: Room) -> None:
    async with room.open() as pilot:
        composer = await opened(room, pilot)
        composer.insert("Hej {?namn}, vi hör av oss {?när}. /Anna", 12)
        await pilot.pause()
        assert composer.writing.text == "@kalle Hej {?namn}, vi hör av oss {?när}. /Anna"
        assert composer.writing.selected_text == "{?namn}"
        assert LAMP in colours(room, "{?när}")
        await type_in(pilot, "Kalle")
        await pilot.press("ctrl+home", "ctrl+s")
        await pilot.pause()
        assert "✗ Fill in the blank: när" in drawn(room)
        assert composer.writing.selected_text == "{?när}"
        await type_in(pilot, "i dag")
        await pilot.press("ctrl+s")
        await pilot.pause()
        (sent,) = room.heard(Composer.Send)
        assert (sent.text, sent.template_id) == ("@kalle Hej Kalle, vi hör av oss i dag. /Anna", 12)


async def test_an_insertion_is_undone_in_one_step(room: Room) -> None:
    async with room.open() as pilot:
        composer = await opened(room, pilot)
        await type_in(pilot, "Hej.")
        composer.insert("Tack för att du skrev! /Anna")
        await pilot.pause()
        assert composer.writing.text == "@kalle Hej. Tack för att du skrev!\n/Anna"
        await pilot.press("ctrl+z")
        await pilot.pause()
        assert composer.writing.text == "@kalle Hej.\n/Anna"


async def test_drafts_are_saved_while_typing_and_at_once_on_leaving(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "SAVE_S", 0.5)
    async with room.open() as pilot:
        await opened(room, pilot)
        await type_in(pilot, "Hej")
        await until(pilot, lambda: bool(room.heard(Composer.Save)))
        assert [one.text for one in room.heard(Composer.Save)] == ["@kalle Hej\n/Anna"]
        monkeypatch.setattr(module, "SAVE_S", 60.0)
        await type_in(pilot, " du")
        await pilot.press("escape")
        await pilot.pause()
        kinds = [type(one) for one in room.posted if type(one) in (Composer.Save, Composer.Left)]
        assert kinds == [Composer.Save, Composer.Save, Composer.Left]
        assert room.heard(Composer.Save)[-1].text == "@kalle Hej du\n/Anna"
        assert room.heard(Composer.Left)[0].comment_id == 7


async def test_an_untouched_start_is_no_draft(room: Room) -> None:
    async with room.open() as pilot:
        composer = await opened(room, pilot)
        await pilot.press("escape")
        await pilot.pause()
        assert room.heard(Composer.Save) == []
        assert len(room.heard(Composer.Left)) == 1
        assert composer.unsaved() is None


async def test_what_is_unsaved_can_be_taken_when_the_desk_ends(room: Room) -> None:
    async with room.open() as pilot:
        composer = await opened(room, pilot)
        await pilot.press("H")
        saving = composer.unsaved()
        assert saving is not None
        assert saving.text == "@kalle H\n/Anna"
        assert composer.unsaved() is None


async def test_a_kept_draft_is_told_and_cleaned(room: Room) -> None:
    async with room.open(110) as pilot:
        composer = await opened(room, pilot, text="Ha\x1b[2Jlv", cursor=99, kept=True)
        assert "your kept draft" in drawn(room)
        assert composer.writing.text == "Ha[2Jlv"


@pytest.mark.parametrize("key", ["tab", "ctrl+t"])
async def test_canned_replies_are_one_key_away(room: Room, key: str) -> None:
    async with room.open() as pilot:
        composer = await opened(room, pilot)
        await pilot.press(key, "alt+3", "alt+x", "ctrl+g")
        await pilot.pause()
        assert len(room.heard(Composer.WantReplies)) == 1
        assert [one.number for one in room.heard(Composer.WantReply)] == [3]
        assert composer.writing.text == "@kalle \n/Anna"


async def test_a_closed_composer_keeps_nothing_of_the_last_answer(room: Room) -> None:
    async with room.open() as pilot:
        composer = await opened(room, pilot)
        await type_in(pilot, "hemligt")
        composer.close()
        await pilot.pause()
        assert composer.writing.text == ""
        assert not composer.display
        await opened(room, pilot, comment_id=8)
        assert composer.writing.text == "@kalle \n/Anna"
        await pilot.press("ctrl+z")
        await pilot.pause()
        assert composer.writing.text == "@kalle \n/Anna"
        assert room.heard(Composer.Save) == []


async def test_a_colleague_who_begins_later_is_shown(room: Room) -> None:
    async with room.open(110) as pilot:
        composer = await opened(room, pilot)
        assert "answering" not in drawn(room)
        composer.hold("Erik")
        await pilot.pause()
        assert "✎ Erik is answering this one" in drawn(room)


async def test_a_long_text_scrolls_inside_its_third_of_the_screen(room: Room) -> None:
    async with room.open(80, 24) as pilot:
        composer = await opened(room, pilot, text="rad\n" * 30, cursor=0)
        await pilot.pause()
        assert composer.size.height <= 12
        assert "^S send" in drawn(room)


def test_alt_and_a_digit_reach_us_as_a_key() -> None:
    alt_digits_are_keys()
    for digit in "123456789":
        assert [key.key for key in XTermParser()._sequence_to_key_events(digit, alt=True)] == [f"alt+{digit}"]
        assert f"\x1b{digit}" not in ANSI_SEQUENCES_KEYS
