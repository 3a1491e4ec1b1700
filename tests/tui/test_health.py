"""The health screen: every state in words, who can mend it, live, by the keyboard, in every size and for every eye."""

import subprocess
import sys
from pathlib import Path

import pytest

from backend.model.account import HealthState
from backend.model.actor import SYSTEM, Actor, ActorKind
from backend.model.clock import DAY, HOUR, MINUTE, SECOND, plus
from backend.store.write.logins import record_login
from backend.store.write.people import add_member
from backend.store.write.sync import beat_worker, done_sync, wishes
from tests.tui.hostile import ATTACKS, FORBIDDEN
from tests.tui.illness import enter, falls, ward
from tests.tui.shift import PHONE, SMALL, WIDE, Seat, on_shift, sitting
from tests.tui.test_linear import BOXES, cursor, linear
from tests.tui.test_screens import holds
from tests.tui.test_signs import bare, colourless, drawn_in_ascii
from tui.screens.health import HealthPane
from tui.text import width

SIZES = {"160x48": WIDE, "80x24": SMALL}
SAID = (
    "FB Sverige needs login since 17 Nov 10:",
    "BS Jobb    blind since",
    "IG Insta   throttled until",
    "LI Work    late since",
    "MA Acme    not read yet",
    "YT Tube    ok",
)


def chosen(seat: Seat) -> str:
    """The row under the cursor."""
    return "\n".join(line for line in seat.screen.split("\n") if line.startswith("▌"))


async def open_health(seat: Seat) -> None:
    await seat.presses("g", "h")
    await seat.sees("HEALTH")


@pytest.mark.parametrize("size", SIZES)
async def test_every_state_is_told_in_words(tmp_path: Path, size: str) -> None:
    async with on_shift(tmp_path) as shift:
        ward(shift)
        async with sitting(shift, size=SIZES[size]) as anna:
            await open_health(anna)
            await anna.sees(*(one.split(" since")[0] for one in SAID), "4 of 6 need care")
            await holds(f"health-{size}", anna)
            await anna.presses("escape")
            await anna.sees("QUEUE")


async def test_on_a_phone_the_states_are_left(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        ward(shift)
        async with sitting(shift, size=PHONE) as anna:
            await open_health(anna)
            await anna.sees("BS Jobb    blind since", "FB Sverige needs login since")


async def test_all_of_an_account_is_one_key_away(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        ward(shift)
        async with sitting(shift, size=SMALL) as anna:
            await open_health(anna)
            await anna.sees("↓ more  Enter shows all of it")
            await anna.sees_no_more("cannot be read there")
            await anna.presses("enter")
            await anna.sees(
                "who can mend it         Anna, Erik",
                "nightdesk account add facebook --app-id ID --as Anna",
                "reads                   comments on our posts, mentions",
                "only counts             private messages",
                "this login may not read comments on ads",
                "cannot be read there    posts of visitors",
                "can, and take it back   hide, like",
                "outbox                  empty",
            )
            await holds("health-detail-80x24", anna)
            await anna.presses("G")
            await anna.sees("cannot                  ")
            await anna.presses("escape")
            await anna.sees("read whole", "Enter shows")


async def test_one_name_is_a_warning_with_the_command(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        ward(shift)
        async with sitting(shift) as anna:
            await open_health(anna)
            await anna.sees("⚠ Erik alone", "⚠ nobody named", "Anna, Erik", "⚠ 30 Nov", "⚠ 20 Nov")
            await anna.presses("j")
            await anna.sees("⚠ Only Erik can renew the login. Name somebody else: nightdesk account renewers Jobb")


async def test_the_cursor_stays_on_its_account_while_others_fall_ill(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.screens.health.AGAIN_S", 1000)  # the feed alone brings it
    async with on_shift(tmp_path) as shift:
        keys = ward(shift)
        async with sitting(shift) as anna:
            await open_health(anna)
            await anna.presses("G")
            assert "YT Tube" in chosen(anna)
            falls(shift, keys["Acme"], HealthState.BLIND)
            await anna.sees("5 of 6 need care", "MA Acme    blind since")
            assert "YT Tube" in chosen(anna)
            falls(shift, keys["Tube"], HealthState.NEEDS_LOGIN, "platform.login")
            await anna.sees("YT Tube    needs login since")
            assert "YT Tube" in chosen(anna)


async def test_r_asks_the_worker_and_says_so(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        keys = ward(shift)
        beat_worker(shift.store, shift.worker)
        async with sitting(shift) as anna:
            await open_health(anna)
            await anna.presses("j", "r")
            await anna.sees("✓ The worker is asked to read Jobb now.", "asked for")
            (wish,) = wishes(shift.store.reader, keys["Jobb"])
            done_sync(shift.store, [wish.id])
            await anna.sees_no_more("asked for")
            await anna.presses("k")
            await anna.sees_no_more("is asked to read")


async def test_a_worker_that_stops_beating_is_noticed_though_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.screens.health.AGAIN_S", 0.1)
    async with on_shift(tmp_path) as shift:
        keys = ward(shift)
        falls(shift, keys["Tube"], HealthState.OK, "", 5 * SECOND)
        async with sitting(shift, size=SMALL) as anna:
            await open_health(anna)
            await anna.sees("✓ a worker runs", "YT Tube    ok")
            shift.clock.move(40 * SECOND)
            await anna.sees("✗ no worker since", "run nightdesk worker", "YT Tube    ok")
            shift.clock.move(5 * MINUTE)
            await anna.sees("YT Tube    blind since")
            await anna.presses("r")
            await anna.sees("is read when a worker runs: nightdesk worker")


async def test_all_well_says_so(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        falls(shift, shift.account, HealthState.OK, "", SECOND)
        async with sitting(shift, size=SMALL) as anna:
            await open_health(anna)
            await anna.sees("✓ 1 account is well", "✓ a worker runs")


@pytest.mark.parametrize("size", SIZES)
async def test_without_colour_and_in_ascii_the_states_differ(
    tmp_path: Path, size: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with on_shift(tmp_path) as shift:
        ward(shift)
        async with sitting(shift, size=SIZES[size], looks=bare()) as anna:
            await open_health(anna)
            await anna.sees("># FB Sverige", " x BS Jobb", " . IG Insta", " ! LI Work", " o MA Acme", " + YT Tube")
            assert colourless(anna)
            assert drawn_in_ascii(anna)


async def test_who_listens_is_told_one_account_as_a_sentence(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        ward(shift)
        async with sitting(shift, size=SMALL, looks=linear()) as anna:
            await open_health(anna)
            await anna.sees("Account 1 of 6, Facebook Sverige, needs login since")
            below = anna.screen.split("\n")[6:]
            await anna.presses("j")
            await anna.sees("Account 2 of 6, Bluesky Jobb, blind since")
            assert anna.screen.split("\n")[6:] == below
            assert cursor(anna).y == 1
            await anna.presses("enter")
            await anna.sees("last read whole")
            assert not set(anna.screen) & BOXES


async def test_hostile_names_bend_no_line(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        ward(shift)
        for at, (name, text) in enumerate(ATTACKS.items()):
            key = enter(shift, f"a{at}", "bluesky")
            falls(shift, key, HealthState.NEEDS_LOGIN, "platform.login", 2 * DAY)
            member = add_member(shift.store, SYSTEM, name, "", "en", "UTC", None, [])
            record_login(shift.store, Actor(ActorKind.MEMBER, member), key, plus(shift.clock.now(), DAY))
            with shift.store.write() as w:  # past the store's own cleaning
                w.conn.exec_driver_sql("UPDATE account SET handle = ? WHERE id = ?", (text, key))
                w.conn.exec_driver_sql("UPDATE member SET name = ? WHERE id = ?", (f"{at}{text}", member))
        async with sitting(shift) as anna:
            await open_health(anna)
            pane = anna.app.screen.query_one(HealthPane)
            states = ("needs login since", "blind", "throttled", "late", "not read", "ok")
            for one in pane.board.accounts:
                for pane.chosen, pane.whole in ((one.account.id, False), (one.account.id, True)):
                    lines = ["".join(segment.text for segment in line) for line in pane.draw()]
                    assert not FORBIDDEN.search("".join(lines))
                    rows = [line for line in lines if line.startswith("▌")]
                    assert all(width(row) == WIDE[0] and row[14:].startswith(states) for row in rows)
                    assert len(rows) == (not pane.whole)


def test_it_is_not_on_the_way_to_the_first_frame() -> None:
    code = "import tui.app, tui.screens.inbox_parts, tui.widgets.status_lines, sys; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert "tui.app" in loaded
    heavy = {"tui.screens.health", "tui.widgets.health_lines", "tui.widgets.health_detail", "backend.model.health"}
    assert not heavy & set(loaded)


# -- beside the screen: the header and the empty queue


@pytest.mark.parametrize("size", SIZES)
async def test_an_empty_queue_is_never_silent_about_what_is_not_read(tmp_path: Path, size: str) -> None:
    async with on_shift(tmp_path) as shift:
        ward(shift)
        async with sitting(shift, size=SIZES[size]) as anna:
            await anna.sees("Nothing is open here, but more may", "⚑ Sverige: needs login since", "✗ Jobb: blind since")
            await anna.sees_no_more("✓ Nothing is open.")
            shown = " ".join(" ".join(line.split("│")[0].split()) for line in anna.screen.split("\n"))
            assert "It can be mended by Anna, Erik" in shown
            assert "nightdesk account add facebook --app-id ID --as Anna" in shown
            await anna.presses("/")
            await anna.types("is:done")
            await anna.presses("enter")
            await anna.sees("Nothing matches is:done.", "✗ Jobb: blind since")


async def test_the_header_has_the_worst_and_the_count_where_there_is_little_room(tmp_path: Path) -> None:
    async with on_shift(tmp_path) as shift:
        for number in range(12):
            falls(shift, enter(shift, f"blind{number}", "mastodon"), HealthState.BLIND, ago=HOUR)
        falls(shift, shift.account, HealthState.NEEDS_LOGIN, "platform.login", 2 * DAY)
        for number in range(3):
            shift.comes(f"Siv {number}", "Hej")
        async with sitting(shift, size=SMALL) as anna:
            await anna.sees("MA Acme needs login 2d  +12")
