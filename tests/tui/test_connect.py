"""Connecting the first account: the commands to run, and a wait that sees it come."""

import pytest

from backend.model.desk import WorkerStatus
from tests.tui.fakes import ACCOUNTS, NOW
from tests.tui.room import Room, drawn
from tui.ink import load
from tui.screens.connect import Connect

EMPTY = """\

  Hello Anna. Now connect an account.
  Comments under its posts come to your inbox and your answers go out through
  it.

  Run this on the worker's machine, as the worker's user:
    nightdesk account add mastodon SERVER
      Gives you a link to open, and asks for its code.
    nightdesk account add bluesky HANDLE
      Asks for an app password, never your own.
    nightdesk account add --help
      Facebook, Instagram, LinkedIn, Threads, YouTube: with an app of yours.
    nightdesk worker
      Reads and sends; leave it running. Or: nightdesk up

  ○ Waiting for the first account…
  ○ No worker is running yet.

    nightdesk demo
      Only looking? Made-up comments on a throwaway store.

  Enter goes to the inbox, ^Q leaves. Accounts also appear there by
  themselves."""


@pytest.fixture
def connect() -> Connect:
    return Connect(load(), "Anna")


async def test_it_shows_what_to_run_and_waits(connect: Connect) -> None:
    room = Room(connect)
    async with room.open() as pilot:
        connect.accounts_changed((), WorkerStatus(False, None))
        await pilot.pause()
        assert drawn(room).rstrip() == EMPTY


async def test_accounts_and_the_worker_show_when_they_come(connect: Connect) -> None:
    room = Room(connect)
    async with room.open() as pilot:
        connect.accounts_changed(ACCOUNTS, WorkerStatus(True, NOW))
        await pilot.pause()
        text = drawn(room)
        assert "✓ MA Acme     is connected" in text
        assert "✓ BS Jobb     is connected" in text
        assert "✓ A worker is running." in text
        assert "Waiting" not in text


@pytest.mark.parametrize("key", ["enter", "escape"])
async def test_it_is_left_for_the_inbox(connect: Connect, key: str) -> None:
    room = Room(connect)
    async with room.open() as pilot:
        await pilot.press("x", key)
        await pilot.pause()
        assert len(room.heard(Connect.Left)) == 1
