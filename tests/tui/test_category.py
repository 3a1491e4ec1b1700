"""What a comment is about, said by two keys; and personal data that stays masked until somebody asks."""

from dataclasses import replace
from pathlib import Path

import pytest

from backend.model.account import Act, Limits, Undo
from backend.model.actor import SYSTEM
from backend.model.charter import Charter, Personal
from backend.model.outbox import Receipt
from backend.model.template import TemplateText
from backend.store.write import outbox
from backend.store.write.accounts import set_capabilities
from backend.store.write.charters import save_charter
from backend.store.write.templates import import_templates
from tests.store import scene
from tests.tui.shift import SMALL, WIDE, Shift, on_shift, sitting


def categories(shift: Shift) -> list[tuple[str, str]]:
    """Return what is set on each comment, and by whom."""
    return [
        (row[0], row[1]) for row in shift.store.reader.rows("SELECT category, category_by FROM comment ORDER BY id")
    ]


@pytest.mark.parametrize("size", [WIDE, SMALL], ids=["160x48", "80x24"])
async def test_it_is_suggested_said_for_one_and_many_and_taken_back(tmp_path: Path, size: tuple[int, int]) -> None:
    async with on_shift(tmp_path) as shift:
        shift.comes("Siv Ek", "Appen fungerar inte", ago=2)
        shift.comes("Lisa Sund", "Hej på er", ago=1)
        async with sitting(shift, size=size) as anna:
            await anna.sees("complaint?", "Lisa Sund")
            await anna.presses("y")
            await anna.sees("1 question", "2 complaint")
            await anna.presses("4")
            await anna.sees("Lisa Sund", "praise", "✓ Lisa Sund: praise · z takes it back")
            assert categories(shift) == [("", ""), ("praise", "member")]
            await anna.stands_on("Lisa Sund")
            await anna.presses("asterisk", "semicolon", "y", "2")
            await anna.sees("2 comments: complaint: 2 done")
            assert categories(shift) == [("complaint", "member")] * 2
            await anna.presses("z")
            await anna.sees("Taken back", "complaint?", "praise")
            assert categories(shift) == [("", ""), ("praise", "member")]
            await anna.presses("slash")
            await anna.types("category:complaint")
            await anna.presses("enter")
            await anna.stands_on("Siv Ek")
            assert "Lisa" not in anna.queue
            assert scene.events(shift.store).count("comment.categorised") == 3


@pytest.mark.parametrize("size", [WIDE, SMALL], ids=["160x48", "80x24"])
async def test_personal_data_is_masked_until_somebody_looks(tmp_path: Path, size: tuple[int, int]) -> None:
    async with on_shift(tmp_path) as shift:
        shift.comes("Siv Ek", "Jag bor på Storgatan 12 B", ago=2)
        lisa = shift.comes("Lisa Sund", "Ring 070-123 45 67", ago=1)
        async with sitting(shift, size=size) as anna:
            await anna.sees("Ring [phone number]", "personal data")
            assert "070" not in anna.screen
            if size == SMALL:
                await anna.presses("enter")
            await anna.presses("x")
            await anna.sees("Ring 070-123 45 67", "x masks it again")
            assert "070" not in anna.queue
            asked = "SELECT comment_id, actor_id FROM event WHERE what = 'comment.unmasked'"
            assert shift.store.reader.rows(asked) == [(lisa, shift.anna.id)]
            await anna.presses("x")
            await anna.sees_no_more("070")
            await anna.presses("x")
            await anna.sees("070-123")
            if size == SMALL:
                await anna.presses("escape")
            await anna.presses("j", "k")
            await anna.sees_no_more("070")


async def test_its_answer_is_begun_in_private_once(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        able = replace(scene.ABLE, acts={**scene.ABLE.acts, Act.PRIVATE_REPLY: Undo.FINAL})
        set_capabilities(shift.store, shift.account, able)
        shift.comes("Lisa Sund", "Ring 070-123 45 67", ago=1)
        async with sitting(shift, size=SMALL) as anna:
            await anna.sees("Ring [phone number]")
            await anna.presses("r")
            await anna.sees("private: only this person", "Private: it holds personal data · Esc and r again")
            await anna.presses("escape")
            await anna.sees_no_more("only this person sees it")
            await anna.presses("r")
            await anna.sees("Reply as MA Acme to Lisa Sund")
            assert "only this person" not in anna.screen


async def test_what_is_written_in_private_is_measured_by_what_the_platform_takes_in_private(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        acts = {**scene.ABLE.acts, Act.PRIVATE_REPLY: Undo.FINAL}
        able = replace(scene.ABLE, acts=acts, private=Limits(20, "graphemes"))
        set_capabilities(shift.store, shift.account, able)
        text = TemplateText("tider", "sv", "Tider", "I morgon har vi öppet mellan tio och fyra.")
        import_templates(shift.store, SYSTEM, [text], approve=True)
        shift.comes("Lisa Sund", "Hur är öppettiderna i morgon?", ago=1)
        async with sitting(shift, size=WIDE) as anna:
            await anna.sees("öppettiderna")
            await anna.presses("r", "tab")
            await anna.sees("52/500")
            assert "shorten it after" not in anna.screen
            await anna.presses("escape", "escape")
            await anna.sees_no_more("52/500")
            await anna.presses("p", "tab")
            await anna.sees("only this person sees it", "/20", "shorten it after")


async def test_what_was_hidden_by_itself_stands_open_and_z_shows_it_again(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        save_charter(shift.store, SYSTEM, None, Charter(personal=Personal(hide=True)), 0)
        lisa = shift.comes("Lisa Sund", "Ring 070-123 45 67", ago=1)
        assert outbox.settle_sent(shift.store, shift.takes(lisa), Receipt(""))
        async with sitting(shift, size=WIDE) as anna:
            await anna.sees("Ring [phone number]", "hidden on the platform", "1 open")
            await anna.presses("z")
            await anna.sees("Lisa Sund: shown again · z takes it back")
            assert scene.look(shift.store, "outbox", shift.outbox_of(lisa), "act", "actor_id") == (
                "unhide",
                shift.anna.id,
            )
            assert shift.state(lisa) == "open"
