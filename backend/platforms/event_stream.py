"""Server-Sent Events: an answer that does not end, read within bounds. `httpx_sse` knows the format.

Source: HTML Standard, 9.2 server-sent events.
"""

import contextlib
import socket
import time
from collections.abc import Iterator
from threading import Event

import httpx
from httpx_sse import EventSource

from backend.platforms.base import PlatformError, TryAgain
from backend.platforms.http import Http
from backend.platforms.http_errors import transport_trouble

TYPE = "text/event-stream"

EVENT_CAP = 1024 * 1024
"""Bytes that may come without the end of an event among them."""

BURST = 3000
A_SECOND = 300
"""Lines that may come at once, and in a second in the long run; whoever sends more is read more slowly."""

LONGEST_PAUSE_S = 1.0


class EventStream:
    """One open stream. Read by one thread; `close` may be called from any."""

    def __init__(self, http: Http, path: str, silence_s: float) -> None:
        """Open it. Raises the family; TryAgain when what answers is no stream."""
        self._http = http
        self._response = http.listen(path, TYPE, silence_s)
        self._closed = Event()
        self._left = float(BURST)
        self._at = time.monotonic()
        if TYPE not in self._response.headers.get("Content-Type", ""):
            status = self._response.status_code
            self.close()
            raise TryAgain("platform.unreadable", reached=True, host=http.host, status=status)

    def events(self) -> Iterator[tuple[str, str]]:
        """Yield the name and the data of each event until the other side or `close` ends the stream.

        Raises TryAgain: cut, silent for too long, or an event without an end.
        """
        bounded = httpx.Response(200, headers={"Content-Type": TYPE}, content=self._bytes())
        for one in EventSource(bounded).iter_sse():
            yield one.event, one.data

    def close(self) -> None:
        """End the stream: a reader that waits for more stops waiting. May be called again."""
        self._closed.set()
        taken = self._response.extensions["network_stream"].get_extra_info("socket")
        if isinstance(taken, socket.socket):  # a tunnel in a tunnel has none to give, and ends when it next beats
            with contextlib.suppress(OSError):  # it is closed already
                socket.socket.shutdown(taken, socket.SHUT_RDWR)

    def release(self) -> None:
        """Give the connection back; for the reader, when it has ended."""
        self._response.close()
        self._http.close()

    def _bytes(self) -> Iterator[bytes]:
        trouble: PlatformError | None = None
        waiting = 0
        try:
            for chunk in self._response.iter_raw():
                if self._closed.is_set():
                    break
                waiting = _unended(waiting, chunk)
                if waiting > EVENT_CAP:
                    trouble = TryAgain("platform.too_large", reached=True, host=self._http.host)
                    break
                self._slow_down(chunk.count(b"\n"))
                yield chunk
        except httpx.TransportError as error:
            trouble = None if self._closed.is_set() else transport_trouble(error, self._http.host)
        if trouble is not None:  # outside the handler: the error keeps no hold on the request and its headers
            raise trouble

    def _slow_down(self, lines: int) -> None:
        """Wait when more comes than may: what is not read waits on the other side."""
        now = time.monotonic()
        self._left = min(float(BURST), self._left + (now - self._at) * A_SECOND) - lines
        self._at = now
        if self._left < 0:
            self._closed.wait(min(LONGEST_PAUSE_S, -self._left / A_SECOND))
            self._left = max(self._left, -float(BURST))


def _unended(before: int, chunk: bytes) -> int:
    """Return how many bytes have come since the last event ended; `before` is how many there were without `chunk`."""
    plain = chunk.replace(b"\r", b"")
    end = plain.rfind(b"\n\n")
    return before + len(chunk) if end < 0 else len(plain) - end
