"""What must not happen whatever goes wrong: no locals in a crash, no browser, no heavy import, no half-told failure."""

import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
from textual.pilot import Pilot

from backend.model.change import Woken
from backend.model.reason import Reason
from tests.tui.fakes import FakeDoor, StillClock, row
from tests.tui.room import drawn, until
from tui.app import Nightdesk
from tui.calls import Opened
from tui.crash import CrashLog
from tui.ink import load
from tui.lanes import Calls, Lane

HEAVY = ("sqlalchemy", "sqlmodel", "pydantic", "httpx", "alembic", "psycopg", "sqlite3")


def loaded(code: str) -> set[str]:
    """Return the modules that a fresh interpreter has after some code."""
    said = subprocess.run(
        [sys.executable, "-c", f"import sys; {code}; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    return {name.split(".")[0] for name in said.stdout.split()}


def test_opening_the_program_loads_nothing_heavy() -> None:
    modules = loaded("import tui.start, tui.app, tui.screens.inbox_parts")
    assert "textual" in modules
    assert modules.isdisjoint(HEAVY)


def test_nothing_of_the_model_is_on_the_way_to_the_first_frame() -> None:
    said = subprocess.run(
        [sys.executable, "-c", "import sys, tui.start, tui.app; print(*sys.modules)"],
        capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    names = set(said.stdout.split())
    assert "tui.widgets.queue" in names
    assert not names & {"backend.model.comment", "backend.model.desk", "backend.desk.inbox", "tui.screens.inbox_decide"}


def desk(folder: Path, door: FakeDoor | None = None) -> Nightdesk:
    clock = StillClock()
    door = door or FakeDoor(clock, [row(number) for number in range(1, 6)])
    return Nightdesk(Calls(door, CrashLog(folder, clock)), clock, load())


async def seated(app: Nightdesk, pilot: Pilot[None]) -> None:
    await until(pilot, lambda: "5 open" in drawn(app))


async def test_a_crash_tells_one_sentence_and_writes_no_locals(tmp_path: Path) -> None:
    app = desk(tmp_path)
    with pytest.raises(ZeroDivisionError):
        async with app.run_test() as pilot:
            await seated(app, pilot)

            def fails() -> None:
                token = "hunter2"
                print(1 / (len(token) - 7))

            app.call_later(fails)
            await pilot.pause()
    app.inbox.parts.catching.stop()
    (log,) = tmp_path.iterdir()
    assert log.stat().st_mode & 0o777 == 0o600
    assert "ZeroDivisionError" in log.read_text()
    assert "hunter2" not in log.read_text().replace('token = "hunter2"', "")


async def test_nothing_opens_a_browser_or_suspends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import webbrowser

    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", lambda url, **_more: opened.append(url))
    app = desk(tmp_path)
    async with app.run_test() as pilot:
        await seated(app, pilot)
        app.open_url("file:///etc/passwd")
        app.action_suspend_process()
        await pilot.press("ctrl+z", "ctrl+p", "ctrl+c")
        assert opened == []
        assert app.screen is app.inbox
        assert "leaves the desk" in drawn(app)
        app.inbox.parts.catching.stop()


class Broken(FakeDoor):
    """A desk whose store does not answer as it should."""

    def decide(self, decision, ats, progress=None):  # type: ignore[no-untyped-def]
        raise RuntimeError("a driver's words with a password")

    def changes(self, after: int, timeout: float) -> Woken:
        raise StoreFull


class StoreFull(Exception):
    """Stands for any failure that carries a reason."""

    reason = Reason("store.full")


async def test_a_failed_call_is_told_and_what_it_took_is_put_back(tmp_path: Path) -> None:
    door = Broken(StillClock(), [row(number) for number in range(1, 6)])
    app = desk(tmp_path, door)
    async with app.run_test(size=(100, 30)) as pilot:
        await until(pilot, lambda: "The disk is full" in drawn(app))
        await pilot.press("d")
        await until(pilot, lambda: "incident" in drawn(app))
        assert "password" not in drawn(app)
        assert "done" not in "".join(line[:41] for line in drawn(app).split("\n")[1:-2])
        app.inbox.parts.catching.stop()


class Unopenable(FakeDoor):
    """A store that cannot be opened."""

    def begin(self, query: str, height: int) -> Opened:
        raise StoreFull


async def test_a_store_that_cannot_be_opened_ends_the_desk_with_a_sentence(tmp_path: Path) -> None:
    app = desk(tmp_path, Unopenable(StillClock()))
    async with app.run_test() as pilot:
        await until(pilot, lambda: app.return_code == 1)


def test_a_lane_does_only_the_latest_of_a_slot() -> None:
    from threading import Event

    lane, go = Lane("test"), Event()
    done: list[int] = []

    def wait() -> None:
        assert go.wait(10)

    lane.put(wait)
    for number in range(5):
        lane.put(partial(done.append, number), "thread")
    lane.put(lambda: done.append(99))
    go.set()
    lane.finish(10)
    assert done == [4, 99]


async def test_no_colour_leaves_the_terminals_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    clock = StillClock()
    calls = Calls(FakeDoor(clock, [row(1)]), CrashLog(tmp_path, clock))
    app = Nightdesk(calls, clock, load(), plain=True)
    async with app.run_test() as pilot:
        await until(pilot, lambda: "1 open" in drawn(app))
        styles = [segment.style for line in app.screen._compositor.render_strips() for segment in line]
        assert {style.color.name for style in styles if style and style.color} <= {"default"}
        assert {style.bgcolor.name for style in styles if style and style.bgcolor} <= {"default"}
        app.inbox.parts.catching.stop()


@pytest.mark.parametrize(
    ("environ", "wanted"),
    [
        ({}, True),
        ({"SSH_CONNECTION": "192.0.2.1 50000 192.0.2.2 22"}, False),
        ({"SSH_TTY": "/dev/pts/3"}, False),
        ({"SSH_CONNECTION": "192.0.2.1 50000 192.0.2.2 22", "NIGHTDESK_MOUSE": "1"}, True),
        ({"NIGHTDESK_MOUSE": "0"}, False),
        ({"NIGHTDESK_MOUSE": ""}, True),
    ],
)
def test_the_mouse_is_left_to_the_terminal_over_ssh(environ: dict[str, str], wanted: bool) -> None:
    from tui.start import mouse_wanted

    assert mouse_wanted(environ) is wanted
