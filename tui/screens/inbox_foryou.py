"""What waits for the member: counted in the header, a writer's first screen, and the ways from it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from backend.i18n import _
from backend.model.actor import Role
from backend.model.change import Topic
from backend.model.foryou import Waits
from tui.widgets.footer import Tone

if TYPE_CHECKING:
    from textual.timer import Timer

    from backend.model.change import Woken
    from backend.model.desk import Result
    from backend.model.foryou import ForYou
    from backend.model.reason import Reason
    from tui.calls import Door
    from tui.keymap import Press
    from tui.screens.foryou import ForYouScreen
    from tui.screens.inbox import Inbox

TOPICS = frozenset({Topic.NOTE, Topic.TEMPLATE, Topic.OUTBOX, Topic.CASE, Topic.COMMENT, Topic.MEMBER})
"""What may have something for the member in it."""

REST_S = 5.0
"""Seconds between two looks: comments pour in, and hardly one is for somebody by name."""

DECIDE = frozenset({Role.MODERATOR, Role.APPROVER, Role.LEAD})
"""Roles whose first screen is the queue."""


class Awaiting:
    """Counts what waits for the member, and opens the list of it."""

    def __init__(self, desk: Inbox) -> None:
        self.desk = desk
        self._screen: ForYouScreen | None = None
        self._resting: Timer | None = None
        self._wanted = False
        self._first = True

    def verbs(self) -> dict[str, Callable[[Press], None]]:
        """Return what the command does."""
        return {"for_you": lambda _press: self._read(self._open)}

    def look(self) -> None:
        """Read what waits."""
        self._wanted = False
        self._resting = self.desk.set_timer(REST_S, self._rested)
        self._read(self._came)

    def woken(self, woken: Woken) -> None:
        """Look again before long when the feed told of something that may be for us."""
        if woken.behind or any(one.topic in TOPICS for one in woken.changes):
            self._wanted = True
            if self._resting is None:
                self.look()

    def _rested(self) -> None:
        self._resting = None
        if self._wanted:
            self.look()

    def _read(self, then: Callable[[Sequence[ForYou]], None]) -> None:
        self.desk.calls.read(lambda door: door.for_you(), then, self._failed, "for-you")

    def _came(self, rows: Sequence[ForYou]) -> None:
        desk = self.desk
        desk.status.for_me = len(rows)
        desk.status.paint()
        if self._screen is not None:
            self._screen.pane.show(rows)
        elif self._first and rows and self._writes_alone():
            self._open(rows)
        self._first = False

    def _writes_alone(self) -> bool:
        """Tell whether the member is a writer and nothing else: what waits for them is their first screen."""
        roles = {role for _account, role in self.desk.member.roles} if self.desk.member is not None else set()
        return Role.WRITER in roles and not roles & DECIDE

    def _open(self, rows: Sequence[ForYou]) -> None:
        from tui.screens.foryou import ForYouPane, ForYouScreen, Verbs

        desk = self.desk
        if self._screen is None:
            pane = ForYouPane(
                desk.ink, desk.clock, desk.zone, desk.accounts, rows, Verbs(self._go, self._yes, self._no)
            )
            self._screen = ForYouScreen(pane)
            desk.app.push_screen(self._screen, lambda _none: self._closed())

    def _closed(self) -> None:
        self._screen = None

    def _failed(self, reason: Reason) -> None:
        self.desk.fail(reason, self._screen.pane if self._screen is not None else None)

    # -- from there

    def _go(self, one: ForYou) -> None:
        """Go where it can be worked on."""
        parts, screen = self.desk.parts, self._screen
        if screen is not None:
            screen.dismiss(None)
        if one.kind is Waits.CASE:
            parts.casing.open(one.ref)
        elif one.comment_id is not None:
            parts.moves.search(f"comment:{one.comment_id} is:any", one.comment_id)
        else:
            parts.templating.show(one.ref)

    def _yes(self, one: ForYou) -> None:
        if one.kind is Waits.TEMPLATE:
            self._step(lambda door: door.approve_template(one.ref, one.number))
        else:
            self._judge(lambda door: _answered(door, one, ""))

    def _no(self, one: ForYou, said: str) -> None:
        if one.kind is Waits.TEMPLATE:
            self._step(lambda door: door.reject_template(one.ref, one.number, said))
        else:
            self._judge(lambda door: _answered(door, one, said))

    def _step(self, verb: Callable[[Door], None]) -> None:
        self.desk.calls.act(verb, lambda _none: self._settled(), self._failed)

    def _judge(self, verb: Callable[[Door], Result]) -> None:
        def came(result: Result) -> None:
            if result.ok:
                self._settled()
            elif result.reason is not None:
                self._failed(result.reason)

        self.desk.calls.act(verb, came, self._failed)

    def _settled(self) -> None:
        if self._screen is not None:
            self._screen.pane.say("✓ " + _("Done."), Tone.GOOD)
        self.look()


def _answered(door: Door, one: ForYou, said: str) -> Result:
    """Say yes, or no with a word, to an answer or to an act that waits for a second member."""
    if one.kind is Waits.SECOND:
        return door.answer_second(one.ref, not said, said)
    return door.reject(one.ref, said) if said else door.approve(one.ref)
