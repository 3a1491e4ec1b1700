"""Showing a link so that nobody is fooled by it: the host whole, in both forms, and what is odd about it said."""

import ipaddress
import unicodedata
from urllib.parse import urlsplit

from backend.model.value import dataclass

_EAST_ASIAN = frozenset({"CJK", "HIRAGANA", "KATAKANA", "HANGUL", "LATIN"})
"""Scripts that honest hosts write beside each other."""


@dataclass(frozen=True, slots=True)
class ShownLink:
    """A link as it is shown: its text, the host in its other form when it has one, and warnings as codes.

    Warnings: `scheme` (not http or https), `user` (something before an @), `address` (a bare IP number), `port`,
    `mixed` (scripts mixed in one word of the host), `broken`.
    """

    text: str
    other_host: str | None
    warnings: tuple[str, ...]


def shown_link(url: str, width: int = 200) -> ShownLink:
    """Take a link apart for showing. Never raises: what cannot be read is shown as it is with the warning `broken`."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        port = parts.port
    except ValueError:
        return ShownLink(_middle(url, width), None, ("broken",))
    found = []
    if parts.scheme not in ("http", "https"):
        found.append("scheme")
    if "@" in parts.netloc:
        found.append("user")
    if _is_address(host):
        found.append("address")
    if port is not None:
        found.append("port")
    readable = _decoded(host)
    if any(_mixed(label) for label in readable.split(".")):
        found.append("mixed")
    return ShownLink(_middle(url, width), _other(host, readable), tuple(found))


def _middle(url: str, width: int) -> str:
    """Shorten the path in its middle; the host is at the start and stays."""
    return url if len(url) <= width else f"{url[: width * 2 // 3]}…{url[-(width // 3) :]}"


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _decoded(host: str) -> str:
    import idna

    try:
        return idna.decode(host) if "xn--" in host else host
    except (idna.IDNAError, UnicodeError):
        return host


def _other(host: str, readable: str) -> str | None:
    """Return the form the link does not show: `xn--…` for a written-out host, the words for an encoded one."""
    import idna

    if readable != host:
        return readable
    if host.isascii():
        return None
    try:
        return idna.encode(host, uts46=True).decode()
    except (idna.IDNAError, UnicodeError):
        return None


def _mixed(label: str) -> bool:
    """Tell whether letters of more than one script stand in one label (Latin beside Cyrillic is the usual trick)."""
    scripts = {unicodedata.name(char, "").split(" ")[0] for char in label if char.isalpha()}
    return len(scripts) > 1 and not scripts <= _EAST_ASIAN
