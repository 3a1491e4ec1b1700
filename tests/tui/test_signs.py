"""Signs: each has a form in ASCII as wide as itself, and what is told by colour is told without colour as well."""

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color

from backend.model.account import HealthState
from backend.model.clock import HOUR, MINUTE, SECOND, Micros
from backend.model.comment import CommentState
from backend.model.outbox import Delivery, OutboxState
from tests.house.catalogue import extracted, forms, languages, read
from tests.tui.fakes import NOW, account, row
from tests.tui.shift import SMALL, WIDE, Seat, on_shift, sitting
from tests.tui.test_screens import evening, holds
from tui.colour import NONE
from tui.exchange import Exchange
from tui.ink import OWN, load
from tui.looks import Looks
from tui.prefs import Prefs
from tui.symbols import CONTROLS, DECORATION, KEYS, PLAIN, charset_of, key_name, use
from tui.text import fit, safe, safe_line, width
from tui.widgets.queue_lines import Look, row_lines

ROOT = Path(__file__).parents[2]
LETTERS = re.compile(r"[a-zà-öø-ÿA-ZÀ-ÖØ-ß]")


def said_in_sources() -> Iterator[tuple[str, str]]:
    """Yield every string of the screens that may be drawn: no docstrings, no patterns."""
    for path in (ROOT / "tui").rglob("*.py"):
        if path.name in ("symbols.py", "text.py", "gate.py", "drafting.py", "writing.py", "terminal.py"):
            continue
        tree = ast.parse(path.read_text())
        docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
                yield path.name, node.value


def test_every_sign_has_a_form_in_ascii_as_wide_as_itself() -> None:
    for shown, plain in {**PLAIN, **CONTROLS}.items():
        assert plain.isascii()
        assert plain.isprintable()
        assert cell_len(shown) == cell_len(plain) == 1, shown


def test_no_sign_is_drawn_that_is_not_in_the_table() -> None:
    spoken = list(said_in_sources())
    spoken += [("source", one) for message in extracted() if message.id for one in forms(message.id)]
    for code, path in languages():
        spoken += [(code, one) for message in read(path, code) if message.id for one in forms(message.string)]
    assert len(spoken) > 1500
    unknown = {
        (char, where) for where, text in spoken for char in text
        if not char.isascii() and not LETTERS.match(char) and char not in PLAIN
    }  # fmt: skip
    assert unknown == set()


def test_signs_that_share_a_place_differ_in_ascii() -> None:
    from tui import symbols as sign

    in_front = (sign.UNDO, sign.WRITING, sign.LEAVING, sign.DONE, sign.BAD, sign.ASKS, sign.MORE, sign.LATE, sign.FLAG,
                sign.FOLLOW_UP)  # fmt: skip
    assert len({PLAIN.get(one, one) for one in in_front}) == len(in_front)
    assert len({PLAIN[one] for one in (sign.OPEN, sign.CHOSEN, sign.DONE, sign.BAD)}) == 4


def test_keys_that_are_signs_get_names() -> None:
    use("ascii")
    assert [key_name(one) for one in ("↓", "␣", "j")] == ["Down", "Space", "j"]
    assert fit("Hej på dig", 7) == "Hej på~"
    use("unicode")
    assert fit("Hej på dig", 7) == "Hej på…"
    assert key_name("↓") == "↓"
    assert set(KEYS) <= set(PLAIN)


def exchanged(text: str, **how: object) -> str:
    (segment,) = Exchange(**{"ascii": False, "linear": False, **how}).apply([Segment(text)], Color(0, 0, 0))  # type: ignore[arg-type]
    return segment.text


@pytest.mark.parametrize("text", ["✓ sent · 日本語 å 👨‍👩‍👧 🇸🇪 e\u0301 ↺", "│▌ Kalle …", "plain"])
@pytest.mark.parametrize("how", [{"ascii": True}, {"linear": True}, {"ascii": True, "charset": "ascii"},
                                 {"ascii": True, "charset": "iso8859-1"}])  # fmt: skip
def test_a_line_stays_as_wide_as_it_is(text: str, how: dict[str, object]) -> None:
    assert cell_len(exchanged(text, **how)) == cell_len(text)


def test_what_the_character_set_has_not_becomes_a_question_mark_for_each_cell() -> None:
    assert exchanged("å日e\u0301👨‍👩‍👧!", ascii=True, charset="iso8859-1") == "å??" + "?" + "??!"
    assert exchanged("✓ å", ascii=True, charset="ascii") == "+ ?"
    assert exchanged("✓ å日", ascii=True) == "+ å日"
    assert exchanged("▌│╌ ✓", linear=True) == "    ✓"
    assert set(PLAIN) >= DECORATION


@pytest.mark.parametrize(("environ", "charset"), [
    ({}, "utf-8"), ({"LANG": "sv_SE.UTF-8"}, "utf-8"), ({"LANG": "C", "LC_CTYPE": "C.UTF-8"}, "utf-8"),
    ({"LANG": "sv_SE.ISO-8859-1"}, "iso8859-1"), ({"LC_ALL": "C"}, "ascii"), ({"LC_ALL": "C.UTF-8"}, "utf-8"),
    ({"LANG": "sv_SE.ISO-8859-1", "LC_CTYPE": "C.UTF-8"}, "iso8859-1"), ({"LANG": "sv_SE"}, "utf-8"),
    ({"LANG": "sv_SE.UTF-8", "LC_CTYPE": "sv_SE.ISO8859-15@euro"}, "iso8859-15"), ({"LANG": "x.nonsense"}, "ascii"),
])  # fmt: skip
def test_the_locale_tells_the_character_set(environ: dict[str, str], charset: str) -> None:
    assert charset_of(environ) == charset


def test_another_character_set_chooses_ascii_by_itself_unless_unicode_was_asked_for() -> None:
    assert list(Looks(load(), charset="ascii").filters())
    assert not list(Looks(load()).filters())
    (only,) = Looks(load(), charset="iso8859-1", prefs=Prefs(symbols="unicode")).filters()
    assert isinstance(only, Exchange)
    assert only.said("✓ å") == "? å"


# -- without colour and without signs


def bare() -> Looks:
    return Looks(load(OWN, NONE), fixed=Prefs(symbols="ascii"))


@pytest.mark.parametrize("size", [WIDE, SMALL], ids=["160x48", "80x24"])
async def test_open_claimed_sending_sent_and_failed_differ_without_colour_and_in_ascii(
    tmp_path: Path, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with on_shift(tmp_path) as shift:
        keys = evening(shift)
        async with sitting(shift, size=size, looks=bare()) as anna:
            await anna.presses("4", "j", "c")
            await anna.sees("yours")
            await anna.presses("r")
            await anna.sees("Reply as")
            await holds(f"plain-answering-{size[0]}x{size[1]}", anna)
            await anna.types("Nej!")
            await anna.presses("ctrl+s")
            await anna.sees("10 s <")
            await anna.presses("k")
            await anna.sees("by you")
            await holds(f"plain-sending-{size[0]}x{size[1]}", anna)
            shift.answered(keys["Lisa Sund"])
            await anna.sees("+ sent")
            await holds(f"plain-sent-{size[0]}x{size[1]}", anna)
            assert colourless(anna)
            assert drawn_in_ascii(anna)


def colourless(seat: Seat) -> bool:
    """Whether nothing on the screen has a colour of its own."""
    styles = [segment.style for line in seat.app.screen._compositor.render_strips() for segment in line]
    colours = {one.name for style in styles if style for one in (style.color, style.bgcolor) if one}
    return colours == {"default"}


def drawn_in_ascii(seat: Seat) -> bool:
    """Whether no sign of ours is left; what people wrote stays as they wrote it."""
    return not set(seat.screen) & set(PLAIN)


def state_rows() -> dict[str, str]:
    """Return a row of the queue in each state, drawn without colour and in ASCII, without the name and the text."""

    def answer(state: OutboxState, due: int = 0) -> Delivery:
        return Delivery(7, "reply", state, Micros(NOW + due), "Anna", True, "Hej", None, None)

    done = CommentState.DONE
    rows = {
        "open": row(1, text="Hej"),
        "question": row(1, text="Hej?"),
        "urgent": row(1, text="Hej", urgency=3),
        "late": row(1, text="Hej", due_at=Micros(NOW - 18 * MINUTE)),
        "due": row(1, text="Hej", due_at=Micros(NOW + HOUR // 2)),
        "mine": row(1, text="Hej", claimed_by="Anna"),
        "Erik's": row(1, text="Hej", claimed_by="Erik"),
        "follow-up": row(1, text="Hej", follow_up=True),
        "done": row(1, text="Hej", state=done),
        "waiting": row(1, text="Hej", state=CommentState.WAITING),
        "pending": row(1, text="Hej", state=done, delivery=answer(OutboxState.PENDING, 10 * SECOND)),
        "sending": row(1, text="Hej", state=done, delivery=answer(OutboxState.SENDING)),
        "sent": row(1, text="Hej", state=done, delivery=answer(OutboxState.SENT)),
        "failed": row(1, text="Hej", delivery=answer(OutboxState.FAILED)),
        "unknown": row(1, text="Hej", delivery=answer(OutboxState.UNKNOWN)),
    }
    signs = Exchange(ascii=True, linear=False)
    look = Look(load(OWN, NONE), 60, False, False, True, "Anna", NOW)
    acme = account(1, "mastodon", "Acme", "#a7b86b")
    return {
        name: signs.said("".join(segment.text for segment in row_lines(one, acme, look)[0])).replace("Hej?", "Hej ")
        for name, one in rows.items()
    }


def test_every_state_of_a_row_is_told_without_colour_and_in_ascii() -> None:
    drawn = state_rows()
    assert all(line.isascii() or "ä" in line for line in drawn.values())
    assert len(set(drawn.values())) == len(drawn), drawn
    assert "late 18m" in drawn["late"]
    assert "yours" in drawn["mine"]
    assert "& Erik" in drawn["Erik's"]


async def test_the_header_tells_what_ails_without_colour(tmp_path: Path) -> None:
    from tests.tui.fakes import FakeDoor, StillClock
    from tests.tui.room import drawn, until
    from tui.app import Nightdesk
    from tui.crash import CrashLog
    from tui.lanes import Calls

    clock = StillClock()
    ill = [replace(account(1, "mastodon", "Acme", "#a7b86b", HealthState.BLIND))]
    calls = Calls(FakeDoor(clock, [row(1)], ill), CrashLog(tmp_path, clock))
    looks = bare()
    app = Nightdesk(calls, clock, looks.ink, looks=looks)
    async with app.run_test(size=WIDE) as pilot:
        await until(pilot, lambda: "MA Acme blind 14m" in drawn(app))
        app.inbox.parts.catching.stop()
    calls.close()


# -- wide characters


FAMILY, FLAGS, MODERN = "👨‍👩‍👧‍👦", "🇸🇪🇳🇴🇩🇰", "👍🏽❤️1️⃣🏳️‍🌈"


@pytest.mark.parametrize(
    "text", [FAMILY * 3, FLAGS, "日本語のコメント", MODERN, "e\u0301" * 6, "a" + FLAGS + "b", "한국어 نص 🎄"]
)
def test_no_cut_goes_through_a_character(text: str) -> None:
    from tui.text import Clean, wrap

    def whole(part: str) -> bool:
        return part in text and not part.startswith(("\u200d", "\ufe0f", "\u0301", "\U0001f3fd")) and (
            sum("\U0001f1e6" <= char <= "\U0001f1ff" for char in part) % 2 == 0
        ) and not part.endswith("\u200d")  # fmt: skip

    for cells in range(1, 20):
        shown = fit(text, cells)
        assert width(shown) == cells
        assert whole(shown.rstrip().removesuffix("…"))
        assert all(whole(line) for line in wrap(Clean(text), cells))


def test_no_emoji_is_drawn_on_whose_width_terminals_differ() -> None:
    assert safe_line(f"{FAMILY} ❤️ 👍🏽 1️⃣ {FLAGS}") == f"👨👩👧👦 ❤ 👍 1⃣ {FLAGS}"
    assert safe(f"{FAMILY} ❤️ 👍🏽 1️⃣ {FLAGS}")[0] == f"👨👩👧👦 ❤ 👍🏽 1⃣ {FLAGS}"  # the whole text keeps its skin tones
    assert safe_line("می‌خواهم") == "می‌خواهم"  # a joiner that spells a word stays


async def test_wide_characters_keep_every_column_in_its_place(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        for at, text in enumerate((FAMILY * 20, FLAGS * 20, "日本語のコメント" * 10, "👍🏽❤️1️⃣" * 20, "نص عربي " * 20)):
            shift.comes(f"{text[:12]} {at}", text, ago=10 + at)
        async with sitting(shift, size=SMALL) as anna:
            await anna.sees("14m")
            strips = anna.app.screen._compositor.render_strips()
            wide = anna.app.inbox.queue.size.width
            for strip in strips[2:7]:
                left = strip.crop(0, wide)
                assert left.text.rstrip().endswith("m")
                assert cell_len(left.text) == wide
                assert strip.crop(wide, wide + 1).text == "│"
