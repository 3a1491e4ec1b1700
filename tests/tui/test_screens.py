"""The screens as text, at the sizes people have. With NIGHTDESK_SNAPSHOTS=write they are kept as they are now."""

import os
from contextlib import suppress
from pathlib import Path

import pytest

from backend.model.actor import SYSTEM
from backend.model.clock import MINUTE
from backend.model.comment import Inflow, Media, MediaKind, Visibility
from backend.model.template import TemplateText
from backend.store.write import claims, templates
from tests.tui.room import until
from tests.tui.shift import PHONE, SMALL, WIDE, Seat, Shift, on_shift, sitting

KEPT = Path(__file__).parent / "snapshots"
SIZES = {"160x48": WIDE, "80x24": SMALL, "50x20": PHONE}


async def holds(name: str, seat: Seat) -> None:
    """Hold the screen against the kept one, once all that was under way has been drawn; or keep it."""
    path = KEPT / f"{name}.txt"
    if os.environ.get("NIGHTDESK_SNAPSHOTS") == "write":
        await seat.pilot.pause(0.6)
        path.write_text(_text(seat), encoding="utf-8")
    kept = path.read_text(encoding="utf-8")
    with suppress(AssertionError):
        await until(seat.pilot, lambda: _text(seat) == kept, 5.0)
    assert _text(seat) == kept, f"{name} looks different:\n{_text(seat)}"


def _text(seat: Seat) -> str:
    return "\n".join(line.rstrip() for line in seat.screen.split("\n")).rstrip() + "\n"


def evening(shift: Shift) -> dict[str, int]:
    """A queue as on any evening. Returns comments by author."""
    cup = Media(MediaKind.IMAGE, None, "en kopp glögg")
    said: list[tuple[str, str, int, dict[str, object]]] = [
        ("Siv Ek", "Inget svar på två dagar. Är det någon hemma?", 11, {}),
        ("Per Holm", "Tredje gången jag hör av mig om fakturan", 14, {}),
        ("jonas.bsky.social", "Finns rapporten på engelska också?", 19, {"kind": Inflow.MENTION}),
        ("Lisa Sund", "Har ni öppet på julafton? 🎄", 31, {}),
        ("Ada Åkesson", "", 36, {"media": (cup,)}),
        ("Maja Lind", "Bästa filmen ni gjort. Mer sånt här!", 41, {}),
        ("Ola Ström", "Gäller rabatten även online?", 44, {"visibility": Visibility.PRIVATE}),
        ("Karin V", "@pelle kolla här http://xn--skndal-hra.se/dok", 52, {}),
    ]
    keys = {name: shift.comes(name, text, ago=ago, **more) for name, text, ago, more in said}
    shift.comes("Erik N", "Ja visst!", ago=29, to="c4")
    text = TemplateText(
        "oppet", "sv", "Öppettider i jul", "Hej {author}! Julafton håller vi stängt.\n{signature}", ("jul",)
    )
    templates.import_templates(shift.store, SYSTEM, [text], approve=True)
    assert claims.claim(shift.store, shift.erik, keys["Per Holm"], explicit=True).ok
    return keys


@pytest.mark.parametrize("size", SIZES)
async def test_reading(tmp_path: Path, size: str) -> None:
    async with on_shift(tmp_path) as shift:
        evening(shift)
        async with sitting(shift, size=SIZES[size]) as anna:
            await anna.presses("j", "j", "j", "j")
            await anna.stands_on("Lisa Sund")
            await anna.has_read()
            if size != "50x20":
                await anna.sees("THREAD   5 of 9")
            await holds(f"reading-{size}", anna)


@pytest.mark.parametrize("size", SIZES)
async def test_answering(tmp_path: Path, size: str) -> None:
    async with on_shift(tmp_path) as shift:
        evening(shift)
        async with sitting(shift, size=SIZES[size]) as anna:
            await anna.presses("4", "j", "r")
            await anna.sees("Reply as")
            if size == "160x48":
                await anna.sees("REPLIES", "oppet")
            await anna.types("Ja!")
            await anna.sees("Ja!", "claimed by you")
            await holds(f"answering-{size}", anna)


@pytest.mark.parametrize("size", ["160x48", "80x24"])
async def test_choosing_a_canned_reply(tmp_path: Path, size: str) -> None:
    async with on_shift(tmp_path) as shift:
        evening(shift)
        async with sitting(shift, size=SIZES[size]) as anna:
            await anna.presses("4", "j", "tab")
            await anna.sees("REPLIES", "Julafton håller vi")
            await holds(f"choosing-{size}", anna)


@pytest.mark.parametrize("size", ["160x48", "80x24"])
async def test_after_sending(tmp_path: Path, size: str) -> None:
    async with on_shift(tmp_path) as shift:
        keys = evening(shift)
        async with sitting(shift, size=SIZES[size]) as anna:
            await anna.presses("4", "j", "r")
            await anna.sees("Reply as")
            await anna.types("Nej!")
            await anna.presses("ctrl+s")
            await anna.sees("10 s ↺")
            await anna.presses("k")
            await anna.sees("by you", "Nej!")
            await holds(f"sending-{size}", anna)
            shift.answered(keys["Lisa Sund"])
            shift.comes("Nykomling", "Hallå?", ago=-1)
            await anna.sees("✓ sent", "by Anna", "↓ 1 new")
            await anna.sees_no_more("Sending to")
            await holds(f"sent-{size}", anna)


@pytest.mark.parametrize("size", SIZES)
async def test_an_empty_queue(tmp_path: Path, size: str) -> None:
    async with on_shift(tmp_path) as shift, sitting(shift, size=SIZES[size]) as anna:
        shift.clock.move(MINUTE)
        await anna.sees("Nothing is open.")
        await holds(f"empty-{size}", anna)
