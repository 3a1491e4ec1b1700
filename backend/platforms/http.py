"""One HTTP client for every platform: a pinned host, no redirects, bounded answers, and one family of errors.

Nothing is retried here, and no exception, log line or repr carries a URL, a body or a header: they may hold tokens.
"""

import json
import logging
import ssl
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Protocol
from urllib.parse import urlsplit

import httpx

from backend.model.clock import Clock, Micros, SystemClock
from backend.platforms.base import LoginExpired, PlatformError, Throttled, TryAgain, Usage
from backend.platforms.http_errors import by_status, redirect_host, transport_trouble
from backend.platforms.leaving import TooLate, guard
from backend.platforms.ratelimit import UsageMeter, come_back, told_when
from backend.platforms.server_name import base_url as checked_base_url
from backend.platforms.server_name import is_loopback

BODY_CAP = 8 * 1024 * 1024
"""Bytes of one decoded answer, unless a platform needs more."""

TIMEOUT_S = 20.0
SLOWEST = 3
"""A whole answer may take this many timeouts: the timeout itself is per read, and a drip would never end."""

Params = Sequence[tuple[str, str | int]]
Headers = Callable[[], Mapping[str, str]]

for _chatty in ("httpx", "httpcore"):
    logging.getLogger(_chatty).setLevel(logging.WARNING)  # their INFO and DEBUG lines hold whole URLs


@dataclass(frozen=True, slots=True)
class Answer:
    """A usable answer (2xx). `json` is its body, None when empty; `headers` have lower-case names."""

    status: int
    json: object = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Failure:
    """An answer that is not 2xx. `json` is its body, None when it is empty, HTML or cut."""

    status: int
    json: object = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    now: Micros
    host: str = ""

    def until(self) -> Micros:
        """Return when a throttled caller may come back (UTC microseconds)."""
        return come_back(self.headers, self.now)


class Dialect(Protocol):
    """How a platform words its failures: the error it means, or None for what the status says by itself."""

    def __call__(self, failure: Failure) -> PlatformError | None:
        """Read one failed answer. Must not put anything of its text into the error but known codes."""
        ...


@cache
def _tls() -> ssl.SSLContext:
    """Return the one TLS context: reading all root certificates costs more than a request."""
    return httpx.create_ssl_context()


class Http:
    """Requests to one host. Safe to use from several threads. Raises only the family of `base`."""

    def __init__(
        self,
        base_url: str,
        *,
        headers: Headers = dict,
        timeout_s: float = TIMEOUT_S,
        dialect: Dialect | None = None,
        body_cap: int = BODY_CAP,
        clock: Clock | None = None,
    ) -> None:
        """Pin the host. `headers` is asked anew for every request (a login may be renewed).

        Without a `dialect` every status means what it says.

        Raises Refused when `base_url` is no address, or not https and not this machine.
        """
        self.base_url = checked_base_url(base_url)
        self.host = urlsplit(self.base_url).hostname or ""
        self._headers = headers
        self._timeout_s = timeout_s
        self._dialect = dialect
        self._body_cap = body_cap
        self._clock = clock or SystemClock()
        self.meter = UsageMeter(self._clock)
        self._client = httpx.Client(
            timeout=httpx.Timeout(timeout_s, connect=min(timeout_s, 10.0)),
            follow_redirects=False,
            verify=_tls(),
            trust_env=not is_loopback(self.host),
            headers={"User-Agent": "Nightdesk", "Accept": "application/json"},
        )

    def __repr__(self) -> str:
        return f"Http({self.base_url!r})"

    def request(
        self,
        method: str,
        path: str,
        *,
        params: Params | None = None,
        json: object = None,
        content: str | None = None,
        headers: Mapping[str, str] | None = None,
        blank: bool = False,
    ) -> Answer:
        """Make one request and return its answer; `content` is sent byte for byte, as JSON unless headers say else.

        `blank` allows an empty 2xx body. Raises the family: TryAgain(reached) tells whether it may have been done.
        """
        return self._asked(self._build(method, path, params, json, content, headers or {}), blank)

    def upload(self, path: str, data: bytes, mime: str, headers: Mapping[str, str] | None = None) -> Answer:
        """Send a file as the whole body. Raises the family."""
        return self._asked(self._made("POST", path, content=data, headers={"Content-Type": mime, **(headers or {})}))

    def submit(self, path: str, file: tuple[str, str, bytes], fields: Mapping[str, str]) -> Answer:
        """Send a form: a file (name of its field, type, bytes) and `fields`. Raises the family."""
        field, mime, data = file
        form = {field: (f"picture.{mime.rpartition('/')[2]}", data, mime)}
        return self._asked(self._made("POST", path, files=form, data=dict(fields)))

    def _asked(self, request: httpx.Request, blank: bool = False) -> Answer:
        status, received, body = self._exchange(request)
        self.meter.note(received)
        if status // 100 == 2:
            return self._answer(status, received, body, blank)
        raise self._error(request.method, Failure(status, _parsed(body), received, self._clock.now(), self.host))

    def listen(self, path: str, accept: str, silence_s: float) -> httpx.Response:
        """Open an answer that does not end, and in which something comes every `silence_s` seconds at the latest.

        Whoever asked reads it raw and closes it. Raises the family when it is not 2xx.
        """
        request = self._build("GET", path, None, None, None, {"Accept": accept, "Accept-Encoding": "identity"})
        response = self._sent(request)
        if response.status_code // 100 == 2:
            request.extensions["timeout"]["read"] = silence_s  # httpcore looks when it begins to read the body
            return response
        try:
            status, received, body = self._whole(response)
        finally:
            response.close()
        raise self._error("GET", Failure(status, _parsed(body), received, self._clock.now(), self.host))

    def elsewhere(self, base_url: str) -> "Http":
        """Return a line to another address with the same login: only for one that this host names as its own."""
        return Http(
            base_url, headers=self._headers, timeout_s=self._timeout_s, dialect=self._dialect, clock=self._clock
        )

    def usage(self) -> Usage:
        """Return the tightest rate limit the last answers told of."""
        return self.meter.usage()

    def close(self) -> None:
        """Close connections."""
        self._client.close()

    def _build(
        self,
        method: str,
        path: str,
        params: Params | None,
        body: object,
        content: str | None,
        extra: Mapping[str, str],
    ) -> httpx.Request:
        if body is not None:
            content = json.dumps(body, ensure_ascii=False)
        typed = {} if content is None else {"Content-Type": "application/json; charset=utf-8"}
        query = httpx.QueryParams(tuple(params)) if params else None
        encoded = None if content is None else content.encode()
        return self._made(method, path, params=query, content=encoded, headers={**typed, **extra})

    def _made(self, method: str, path: str, *, headers: Mapping[str, str] | None = None, **what: Any) -> httpx.Request:
        """Make a request to our host with the account's login."""
        if not path.startswith("/"):
            raise ValueError("a path starts with a slash")
        sent = {**self._headers(), **(headers or {})}
        if not all(value.isascii() and value.isprintable() for value in sent.values()):
            raise LoginExpired("platform.login_malformed", host=self.host)
        guarded = dict(guard(what.get("content") or b""))
        url = self.base_url + path
        return self._client.build_request(method, url, headers=sent, extensions=guarded, **what)

    def _exchange(self, request: httpx.Request) -> tuple[int, dict[str, str], bytes]:
        response = self._sent(request)
        try:
            return self._whole(response)
        finally:
            response.close()

    def _sent(self, request: httpx.Request) -> httpx.Response:
        """Make a request and return its answer, of which only the head has come."""
        trouble: PlatformError
        try:
            return self._client.send(request, stream=True)
        except TooLate:
            trouble = TryAgain("platform.too_late", reached=False, host=self.host)
        except httpx.TransportError as error:
            trouble = transport_trouble(error, self.host)
        # Raised outside the handler, so that the error keeps no hold on the request and its headers.
        raise trouble

    def _whole(self, response: httpx.Response) -> tuple[int, dict[str, str], bytes]:
        """Read the rest of an answer: its status, its headers with lower-case names, its body."""
        trouble: PlatformError
        try:
            body = self._read(response.iter_bytes())
            return response.status_code, {k.lower(): v for k, v in response.headers.items()}, body
        except httpx.TransportError as error:
            trouble = transport_trouble(error, self.host)
        except httpx.DecodingError:
            trouble = TryAgain("platform.unreadable", reached=True, host=self.host, status=response.status_code)
        raise trouble

    def _read(self, chunks: Iterator[bytes]) -> bytes:
        deadline = time.monotonic() + self._timeout_s * SLOWEST
        body = bytearray()
        for chunk in chunks:
            body += chunk
            if len(body) > self._body_cap:
                raise TryAgain("platform.too_large", reached=True, host=self.host)
            if time.monotonic() > deadline:
                raise TryAgain("platform.timeout", reached=True, host=self.host)
        return bytes(body)

    def _answer(self, status: int, headers: Mapping[str, str], body: bytes, blank: bool) -> Answer:
        parsed = _parsed(body)
        if parsed is None and not (blank and not body.strip()):
            raise TryAgain("platform.unreadable", reached=True, host=self.host, status=status)
        return Answer(status, parsed, headers)

    def _error(self, method: str, failure: Failure) -> PlatformError:
        meant = self._dialect(failure) if self._dialect else None
        if meant is not None:
            return meant
        if 300 <= failure.status < 400:
            to = redirect_host(failure.headers.get("location", ""))
            return TryAgain(
                "platform.redirect", reached=True, host=self.host, status=failure.status, to=to or self.host
            )
        if failure.status == 429:
            return Throttled(failure.until(), host=self.host)
        if failure.status == 503 and method == "GET" and told_when(failure.headers, failure.now):
            return Throttled(failure.until(), "platform.busy", host=self.host)
        return by_status(failure.status, self.host)


def _parsed(body: bytes) -> object:
    """Return the JSON value of a body, None when it is none (`null` itself is no answer either)."""
    try:
        value: object = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return value
