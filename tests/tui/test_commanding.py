"""Commands by name: the line of `:` with completion, history and mistakes; the palette; prefixes and `.`."""

from pathlib import Path

import pytest

from backend.i18n import set_language
from tests.tui.shift import PHONE, SMALL, WIDE, Seat, on_shift, sitting, three, three_open
from tui.commands import COMMANDS, Command, Takes, named
from tui.commands.row import LISTS
from tui.history import LONGEST, MOST, History
from tui.keymap import Press
from tui.palette import Names

SIZES = pytest.mark.parametrize("size", [WIDE, SMALL, PHONE], ids=["160x48", "80x24", "50x20"])


async def says(seat: Seat, line: str, *after: str) -> None:
    await seat.presses("colon")
    await seat.types(line)
    await seat.presses(*after)


# -- the line


@SIZES
async def test_a_command_is_done_by_its_label_or_its_id(tmp_path: Path, size: tuple[int, int]) -> None:
    async with three_open(tmp_path, size=size) as (shift, anna, (lisa, per, _siv)):
        await says(anna, "done", "enter")
        await anna.stands_on("Per Holm")
        await says(anna, "  DONE ", "enter")
        await anna.stands_on("Siv Ek")
        assert (shift.state(lisa), shift.state(per)) == ("done", "done")
        await says(anna, "take back", "enter")
        await anna.stands_on("Per Holm")
        await says(anna, "2 up", "enter")
        await anna.stands_on("Lisa Sund")
        await says(anna, "half_down", "enter")
        await anna.sees_no_more("Tab completes")
        await anna.stands_on("Siv Ek")


async def test_tab_goes_through_what_may_be_meant_with_key_and_explanation(tmp_path: Path) -> None:
    async with three_open(tmp_path, size=SMALL) as (_shift, anna, _keys):
        await says(anna, "re")
        await anna.sees(": re", "reply", "Answer the comment", "reopen", "it is open", "again", "Do the last act")
        before = anna.queue.split("\n")[1:6]
        await anna.presses("tab")
        await anna.sees(": reply")
        await anna.presses("tab")
        await anna.sees(": report")
        await anna.presses("shift+tab", "shift+tab")
        assert anna.queue.split("\n")[1:6] == before  # nothing moves under the list
        await anna.presses("escape")
        await anna.sees_no_more("Do the last act")
        assert anna.app.focused is anna.app.inbox.queue


async def test_tab_on_nothing_shows_all_that_can_be_said(tmp_path: Path) -> None:
    async with three_open(tmp_path) as (_shift, anna, _keys):
        await anna.presses("colon", "tab")
        await anna.sees(": reply", "private", "done", "hide", "block", "for a day", "for a week")
        shown = [line for line in anna.screen.split("\n") if "others see" in line]
        assert shown  # what everybody else will see of an act stands beside it


async def test_a_mistake_names_the_word_and_keeps_the_line(tmp_path: Path) -> None:
    async with three_open(tmp_path) as (shift, anna, (lisa, *_rest)):
        await says(anna, "donne", "enter")
        await anna.sees("✗ There is no command ‘donne’. Did you mean ‘done’?", ": donne")
        assert shift.state(lisa) == "open"
        await anna.presses("backspace", "backspace", "backspace")
        await anna.types("ne")
        await anna.presses("enter")
        await anna.stands_on("Per Holm")
        await says(anna, "quitt", "enter")
        await anna.sees("✗ There is no command ‘quitt’. Did you mean ‘quit’?")
        await anna.presses("escape")
        await says(anna, "done now", "enter")
        await anna.sees("✗ done takes nothing after it, not ‘now’.")
        await anna.presses("escape")
        await says(anna, "send", "enter")
        await anna.sees("✗ send works elsewhere: ANSWER")
        await anna.presses("escape")
        await says(anna, "stay", "enter")
        await anna.sees("✗ stay takes an act after it.")


async def test_why_a_command_does_nothing_is_said(tmp_path: Path) -> None:
    async with three_open(tmp_path) as (_shift, anna, _keys):
        await says(anna, "delete", "enter")
        await anna.sees("delete: no answer of ours")


async def test_a_query_is_completed_by_its_terms_and_kept_when_it_cannot_be_read(tmp_path: Path) -> None:
    async with three_open(tmp_path) as (shift, anna, (lisa, *_rest)):
        await anna.presses("d")
        await anna.stands_on("Per Holm")
        await says(anna, "search is:d", "tab", "enter")
        await anna.sees("/ is:done")
        await anna.stands_on("Lisa Sund")
        await says(anna, "search is:done -acc", "tab")
        await anna.sees(": search is:done -account:")
        await anna.presses("tab", "enter")
        await anna.sees("Nothing matches is:done -account:acme")
        await says(anna, "search is:opne", "enter")
        await anna.sees("is:opne", "Did you mean is:open?", ": search is:opne")
        await anna.presses("backspace", "backspace", "backspace")
        await anna.types("pen")
        await anna.presses("enter")
        await anna.stands_on("Per Holm")
        assert shift.state(lisa) == "done"


async def test_typing_ahead_of_the_line_decides_about_nothing(tmp_path: Path) -> None:
    async with three_open(tmp_path) as (shift, anna, keys):
        await anna.types(":ddd")
        await anna.sees(": ddd")
        assert [shift.state(key) for key in keys] == ["open"] * 3


async def test_in_swedish_commands_have_swedish_names_too(tmp_path: Path) -> None:
    async with three_open(tmp_path) as (shift, anna, (lisa, per, _siv)):
        set_language("sv")
        await says(anna, "klar", "enter")
        await anna.stands_on("Per Holm")
        await says(anna, "done", "enter")
        await anna.stands_on("Siv Ek")
        assert (shift.state(lisa), shift.state(per)) == ("done", "done")


async def test_every_command_of_the_table_has_somebody_who_does_it(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift, sitting(shift) as anna:
        done = {*anna.app.inbox.parts.verbs, "quit"}
        assert {one.id for one in COMMANDS if not one.prefix} == done


# -- history


async def test_arrows_bring_old_lines_back_also_tomorrow(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        three(shift)
        async with sitting(shift) as anna:
            await says(anna, "claim", "enter")
            await anna.sees("yours")
            await says(anna, "search is:mine", "enter")
            await anna.sees("/ is:mine")
            await says(anna, "search Kalle jävla idiot", "enter")
            await anna.sees("/ Kalle")
            await says(anna, "half", "up")
            await anna.sees(": search Kalle")
            await anna.presses("up", "up")
            await anna.sees(": claim")
            await anna.presses("up", "down", "down", "down")
            await anna.sees(": half")
        (file,) = (shift.folder / "history").iterdir()
        assert file.read_text().splitlines() == ["claim", "search is:mine"]  # a stranger's words are not written down
        assert file.stat().st_mode & 0o777 == 0o600
        async with sitting(shift) as anna:
            await anna.presses("colon", "up")
            await anna.sees(": search is:mine")
        async with sitting(shift, "Erik") as erik:
            await erik.presses("colon", "up")
            await erik.sees("Tab completes")
            assert "search is:mine" not in erik.screen


def test_a_history_is_bounded_and_survives_what_others_wrote(tmp_path: Path) -> None:
    path = tmp_path / "history" / "1.txt"
    path.parent.mkdir()
    path.write_text("\x1b[2J\n" + "".join(f"{number} down\n" for number in range(3 * MOST)))
    history = History(path)
    history.start()
    assert history.back("") == f"{3 * MOST - 1} down"
    assert len(path.read_text().splitlines()) == MOST
    for _number in range(2 * MOST):
        last = history.back("")
    assert last == f"{2 * MOST} down"
    history.add("done", lasting=True)
    history.add("done", lasting=True)
    history.add("x" * 999, lasting=True)
    assert path.read_text().splitlines()[-2:] == ["done", "x" * LONGEST]


def test_a_folder_that_cannot_be_written_loses_only_what_outlives_the_desk(tmp_path: Path) -> None:
    (tmp_path / "history").write_text("in the way")
    history = History(tmp_path / "history" / "1.txt")
    history.add("done", lasting=True)
    assert history.back("") == "done"
    assert History(tmp_path / "history" / "1.txt").back("typed") == "typed"


# -- arguments of a choice


ASSIGN = Command("claim", ("a",), "assign", "Give it to somebody", LISTS, takes=Takes.CHOICE, source="members")


def names() -> Names:
    found = Names(LISTS[0], {}, {"members": lambda typed: [one for one in ("anna", "erik") if one.startswith(typed)]})
    found.here.insert(0, ASSIGN)
    found._named["assign"] = ASSIGN
    return found


def test_a_choice_is_completed_and_a_mistake_in_it_is_named() -> None:
    assert [one.line for one in names().completed("assign ")] == ["assign anna", "assign erik"]
    assert [one.line for one in names().completed("assign e")] == ["assign erik"]
    assert names().meant("assign erik").press == Press(ASSIGN, text="erik")
    assert names().meant("assign erk").wrong == "assign does not know ‘erk’. Did you mean ‘erik’?"
    assert names().meant("assign qq").wrong == "assign does not know ‘qq’."


def test_only_our_own_words_last() -> None:
    assert names().lasting(Press(ASSIGN, text="erik"))
    assert not names().lasting(Press(ASSIGN, text="kalle"))
    assert names().lasting(Press(named("done")))
    assert not names().lasting(Press(named("search"), text="is:open"))  # no source here: nothing is known to be ours


# -- the palette


@SIZES
async def test_a_few_letters_find_a_command_and_enter_does_it(tmp_path: Path, size: tuple[int, int]) -> None:
    async with three_open(tmp_path, size=size) as (shift, anna, (lisa, *_rest)):
        await anna.presses("ctrl+p")
        await anna.sees("Find:", "reply", "done")
        await anna.types("stand")
        await anna.sees("d       done")
        await anna.presses("enter")
        await anna.stands_on("Per Holm")
        assert shift.state(lisa) == "done"


async def test_the_palette_is_chosen_from_with_arrows_and_says_why_one_is_off(tmp_path: Path) -> None:
    async with three_open(tmp_path) as (shift, anna, (lisa, *_rest)):
        await anna.presses("ctrl+p")
        await anna.types("reo")
        await anna.presses("down", "up", "up")
        await anna.sees("it is open")  # what is off stands at the end
        await anna.presses("escape")
        await anna.sees_no_more("Put a decided comment back")
        await anna.presses("ctrl+p")  # opened anew, the list is drawn anew
        await anna.sees("reply", "Answer the comment")
        await anna.types("reopen")
        await anna.presses("enter")
        await anna.sees("reopen: it is open")
        await anna.presses("ctrl+p")
        await anna.types("qqqq")
        await anna.presses("enter")
        await anna.sees("No command is called that.")
        assert shift.state(lisa) == "open"


async def test_the_palette_works_while_writing_and_gives_the_text_back(tmp_path: Path) -> None:
    async with three_open(tmp_path) as (shift, anna, (lisa, *_rest)):
        await anna.presses("r")
        await anna.sees("Reply as")
        await anna.types("Ja, till")
        await anna.presses("ctrl+p")
        await anna.sees("Find:", "Back to the queue; the draft is kept")
        assert "half down" not in anna.screen  # nothing that does not work here
        await anna.presses("escape")
        await anna.types(" tio")
        await anna.presses("f1")
        await anna.sees("KEYS", "WRITE   here")
        await anna.presses("escape", "ctrl+p")
        await anna.types("send")
        await anna.presses("enter")
        await anna.sees("10 s ↺")
        assert shift.state(lisa) == "done"
        assert "Ja, till tio" in anna.screen


async def test_the_mouse_chooses_in_the_palette(tmp_path: Path) -> None:
    async with three_open(tmp_path) as (shift, anna, (lisa, *_rest)):
        await anna.presses("ctrl+p")
        await anna.types("done")
        await anna.sees("d       done")
        await anna.pilot.click("#choices", offset=(4, 0))
        await anna.stands_on("Per Holm")
        assert shift.state(lisa) == "done"


# -- prefixes and again


async def test_acting_and_staying(tmp_path: Path) -> None:
    async with three_open(tmp_path, size=SMALL) as (shift, anna, (lisa, *_rest)):
        await anna.presses("'")
        await anna.sees("d done ↺", "h hide ↺")
        assert anna.screen.split("\n")[-1].endswith(" '")  # what is pending, at the right of the footer
        await anna.presses("d")
        await anna.sees("Lisa Sund: let stand")
        await anna.stands_on("Lisa Sund")
        assert shift.state(lisa) == "done"
        await says(anna, "stay reopen", "enter")
        await anna.sees("open again")


async def test_an_answer_can_stay_on_its_comment_too(tmp_path: Path) -> None:
    async with three_open(tmp_path) as (_shift, anna, _keys):
        for prefix, then in (("'", "Lisa Sund"), ("j", "Siv Ek")):
            await anna.presses(prefix, "r")
            await anna.sees("Reply as")
            await anna.types("Hej!")
            await anna.presses("ctrl+s")
            await anna.sees_no_more("Reply as")
            await anna.stands_on(then)


async def test_a_reason_is_of_the_act_that_was_done_wherever_the_cursor_is_now(tmp_path: Path) -> None:
    async with three_open(tmp_path) as (_shift, anna, _keys):
        given: list[Press] = []
        anna.app.inbox.parts.verbs["delete"] = given.append
        anna.app.inbox.obey(Press(named("delete")))
        await anna.sees("delete: no answer of ours")
        anna.app.inbox.obey(Press(named("delete"), reason=3))
        assert given == [Press(named("delete"), reason=3)]


async def test_what_is_pending_is_shown_and_escape_drops_it(tmp_path: Path) -> None:
    async with three_open(tmp_path) as (_shift, anna, _keys):
        await anna.presses("2", "g")
        await anna.sees("g first")
        assert anna.screen.split("\n")[-1].endswith(" 2g")
        await anna.presses("escape", "j")
        await anna.stands_on("Per Holm")
        assert not anna.screen.split("\n")[-1].endswith("g")


async def test_the_last_act_is_done_again_but_never_an_answer(tmp_path: Path) -> None:
    async with three_open(tmp_path) as (shift, anna, (lisa, per, siv)):
        await anna.presses(".")
        await anna.sees("Nothing has been done yet")
        await anna.presses("d", "'", ".")
        await anna.sees("Per Holm: let stand")
        await anna.stands_on("Per Holm")
        await anna.presses("j", "r")
        await anna.sees("Reply as")
        await anna.types("Hej!")
        await anna.presses("ctrl+s")
        await anna.sees("10 s ↺")
        await anna.presses("k", "u")
        await anna.sees("open again")
        await anna.presses("j", "r")
        await anna.presses("k", ".")
        assert [shift.state(key) for key in (lisa, per)] == ["done", "open"]
        assert shift.state(siv) == "done"
