"""The layout for screen readers: one sentence to read, the cursor at its start, and nothing else that speaks."""

from pathlib import Path

from textual.geometry import Offset

from backend.model.clock import DAY, MINUTE, SECOND, Micros
from tests.tui.fakes import ACCOUNTS, NOW, row
from tests.tui.room import until
from tests.tui.shift import SMALL, WIDE, Seat, on_shift, sitting
from tests.tui.test_screens import evening, holds
from tui.ink import load
from tui.linear import LINES, sentence, state_words
from tui.looks import Looks
from tui.prefs import Prefs

BOXES = set("▌▎▏│└╌☾─┌┐┘├┤╭╮╰╯█")


def linear() -> Looks:
    return Looks(load(), fixed=Prefs(layout="linear"))


def cursor(seat: Seat) -> Offset:
    return seat.app.cursor_position


def read(seat: Seat) -> str:
    """What a screen reader reads at the cursor: the sentence's lines."""
    lines = seat.screen.split("\n")[cursor(seat).y : cursor(seat).y + LINES]
    return " ".join(line for line in lines if line)


async def test_j_reads_the_next_comment_and_leaves_the_list_alone(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        evening(shift)
        async with sitting(shift, size=SMALL, looks=linear()) as anna:
            await anna.sees("Comment 1 of 9, open")
            below = anna.screen.split("\n")[1 + LINES :]
            await anna.presses("j")
            await anna.sees("Comment 2 of 9")
            assert read(anna) == (
                "Comment 2 of 9, open, claimed by Erik, Mastodon Acme, 14 minutes old, Per Holm: Tredje gången jag hör"
                " av mig om fakturan"
            )
            assert cursor(anna) == Offset(0, 1)
            assert anna.screen.split("\n")[1 + LINES :] == below
            assert not set(anna.screen) & BOXES
            await holds("linear-reading-80x24", anna)


async def test_time_alone_says_nothing_new(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        evening(shift)
        async with sitting(shift, size=SMALL, looks=linear()) as anna:
            await anna.presses("4", "j", "r")
            await anna.sees("Reply as")
            await anna.types("Nej!")
            await anna.presses("ctrl+s")
            await anna.sees("takes it back")
            await anna.presses("k")
            await anna.sees("our answer leaves in a moment")
            before = anna.screen
            for _second in range(3):
                shift.clock.move(SECOND)
                anna.app.inbox.tick()
                await anna.pilot.pause()
            assert anna.screen == before
            await anna.presses("enter")
            await anna.sees("THREAD", "our answer leaves in a moment")
            before = anna.screen
            shift.clock.move(SECOND)
            anna.app.inbox.tick()
            await anna.pilot.pause()
            assert anna.screen == before


async def test_in_the_thread_the_cursor_stands_at_the_comment(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        evening(shift)
        async with sitting(shift, size=SMALL, looks=linear()) as anna:
            await anna.presses("4", "j", "enter")
            await anna.sees("THREAD")
            await until(anna.pilot, lambda: anna.screen.split("\n")[cursor(anna).y].startswith("  Lisa Sund"))
            assert not set(anna.screen) & BOXES
            await anna.presses("G")
            assert anna.screen.split("\n")[cursor(anna).y].strip()
            await anna.presses("escape")
            await anna.sees("Comment 5 of 9")
            await until(anna.pilot, lambda: cursor(anna) == Offset(0, 1))


async def test_answering_is_one_column_and_the_cursor_is_in_the_text(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        evening(shift)
        async with sitting(shift, size=WIDE, looks=linear()) as anna:
            await anna.presses("4", "j", "r")
            await anna.sees("Reply as")
            await anna.types("Ja!")
            await anna.sees("Ja!")
            line = next(at for at, text in enumerate(anna.screen.split("\n")) if "Ja!" in text)
            await until(anna.pilot, lambda: cursor(anna).y == line)
            assert not set(anna.screen) & BOXES
            await anna.presses("tab")
            await anna.sees("REPLIES", "oppet")
            await until(anna.pilot, lambda: "oppet" in anna.screen.split("\n")[cursor(anna).y])


async def test_the_layout_changes_while_the_desk_runs(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        evening(shift)
        async with sitting(shift, size=WIDE) as anna:
            await anna.sees("QUEUE", "│")
            anna.app.apply(Prefs(layout="linear"))
            await anna.sees("Comment 1 of 9")
            await anna.sees_no_more("│", "▌")
            anna.app.apply(Prefs())
            await anna.sees("QUEUE", "│", "▌")


def test_a_sentence_tells_all_there_is_to_a_row() -> None:
    late = row(1, due_at=Micros(NOW - 18 * MINUTE), urgency=2, claimed_by="Anna", drafted_by="Erik", follow_up=True)
    said = sentence(late, ACCOUNTS[1], "3 of 31", "Anna", NOW)
    assert said == (
        "Comment 3 of 31, open, urgent, late 18 minutes, claimed by you, draft by Erik, follow-up to our answer,"
        " Bluesky Jobb, 3 minutes old, Siv Ek: Inget svar på två dagar. Är det någon hemma?"
    )
    kept = sentence(row(1, answered_there="Maria Ek", kept_until=Micros(NOW + DAY)), ACCOUNTS[1], "", "Anna", NOW)
    assert "answered on the platform by Maria Ek, held as evidence, Bluesky Jobb" in kept
    assert state_words(row(1, text="Hej", due_at=Micros(NOW + 26 * MINUTE)), NOW) == ["open", "due in 26 minutes"]
    assert state_words(row(1, text="Hej?"), NOW) == ["open", "asks something"]


def test_a_sentence_is_safe_to_read_out() -> None:
    said = sentence(row(1, text="\x1b]0;x\x07" + "y" * 9000, author="a\x9bb\u202e"), None, "", "Anna", NOW)
    assert not any(char < " " or "\x7f" <= char <= "\x9f" or char == "\u202e" for char in said)
    assert len(said) < 500


async def test_what_a_row_stands_for_and_the_groups_are_read_too(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        for n in range(3):
            shift.comes(f"Troll {n}", "Se vad de döljer för er allihop", ago=9 - n)
        async with sitting(shift, size=SMALL, looks=linear()) as anna:
            await anna.sees("Comment 1 of 1, open, 2 more say the same")
            await anna.sees("1. Troll 2, 2 more say the same:")
            await anna.presses("t", "p")
            await anna.sees("  Nya öppettider i jul", "3 open")
            assert not set(anna.screen) & BOXES
