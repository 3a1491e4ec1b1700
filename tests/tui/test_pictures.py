"""A picture of a template: seen before it is inserted, above the answer, and queued with it; or that it cannot go."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from backend.model.account import Act, Undo
from backend.model.actor import SYSTEM
from backend.model.template import TemplateText
from backend.store.read.templates import templates
from backend.store.write.accounts import set_capabilities
from backend.store.write.templates import import_templates
from backend.store.write.templates_pictures import attach
from backend.store.write.templates_review import approve, submit
from tests.stage.test_pictures import PNG
from tests.store.scene import ABLE
from tests.tui.shift import SMALL, WIDE, Shift, on_shift, sitting, three

PICTURED = replace(ABLE, limits=replace(ABLE.limits, media=4, media_bytes=1_000_000, media_types=("image/png",)))


def with_map(shift: Shift) -> int:
    """Three comments and a template with a map; return the first of the comments."""
    first, _second, _third = three(shift)
    text = TemplateText("badet", "sv", "Vägen till badet", "Här ligger badet.")
    import_templates(shift.store, SYSTEM, [text], approve=True)
    key = templates(shift.store.reader, None)[0].id
    number = attach(shift.store, SYSTEM, key, "map.png", "Karta över Norrby", PNG)
    submit(shift.store, SYSTEM, key, number)
    approve(shift.store, SYSTEM, key, number)
    return first


@pytest.mark.parametrize("size", [WIDE, SMALL])
async def test_it_is_seen_and_goes_with_the_answer(tmp_path: Path, size: tuple[int, int]) -> None:
    async with on_shift(tmp_path) as shift:
        first = with_map(shift)
        set_capabilities(shift.store, shift.account, PICTURED)
        async with sitting(shift, size=size) as anna:
            await anna.presses("r", "tab")
            await anna.sees("with the picture", "map.png")
            await anna.presses("1")
            await anna.sees("with map.png", "ligger badet.")
            await anna.presses("escape", "r")
            await anna.sees("with map.png")
            await anna.presses("ctrl+s")
            await anna.sees("10 s")
            assert len(json.loads(str(_outbox(shift, first)))) == 1


@pytest.mark.parametrize("size", [WIDE, SMALL])
async def test_who_judges_a_template_sees_what_its_picture_shows(tmp_path: Path, size: tuple[int, int]) -> None:
    async with on_shift(tmp_path) as shift:
        with_map(shift)
        attach(shift.store, SYSTEM, 1, "other.png", "Nidbild \x1b[2J", PNG + b"2")
        async with sitting(shift, size=size) as anna:
            await anna.presses("g", "t")
            await anna.sees("TEMPLATES")
            await anna.presses("enter")
            await anna.sees("map.png: Karta över Norrby", "other.png: Nidbild")


async def test_where_it_is_not_taken_the_answer_goes_alone(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        first = with_map(shift)
        async with sitting(shift) as anna:
            await anna.presses("r", "tab")
            await anna.sees("without the picture map.png")
            await anna.presses("1")
            await anna.sees("Här ligger badet.")
            await anna.sees_no_more("with map.png")
            await anna.presses("ctrl+s")
            await anna.sees("10 s")
            assert _outbox(shift, first) == "[]"


async def test_it_stays_behind_where_only_one_person_sees_the_answer(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        with_map(shift)
        alone = {**PICTURED.acts, Act.PRIVATE_REPLY: Undo.FINAL}
        set_capabilities(shift.store, shift.account, replace(PICTURED, acts=alone))
        async with sitting(shift) as anna:
            await anna.presses("p", "tab")
            await anna.sees("only this person sees it", "without the picture map.png")


def _outbox(shift: Shift, comment: int) -> object:
    return shift.store.reader.value("SELECT attachments FROM outbox WHERE id = ?", (shift.outbox_of(comment),))
