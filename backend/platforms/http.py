"""One HTTP client for every platform: a pinned host, no redirects, bounded answers, and one family of errors.

Nothing is retried here, and no exception, log line or repr carries a URL, a body or a header: they may hold tokens.
"""

import json
import logging
import socket
import ssl
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Protocol
from urllib.parse import urlsplit

import httpx

from backend.model.clock import Clock, Micros, SystemClock
from backend.platforms.base import (
    Gone,
    LoginExpired,
    NotPermitted,
    PlatformError,
    Refused,
    Throttled,
    TryAgain,
    Usage,
)
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
        request = self._build(method, path, params, json, content, headers or {})
        status, received, body = self._exchange(request)
        self.meter.note(received)
        if status // 100 == 2:
            return self._answer(status, received, body, blank)
        raise self._error(method, Failure(status, _parsed(body), received, self._clock.now(), self.host))

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
        if not path.startswith("/"):
            raise ValueError("a path starts with a slash")
        if body is not None:
            content = json.dumps(body, ensure_ascii=False)
        sent = {**self._headers(), **extra}
        if content is not None:
            sent.setdefault("Content-Type", "application/json; charset=utf-8")
        if not all(value.isascii() and value.isprintable() for value in sent.values()):
            raise LoginExpired("platform.login_malformed", host=self.host)
        query = httpx.QueryParams(tuple(params)) if params else None
        encoded = None if content is None else content.encode()
        url, guarded = self.base_url + path, dict(guard(encoded or b""))
        return self._client.build_request(method, url, params=query, content=encoded, headers=sent, extensions=guarded)

    def _exchange(self, request: httpx.Request) -> tuple[int, dict[str, str], bytes]:
        trouble: PlatformError
        status = 0
        try:
            response = self._client.send(request, stream=True)
            status = response.status_code
            try:
                body = self._read(response.iter_bytes())
            finally:
                response.close()
            return status, {k.lower(): v for k, v in response.headers.items()}, body
        except TooLate:
            trouble = TryAgain("platform.too_late", reached=False, host=self.host)
        except httpx.TransportError as error:
            trouble = _transport_trouble(error, self.host)
        except httpx.DecodingError:
            trouble = TryAgain("platform.unreadable", reached=True, host=self.host, status=status)
        # Raised outside the handler, so that the error keeps no hold on the request and its headers.
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
            to = _redirect_host(failure.headers.get("location", ""))
            return TryAgain(
                "platform.redirect", reached=True, host=self.host, status=failure.status, to=to or self.host
            )
        if failure.status == 429:
            return Throttled(failure.until(), host=self.host)
        if failure.status == 503 and method == "GET" and told_when(failure.headers, failure.now):
            return Throttled(failure.until(), "platform.busy", host=self.host)
        return _by_status(failure.status, self.host)


def _by_status(status: int, host: str) -> PlatformError:
    if status == 401:
        return LoginExpired("platform.login", host=host, status=status)
    if status == 403:
        return NotPermitted("platform.not_permitted", host=host, status=status)
    if status in (404, 410):
        return Gone("platform.gone", host=host)
    if status in (408, 425) or status >= 500 or status < 400:
        return TryAgain("platform.server_error", reached=True, host=host, status=status)
    return Refused("platform.refused", host=host, status=status)


def _parsed(body: bytes) -> object:
    """Return the JSON value of a body, None when it is none (`null` itself is no answer either)."""
    try:
        value: object = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return value


def _redirect_host(location: str) -> str:
    try:
        host = urlsplit(location).hostname or ""
    except ValueError:
        return ""
    return host[:253] if host.isascii() and host.replace("-", "").replace(".", "").isalnum() else ""


def _transport_trouble(error: httpx.TransportError, host: str) -> PlatformError:
    """Tell what a failed exchange means, by its kind: the texts of these errors may hold URLs and header values."""
    if isinstance(error, httpx.LocalProtocolError):
        return LoginExpired("platform.login_malformed", host=host)
    if isinstance(error, (httpx.ConnectTimeout, httpx.PoolTimeout)):
        return TryAgain("platform.unreachable", reached=False, host=host)
    if isinstance(error, (httpx.ConnectError, httpx.ProxyError, httpx.UnsupportedProtocol)):
        return TryAgain(_connect_code(error), reached=False, host=host)
    if isinstance(error, httpx.TimeoutException):
        return TryAgain("platform.timeout", reached=True, host=host)
    return TryAgain("platform.cut", reached=True, host=host)


def _connect_code(error: BaseException) -> str:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, socket.gaierror):
            return "platform.no_such_host"
        if isinstance(cause, ssl.SSLError):
            return "platform.tls"
        cause = cause.__cause__ or cause.__context__
    return "platform.unreachable"
