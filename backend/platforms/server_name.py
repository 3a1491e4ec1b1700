"""A server's name as people type it, turned into the one base URL that requests are pinned to."""

import ipaddress
import re
from urllib.parse import SplitResult, urlsplit

import idna

from backend.platforms.base import Refused

_HOST = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*\.?")


def base_url(text: str) -> str:
    """Return `scheme://host[:port]` for what somebody typed: a host, any address on it, or `@me@host`.

    https is assumed, and required unless the host is this very machine (a rehearsal server). Raises Refused with
    `platform.bad_address` or `platform.insecure`.
    """
    parts = _split(text.strip())
    host = _host(parts)
    loopback = is_loopback(host)
    if parts.scheme == "http" and not loopback:
        raise Refused("platform.insecure", host=host)
    scheme = "http" if loopback and parts.scheme != "https" else "https"
    shown = f"[{host}]" if ":" in host else host
    port = _port(parts)
    return f"{scheme}://{shown}" if port is None else f"{scheme}://{shown}:{port}"


def is_loopback(host: str) -> bool:
    """Tell whether a host is this machine: `localhost`, `*.localhost` (RFC 6761) or a loopback address."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    return is_address(host) and ipaddress.ip_address(host).is_loopback


def is_address(host: str) -> bool:
    """Tell whether a host is an address and no name."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _split(text: str) -> SplitResult:
    if "://" not in text:
        authority, slash, rest = text.partition("/")
        text = f"//{authority.rsplit('@', 1)[-1]}{slash}{rest}"
    try:
        parts = urlsplit(text)
    except ValueError:
        raise Refused("platform.bad_address") from None
    if parts.scheme not in ("", "http", "https") or "@" in parts.netloc:
        raise Refused("platform.bad_address")
    return parts


def _port(parts: SplitResult) -> int | None:
    try:
        return parts.port
    except ValueError:
        raise Refused("platform.bad_address") from None


def _host(parts: SplitResult) -> str:
    host = (parts.hostname or "").rstrip(".")
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        pass
    if not host.isascii():
        try:
            host = idna.encode(host, uts46=True).decode()
        except idna.IDNAError:
            raise Refused("platform.bad_address") from None
    if len(host) > 253 or not _HOST.fullmatch(host):
        raise Refused("platform.bad_address")
    return host
