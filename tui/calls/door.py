"""The desk's verbs as the screens call them. Each may block and is called on a lane's thread, never on the loop.

It imports no Textual either, so that the first page is read while Textual still loads. What a door can do and find is
said in the files beside it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tui.calls.about import Unmasking
from tui.calls.briefs import Briefed
from tui.calls.cases import Casework
from tui.calls.charters import Chartering
from tui.calls.doing import Doing
from tui.calls.finding import Finding, list_shape
from tui.calls.foryou import Awaited
from tui.calls.judging import Judging
from tui.calls.pages import Paging
from tui.calls.palette import Suggesting
from tui.calls.templates import Templating

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backend.config.desk import DeskSettings
    from backend.desk.feed import Feed
    from backend.desk.session import Desk
    from backend.model.actor import Member
    from backend.model.change import Woken
    from backend.model.clock import Clock, Micros
    from backend.model.comment import Fold, QueueKey, QueueRow, Shape, ThreadItem, ThreadView
    from backend.model.desk import Arrivals, Board, Colleague, Opening, Presence, Rows
    from backend.model.triage import Deed, Snooze, Verb, Why

PAGE = 100
"""Rows a page of the queue has."""


class Opened(NamedTuple):
    """What the start found: who sits here (None: nobody yet), the first screen, and whether the store was just made."""

    member: Member | None
    opening: Opening | None
    created: bool


class Door(Doing, Finding, Awaited, Briefed, Casework, Chartering, Judging, Paging, Suggesting, Templating, Unmasking):
    """One open desk. Reads and acts may be called from two threads at once; verbs and lists lie in the files beside."""

    def __init__(self, settings: DeskSettings, clock: Clock, as_name: str | None = None) -> None:
        self.settings = settings
        self.clock = clock
        self._as_name = as_name
        self._desk: Desk | None = None
        self._feed: Feed | None = None

    @property
    def desk(self) -> Desk:
        """The open desk."""
        if self._desk is None:
            raise RuntimeError("the desk is not open")
        return self._desk

    # -- the session

    def begin(self, query: str, height: int) -> Opened:
        """Open the desk, making the store when there is none, and read the first screen."""
        created = self._open()
        member = self.desk.member
        return Opened(member, self.opening(query, height) if member else None, created)

    def _open(self) -> bool:
        from backend.desk import session

        try:
            self._desk = session.open_desk(self.settings, self.clock, self._as_name)
        except Exception as error:
            reason = getattr(error, "reason", None)
            if reason is None or reason.code != "store.missing":
                raise
            session.prepare_store(self.settings)
            self._desk = session.open_desk(self.settings, self.clock, self._as_name)
            return True
        return False

    def introduce(self, name: str, signature: str, language: str, time_zone: str) -> Member:
        """Make the person at the terminal a member and let them sit down."""
        from backend.desk import session

        return session.introduce(self.desk, name, signature, language, time_zone)

    def members(self) -> Sequence[Member]:
        """Return who could sit here."""
        from backend.desk import session

        return session.members(self.desk)

    def choose(self, member_id: int) -> Member:
        """Sit down as this member."""
        from backend.desk import session

        return session.choose(self.desk, member_id)

    def beat(self) -> None:
        """Say that this desk is open."""
        from backend.desk import session

        session.beat(self.desk)

    def close(self) -> None:
        """Let go of the desk."""
        from backend.desk import session

        if self._desk is not None:
            session.close(self._desk)
            self._desk = None

    # -- reading

    def opening(self, query: str, height: int, shape: Shape | None = None) -> Opening:
        """Read a first screen in one snapshot. No shape: a flat list that folds."""
        from backend.desk import inbox

        return inbox.opening(self.desk, query, PAGE, height, list_shape(shape))

    def page(
        self,
        query: str,
        after: QueueKey | None,
        backward: bool,
        head: QueueKey | None = None,
        shape: Shape | None = None,
    ) -> Rows:
        """Read the rows beyond a place in the list, or just above it; `head` is the place of the group it is in."""
        from backend.desk import inbox

        return inbox.page(self.desk, query, after, backward, PAGE, head=head, shape=list_shape(shape))

    def end(self, query: str, shape: Shape | None = None) -> Rows:
        """Read the list's last page."""
        from backend.desk import inbox

        return inbox.end(self.desk, query, PAGE, list_shape(shape))

    def refresh(self, ids: Sequence[int], query: str = "", shape: Shape | None = None) -> list[QueueRow]:
        """Read these comments' rows again, as they stand in a list."""
        from backend.desk import inbox

        return inbox.refresh(self.desk, ids, query, list_shape(shape))

    def arrivals(self, query: str, since: int, shape: Shape | None = None) -> Arrivals:
        """Read what came after the list was entered."""
        from backend.desk import inbox

        return inbox.arrivals(self.desk, query, since, list_shape(shape))

    def board(self) -> Board:
        """Read the header's facts."""
        from backend.desk import inbox

        return inbox.board(self.desk)

    def query_words(self) -> tuple[str, ...]:
        """Return what a term of a query may be, or begin with."""
        from backend.desk import inbox

        return inbox.query_words()

    def thread(self, comment_id: int) -> ThreadView | None:
        """Read the thread around a comment."""
        from backend.desk import thread

        return thread.thread(self.desk, comment_id)

    def unfold(self, comment_id: int, after_id: int | None) -> tuple[ThreadItem | Fold, ...]:
        """Read what a fold leaves out."""
        from backend.desk import thread

        return thread.unfold(self.desk, comment_id, after_id)

    def colleagues(self) -> tuple[Colleague, ...]:
        """Return who can be given or asked something."""
        from backend.desk import triage

        return triage.colleagues(self.desk)

    def snooze_until(self, choice: Snooze) -> Micros:
        """Return when a snooze ends."""
        from backend.desk import triage

        return triage.snooze_until(self.desk, choice)

    def last_deed(self) -> Deed | None:
        """Return what can be taken back now."""
        from backend.desk import triage

        return triage.last_deed(self.desk)

    def last_whys(self) -> dict[Verb, Why]:
        """Return the reasons given last."""
        from backend.desk import triage

        return triage.last_whys(self.desk)

    def reversals(self, since: Micros) -> tuple[tuple[str, Verb], ...]:
        """Return which of my deeds others have taken back."""
        from backend.desk import triage

        return triage.reversals(self.desk, since)

    def presence(self) -> tuple[Presence, ...]:
        """Return who else looks at what."""
        from backend.desk import presence

        return presence.others(self.desk)

    def preferences(self) -> dict[str, str]:
        """Return the member's preferences."""
        from backend.desk import presence

        return presence.settings(self.desk)

    def changes(self, after: int, timeout: float) -> Woken:
        """Wait for the store to change. Called on the live thread alone."""
        from backend.desk import feed

        if self._feed is None:
            self._feed = feed.feed(self.desk)
        return self._feed.wait(after, timeout)

    def stop_changes(self) -> None:
        """Close the feed and end a running wait; may be called from any thread."""
        feed, self._feed = self._feed, None
        if feed is not None:
            feed.close()
