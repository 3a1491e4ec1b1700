"""Bad weather on demand: answers that are late, cut, HTML, an error, or sent elsewhere. For rehearsals and tests."""

import asyncio
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_HTML = "<!doctype html><title>502 Bad Gateway</title><h1>502 Bad Gateway</h1>"

KINDS = ("status", "throttle", "html", "half", "lost", "redirect", "slow")
"""`half`: nothing is done and half an answer comes; `lost`: it is done and half an answer comes."""


@dataclass(slots=True)
class Fault:
    """What happens to the next `count` requests of a method whose path holds a text. `value`: status or seconds."""

    kind: str
    method: str = ""
    path: str = ""
    count: int = 1
    value: float = 500


class Weather:
    """An ASGI layer that spoils requests. `faults` are used up in order; control requests are never spoiled."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.faults: list[Fault] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or spoil it."""
        fault = self._next(scope) if scope["type"] == "http" else None
        if fault is None:
            await self._app(scope, receive, send)
        elif fault.kind == "slow":
            await asyncio.sleep(fault.value)
            await self._app(scope, receive, send)
        elif fault.kind == "lost":
            await self._app(scope, receive, _discard)
            await _cut(send)
        elif fault.kind == "half":
            await _cut(send)
        else:
            await _spoiled(fault, Request(scope))(scope, receive, send)

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
        return None


def _spoiled(fault: Fault, request: Request) -> Response:
    if fault.kind == "throttle":
        return Response(b'{"error":"Too many requests"}', 429, media_type="application/json")
    if fault.kind == "html":
        return HTMLResponse(_HTML, int(fault.value) if fault.value != 500 else 200)
    if fault.kind == "redirect":
        return RedirectResponse(f"https://elsewhere.example{request.url.path}", 302)
    return Response(b'{"error":"An unexpected error occurred"}', int(fault.value), media_type="application/json")


async def _discard(_message: Message) -> None:
    """Take an answer that nobody will see."""


async def _cut(send: Send) -> None:
    headers = [(b"content-type", b"application/json"), (b"content-length", b"4096")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b'{"id":"1', "more_body": True})
