"""LinkedIn: one company page over the Community Management API.

Source: learn.microsoft.com/linkedin/marketing/community-management (version 202607).
"""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from backend.model.clock import Clock, Micros
from backend.model.inflow import Page
from backend.model.outbox import Intent, Receipt, Wire
from backend.model.reason import Reason
from backend.platforms.base import KnownRoots, NotPermitted, Profile, Saver, Settled, Usage
from backend.platforms.fields import text
from backend.platforms.http import TIMEOUT_S
from backend.platforms.linkedin_acts import Acts
from backend.platforms.linkedin_api import Api
from backend.platforms.linkedin_caps import can_read, capabilities
from backend.platforms.linkedin_homes import Homes
from backend.platforms.linkedin_read import Reader
from backend.platforms.linkedin_rows import Us
from backend.platforms.linkedin_urns import is_post


def open_connector(
    base_url: str, secret: Mapping[str, str], save: Saver, timeout_s: float = TIMEOUT_S
) -> "LinkedInConnector":
    """Return the connector for one page; `secret` holds the `token`, which is not renewed, and the `organization`."""
    del save
    return LinkedInConnector(base_url, secret, timeout_s)


def end_login(base_url: str, secret: Mapping[str, str]) -> Reason:
    """Say what a person must do: only whoever logged in can take the app's access back. See `platforms.end_login`."""
    del base_url, secret
    return Reason("linkedin.end_by_hand")


class LinkedInConnector:
    """One page: see `Connector` for what each method promises."""

    platform: ClassVar[str] = "linkedin"
    streams: ClassVar[tuple[str, ...]] = ("inbox", "posts")
    pace: ClassVar[float] = 15  # some 290 looks of the 500 calls a day that an app in development has

    def __init__(
        self, base_url: str, secret: Mapping[str, str], timeout_s: float = TIMEOUT_S, clock: Clock | None = None
    ) -> None:
        self._api = Api(base_url, secret, timeout_s, clock)
        homes = Homes(self._api)
        self._reader = Reader(self._api, homes)
        self._acts = Acts(self._api, homes)

    def check(self) -> Profile:
        """Ask which page we are, in which role, and whether its comments are shown to us."""
        me = self._api.me()
        roles = [text(row, "role") for row in self._api.roles() if _page_of_role(row) == me]
        if not roles:
            raise NotPermitted("linkedin.role_lost")
        us = Us.of(me, self._api.about(anew=True))
        self._api.batches = True
        return Profile(
            remote_id=me,
            handle=us.handle,
            name=us.name,
            url=us.url,
            base_url=self._api.http.base_url,
            capabilities=capabilities(self._api.clock.now(), reads=can_read(roles) and self._shows_comments()),
        )

    def pull(self, stream: str, cursor: str | None, since: Micros, known: KnownRoots) -> Page:
        """Read the next page: what others wrote under our posts ('inbox'), or what we published ('posts')."""
        del known  # a post's comments name it themselves
        return self._reader.inbox(cursor, since) if stream == "inbox" else self._reader.posts(cursor, since)

    def thread(self, remote_id: str, cursor: str | None = None) -> Page:
        """Read a page of the whole thread around a post or comment."""
        return self._reader.thread(remote_id, cursor)

    def probe(self, remote_ids: Sequence[str]) -> frozenset[str]:
        """Return those of the ids that are gone."""
        return self._reader.gone(remote_ids)

    def prepare(self, intent: Intent) -> Wire:
        """Fix the request for an act."""
        return self._acts.prepare(intent)

    def send(self, wire: Wire) -> Receipt:
        """Make the request once."""
        return self._acts.send(wire)

    def settle(self, wire: Wire, first_attempt_at: Micros, now: Micros) -> Settled:
        """Look for an answer of ours, or at what an act was aimed at."""
        return self._acts.settle(wire, first_attempt_at, now)

    def usage(self) -> Usage:
        """Return nothing used: LinkedIn tells of its quotas only once they are used up."""
        return self._api.http.usage()

    def close(self) -> None:
        """Close connections."""
        self._api.http.close()

    def _shows_comments(self) -> bool:
        """Try to read our newest post and its comments; each is a right of its own."""
        try:
            rows = self._api.posts(0, 1).rows
            for urn in filter(is_post, (text(row, "id") for row in rows)):
                self._api.comments(urn, 0, 1)
        except NotPermitted as error:
            if error.reason.code == "linkedin.version":
                raise
            return False
        return True


def _page_of_role(row: Mapping[str, object]) -> str:
    """Return the page a role is on; older versions name the field otherwise."""
    return text(row, "organization") or text(row, "organizationTarget")
