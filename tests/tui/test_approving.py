"""Approving as writer and approver do it at their desks; criticism and a second member; what is told beforehand."""

from pathlib import Path

import pytest

from backend.model.actor import SYSTEM, Role
from backend.model.charter import Approval, Approving, Charter, Signature, Signing
from backend.model.clock import MINUTE, Micros
from backend.model.triage import At, Decision, Verb, Why
from backend.store.write.approving import approve, reject
from backend.store.write.charters import save_charter
from backend.store.write.deciding import decide
from backend.store.write.outbox import enqueue_reply
from tests.store import scene
from tests.tui.shift import SMALL, WIDE, Seat, Shift, on_shift, sitting

SIGNED = Signature(Signing.REQUIRED, team="/Acme")
WAITS = Charter(approving=Approving(Approval.ALWAYS, expires_min=60), signature=SIGNED)


def charter(shift: Shift, said: Charter = WAITS) -> None:
    """Let a charter hold, and Vera be somebody who approves."""
    save_charter(shift.store, SYSTEM, shift.account, said, 0)
    scene.member(shift.store, "Vera", [(None, Role.APPROVER)])


def asked(shift: Shift, comment: int, text: str = "Vi ska se.") -> int:
    """Erik has written an answer that waits."""
    result = enqueue_reply(shift.store, shift.erik, comment, text, 1)
    assert result.outbox_id is not None, result
    return result.outbox_id


def row(shift: Shift, key: int, *columns: str) -> object:
    """Return what is stored of an answer."""
    return scene.look(shift.store, "outbox", key, *columns)


async def finds(seat: Seat, query: str) -> None:
    """Search for a comment."""
    await seat.presses("slash", "ctrl+u")
    await seat.types(query)
    await seat.presses("enter")


@pytest.mark.parametrize("size", [WIDE, SMALL], ids=["160x48", "80x24"])
async def test_a_writer_is_told_before_and_after_and_takes_it_back(tmp_path: Path, size: tuple[int, int]) -> None:
    async with on_shift(tmp_path) as shift:
        charter(shift)
        lisa = shift.comes("Lisa Sund", "När öppnar ni?", ago=1)
        async with sitting(shift, size=size) as anna:
            await anna.presses("r")
            await anna.sees("waits for approval before it leaves", "signed /Acme", "agreed to be named")
            await anna.types("Klockan tio!")
            await anna.presses("ctrl+s")
            await anna.sees("It waits for somebody's yes, until 13:", "takes it back")
            assert row(shift, shift.outbox_of(lisa), "state", "text") == (
                "awaiting_approval",
                "@lisasund@example.social Klockan tio!\n/Acme",
            )
            await finds(anna, "is:any öppnar")
            await anna.sees("waits for approval by Vera", "until 13:")
            await anna.presses("Y", "y")
            await anna.sees("nothing waits for your yes")
            await anna.presses("Y", "x")
            await anna.sees("our answer is taken back")
            assert shift.state(lisa) == "open"
            assert shift.draft(lisa, shift.anna) is not None


async def test_an_approver_says_yes_changes_or_sends_it_back(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        charter(shift)
        lisa, siv, per = (shift.comes(name, "Hej där!", ago=2) for name in ("Lisa Sund", "Siv Ek", "Per Holm"))
        keys = [asked(shift, one) for one in (lisa, siv, per)]
        async with sitting(shift, "Vera") as vera:
            await finds(vera, "is:any author:lisasund")
            await vera.sees(
                "written by Erik · waits for approval by Vera", "Yy approves · Ye changes it first · Yn sends it back"
            )
            await vera.presses("Y", "y")
            await vera.sees("Lisa Sund: approved, it leaves in 10 s")
            await vera.sees("approved by Vera · Yx takes it back")
            await vera.presses("Y", "x")
            await vera.sees("Lisa Sund: your yes is taken back, it waits again")
            await vera.sees("waits for approval by Vera")
            await vera.presses("Y", "y")
            await vera.sees("approved by Vera")
            await finds(vera, "is:any author:sivek")
            await vera.sees("waits for approval")
            await vera.presses("Y", "e")
            await vera.sees("Erik wrote it; it leaves with your words", "approves it so")
            await vera.presses("up", "up", "home")
            await vera.types("Hej! ")
            await vera.presses("ctrl+s")
            await vera.sees("Siv Ek: approved with your words", "changed and approved by Vera")
            await finds(vera, "is:any author:perholm")
            await vera.sees("waits for approval")
            await vera.presses("Y", "n")
            await vera.sees("Why it goes back")
            await vera.types("Varmare, tack")
            await vera.presses("enter")
            await vera.sees("Per Holm: sent back to its writer", "Vera: Varmare, tack")
        assert [row(shift, key, "state") for key in keys] == ["pending", "pending", "stopped"]
        assert row(shift, keys[1], "text", "written") == (
            "@sivek@example.social Hej! Vi ska se.\n/Acme",
            "Vi ska se.\n/Acme",
        )
        assert (shift.state(per), shift.draft(per, shift.erik)) == ("open", "Vi ska se.\n/Acme")
        assert shift.store.reader.value("SELECT count(*) FROM draft") == 1, "what the approver changes is no draft"


async def test_who_comes_second_is_told_who_was_first(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        charter(shift)
        lead = scene.member(shift.store, "Kim", [(None, Role.LEAD)])
        lisa = shift.comes("Lisa Sund", "Hej där!", ago=2)
        key = asked(shift, lisa)
        async with sitting(shift, "Vera") as vera:
            await finds(vera, "is:any author:lisasund")
            await vera.sees("waits for approval by Kim, Vera")
            vera.app.inbox.parts.catching.stop()
            assert approve(shift.store, lead, key).ok
            await vera.presses("Y", "y")
            await vera.sees("Kim has it")


async def test_what_was_sent_back_is_mended_and_a_scheduled_one_is_shown(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        charter(shift)
        vera = scene.member(shift.store, "Bea", [(None, Role.APPROVER)])
        lisa = shift.comes("Lisa Sund", "Hej där!", ago=2)
        assert reject(shift.store, vera, asked(shift, lisa), "Varmare, tack").ok
        async with sitting(shift, "Erik") as erik:
            await erik.sees("It was sent back; the text is kept.", "Bea: Varmare, tack")
            await erik.presses("r")
            await erik.sees("your kept draft", "Vi ska se.")
            await erik.presses("escape")
        at = Micros(shift.clock.now() + 90 * MINUTE)
        siv = shift.comes("Siv Ek", "Hej!", ago=1)
        save_charter(shift.store, SYSTEM, shift.account, Charter(), 1)
        assert enqueue_reply(shift.store, shift.erik, siv, "Vi ska se.", 1, at=at).ok
        async with sitting(shift, "Erik") as erik:
            await finds(erik, "is:any author:sivek")
            await erik.sees("leaves in 1h", "scheduled for", "Yx takes it back")
            await erik.presses("z")
            await erik.sees("Taken back")
            assert shift.state(siv) == "open"


async def test_criticism_is_hidden_by_two_or_not_at_all(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        lisa = shift.comes("Lisa Sund", "Ni är dåliga", ago=1)
        siv = shift.comes("Siv Ek", "Ni är sämst", ago=2)
        async with sitting(shift, size=SMALL) as anna:
            await anna.stands_on("Lisa Sund")
            await anna.presses("apostrophe", "h", "0")
            await anna.sees("a second member is asked", "Criticism is no abuse")
            await anna.sees("Anna asks a second member", "criticism", "takes it back")
            assert shift.state(lisa) == "waiting"
            assert [one[0] for one in shift.store.reader.rows("SELECT state FROM outbox")] == ["cancelled"]
            hide = Decision(Verb.HIDE, Why.CRITICISM)
            assert decide(shift.store, shift.erik, hide, [At(siv, 1)]).ok
            await finds(anna, "is:waiting author:sivek")
            await anna.sees("Erik asks a second member", "Yy agrees, and it is done")
            await anna.presses("Y", "n")
            await anna.types("Det är en åsikt")
            await anna.presses("enter")
            await anna.sees("Siv Ek: you did not agree, it is open again")
            assert shift.state(siv) == "open"
        async with sitting(shift, "Erik", size=SMALL) as erik:
            await finds(erik, "is:waiting")
            await erik.sees("Anna asks a second member")
            await erik.presses("Y", "y")
            await erik.sees("Lisa Sund: you agreed, it is done")
            assert scene.look(shift.store, "outbox", shift.outbox_of(lisa), "act", "state", "approver_id") == (
                "hide",
                "pending",
                shift.erik.id,
            )


async def test_nearly_the_same_answer_is_told_once(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        lisa, siv = shift.comes("Lisa Sund", "Hej!", ago=1), shift.comes("Siv Ek", "Hej du!", ago=2)
        assert enqueue_reply(shift.store, shift.erik, siv, "Tack för att du hör av dig, vi tittar på det!", 1).ok
        shift.clock.move(10 * MINUTE)
        async with sitting(shift) as anna:
            await anna.stands_on("Lisa Sund")
            await anna.presses("r")
            await anna.sees("Reply as")
            await anna.types("Tack för att du hör av dig, vi tittar på det")
            await anna.presses("ctrl+s")
            await anna.sees("Nearly what we said 10 minutes ago to Siv Ek")
            assert shift.state(lisa) == "open"
            await anna.pilot.pause(1.1)
            await anna.presses("ctrl+s")
            await anna.sees("Sending to Lisa Sund")


async def test_how_i_sign_is_set_at_the_desk_and_what_the_charter_forbids_stays(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        charter(shift, Charter(signature=SIGNED, forbidden=("tyvärr",)))
        shift.comes("Lisa Sund", "Hej!", ago=1)
        async with sitting(shift) as anna:
            await anna.presses("colon")
            await anna.types("alias Annie Bo")
            await anna.presses("enter")
            await anna.sees("not named in public")
            await anna.presses("colon")
            await anna.types("consent yes")
            await anna.presses("enter")
            await anna.sees("named as Annie Bo")
            await anna.presses("r")
            await anna.sees("signed /Annie", "answers are signed here")
            await anna.types("Tyvärr inte.")
            await anna.presses("ctrl+s")
            await anna.sees("Our charter does not allow 'tyvärr'.")
            assert shift.store.reader.value("SELECT count(*) FROM outbox") == 0
