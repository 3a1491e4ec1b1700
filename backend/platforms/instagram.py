"""Instagram: one professional account over Meta's Graph API, by Facebook Login or by Instagram Login.

Sources: Instagram Platform, overview, comment-moderation (v26.0).
"""

import logging
from collections.abc import Mapping, Sequence
from typing import ClassVar

from backend.model.account import Act, Reach, Undo, Unread
from backend.model.clock import DAY, Clock, Micros
from backend.model.inflow import Page
from backend.model.outbox import Intent, Receipt, Wire
from backend.model.reason import Reason
from backend.platforms import instagram_outgoing as outgoing
from backend.platforms import instagram_walk as walk
from backend.platforms.base import (
    KnownRoots,
    LoginExpired,
    NotPermitted,
    Profile,
    Refused,
    Saver,
    Settled,
    Usage,
    countable,
)
from backend.platforms.fields import number
from backend.platforms.http import TIMEOUT_S
from backend.platforms.instagram_api import IDS, Api
from backend.platforms.instagram_can import capabilities
from backend.platforms.instagram_settle import settled

_log = logging.getLogger(__name__)

RENEW_BELOW = 50 * DAY
"""An Instagram token lives for 60 days: it is renewed when 10 of them are over."""


def open_connector(
    base_url: str, secret: Mapping[str, str], save: Saver, timeout_s: float = TIMEOUT_S
) -> "InstagramConnector":
    """Return the connector for one account; `Api` says what `secret` holds. `save` keeps a renewed Instagram token."""
    return InstagramConnector(base_url, secret, save, timeout_s)


def end_login(base_url: str, secret: Mapping[str, str]) -> Reason | None:
    """Say what a person must do to end the login: only who gave it can, in the app. One that ended is done.

    Source: Instagram Platform, business-login (it has no call for that).
    """
    api = Api(base_url, secret, lambda _renewed: None)
    try:
        api.us()
    except LoginExpired:
        return None
    finally:
        api.graph.http.close()
    return Reason("instagram.remove_app")


class InstagramConnector:
    """One account: see `Connector` for what each method promises."""

    platform: ClassVar[str] = "instagram"
    streams: ClassVar[tuple[str, ...]] = ("inbox", "posts")
    pace: ClassVar[float] = 3

    def __init__(
        self,
        base_url: str,
        secret: Mapping[str, str],
        save: Saver,
        timeout_s: float = TIMEOUT_S,
        clock: Clock | None = None,
    ) -> None:
        self._api = Api(base_url, secret, save, timeout_s, clock)

    def check(self) -> Profile:
        """Ask who we are, renew a token that is due, and see what the login may do and whether comments are shown."""
        us = self._api.us(anew=True)
        self._renew()
        can = self._api.acts(anew=True)
        return Profile(
            remote_id=us.id,
            handle=us.username or us.id,
            name=us.name or us.id,
            url=f"https://www.instagram.com/{us.username}/" if us.username else None,
            base_url=self._api.graph.http.base_url,
            capabilities=capabilities(
                can, self._comments(can), countable(self), self._api.pushed(), self._api.clock.now()
            ),
        )

    def subscribe(self) -> frozenset[str]:
        """Let what happens be pushed to the app's address; with Facebook Login the page stands for us."""
        return self._api.push()

    def unread(self) -> Unread:
        """Count the conversations with something unread, among those in which something was said last."""
        batch = self._api.conversations()
        told = [one for row in batch.rows if (one := number(row, "unread_count")) is not None]
        if batch.rows and not told:
            raise Refused("platform.refused", host=self._api.graph.http.host, status=200)
        waiting = sum(one > 0 for one in told)
        now, more = self._api.clock.now(), waiting == len(batch.rows) and batch.after is not None
        return Unread(waiting, "https://www.instagram.com/direct/inbox/", now, more)

    def _renew(self) -> None:
        """Renew the token. One that cannot be renewed yet (it must be a day old) is good all the same."""
        try:
            self._api.renew(RENEW_BELOW)
        except (LoginExpired, NotPermitted, Refused) as error:
            _log.info("the token was not renewed: %s", error.reason.code)

    def _comments(self, can: Mapping[Act, Undo]) -> Reach:
        """Say whether comments can be read: the right to answer them is the right to see them."""
        try:
            shown = Act.REPLY in can and not self._api.is_withheld()
            return Reach.READ if shown else Reach.DENIED
        except NotPermitted:
            return Reach.DENIED

    def pull(self, stream: str, cursor: str | None, since: Micros, known: KnownRoots) -> Page:
        """Read the next page: comments on what moved ('inbox'), or our own media ('posts').

        Nothing is asked of `known`: see `instagram_walk`.
        """
        del known
        read = walk.inbox if stream == "inbox" else walk.posts
        return read(self._api, cursor, since)

    def thread(self, remote_id: str, cursor: str | None = None) -> Page:
        """Read a media with its comments, 50 of them and their answers at a time."""
        return walk.thread(self._api, remote_id, cursor)

    def probe(self, remote_ids: Sequence[str]) -> frozenset[str]:
        """Return those of the ids that are gone: no longer there in a batch, nor twice by themselves."""
        ids = list(dict.fromkeys(remote_ids))
        batches = (ids[start : start + IDS] for start in range(0, len(ids), IDS))
        return frozenset().union(*map(self._api.gone, batches))

    def prepare(self, intent: Intent) -> Wire:
        """Fix the request for an act."""
        return outgoing.prepare(self._api, intent)

    def send(self, wire: Wire) -> Receipt:
        """Make the request once."""
        return outgoing.send(self._api, wire)

    def settle(self, wire: Wire, first_attempt_at: Micros, now: Micros) -> Settled:
        """Look among the answers to what was answered, or at what an act was aimed at."""
        return settled(self._api, wire, first_attempt_at, now)

    def usage(self) -> Usage:
        """Return the tightest of the limits the last answers spoke of."""
        return self._api.graph.http.usage()

    def close(self) -> None:
        """Close connections."""
        self._api.graph.http.close()
