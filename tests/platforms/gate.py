"""A loopback gate before a platform's server: it forwards requests and spoils chosen ones, as networks do.

What it spoils is what no server offers by itself: an answer lost after the work was done, half a body, a page of HTML,
a redirect elsewhere, no answer at all.
"""

import http.client
import re
import socket
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

HTML = "<!DOCTYPE html><html><body><h1>We will be back soon</h1></body></html>"
PATIENCE_S = 30.0
_HOP = {"connection", "transfer-encoding", "content-length", "keep-alive", "host", "accept-encoding", "date", "server"}


@dataclass(frozen=True)
class Spoil:
    """What becomes of a request. `carried_out`: the server does the work, and only then the answer is spoilt.

    `status` 0 means that no answer comes: the line is cut, or (`silent`) stays open and says nothing.
    """

    status: int = 0
    body: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    carried_out: bool = False
    silent: bool = False
    half: bool = False


LOST_ANSWER = Spoil(carried_out=True)
CUT = Spoil()
SILENT = Spoil(silent=True)
ERROR_500 = Spoil(500, '{"error":"Something went wrong"}', {"Content-Type": "application/json"})
HTML_502 = Spoil(502, HTML, {"Content-Type": "text/html"})
HTML_200 = Spoil(200, HTML, {"Content-Type": "text/html"})
HALF_JSON = Spoil(200, '{"id":"1","content":"tru', {"Content-Type": "application/json"})
HALF_BODY = Spoil(200, '{"id":"1","content":"tru', {"Content-Type": "application/json"}, half=True)
ELSEWHERE = Spoil(302, "", {"Location": "https://elsewhere.example/api"})


@dataclass
class _Order:
    spoil: Spoil
    method: str | None
    path: str
    times: int


class Gate:
    """An HTTP server on loopback in front of `target` (a base URL; None: everything unspoilt is a 404)."""

    def __init__(self, target: str | None) -> None:
        self._target = urlsplit(target) if target else None
        self._orders: list[_Order] = []
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self.seen: list[tuple[str, str, str]] = []
        """Every request: method, path with query, body."""
        gate = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def handle_one_request(self) -> None:
                try:
                    super().handle_one_request()
                except (ConnectionError, TimeoutError):
                    self.close_connection = True

            def __getattr__(self, name: str) -> object:
                if name.startswith("do_"):
                    return lambda: gate._pass(self)
                raise AttributeError(name)

            def log_message(self, format: str, *args: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.block_on_close = False
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def spoil(self, spoil: Spoil, *, method: str | None = None, path: str = "", times: int = 1) -> None:
        """Spoil the next `times` requests of a method whose path matches a regular expression."""
        with self._lock:
            self._orders.append(_Order(spoil, method, path, times))

    def clear(self) -> None:
        """Spoil nothing any more."""
        with self._lock:
            self._orders.clear()

    def close(self) -> None:
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)

    def _order(self, method: str, path: str) -> Spoil | None:
        with self._lock:
            for order in self._orders:
                if order.times > 0 and order.method in (None, method) and re.search(order.path, path):
                    order.times -= 1
                    return order.spoil
        return None

    def _pass(self, request: BaseHTTPRequestHandler) -> None:
        length = int(request.headers.get("Content-Length") or 0)
        body = request.rfile.read(length)
        self.seen.append((request.command, request.path, body.decode(errors="replace")))
        spoil = self._order(request.command, request.path)
        if spoil is None or spoil.carried_out:
            status, headers, answer = self._forward(request, body)
            if spoil is None:
                _reply(request, status, headers, answer)
                return
        self._spoilt(request, spoil)

    def _forward(self, request: BaseHTTPRequestHandler, body: bytes) -> tuple[int, dict[str, str], bytes]:
        if self._target is None:
            return 404, {"Content-Type": "application/json"}, b'{"error":"Record not found"}'
        sent = {k: v for k, v in request.headers.items() if k.lower() not in _HOP}
        line = http.client.HTTPConnection(self._target.hostname or "", self._target.port, timeout=PATIENCE_S)
        try:
            line.request(request.command, request.path, body or None, sent)
            answer = line.getresponse()
            content = answer.read()
            return answer.status, {k: v for k, v in answer.getheaders() if k.lower() not in _HOP}, content
        finally:
            line.close()

    def _spoilt(self, request: BaseHTTPRequestHandler, spoil: Spoil) -> None:
        if spoil.silent:
            self._closing.wait(PATIENCE_S)
        if spoil.status:
            _reply(request, spoil.status, spoil.headers, spoil.body.encode(), missing=10 if spoil.half else 0)
        if not spoil.status or spoil.half:
            request.close_connection = True
            request.connection.shutdown(socket.SHUT_RDWR)


def _reply(
    request: BaseHTTPRequestHandler, status: int, headers: Mapping[str, str], body: bytes, missing: int = 0
) -> None:
    request.send_response_only(status)
    for name, value in headers.items():
        request.send_header(name, value)
    request.send_header("Content-Length", str(len(body) + missing))
    request.end_headers()
    request.wfile.write(body)
    request.wfile.flush()
