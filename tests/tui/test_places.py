"""What a moderator does where no API is: look, tick off, capture, answer by copying, and say so."""

import re
from base64 import b64decode
from pathlib import Path

import pytest
from textual.events import Paste

from backend.model.account import Health, HealthState
from backend.model.actor import SYSTEM
from backend.model.charter import Charter, Signature, Signing
from backend.model.clock import HOUR
from backend.model.place import Capture, Captured, PlaceKind
from backend.store.write.accounts import set_health
from backend.store.write.capture import capture
from backend.store.write.charters import save_charter
from backend.store.write.people import set_member
from backend.store.write.places import Plan, add_place, look, note_late
from tests.tui.shift import SMALL, WIDE, Seat, Shift, on_shift, sitting
from tui.app import Nightdesk

LINK = "https://www.facebook.com/groups/acme"
KALLE = f"{LINK}/posts/5?comment_id=7"
SIZES = pytest.mark.parametrize("size", [WIDE, SMALL], ids=["160x48", "80x24"])


@pytest.fixture
def clipboard(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the terminal was asked to put on its clipboard."""
    sent: list[str] = []

    def told(_app: Nightdesk, text: str) -> None:
        sent.extend(b64decode(found).decode() for found in re.findall("52;c;([^\x07]+)\x07", text)[:1])

    monkeypatch.setattr(Nightdesk, "to_terminal", told)
    return sent


def place(shift: Shift) -> int:
    """A Facebook group that somebody is to look at every four hours."""
    steps = ("Read the newest", "Look at member requests")
    return add_place(shift.store, SYSTEM, "group", Plan(LINK, PlaceKind.FACEBOOK_GROUP, 4 * 3600, steps))


def captured(shift: Shift, group: int, text: str = "När öppnar ni?") -> int:
    return capture(shift.store, shift.erik, group, Capture(KALLE, "Kalle", text, None, Captured.PASTE, "")).comment_id


async def pastes(seat: Seat, text: str) -> None:
    """Paste a text where the focus is."""
    seat.app.post_message(Paste(text))
    await seat.pilot.pause()


@SIZES
async def test_looking_at_a_place(tmp_path: Path, size: tuple[int, int]) -> None:
    async with on_shift(tmp_path) as shift:
        group = place(shift)
        async with sitting(shift, size=size) as anna:
            await anna.presses("P")
            await anna.sees("Facebook group", LINK, "No program reads this place", "nobody has looked yet", "every 4 h")
            await anna.presses("2", "l")
            await anna.sees("I have looked. A note")
            await anna.types("lugnt")
            await anna.presses("enter")
            await anna.sees("Stamped: you have looked.", "Anna looked last", "1 ticked off", "lugnt")
            await anna.presses("escape")
            await anna.sees("QUEUE")
            assert shift.store.reader.value("SELECT count(*) FROM place_look WHERE account_id = ?", (group,)) == 1


async def test_the_header_says_who_looked_and_what_is_late(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        group = place(shift)
        async with sitting(shift) as anna:
            await anna.sees("✓ 1 account", "GR group nobody yet")
            assert look(shift.store, shift.erik, group).ok
            await anna.sees("GR group Erik now")
            shift.clock.move(5 * HOUR)
            assert note_late(shift.store) == [group]
            await anna.sees("GR group late")


async def test_capturing_a_comment_of_several_lines(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        place(shift)
        async with sitting(shift, size=SMALL) as anna:
            await anna.presses("N")
            await anna.sees("Put in by hand: group", "Author", "Link", "Under")
            await pastes(anna, "Har ni öppet?\nJag \x1b[31mundrar\u202e.")
            await anna.presses("tab")
            await anna.types("Kalle")
            await anna.presses("tab")
            await anna.types("ftp://x")
            await anna.presses("ctrl+s")
            await anna.sees("That is no link to a web page.")
            await anna.presses(*["backspace"] * 7)
            await pastes(anna, f"{KALLE}&__tn__=R")
            await anna.presses("ctrl+s")
            await anna.sees("Kept, and in the queue.")
            await pastes(anna, "halvskrivet")
            await anna.presses("escape")
            await anna.stands_on("Kalle")
            await anna.sees("captured by hand", "Jag")
            await anna.presses("N")
            await anna.sees("halvskrivet")
        row = shift.store.reader.one(
            "SELECT r.text, c.url FROM comment AS c JOIN comment_revision AS r ON r.comment_id = c.id"
        )
        assert row is not None and tuple(row) == ("Har ni öppet?\nJag [31mundrar.", KALLE)


@SIZES
async def test_answering_by_copying(tmp_path: Path, size: tuple[int, int], clipboard: list[str]) -> None:
    async with on_shift(tmp_path) as shift:
        kalle = captured(shift, place(shift))
        async with sitting(shift, size=size) as anna:
            await anna.stands_on("Kalle")
            await anna.presses("r")
            await anna.sees("nothing is sent from here", "copies it; post it yourself", "^S copy")
            await anna.types("Nio.")
            await anna.presses("ctrl+s")
            await anna.sees("Not sent: post it in the browser", "copied, not sent", "comment_id=7")
            assert clipboard == ["Nio.\n/Anna"]
            assert shift.state(kalle) == "open"
            await anna.presses("r")
            await anna.sees("an answer was copied")
            await anna.presses("=")
            await anna.sees("Is our answer posted there?")
            await anna.types("posted")
            await anna.presses("enter")
            await anna.sees("✓ reported by Anna", "Nio.")
            assert shift.state(kalle) == "done"
            assert "sent" not in anna.screen.replace("Not sent", "")


async def test_a_copied_answer_is_copied_again_and_dropped(tmp_path: Path, clipboard: list[str]) -> None:
    async with on_shift(tmp_path) as shift:
        kalle = captured(shift, place(shift))
        set_member(shift.store, shift.anna, shift.anna.id or 0, consent=True)
        save_charter(shift.store, SYSTEM, None, Charter(signature=Signature(Signing.REQUIRED)), 0)
        async with sitting(shift) as anna:
            await anna.presses("r")
            await anna.sees("nothing is sent from here")
            await anna.presses(*["delete"] * 7)
            await anna.types("Nio.")
            await anna.presses("ctrl+s")
            await anna.sees("copied, not sent")
            assert clipboard == ["Nio.\n/Anna"], "as it passed the gate, not as it was typed"
            await anna.presses("=")
            await anna.types("copy")
            await anna.presses("enter")
            assert clipboard == ["Nio.\n/Anna"] * 2
            await anna.presses("o")
            assert clipboard[2:] == [KALLE]
            await anna.presses("=")
            await anna.types("drop")
            await anna.presses("enter")
            await anna.sees_no_more("copied, not sent")
            assert (shift.state(kalle), "Nio." in (shift.draft(kalle, shift.anna) or "")) == ("open", True)


async def test_acts_happen_in_the_browser_and_triage_here(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        kalle = captured(shift, place(shift))
        async with sitting(shift) as anna:
            await anna.stands_on("Kalle")
            for key in ("h", "b", "X", "p", "+"):
                await anna.presses(key)
                await anna.sees("in the browser")
            await anna.presses("n")
            await anna.types("samma som i går")
            await anna.presses("enter")
            await anna.sees("samma som i går")
            await anna.presses("d")
            await anna.sees("✓ Kalle")
            assert shift.state(kalle) == "done"


async def test_an_account_that_waits_for_its_login_is_worked_by_hand(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        set_health(shift.store, shift.account, Health(HealthState.NEEDS_LOGIN, shift.clock.now()))
        async with sitting(shift) as anna:
            await anna.presses("P")
            await anna.sees("waits for its login", "https://example.social")
            await anna.presses("N")
            await anna.sees("Put in by hand: Acme")


async def test_of_several_places_the_one_that_is_named(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        place(shift)
        add_place(shift.store, SYSTEM, "alumni", Plan("https://www.linkedin.com/groups/1", PlaceKind.LINKEDIN_GROUP))
        async with sitting(shift) as anna:
            await anna.presses("P")
            await anna.sees("alumni · group")
            await anna.types("al")
            await anna.presses("tab", "enter")
            await anna.sees("LinkedIn group", "https://www.linkedin.com/groups/1")
            await anna.presses("escape", ":")
            await anna.types("place acme")
            await anna.presses("enter")
            await anna.sees("watched place does not know ‘acme’")


async def test_where_no_place_is_it_is_said_how_to_make_one(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift, sitting(shift) as anna:
        await anna.presses("N")
        await anna.sees("nightdesk place add")
