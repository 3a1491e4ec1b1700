"""YouTube's Data API on the stage, with our channel, and its JSON where the stage cannot show a trap."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from backend.model.clock import Clock
from backend.model.inflow import InComment
from backend.platforms.youtube import YoutubeConnector
from backend.platforms.youtube_api import Api
from tests.platforms.gate import Spoil
from tests.platforms.stage_world import StageWorld
from tests.platforms.world import Inbox


class Remembering(Inbox):
    """Pulls as the worker does, and knows posts as the store does."""

    def known(self, ids: Sequence[str]) -> Mapping[str, str]:
        return {**super().known(ids), **{one: one for one in ids if one in self.posts}}


class YoutubeWorld(StageWorld):
    """See `World`."""

    platform = "youtube"
    writes = "/youtube/v3/comments"
    acts = "/youtube/v3/comments/setModerationStatus"

    def missing_id(self) -> str:
        return "UgzzzzzzzzzzzzzzzzzzzzzzzZ"

    def held(self, text: str, to: str, word: str = "heldForReview", by: str = "lisa") -> str:
        """Somebody writes what YouTube's own filter keeps back."""
        return self._say(text, by=by, to=to, held=word)

    def at(self, clock: Clock) -> YoutubeConnector:
        """Return a connector of ours that lives by a clock."""
        kept = {name: value for name, value in self.secret.items() if name != "expires"}
        return YoutubeConnector(Api(self.gate.url, kept, kept.update, clock=clock))

    def listed(self) -> Any:
        """Return what the list of the channel's threads holds now."""
        me = self.connector.check().remote_id
        asked = {"allThreadsRelatedToChannelId": me, "part": "snippet", "textFormat": "plainText"}
        bearer = {"Authorization": f"Bearer {self.secret['access_token']}"}
        return self.stage.http.get("/youtube/v3/commentThreads", params=asked, headers=bearer).json()

    def read(self, remote_id: str) -> InComment:
        """Return a comment as the inbox brings it."""
        return Inbox(self.connector).until(remote_id).comments[remote_id]

    def asked(self, what: str = "") -> list[str]:
        """Return the paths of the requests so far that hold a text, and forget all."""
        found = [path for _, path, _ in self.gate.seen if what in path]
        self.gate.seen.clear()
        return found


def error(status: int, reason: str) -> Spoil:
    """Return an error as Google's APIs word it."""
    named = {"message": "words", "domain": "youtube", "reason": reason}
    body = {"error": {"code": status, "message": "words", "errors": [named]}}
    return Spoil(status, json.dumps(body), {"Content-Type": "application/json; charset=UTF-8"})


def shown(body: object) -> Spoil:
    """Return an answer with this JSON."""
    return Spoil(200, json.dumps(body), {"Content-Type": "application/json; charset=UTF-8"})
