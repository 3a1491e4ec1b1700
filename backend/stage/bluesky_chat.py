"""Bluesky's private messages on the stage: the chat service behind our server, of which only the list is there.

Sources: lexicons chat.bsky.convo.{listConvos,defs}; pds, pipethrough (an app password must have been made for it).
"""

from starlette.requests import Request
from starlette.responses import Response

from backend.stage import bluesky_views as views
from backend.stage.ids import snowflake
from backend.stage.script import Wire
from backend.stage.wire import Json, Refusal, answer, number
from backend.stage.world import World

SERVICE = "did:web:api.bsky.chat#bsky_chat"


class Chat:
    """Our conversations: as many as the deeds say that nobody has read, and one that somebody has."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def list(self, request: Request) -> Response:
        """List conversations, those with something unread alone when that is asked for."""
        deeds = self._world.deeds[Wire.BLUESKY]
        if request.headers.get("atproto-proxy") != SERVICE:
            raise Refusal(501, {"error": "MethodNotImplemented", "message": "Method Not Implemented"})
        if deeds.shut_out:
            raise Refusal(400, {"error": "InvalidToken", "message": "Bad token method"})
        rows = [self._conversation(place, 1) for place in range(deeds.unread)]
        if request.query_params.get("readState") != "unread":
            rows.append(self._conversation(deeds.unread, 0))
        return answer({"convos": rows[: number(request, "limit", 50, 100)]})

    def _conversation(self, place: int, unread: int) -> Json:
        others = [person for person in self._world.people.values() if person is not self._world.us]
        with_whom = others[place % len(others)]
        return {
            "id": str(snowflake(self._world.now(), place)),
            "rev": f"2222222222{place:03d}",
            "members": [views.basic(self._world, person) for person in (self._world.us, with_whom)],
            "muted": False,
            "status": "accepted",
            "unreadCount": unread,
        }
