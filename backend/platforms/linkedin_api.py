"""The calls we make to LinkedIn, each one request or a bounded batch of them.

Sources: learn.microsoft.com/linkedin/marketing/community-management, shares/{posts-api,comments-api,reactions-api,
social-metadata-api} and organizations/{organization-lookup-api,organization-access-control-by-role,
organization-social-action-notifications}.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from backend.model.clock import Clock, SystemClock
from backend.platforms.base import Gone, LoginExpired, NotPermitted, Refused, TryAgain
from backend.platforms.fields import Fields, child, children, number, record, text
from backend.platforms.http import TIMEOUT_S, Http
from backend.platforms.linkedin_errors import VERSION, dialect
from backend.platforms.linkedin_urns import Name, encoded, listed

POSTS = 50
COMMENTS = 50
NOTICES = 25
LAP = 5
"""Rows that a page takes again from the one before: an offset shifts when something comes or goes meanwhile."""

BATCH = 50
SINGLY = 10
LONGEST = 40
"""Pages of replies under one comment: more than that is a list that never ends."""

NOTICED = ("COMMENT", "COMMENT_EDIT", "COMMENT_DELETE", "ADMIN_COMMENT")


@dataclass(frozen=True, slots=True)
class Batch:
    """One page of a list, and whether another follows."""

    rows: list[Fields]
    more: bool


class Api:
    """One login's line to one page. `secret` holds its `token` and the page's URN as `organization`.

    `batches`: whether several may be asked for at once, which not every app may; it is tried until it is refused.
    """

    def __init__(
        self, base_url: str, secret: Mapping[str, str], timeout_s: float = TIMEOUT_S, clock: Clock | None = None
    ) -> None:
        self._secret = secret
        self.batches = True
        self._about: Fields | None = None
        self.clock = clock or SystemClock()
        self.http = Http(base_url, headers=self._headers, timeout_s=timeout_s, dialect=dialect, clock=clock)

    def me(self) -> str:
        """Return our page's URN. Raises Refused when none was chosen."""
        urn = self._secret.get("organization", "")
        if not urn.startswith("urn:li:organization:"):
            raise Refused("linkedin.no_page")
        return urn

    def roles(self) -> list[Fields]:
        """Return the roles that whoever logged in has on pages."""
        return self._page("/rest/organizationAcls", "q=roleAssignee&state=APPROVED", 0, 100).rows

    def about(self, *, anew: bool = False) -> Fields:
        """Return what our page is called, as it was first told (or is now, when `anew`); nothing where we may not."""
        if self._about is None or anew:
            try:
                self._about = self._get(f"/rest/organizations/{self.me().rsplit(':', 1)[1]}")
            except NotPermitted:
                self._about = {}
        return self._about

    def posts(self, start: int, count: int = POSTS, *, sort: str = "CREATED") -> Batch:
        """Return a page of our posts, newest first; `sort` LAST_MODIFIED puts the last changed first."""
        return self._page("/rest/posts", f"q=author&author={encoded(self.me())}&sortBy={sort}", start, count)

    def post(self, urn: str) -> Fields:
        """Return one post. Raises Gone."""
        return self._get(f"/rest/posts/{encoded(urn)}")

    def comments(self, urn: str, start: int, count: int = COMMENTS) -> Batch:
        """Return a page of what stands right under a post or comment. Raises Gone."""
        return self._page(f"/rest/socialActions/{encoded(urn)}/comments", "", start, count)

    def replies(self, urn: str) -> Iterator[Fields]:
        """Return all that stands under a comment; some may come twice. Raises Gone."""
        for turn in range(LONGEST):
            batch = self.comments(urn, turn * (COMMENTS - LAP))
            yield from batch.rows
            if not batch.more:
                return

    def comment(self, thread: str, one: str) -> Fields:
        """Return one comment by its number and what it hangs on. Raises Gone."""
        return self._get(comment_path(thread, one))

    def several_comments(self, thread: str, numbers: Sequence[str]) -> dict[str, Fields]:
        """Return those comments of a thread that a batch finds, by their numbers; none where batches are not ours.

        What is missing here must be asked for by itself before it is called gone.
        """
        return self._several(f"/rest/socialActions/{encoded(thread)}/comments", numbers)

    def several_posts(self, urns: Sequence[str]) -> dict[str, Fields]:
        """Return those posts that a batch finds. What is missing must be asked for by itself."""
        return self._several("/rest/posts", urns)

    def metadata(self, urn: str) -> Fields:
        """Return what is counted about a post, and whether its comments are closed. Raises Gone."""
        return self._get(f"/rest/socialMetadata/{encoded(urn)}")

    def comment_counts(self, posts: Sequence[str]) -> dict[str, int]:
        """Return how many comments posts have, replies counted; one that cannot be told is left out.

        Those that no batch tells are asked for one by one, the newest of them only.
        """
        told = self._several("/rest/socialMetadata", posts)
        for one in [one for one in posts if one not in told][:SINGLY]:
            try:
                told[one] = self.metadata(one)
            except Gone:
                continue
        counts = {one: number(child(fields, "commentSummary"), "count") for one, fields in told.items()}
        return {one: count for one, count in counts.items() if count is not None}

    def notices(self, since_ms: int, until_ms: int, start: int) -> Batch:
        """Return a page of what happened to comments in a span of time (both ends in ms). Kept for 60 days."""
        about = f"organizationalEntity={encoded(self.me())}&actions={listed(NOTICED)}"
        span = f"timeRange=(start:{since_ms},end:{until_ms})"
        return self._page("/rest/organizationalEntityNotifications", f"q=criteria&{about}&{span}", start, NOTICES)

    def people(self, ids: Sequence[str]) -> dict[str, Fields]:
        """Return what members are called, by their ids. Raises NotPermitted where the app has no such look-up."""
        found: dict[str, Fields] = {}
        for at in range(0, len(ids), BATCH):
            keys = ",".join(f"(id:{encoded(one)})" for one in ids[at : at + BATCH])
            results = child(self._get(f"/rest/people?ids=List({keys})", "BATCH_GET"), "results")
            found |= {unquote(key).removeprefix("(id:").removesuffix(")"): record(results[key]) for key in results}
        return found

    def find(self, name: Name, *others: str) -> tuple[Fields, str]:
        """Return a comment and what it answered under: its own thread, or one of `others`. Raises Gone.

        A 404 may only mean that LinkedIn knows the comment under its post's other URN.
        """
        for thread in dict.fromkeys((name.thread, *filter(None, others))):
            try:
                return self.comment(thread, name.number), thread
            except Gone:
                continue
        raise Gone("platform.gone", host=self.http.host)

    def _several(self, path: str, names: Sequence[str]) -> dict[str, Fields]:
        found: dict[str, Fields] = {}
        for at in range(0, len(names) if self.batches else 0, BATCH):
            try:
                body = self._get(f"{path}?ids={listed(names[at : at + BATCH])}", "BATCH_GET")
            except NotPermitted:
                self.batches = False  # the Development tier has none; what lacks every right fails by itself, too
                return {}
            except Gone:  # the whole thread, or its name is of the wrong kind: each is asked for by itself
                continue
            results = child(body, "results")
            found |= {unquote(key): record(results[key]) for key in results}
        return {name: found[name] for name in names if found.get(name)}

    def _page(self, path: str, query: str, start: int, count: int) -> Batch:
        window = f"start={start}&count={count}"
        body = self._get(f"{path}?{query}&{window}", "FINDER") if query else self._get(f"{path}?{window}")
        if not isinstance(body.get("elements"), list):
            raise TryAgain("platform.unreadable", reached=True, host=self.http.host, status=200)
        rows, paging = children(body, "elements"), child(body, "paging")
        total = number(paging, "total")
        if any(text(one, "rel") == "next" for one in children(paging, "links")):
            return Batch(rows, more=True)
        return Batch(rows, more=start + count < total if total else len(rows) >= count)

    def _get(self, path: str, method: str = "") -> Fields:
        headers = {"X-RestLi-Method": method} if method else {}
        return record(self.http.request("GET", path, headers=headers).json)

    def _headers(self) -> Mapping[str, str]:
        token = self._secret.get("token", "")
        if not token:
            raise LoginExpired("platform.login_malformed")
        return {
            "Authorization": f"Bearer {token}",
            "Linkedin-Version": VERSION,
            "X-Restli-Protocol-Version": "2.0.0",
        }


def comment_path(thread: str, number: str) -> str:
    """Return the address of a comment."""
    return f"/rest/socialActions/{encoded(thread)}/comments/{number}"


def reaction_path(actor: str, entity: str) -> str:
    """Return the address of somebody's reaction: a key of two parts."""
    return f"/rest/reactions/(actor:{encoded(actor)},entity:{encoded(entity)})"
