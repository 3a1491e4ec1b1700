"""Triage with colleagues: sleeping, given away, asked, noted, taken over, answered meanwhile, reversed."""

from pathlib import Path

import pytest

from backend.model.actor import Role
from backend.model.clock import HOUR, SECOND, plus
from backend.model.triage import At, Decision, Verb
from backend.store.pen import Pen
from backend.store.write import outbox
from backend.store.write.claims import claim, take_over
from backend.store.write.deciding import decide
from backend.store.write.presence import look_at, open_desk
from backend.store.write.talk import add_note, refer
from backend.store.write.undoing import undo
from tests.store import scene
from tests.tui.shift import SMALL, WIDE, on_shift, sitting, three, three_open

SIZES = pytest.mark.parametrize("size", [WIDE, SMALL], ids=["160x48", "80x24"])

SIZES = pytest.mark.parametrize("size", [WIDE, SMALL], ids=["160x48", "80x24"])


@SIZES
async def test_snoozing_until_a_time_and_waking(tmp_path: Path, size: tuple[int, int]) -> None:
    async with three_open(tmp_path, size=size) as (shift, anna, (lisa, _per, _siv)):
        await anna.presses("s")
        await anna.sees("until tomorrow")
        await anna.presses("1")
        await anna.sees("Lisa Sund: snoozed", "asleep")
        await anna.stands_on("Per Holm")
        until = scene.look(shift.store, "comment", lisa, "snoozed_until")
        assert until == plus(shift.clock.now(), HOUR)
        await anna.presses("k", "u")
        await anna.sees("Lisa Sund: awake")
        assert scene.look(shift.store, "comment", lisa, "snoozed_until") is None


async def test_giving_a_comment_to_a_colleague(tmp_path: Path) -> None:
    async with three_open(tmp_path) as (shift, anna, (lisa, _per, _siv)):
        await anna.presses("a")
        await anna.sees("Assign to", "1 Anna", "2 Erik", "0 nobody")
        await anna.types("2")
        await anna.presses("enter")
        await anna.sees("Lisa Sund: assigned", "assigned to Erik")
        assert scene.look(shift.store, "comment", lisa, "assigned_to") == shift.erik.id
        await anna.presses("a")
        await anna.sees("Assign to")
        await anna.types("nobody at all")
        await anna.presses("enter")
        await anna.sees("Nobody is called that")


@SIZES
async def test_referring_and_being_answered(tmp_path: Path, size: tuple[int, int]) -> None:
    async with on_shift(tmp_path) as shift:
        lisa, per, _siv = three(shift)
        refer(shift.store, shift.erik, At(per, 1), Decision(Verb.REFER, member_id=shift.anna.id, text="Vem är Per?"))
        async with sitting(shift, size=size) as anna:
            await anna.presses("f")
            await anna.sees("Refer to")
            await anna.types("erik")
            await anna.presses("enter")
            await anna.sees("Question to Erik")
            await anna.types("Stämmer det? +2h")
            await anna.presses("enter")
            await anna.sees("Erik is asked until")
            question = shift.store.reader.one("SELECT question, due_at FROM referral WHERE comment_id = ?", (lisa,))
            assert question == ("Stämmer det?", plus(shift.clock.now(), 2 * HOUR))
            assert shift.state(lisa) == "waiting"
            await anna.sees("Anna asks Erik", "Stämmer det?")
            await anna.presses("slash")
            await anna.types("is:waiting")
            await anna.presses("enter")
            await anna.presses("j")
            await anna.sees("Erik asks Anna", "Vem är Per?")
            await anna.presses("f")
            await anna.sees("Erik asks: Vem är Per?")
            await anna.types("En kund")
            await anna.presses("enter")
            await anna.sees("Per Holm: answered")
            assert shift.state(per) == "open"


async def test_a_note_is_for_us_alone_and_names_a_colleague(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        lisa, _per, _siv = three(shift)
        add_note(shift.store, shift.erik, lisa, "Brukar \x1b[31mlugna sig")
        async with sitting(shift) as anna:
            await anna.sees("Erik", "lugna sig")
            assert "\x1b" not in anna.screen
            await anna.presses("n")
            await anna.sees("Note, for us alone")
            await anna.types("Kolla @Erik")
            await anna.presses("enter")
            await anna.sees("Lisa Sund: note", "Kolla @Erik")
            assert shift.store.reader.value("SELECT member_id FROM mention") == shift.erik.id
            await anna.presses("z")
            await anna.sees_no_more("Kolla @Erik")


async def test_taking_over_from_a_colleague(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        lisa, _per, _siv = three(shift)
        claim(shift.store, shift.erik, lisa)
        async with sitting(shift) as anna:
            await anna.sees("claimed by Erik")
            await anna.presses("d")
            await anna.sees("Erik has it")
            await anna.presses("k", "C")
            await anna.sees("taken over from Erik", "claimed by you")


async def test_being_taken_over_from_is_seen_while_writing(tmp_path: Path) -> None:
    async with three_open(tmp_path) as (shift, anna, (lisa, _per, _siv)):
        await anna.presses("r")
        await anna.sees("Reply as")
        take_over(shift.store, shift.erik, lisa)
        await anna.sees("Erik is answering this one")


async def test_colleagues_are_seen_looking(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        _lisa, per, _siv = three(shift)
        pen = Pen(shift.store.url, shift.store.clock)
        session = open_desk(pen, shift.erik.id or 0, "host", 9)
        look_at(pen, type(shift.erik)(shift.erik.kind, shift.erik.id, session), per, writing=False)
        async with sitting(shift) as anna:
            await anna.sees("◌ Erik")


async def test_what_moved_stops_the_answer_shows_the_difference_and_is_sent_all_the_same(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        lisa = shift.comes("Lisa Sund", "Ni är bra", ago=1)
        async with sitting(shift) as anna:
            await anna.presses("r")
            await anna.sees("Reply as")
            await anna.types("Tack!")
            shift.edits(lisa, "Ni är dåliga", "Lisa Sund")
            await anna.sees("dåliga")
            await anna.presses("ctrl+s")
            await anna.sees("It was edited while you wrote", "- bra", "+ dåliga", "sends it all the same")
            assert shift.store.reader.value("SELECT count(*) FROM outbox") == 0
            await anna.presses("ctrl+s")
            await anna.sees("10 s ↺")
            assert shift.store.reader.value("SELECT text FROM outbox") == "@lisasund@example.social Tack!\n/Anna"


async def test_a_stopped_answer_can_be_dropped(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        lisa = shift.comes("Lisa Sund", "Ni är bra", ago=1)
        async with sitting(shift) as anna:
            await anna.presses("r")
            await anna.sees("Reply as")
            await anna.types("Tack!")
            take_over(shift.store, shift.erik, lisa)
            assert decide(shift.store, shift.erik, Decision(Verb.DONE), [At(lisa, 1)]).ok
            await anna.presses("ctrl+s")
            await anna.sees("Erik has decided it meanwhile")
            await anna.presses("alt+x")
            await anna.sees("The draft is dropped")
            assert shift.draft(lisa, shift.anna) is None


async def test_other_words_for_an_answer_that_stands(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        lisa = shift.comes("Lisa Sund", "Har ni öppet?", ago=1)
        outbox.enqueue_reply(shift.store, shift.anna, lisa, "Nej.", 1)
        shift.answered(lisa)
        async with sitting(shift) as anna:
            await anna.presses("slash")
            await anna.types("is:done")
            await anna.presses("enter")
            await anna.sees("✓ sent")
            await anna.presses("e")
            await anna.sees("Reply as", "Nej.")
            await anna.presses("end", "backspace")
            await anna.types("! Förlåt: ja.")
            await anna.presses("ctrl+s")
            await anna.sees("10 s ↺")
            rows = shift.store.reader.rows("SELECT act, text FROM outbox WHERE id > 1 ORDER BY id")
            anew = "@lisasund@example.social Nej! Förlåt: ja."
            assert [tuple(row) for row in rows] == [("delete_own", ""), ("reply", anew)]


async def test_a_lead_reverses_and_the_doer_is_told(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        lisa, _per, _siv = three(shift)
        lead = scene.member(shift.store, "Lena", [(None, Role.LEAD)])
        async with sitting(shift) as anna:
            await anna.presses("d")
            await anna.sees("Lisa Sund: let stand")
            shift.clock.move(SECOND)
            undo(shift.store, lead, 1)
            await anna.sees("Lena took back what you did")
            assert shift.state(lisa) == "open"
