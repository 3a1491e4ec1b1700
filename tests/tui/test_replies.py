"""The palette of canned replies: filter, pick, move, and what it says of each."""

import pytest
from textual import events

from backend.model.palette import Suggestion, Wording
from backend.model.reason import Reason
from backend.model.template import Template, TemplateState
from tests.tui.room import SVERIGE, Room, colours, drawn, type_in
from tui.ink import load
from tui.widgets.replies import Replies

TOKENS = load().tokens


def suggestion(
    key: int, code: str, title: str, text: str, *blanks: str, fits: bool = True, uses: int = 9
) -> Suggestion:
    template = Template(key, code, "sv", title, "", TemplateState.APPROVED, 3, uses=uses, approved=3)
    why = Reason("template.same_words", {"words": "hot"})
    return Suggestion(template, (Wording(0, text, blanks, len(text), 500, fits),), (why,))


HOT = "Hej Kalle! Skriv till {?vilken adress} så svarar vi {?när}."
FOUND = (
    suggestion(1, "hot", "Hot: därför dolde vi", HOT, "vilken adress", "när"),
    suggestion(2, "lugn", "Upprörd ton", "Hej! " * 120, fits=False, uses=0),
    suggestion(3, "[/x]\x1b[2J", "[bold]Tack\u202e", "Tack [b]själv[/b]\x1b]0;x\x07!"),
)  # fmt: skip

WIDE = """\

 REPLIES   approved for Sverige

 › ▏type to filter                   sv

▌1 hot       Hot: därför dolde…  ✓   9×
 2 lugn      Upprörd ton         ✗    –
 3 [/x]␛[2J  [bold]Tack‹RLO›     ✓   9×

 EARLIER ANSWERS   looking…

 ╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌
 hot   sv · version 3            59/500

 Hej Kalle! Skriv till {?vilken adress}
 så svarar vi {?när}.

 why here: same words: hot
 2 blanks to fill in: vilken adress,
 när
 Alt+n: say that it does not fit"""


@pytest.fixture
def replies() -> Replies:
    return Replies(load(), id="palette")


def shown(room: Room) -> str:
    return drawn(room).rstrip()


async def test_it_shows_rows_and_the_chosen_one_filled_in(replies: Replies) -> None:
    room = Room(replies)
    async with room.open(40, 40) as pilot:
        replies.focus()
        replies.show(FOUND, "", SVERIGE)
        await pilot.pause()
        assert shown(room) == WIDE
        assert colours(room, "{?vilken\u00a0adress}") == {TOKENS["lamp"]}
        assert colours(room, "✗") == {TOKENS["danger"]}


async def test_what_does_not_fit_is_said(replies: Replies) -> None:
    room = Room(replies)
    async with room.open(40, 24) as pilot:
        replies.focus()
        replies.show(FOUND, "", SVERIGE)
        await pilot.press("down")
        await pilot.pause()
        assert "600/500" in shown(room)
        assert colours(room, "✗ does not fit") == {TOKENS["danger"]}


@pytest.mark.parametrize(
    ("keys", "code"),
    [
        (["1"], "hot"),
        (["3"], "[/x]\x1b[2J"),
        (["enter"], "hot"),
        (["down", "enter"], "lugn"),
        (["down", "down", "up", "enter"], "lugn"),
        (["end", "enter"], "[/x]\x1b[2J"),
    ],
)
async def test_digits_pick_and_enter_picks_the_chosen_one(replies: Replies, keys: list[str], code: str) -> None:
    room = Room(replies)
    async with room.open(40, 30) as pilot:
        replies.focus()
        replies.show(FOUND, "", SVERIGE)
        await pilot.press(*keys)
        await pilot.pause()
        assert [one.suggestion.template.code for one in room.heard(Replies.Picked)] == [code]


async def test_a_digit_without_a_row_picks_nothing(replies: Replies) -> None:
    room = Room(replies)
    async with room.open(40, 30) as pilot:
        replies.focus()
        replies.show(FOUND, "", SVERIGE)
        await pilot.press("4", "0")
        await pilot.pause()
        assert room.heard(Replies.Picked) == []
        assert [replies.numbered(number) for number in (0, 3, 4)] == [None, FOUND[2], None]


async def test_letters_filter_and_older_answers_are_dropped(replies: Replies) -> None:
    room = Room(replies)
    async with room.open(40, 30) as pilot:
        replies.focus()
        replies.show(FOUND, "", SVERIGE)
        await type_in(pilot, "lug n")
        assert [one.text for one in room.heard(Replies.Filter)] == ["l", "lu", "lug", "lug ", "lug n"]
        replies.show(FOUND[:1], "lu")
        await pilot.pause()
        assert list(replies.suggestions or ()) == list(FOUND)
        replies.show(FOUND[1:2], "lug n")
        await pilot.pause()
        assert list(replies.suggestions or ()) == list(FOUND[1:2])
        await pilot.press("ctrl+w", "backspace", "backspace", "ctrl+u")
        assert [one.text for one in room.heard(Replies.Filter)][5:] == ["lug", "lu", "l", ""]


async def test_enter_waits_for_the_filtered_list(replies: Replies) -> None:
    room = Room(replies)
    async with room.open(40, 30) as pilot:
        replies.focus()
        replies.show(FOUND, "", SVERIGE)
        await pilot.press("l", "enter")
        await pilot.pause()
        assert room.heard(Replies.Picked) == []
        replies.show(FOUND[1:2], "l")
        await pilot.pause()
        assert [one.suggestion.template.code for one in room.heard(Replies.Picked)] == ["lugn"]


async def test_pasted_text_filters_and_never_picks(replies: Replies) -> None:
    room = Room(replies)
    async with room.open(40, 30) as pilot:
        replies.focus()
        replies.show(FOUND, "", SVERIGE)
        room.post_message(events.Paste("1\n2\x1b[2J"))
        await pilot.pause()
        assert room.heard(Replies.Picked) == []
        assert replies.filter == "1 2[2J"


async def test_nothing_found_nothing_there_and_not_yet_are_told_apart(replies: Replies) -> None:
    room = Room(replies)
    async with room.open(60, 24) as pilot:
        replies.focus()
        await pilot.pause()
        assert "Looking for replies…" in shown(room)
        replies.show((), "", SVERIGE)
        await pilot.pause()
        assert "nightdesk template import FILE.toml" in shown(room)
        await pilot.press("x", "enter")
        replies.show((), "x")
        await pilot.pause()
        assert "No reply has ‘x’ in it." in shown(room)
        replies.start()
        await pilot.pause()
        assert "Looking for replies…" in shown(room)


async def test_it_shows_whether_typing_goes_there(replies: Replies) -> None:
    room = Room(replies)
    async with room.open(40, 24) as pilot:
        room.set_focus(None)
        replies.show(FOUND, "", SVERIGE)
        await pilot.pause()
        assert "Tab: choose here" in shown(room)
        replies.focus()
        await pilot.pause()
        assert "▏type to filter" in shown(room)
        assert colours(room, "▌") == {TOKENS["lamp"]}


async def test_it_can_be_left_open_or_closed(replies: Replies) -> None:
    room = Room(replies)
    async with room.open(40, 30) as pilot:
        replies.focus()
        await pilot.press("tab", "escape")
        await pilot.pause()
        assert (len(room.heard(Replies.Back)), len(room.heard(Replies.Closed))) == (1, 1)


async def test_many_replies_scroll_with_the_chosen_one(replies: Replies) -> None:
    room = Room(replies)
    async with room.open(40, 20) as pilot:
        replies.focus()
        replies.show([suggestion(key, f"kod{key}", "T", "Hej") for key in range(30)], "", SVERIGE)
        await pilot.press("end")
        await pilot.pause()
        assert "▌  kod29" in shown(room)
        assert "kod0 " not in shown(room)
        await pilot.press("home")
        await pilot.pause()
        assert "▌1 kod0" in shown(room)


async def test_only_the_lines_that_changed_are_painted(replies: Replies, monkeypatch: pytest.MonkeyPatch) -> None:
    room = Room(replies)
    async with room.open(40, 30) as pilot:
        replies.focus()
        same = [suggestion(key, f"kod{key}", "T", "Hej") for key in range(9)]
        replies.show(same, "", SVERIGE)
        await pilot.pause()
        painted: list[int] = []
        monkeypatch.setattr(replies, "refresh", lambda *regions, **_more: painted.append(len(regions)))
        await pilot.press("down")
        await pilot.pause()
        assert painted == [3]  # the two rows and the preview's code
