"""The calls we make to Instagram, by either of its two logins, each one request or a bounded number of them.

Facebook Login goes to graph.facebook.com with the token of the page, Instagram Login to graph.instagram.com with one of
the account's own. Sources: Instagram Platform, overview; reference/{ig-user,ig-media,ig-comment} (v26.0).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from backend.model.account import Act, Undo
from backend.model.clock import SECOND, Clock, SystemClock, plus
from backend.model.outbox import Wire
from backend.platforms.base import Gone, LoginExpired, NotPermitted, Refused, Saver, TryAgain
from backend.platforms.fields import Fields, child, children, count, line, maybe_identifier, number, record, text
from backend.platforms.graph import PAGE, Batch, Graph
from backend.platforms.http import TIMEOUT_S
from backend.platforms.instagram_can import BY_FACEBOOK, BY_INSTAGRAM, ON_PAGE, acts
from backend.platforms.instagram_wire import Pace, asked_of
from backend.platforms.meta_pushing import push, pushed

FACEBOOK, INSTAGRAM = "facebook", "instagram"

MEDIA = "id,caption,media_type,permalink,timestamp,comments_count,is_comment_enabled"
"""What every kind of media has: asking for what one kind lacks fails for all of a list."""

_SAID = "id,text,timestamp,username,from{id,username},user,hidden,like_count,parent_id"
_PLACED = f"{_SAID},media{{id,permalink}}"

COMMENTS = 50
"""Comments on one page, and answers inside each: the most that there are."""

ANSWER_PAGES = 40
"""Pages of answers to one comment that are read at the most."""

IDS = 50
"""Objects asked for at once (Graph API, `?ids=`)."""

LOOKED = 25
"""Media looked at to see whether any comment shows at all."""

SUSPECT = 3
"""From so many comments on it is no accident that none is shown: one or two may simply be hidden."""


@dataclass(frozen=True, slots=True)
class Us:
    """Who we are: the id of the professional account, and its name."""

    id: str
    username: str
    name: str


class Api:
    """One account's calls. What never changes (who we are) is asked once."""

    def __init__(
        self,
        base_url: str,
        secret: Mapping[str, str],
        save: Saver,
        timeout_s: float = TIMEOUT_S,
        clock: Clock | None = None,
    ) -> None:
        """`secret` holds `token`, `route` (facebook or instagram), `ig_user`, and with Facebook Login `page`.

        With Instagram Login it holds `until` and `scopes` once a token was renewed: when it ends (UTC microseconds, as
        text), and its rights with commas between them.
        """
        self.clock = clock or SystemClock()
        self._secret = dict(secret)
        self._save = save
        self.graph = Graph(base_url, self._secret, timeout_s=timeout_s, clock=self.clock)
        self.pace = Pace(self.clock)
        self._us: Us | None = None
        self._rights: frozenset[str] | None = None
        self._asked_rights = False

    @property
    def route(self) -> str:
        """Which of the two logins this is."""
        return INSTAGRAM if self._secret.get("route") == INSTAGRAM else FACEBOOK

    @property
    def page(self) -> str:
        """The id of the page behind a Facebook Login, empty when there is none."""
        return self._secret.get("page", "") if self.route == FACEBOOK else ""

    def us(self, *, anew: bool = False) -> Us:
        """Return who we are, as first asked (or now, when `anew`).

        With Instagram Login only `user_id` is the account's id; the plain `id` of `me` is good for this app alone.
        """
        if self._us is None or anew:
            named = "user_id" if self.route == INSTAGRAM else "id"
            node = "me" if self.route == INSTAGRAM else self._account()
            told = self.graph.get(f"/{node}", fields=f"{named},username,name")
            found = maybe_identifier(told, named)
            if found is None:
                raise self._unreadable()
            name = line(told, "username")
            self._us = Us(found, name, line(told, "name") or name)
        return self._us

    def acts(self, *, anew: bool = False) -> dict[Act, Undo]:
        """Return what this login may do. Its rights are asked once (or now, when `anew`).

        Instagram Login tells them only when its token is renewed; until then all is taken for granted.
        """
        if self.route == INSTAGRAM:
            told = self._secret.get("scopes", "")
            return acts(BY_INSTAGRAM, frozenset(told.split(",")) if told else None)
        if anew or not self._asked_rights:
            self._rights, self._asked_rights = self.graph.scopes(), True
        can = acts(BY_FACEBOOK, self._rights)
        return can if self.page else {act: undo for act, undo in can.items() if act not in ON_PAGE}

    def write(self, wire: Wire) -> Fields:
        """Make a prepared request once and return what it answers."""
        if wire.method != "DELETE":
            return record(self.graph.request(wire.method, wire.path, body=wire.body).json)
        asked = {name: str(value) for name, value in asked_of(wire).items()}
        return record(self.graph.request("DELETE", wire.path, asked).json)

    def media(self, after: str | None) -> Batch:
        """Read a page of our media, newest first. Stories are not among them."""
        return self.graph.list(f"/{self.us().id}/media", fields=MEDIA, limit=PAGE, **_from(after))

    def one_media(self, media_id: str) -> Fields | None:
        """Return a media, None when the id is a comment's. Raises Gone.

        The fields of one kind do not exist on the other: asking for them says which it is.
        """
        try:
            return self.graph.get(f"/{media_id}", fields=MEDIA)
        except Refused:
            return None

    def comments(self, media_id: str, after: str | None) -> Batch:
        """Read a page of the comments right under a media, newest first, with the answers to each inside it."""
        asked = f"{_PLACED},replies.limit({COMMENTS}){{{_SAID}}}"
        return self.graph.list(f"/{media_id}/comments", fields=asked, limit=COMMENTS, **_from(after))

    def comment(self, comment_id: str) -> Fields:
        """Return one comment, a hidden one too. Raises Gone."""
        return self.graph.get(f"/{comment_id}", fields=_PLACED)

    def answers_in(self, comment: Fields) -> Iterator[Fields]:
        """Give the answers to a comment as it was listed, and those that did not fit into the list."""
        inside = child(comment, "replies")
        yield from children(inside, "data")
        paging = child(inside, "paging")
        after = text(child(paging, "cursors"), "after")
        named = maybe_identifier(comment, "id")
        if text(paging, "next") and after and named:
            yield from self._answers(named, after=after)

    def answers_to(self, comment_id: str) -> Iterator[Fields]:
        """Give all answers to a comment. Raises Gone."""
        return self._answers(comment_id)

    def _answers(self, comment_id: str, **asked: str) -> Iterator[Fields]:
        path = f"/{comment_id}/replies"
        return self.graph.every(path, ANSWER_PAGES, fields=_SAID, limit=COMMENTS, **asked)

    def is_withheld(self) -> bool:
        """Tell whether comments are counted on our newest media and not one of them is shown.

        That is what an app in development mode sees (reported: diwenne/openreply, issue 64).
        """
        path = f"/{self.us().id}/media"
        asked = "id,comments_count,comments.limit(1){id}"
        rows = self.graph.list(path, fields=asked, limit=LOOKED).rows
        shown = any(children(child(row, "comments"), "data") for row in rows)
        return not shown and sum(count(row, "comments_count") for row in rows) >= SUSPECT

    def conversations(self) -> Batch:
        """Return the private conversations in which something was said last, and how much of each nobody has read.

        With Facebook Login they hang on the page. Sources: Graph API, reference/page/conversations; Instagram Platform,
        conversations-api. Raises NotPermitted when there is no page, or the login may not see them.
        """
        path = f"/{self._home()}/conversations"
        return self.graph.list(path, platform="instagram", fields="unread_count", limit=COMMENTS)

    def pushed(self) -> frozenset[str] | None:
        """Return what is pushed to the app's address for us, None where we are not told."""
        return pushed(self.graph, self._home()) if self.page or self.route == INSTAGRAM else None

    def push(self) -> frozenset[str]:
        """Let it be pushed, and return what is. Any field of the page will do: the dashboard chooses among ours."""
        return push(self.graph, self._home(), ("feed",) if self.route == FACEBOOK else ("comments", "live_comments"))

    def _home(self) -> str:
        """Return what private conversations and pushes hang on. Raises NotPermitted when there is no page."""
        if self.route == FACEBOOK and not self.page:
            raise NotPermitted("platform.not_permitted", host=self.graph.http.host, status=200)
        return self.page or "me"

    def gone(self, ids: Sequence[str]) -> set[str]:
        """Return those that are gone. One that is not there spoils a whole batch, so what fails is halved.

        Only what does not answer by itself either, twice, is gone: hidden comments are missing in lists, not here.
        """
        if len(ids) == 1:
            return set(ids) if self._is_gone(ids[0]) and self._is_gone(ids[0]) else set()
        try:
            told = self.graph.get("/", ids=",".join(ids), fields="id")
        except (Gone, Refused):
            half = len(ids) // 2
            return self.gone(ids[:half]) | self.gone(ids[half:])
        return {one for one in ids if one not in told and self._is_gone(one) and self._is_gone(one)}

    def _is_gone(self, remote_id: str) -> bool:
        try:
            self.graph.get(f"/{remote_id}", fields="id")
        except Gone:
            return True
        except Refused:
            return False  # whatever is wrong with the question, it is no word of a deletion
        return False

    def renew(self, left: int) -> None:
        """Renew an Instagram token that has less than `left` µs to live; one of Facebook Login has no end.

        A token must be a day old for that, and one that has ended cannot be renewed. This one call takes the token in
        the query only. Source: Instagram Platform, reference/refresh_access_token.
        """
        until = self._secret.get("until", "")
        if self.route != INSTAGRAM or (until.isdigit() and int(until) - self.clock.now() > left):
            return
        asked = [("grant_type", "ig_refresh_token"), ("access_token", self._secret.get("token", ""))]
        told = record(self.graph.http.request("GET", "/refresh_access_token", params=asked).json)
        token, lives = text(told, "access_token"), number(told, "expires_in")
        if not token or not lives:
            raise self._unreadable()
        self._secret |= {"token": token, "until": str(plus(self.clock.now(), lives * SECOND))}
        if text(told, "permissions"):
            self._secret["scopes"] = text(told, "permissions")
        self._save(dict(self._secret))

    def _account(self) -> str:
        account = self._secret.get("ig_user", "")
        if not account.isdigit():
            raise LoginExpired("platform.login_malformed")
        return account

    def _unreadable(self) -> TryAgain:
        return TryAgain("platform.unreadable", reached=True, host=self.graph.http.host, status=200)


def _from(after: str | None) -> dict[str, str]:
    return {"after": after} if after else {}
