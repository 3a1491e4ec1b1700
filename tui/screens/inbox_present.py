"""Who else is here: what this desk looks at is told to the others, and theirs is shown; so is what they take back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend.i18n import _
from backend.model.comment import RemoteState
from tui.screens.inbox_words import verb_done
from tui.text import safe_line
from tui.widgets.footer import Tone

if TYPE_CHECKING:
    from backend.model.comment import QueueRow
    from backend.model.desk import Presence
    from backend.model.reason import Reason
    from backend.model.triage import Verb
    from tui.screens.inbox import Inbox

EVERY = 3
"""Seconds between two looks at who is where."""

AGAIN = 20
"""Seconds after which presence is told anew: it is believed for 45."""


class Present:
    """Called once a second. Nothing of it is on the key path, and it writes only when the cursor has come to rest."""

    def __init__(self, desk: Inbox) -> None:
        self.desk = desk
        self._seconds = 0
        self._rested: int | None = None  # the comment the cursor stood on a second ago
        self._told: tuple[int, bool] | None = None
        self._told_at = -AGAIN
        self._since = desk.clock.now()
        self._asked: tuple[int, bool, bool] | None = None  # looked at last; its text gone, its name gone
        self._asked_at = desk.clock.now()

    def tick(self) -> None:
        """Look around, and tell where this desk is."""
        self._seconds += 1
        if self._seconds % EVERY == 0:
            self.desk.calls.read(lambda door: door.presence(), self._came, slot="presence")
        row = self.desk.row
        here = row.id if row is not None else None
        if here is not None and here == self._rested:
            self._tell(here)
        if row is not None and here == self._rested:
            self._fetch(row)
        self._rested = here

    def _fetch(self, row: QueueRow) -> None:
        """Ask once, each time it is come to, for what the platform's rules took away here."""
        now = (row.id, row.expired, row.nameless)
        if now == self._asked:
            return
        self._asked, self._asked_at = now, self.desk.clock.now()
        if (row.expired or row.nameless) and row.remote_state is not RemoteState.DELETED:
            self.desk.calls.act(lambda door: door.fetch_again(row.id), self._fetched)

    def _fetched(self, wrong: Reason | None) -> None:
        if wrong is not None:
            self.desk.fail(wrong)
        else:
            self.desk.say(_("Asked the worker to fetch it again."))

    def synced(self) -> None:
        """The worker has done what somebody asked of it: say why what was asked for here did not come."""
        here, since = self._rested, self._asked_at
        if here is not None and self._asked is not None and self._asked[0] == here and any(self._asked[1:]):
            self.desk.calls.read(lambda door: door.fetch_failed(here, since), self._not_fetched, slot="fetch")

    def _not_fetched(self, wrong: Reason | None) -> None:
        if wrong is not None:
            self.desk.fail(wrong)

    def _tell(self, comment_id: int) -> None:
        now = (comment_id, self.desk.parts.answering.row is not None)
        if now == self._told and self._seconds - self._told_at < AGAIN:
            return
        self._told, self._told_at = now, self._seconds
        self.desk.calls.act(lambda door: door.look_at(comment_id, writing=now[1]), lambda _none: None)

    def _came(self, others: tuple[Presence, ...]) -> None:
        present = {one.comment_id: (one.member, one.writing) for one in reversed(others)}
        if present != self.desk.queue.present:
            self.desk.queue.present = present
            self.desk.queue.forget_drawn()
            self.desk.queue.paint()

    def deeds(self) -> None:
        """Something was taken back: say it, when it was mine and another did it."""
        since, self._since = self._since, self.desk.clock.now()

        def came(found: tuple[tuple[str, Verb], ...]) -> None:
            for who, verb in found[-1:]:
                said = _("{name} took back what you did: {act}")
                act = verb_done(verb).format(author="…")
                self.desk.say(said.format(name=safe_line(who, 30), act=act), Tone.LAMP)

        self.desk.calls.read(lambda door: door.reversals(since), came)
        self.desk.parts.judging.tell(since)
