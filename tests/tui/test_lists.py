"""A raid as one row, lists by post and by author, who wrote a comment, and why it stands where it does."""

from pathlib import Path
from typing import Any

import pytest

from backend.model.clock import DAY, HOUR, MINUTE, SECOND, Micros
from backend.model.inflow import Page
from backend.model.triage import At, Decision, Verb
from backend.store.write.deciding import decide
from backend.store.write.inflow import save_page
from tests.store import scene
from tests.store.stock import Stock
from tests.tui.shift import PHONE, SMALL, WIDE, Seat, Shift, on_shift, sitting
from tui.commands import named

ASKED = ("Har ni öppet på julafton?", "Var köper jag glögg?", "När stänger ni i kväll?", "Finns det presentkort?")
RAID = "Se vad de döljer för er allihop"


async def does(seat: Seat, verb: str) -> None:
    """Press a command's first key."""
    await seat.presses(*named(verb).keys[0].split(" "))


def raid(shift: Shift, count: int, *, since: int = 30, text: str = RAID) -> list[int]:
    """So many people write the same, one each second; returns their keys, the newest last."""
    at = shift.clock.now() - since * MINUTE
    return [
        shift.comes(f"Troll {n}", f"{text}{'!' * (n % 3)}", indexed_at=Micros(at + n * SECOND)) for n in range(count)
    ]


async def test_a_raid_stands_as_one_row_and_unfolds_in_place(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        raid(shift, 7)
        shift.comes("Lisa Sund", "Har ni öppet på julafton?", ago=60)
        shift.comes("Per Holm", "Min faktura är fel", ago=1)
        async with sitting(shift) as anna:
            assert "Troll 6 + 6 alike" in anna.queue
            assert anna.queue.count("Troll") == 1
            await anna.presses("j")
            await anna.stands_on("Troll 6")
            await does(anna, "alike")
            await anna.sees("└ Troll 5", "└ Troll 0", "+ 6 alike ▾")
            await anna.stands_on("Troll 6")
            await anna.presses(*"jj")
            await anna.stands_on("└ Troll 4")
            await does(anna, "alike")
            await anna.sees_no_more("└ Troll")
            await anna.stands_on("Troll 6 + 6 alike")
            await anna.presses("j")
            await anna.stands_on("Lisa Sund")
            await does(anna, "alike")
            assert "no other says the same" in anna.message


async def test_what_the_row_stands_for_can_be_acted_on_as_one(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        keys = raid(shift, 4)
        async with sitting(shift) as anna:
            inbox = anna.app.inbox
            row = inbox.row
            assert row is not None
            assert inbox.window.folds.stands_for(row) == 3
            found = inbox.calls.door.alike_ids(row.id, inbox.asked, inbox.shape)
            assert [one.comment_id for one in found] == keys[2::-1]
            await does(anna, "alike")
            await anna.sees("└ Troll")
            assert inbox.window.folds.stands_for(row) == 0


async def test_another_copy_raises_the_count_and_moves_nothing(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        raid(shift, 3)
        shift.comes("Lisa Sund", "Har ni öppet på julafton?", ago=60)
        async with sitting(shift) as anna:
            await anna.sees("Troll 2 + 2 alike")
            await anna.presses("j")
            await anna.stands_on("Lisa Sund")
            await anna.has_read()
            before = [line[:20] for line in anna.queue.split("\n")]
            for n in range(3):
                shift.comes(f"Ny {n}", RAID)
                await anna.sees(f"Troll 2 + {3 + n} alike")
            assert [line[:20] for line in anna.queue.split("\n")] == before
            assert "new" not in anna.queue
            await anna.presses("A")
            await anna.stands_on("Ny 2 + 5 alike")


async def test_the_first_copy_of_a_single_comment_folds_as_well(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        shift.comes("Troll ett", RAID, ago=5)
        async with sitting(shift) as anna:
            await anna.stands_on("Troll ett")
            assert "alike" not in anna.queue
            shift.comes("Troll två", RAID)
            await anna.sees("Troll ett + 1 alike")
            assert "Troll två" not in anna.queue


async def test_deciding_the_row_alone_hands_over_to_the_next_copy(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        *_others, first = raid(shift, 3)
        async with sitting(shift) as anna:
            assert decide(shift.store, shift.erik, Decision(Verb.DONE), [At(first, 1)]).ok
            await anna.sees("Troll 1 + 1 alike")
            await anna.presses("j")
            await anna.stands_on("Troll 1 + 1 alike")


async def test_folding_can_be_turned_off(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        raid(shift, 3)
        async with sitting(shift) as anna:
            await does(anna, "folding")
            await anna.sees("Troll 0", "Troll 1", "Each comment stands for itself.")
            assert "alike" not in anna.queue
            shift.comes("Ny", RAID)
            await anna.sees("↓ 1 new")
            await does(anna, "folding")
            await anna.sees("Ny + 3 alike")


def two_posts(shift: Shift) -> None:
    """Two posts with comments in turn, one of them urgent."""
    save_page(shift.store, shift.account, Page(posts=(scene.wrote("p2", "Rea på alla skor i helgen"),)), stream=None)
    for n in range(4):
        post = f"p{1 + n % 2}"
        shift.comes(("Lisa Sund", "Per Holm")[n // 2], ASKED[n], ago=40 - n, to=post, root=post)


@pytest.mark.parametrize("size", [WIDE, SMALL, PHONE])
async def test_by_post_the_same_keys_skip_the_heads(tmp_path: Path, size: tuple[int, int]) -> None:
    async with on_shift(tmp_path) as shift:
        two_posts(shift)
        async with sitting(shift, size=size) as anna:
            await does(anna, "by_post")
            await anna.sees("by post", "Rea på alla skor", "Nya öppettider i jul", "2 open")
            lines = [line for line in anna.queue.split("\n") if line.strip()]
            heads = [at for at, line in enumerate(lines) if "2 open" in line and "Nightdesk" not in line]
            assert len(heads) == 2
            for number in (3, 1, 2, 0):
                row = anna.app.inbox.row
                assert row is not None
                assert row.text == ASKED[number]
                await anna.presses("j")
            await does(anna, "by_author")
            await anna.sees("by author")
            await does(anna, "flat")
            await anna.sees("by urgency")


async def test_an_arrival_goes_to_its_group_or_waits(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        two_posts(shift)
        async with sitting(shift) as anna:
            await does(anna, "by_post")
            await anna.stands_on("Per Holm")
            shift.comes("Ada Ek", "Gäller det också barnskor?", to="p1", root="p1")
            await anna.sees("Ada Ek", "3 open")
            rows = [one.author for one in anna.app.inbox.window.rows]
            assert rows == ["Per Holm", "Lisa Sund", "Ada Ek", "Per Holm", "Lisa Sund"]
            shift.comes("Bo Alm", "Och vinterskor, gäller det dem?", to="p2", root="p2")
            await anna.sees("↓ 1 new")
            await anna.presses("A")
            await anna.stands_on("Bo Alm")


@pytest.mark.staged
async def test_a_long_grouped_list_is_paged_and_left_at_its_end(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        for post in range(15):
            said = scene.wrote(f"q{post}", f"Inlägg {post} om något helt annat")
            save_page(shift.store, shift.account, Page(posts=(said,)), stream=None)
            for n in range(9):
                where = {"to": f"q{post}", "root": f"q{post}"}
                shift.comes(f"Namn {post}", f"Kommentar {n}", ago=post * 10 + n, **where)
        async with sitting(shift) as anna:
            await does(anna, "by_post")
            await anna.sees("Inlägg 0 om")
            window = anna.app.inbox.window
            seen: list[int] = []
            for _ in range(135):
                assert window.cursor is not None
                seen.append(window.cursor)
                await anna.presses("j")
            assert len(dict.fromkeys(seen)) == 135
            await anna.stands_on("Namn 14")
            await anna.sees("Inlägg 14 om")
            await does(anna, "by_post")
            await anna.presses("G")
            await anna.stands_on("Namn 14")


def told_of(shift: Shift, comment: int) -> Stock:
    """Kalle has a history: two hidden comments, a live strike and an expired one, and notes by Erik."""
    stock, erik, now = Stock(shift.store), shift.erik.id, shift.clock.now()
    assert erik is not None
    author = int(scene.look(shift.store, "comment", comment, "author_id"))
    older = shift.comes("Kalle P", "Ni är dumma i huvudet allihop", ago=3 * 24 * 60)
    stock.change("comment", older, state="done", remote_state="hidden")
    act = stock.outbox(older, "sent", erik, act="hide", reason="hate")
    stock.event("hide.sent", older, outbox_id=act, at=now - 3 * DAY)
    stock.event("comment.let_stand", older, erik, at=now - 4 * DAY)
    stock.strike(author, now + 30 * DAY, "hate", comment_id=older)
    stock.strike(author, now - DAY, "spam")
    stock.note("Har varnats i telefon.\nRing inte igen \x1b[2J", erik, author_id=author)
    stock.change("author", author, blocked=True, block_until=now + DAY)
    return stock


@pytest.mark.parametrize("size", [WIDE, SMALL])
async def test_the_author_is_a_key_away(tmp_path: Path, size: tuple[int, int]) -> None:
    async with on_shift(tmp_path) as shift:
        told_of(shift, shift.comes("Kalle P", "Jag vet var ni bor"))
        async with sitting(shift, size=size) as anna:
            await anna.sees("hidden 1× since 15 Nov", "1 strike · blocked", "note by Erik")
            await does(anna, "author")
            await anna.sees("AUTHOR", "Kalle P", "@kallep@example.social", "2 here · 1 open · 1 done · 1 hidden by us")
            await anna.sees("blocked by us until 19 Nov", "STRIKES", "hate", "until 18 Dec", "expired 17 Nov")
            await anna.presses("G")
            await anna.sees("hidden", "Ni är dumma i huvudet", "Jag vet var ni bor")
            await anna.presses("escape")
            await anna.sees("QUEUE", "THREAD")


async def test_the_card_shows_notes_and_decisions_and_nothing_of_them_acts_on_the_terminal(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        told_of(shift, shift.comes("Kalle P", "Jag vet var ni bor"))
        async with sitting(shift) as anna:
            await does(anna, "author")
            await anna.sees("Erik", "Har varnats i telefon.", "DECISIONS", "let stand")
            assert "\x1b" not in anna.screen
            line = next(line for line in anna.screen.split("\n") if line.startswith("   hidden "))
            assert all(word in line for word in ("Erik", "hate"))


async def test_older_comments_of_an_author_come_when_they_are_wanted(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        for n in range(50):
            shift.comes("Kalle P", f"Kommentar nummer {n} av femtio", ago=n)
        async with sitting(shift, size=SMALL) as anna:
            await does(anna, "author")
            await anna.sees("50 here", "nummer 0 ")
            for _ in range(6):
                await anna.presses("G")
            await anna.sees("nummer 49 ")


async def test_why_a_comment_stands_where_it_does(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        lisa = shift.comes("Lisa Sund", "Har ni öppet på julafton?", ago=5)
        shift.comes("Lisa Sund", "Hallå?", ago=60)
        per = shift.comes("Per Holm", "Min faktura är fel", ago=10)
        stock, now = Stock(shift.store), shift.clock.now()
        stock.change("comment", lisa, due_at=now - 18 * MINUTE, urgency=3)
        assert shift.erik.id is not None and shift.anna.id is not None
        stock.referral(per, shift.erik.id, shift.anna.id, question="Kan du?", due_at=now + 2 * HOUR)
        stock.change("comment", per, assigned_to=shift.anna.id)
        async with sitting(shift) as anna:
            await anna.stands_on("late since 11:48 · question · comment")
            await anna.presses("j")
            await anna.stands_on("referred to you by Erik: deadline 14:06 · assigned to you")
            await anna.sees("why here", "referred to you by Erik")
        async with sitting(shift, size=SMALL) as anna:
            await anna.sees("why here late since")


def test_folds_know_nothing_of_rows_that_are_gone() -> None:
    from tui.widgets.folds import Folds

    folds: Any = Folds()
    folds.under = {1: 9, 2: 9}
    folds.keep([1])
    assert folds.around(9) == (9, {1})
    assert folds.around(1) == (9, {1})
