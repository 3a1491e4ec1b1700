"""The desk's verbs as the screens call them. Each may block and is called on a lane's thread, never on the loop.

Nothing else in the tui imports `backend.desk`, and this file does so only inside functions: the first frame waits for
none of it. It imports no Textual either, so that the first page is read while Textual still loads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backend.config.desk import DeskSettings
    from backend.desk.feed import Feed
    from backend.desk.session import Desk
    from backend.model.actor import Member
    from backend.model.author import AuthorCard, PastComment, PastComments
    from backend.model.change import Woken
    from backend.model.clock import Clock
    from backend.model.comment import Fold, QueueKey, QueueRow, Shape, ThreadItem, ThreadView
    from backend.model.desk import Arrivals, Board, Composing, Opening, Result, Rows, Suggestion
    from backend.model.outbox import Verdict
    from backend.model.triage import At

PAGE = 100
"""Rows a page of the queue has."""


class Opened(NamedTuple):
    """What the start found: who sits here (None: nobody yet), the first screen, and whether the store was just made."""

    member: Member | None
    opening: Opening | None
    created: bool


class Door:
    """One open desk. Reads and acts may be called from two threads at once."""

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

    def warm(self) -> None:
        """Load what writing needs, before the first act asks for it; from then on the desk's presence is kept."""
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

        return inbox.opening(self.desk, query, PAGE, height, _shape(shape))

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

        return inbox.page(self.desk, query, after, backward, PAGE, head=head, shape=_shape(shape))

    def end(self, query: str, shape: Shape | None = None) -> Rows:
        """Read the list's last page."""
        from backend.desk import inbox

        return inbox.end(self.desk, query, PAGE, _shape(shape))

    def refresh(self, ids: Sequence[int], query: str = "", shape: Shape | None = None) -> list[QueueRow]:
        """Read these comments' rows again, as they stand in a list."""
        from backend.desk import inbox

        return inbox.refresh(self.desk, ids, query, _shape(shape))

    def arrivals(self, query: str, since: int, shape: Shape | None = None) -> Arrivals:
        """Read what came after the list was entered."""
        from backend.desk import inbox

        return inbox.arrivals(self.desk, query, since, _shape(shape))

    def alike_ids(self, comment_id: int, query: str, shape: Shape | None = None) -> list[At]:
        """Read which other comments a folded row stands for, as they are now: what a verb on it means as well."""
        from backend.desk import inbox

        return inbox.copies(self.desk, comment_id, query, _shape(shape))

    def alike(self, comment_id: int, query: str, shape: Shape | None = None) -> list[QueueRow]:
        """Read the rows that are folded under one."""
        from backend.desk import inbox

        return inbox.unfolded(self.desk, comment_id, query, _shape(shape), PAGE)

    def author(self, comment_id: int) -> AuthorCard:
        """Read what is known of a comment's author."""
        from backend.desk import author

        return author.author(self.desk, comment_id)

    def author_comments(self, comment_id: int, before: PastComment | None) -> PastComments:
        """Read earlier comments of a comment's author."""
        from backend.desk import author

        return author.comments(self.desk, comment_id, before)

    def board(self) -> Board:
        """Read the header's facts."""
        from backend.desk import inbox

        return inbox.board(self.desk)

    def thread(self, comment_id: int) -> ThreadView | None:
        """Read the thread around a comment."""
        from backend.desk import thread

        return thread.thread(self.desk, comment_id)

    def unfold(self, comment_id: int, after_id: int | None) -> tuple[ThreadItem | Fold, ...]:
        """Read what a fold leaves out."""
        from backend.desk import thread

        return thread.unfold(self.desk, comment_id, after_id)

    def palette(self, comment_id: int, wanted: str) -> tuple[Suggestion, ...]:
        """Rank the canned replies for a comment."""
        from backend.desk import templates

        return templates.palette(self.desk, comment_id, wanted)

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

    # -- acting

    def compose(self, comment_id: int) -> Composing:
        """Claim a comment and return what an answer starts from."""
        from backend.desk import reply

        return reply.compose(self.desk, comment_id)

    def send(self, comment_id: int, text: str, revision: int, template_id: int | None) -> Result:
        """Queue an answer; it leaves after the undo window."""
        from backend.desk import reply

        return reply.send(self.desk, comment_id, text, revision, template_id)

    def save_draft(self, comment_id: int, text: str, revision: int, template_id: int | None) -> None:
        """Keep what has been typed."""
        from backend.desk import reply

        reply.save_draft(self.desk, comment_id, text, revision, template_id)

    def leave(self, comment_id: int) -> None:
        """Stop composing: the claim is let go, the draft kept."""
        from backend.desk import reply

        reply.leave(self.desk, comment_id)

    def renew(self, comment_id: int) -> Result:
        """Keep the claim while somebody is typing."""
        from backend.desk import reply

        return reply.renew(self.desk, comment_id)

    def cancel(self, outbox_id: int) -> Result:
        """Take an act back before it leaves."""
        from backend.desk import reply

        return reply.cancel(self.desk, outbox_id)

    def settle(self, outbox_id: int, verdict: Verdict) -> Result:
        """Say what became of an answer whose fate is unknown."""
        from backend.desk import reply

        return reply.settle(self.desk, outbox_id, verdict)

    def take_down(self, comment_id: int) -> Result:
        """Delete our own answer on the platform."""
        from backend.desk import reply

        return reply.take_down(self.desk, comment_id)

    def let_stand(self, comment_id: int, revision: int) -> Result:
        """Decide that a comment may stand without an answer."""
        from backend.desk import triage

        return triage.let_stand(self.desk, comment_id, revision)

    def reopen(self, comment_id: int) -> Result:
        """Put a decided comment back."""
        from backend.desk import triage

        return triage.reopen(self.desk, comment_id)

    def claim(self, comment_id: int) -> Result:
        """Keep a comment for oneself."""
        from backend.desk import triage

        return triage.claim(self.desk, comment_id)

    def release(self, comment_id: int) -> Result:
        """Let a comment go again."""
        from backend.desk import triage

        return triage.release(self.desk, comment_id)


def _shape(shape: Shape | None) -> Shape:
    from backend.model.comment import Shape

    return shape if shape is not None else Shape(fold=True)
