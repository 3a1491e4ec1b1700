"""A moderator's desk on a real store, spoken of as a moderator would: what comes in, what is pressed, what is shown."""

import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from typing import Any

from textual.events import Key
from textual.pilot import Pilot

from backend.config.desk import DeskSettings
from backend.model.actor import Actor
from backend.model.clock import MINUTE, Micros
from backend.model.inflow import InAuthor, Page
from backend.model.outbox import Job, Receipt
from backend.model.reason import Reason
from backend.store.engine import Store
from backend.store.migrate import migrate
from backend.store.write import outbox
from backend.store.write.inflow import save_page
from backend.store.write.sync import register_worker
from tests.conftest import StandingClock
from tests.store import scene
from tests.tui.room import drawn, until
from tui.app import Nightdesk
from tui.calls import Door
from tui.crash import CrashLog
from tui.ink import load
from tui.lanes import Calls
from tui.looks import Looks
from tui.start import bind_keys

WIDE, SMALL, PHONE = (160, 48), (80, 24), (50, 20)


@cache
def _seed() -> Path:
    """Return a migrated store to copy: migrating costs fifty times a copy."""
    path = Path(tempfile.mkdtemp(prefix="nightdesk-seed-")) / "store.sqlite3"
    migrate(f"sqlite:///{path}")
    return path


def author(name: str) -> InAuthor:
    """Return somebody on the platform."""
    handle = "".join(char for char in name.lower() if char.isalnum() and char.isascii())
    return InAuthor(handle, f"{handle}@example.social", name)


class Shift:
    """One store with an account, two members and a worker; `comes` and `answered` are what the worker's side does."""

    def __init__(self, folder: Path) -> None:
        self.clock = StandingClock()
        self.folder = folder
        self.url = f"sqlite:///{folder / 'store.sqlite3'}"
        shutil.copyfile(_seed(), folder / "store.sqlite3")
        self.store = Store.open(self.url, self.clock)
        self.account = scene.account(self.store, "Acme")
        self.anna, self.erik = scene.member(self.store, "Anna"), scene.member(self.store, "Erik")
        self.worker = register_worker(self.store, "host", 1, "0.1.0")
        post = scene.wrote(text="Nya öppettider i jul: vi har öppet alla dagar utom julafton.")
        save_page(self.store, self.account, Page(posts=(post,)), stream=None)
        self._number = 0

    def comes(self, name: str, text: str, *, ago: int = 0, **more: Any) -> int:
        """Somebody comments, so many minutes before now. Returns the comment's key."""
        self._number += 1
        at = Micros(self.clock.now() - ago * MINUTE)
        more.setdefault("indexed_at", at)
        said = scene.says(f"c{self._number}", text, by=author(name), at=at, **more)
        scene.save(self.store, self.account, said)
        return scene.key(self.store, f"c{self._number}", self.account)

    def edits(self, key: int, text: str, name: str) -> None:
        """Somebody edits their comment."""
        remote = scene.look(self.store, "comment", key, "remote_id")
        said = scene.says(remote, text, by=author(name), edited_at=self.clock.now())
        scene.save(self.store, self.account, said)

    def outbox_of(self, comment: int) -> int:
        """Return the latest outbox action on a comment."""
        found = self.store.reader.value("SELECT max(id) FROM outbox WHERE comment_id = ?", (comment,))
        assert found is not None
        return int(found)

    def last_action(self) -> int:
        """Return the latest outbox action of all."""
        return int(self.store.reader.value("SELECT max(id) FROM outbox"))

    def takes(self, comment: int) -> Job:
        """The worker takes the answer to a comment, once its undo window is over."""
        return scene.taken(self.store, self.clock, self.outbox_of(comment))

    def answered(self, comment: int) -> None:
        """The answer to a comment stands on the platform."""
        job = self.takes(comment)
        outbox.fix_wire(self.store, job, scene.wire(job))
        receipt = Receipt(f"a{comment}", f"https://example.social/a{comment}")
        assert outbox.settle_sent(self.store, job, receipt)

    def fails(self, comment: int, code: str) -> None:
        """The platform refuses the answer to a comment."""
        assert outbox.settle_failed(self.store, self.takes(comment), Reason(code, {"status": 422}))

    def unknown(self, comment: int) -> None:
        """Nobody can tell whether the answer to a comment got there."""
        job = self.takes(comment)
        assert outbox.settle_unknown(self.store, job, Reason("outbox.unsure"), person=True)

    def state(self, comment: int) -> str:
        """Return a comment's triage as stored."""
        return str(scene.look(self.store, "comment", comment, "state"))

    def draft(self, comment: int, who: Actor) -> str | None:
        """Return a member's kept text."""
        return scene.draft(self.store, comment, who)


class Seat:
    """A member at an open desk."""

    def __init__(self, app: Nightdesk, pilot: Pilot[None]) -> None:
        self.app, self.pilot = app, pilot

    @property
    def screen(self) -> str:
        """The screen as text."""
        return drawn(self.app)

    async def sees(self, *words: str) -> None:
        """Wait until all these words stand on the screen."""
        await self._until(lambda: all(word in self.screen for word in words), f"{words} not seen")

    async def sees_no_more(self, *words: str) -> None:
        """Wait until none of these words stands on the screen."""
        await self._until(lambda: not any(word in self.screen for word in words), f"{words} still seen")

    async def stands_on(self, words: str) -> None:
        """Wait until the cursor's row says this."""
        await self._until(lambda: words in self.selected, f"not on {words!r}")

    async def has_read(self) -> None:
        """Wait until the thread of the comment under the cursor is shown, and why it stands where it does."""
        inbox = self.app.inbox
        await self._until(lambda: inbox.queue.why[0] == inbox.window.cursor, "its thread has not come")

    async def _until(self, true: object, why: str) -> None:
        assert callable(true)
        try:
            await until(self.pilot, true)
        except AssertionError:
            raise AssertionError(f"{why}:\n{self.screen}") from None

    @property
    def selected(self) -> str:
        """The lines with the cursor's bar, of the queue alone."""
        return "\n".join(line for line in self.queue.split("\n") if line.startswith("▌"))

    @property
    def queue(self) -> str:
        """The queue's part of the screen."""
        wide = self.app.inbox.queue.size.width
        return "\n".join(line[:wide] for line in self.screen.split("\n"))

    @property
    def message(self) -> str:
        """The message at the bottom."""
        return self.app.inbox.footer.message

    async def presses(self, *keys: str) -> None:
        """Press keys, one after the other."""
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def types(self, text: str) -> None:
        """Type a text, as fast as a paste would come."""
        await self.pilot.pause()
        for char in text:
            self.app.post_message(Key("space" if char == " " else char, char))
        await self.pilot.pause()


@asynccontextmanager
async def sitting(
    shift: Shift,
    name: str = "Anna",
    size: tuple[int, int] = WIDE,
    looks: Looks | None = None,
    keymap: Path | None = None,
) -> AsyncIterator[Seat]:
    """Open the desk for a member, as the console script does, but without a terminal."""
    wrong = bind_keys(keymap)
    calls = Calls(
        Door(DeskSettings(shift.url, shift.folder, "en"), shift.clock, name), CrashLog(shift.folder, shift.clock)
    )
    looks = looks or Looks(load())
    app = Nightdesk(calls, shift.clock, looks.ink, looks=looks, wrong=wrong)
    try:
        async with app.run_test(size=size) as pilot:
            seat = Seat(app, pilot)
            await until(
                pilot, lambda: app.inbox.queue.entered and any(one in seat.screen for one in ("open", "FOR YOU"))
            )
            await pilot.pause()
            yield seat
    finally:
        app.inbox.parts.catching.stop()
        calls.close()


@asynccontextmanager
async def on_shift(folder: Path) -> AsyncIterator[Shift]:
    """A shift on a new store."""
    shift = Shift(folder)
    try:
        yield shift
    finally:
        shift.store.close()


def three(shift: Shift) -> tuple[int, int, int]:
    """Let three comments come, the newest on top; return their keys."""
    return (
        shift.comes("Lisa Sund", "Skit!", ago=1),
        shift.comes("Per Holm", "Tack!", ago=2),
        shift.comes("Siv Ek", "Hej", ago=3),
    )


@asynccontextmanager
async def three_open(
    folder: Path, size: tuple[int, int] = WIDE, **more: Any
) -> AsyncIterator[tuple[Shift, Seat, tuple[int, int, int]]]:
    """Anna's desk on a new store with three open comments."""
    async with on_shift(folder) as shift:
        keys = three(shift)
        async with sitting(shift, size=size, **more) as anna:
            yield shift, anna, keys
