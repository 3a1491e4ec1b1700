"""The calls we make to YouTube's Data API, each one request or a bounded batch of them, and counted.

Source: YouTube Data API v3, docs/{channels,playlistItems,videos,comments,commentThreads} (discovery revision 20261104).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from backend.model.clock import Clock, SystemClock
from backend.platforms.base import Gone, LoginExpired, NotPermitted, PlatformError, Saver, Throttled, TryAgain
from backend.platforms.fields import Fields, child, children, maybe_identifier, record, text
from backend.platforms.http import TIMEOUT_S, Answer, Http, Params
from backend.platforms.youtube_errors import QUOTA, dialect
from backend.platforms.youtube_login import Login, open_tokens
from backend.platforms.youtube_quota import FAILED, READ, WRITE, Quota

V3 = "/youtube/v3"
BATCH = 50
"""Ids asked for at once, and uploads in a page."""

PAGE = 100
"""Threads or comments in a page."""

VIDEO_ID = 11
"""Signs of a video's id; a comment's has 26 and more, a community post's 36."""

_COMMENTS: Mapping[str, str] = {"part": "id,snippet", "textFormat": "plainText"}
_THREADS: Mapping[str, str] = {**_COMMENTS, "part": "id,snippet,replies"}


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of a list, and what asks for the next, None at the end."""

    rows: list[Fields]
    after: str | None


def is_video(remote_id: str) -> bool:
    """Tell whether an id is a video's."""
    return len(remote_id) == VIDEO_ID


def thread_of(comment_id: str) -> str:
    """Return the id of the thread that a comment stands in: a reply is named after it, `{thread}.{reply}`."""
    return comment_id.partition(".")[0]


class Api:
    """One account's calls. What never changes (our channel) is asked once. Raises only the family of `base`."""

    def __init__(
        self,
        base_url: str,
        secret: Mapping[str, str],
        save: Saver,
        timeout_s: float = TIMEOUT_S,
        clock: Clock | None = None,
    ) -> None:
        self.clock = clock or SystemClock()
        self.http = Http(base_url, timeout_s=timeout_s, dialect=dialect, clock=self.clock)
        self.quota = Quota(self.clock, self.http.meter)
        self._login = Login(open_tokens(base_url, timeout_s, self.clock), secret, save, self.clock)
        self._channel: Fields | None = None

    def close(self) -> None:
        """Close connections."""
        self.http.close()
        self._login.http.close()

    def channel(self, *, anew: bool = False) -> Fields:
        """Return our own channel. Raises NotPermitted when the Google account has none."""
        if self._channel is None or anew:
            rows = self.read("channels", part="id,snippet,contentDetails", mine="true").rows
            if not rows or maybe_identifier(rows[0], "id") is None:
                raise NotPermitted("youtube.no_channel", host=self.http.host)
            self._channel = rows[0]
        return self._channel

    def me(self) -> str:
        """Return our channel's id."""
        return text(self.channel(), "id")

    def uploads(self, after: str | None = None) -> Listed:
        """Return a page of what we uploaded, newest first: rows that name videos. Who never uploaded has no list."""
        playlist = text(child(child(self.channel(), "contentDetails"), "relatedPlaylists"), "uploads")
        try:
            return self.read("playlistItems", after, part="contentDetails", playlistId=playlist, maxResults=BATCH)
        except Gone:
            return Listed([], None)

    def videos(self, ids: Iterable[str]) -> list[Fields]:
        """Return those of the videos that are there, in the order of their ids."""
        found: dict[str, Fields] = {}
        wanted = list(dict.fromkeys(ids))
        for batch in _batches(wanted):
            rows = self.read("videos", part="snippet,statistics,status", id=",".join(batch)).rows
            found.update({text(row, "id"): row for row in rows})
        return [found[one] for one in wanted if one in found]

    def threads(self, after: str | None = None, **of: str) -> Listed:
        """Return a page of threads, newest first: of a `videoId`, a `postId`, or `allThreadsRelatedToChannelId`.

        Without a `moderationStatus` only what is published comes. `replies` holds a few of a thread's replies only.
        """
        return self.read("commentThreads", after, **_THREADS, **of, order="time", maxResults=PAGE)

    def thread(self, thread_id: str) -> Fields:
        """Return one thread. Raises Gone when its first comment is no longer there."""
        rows = self.read("commentThreads", **_THREADS, id=thread_id).rows
        if not rows:
            raise Gone("platform.gone", host=self.http.host)
        return rows[0]

    def replies(self, thread_id: str, after: str | None = None) -> Listed:
        """Return a page of all replies in a thread."""
        return self.read("comments", after, **_COMMENTS, parentId=thread_id, maxResults=PAGE)

    def comments(self, ids: Iterable[str]) -> dict[str, Fields]:
        """Return those of the comments that are there. Their moderation status is not told."""
        found: dict[str, Fields] = {}
        for batch in _batches(ids):
            rows = self.read("comments", **_COMMENTS, id=",".join(batch)).rows
            found.update({text(row, "id"): row for row in rows})
        return found

    def comment(self, comment_id: str) -> Fields:
        """Return one comment. Raises Gone when it is no longer there."""
        found = self.comments([comment_id])
        if comment_id not in found:
            raise Gone("platform.gone", host=self.http.host)
        return found[comment_id]

    def read(self, resource: str, after: str | None = None, **params: str | int) -> Listed:
        """Read one page of a resource. Raises TryAgain when the answer is no list: nothing must be taken for gone.

        An empty list may come without `items`.
        """
        asked = [*params.items(), *([("pageToken", after)] if after else [])]
        body = record(self.request("GET", f"{V3}/{resource}", params=asked).json)
        if not text(body, "kind").endswith("ListResponse") and not isinstance(body.get("items"), list):
            raise TryAgain("platform.unreadable", reached=True, host=self.http.host, status=200)
        return Listed(children(body, "items"), text(body, "nextPageToken") or None)

    def request(
        self,
        method: str,
        path: str,
        *,
        params: Params | None = None,
        content: str | None = None,
        blank: bool = False,
    ) -> Answer:
        """Make one request, and once more with a new token when the first is refused: nothing was done then."""
        token = self._login.token()
        try:
            return self._counted(method, path, token, params, content, blank)
        except LoginExpired:
            token = self._login.token(refused=token)
        return self._counted(method, path, token, params, content, blank)

    def _counted(
        self,
        method: str,
        path: str,
        token: str,
        params: Params | None,
        content: str | None,
        blank: bool,
    ) -> Answer:
        """Make one request and count what it cost: a lost answer may have cost all of it, a refusal costs a little."""
        units = READ if method == "GET" else WRITE
        bearer = {"Authorization": f"Bearer {token}"}
        try:
            answer = self.http.request(
                method, path, params=params, content=content or None, headers=bearer, blank=blank
            )
        except PlatformError as error:
            self._count_failed(error, units)
            raise
        self.quota.spend(units)
        return answer

    def _count_failed(self, error: PlatformError, units: int) -> None:
        if error.reason.code == QUOTA:
            self.quota.use_up()
        elif isinstance(error, TryAgain):
            self.quota.spend(units if error.reached else 0)
        elif not isinstance(error, Throttled):
            self.quota.spend(FAILED)


def _batches(ids: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(dict.fromkeys(ids))
    while batch := list(islice(rest, BATCH)):
        yield batch
