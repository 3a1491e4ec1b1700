"""From no store to the inbox, on a real store: the first member, the first account, and who sits down later."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from textual.pilot import Pilot

from backend.config.desk import DeskSettings
from backend.model.account import Act, Capabilities, Limits, Undo
from backend.model.actor import SYSTEM, Role
from backend.model.clock import SystemClock
from backend.store.engine import Store
from backend.store.read import people
from backend.store.write.accounts import add_account
from backend.store.write.people import add_member
from tests.tui.room import drawn, type_in, until
from tui.app import Nightdesk
from tui.calls import Door
from tui.crash import CrashLog
from tui.ink import load
from tui.lanes import Calls
from tui.screens.choose import Choose
from tui.screens.connect import Connect
from tui.screens.inbox import Inbox
from tui.screens.welcome import Welcome

PATIENCE_S = 30.0


@asynccontextmanager
async def desk(folder: Path) -> AsyncIterator[tuple[Nightdesk, Pilot[None]]]:
    """Open the program on a store in a folder, as the console script does, but without a terminal."""
    clock = SystemClock()
    settings = DeskSettings(f"sqlite:///{folder / 'store.sqlite3'}", folder, "en")
    calls = Calls(Door(settings, clock), CrashLog(folder, clock))
    calls.begin("is:open", 24)
    app = Nightdesk(calls, clock, load())
    try:
        async with app.run_test(size=(80, 24)) as pilot:
            yield app, pilot
    finally:
        app.inbox.parts.catching.stop()
        calls.close()


def open_store(folder: Path) -> Store:
    return Store.open(f"sqlite:///{folder / 'store.sqlite3'}", SystemClock())


def connect_account(folder: Path) -> None:
    """What `nightdesk account add` leaves in the store."""
    able = Capabilities({Act.REPLY: Undo.FINAL}, Limits(500, "graphemes"))
    store = open_store(folder)
    try:
        add_account(
            store, SYSTEM, "mastodon", "Acme", remote_id="1", handle="acme", name="Acme", base_url="https://example.org",
            capabilities=able,
        )  # fmt: skip
    finally:
        store.close()


async def test_a_first_run_leads_from_no_store_to_the_inbox(tmp_path: Path) -> None:
    async with desk(tmp_path) as (app, pilot):
        await until(pilot, lambda: isinstance(app.screen, Welcome), PATIENCE_S)
        await until(pilot, lambda: "A new store was made" in drawn(app), PATIENCE_S)
        await type_in(pilot, "Anna Ek")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, Connect), PATIENCE_S)
        await until(pilot, lambda: "Waiting for the first account" in drawn(app), PATIENCE_S)
        connect_account(tmp_path)
        await until(pilot, lambda: "✓ MA Acme" in drawn(app), PATIENCE_S)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, Inbox), PATIENCE_S)
        assert app.inbox.member is not None
        assert app.inbox.member.name == "Anna Ek"
    store = open_store(tmp_path)
    try:
        (member,) = people.members(store.reader)
        assert (member.name, member.signature, member.language) == ("Anna Ek", "/Anna", "en")
        assert {role for _account, role in member.roles} == {Role.LEAD, Role.ADMIN}
    finally:
        store.close()


async def test_somebody_known_chooses_who_they_are(tmp_path: Path) -> None:
    async with desk(tmp_path) as (app, pilot):
        await until(pilot, lambda: isinstance(app.screen, Welcome), PATIENCE_S)
    store = open_store(tmp_path)
    try:
        for name, first in (("Anna", True), ("Erik", False)):
            roles = [(None, Role.LEAD), (None, Role.ADMIN)]
            add_member(store, SYSTEM, name, f"/{name}", "en", "Europe/Stockholm", None, roles, first=first)
    finally:
        store.close()
    connect_account(tmp_path)
    async with desk(tmp_path) as (app, pilot):
        await until(pilot, lambda: isinstance(app.screen, Choose), PATIENCE_S)
        await pilot.press("2")
        await until(pilot, lambda: isinstance(app.screen, Inbox), PATIENCE_S)
        assert app.inbox.member is not None
        assert app.inbox.member.name == "Erik"
