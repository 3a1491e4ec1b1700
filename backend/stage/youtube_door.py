"""What stands in front of every door of the stage's YouTube: the day's units, the login, the parameters, and pages.

Source: YouTube Data API v3, docs/errors, getting-started#quota; discovery revision 20261104.
"""

import base64
import binascii
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response

from backend.model.clock import SECOND, Clock
from backend.stage.wire import Json, Refusal, answer, bearer
from backend.stage.world import Said
from backend.stage.youtube_login import Logins

Handler = Callable[[Request], Awaitable[Response]]

_PACIFIC = ZoneInfo("America/Los_Angeles")
_ALWAYS = ("part", "alt", "prettyPrint", "fields", "key", "quotaUser")
_STATUS = {400: "INVALID_ARGUMENT", 401: "UNAUTHENTICATED", 403: "PERMISSION_DENIED", 404: "NOT_FOUND"}


class Error(Refusal):
    """An error in the envelope of Google's APIs."""

    def __init__(self, status: int, reason: str, message: str, domain: str = "youtube.common") -> None:
        named: Json = {"message": message, "domain": domain, "reason": reason}
        error: Json = {"code": status, "message": message, "errors": [named]}
        super().__init__(status, {"error": error | ({"status": _STATUS[status]} if status != 401 else {})})


def missing(what: str) -> Error:
    """Return what is said of a comment or video that is not there."""
    return Error(404, what, "The resource identified by the request could not be found.", "youtube.comment")


class Door:
    """Lets calls in. `units` is what the project may spend in a day, which begins at midnight in California."""

    def __init__(self, logins: Logins, clock: Clock, units: int) -> None:
        self._logins = logins
        self._clock = clock
        self._units = units
        self._day = ""
        self._used = 0

    def opened(self, cost: int, scopes: Sequence[str], names: Sequence[str], handler: Handler) -> Handler:
        """Put everything that any call must pass around a handler. A failed call costs one unit."""

        async def guarded(request: Request) -> Response:
            try:
                self._spend(1)
                self._check(request, scopes, (*_ALWAYS, *names))
                self._spend(cost - 1)
                return await handler(request)
            except Refusal as refusal:
                return answer(refusal.body, refusal.status, refusal.headers)

        return guarded

    def _spend(self, units: int) -> None:
        today = datetime.fromtimestamp(self._clock.now() // SECOND, _PACIFIC).date().isoformat()
        if today != self._day:
            self._day, self._used = today, 0
        if self._used + units > self._units:
            told = "The request cannot be completed because you have exceeded your quota."
            raise Error(403, "quotaExceeded", told, "youtube.quota")
        self._used += units

    def _check(self, request: Request, scopes: Sequence[str], names: Sequence[str]) -> None:
        scope = self._logins.scope_of(bearer(request))
        if scope is None:
            raise Error(401, "authError", "Request had invalid authentication credentials.", "global")
        if not set(scope.split()) & set(scopes):
            raise Error(403, "insufficientPermissions", "Insufficient Permission", "global")
        for name in request.query_params:
            if name not in names:
                raise Error(400, "badRequest", f'Invalid JSON payload received. Unknown name "{name}"', "global")
        if request.method in ("GET", "PUT") and not request.query_params.get("part"):
            raise Error(400, "missingRequiredParameter", "Required parameter: part", "youtube.parameter")


def one_of(request: Request, *names: str) -> str:
    """Return the name of the one filter of these that is given. Raises Error when it is not exactly one."""
    given = [name for name in names if request.query_params.get(name)]
    if not given:
        told = f"No filter selected. Expected one of: {', '.join(names)}"
        raise Error(400, "missingRequiredParameter", told, "youtube.parameter")
    if len(given) > 1:
        told = f"Incompatible parameters specified in the request: {', '.join(given)}"
        raise Error(400, "incompatibleParameters", told, "youtube.parameter")
    return given[0]


def page_of(request: Request, rows: Sequence[Said], most: int, usual: int) -> tuple[list[Said], str]:
    """Return a page of a list, and the token of the next; a token whose row has gone is no longer any."""
    asked = request.query_params.get("maxResults", str(usual))
    if not asked.isdigit() or not 1 <= int(asked) <= most:
        raise Error(400, "invalidValue", f"Invalid value '{asked}'. Values must be within the range", "global")
    start, token = 0, request.query_params.get("pageToken", "")
    if token:
        ids = [row.id for row in rows]
        if _opened(token) not in ids:
            raise Error(400, "invalidPageToken", "The request specifies an invalid page token.", "youtube.parameter")
        start = ids.index(_opened(token)) + 1
    page = list(rows[start : start + int(asked)])
    more = start + len(page) < len(rows)
    return page, _closed(page[-1].id) if more and page else ""


def _closed(row: str) -> str:
    return "QURT" + base64.urlsafe_b64encode(row.encode()).decode()


def _opened(token: str) -> str:
    try:
        return base64.urlsafe_b64decode(token.removeprefix("QURT")).decode()
    except (binascii.Error, ValueError):
        return ""
