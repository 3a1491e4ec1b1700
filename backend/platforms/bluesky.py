"""Bluesky and other servers of the AT protocol: one account over its own server (PDS), which passes reading on.

Sources: lexicons app.bsky.* and com.atproto.*, bluesky-social/atproto (pds 0.5, bsky 0.0.280).
"""

import logging
from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar

from backend.model.account import Act, Capabilities, Seen, Source, Undo, Unread
from backend.model.clock import Clock, Micros, SystemClock
from backend.model.inflow import InComment, InPost, Page
from backend.model.outbox import Intent, Receipt, Wire
from backend.model.reason import Reason
from backend.platforms import bluesky_outgoing as outgoing
from backend.platforms.base import (
    Gone,
    KnownRoots,
    Profile,
    Refused,
    Saver,
    Settled,
    TryAgain,
    Usage,
    countable,
    sources,
)
from backend.platforms.bluesky_api import LABELER, PAGE, Api
from backend.platforms.bluesky_refs import post_uri
from backend.platforms.bluesky_server import find_server
from backend.platforms.bluesky_session import Session
from backend.platforms.bluesky_thread import read_thread
from backend.platforms.bluesky_views import Place, in_comment, in_post, refs, sorted_at
from backend.platforms.bluesky_walk import Walk
from backend.platforms.fields import Fields, Odd, child, count, line, moment, text
from backend.platforms.http import TIMEOUT_S

__all__ = ["BlueskyConnector", "find_server", "open_connector"]

_log = logging.getLogger(__name__)

ACTS = {
    Act.REPLY: Undo.FINAL,
    Act.DELETE_OWN: Undo.FINAL,
    Act.LIKE: Undo.REVERSIBLE,
    Act.UNLIKE: Undo.REVERSIBLE,
    Act.HIDE: Undo.REVERSIBLE,
    Act.UNHIDE: Undo.REVERSIBLE,
    Act.BLOCK: Undo.REVERSIBLE,
    Act.UNBLOCK: Undo.REVERSIBLE,
    Act.MUTE: Undo.REVERSIBLE,
    Act.UNMUTE: Undo.REVERSIBLE,
    Act.LOCK: Undo.REVERSIBLE,
    Act.UNLOCK: Undo.REVERSIBLE,
    Act.REPORT: Undo.FINAL,
    Act.PUBLISH: Undo.FINAL,
}

SEEN = dict.fromkeys(ACTS, Seen.PUBLIC) | {
    Act.MUTE: Seen.NOBODY,
    Act.UNMUTE: Seen.NOBODY,
    Act.REPORT: Seen.STAFF,
}
"""Likes, blocks and threadgates are records in our repository, which everybody can read (atproto.com/specs/repository;
lexicon app.bsky.graph.block: "blocks are public"); who is liked is told besides. Mutes are private (lexicon
app.bsky.graph.muteActor), and a report goes to the moderation service alone."""

OWN_THREADS = frozenset({Act.HIDE, Act.UNHIDE, Act.LOCK, Act.UNLOCK})
"""A threadgate must be in the repository of the thread's root (lexicon app.bsky.feed.threadgate)."""


def open_connector(
    base_url: str, secret: Mapping[str, str], save: Saver, timeout_s: float = TIMEOUT_S
) -> "BlueskyConnector":
    """Return the connector for one account; no request is made yet. See `Session` for what `secret` holds."""
    return BlueskyConnector(Session(base_url, secret, save, timeout_s=timeout_s))


def end_login(base_url: str, secret: Mapping[str, str]) -> Reason | None:
    """End the account's session: see `platforms.end_login`. An app password cannot end itself: a person deletes it."""
    session = Session(base_url, secret, lambda _renewed: None)
    try:
        session.log_out()
    finally:
        session.close()
    return Reason("bluesky.app_password") if secret.get("password") else None


class BlueskyConnector:
    """One account: see `Connector` for what each method promises."""

    platform: ClassVar[str] = "bluesky"
    streams: ClassVar[tuple[str, ...]] = ("inbox", "posts")
    pace: ClassVar[float] = 1

    def __init__(self, session: Session, clock: Clock | None = None, labeler: str = LABELER) -> None:
        """`labeler` is the DID of the moderation service that reports go to."""
        self._api = Api(session, labeler)
        self._clock = clock or SystemClock()

    def check(self) -> Profile:
        """Ask who we are. What can be done is the same for every account."""
        session = self._api.session
        own = session.query("com.atproto.server.getSession")
        did, handle = session.did(), line(own, "handle")
        capabilities = Capabilities(
            ACTS,
            outgoing.LIMITS,
            idempotent=True,
            observed_at=self._clock.now(),
            seen=SEEN,
            own_threads=OWN_THREADS,
            sources=sources((Source.COMMENTS, Source.MENTIONS, Source.QUOTES), messages=countable(self)),
        )
        url = f"https://bsky.app/profile/{did}"
        return Profile(did, handle, self._display_name(did) or handle, url, session.base_url, capabilities)

    def unread(self) -> Unread:
        """Count the conversations with something unread. Only an app password made for it may see them."""
        rows, _ = self._api.conversations(PAGE)
        waiting = sum(count(one, "unreadCount") > 0 for one in rows)
        return Unread(waiting, "https://bsky.app/messages", self._clock.now(), more=waiting >= PAGE)

    def _display_name(self, did: str) -> str:
        try:
            return line(self._api.session.query("app.bsky.actor.getProfile", [("actor", did)]), "displayName")
        except (Gone, Refused, TryAgain) as error:
            # The AppView knows the name, and may be away or not know the account yet; the login is proven without it.
            _log.info("no profile: %s", error.reason.code)
            return ""

    def pull(self, stream: str, cursor: str | None, since: Micros, known: KnownRoots) -> Page:
        """Read the next page: what others wrote to us ('inbox'), or what we published ('posts')."""
        walk = Walk.parse(cursor).starting(since, self._clock.now())
        read = self._inbox if stream == "inbox" else self._posts
        return read(walk, since, known)

    def _inbox(self, walk: Walk, since: Micros, known: KnownRoots) -> Page:
        views, following = self._api.notifications(walk.page)
        after, more = walk.step(map(sorted_at, views), following)
        # An author can claim to have written before the bound: what counts is when it came.
        recent = [view for view in views if _within(moment(view, "indexedAt"), since)]
        met = known([text(view, "uri") for view in recent if not walk.fresh(sorted_at(view))])
        # Posts are never edited. A row that is known says nothing new here, and less than its thread does.
        views = [view for view in recent if text(view, "uri") not in met]
        return self._placed(views, walk, after.text(), more)

    def _placed(self, views: Iterable[Fields], walk: Walk, cursor: str, more: bool) -> Page:
        me = self._api.session.did()
        rows: dict[str, InComment] = {}
        posts: list[InPost] = []
        skipped = 0
        for view in views:
            try:
                # They tell of answers up to five levels below something of ours.
                below_ours, late = text(view, "reason") == "reply", not walk.fresh(sorted_at(view))
                row = in_comment(view, Place(me, below_ours, doubted=late))
                if row.root_remote_id == row.remote_id:
                    posts.append(in_post(view, me))
                rows.setdefault(row.remote_id, row)
            except Odd:
                skipped += 1
        if skipped:
            _log.warning("%d notifications could not be read", skipped)
        hints = dict.fromkeys(row.root_remote_id for row in rows.values())
        return Page(tuple(posts), tuple(rows.values()), (), cursor, more, tuple(hints), skipped)

    def _posts(self, walk: Walk, since: Micros, known: KnownRoots) -> Page:
        del known
        feed, following = self._api.own_posts(walk.page)
        views = [child(item, "post") for item in feed if not isinstance(item.get("reason"), dict)]
        after, more = walk.step(map(sorted_at, views), following)
        rows: list[InPost] = []
        skipped = 0
        for view in views:
            try:
                if _within(sorted_at(view), since) and refs(view).root == post_uri(view):
                    rows.append(in_post(view, self._api.session.did()))
            except Odd:
                skipped += 1
        return Page(tuple(rows), (), (), after.text(), more, skipped=skipped)

    def thread(self, remote_id: str, cursor: str | None = None) -> Page:
        """Read a thread; one with deep ends comes in several pages."""
        return read_thread(self._api, remote_id, cursor)

    def probe(self, remote_ids: Sequence[str]) -> frozenset[str]:
        """Return those of the ids that are gone. One that only a block hides is not."""
        return frozenset(self._api.gone(remote_ids))

    def prepare(self, intent: Intent) -> Wire:
        """Fix the request; for hiding and locking, the change that is made to the thread's gate as it then is."""
        return outgoing.prepare(self._api, intent)

    def send(self, wire: Wire) -> Receipt:
        """Make the request once (and once more after an access token that had run out: nothing was done then)."""
        return outgoing.send(self._api, wire)

    def settle(self, wire: Wire, first_attempt_at: Micros, now: Micros) -> Settled:
        """Look the record or the gate up, which tells for good; only a report can never be told.

        Sending again what did not get there never doubles it.
        """
        return outgoing.settle(self._api, wire, now - first_attempt_at)

    def usage(self) -> Usage:
        """Return the tightest of the limits the last answers spoke of."""
        return self._api.session.usage()

    def close(self) -> None:
        """Close connections."""
        self._api.session.close()


def _within(at: Micros | None, since: Micros) -> bool:
    return at is None or at >= since
