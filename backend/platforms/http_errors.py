"""What a failed exchange means where the platform has no words of its own for it.

The texts of these errors may hold URLs and header values: nothing of them is kept but the kind.
"""

import socket
import ssl
from urllib.parse import urlsplit

import httpx

from backend.platforms.base import Gone, LoginExpired, NotPermitted, PlatformError, Refused, TryAgain


def by_status(status: int, host: str) -> PlatformError:
    """Return what a status says by itself."""
    if status == 401:
        return LoginExpired("platform.login", host=host, status=status)
    if status == 403:
        return NotPermitted("platform.not_permitted", host=host, status=status)
    if status in (404, 410):
        return Gone("platform.gone", host=host)
    if status in (408, 425) or status >= 500 or status < 400:
        return TryAgain("platform.server_error", reached=True, host=host, status=status)
    return Refused("platform.refused", host=host, status=status)


def redirect_host(location: str) -> str:
    """Return the host that a redirect leads to, empty when it is none that can be shown."""
    try:
        host = urlsplit(location).hostname or ""
    except ValueError:
        return ""
    return host[:253] if host.isascii() and host.replace("-", "").replace(".", "").isalnum() else ""


def transport_trouble(error: httpx.TransportError, host: str) -> PlatformError:
    """Return what it means that no whole answer came, by its kind."""
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
