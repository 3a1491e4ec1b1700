"""Facebook Pages: one page over Meta's Graph API, with the page's own login.

Sources: Graph API v26.0, reference/{page,comment}; Pages API, comments and mentions.
"""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from backend.model.account import Capabilities, Unread
from backend.model.clock import Clock, Micros, SystemClock
from backend.model.inflow import Page
from backend.model.outbox import Intent, Receipt, Wire
from backend.model.reason import Reason
from backend.platforms import facebook_outgoing as outgoing
from backend.platforms.base import (
    Gone,
    KnownRoots,
    LoginExpired,
    NotPermitted,
    Profile,
    Saver,
    Settled,
    Usage,
    countable,
)
from backend.platforms.facebook_api import Api
from backend.platforms.facebook_pages import inbox_page, posts_page, thread_page
from backend.platforms.facebook_rights import capabilities
from backend.platforms.facebook_settle import settled
from backend.platforms.fields import line, link, number
from backend.platforms.graph import Graph
from backend.platforms.http import TIMEOUT_S
from backend.platforms.meta_pushing import push, pushed

PUSHES = ("feed", "mention")


def open_connector(
    base_url: str, secret: Mapping[str, str], save: Saver, timeout_s: float = TIMEOUT_S
) -> "FacebookConnector":
    """Return the connector for one page; `secret` holds the page's `token`, and `app_secret` to prove calls with.

    A page's token does not change, so `save` is not used.
    """
    del save
    return FacebookConnector(Graph(base_url, secret, timeout_s=timeout_s))


def end_login(base_url: str, secret: Mapping[str, str]) -> Reason | None:
    """Say what a person must do to end the page's login: only who gave it can, in Facebook. One that ended is done.

    Source: Graph API, reference/user/permissions (it needs the person's own login, which is not kept).
    """
    graph = Graph(base_url, secret)
    try:
        graph.get("/me", fields="id")
    except LoginExpired:
        return None
    finally:
        graph.http.close()
    return Reason("facebook.remove_app")


class FacebookConnector:
    """One page: see `Connector` for what each method promises."""

    platform: ClassVar[str] = "facebook"
    streams: ClassVar[tuple[str, ...]] = ("inbox", "posts")
    pace: ClassVar[float] = 3

    def __init__(self, graph: Graph, clock: Clock | None = None) -> None:
        self._api = Api(graph, clock or SystemClock())

    def check(self) -> Profile:
        """Ask whose the login is (LoginExpired when it is a person's), what it may do, and which lists answer."""
        page = self._api.page()
        named = self._api.graph.get(f"/{self._api.me()}", fields="username,link")
        name = line(page, "name")
        return Profile(
            remote_id=self._api.me(),
            handle=line(named, "username") or name or self._api.me(),
            name=name,
            url=link(named, "link"),
            base_url=self._api.graph.http.base_url,
            capabilities=self._capabilities(),
        )

    def _capabilities(self) -> Capabilities:
        rights, lists = self._api.rights(anew=True), self._api.lists(anew=True)
        pushes = pushed(self._api.graph, self._api.me())
        return capabilities(rights, lists, countable(self), pushes, self._api.clock.now())

    def subscribe(self) -> frozenset[str]:
        """Let what happens on the page be pushed to the app's address."""
        return push(self._api.graph, self._api.me(), PUSHES)

    def unread(self) -> Unread:
        """Count the private messages that nobody has read (Graph API, reference/page, `unread_message_count`)."""
        me, host = self._api.me(), self._api.graph.http.host
        waiting = number(self._api.graph.get(f"/{me}", fields="unread_message_count"), "unread_message_count")
        if waiting is None:  # a field that the login may not see is left out
            raise NotPermitted("platform.not_permitted", host=host, status=200)
        return Unread(waiting, f"https://business.facebook.com/latest/inbox/all?asset_id={me}", self._api.clock.now())

    def pull(self, stream: str, cursor: str | None, since: Micros, known: KnownRoots) -> Page:
        """Read the next page: what people write under our posts and to us ('inbox'), or what we published ('posts')."""
        if stream == "inbox":
            return inbox_page(self._api, cursor, since, known)
        return posts_page(self._api, cursor, since)

    def thread(self, remote_id: str, cursor: str | None = None) -> Page:
        """Read the whole thread around a post or comment, 100 comments at a time."""
        return thread_page(self._api, remote_id, cursor)

    def probe(self, remote_ids: Sequence[str]) -> frozenset[str]:
        """Return those of the ids that are gone. Raises NotPermitted when it may be that we just do not see them."""
        gone = self._api.graph.gone(remote_ids)
        if gone:
            raised = self._api.surely(Gone("platform.gone"))
            if not isinstance(raised, Gone):
                raise raised
        return gone

    def prepare(self, intent: Intent) -> Wire:
        """Fix the request for an act."""
        return outgoing.prepare(self._api, intent)

    def send(self, wire: Wire) -> Receipt:
        """Make the request once."""
        return outgoing.send(self._api, wire)

    def settle(self, wire: Wire, first_attempt_at: Micros, now: Micros) -> Settled:
        """Read back: Facebook knows no keys, so an answer that is not found is for a person."""
        return settled(self._api, wire, first_attempt_at, now)

    def usage(self) -> Usage:
        """Return the tightest of the limits the last answers spoke of."""
        return self._api.graph.http.usage()

    def close(self) -> None:
        """Close connections."""
        self._api.graph.http.close()
