"""What stands in front of every door of the stage's Mastodon: the token's scopes, rate limits, and pages of a list."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol, TypeVar
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from backend.model.clock import Clock, iso
from backend.stage.limits import Budget, Left
from backend.stage.mastodon_login import Login, allows
from backend.stage.wire import Refusal, answer, bearer, number

Handler = Callable[[Request], Awaitable[Response]]

_PAGED = ("min_id", "max_id", "since_id", "page")


class HasId(Protocol):
    """A row of a list that is paged by its id."""

    @property
    def id(self) -> str | int:
        """The id, a whole number here."""
        ...


Row = TypeVar("Row", bound=HasId)


class Door:
    """Lets requests in. `requests` is how many a token may make in five minutes, and with pages in fifteen."""

    def __init__(self, login: Login, clock: Clock, requests: int) -> None:
        self._login = login
        self._clock = clock
        self._requests = requests
        self._budgets: dict[tuple[str, str], Budget] = {}

    def opened(self, scope: str | None, handler: Handler) -> Handler:
        """Put login, limits and the words of errors around a handler. Without a scope no token is needed."""

        async def guarded(request: Request) -> Response:
            left = self._take(request)
            told = _limit_headers(left)
            if not left.ok:
                return answer({"error": "Too many requests"}, 429, told)
            try:
                self._check(request, scope)
                reply = await handler(request)
            except Refusal as refusal:
                reply = answer(refusal.body, refusal.status, refusal.headers)
            reply.headers.update(told)
            return reply

        return guarded

    def _check(self, request: Request, scope: str | None) -> None:
        scopes = self._login.scopes_of(request)
        if scope is None:
            return
        if scopes is None:
            raise Refusal(401, {"error": "This method requires an authenticated user"})
        if not allows(scopes, scope):
            raise Refusal(403, {"error": "This action is outside the authorized scopes"})

    def _take(self, request: Request) -> Left:
        """Count a request against every limit that it falls under and tell of the one that is closest."""
        token, lefts = bearer(request), []
        for name, limit, window in (("api", self._requests, 300), ("paged", self._requests, 900)):
            if name == "api" or any(one in request.query_params for one in _PAGED):
                budget = self._budgets.setdefault((token, name), Budget(limit, window, self._clock))
                lefts.append(budget.take())
        return min(lefts, key=lambda left: (left.ok, left.remaining))


def page_of(request: Request, rows: Sequence[Row], usual: int, most: int) -> list[Row]:
    """Return one page, newest first: `min_id` walks forward without gaps, `since_id` and `max_id` look back."""
    asked, limit = request.query_params, number(request, "limit", usual, most)
    above, below = asked.get("min_id") or asked.get("since_id"), asked.get("max_id")
    kept = [row for row in rows if (not above or _whole(row.id) > _whole(above))]
    kept = [row for row in kept if not below or _whole(row.id) < _whole(below)]
    part = kept[:limit] if asked.get("min_id") else kept[-limit:]
    return part[::-1]


def links(request: Request, page: Sequence[Row], usual: int, most: int) -> dict[str, str]:
    """Return the Link header: `next` is older and there while pages are full, `prev` is newer."""
    if not page:
        return {}
    kept = [(n, v) for n, v in request.query_params.multi_items() if n not in _PAGED]

    def link(name: str, value: object, rel: str) -> str:
        return f'<{request.url.replace(query=urlencode([*kept, (name, value)]))}>; rel="{rel}"'

    found = [link("min_id", page[0].id, "prev")]
    if len(page) == number(request, "limit", usual, most):
        found.insert(0, link("max_id", page[-1].id, "next"))
    return {"Link": ", ".join(found)}


def _limit_headers(left: Left) -> dict[str, str]:
    return {
        "X-RateLimit-Limit": str(left.limit),
        "X-RateLimit-Remaining": str(left.remaining),
        "X-RateLimit-Reset": iso(left.resets_at).replace("Z", "000Z"),
    }


def _whole(text: str | int) -> int:
    return int(text) if str(text).isdigit() else 0


def is_true(text: str | None) -> bool:
    """Read a flag as Rails does."""
    return text in ("1", "true", "on")
