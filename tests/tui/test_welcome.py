"""The first run: who are you, who sits here, and the time zone that was meant."""

from dataclasses import replace
from pathlib import Path

import pytest
from textual.widgets import Input

from backend.i18n import _
from tests.tui.fakes import ANNA, NOW, StillClock
from tests.tui.room import Room, drawn, type_in
from tui.ink import load
from tui.screens.choose import Choose
from tui.screens.welcome import Welcome
from tui.zones import known, matching, system_zone


def welcome(language: str = "en", zone: str = "Europe/Stockholm") -> Room:
    return Room(Welcome(load(), StillClock(NOW), language, zone, created=True))


async def test_it_explains_itself_and_what_it_asks() -> None:
    room = welcome()
    async with room.open() as pilot:
        await pilot.pause()
        text = " ".join(drawn(room).split())
        for words in (
            "A new store was made",
            "Who are you?",
            "Name",
            "Signature",
            "Time zone",
            "12:06 now",
            "^Q leave",
        ):
            assert words in text


async def test_four_answers_introduce_the_first_member() -> None:
    room = welcome(zone="UTC")
    async with room.open() as pilot:
        await type_in(pilot, "Anna  Ek")
        assert room.screen.query_one("#signature", Input).value == "/Anna"
        await pilot.press("down", "down", "right", "enter", "ctrl+u")
        await type_in(pilot, "stockh")
        assert "Europe/Stockholm" in drawn(room)
        await pilot.press("enter")
        await pilot.pause()
        assert room.heard(Welcome.Introduced) == []
        await pilot.press("enter")
        await pilot.pause()
        (said,) = room.heard(Welcome.Introduced)
        answers = (said.name, said.signature, said.language, said.time_zone)
        assert answers == ("Anna Ek", "/Anna", "sv", "Europe/Stockholm")


async def test_an_own_signature_is_not_overwritten() -> None:
    room = welcome()
    async with room.open() as pilot:
        await type_in(pilot, "Anna")
        await pilot.press("down", "end", "!", "up", "end", "x", "ctrl+s")
        await pilot.pause()
        assert [(said.name, said.signature) for said in room.heard(Welcome.Introduced)] == [("Annax", "/Anna!")]


async def test_a_missing_name_and_an_unknown_zone_are_asked_for_again() -> None:
    room = welcome()
    async with room.open() as pilot:
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert "✗ Write your name first." in drawn(room)
        await type_in(pilot, "A")
        assert "Write your name" not in drawn(room)
        await pilot.press("up", "ctrl+u")
        await type_in(pilot, "Narnia")
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert "✗ There is no such time zone." in drawn(room)
        assert room.heard(Welcome.Introduced) == []
        assert room.screen.focused is room.screen.query_one("#zone")


async def test_control_characters_never_become_a_name() -> None:
    room = welcome()
    async with room.open() as pilot:
        room.screen.query_one("#name", Input).value = "An\x1b]0;x\x07na\u202e [b]x"
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert room.heard(Welcome.Introduced)[0].name == "An]0;xna [b]x"


async def test_a_refusal_is_said_and_can_be_mended() -> None:
    room = welcome()
    async with room.open() as pilot:
        await type_in(pilot, "Anna")
        assert isinstance(room.part, Welcome)
        room.part.refused("The disk is full.")
        await pilot.pause()
        assert "✗ The disk is full." in drawn(room)
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert len(room.heard(Welcome.Introduced)) == 1


async def test_the_language_changes_at_once() -> None:
    room = welcome("sv")
    async with room.open() as pilot:
        await pilot.pause()
        assert _("Signature") in drawn(room)
        assert "● Svenska" in drawn(room)
        await pilot.press("down", "down", "left")
        await pilot.pause()
        assert "● English" in drawn(room)
        assert "Signature" in drawn(room)


async def test_members_are_chosen_by_number() -> None:
    room = Room(Choose(load(), [ANNA, replace(ANNA, id=9, name="Erik [/x]\x1b[2J")]))
    async with room.open() as pilot:
        await pilot.pause()
        assert "2  Erik [/x]␛[2J" in drawn(room)
        assert "nightdesk member add" in drawn(room)
        await pilot.press("3", "2", "enter", "j", "enter")
        await pilot.pause()
        assert [one.member_id for one in room.heard(Choose.Chosen)] == [9, 1, 9]


async def test_many_members_scroll() -> None:
    room = Room(Choose(load(), [replace(ANNA, id=key, name=f"M{key}") for key in range(40)]))
    async with room.open() as pilot:
        await pilot.press(*["down"] * 39, "enter")
        await pilot.pause()
        assert "M39" in drawn(room)
        assert room.heard(Choose.Chosen)[0].member_id == 39


@pytest.mark.parametrize(
    ("typed", "first"),
    [("stock", "Europe/Stockholm"), ("new york", "America/New_York"), ("EUROPE/OSLO", "Europe/Oslo")],
)
def test_a_zone_is_found_by_its_city(typed: str, first: str) -> None:
    assert matching(typed)[0] == first


def test_nothing_is_meant_by_nothing() -> None:
    assert matching("  ") == () == matching("narnia")


@pytest.mark.parametrize("name", ["", "Narnia", "../etc/passwd", "Europe", "/etc/localtime", "Europe/\x00"])
def test_what_is_no_zone_is_not_known(name: str) -> None:
    assert not known(name)


def test_the_machines_zone_is_proposed(tmp_path: Path) -> None:
    assert system_zone({"TZ": ":Europe/Oslo"}, tmp_path) == "Europe/Oslo"
    assert system_zone({"TZ": "CET-1CEST,M3.5.0"}, tmp_path) == "UTC"
    (tmp_path / "localtime").symlink_to("/usr/share/zoneinfo/Europe/Paris")
    assert system_zone({}, tmp_path) == "Europe/Paris"
    (tmp_path / "timezone").write_text("Europe/Stockholm\n")
    assert system_zone({}, tmp_path) == "Europe/Stockholm"
