"""What waits for me, on the screen: counted, read, settled there, or gone to; a writer's first screen."""

from pathlib import Path

import pytest

from backend.model.actor import SYSTEM, Actor, Role
from backend.model.charter import Approval, Approving, Charter
from backend.model.clock import HOUR, plus
from backend.model.triage import At, Decision, Verb, Why
from backend.store.write import talk
from backend.store.write.charters import save_charter
from backend.store.write.deciding import decide
from backend.store.write.enqueue import enqueue_reply
from tests.store import scene
from tests.tui.hostile import ATTACKS, FORBIDDEN
from tests.tui.shift import PHONE, SMALL, WIDE, Shift, on_shift, sitting, three
from tests.tui.test_linear import linear
from tests.tui.test_screens import holds

SIZES = {"160x48": WIDE, "80x24": SMALL, "50x20": PHONE}
ALL = Charter(approving=Approving(Approval.ALWAYS, expires_min=600))


def busy(shift: Shift) -> tuple[Actor, int]:
    """An answer, an act, a question and a note wait for Lena, who leads; return her and the first comment."""
    first, second, third = three(shift)
    lena = scene.member(shift.store, "Lena", [(None, Role.LEAD)])
    save_charter(shift.store, SYSTEM, None, ALL, 0)
    enqueue_reply(shift.store, shift.anna, first, "Vi tittar på det!", 1)
    decide(shift.store, shift.erik, Decision(Verb.HIDE, Why.CRITICISM), [At(second, 1, "open")])
    due = plus(shift.clock.now(), HOUR)
    asked = Decision(Verb.REFER, member_id=lena.id, text="Stämmer öppettiden?", until=due)
    talk.refer(shift.store, shift.erik, At(third, 1, "open"), asked)
    talk.add_note(shift.store, shift.erik, third, "@Lena vad tror du?")
    return lena, first


@pytest.mark.parametrize("size", SIZES)
async def test_all_that_waits_stands_in_one_list(tmp_path: Path, size: str) -> None:
    async with on_shift(tmp_path) as shift:
        busy(shift)
        async with sitting(shift, "Lena", SIZES[size]) as lena:
            await lena.presses("g", "f")
            await lena.sees("FOR YOU", "ANSWERS THAT WAIT FOR YOUR YES", "Vi tittar på det!")
            await lena.sees("ACTS THAT WAIT FOR A SECOND MEMBER", "WHAT YOU WERE ASKED")
            await holds(f"foryou-{size}", lena)
            await lena.presses("escape")
            await lena.sees("QUEUE")


async def test_it_is_counted_in_the_header_as_it_comes(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        _first, _second, third = three(shift)
        async with sitting(shift) as anna:
            await anna.sees_no_more("for you")
            talk.add_note(shift.store, shift.erik, third, "@Anna vad tror du?")
            anna.app.inbox.parts.awaiting.look()
            await anna.sees("1 for you gf")


async def test_yes_and_no_settle_it_there(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        _lena, first = busy(shift)
        async with sitting(shift, "Lena") as lena:
            await lena.presses("g", "f")
            await lena.sees("ANSWERS THAT WAIT FOR YOUR YES")
            await lena.presses("y")
            await lena.sees_no_more("ANSWERS THAT WAIT FOR YOUR YES")
            assert scene.look(shift.store, "outbox", shift.outbox_of(first), "state") == "pending"
            await lena.presses("n")
            await lena.sees("Why not, in a word:")
            await lena.types("Kritik får stå.")
            await lena.presses("enter")
            await lena.sees_no_more("ACTS THAT WAIT")
            assert shift.store.reader.value("SELECT said FROM second_opinion") == "Kritik får stå."


async def test_a_long_answer_is_read_to_its_end_before_it_is_approved(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        busy(shift)
        long = shift.comes("Nils", "En fråga till")
        said = "\n".join(f"rad {number}" for number in range(30))
        enqueue_reply(shift.store, shift.anna, long, said, 1)
        async with sitting(shift, "Lena", SMALL) as seat:
            await seat.presses("g", "f")
            await seat.sees("ANSWERS THAT WAIT FOR YOUR YES")
            await seat.presses("j")
            await seat.sees("rad 1", "more:")
            await seat.presses("y")
            await seat.sees("Read it to its end first")
            assert scene.look(shift.store, "outbox", shift.outbox_of(long), "state") == "awaiting_approval"
            await seat.presses(*["pagedown"] * 6)
            await seat.sees("En fråga till")
            await seat.presses("y")
            await seat.sees("Done.")
            assert scene.look(shift.store, "outbox", shift.outbox_of(long), "state") == "pending"


async def test_esc_says_nothing(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        busy(shift)
        async with sitting(shift, "Lena") as lena:
            await lena.presses("g", "f")
            await lena.sees("ANSWERS THAT WAIT FOR YOUR YES")
            await lena.presses("n")
            await lena.types("Hm")
            await lena.presses("escape")
            await lena.sees_no_more("Why not")
            await lena.sees("ANSWERS THAT WAIT FOR YOUR YES")
            assert shift.store.reader.value("SELECT count(*) FROM outbox WHERE state = 'awaiting_approval'") == 1


async def test_enter_goes_there(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        busy(shift)
        async with sitting(shift, "Lena") as lena:
            await lena.presses("g", "f")
            await lena.sees("WHAT YOU WERE ASKED")
            await lena.presses("G", "enter")
            await lena.sees("comment:3", "QUEUE")
            await lena.stands_on("Siv Ek")


async def test_a_writer_sees_it_first_and_a_moderator_the_queue(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        _first, _second, third = three(shift)
        scene.member(shift.store, "Wera", [(None, Role.WRITER)])
        talk.add_note(shift.store, shift.erik, third, "@Wera @Anna vad tror ni?")
        async with sitting(shift, "Wera") as wera:
            await wera.sees("FOR YOU", "WHERE YOU WERE NAMED")
        async with sitting(shift, "Anna") as anna:
            await anna.sees("1 for you", "QUEUE")


async def test_hostile_words_are_drawn_safely(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        for text in list(ATTACKS.values())[:6]:
            key = shift.comes("Lisa Sund", text)
            decide(shift.store, shift.erik, Decision(Verb.HIDE, Why.CRITICISM), [At(key, 1, "open")])
        async with sitting(shift) as anna:
            await anna.presses("g", "f")
            await anna.sees("FOR YOU")
            for _line in range(6):
                assert not FORBIDDEN.search(anna.screen)
                await anna.presses("j")


async def test_who_listens_hears_a_sentence(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        busy(shift)
        async with sitting(shift, "Lena", looks=linear()) as lena:
            await lena.presses("g", "f")
            await lena.sees("1 of 4, Answers that wait for your yes, Acme, Vi tittar på det!, Anna, until")
