"""What both wires share in reading requests and writing answers."""

import json
from typing import Any, Protocol
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

Json = dict[str, Any]


class Refusal(Exception):
    """An answer that is an error: its status, body and headers, as the platform words it."""

    def __init__(self, status: int, body: Json, headers: dict[str, str] | None = None) -> None:
        super().__init__(status)
        self.status = status
        self.body = body
        self.headers = headers or {}


class Dialect(Protocol):
    """One platform's wire: its doors, and what happens to our login there."""

    def routes(self) -> list[Route]:
        """Return all of its doors."""
        ...

    def give(self, asked: Json) -> Json:
        """Give us a login at once, as the worker keeps it; `asked` may narrow it (`scopes`)."""
        ...

    def holds(self, name: str) -> bool:
        """Tell whether a token, or whatever else a request names, is of this account of ours."""
        ...

    def forget(self) -> None:
        """Make our logins worthless."""
        ...


def answer(body: object, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """Return a JSON answer; text that is not valid Unicode goes out escaped, as real servers send it."""
    raw = json.dumps(body, ensure_ascii=True, separators=(",", ":")).encode()
    return Response(raw, status, headers, media_type="application/json; charset=utf-8")


async def fields(request: Request) -> Json:
    """Return a request's fields, whether it came as JSON or as a form. An unreadable body has none."""
    body = await request.body()
    if request.headers.get("content-type", "").startswith("application/json"):
        try:
            value = json.loads(body or b"{}")
        except ValueError:
            value = {}
        return value if isinstance(value, dict) else {}
    form = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)
    return {name: values if name.endswith("[]") else values[-1] for name, values in form.items()}


def bearer(request: Request) -> str:
    """Return the token of the Authorization header, empty when there is none."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def number(request: Request, name: str, usual: int, most: int) -> int:
    """Return a whole-number parameter between 1 and `most`."""
    text = request.query_params.get(name, "")
    return min(max(int(text), 1), most) if text.isdigit() and len(text) < 9 else usual
