"""YouTube: one channel and what is said under its videos, over the Data API v3.

Source: YouTube Data API v3, docs/{channels,videos,commentThreads,comments} (discovery revision 20261104).
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import ClassVar

from backend.model.account import Reach
from backend.model.clock import Micros, SystemClock
from backend.model.inflow import Page
from backend.model.outbox import Intent, Receipt, Wire
from backend.platforms import youtube_outgoing as outgoing
from backend.platforms.base import KnownRoots, NotPermitted, Profile, Saver, Settled, Usage
from backend.platforms.fields import child, from_cursor, line, text
from backend.platforms.http import TIMEOUT_S
from backend.platforms.youtube_api import Api, is_video
from backend.platforms.youtube_can import capabilities
from backend.platforms.youtube_inbox import pull_inbox, pull_posts
from backend.platforms.youtube_login import open_tokens, revoke
from backend.platforms.youtube_rows import HELD
from backend.platforms.youtube_thread import read_thread

DAY = "day"
"""Where the inbox's cursor holds what the day's budget has been used for."""


def open_connector(
    base_url: str, secret: Mapping[str, str], save: Saver, timeout_s: float = TIMEOUT_S
) -> "YoutubeConnector":
    """Return the connector for one channel.

    `secret` holds client_id, client_secret, refresh_token, access_token and expires; `save` keeps the renewed ones.
    """
    return YoutubeConnector(Api(base_url, secret, save, timeout_s))


def end_login(base_url: str, secret: Mapping[str, str]) -> None:
    """End the account's login: see `platforms.end_login`."""
    http = open_tokens(base_url, TIMEOUT_S, SystemClock())
    try:
        revoke(http, secret)
    finally:
        http.close()


class YoutubeConnector:
    """One channel: see `Connector` for what each method promises."""

    platform: ClassVar[str] = "youtube"
    streams: ClassVar[tuple[str, ...]] = ("inbox", "posts")
    pace: ClassVar[float] = 15

    def __init__(self, api: Api) -> None:
        self._api = api

    def check(self) -> Profile:
        """Ask who we are and what we may read; each queue is asked for once."""
        channel = self._api.channel(anew=True)
        snippet, remote_id = child(channel, "snippet"), text(channel, "id")
        name = line(snippet, "title")
        return Profile(
            remote_id=remote_id,
            handle=line(snippet, "customUrl").removeprefix("@") or name or remote_id,
            name=name or remote_id,
            url=f"https://www.youtube.com/channel/{remote_id}",
            base_url=self._api.http.base_url,
            capabilities=capabilities(self._api.clock.now(), self._reach(), self._reach(moderationStatus=HELD)),
        )

    def _reach(self, **of: str) -> Reach:
        try:
            self._api.threads(allThreadsRelatedToChannelId=self._api.me(), **of)
        except NotPermitted:
            return Reach.DENIED
        return Reach.READ

    def pull(self, stream: str, cursor: str | None, since: Micros, known: KnownRoots) -> Page:
        """Read the next page: what others wrote to us ('inbox'), or our videos ('posts')."""
        if stream != "inbox":
            return pull_posts(self._api, cursor, since)
        self._api.quota.learn(child(from_cursor(cursor), DAY))
        page = pull_inbox(self._api, cursor, since, known)
        after = {**from_cursor(page.cursor), DAY: self._api.quota.note()}
        return replace(page, cursor=json.dumps(after, separators=(",", ":")))

    def thread(self, remote_id: str, cursor: str | None = None) -> Page:
        """Read the whole thread around a video or comment: the video with all of its comments, held ones too."""
        return read_thread(self._api, remote_id, cursor)

    def probe(self, remote_ids: Sequence[str]) -> frozenset[str]:
        """Return those of the videos and comments that are gone, rejected ones included."""
        videos = [one for one in remote_ids if is_video(one)]
        comments = [one for one in remote_ids if not is_video(one)]
        there = {text(video, "id") for video in self._api.videos(videos)} | self._api.comments(comments).keys()
        return frozenset(remote_ids) - there

    def prepare(self, intent: Intent) -> Wire:
        """Fix the request for an act."""
        return outgoing.prepare(self._api, intent)

    def send(self, wire: Wire) -> Receipt:
        """Make the request once."""
        return outgoing.send(self._api, wire)

    def settle(self, wire: Wire, first_attempt_at: Micros, now: Micros) -> Settled:
        """Look among the replies of the thread, or at what an act was aimed at."""
        return outgoing.settle(self._api, wire, first_attempt_at, now)

    def usage(self) -> Usage:
        """Return the share of the day's units that this connector has spent."""
        return self._api.http.usage()

    def close(self) -> None:
        """Close connections."""
        self._api.close()
