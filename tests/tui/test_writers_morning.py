"""A writer's morning on the screen: written, sent, rejected with a word, mended, approved, used, and read anew."""

from pathlib import Path

from backend.model.actor import Role
from backend.model.clock import DAY
from tests.store import scene
from tests.tui.shift import SMALL, Seat, Shift, on_shift, sitting, three
from tests.tui.test_templates_screen import now_is, pane


async def reads(seat: Seat, *words: str) -> None:
    """Wait until the template under the cursor is read, and these words stand there."""
    await seat._until(lambda: pane(seat).shown_view is not None, "it was not read")
    await seat.sees(*words)


async def test_a_writers_morning(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        now_is(shift, shift.anna, Role.WRITER)
        now_is(shift, shift.erik, Role.APPROVER)
        scene.member(shift.store, "Mo")
        comment, *_ = three(shift)
        async with sitting(shift) as anna, sitting(shift, "Erik", size=SMALL) as erik:
            await opens_empty(erik)
            await opens_empty(anna)
            await writes(anna)
            await gives_back(erik)
            await mends(anna)
            await approves(erik)
            await anna.sees("✓ approved by Erik", "✓ approved")
            async with sitting(shift, "Mo") as mo:
                await answers(mo)
            has_left(shift, comment)
            await is_read(anna, "6m", "✓ Read. The day it is to be read again is set.")
        shift.clock.move(181 * DAY)
        now_is(shift, shift.anna, Role.MODERATOR)  # whose first screen is the queue, as the helper of this test awaits
        async with sitting(shift) as anna:
            await reads_anew(anna)


async def opens_empty(seat: Seat) -> None:
    await seat.presses("g", "t")
    await seat.sees("No template has been written yet.")


async def writes(seat: Seat) -> None:
    """Write the page of a new template, from its first line to its words, save it, and send it for approval."""
    await seat.presses("n")
    await seat.sees("NEW TEMPLATE")
    await seat.presses("end", "left")
    await seat.types("strom")
    await seat.presses("down", "end", "left", "backspace", "backspace")
    await seat.types("sv")
    await seat.presses("down", "end", "left")
    await seat.types("Strömavbrott")
    await seat.presses("down", "down")
    await seat.types("Hej {author}! Vi lagar det.")
    await seat.presses("ctrl+s")
    await seat.sees("✓ Saved as version 1.")
    await seat.presses("escape")
    await reads(seat, "✎  strom", "draft", "version 1 by Anna", "Hej {author}! Vi lagar det.")
    await sends(seat)


async def answers(mo: Seat) -> None:
    """A moderator takes the template from the palette, fills its blank, and sends it."""
    await mo.stands_on("Skit!")
    await mo.presses("r")
    await mo.sees("Reply as")
    await mo.presses("alt+1")
    await mo.sees("Vi återkommer", "{?när}")
    await mo.presses("ctrl+s")
    await mo.sees("Fill in the blank: när")
    await mo.types("kl 12")
    await mo.presses("ctrl+s")
    await mo.sees("takes it back")


async def gives_back(erik: Seat) -> None:
    """The approver reads what came while he looked, and gives it back with a word."""
    await erik.sees("1 waits for you", "○  strom")
    await erik.presses("tab", "enter")
    await reads(erik, "Hej {author}! Vi lagar det.", "FILLED IN for Lisa Sund", "Hej Lisa Sund! Vi lagar det.")
    await erik.presses("N")
    await erik.types("När hör vi av oss?")
    await erik.presses("enter")
    await erik.sees("✓ Given back with your word to Anna.")


async def mends(anna: Seat) -> None:
    """The writer cannot send the same words again: she mends them, says so, and sends those."""
    await anna.sees("✗ rejected by Erik", "När hör vi av oss?")
    await anna.presses("s")
    await anna.sees("This version was rejected. Mend it first")
    await anna.presses("e")
    await anna.sees("TEMPLATE strom (sv)")
    await anna.presses("down", "down", "down", "down", "end")
    await anna.types(" Vi återkommer {?när}.")
    await anna.presses("ctrl+s")
    await anna.sees("✓ Saved as version 2.")
    await anna.presses("escape", "m")
    await anna.types("Nu står det när.")
    await anna.presses("enter")
    await anna.sees("✓ Said.")
    await reads(anna, "Nu står det när.")
    await sends(anna)


async def sends(anna: Seat) -> None:
    await anna.presses("s")
    await anna.sees("✓ Sent for approval")


async def approves(erik: Seat) -> None:
    """The approver sees what changed, and says yes."""
    await reads(erik, "Vi återkommer {?när}.", "○ in review")
    await erik.presses("v")
    changed = "+ Hej {author}! Vi lagar det. Vi återkommer"
    await erik.sees("VERSIONS of strom sv", "what changed from version 1 to 2", changed)
    await erik.presses("escape", "y")
    await erik.sees("✓ Approved")


def has_left(shift: Shift, comment: int) -> None:
    """The answer is sent; it says what the template said, and of which template it was made."""
    shift.answered(comment)
    (row,) = shift.store.reader.rows("SELECT text, template_id FROM outbox WHERE comment_id = ?", (comment,))
    said = "@lisasund@example.social Hej Lisa Sund! Vi lagar det. Vi återkommer kl 12. /Mo"
    assert row[0].replace("\n", " ") == said
    assert row[1] == shift.store.reader.value("SELECT id FROM template WHERE code = 'strom' AND uses = 1")


async def is_read(anna: Seat, until: str, *words: str) -> None:
    """The writer has read it, and says when it is to be read again."""
    await anna.presses("t")
    await anna.types(until)
    await anna.presses("enter")
    await anna.sees(*words)


async def reads_anew(anna: Seat) -> None:
    """Half a year later it stands among what waits for her. It stays in view until the list is entered anew."""
    await anna.presses("g", "f")
    await anna.sees("FOR YOU", "strom")
    await anna.presses("enter")
    await anna.sees("TEMPLATES")
    await anna.presses("tab", "tab", "tab")
    await reads(anna, "[to be read anew 1]", "strom", "anew !", "1 answer")
    await is_read(anna, "1y", "✓ Read.", "[to be read anew 0]", "strom")
    await anna.presses("tab", "shift+tab")
    await anna.sees("Nothing is to be read anew by you.")
