"""Hostile text in every place a stranger can fill: nothing of it reaches the terminal, and nothing stalls."""

import re
import time
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.color import Color

from backend.model.comment import Media, MediaKind
from tests.store import scene
from tests.store.stock import Stock
from tests.tui.hostile import ATTACKS, BOMBS, FORBIDDEN
from tests.tui.room import drawn
from tests.tui.shift import SMALL, WIDE, on_shift, sitting
from tui.commands import COMMANDS
from tui.gate import Gate
from tui.keymap import Press
from tui.text import content, fit, media_words, preview, safe, safe_line, short, width, wrap

EVERY = pytest.mark.parametrize("attack", list(ATTACKS.values()), ids=list(ATTACKS))


@EVERY
def test_the_gate_alone_stops_it(attack: str) -> None:
    style = Style(link="http://evil.example", bold=True)
    (passed,) = Gate().apply([Segment(attack, style)], Color(0, 0, 0))
    assert not FORBIDDEN.search(passed.text)
    assert passed.style is not None
    assert passed.style.link is None
    assert passed.style.bold


def test_what_the_gate_takes_out_changes_no_width() -> None:
    for bad in (char for char in map(chr, range(0x10FFFF)) if FORBIDDEN.search(char)):
        (passed,) = Gate().apply([Segment(f"a{bad}b")], Color(0, 0, 0))
        assert cell_len(passed.text) == cell_len(f"a{bad}b"), ascii(bad)


@pytest.mark.parametrize("cells", range(4, 12))
def test_no_flag_is_cut_in_half(cells: int) -> None:
    text = safe("Hej 🇸🇪🇳🇴🇩🇰🇫🇮")[0]
    for shown in (fit(text, cells), short(text, cells), *wrap(text, cells)):
        assert len(re.findall("[\U0001f1e6-\U0001f1ff]", shown)) % 2 == 0


def test_the_gate_leaves_honest_segments_as_they_are() -> None:
    honest = [Segment("Hej på dig 👨‍👩‍👧 مرحبا", Style(bold=True)), Segment("│", None)]
    assert all(new is old for new, old in zip(Gate().apply(honest, Color(0, 0, 0)), honest, strict=True))


@EVERY
def test_stored_text_is_safe_before_it_is_drawn(attack: str) -> None:
    media = (Media(MediaKind.IMAGE, None, attack), Media(MediaKind.LINK, f"https://x/{attack}"))
    shown = [safe(attack)[0].replace("\n", ""), safe_line(attack), preview(attack, media), *media_words(media)]
    shown += list(wrap(safe(attack)[0], 20))
    assert not [text for text in shown if FORBIDDEN.search(text)]
    assert "\n" not in preview(attack, media)


def test_an_attack_is_seen_and_not_dropped() -> None:
    assert "␛" in safe_line(ATTACKS["csi"])
    assert "‹RLO›" in safe_line(ATTACKS["override"])
    assert "·" in safe_line(ATTACKS["zero width"])
    assert content(ATTACKS["action"]).plain == ATTACKS["action"]


@pytest.mark.parametrize("cells", [4, 10, 37])
@EVERY
def test_no_line_is_wider_than_its_place(attack: str, cells: int) -> None:
    lines = wrap(safe(attack)[0], cells)
    assert all(width(line) <= cells or len(line) == 1 for line in lines)


@pytest.mark.parametrize("size", [WIDE, SMALL], ids=["160x48", "80x24"])
async def test_queue_thread_and_header_draw_all_of_it_safely(tmp_path: Path, size: tuple[int, int]) -> None:
    async with on_shift(tmp_path) as shift:
        for number, attack in enumerate(ATTACKS.values()):
            media = (Media(MediaKind.IMAGE, None, attack), Media(MediaKind.LINK, "https://раураl.com"))
            shift.comes(f"{number}{attack}"[:200], attack, ago=number, media=media, labels=(attack[:40],))
        async with sitting(shift, size=size) as anna:
            for _ in range(0, len(ATTACKS), 3):
                await anna.presses("3", "j")
                strips = anna.app.screen._compositor.render_strips()
                assert not [line for line in strips if FORBIDDEN.search(line.text)]
                assert {line.cell_length for line in strips} == {size[0]}
                assert not [segment for line in strips for segment in line if segment.style and segment.style.link]
            await anna.presses("/")
            await anna.types("author:x")
            await anna.presses("enter")
            assert not FORBIDDEN.search(drawn(anna.app).replace("\n", ""))


@pytest.mark.parametrize("size", [pytest.param(WIDE, marks=pytest.mark.staged), SMALL], ids=["160x48", "80x24"])
async def test_an_author_and_a_grouped_list_draw_all_of_it_safely(tmp_path: Path, size: tuple[int, int]) -> None:
    async with on_shift(tmp_path) as shift:
        for number, attack in enumerate(ATTACKS.values()):
            key = shift.comes(f"{number}{attack}"[:200], attack, ago=number)
            author = int(scene.look(shift.store, "comment", key, "author_id"))
            Stock(shift.store).note(attack, author_id=author)
            Stock(shift.store).change("author", author, url=f"https://x/{attack[:80]}")
        async with sitting(shift, size=size) as anna:
            inbox = anna.app.inbox
            for verb in ("by_author", "by_post"):
                inbox.parts.lists.verbs()[verb](Press(COMMANDS[0]))
                await anna.sees(verb.replace("_", " "))
                for _ in range(0, len(ATTACKS), 5):
                    strips = anna.app.screen._compositor.render_strips()
                    assert not [line for line in strips if FORBIDDEN.search(line.text)]
                    assert {line.cell_length for line in strips} == {size[0]}
                    await anna.presses("5", "j")
            for _ in range(len(ATTACKS)):
                inbox.parts.lists.verbs()["author"](Press(COMMANDS[0]))
                await anna.sees("AUTHOR")
                strips = anna.app.screen._compositor.render_strips()
                assert not [line for line in strips if FORBIDDEN.search(line.text)]
                assert {line.cell_length for line in strips} == {size[0]}
                await anna.presses("escape")
                await anna.sees("THREAD")
                await anna.presses("k")


async def test_markup_is_shown_as_it_was_written(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        shift.comes("[b]Kalle[/b]", "[@click=app.quit]FREE[/] [/]")
        async with sitting(shift) as anna:
            await anna.sees("[b]Kalle[/b]", "[@click=app.quit]FREE[/] [/]")
            await anna.presses("d")
            await anna.sees("[b]Kalle[/b]: let stand")


@pytest.mark.parametrize("bomb", list(BOMBS.values()), ids=list(BOMBS))
def test_a_flood_costs_no_time(bomb: str) -> None:
    begun = time.process_time()
    said, cut = safe(bomb)
    lines = wrap(said, 60)
    preview(bomb, ())
    assert time.process_time() - begun < 0.5
    assert cut
    assert len(lines) <= 4001


async def test_floods_do_not_stall_the_desk(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        for number, bomb in enumerate(BOMBS.values()):
            shift.comes(f"Flod {number}", bomb, ago=number)
        async with sitting(shift) as anna:
            begun = time.process_time()
            for number in range(len(BOMBS)):
                await anna.stands_on(f"Flod {number}")
                await anna.presses("j")
            assert time.process_time() - begun < 8
