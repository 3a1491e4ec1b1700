"""Meta's Graph API, as Facebook, Instagram and Threads speak it: the line to it, its errors, its lists.

Sources: Graph API, guides/error-handling, overview/rate-limiting, securing-requests (v26.0).
"""

import hashlib
import hmac
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from backend.model.clock import Clock
from backend.platforms.base import (
    Duplicate,
    Gone,
    LoginExpired,
    NotPermitted,
    PlatformError,
    Refused,
    Throttled,
    TryAgain,
)
from backend.platforms.fields import Fields, child, children, number, record, text
from backend.platforms.http import TIMEOUT_S, Answer, Failure, Http, Params

VERSION = "v26.0"
"""The Graph version we speak; one lives for about two years."""

PAGE = 100
BATCH = 50
"""Objects asked for at once by their ids (Graph API, overview)."""

_DEAD_LOGIN = (102, 190)
_ROLE_LOST = 492
_WRONG_KIND = "page access token"
"""What the words of a 190 hold when a person's token is used where only the page's will do; it has no code."""

_LAPSED = (3, 10, *range(200, 300))
_THROTTLES = (4, 17, 32, 341, 613, *range(80_000, 80_100))
_GONE = (100, 33)
_NO_SUCH_ID = 803
_AS_PERSON = 1705
_REMOVED = 12
_DUPLICATE = 506
_TEMPORARY = (1, 2)
_TEMPORARY_SUBCODES = (1_363_047, 1_609_010)
_BLOCKED = (368, 1_346_003, 1_404_102)
_BLOCKED_SUBCODES = (1_390_008, 1_346_003, 1_404_102, 2_207_050, 2_207_051)


def dialect(failure: Failure) -> PlatformError | None:
    """Read one failed answer: the error it names, or None for what its status says.

    Meta throttles with a 400 and a code in the body; only the code tells it from a wrong request.
    """
    error = child(record(failure.json), "error")
    code = number(error, "code")
    if code is None:
        return None
    return _meant(code, number(error, "error_subcode") or 0, error, failure)


def _meant(code: int, subcode: int, error: Fields, failure: Failure) -> PlatformError:
    named: dict[str, str | int] = {"host": failure.host, "number": code}
    if code in _BLOCKED or subcode in _BLOCKED_SUBCODES:  # a block for spam comes under the number of a throttle
        return NotPermitted("meta.blocked", **named)
    if code in _THROTTLES:
        return Throttled(failure.until(), host=failure.host)
    if code in _DEAD_LOGIN:
        return _login(subcode, error, failure, named)
    if (code, subcode) == _GONE or code == _NO_SUCH_ID:
        return Gone("platform.gone", host=failure.host)
    if code in _LAPSED:
        return NotPermitted("meta.permission", **named)
    if code == _AS_PERSON:
        return NotPermitted("meta.not_the_page", **named)
    if code == _DUPLICATE:
        return Duplicate("platform.duplicate", host=failure.host)
    if code in _TEMPORARY or subcode in _TEMPORARY_SUBCODES or error.get("is_transient") is True:
        return TryAgain("platform.server_error", reached=True, status=failure.status, **named)
    return Refused("meta.removed" if code == _REMOVED else "meta.refused", **named)


def _login(subcode: int, error: Fields, failure: Failure, named: Mapping[str, str | int]) -> LoginExpired:
    if subcode == _ROLE_LOST:
        return LoginExpired("meta.role_lost", **named)
    if _WRONG_KIND in text(error, "message").lower():
        return LoginExpired("meta.persons_login")
    return LoginExpired("platform.login", host=failure.host, status=failure.status)


@dataclass(frozen=True, slots=True)
class Batch:
    """One page of a list: its rows, and what asks for the next; None at the end (a short page is none)."""

    rows: list[Fields]
    after: str | None


class Graph:
    """One login's line to a Graph host. Paths are given without the version, as `/me/accounts`."""

    def __init__(
        self,
        base_url: str,
        secret: Mapping[str, str],
        *,
        version: str = VERSION,
        timeout_s: float = TIMEOUT_S,
        clock: Clock | None = None,
    ) -> None:
        """`secret` holds `token`, and `app_secret` where calls are to be proven; read anew for every request."""
        self._secret = secret
        self._root = f"/{version}"
        self.http = Http(base_url, headers=self._headers, timeout_s=timeout_s, dialect=dialect, clock=clock)

    def get(self, path: str, **params: str | int) -> Fields:
        """Read one object."""
        return record(self.request("GET", path, params).json)

    def list(self, path: str, **params: str | int) -> Batch:
        """Read one page of a list; `after` in the params goes on.

        `paging.next` is never followed as it stands: it carries the token, and could lead elsewhere.
        """
        body = self.get(path, **params)
        if not isinstance(body.get("data"), list):
            raise TryAgain("platform.unreadable", reached=True, host=self.http.host, status=200)
        paging = child(body, "paging")
        after = text(child(paging, "cursors"), "after") if text(paging, "next") else ""
        return Batch(children(body, "data"), after or None)

    def every(self, path: str, pages: int, **params: str | int) -> Iterator[Fields]:
        """Read a list to its end, at most so many pages of it."""
        for _ in range(pages):
            batch = self.list(path, **params)
            yield from batch.rows
            if batch.after is None:
                return
            params["after"] = batch.after

    def gone(self, ids: Sequence[str]) -> frozenset[str]:
        """Return those of the ids that are gone, asked for 50 at a time: one that is gone spoils the whole answer.

        Then the halves are asked for. What is refused by itself, without being called gone, counts as standing.
        """
        return frozenset(one for start in range(0, len(ids), BATCH) for one in self._gone(ids[start : start + BATCH]))

    def _gone(self, ids: Sequence[str]) -> Iterator[str]:
        try:
            found = self.get("/", ids=",".join(ids), fields="id")
        except (Gone, Refused) as error:
            if len(ids) > 1:
                yield from self._gone(ids[: len(ids) // 2])
                yield from self._gone(ids[len(ids) // 2 :])
            elif isinstance(error, Gone):
                yield ids[0]
            return
        missing = [one for one in ids if one not in found]
        for one in missing if len(ids) > 1 else ():
            yield from self._gone([one])

    def scopes(self) -> frozenset[str] | None:
        """Return the rights of the login, None when the platform does not tell us.

        A token may ask about itself; it must stand in the query, there is no header for it. Source: Graph API,
        reference/debug_token.
        """
        try:
            told = child(self.get("/debug_token", input_token=self._secret.get("token", "")), "data")
        except (NotPermitted, Refused, Gone):
            return None
        rights = told.get("scopes")
        return frozenset(one for one in rights if isinstance(one, str)) if isinstance(rights, list) else None

    def request(
        self,
        method: str,
        path: str,
        params: Mapping[str, str | int] | None = None,
        body: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Make one request; `body` is sent byte for byte, as JSON unless `headers` say else."""
        asked: Params = [*(params or {}).items(), *self._proof()]
        return self.http.request(method, self._root + path, params=asked or None, content=body or None, headers=headers)

    def submit(self, path: str, file: tuple[str, str, bytes], fields: Mapping[str, str]) -> Answer:
        """Send a form with a file: see `Http.submit`."""
        return self.http.submit(self._root + path, file, {**fields, **{name: str(it) for name, it in self._proof()}})

    def _headers(self) -> Mapping[str, str]:
        token = self._secret.get("token", "")
        if not token:
            raise LoginExpired("platform.login_malformed")
        return {"Authorization": f"Bearer {token}"}

    def _proof(self) -> Params:
        """Prove that whoever asks knows the app's secret: without it a stolen token is good for nothing."""
        app_secret, token = self._secret.get("app_secret", ""), self._secret.get("token", "")
        if not app_secret:
            return []
        proof = hmac.new(app_secret.encode(), token.encode(), hashlib.sha256).hexdigest()
        return [("appsecret_proof", proof)]
