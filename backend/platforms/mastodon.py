"""Mastodon and the servers that speak like it (GoToSocial, Pleroma, Pixelfed): one account over their client API.

Source: mastodon/documentation, methods/{notifications,statuses,accounts,instance} (server 4.7).
"""

import logging
from collections.abc import Mapping, Sequence
from typing import ClassVar

from backend.model.account import Unread
from backend.model.clock import Clock, Micros, SystemClock
from backend.model.inflow import Page
from backend.model.outbox import Intent, Receipt, Wire
from backend.platforms import mastodon_outgoing as outgoing
from backend.platforms.base import KnownRoots, Profile, Refused, Saver, Settled, Usage
from backend.platforms.fields import Fields, line, link, maybe_identifier, record
from backend.platforms.http import TIMEOUT_S, Http
from backend.platforms.mastodon_api import Api, open_http
from backend.platforms.mastodon_cursor import Cursor
from backend.platforms.mastodon_pages import Placed, Row, inbox_page, placed, posts_page
from backend.platforms.mastodon_roots import Roots
from backend.platforms.mastodon_status import Place, author_id
from backend.platforms.mastodon_stream import MastodonStream, open_stream

_log = logging.getLogger(__name__)

CONVERSATIONS = 40
"""Private conversations looked at, the most there are on a page (methods/conversations)."""


def open_connector(
    base_url: str, secret: Mapping[str, str], save: Saver, timeout_s: float = TIMEOUT_S
) -> "MastodonConnector":
    """Return the connector for one account; `secret` holds its `token`, which never changes, so `save` is not used."""
    del save
    return MastodonConnector(open_http(base_url, secret, timeout_s))


def end_login(base_url: str, secret: Mapping[str, str]) -> None:
    """End the account's token: see `platforms.end_login`. Raises Refused when it was not kept who asked for it."""
    from backend.platforms.mastodon_oauth import Registration, revoke

    if not (secret.get("client_id") and secret.get("client_secret")):
        raise Refused("mastodon.no_registration")
    registration = Registration(base_url, secret["client_id"], secret["client_secret"], "")
    revoke(base_url, registration, secret.get("token", ""))


class MastodonConnector:
    """One account on one server: see `Connector` for what each method promises."""

    platform: ClassVar[str] = "mastodon"
    streams: ClassVar[tuple[str, ...]] = ("inbox", "posts")
    pace: ClassVar[float] = 1

    def __init__(self, http: Http, clock: Clock | None = None) -> None:
        self._api = Api(http, clock or SystemClock())

    def check(self) -> Profile:
        """Ask who we are and what the server can do."""
        account = self._api.account()
        server = self._api.server(anew=True)
        acct = line(account, "acct") or line(account, "username")
        return Profile(
            remote_id=self._api.me(),
            handle=acct if "@" in acct else f"{acct}@{server.domain or self._api.http.host}",
            name=line(account, "display_name") or acct,
            url=link(account, "url"),
            base_url=self._api.http.base_url,
            capabilities=server.capabilities(self._api.clock.now()),
        )

    def pull(self, stream: str, cursor: str | None, since: Micros, known: KnownRoots) -> Page:
        """Read the next page: what others wrote to us ('inbox'), or what we published ('posts')."""
        before = Cursor.parse(cursor)
        listing = inbox_page(self._api, before) if stream == "inbox" else posts_page(self._api, before)
        after, more = before.step(listing.dated(), since, listing.server_time)
        if not before.after:  # only the first walk back is bounded
            listing = listing.since(since)
        found = self._placed(listing.statuses(), known)
        fresh = {one for one, row in listing.statuses().items() if before.fresh(row.row_id)}
        skipped = found.skipped + listing.skipped
        if skipped:
            _log.warning("%d rows of %s could not be read", skipped, stream)
        return Page(found.posts, found.comments, (), after.text(), more, found.hints(fresh), skipped)

    def _placed(self, rows: Mapping[str, Row], known: KnownRoots) -> Placed:
        roots = Roots(self._api, known)
        roots.find([row.status for row in rows.values() if row.status])
        places = ((status, _place(roots, status, rows.get(one))) for one, status in roots.read.items())
        return placed(places, self._api.me())

    def thread(self, remote_id: str, cursor: str | None = None) -> Page:
        """Read the whole thread around a status; Mastodon gives it in one piece, so there is never a cursor."""
        del cursor
        status = self._api.status(remote_id)
        above, below = self._api.context(remote_id)
        top = above[0] if above else status
        root = maybe_identifier(top, "id") or remote_id
        # A branch under something hidden is missing in the root's context: what was found around the status stays.
        others = self._api.context(root)[1] if root != remote_id else []
        place = Place(root, author_id(top) == self._api.me())
        rows = {maybe_identifier(row, "id") or id(row): row for row in (top, *above, status, *below, *others)}
        found = placed(((row, place) for row in rows.values()), self._api.me())
        if found.skipped:
            _log.warning("%d rows of a thread could not be read", found.skipped)
        return Page(found.posts, found.comments, skipped=found.skipped)

    def probe(self, remote_ids: Sequence[str]) -> frozenset[str]:
        """Return those of the ids that are gone. What a batch leaves out is asked for once more by itself."""
        return frozenset(remote_ids) - self._api.statuses(remote_ids).keys()

    def prepare(self, intent: Intent) -> Wire:
        """Fix the request for an act."""
        return outgoing.prepare(self._api, intent)

    def send(self, wire: Wire) -> Receipt:
        """Make the request once."""
        return outgoing.send(self._api, wire)

    def settle(self, wire: Wire, first_attempt_at: Micros, now: Micros) -> Settled:
        """Look among our own statuses, or at what an act was aimed at.

        A key younger than 50 minutes makes sending an answer again safe where it is kept.
        """
        return outgoing.settle(self._api, wire, first_attempt_at, now)

    def unread(self) -> Unread:
        """Count the private conversations whose last word nobody has read; each of those is a comment of ours too."""
        rows, _ = self._api.listing("/api/v1/conversations", [("limit", CONVERSATIONS)])
        waiting = sum(record(one).get("unread") is True for one in rows)
        url = f"{self._api.http.base_url}/conversations"
        return Unread(waiting, url, self._api.clock.now(), more=waiting >= CONVERSATIONS)

    def listen(self, silence_s: float) -> MastodonStream:
        """Open the server's stream of what happens around us."""
        return open_stream(self._api, silence_s)

    def usage(self) -> Usage:
        """Return the tightest of the limits the last answers spoke of."""
        return self._api.http.usage()

    def close(self) -> None:
        """Close connections."""
        self._api.http.close()


def _place(roots: Roots, status: Fields, row: Row | None) -> Place:
    root = roots.root(status)
    return Place(root, roots.own(root), row.indexed_at if row else None, row.quote if row else False)
