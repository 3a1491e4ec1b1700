"""The palette at work: stacked replies, other wordings, earlier answers, and what a member says about a reply."""

from pathlib import Path
from typing import Any

from backend.model.actor import SYSTEM
from backend.model.charter import Approving, Charter, Paragraph
from backend.model.clock import MINUTE, Micros
from backend.model.palette import Earlier, Suggestion, Wording
from backend.model.reason import Reason
from backend.model.template import Template, TemplateState, TemplateText
from backend.store.write.charters import save_charter
from backend.store.write.outbox import enqueue_reply
from backend.store.write.settling import settle_sent
from backend.store.write.templates import import_templates
from tests.store import scene
from tests.tui.fakes import NOW
from tests.tui.room import SVERIGE, Room, drawn
from tests.tui.shift import PHONE, SMALL, Seat, Shift, on_shift, sitting
from tui.ink import load
from tui.widgets.drafting import Inserted
from tui.widgets.replies import Replies
from tui.widgets.stacking import Stacked

LIGHT = TemplateText(
    "lampa", "sv", "Trasig lampa", "Hej {author}! Vi lagar lampan {?när}.", ("lampa", "lyse"),
    variants=("Tack {author}, lampan lagas.",), paragraph="4",
)  # fmt: skip
MORE = TemplateText("anmal", "sv", "Anmäl fel", "Anmäl på webben nästa gång.", ("lampa",))
CHARTER = Charter(("sv",), paragraphs=(Paragraph("4", "Svara med när det är lagat.", "Fel"),))


def equipped(shift: Shift, charter: Charter = CHARTER) -> None:
    import_templates(shift.store, SYSTEM, [LIGHT, MORE], approve=True)
    save_charter(shift.store, SYSTEM, None, charter, 0)


def sends(shift: Shift, key: int, text: str) -> None:
    """Let Erik answer a comment, and his answer leave."""
    done = enqueue_reply(shift.store, shift.erik, key, text, 1)
    assert done.outbox_id is not None, done
    settle_sent(shift.store, scene.taken(shift.store, shift.clock, done.outbox_id), scene.receipt(f"a{key}"))


def answer(seat: Seat) -> str:
    return str(seat.app.screen.query_one("#writing").text)  # type: ignore[attr-defined]


async def test_replies_are_stacked_and_a_number_again_gives_another_wording(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        equipped(shift)
        shift.comes("Lisa Sund", "Lampan på Storgatan är trasig")
        async with sitting(shift) as seat:
            await seat.presses("r")
            await seat.sees("Vi lagar lampan", "§4 Fel. Svara med", "why here: same words: trasig, lampa")
            await seat.presses("alt+1")
            await seat.sees("Hej Lisa Sund! Vi lagar lampan {?när}.")
            await seat.presses("alt+2")  # behind it: the blank that is selected is not written over
            assert "{?när}. Anmäl på webben nästa gång." in answer(seat)
            await seat.presses("ctrl+z", "ctrl+z")
            await seat.presses("alt+1", "alt+1")
            assert "Tack Lisa Sund, lampan lagas." in answer(seat)
            assert "Vi lagar" not in answer(seat)
            await seat.presses("alt+w")
            assert "Vi lagar lampan {?när}." in answer(seat)
            await seat.types("i dag")  # the blank is filled: what was written on is never exchanged
            await seat.presses("alt+w")
            assert "Vi lagar lampan i dag." in answer(seat)


async def test_an_earlier_answer_is_inserted_and_proposed(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        equipped(shift)
        sends(
            shift, shift.comes("Per Holm", "Lampan vid stationen blinkar", ago=9), "Hej Per Holm! Elektrikern är där."
        )
        shift.comes("Lisa Sund", "Lampan vid stationen är trasig")
        async with sitting(shift, size=SMALL) as seat:
            await seat.stands_on("Lisa Sund")
            await seat.presses("tab")
            await seat.sees("EARLIER ANSWERS   1", "Erik", "Lampan vid stationen är")  # the comment is still in view
            await seat.presses("end")
            await seat.sees("to: Lampan vid stationen blinkar", "Hej Lisa Sund! Elektrikern")
            await seat.presses("alt+p")
            await seat.sees("A draft was made of it")
            await seat.presses("enter")
            await seat.sees("Reply as")
            assert "Hej Lisa Sund! Elektrikern är där." in answer(seat)


async def test_what_does_not_fit_is_noted_with_the_comment(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        equipped(shift)
        key = shift.comes("Lisa Sund", "Lampan på Storgatan är trasig")
        async with sitting(shift, size=SMALL) as seat:
            await seat.presses("tab")
            await seat.sees("lampa ")
            await seat.presses("alt+n")
            await seat.sees("Noted on lampa: it did not fit this comment.")
        noted = shift.store.reader.rows("SELECT t.code, r.comment_id FROM template_remark AS r"
                                        " JOIN template AS t ON t.id = r.template_id")  # fmt: skip
        assert [tuple(row) for row in noted] == [("lampa", key)]


async def test_where_only_templates_leave_an_earlier_answer_is_not_inserted(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        sends(shift, shift.comes("Per Holm", "Lampan vid stationen blinkar", ago=9), "Elektrikern är där.")
        equipped(shift, Charter(("sv",), approving=Approving(only_templates=True)))
        shift.comes("Lisa Sund", "Lampan vid stationen är trasig")
        async with sitting(shift, size=SMALL) as seat:
            await seat.stands_on("Lisa Sund")
            await seat.presses("tab")
            await seat.sees("EARLIER ANSWERS   1")
            await seat.presses("end", "enter")
            await seat.sees("✗ The charter lets only approved templates leave here")
            assert not seat.app.inbox.has_class("-composing")


async def test_on_a_phone_the_comment_stands_in_the_palette(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        equipped(shift)
        shift.comes("Lisa Sund", "Lampan på Storgatan är trasig sedan länge, och ingen av er som har sett det ännu?")
        async with sitting(shift, size=PHONE) as seat:
            await seat.presses("tab")
            await seat.sees("REPLIES", "Lisa Sund: Lampan på Storgatan", "Vi lagar")


# -- the pane by itself


def reply(key: int, code: str, *texts: str) -> Suggestion:
    template = Template(key, code, "sv", code.title(), "", TemplateState.APPROVED, 1, approved=1)
    return Suggestion(template, tuple(Wording(n, text, (), len(text), 500, True) for n, text in enumerate(texts)))


def said(text: str, member: str = "Nina", **changes: Any) -> Earlier:
    values: dict[str, Any] = {"sent_at": Micros(NOW - 3 * MINUTE), **changes}
    wording = Wording(0, text, (), len(text), 500, True)
    return Earlier(5, wording, text, "Frågan?", member, "Butik", "mastodon", **values)


EARLIER = """\
 REPLIES   approved for Sverige
 › ▏type to filter                   sv
 1 ett       Ett                 ✓    –
 EARLIER ANSWERS   3
▌  Nina      Vi dolde din xx   ✎  12:03
   the page  [Öppet] till nio  ✓  12:03
   Bo‹RLO›   Borta             ✗  12:03
 ╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌
 Nina · Butik · 12:03            15/500
 to: Frågan?
 Vi dolde din xx
 ✎ edited since it was sent
 https://x.se/a
 Alt+p: propose it as a canned reply"""


async def test_earlier_answers_are_drawn_with_what_became_of_them() -> None:
    replies = Replies(load(), id="palette")
    room = Room(replies)
    found = (said("Vi dolde din xx", edited=True, url="https://x.se/a"), said("[Öppet] till nio", "", ),
             said("Borta", "Bo\u202e", deleted=True))  # fmt: skip
    async with room.open(40, 18) as pilot:
        replies.focus()
        replies.show([reply(1, "ett", "Hej")], "", SVERIGE)
        replies.show_earlier(found, "", NOW, "Europe/Stockholm")
        await pilot.press("down")
        await pilot.pause()
        assert drawn(room).rstrip() == EARLIER
        await pilot.press("end")
        await pilot.pause()
        assert "✗ deleted since it was sent" in drawn(room)
        await pilot.press("enter", "4", "home", "1")
        await pilot.pause()
        assert [one.earlier for one in room.heard(Replies.PickedEarlier)] == [found[2]]
        assert [one.suggestion.template.code for one in room.heard(Replies.Picked)] == ["ett"]
        replies.show_earlier((), "old", NOW, "UTC")  # for a filter that is no longer typed
        assert replies.earlier == found


async def test_other_wordings_are_shown_in_turn() -> None:
    replies = Replies(load(), id="palette")
    room = Room(replies)
    async with room.open(40, 18) as pilot:
        replies.focus()
        one = reply(1, "ett", "Hej", "Hallå")
        replies.show([one], "", SVERIGE)
        await pilot.pause()
        assert "wording 1 of 2 · Alt+w: another" in drawn(room)
        replies.turn(one)
        await pilot.press("enter")
        await pilot.pause()
        assert "wording 2 of 2" in drawn(room)
        assert [picked.wording.text for picked in room.heard(Replies.Picked)] == ["Hallå"]


def test_the_next_one_goes_behind_the_last_as_long_as_nobody_moved() -> None:
    last = Stacked("", 0, 0, Inserted("Hej {?vad}.", 0, 11), (4, 10))
    assert last.next_place("Hej {?vad}.", (4, 10)) == (11, 11)
    assert last.next_place("Hej {?vad}.", (0, 0)) == (0, 0)
    assert last.next_place("Hej du.", (4, 10)) == (4, 10)


def test_a_reason_is_worded() -> None:
    from backend.i18n.reasons import word

    assert word(Reason("template.picked", {"times": 7})) == "picked for such comments: 7"
