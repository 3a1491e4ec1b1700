"""The way from the inbox to the health of the accounts, and what keeps that screen as it is now."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from backend.i18n import _
from backend.model.change import Topic
from tui.widgets.footer import Tone

if TYPE_CHECKING:
    from backend.model.change import Woken
    from backend.model.health import HealthBoard
    from backend.model.reason import Reason
    from tui.keymap import Press
    from tui.screens.health import HealthScreen
    from tui.screens.inbox import Inbox

TOPICS = frozenset({Topic.ACCOUNT, Topic.OUTBOX, Topic.SYNC, Topic.MEMBER})
"""What the screen speaks of."""


class Healing:
    """Opens the health screen, reads it again when something of it has changed, and asks for a sync."""

    def __init__(self, desk: Inbox) -> None:
        self.desk = desk
        self._screen: HealthScreen | None = None

    def verbs(self) -> dict[str, Callable[[Press], None]]:
        """Return what the command does."""
        return {"health": lambda _press: self.desk.calls.read(lambda door: door.health(), self._open, slot="health")}

    def woken(self, woken: Woken) -> None:
        """Look again when the feed told of something that the open screen shows."""
        if self._screen is not None and (woken.behind or any(one.topic in TOPICS for one in woken.changes)):
            self._again()

    def _open(self, board: HealthBoard) -> None:
        from tui.screens.health import HealthScreen

        desk = self.desk
        self._screen = HealthScreen(desk.ink, desk.clock, desk.zone, board, self._sync, self._again)
        desk.app.push_screen(self._screen, lambda _none: self._closed())

    def _closed(self) -> None:
        self._screen = None

    def _again(self) -> None:
        self.desk.calls.read(lambda door: door.health(), self._came, self._failed, slot="health")

    def _came(self, board: HealthBoard) -> None:
        if self._screen is not None:
            self._screen.pane.show(board)

    def _failed(self, reason: Reason) -> None:
        if self._screen is not None:
            self.desk.fail(reason, self._screen.pane)

    def _sync(self, account_id: int) -> None:
        self.desk.calls.act(lambda door: door.sync_now(account_id), lambda _none: self._asked(account_id), self._failed)

    def _asked(self, account_id: int) -> None:
        if self._screen is None:
            return
        name = self._screen.named(account_id)
        if self._screen.pane.board.worker.alive:
            self._screen.pane.say("✓ " + _("The worker is asked to read {name} now.").format(name=name), Tone.GOOD)
        else:
            said = _("{name} is read when a worker runs: nightdesk worker").format(name=name)
            self._screen.pane.say(said, Tone.LAMP)
        self._again()
