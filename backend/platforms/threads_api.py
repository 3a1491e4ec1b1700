"""The calls we make to Threads, each one request.

Source: Threads API, reference/{user,media-objects,reply-management}.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import quote

from backend.model.clock import Clock
from backend.platforms.base import Gone, LoginExpired, NotPermitted, Refused, TryAgain, Usage
from backend.platforms.fields import Fields, child, children, line, maybe_identifier, number
from backend.platforms.graph import Batch
from backend.platforms.threads_login import Login

FIELDS = (
    "id,text,username,permalink,timestamp,media_type,media_url,gif_url,alt_text,link_attachment_url,has_replies,"
    "root_post,replied_to,is_reply,is_reply_owned_by_me,hide_status,is_quote_post,quoted_post"
)
"""What we want to know of a post or a reply; those of a reply are left out of a post."""

QUOTA = "reply_quota_usage,reply_config"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
MENTIONS = "me/mentions"
OWN_REPLIES = "me/replies"


@dataclass(frozen=True, slots=True)
class Me:
    """Who we are: people are told apart by `username`, replies do not carry anybody's number."""

    remote_id: str
    username: str


class Api:
    """One account's calls. Who we are is asked once."""

    def __init__(self, login: Login, clock: Clock) -> None:
        self.graph = login.graph
        self.login = login
        self.clock = clock
        self._me: Me | None = None

    def account(self) -> Fields:
        """Return our own profile. Raises LoginExpired when the permission given to the app has ended."""
        with _basic():
            account = self.graph.get("/me", fields="id,username,name")
        remote_id, username = maybe_identifier(account, "id"), line(account, "username")
        if remote_id is None or not username:
            raise TryAgain("platform.unreadable", reached=True, host=self.graph.http.host, status=200)
        self._me = Me(remote_id, username)
        return account

    def me(self) -> Me:
        """Return who we are."""
        if self._me is None:
            self.account()
        if self._me is None:
            raise AssertionError("the profile was read")
        return self._me

    def owns(self, media: Fields) -> bool:
        """Tell whether we wrote a post or a reply."""
        return media.get("is_reply_owned_by_me") is True or line(media, "username") == self.me().username

    def media(self, remote_id: str, fields: str = FIELDS) -> Fields:
        """Return one post or reply. Raises Gone when it is deleted or not for us."""
        return self.graph.get(f"/{part(remote_id)}", fields=fields)

    def maybe_media(self, remote_id: str) -> Fields | None:
        """Return a post or reply, None when it cannot be read."""
        try:
            return self.media(remote_id)
        except (Gone, NotPermitted, Refused):
            return None

    def posts(self, limit: int, after: str | None = None, fields: str = FIELDS) -> Batch:
        """Return a page of our posts, newest first. Raises LoginExpired as `account` does."""
        with _basic():
            return self.edge("me/threads", after, fields, limit=limit)

    def edge(self, path: str, after: str | None = None, fields: str = FIELDS, **params: str | int) -> Batch:
        """Return a page of a list, newest first where it has an order."""
        if after is not None:
            params["after"] = after
        return self.graph.list(f"/{path}", fields=fields, **params)

    def learn_quota(self) -> None:
        """Ask how many answers the day still has room for, and remember it with the other limits.

        Its right comes with that of writing; where the login has none there is nothing to be told.
        """
        try:
            told = self.graph.get("/me/threads_publishing_limit", fields=QUOTA)
        except (NotPermitted, Refused):
            return
        for quota in children(told, "data")[:1]:
            total = number(child(quota, "reply_config"), "quota_total")
            used = number(quota, "reply_quota_usage")
            if total and used is not None:
                self.graph.http.meter.tell("threads replies", Usage(min(used / total, 1.0)))


@contextmanager
def _basic() -> Iterator[None]:
    """Call what needs no right but `threads_basic`. Without that one no call is allowed: the whole grant has ended."""
    try:
        yield
    except NotPermitted as error:
        if error.reason.code != "meta.permission":
            raise
        raise LoginExpired("threads.grant_ended") from None


def part(remote_id: str) -> str:
    """Return an id as a part of an address."""
    return quote(remote_id, safe="")
