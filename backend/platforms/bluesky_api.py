"""The calls we make on Bluesky, each one request or a bounded batch of them.

Sources: lexicons app.bsky.feed.{getPosts,getPostThread,getAuthorFeed}, app.bsky.notification.listNotifications,
app.bsky.actor.getProfiles, com.atproto.repo.getRecord.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from backend.platforms.base import Gone, PlatformError, Refused, TryAgain
from backend.platforms.bluesky_refs import parse_uri
from backend.platforms.bluesky_session import Session
from backend.platforms.fields import Fields, child, children, text
from backend.platforms.http import Params

LABELER = "did:plc:ar7c4by46qjdydhdevvrndac"
"""Bluesky's own moderation service, which every server of the network can pass reports on to."""

CHAT = "did:web:api.bsky.chat#bsky_chat"
"""The network's one service for private messages, which a server passes calls on to."""

POSTS_AT_ONCE = 25
PAGE = 100
"""Rows of a list asked for at once, the most there is."""

DEPTHS = (80, 6, 1)
"""How deep a thread is asked for, and what is tried when its answer is too large. Deeper trees come in pieces."""

_INBOX = (("reasons", "reply"), ("reasons", "mention"), ("reasons", "quote"), ("priority", "false"), ("limit", PAGE))


class Api:
    """One account's reading calls, and where its reports go (`labeler`, a DID)."""

    def __init__(self, session: Session, labeler: str = LABELER) -> None:
        self.session = session
        self.labeler = labeler

    def notifications(self, page: str) -> tuple[list[Fields], str]:
        """Return a page of who answered, named or quoted us, newest first, and the cursor of the next one.

        The account's own wish to be told only of people it follows ('priority') is set aside.
        """
        return self._listing("app.bsky.notification.listNotifications", "notifications", _INBOX, page)

    def conversations(self, most: int) -> tuple[list[Fields], str]:
        """Return up to `most` private conversations with something unread, and the cursor of the next page.

        Source: chat.bsky.convo.listConvos; docs.bsky.app, api-directory (the chat service behind the server).
        """
        asked = (("readState", "unread"), ("limit", most))
        return _page(self.session.query("chat.bsky.convo.listConvos", asked, {"atproto-proxy": CHAT}), "convos")

    def own_posts(self, page: str) -> tuple[list[Fields], str]:
        """Return a page of what we published or passed on, newest first, and the cursor of the next one."""
        asked = (("actor", self.session.did()), ("filter", "posts_no_replies"), ("limit", PAGE))
        return self._listing("app.bsky.feed.getAuthorFeed", "feed", asked, page)

    def posts(self, uris: Iterable[str]) -> dict[str, Fields]:
        """Return those of the posts that we can see."""
        found: dict[str, Fields] = {}
        rest = iter(dict.fromkeys(uris))
        while batch := list(islice(rest, POSTS_AT_ONCE)):
            answer = self.session.query("app.bsky.feed.getPosts", [("uris", uri) for uri in batch])
            found |= {text(view, "uri"): view for view in _rows(answer, "posts")}
        return found

    def thread(self, uri: str, above: int, depths: Sequence[int] = DEPTHS) -> Fields:
        """Return the tree around a post: `above` parents, and what is below it. Raises Gone when we cannot see it."""
        trouble: PlatformError | None = None
        for depth in depths:
            try:
                asked = (("uri", uri), ("depth", depth), ("parentHeight", above))
                return self.session.query("app.bsky.feed.getPostThread", asked)
            except TryAgain as error:
                if error.reason.code != "platform.too_large":
                    raise
                trouble = error
        assert trouble is not None
        raise trouble

    def record(self, uri: str) -> Fields:
        """Return a record as its server, or the AppView, keeps it: whether or not blocks hide it. Raises Gone."""
        parts = parse_uri(uri)
        if parts is None:
            raise Gone("platform.gone")
        asked = (("repo", parts.did), ("collection", parts.collection), ("rkey", parts.rkey))
        return self.session.query("com.atproto.repo.getRecord", asked)

    def between(self, did: str) -> Fields:
        """Return what is between us and somebody (blocks, mutes), nothing for an account that is not there.

        The call for one profile would answer for a suspended one as if our own account were.
        """
        answer = self.session.query("app.bsky.actor.getProfiles", [("actors", did)])
        return next((child(one, "viewer") for one in _rows(answer, "profiles") if text(one, "did") == did), {})

    def gone(self, uris: Iterable[str]) -> Iterator[str]:
        """Give those of the posts that no longer exist. One that a block hides, or is not indexed yet, is not gone."""
        asked = list(dict.fromkeys(uris))
        seen = self.posts(uri for uri in asked if parse_uri(uri))
        for uri in asked:
            if uri not in seen and not self._kept(uri):
                yield uri

    def _kept(self, uri: str) -> bool:
        try:
            self.record(uri)
        except Gone:
            return False
        return True

    def _listing(self, nsid: str, rows: str, asked: Params, page: str) -> tuple[list[Fields], str]:
        """Read a page of a list. A cursor that the server no longer takes starts the list anew."""
        try:
            return _page(self.session.query(nsid, [*asked, ("cursor", page)] if page else asked), rows)
        except Refused:
            if not page:
                raise
        return _page(self.session.query(nsid, asked), rows)


def _page(answer: Fields, rows: str) -> tuple[list[Fields], str]:
    return _rows(answer, rows), text(answer, "cursor")


def _rows(answer: Fields, name: str) -> list[Fields]:
    """Return the rows of an answer. Raises TryAgain when it holds no list: no list is not an empty one."""
    if not isinstance(answer.get(name), list):
        raise TryAgain("platform.unreadable", reached=True, status=200)
    return children(answer, name)
