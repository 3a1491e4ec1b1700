"""Threads: one profile over its Graph host, graph.threads.net.

Its API cannot be asked for what is new, tells of no edit, and cannot edit, like, mute, block, report or lock. Sources:
Threads API, reference/{user,media-objects,reply-management,publishing}; fbsamples/threads_api, postman collection.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

from backend.model.account import Act, Capabilities, Reach, Seen, Source, Undo
from backend.model.clock import Clock, Micros, SystemClock
from backend.model.inflow import Page
from backend.model.outbox import Intent, Receipt, Wire
from backend.model.reason import Reason
from backend.platforms import threads_outgoing as outgoing
from backend.platforms.base import (
    Gone,
    KnownRoots,
    NotPermitted,
    Profile,
    Refused,
    Saver,
    Settled,
    Usage,
    sources,
)
from backend.platforms.fields import line, maybe_identifier
from backend.platforms.http import TIMEOUT_S
from backend.platforms.threads_api import MENTIONS, Api, part
from backend.platforms.threads_inbox import Inbox
from backend.platforms.threads_login import Login
from backend.platforms.threads_posts import posts_page
from backend.platforms.threads_rota import REPLIES, WAITING
from backend.platforms.threads_thread import read_thread

ACTS = {
    Act.REPLY: Undo.FINAL,
    Act.DELETE_OWN: Undo.FINAL,
    Act.HIDE: Undo.REVERSIBLE,
    Act.UNHIDE: Undo.REVERSIBLE,
}


def open_connector(
    base_url: str, secret: Mapping[str, str], save: Saver, timeout_s: float = TIMEOUT_S
) -> "ThreadsConnector":
    """Return the connector for one account; `secret` holds `token` and when it `expires` (unix seconds)."""
    clock = SystemClock()
    return ThreadsConnector(Login(base_url, secret, save, clock, timeout_s), clock)


def end_login(base_url: str, secret: Mapping[str, str]) -> Reason | None:
    """Tell that a person must end the login: see `platforms.end_login`. Threads has no call for it."""
    del base_url, secret
    return Reason("threads.end_by_hand")


class ThreadsConnector:
    """One profile: see `Connector` for what each method promises."""

    platform: ClassVar[str] = "threads"
    streams: ClassVar[tuple[str, ...]] = ("inbox", "posts")
    pace: ClassVar[float] = 3
    """Once all was read, at most 14 calls a round (`threads_rota`): one a minute leaves half of the least a day has."""

    def __init__(self, login: Login, clock: Clock) -> None:
        self._api = Api(login, clock)
        self._inbox = Inbox(self._api)

    def check(self) -> Profile:
        """Ask who we are, which of the lists the login is let into, and what the day has room for."""
        self._api.login.keep_alive()
        account = self._api.account()
        me = self._api.me()
        self._api.learn_quota()
        return Profile(
            remote_id=me.remote_id,
            handle=me.username,
            name=line(account, "name") or me.username,
            url=f"https://www.threads.net/@{me.username}",
            base_url=self._api.graph.http.base_url,
            capabilities=Capabilities(
                acts=dict(ACTS),
                limits=outgoing.LIMITS,
                observed_at=self._api.clock.now(),
                seen=dict.fromkeys(ACTS, Seen.PUBLIC),
                own_threads=frozenset({Act.HIDE, Act.UNHIDE}),
                sources=self._sources(),
            ),
        )

    def _sources(self) -> dict[Source, Reach]:
        """Try each list once. Replies under our newest post must be readable; approvals it has only if made with them.

        That older posts have them the inbox knows, once it has met one. Quotes of ours are in no list: a post tells
        what it quotes, and nothing tells what quotes a post.
        """
        newest = [one for row in self._api.posts(1, fields="id").rows if (one := maybe_identifier(row, "id"))]
        reach = {Source.MENTIONS: self._reach(MENTIONS), Source.COMMENTS: Reach.READ, Source.HELD: Reach.MISSING}
        for post in newest:
            reach[Source.HELD] = self._reach(f"{part(post)}/{WAITING}")
            if self._reach(f"{part(post)}/{REPLIES}") is Reach.DENIED:
                reach[Source.COMMENTS] = Reach.DENIED
        if self._inbox.holds:
            reach[Source.HELD] = Reach.READ
        return sources(()) | reach

    def _reach(self, path: str) -> Reach:
        try:
            self._api.edge(path, fields="id", limit=1)
        except NotPermitted:
            return Reach.DENIED
        except (Gone, Refused):
            return Reach.MISSING
        return Reach.READ

    def pull(self, stream: str, cursor: str | None, since: Micros, known: KnownRoots) -> Page:
        """Read the next page: what others wrote to us ('inbox'), or what we published ('posts')."""
        self._api.login.keep_alive()
        return self._inbox.page(cursor, since, known) if stream == "inbox" else posts_page(self._api, cursor, since)

    def thread(self, remote_id: str, cursor: str | None = None) -> Page:
        """Read a thread, a page of replies at a time, oldest first."""
        return read_thread(self._api, remote_id, cursor)

    def probe(self, remote_ids: Sequence[str]) -> frozenset[str]:
        """Return those of the ids that are gone. Each is a call: Threads documents none for several."""
        return frozenset(one for one in dict.fromkeys(remote_ids) if _is_gone(self._api.media, one))

    def prepare(self, intent: Intent) -> Wire:
        """Fix the request for an act."""
        return outgoing.prepare(self._api, intent)

    def send(self, wire: Wire) -> Receipt:
        """Make the request once."""
        return outgoing.send(self._api, wire)

    def settle(self, wire: Wire, first_attempt_at: Micros, now: Micros) -> Settled:
        """Look among our own replies, or at what an act was aimed at. There are no keys: nothing is sent again."""
        return outgoing.settle(self._api, wire, first_attempt_at, now)

    def usage(self) -> Usage:
        """Return the tightest of the limits the last answers spoke of, the day's answers among them."""
        return self._api.graph.http.usage()

    def close(self) -> None:
        """Close connections."""
        self._api.graph.http.close()


def _is_gone(read: Callable[[str, str], object], remote_id: str) -> bool:
    try:
        read(remote_id, "id")
    except Gone:
        return True
    return False
