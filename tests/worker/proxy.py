"""A TCP proxy between the worker and a real server, which can hold, cut or halve a request and its answer at will."""

import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum


class Fault(StrEnum):
    """What happens to one exchange."""

    NONE = "none"
    CUT_BEFORE = "cut before"  # the connection ends before the server has the request
    CUT_AFTER = "cut after"  # the server has carried it out, the answer never comes
    HALF = "half"  # half of the answer comes, then the connection ends
    HOLD_BEFORE = "hold before"  # the request is held back, then goes on
    HOLD_AFTER = "hold after"  # the answer is held back, then goes on


@dataclass
class Plan:
    """What to do with the next exchange. `hold_s` in seconds; `last` ends the connection in good order after it."""

    fault: Fault = Fault.NONE
    hold_s: float = 0.0
    last: bool = False


Planner = Callable[[bytes], Plan]
"""Decides on an exchange by the request's first bytes."""


def untouched(_request: bytes) -> Plan:
    """Let everything through."""
    return Plan()


@dataclass
class Proxy:
    """Listens on a free port of this machine and speaks to `upstream` (host, port). One thread a connection."""

    upstream: tuple[str, int]
    planner: Planner = untouched
    seen: list[bytes] = field(default_factory=list)
    _closing: threading.Event = field(default_factory=threading.Event)
    _shut: threading.Event = field(default_factory=threading.Event)
    _resting: threading.Event = field(default_factory=threading.Event)
    _waiting: socket.socket | None = None
    _threads: list[threading.Thread] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(0.2)
        self.port: int = self._listener.getsockname()[1]
        self._accepting = threading.Thread(target=self._accept, name="proxy", daemon=True)
        self._accepting.start()

    @property
    def url(self) -> str:
        """Where the worker is sent."""
        return f"http://127.0.0.1:{self.port}"

    def shut(self) -> None:
        """Let nobody in: who connects from now on keeps trying, as with a network that loses packets."""
        self._shut.set()
        self._resting.wait(5)
        self._listener.listen(0)
        self._waiting = socket.create_connection(("127.0.0.1", self.port), timeout=5)  # the queue is full with it

    def open(self) -> None:
        """Let everybody in again, those too who have been trying."""
        if self._waiting is not None:
            self._waiting.close()
        self._listener.listen()
        self._shut.clear()

    def close(self) -> None:
        """End all connections."""
        self._closing.set()
        self._accepting.join(5)
        self._listener.close()
        for thread in self._threads:
            thread.join(5)

    def _accept(self) -> None:
        while not self._closing.is_set():
            if self._shut.is_set():
                self._resting.set()
                self._closing.wait(0.02)
                continue
            try:
                client, _ = self._listener.accept()
            except OSError:
                continue
            self._threads = [one for one in self._threads if one.is_alive()]
            thread = threading.Thread(target=self._serve, args=(client,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, client: socket.socket) -> None:
        with client:
            client.settimeout(0.2)
            while not self._closing.is_set():
                request = read_message(client, self._closing)
                if not request or not self._exchange(client, request):
                    return

    def _exchange(self, client: socket.socket, request: bytes) -> bool:
        """Carry one exchange. Returns whether the connection goes on."""
        self.seen.append(request)
        plan = self.planner(request)
        if plan.fault is Fault.CUT_BEFORE:
            return False
        if plan.fault is Fault.HOLD_BEFORE:
            self._closing.wait(plan.hold_s)
        answer = self._ask(request)
        if plan.fault is Fault.HOLD_AFTER:
            self._closing.wait(plan.hold_s)
        if plan.fault is Fault.CUT_AFTER or not answer:
            return False
        if plan.last:
            answer = answer.replace(b"\r\n", b"\r\nConnection: close\r\n", 1)
        try:
            client.sendall(answer[: len(answer) // 2] if plan.fault is Fault.HALF else answer)
        except OSError:
            return False
        return plan.fault is not Fault.HALF and not plan.last

    def _ask(self, request: bytes) -> bytes:
        try:
            with socket.create_connection(self.upstream, timeout=10) as server:
                server.settimeout(0.2)
                server.sendall(request)
                return read_message(server, self._closing)
        except OSError:
            return b""


def read_message(sock: socket.socket, closing: threading.Event, patience_s: float = 30.0) -> bytes:
    """Read one whole HTTP message: head, and a body by its length, its chunks, or until the end. Empty at the end."""
    deadline = time.monotonic() + patience_s
    data = b""
    while not closing.is_set() and time.monotonic() < deadline:
        if data and _whole(data):
            return data
        try:
            more = sock.recv(65536)
        except TimeoutError:
            continue
        except OSError:
            return b""
        if not more:
            return data
        data += more
    return b""


def _whole(data: bytes) -> bool:
    head, separator, body = data.partition(b"\r\n\r\n")
    if not separator:
        return False
    fields = {
        name.strip().lower(): value.strip()
        for name, _, value in (line.partition(b":") for line in head.split(b"\r\n")[1:])
    }
    if b"content-length" in fields:
        return len(body) >= int(fields[b"content-length"])
    if fields.get(b"transfer-encoding", b"").lower() == b"chunked":
        return body.endswith(b"0\r\n\r\n")
    return not head.startswith(b"HTTP/") or head.split(b" ", 2)[1] in (b"204", b"304")
