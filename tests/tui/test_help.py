"""The keys that work here: grouped, searchable, and honest about what does nothing now."""

import pytest

from backend.i18n import _
from tests.tui.room import Room, colours, drawn, type_in
from tui.bound import Bound, commands_in, use
from tui.commands import COMMANDS, Where, named
from tui.ink import load
from tui.keynames import shown_key
from tui.screens.help import Help

OFF = {"delete": "not on bluesky", "done": "done already"}
FAINT, LAMP = load().tokens["faint"], load().tokens["lamp"]


def room(where: Where = Where.THREAD) -> Room:
    return Room(Help(load(), where, OFF))


async def test_every_command_of_the_table_is_there() -> None:
    help_room = room()
    async with help_room.open(200, 140) as pilot:
        await pilot.pause()
        text = drawn(help_room)
        for command in COMMANDS:
            assert _(command.help) in text
            assert _(command.others) in text
            assert all(shown_key(key) in text for key in command.keys)


@pytest.mark.parametrize("where", list(Where))
async def test_the_pane_it_was_called_from_comes_first(where: Where) -> None:
    help_room = room(where)
    async with help_room.open(160, 140) as pilot:
        await pilot.pause()
        heads = [
            line for line in drawn(help_room).split("\n")[2:] if line.startswith(" ") and not line.startswith("  ")
        ]
        here = [line.endswith("   here") for line in heads if "can be taken back" not in line]
        assert here[0]
        assert here == sorted(here, reverse=True)
        mine = drawn(help_room).split("elsewhere")[0]
        assert all(_(command.help)[:60] in mine for command in commands_in(where))


async def test_what_does_nothing_now_is_grey_with_the_reason() -> None:
    help_room = room()
    async with help_room.open(160, 100) as pilot:
        await pilot.pause()
        assert "asks for the word (not on bluesky) · public: it is gone for everybody" in drawn(help_room)
        assert colours(help_room, "  X  ") == {FAINT}
        assert LAMP in colours(help_room, "  c  ")


async def test_what_is_off_in_a_list_is_not_off_in_the_composer() -> None:
    help_room = room(Where.COMPOSER)
    async with help_room.open(160, 100) as pilot:
        await pilot.pause()
        assert "not on bluesky" not in drawn(help_room)


async def test_typing_searches_keys_and_words() -> None:
    help_room = room()
    async with help_room.open(100, 30) as pilot:
        await type_in(pilot, "draft composer")
        assert "No key does" in drawn(help_room)
        await pilot.press("escape")
        await type_in(pilot, "kept")
        shown = drawn(help_room)
        assert "Back to the queue; the draft is kept" in shown
        assert "Answer the comment" not in shown
        await pilot.press("escape", "escape")
        await pilot.pause()
        assert not isinstance(help_room.screen, Help)


async def test_it_scrolls_and_says_that_there_is_more() -> None:
    help_room = room()
    async with help_room.open(80, 24) as pilot:
        await pilot.pause()
        assert "↓ more" in drawn(help_room)
        first = drawn(help_room).split("\n")[2]
        await pilot.press("down")
        await pilot.pause()
        assert drawn(help_room).split("\n")[2] != first
        await pilot.press("end")
        await pilot.pause()
        assert "↓ more" not in drawn(help_room)
        assert "Close the canned replies" in drawn(help_room)
        await pilot.press("pageup", "pageup", "home")
        await pilot.pause()
        assert drawn(help_room).split("\n")[2] == first


async def test_what_others_will_see_is_told_and_found() -> None:
    help_room = room()
    async with help_room.open(160, 30) as pilot:
        await type_in(pilot, "others see nothing")
        shown = drawn(help_room)
        assert f"{named('done').help} (done already) · others see nothing" in shown
        assert "Answer the comment" not in shown


async def test_a_command_is_found_by_its_name_and_shown_with_the_keys_it_has_now() -> None:
    use(Bound("coral"))
    help_room = room()
    async with help_room.open(120, 30) as pilot:
        await type_in(pilot, "undo")
        (line,) = [line for line in drawn(help_room).split("\n") if "take back" in line]
        assert line.split()[0] == "u"
