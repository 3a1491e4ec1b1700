"""What stands before the door: so many calls an address, so many bytes a body, so many seconds a sender, no replays."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable
from ipaddress import ip_address, ip_network

from starlette.requests import ClientDisconnect, Request

BODY = 1024 * 1024
"""Bytes of a body. Meta's largest batch has 1000 updates of a few hundred bytes each."""

PATIENCE_S = 10.0
"""How long a sender may take, for the head of a request and again for its body (seconds)."""

BURST = 60
A_SECOND = 20.0
"""An address may call so often at once, and so many times a second in the long run."""

ADDRESSES = 10_000
"""Addresses that are remembered; the one that was quiet the longest is forgotten first."""

REPLAY_S = 240.0
"""How long a push is remembered (seconds): LinkedIn sends again after 300 what it takes for lost."""

REMEMBERED = 20_000

Monotonic = Callable[[], float]


class Refused(Exception):
    """A call is not taken: the HTTP status, and the word by which it is counted."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status
        self.why = why


class Buckets:
    """A bucket of tokens for each address."""

    def __init__(self, now: Monotonic = time.monotonic) -> None:
        self._now = now
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, address: str) -> None:
        """Take a token for a call. Raises Refused (429) when there is none left."""
        name, now = _neighbourhood(address), self._now()
        left, at = self._left.pop(name, (float(BURST), now))
        left = min(float(BURST), left + (now - at) * A_SECOND)
        self._left[name] = (left - 1 if left >= 1 else left, now)
        if len(self._left) > ADDRESSES:
            self._left.popitem(last=False)
        if left < 1:
            raise Refused(429, "flood")


class Memory:
    """Remembers names for a while: signatures that were taken, notifications that were heard."""

    def __init__(self, now: Monotonic = time.monotonic) -> None:
        self._now = now
        self._met: OrderedDict[str, float] = OrderedDict()

    def __contains__(self, name: str) -> bool:
        return self._now() - self._met.get(name, float("-inf")) < REPLAY_S

    def add(self, name: str) -> bool:
        """Remember a name from now on. Returns whether it was not remembered yet."""
        if name in self:
            return False
        self._met[name] = self._now()
        self._met.move_to_end(name)
        if len(self._met) > REMEMBERED:
            self._met.popitem(last=False)
        return True


async def body_of(request: Request) -> bytes:
    """Read a whole body. Raises Refused: 413 for one too large (before more is read), 408 for a slow one, 400."""
    said = request.headers.get("content-length", "0")
    if not said.isdigit() or len(said) > 12:
        raise Refused(400, "length")
    if int(said) > BODY:
        raise Refused(413, "too large")
    read = bytearray()
    try:
        async with asyncio.timeout(PATIENCE_S):
            async for piece in request.stream():
                read += piece
                if len(read) > BODY:
                    raise Refused(413, "too large")
    except TimeoutError:
        raise Refused(408, "slow") from None
    except ClientDisconnect:
        raise Refused(400, "gone") from None
    return bytes(read)


def _neighbourhood(address: str) -> str:
    """Return what counts as one sender: an address, of the sixth version its /64, which is one house's."""
    try:
        found = ip_address(address)
    except ValueError:
        return ""
    return str(found) if found.version == 4 else str(ip_network((found, 64), strict=False))
