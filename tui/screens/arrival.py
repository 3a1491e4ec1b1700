"""The way from a desk where nobody sits yet to the inbox: who are you, and the first account."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from backend.i18n import language_of
from backend.i18n.reasons import word
from tui.screens.choose import Choose
from tui.screens.connect import Connect
from tui.screens.welcome import Welcome
from tui.zones import system_zone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.timer import Timer

    from backend.model.actor import Member
    from backend.model.desk import Board, Opening
    from backend.model.reason import Reason
    from tui.app import Nightdesk

LOOK_S = 1.0
"""How often is looked whether an account has come."""


class Arrival:
    """Shows one screen after the other; used once, by an app that has found no member for this OS user."""

    def __init__(self, app: Nightdesk, *, created: bool) -> None:
        self.app, self.calls = app, app.calls
        self.created = created
        self._asking: Welcome | Choose | None = None
        self._connect: Connect | None = None
        self._timer: Timer | None = None
        self._busy = False

    def begin(self) -> None:
        """Ask who sits here: somebody known, or the first one."""
        self.calls.read(lambda door: door.members(), self._ask)

    def _ask(self, members: Sequence[Member]) -> None:
        ink = self.app.inbox.ink
        if members:
            self._asking = Choose(ink, members)
        else:
            language = language_of(self.calls.door.settings.language)
            zone = system_zone(os.environ)
            self._asking = Welcome(ink, self.app.clock, language, zone, created=self.created)
        self.app.push_screen(self._asking)

    def introduced(self, said: Welcome.Introduced) -> None:
        """Enter the first member."""
        if not self._busy:
            self._busy = True
            self.calls.act(
                lambda door: door.introduce(said.name, said.signature, said.language, said.time_zone),
                self._sits,
                self._refused,
            )

    def chosen(self, member_id: int) -> None:
        """Let a known member sit down."""
        if not self._busy:
            self._busy = True
            self.calls.act(lambda door: door.choose(member_id), self._sits, self._refused)

    def _refused(self, reason: Reason) -> None:
        self._busy = False
        if self._asking is not None:
            self._asking.refused(word(reason))

    def _sits(self, member: Member) -> None:
        query, height = self.app.inbox.asked, self.app.size.height
        self.calls.read(
            lambda door: door.opening(query, height), lambda opening: self._enter(member, opening), self._refused
        )

    def _enter(self, member: Member, opening: Opening) -> None:
        """Show the inbox; without an account, first how one is connected."""
        self.app.seat(member, opening)
        self._asking = None
        if opening.board.accounts:
            self.app.pop_screen()
            return
        self._connect = Connect(self.app.inbox.ink, member.name)
        self.app.switch_screen(self._connect)
        self._timer = self.app.set_interval(LOOK_S, self._look)
        self._look()

    def _look(self) -> None:
        self.calls.read(lambda door: door.board(), self._shown, slot="connect")

    def _shown(self, board: Board) -> None:
        if self._connect is not None:
            self._connect.accounts_changed(board.accounts, board.worker)

    def left(self) -> None:
        """Go on to the inbox."""
        if self._timer is not None:
            self._timer.stop()
        if self._connect is not None:
            self._connect = None
            self.app.pop_screen()
