"""Triage as a moderator does it, on a real store: verbs, reasons, marks, batches, second thoughts, colleagues."""

from pathlib import Path

import pytest

from backend.model.actor import Role
from backend.model.clock import HOUR, SECOND, plus
from backend.model.outbox import Receipt
from backend.model.reason import Reason
from backend.model.triage import At, Decision, Verb
from backend.store.pen import Pen
from backend.store.write import outbox
from backend.store.write.claims import claim, take_over
from backend.store.write.deciding import decide
from backend.store.write.presence import look_at, open_desk
from backend.store.write.talk import add_note, refer
from backend.store.write.undoing import undo
from tests.store import scene
from tests.tui.shift import SMALL, WIDE, Shift, on_shift, sitting

SIZES = pytest.mark.parametrize("size", [WIDE, SMALL], ids=["160x48", "80x24"])


def three(shift: Shift) -> tuple[int, int, int]:
    """Three comments, the newest on top."""
    return (
        shift.comes("Lisa Sund", "Skit!", ago=1),
        shift.comes("Per Holm", "Tack!", ago=2),
        shift.comes("Siv Ek", "Hej", ago=3),
    )


def sent(shift: Shift, comment: int) -> None:
    """The worker carries out the latest act on a comment."""
    job = shift.takes(comment)
    assert outbox.settle_sent(shift.store, job, Receipt())


@SIZES
async def test_hiding_goes_on_takes_the_last_reason_and_a_digit_changes_it(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with on_shift(tmp_path) as shift:
        lisa, per, _siv = three(shift)
        async with sitting(shift, size=size) as anna:
            await anna.presses("h")
            await anna.sees("Lisa Sund: hidden", "9 other")
            await anna.stands_on("Per Holm")
            await anna.presses("2")
            await anna.sees("The reason is now: hate")
            await anna.presses("h")
            await anna.sees("Per Holm: hidden", "2 hate")
            await anna.stands_on("Siv Ek")
            assert (shift.state(lisa), shift.state(per)) == ("done", "done")
            reasons = shift.store.reader.rows("SELECT reason FROM outbox ORDER BY id")
            assert [row[0] for row in reasons] == ["hate", "hate"]


async def test_a_digit_after_another_key_is_a_count_again(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        three(shift)
        async with sitting(shift) as anna:
            await anna.presses("h")
            await anna.sees("Lisa Sund: hidden")
            await anna.presses("k", "2", "j")
            await anna.stands_on("Siv Ek")
            assert shift.store.reader.value("SELECT why FROM deed") == "other"


async def test_what_is_hidden_is_shown_again_by_the_same_key(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        lisa, _per, _siv = three(shift)
        async with sitting(shift) as anna:
            await anna.presses("'", "h")
            await anna.sees("Lisa Sund: hidden")
            sent(shift, lisa)
            await anna.sees("hidden on the platform")
            await anna.presses("h")
            await anna.sees("Lisa Sund: shown again")
            assert shift.store.reader.value("SELECT act FROM outbox ORDER BY id DESC LIMIT 1") == "unhide"


async def test_a_block_is_taken_back_in_its_window(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        lisa, _per, _siv = three(shift)
        async with sitting(shift) as anna:
            await anna.presses("b")
            await anna.sees("Lisa Sund: blocked", "z takes it back for 10 s")
            await anna.presses("z")
            await anna.sees("Taken back: Lisa Sund: blocked")
            await anna.stands_on("Lisa Sund")
            assert (shift.state(lisa), shift.store.reader.value("SELECT state FROM outbox")) == ("open", "cancelled")
            await anna.presses("Z")
            await anna.sees("never repeated")


async def test_undo_after_it_stands_reverses_it_there_and_redo_does_it_again(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        lisa, _per, _siv = three(shift)
        async with sitting(shift) as anna:
            await anna.presses("+")
            await anna.sees("Lisa Sund: liked")
            sent(shift, lisa)
            await anna.presses("z")
            await anna.sees("Taken back: Lisa Sund: liked")
            acts = shift.store.reader.rows("SELECT act FROM outbox ORDER BY id")
            assert [row[0] for row in acts] == ["like", "unlike"]


async def test_a_failed_act_says_why_and_brings_the_comment_back(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        lisa, _per, _siv = three(shift)
        async with sitting(shift) as anna:
            await anna.presses("'", "h")
            await anna.sees("Lisa Sund: hidden")
            assert outbox.settle_failed(shift.store, shift.takes(lisa), Reason("platform.refused", {"status": 422}))
            await anna.sees("hide: failed", "The platform refused it (422).")
            assert shift.state(lisa) == "open"


@SIZES
async def test_marking_some_and_deciding_about_them_as_one(tmp_path: Path, size: tuple[int, int]) -> None:
    async with on_shift(tmp_path) as shift:
        lisa, per, siv = three(shift)
        async with sitting(shift, size=size) as anna:
            await anna.presses("space", "space")
            await anna.sees("2 comments marked: Acme 2", "●")
            await anna.presses(";")
            await anna.sees("done")
            await anna.presses("d")
            await anna.sees("2 comments: let stand: 2 done")
            assert [shift.state(key) for key in (lisa, per, siv)] == ["done", "done", "open"]
            assert shift.store.reader.one("SELECT total, done FROM deed") == (2, 2)
            await anna.presses("z")
            await anna.sees("Taken back: 2 comments: let stand")
            assert [shift.state(key) for key in (lisa, per, siv)] == ["open", "open", "open"]


async def test_before_the_key_one_sees_on_how_many_of_the_marked_it_works(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        lisa, _per, _siv = three(shift)
        other = scene.account(shift.store, "Sky", "us2", able=scene.PLAIN)
        scene.save(shift.store, other, scene.says("s1", "Hallå"))
        async with sitting(shift) as anna:
            await anna.presses("*")
            await anna.sees("4 comments marked: Acme 3 · Sky 1")
            await anna.presses(";")
            await anna.sees("hide ↺ 3 of 4", "done ↺")
            await anna.presses("h")
            await anna.sees("4 comments: hidden: 3 done", "1 × This platform cannot do that.")
            assert shift.state(lisa) == "done"


async def test_near_copies_are_decided_as_one_with_the_count(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        words = "Se vad de döljer för er här inne"
        copies = [shift.comes(f"Bot {number}", f"{words} {number}!", ago=number) for number in range(4)]
        shift.comes("Siv Ek", "Hej", ago=9)
        async with sitting(shift) as anna:
            await anna.sees("+ 3 alike")
            await anna.presses("h")
            await anna.sees("Bot 0 + 3 alike: hidden", "z takes it back")
            await anna.stands_on("Siv Ek")
            assert {shift.state(key) for key in copies} == {"done"}
            assert shift.store.reader.one("SELECT total, done FROM deed") == (4, 4)
            await anna.presses("z")
            await anna.sees("Taken back: Bot 0 + 3 alike: hidden")
            assert {shift.state(key) for key in copies} == {"open"}


async def test_a_range_and_all_that_match(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        for number in range(6):
            shift.comes(f"Person {number}", "Hej hopp", ago=number)
        async with sitting(shift) as anna:
            await anna.presses("v", "3", "j")
            await anna.sees("4 comments marked")
            await anna.presses("v", "escape")
            await anna.sees_no_more("marked")
            await anna.presses("*")
            await anna.sees("6 comments marked: Acme 6")
            await anna.presses(";", "d")
            await anna.sees("6 comments: let stand: 6 done")


async def test_what_could_not_be_done_stays_marked_and_is_said(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        lisa, per, siv = three(shift)
        claim(shift.store, shift.erik, per)
        async with sitting(shift) as anna:
            await anna.presses("*", ";", "d")
            await anna.sees("2 done", "1 × Erik has it")
            assert [shift.state(key) for key in (lisa, per, siv)] == ["done", "open", "done"]
            await anna.presses(";", "r")  # an answer is never for many
            await anna.sees("reply: one at a time")
            assert shift.store.reader.value("SELECT count(*) FROM outbox") == 0


async def test_the_last_act_again_but_never_a_block(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        lisa, per, siv = three(shift)
        async with sitting(shift) as anna:
            await anna.presses("d", ".")
            await anna.stands_on("Siv Ek")
            await anna.sees("Per Holm: let stand")
            await anna.presses("b", ".")
            await anna.sees("never repeated")
            assert [shift.state(key) for key in (lisa, per, siv)] == ["done", "done", "done"]
            assert shift.store.reader.value("SELECT count(*) FROM outbox") == 1


@SIZES
async def test_snoozing_until_a_time_and_waking(tmp_path: Path, size: tuple[int, int]) -> None:
    async with on_shift(tmp_path) as shift:
        lisa, _per, _siv = three(shift)
        async with sitting(shift, size=size) as anna:
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
    async with on_shift(tmp_path) as shift:
        lisa, _per, _siv = three(shift)
        async with sitting(shift) as anna:
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
    async with on_shift(tmp_path) as shift:
        lisa, _per, _siv = three(shift)
        async with sitting(shift) as anna:
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
            assert [tuple(row) for row in rows] == [("delete_own", ""), ("reply", "Nej! Förlåt: ja.")]


async def test_a_list_is_narrowed_down_and_kept_as_a_view(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        three(shift)
        async with sitting(shift) as anna:
            await anna.presses("l")
            await anna.sees("Only those that are also")
            await anna.types("author:per")
            await anna.presses("enter")
            await anna.sees("/ is:open author:per")
            await anna.sees_no_more("Siv Ek Hej")
            await anna.presses("colon")
            await anna.types("save_view pers")
            await anna.presses("enter")
            await anna.sees("View pers is kept")
            await anna.presses("escape")
            await anna.sees("Siv Ek")
            await anna.presses("g", "v")
            await anna.sees(": view", "pers 1")
            await anna.types("pers")
            await anna.presses("enter")
            await anna.sees_no_more("Siv Ek Hej")


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


async def test_another_theme_is_drawn_at_once_and_remembered_in_the_store(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        three(shift)
        async with sitting(shift) as anna:
            await anna.presses("colon")
            await anna.types("theme day")
            await anna.presses("enter")
            await anna.sees("theme: day")
            kept = shift.store.reader.one("SELECT name, value FROM member_setting")
            assert kept == ("theme", "day")
            await anna.presses("colon")
            await anna.types("quiet midnight")
            await anna.presses("enter")
            await anna.sees("a time as in 22:00-06:00")
