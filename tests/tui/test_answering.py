"""Answering in the inbox: what is typed before the composer is open, replies by number, and sending."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from threading import Event

from textual.pilot import Pilot

from backend.model.account import Act
from backend.model.comment import CommentState
from backend.model.desk import Composing, Outcome, Result
from backend.model.palette import Earlier, Suggestion, Wording
from backend.model.template import Template, TemplateState
from tests.tui.fakes import ACCOUNTS, FakeDoor, StillClock, row
from tests.tui.room import composing, drawn, until
from tui.app import Nightdesk
from tui.crash import CrashLog
from tui.ink import load
from tui.lanes import Calls


class WaitingDoor(FakeDoor):
    """A desk whose `compose` answers when the test lets it, and which remembers what it was asked."""

    def __init__(self) -> None:
        super().__init__(StillClock(), [row(number) for number in range(1, 6)])
        self.may_compose = Event()
        self.may_compose.set()
        self.sent: list[tuple[str, int | None]] = []
        self.kept: list[str] = []
        self.outcome = Result(Outcome.DONE, outbox_id=1)

    def compose(self, comment_id: int, *, private: bool = False) -> Composing:
        assert self.may_compose.wait(20)
        return composing(comment_id=comment_id, account=ACCOUNTS[0])

    def send(self, comment_id: int, text: str, revision: int, template_id: int | None, act: Act) -> Result:
        self.sent.append((text, template_id))
        return self.outcome

    def save_draft(self, comment_id: int, text: str, revision: int, template_id: int | None) -> None:
        self.kept.append(text)

    def palette(self, comment_id: int, wanted: str, act: str) -> tuple[Suggestion, ...]:
        return tuple(
            Suggestion(
                Template(key, f"kod{key}", "sv", "T", "", TemplateState.APPROVED, 1),
                (Wording(0, f"Svar {key}.", (), 7, 500, True),),
            )
            for key in (11, 12)
        )

    def earlier(self, comment_id: int, wanted: str, act: str) -> tuple[Earlier, ...]:
        return ()

    def leave(self, comment_id: int) -> None:
        return

    def renew(self, comment_id: int) -> Result:
        return Result(Outcome.DONE)

    def beat(self) -> None:
        return

    def close(self) -> None:
        return


@asynccontextmanager
async def inbox(folder: Path, width: int = 80) -> AsyncIterator[tuple[Nightdesk, Pilot[None], WaitingDoor]]:
    door = WaitingDoor()
    calls = Calls(door, CrashLog(folder, door.clock))
    calls.begin("is:open", 24)
    app = Nightdesk(calls, door.clock, load())
    try:
        async with app.run_test(size=(width, 24)) as pilot:
            await until(pilot, lambda: "5 open" in drawn(app))
            yield app, pilot, door
    finally:
        app.inbox.parts.catching.stop()
        calls.close()


def text(app: Nightdesk) -> str:
    found = list(app.screen.query("#writing"))
    return getattr(found[0], "text", "") if found else ""


async def test_what_is_typed_before_the_composer_opens_is_text_and_decides_nothing(tmp_path: Path) -> None:
    async with inbox(tmp_path) as (app, pilot, door):
        door.may_compose.clear()
        await pilot.press("r", *"dXuc", "enter", *"z", "ctrl+s", "j")
        door.may_compose.set()
        await until(pilot, lambda: text(app) == "@kalle dXuc\nzj\n/Anna")
        assert all(one.state is CommentState.OPEN for one in door.rows.values())
        assert door.sent == []
        await pilot.press("!", "ctrl+s")
        await until(pilot, lambda: bool(door.sent))
        assert door.sent == [("@kalle dXuc\nzj!\n/Anna", None)]
        await until(pilot, lambda: app.focused is app.inbox.queue)


async def test_alt_and_a_digit_insert_without_the_palette(tmp_path: Path) -> None:
    async with inbox(tmp_path) as (app, pilot, door):
        await pilot.press("r")
        await until(pilot, lambda: text(app) != "")
        await pilot.press("alt+2")
        await until(pilot, lambda: text(app) == "@kalle Svar 12.\n/Anna")
        await pilot.press("alt+9")
        await until(pilot, lambda: "There is no canned reply 9 here." in drawn(app))
        await pilot.press("ctrl+s")
        await until(pilot, lambda: door.sent == [("@kalle Svar 12.\n/Anna", 12)])


async def test_the_palette_inserts_and_gives_typing_back(tmp_path: Path) -> None:
    async with inbox(tmp_path) as (app, pilot, _door):
        await pilot.press("r")
        await until(pilot, lambda: text(app) != "")
        await pilot.press("tab")
        await until(pilot, lambda: "kod11" in drawn(app))
        lines = drawn(app).split("\n")
        assert "Nightdesk" in lines[0]
        assert "REPLIES" in lines[1][:40]
        assert "THREAD" in lines[1][40:]
        assert any("Reply as" in line[40:] for line in lines)
        assert "Esc close" in lines[-2]
        await pilot.press("1")
        await until(pilot, lambda: text(app) == "@kalle Svar 11.\n/Anna")
        await until(pilot, lambda: "kod11" not in drawn(app))
        await pilot.press("!")
        await until(pilot, lambda: text(app) == "@kalle Svar 11.\n/Anna!")


async def test_leaving_keeps_the_draft_and_a_refusal_keeps_the_text(tmp_path: Path) -> None:
    async with inbox(tmp_path) as (app, pilot, door):
        door.outcome = Result(Outcome.TAKEN, who="Erik")
        await pilot.press("r")
        await until(pilot, lambda: text(app) != "")
        await pilot.press("H", "ctrl+s")
        await until(pilot, lambda: "Erik has it" in drawn(app))
        assert text(app) == "@kalle H\n/Anna"
        await pilot.press("escape")
        await until(pilot, lambda: door.kept == ["@kalle H\n/Anna"])
        await until(pilot, lambda: app.focused is app.inbox.queue)


async def test_the_desk_ends_with_the_draft_kept(tmp_path: Path) -> None:
    async with inbox(tmp_path) as (app, pilot, door):
        await pilot.press("r")
        await until(pilot, lambda: text(app) != "")
        await pilot.press("H", "ctrl+q")
        await until(pilot, lambda: door.kept == ["@kalle H\n/Anna"])
