"""Bad weather on demand: answers that are late, cut, HTML, an error, or sent elsewhere. For rehearsals and tests."""

import asyncio
import json
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from email.utils import formatdate
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from backend.model.clock import SECOND, Clock
from backend.stage.wire import Json, answer, bearer

if TYPE_CHECKING:
    from backend.stage.storm import Storm

_HTML = "<!doctype html><title>502 Bad Gateway</title><h1>502 Bad Gateway</h1>"

STORMY = ("status", "throttle", "html", "half", "lost", "redirect", "reset", "expired", "shuffled", "skewed")
"""What a storm is made of."""

KINDS = (*STORMY, "slow")
"""`half`: nothing is done and half an answer comes; `lost`: it is done and half an answer comes; `reset`: it is done,
and the connection breaks in the middle of the answer; `expired`: the login is said to have run out; `shuffled`: a list
comes in another order; `skewed`: the answer's date is wrong."""

Hang = Callable[[Any], None]
"""Breaks the connection from an address (`scope["client"]`) without a word."""

_LISTS = ("data", "items", "elements", "notifications", "posts", "feed", "descendants")
"""Under which name platforms put the rows of a list, where the answer is not the list itself."""

_EXPIRED: tuple[tuple[str, int, Json], ...] = (
    ("/xrpc/com.atproto.server", 0, {}),
    ("/xrpc/", 400, {"error": "ExpiredToken", "message": "Token has expired"}),
    ("/api/", 401, {"error": "The access token is invalid"}),
    ("/rest/", 401, {"status": 401, "code": "EXPIRED_ACCESS_TOKEN", "serviceErrorCode": 65602, "message": "expired"}),
    ("/youtube/", 401, {"error": {"code": 401, "message": "Invalid Credentials", "errors": [{"reason": "authError"}]}}),
    ("/v", 400, {"error": {"code": 190, "error_subcode": 463, "message": "Session has expired"}}),
)
"""How each platform says that a login has run out, by how its paths begin; 0 where no login is asked for."""


@dataclass(slots=True)
class Fault:
    """What happens to the next `count` requests of a method whose path holds a text.

    `value`: a status, or seconds (how late it is, how long a throttled caller is to stay away, how wrong a clock is).
    """

    kind: str
    method: str = ""
    path: str = ""
    count: int = 1
    value: float = 500


class Weather:
    """An ASGI layer that spoils requests. `faults` are used up in order; control requests are never spoiled."""

    def __init__(self, app: ASGIApp, clock: Clock) -> None:
        self._app = app
        self._clock = clock
        self.faults: list[Fault] = []
        self.storm: Storm | None = None
        self.hang_up: Hang | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or spoil it."""
        fault = self._next(scope) if scope["type"] == "http" else None
        if fault is None:
            await self._app(scope, receive, send)
        else:
            await self._spoil(fault, scope, receive, send)

    async def _spoil(self, fault: Fault, scope: Scope, receive: Receive, send: Send) -> None:
        known: dict[str, Callable[[], Awaitable[None]]] = {
            "slow": lambda: self._late(fault, scope, receive, send),
            "lost": lambda: self._lost(scope, receive, send),
            "half": lambda: _cut(send),
            "reset": lambda: self._reset(scope, receive, send),
            "shuffled": lambda: self._app(scope, receive, _Shuffling(send, int(fault.value))),
            "skewed": lambda: self._app(scope, receive, dated(send, self._clock, fault.value)),
        }
        special = known.get(fault.kind)
        if special is not None:
            await special()
        else:
            await _spoiled(fault, Request(scope))(scope, receive, dated(send, self._clock))

    async def _late(self, fault: Fault, scope: Scope, receive: Receive, send: Send) -> None:
        await asyncio.sleep(fault.value)
        await self._app(scope, receive, send)

    async def _lost(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app(scope, receive, _discard)
        await _cut(send)

    async def _reset(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._lost(scope, receive, send)
        if self.hang_up is not None:
            self.hang_up(scope.get("client"))

    def _next(self, scope: Scope) -> Fault | None:
        path: str = scope["path"]
        if path.startswith("/_stage"):
            return None
        for fault in self.faults:
            if fault.method in ("", scope["method"]) and fault.path in path:
                fault.count -= 1
                if fault.count <= 0:
                    self.faults.remove(fault)
                return fault
        if self.storm is None:
            return None
        login = bearer(Request(scope)) if _expired(path)[0] else ""
        return self.storm.deal(scope["method"], path, login)


def _spoiled(fault: Fault, request: Request) -> Response:
    if fault.kind == "throttle":
        after = {"Retry-After": str(int(fault.value))} if fault.value != 500 else {}
        return Response(b'{"error":"Too many requests"}', 429, after, media_type="application/json")
    if fault.kind == "html":
        return HTMLResponse(_HTML, int(fault.value) if fault.value != 500 else 200)
    if fault.kind == "redirect":
        return RedirectResponse(f"https://elsewhere.example{request.url.path}", 302)
    if fault.kind == "expired":
        status, body = _expired(request.url.path)
        return answer(body, status or 401)
    return Response(b'{"error":"An unexpected error occurred"}', int(fault.value), media_type="application/json")


def _expired(path: str) -> tuple[int, Json]:
    return next(((status, body) for start, status, body in _EXPIRED if path.startswith(start)), (0, {}))


async def _discard(_message: Message) -> None:
    """Take an answer that nobody will see."""


async def _cut(send: Send) -> None:
    headers = [(b"content-type", b"application/json"), (b"content-length", b"4096")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b'{"id":"1', "more_body": True})


def dated(send: Send, clock: Clock, ahead_s: float = 0) -> Send:
    """Return what sends on with the date of a clock, when it is wrong by so many seconds."""

    async def with_date(message: Message) -> None:
        if message["type"] == "http.response.start":
            date = formatdate(clock.now() / SECOND + ahead_s, usegmt=True).encode()
            kept = [(name, value) for name, value in message.get("headers", ()) if name.lower() != b"date"]
            message = {**message, "headers": [*kept, (b"date", date)]}
        await send(message)

    return with_date


class _Shuffling:
    """Sends on with the rows of the list in another order: the answer is held until it is whole."""

    def __init__(self, send: Send, seed: int) -> None:
        self._send = send
        self._dice = random.Random(seed)  # noqa: S311 - the same order every time
        self._start: Message = {}
        self._body = b""

    async def __call__(self, message: Message) -> None:
        """Take one message of the answer."""
        if message["type"] == "http.response.start":
            self._start = message
            return
        self._body += message.get("body", b"")
        if message.get("more_body"):
            return
        body = self._shuffled(self._body)
        kept = [(name, value) for name, value in self._start["headers"] if name.lower() != b"content-length"]
        headers = [*kept, (b"content-length", str(len(body)).encode())]
        await self._send({**self._start, "headers": headers if self._body else self._start["headers"]})
        await self._send({"type": "http.response.body", "body": body})

    def _shuffled(self, body: bytes) -> bytes:
        try:
            value = json.loads(body)
        except ValueError:
            return body
        named = (value[name] for name in _LISTS if isinstance(value.get(name), list)) if isinstance(value, dict) else ()
        for rows in [value] if isinstance(value, list) else named:
            self._dice.shuffle(rows)
        return json.dumps(value, separators=(",", ":")).encode()
