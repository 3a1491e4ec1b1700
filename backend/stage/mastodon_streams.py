"""Mastodon's streams on the stage: Server-Sent Events of what happens around us, and of what goes wrong with them.

Source: mastodon/mastodon, streaming/index.js (heartbeats, scopes, the words of its refusals).
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from backend.stage import mastodon_views as views
from backend.stage.mastodon_login import Login, allows
from backend.stage.script import Wire
from backend.stage.wire import Json, Refusal, answer, bearer
from backend.stage.world import Said, World

BEAT_S = 15.0
"""Between two heartbeats."""

WAITING = 10_000
"""Pieces that wait for a slow reader: who does not read is forgotten then."""

Line = asyncio.Queue[bytes]

_HEADERS = {"Cache-Control": "private, no-store", "X-Accel-Buffering": "no"}

FLOOD = 4000
_MENTION = '{"id":"1","type":"mention","status":{"id":"%d"}}'

_SPOILT: dict[str, Callable[[], list[bytes]]] = {
    "half": lambda: [b'event: notification\ndata: {"id":"1","type":"men', b""],
    "cut": lambda: [b""],
    "garbage": lambda: [b"\x00\xff\xfe{]\n\nevent\ndata\n\nevent: notification\ndata: [[[\n\n"],
    "huge": lambda: [b"data: " + b"x" * 65_536] * 64,
    "flood": lambda: [_event("notification", _MENTION % number) for number in range(FLOOD)],
}
"""What may come instead of events; an empty piece ends the stream."""


class Streams:
    """The open streams of our own account."""

    def __init__(self, world: World, login: Login) -> None:
        self._world = world
        self._login = login
        self._open: dict[Line, bool] = {}  # whether it has the home timeline too
        self._beat_s = BEAT_S
        self._opened = 0
        world.watchers.append(self._tell)

    def routes(self) -> list[Route]:
        """Return the doors of the streaming server."""
        return [
            Route("/api/v1/streaming/health", self.health),
            Route("/api/v1/streaming/user", self.user),
            Route("/api/v1/streaming/user/notification", self.notifications),
        ]

    async def health(self, _request: Request) -> Response:
        """Say that it runs."""
        return PlainTextResponse("OK")

    async def user(self, request: Request) -> Response:
        """Open a stream of the home timeline and the notifications."""
        return self._stream(request, "read:statuses", home=True)

    async def notifications(self, request: Request) -> Response:
        """Open a stream of the notifications alone."""
        return self._stream(request, "read:notifications", home=False)

    def control(self, asked: Json) -> Json:
        """Do something to all open streams: a `kind` of _SPOILT; `beat_s` is how often they beat from now on.

        Tells how many are open, and how many were ever opened.
        """
        self._beat_s = float(asked.get("beat_s", self._beat_s))
        if asked.get("kind"):
            for piece in _SPOILT[asked["kind"]]():
                self._send(piece)
        return {"open": len(self._open), "opened": self._opened}

    def _stream(self, request: Request, scope: str, *, home: bool) -> Response:
        try:
            self._check(request, scope)
        except Refusal as refusal:
            return answer(refusal.body, refusal.status)
        return StreamingResponse(self._pieces(home=home), media_type="text/event-stream", headers=_HEADERS)

    def _check(self, request: Request, scope: str) -> None:
        if not bearer(request):
            raise Refusal(401, {"error": "Missing access token"})
        try:
            scopes = self._login.scopes_of(request) or ""
        except Refusal:
            raise Refusal(401, {"error": "Invalid access token"}) from None
        if not allows(scopes, scope):
            raise Refusal(401, {"error": "Access token does not have the required scopes"})

    async def _pieces(self, *, home: bool) -> AsyncIterator[bytes]:
        line: Line = asyncio.Queue(WAITING)
        self._open[line] = home
        self._opened += 1
        try:
            yield b":)\n"
            while piece := await self._next(line):
                yield piece
        finally:
            self._open.pop(line, None)

    async def _next(self, line: Line) -> bytes:
        try:
            return await asyncio.wait_for(line.get(), self._beat_s)
        except TimeoutError:
            return b":thump\n"

    def _tell(self, verb: str, said: Said) -> None:
        """Tell of what was said, edited or taken away, if it is told to us at all."""
        if said.wire is not Wire.MASTODON or not self._open:
            return
        if verb == "add":
            for notice in self._world.notices(Wire.MASTODON)[-2:]:
                if notice.said is said:
                    self._send(_event("notification", _compact(views.notification(self._world, notice))))
        if verb == "add" and said.by is self._world.us:
            self._send(_event("update", _compact(views.status(self._world, said))), home=True)
        if verb == "edited" and said.by is self._world.us:
            self._send(_event("status.update", _compact(views.status(self._world, said))), home=True)
        if verb == "remove" and self._world.us in (said.by, *said.mentions):
            self._send(_event("delete", said.id), home=True)

    def _send(self, piece: bytes, *, home: bool = False) -> None:
        for line, has_home in list(self._open.items()):
            if not home or has_home:
                self._put(line, piece)

    def _put(self, line: Line, piece: bytes) -> None:
        try:
            line.put_nowait(piece)
        except asyncio.QueueFull:
            self._open.pop(line, None)


def _event(name: str, data: str) -> bytes:
    return f"event: {name}\ndata: {data}\n\n".encode()


def _compact(body: Json) -> str:
    return json.dumps(body, separators=(",", ":"))
