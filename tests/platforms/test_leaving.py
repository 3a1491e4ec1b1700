"""A request that would leave too late does not leave: no byte of it, or at least not the last one."""

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.model.clock import HOUR, SECOND, Deadline, Micros, plus
from backend.platforms.base import TryAgain
from backend.platforms.http import Http
from backend.platforms.leaving import leaving_before
from tests.conftest import START, StandingClock

OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"


class Ear:
    """A server that keeps every byte it hears and answers each whole request; `closes` at the second on a line."""

    def __init__(self, *, closes: bool = False) -> None:
        self._closes = closes
        self.connections: list[bytes] = []
        self.ended = 0
        self._ended = threading.Condition()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def _listen(self) -> None:
        while True:
            try:
                line, _ = self._listener.accept()
            except OSError:
                return
            self.connections.append(b"")
            threading.Thread(target=self._hear, args=(line, len(self.connections) - 1), daemon=True).start()

    def _hear(self, line: socket.socket, number: int) -> None:
        answered = 0
        with line:
            while more := line.recv(65536):
                self.connections[number] += more
                if whole(self.connections[number]) > answered:
                    if self._closes and answered:
                        break
                    answered += 1
                    line.sendall(OK)
        with self._ended:
            self.ended += 1
            self._ended.notify_all()

    def over(self, connections: int) -> list[bytes]:
        """Wait until so many connections have ended; returns what each of them heard."""
        with self._ended:
            assert self._ended.wait_for(lambda: self.ended >= connections, 10)
        return self.connections

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(5)


def whole(heard: bytes) -> int:
    """Count the whole requests: every body of these tests ends in an exclamation mark, and GET has none."""
    return heard.count(b"!") + heard.count(b"GET ")


class Striking:
    """A clock that strikes `late` at the look with this number (from 1, the one that sets the deadline)."""

    def __init__(self, late_at: int) -> None:
        self.looks = 0
        self._late_at = late_at

    def now(self) -> Micros:
        self.looks += 1
        return START if self.looks < self._late_at else plus(START, HOUR)


@pytest.fixture
def ear() -> Iterator[Ear]:
    heard = Ear()
    yield heard
    heard.close()


def posted(url: str, clock: StandingClock | Striking, content: str | None = '"!"', method: str = "POST") -> object:
    http = Http(url)
    try:
        with leaving_before(Deadline(clock, 10)):
            return http.request(method, "/posts", content=content, blank=True).status
    finally:
        http.close()


def refused(url: str, clock: StandingClock | Striking, **asked: str) -> TryAgain:
    with pytest.raises(TryAgain) as caught:
        posted(url, clock, **asked)
    return caught.value


def test_in_time_it_leaves(ear: Ear) -> None:
    assert posted(ear.url, StandingClock()) == 200
    assert posted(ear.url, Striking(late_at=4)) == 200, "set, and looked at before the head and before the body"


@pytest.mark.parametrize("method", ["POST", "DELETE"])
def test_too_late_no_byte_leaves(ear: Ear, method: str) -> None:
    error = refused(ear.url, Striking(late_at=2), method=method)
    assert (error.reason.code, error.reached) == ("platform.too_late", False)
    assert ear.over(1) == [b""], "the line was open and stayed empty"


def test_a_head_that_has_left_stays_without_its_body(ear: Ear) -> None:
    error = refused(ear.url, Striking(late_at=3))
    assert (error.reason.code, error.reached) == ("platform.too_late", False)
    (heard,) = ear.over(1)
    assert heard.startswith(b"POST /posts HTTP/1.1\r\n")
    assert b"content-length: 3" in heard.lower()
    assert heard.endswith(b"\r\n\r\n")


def test_what_has_no_body_is_whole_with_its_head_and_never_said_to_be_unsent(ear: Ear) -> None:
    clock = Striking(late_at=3)
    assert posted(ear.url, clock, None, "GET") == 200
    assert clock.looks == 2


def test_a_line_that_is_kept_is_checked_as_a_new_one_is(ear: Ear) -> None:
    http, clock = Http(ear.url), StandingClock()
    with leaving_before(Deadline(clock, 10)):
        http.request("POST", "/posts", content='"!"')
        clock.move(11 * SECOND)
        with pytest.raises(TryAgain):
            http.request("POST", "/posts", content='"!"')
    http.request("GET", "/after")
    http.close()
    assert whole(b"".join(ear.over(2))) == 2


def test_a_kept_line_that_ends_under_a_write_is_no_reason_to_write_again() -> None:
    ear = Ear(closes=True)
    http = Http(ear.url)
    try:
        http.request("POST", "/posts", content='"!"')
        with pytest.raises(TryAgain) as caught:
            http.request("POST", "/posts", content='"!"')
        assert caught.value.reached
        assert whole(b"".join(ear.over(1))) == 2
        assert len(ear.connections) == 1, "nothing was sent a second time"
    finally:
        http.close()
        ear.close()


def test_it_holds_for_its_block_and_its_thread_alone(ear: Ear) -> None:
    clock = StandingClock()
    http = Http(ear.url)
    with leaving_before(Deadline(clock, 10)):
        clock.move(11 * SECOND)
        other = threading.Thread(target=lambda: http.request("POST", "/other", content='"!"'))
        other.start()
        other.join(10)
    assert http.request("POST", "/posts", content='"!"').status == 200
    http.close()
    assert whole(b"".join(ear.connections)) == 2


def test_the_wall_clock_and_the_time_since_boot_tell_each_for_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, up = StandingClock(), [100.0]
    monkeypatch.setattr("backend.model.clock.uptime", lambda: up[0])
    deadline = Deadline(clock, 10)
    assert not deadline.passed()
    clock.move(11 * SECOND)
    assert deadline.passed(), "a virtual machine that was paused finds only its wall clock put right"
    clock.move(-HOUR)
    assert not deadline.passed()
    up[0] += 11
    assert deadline.passed(), "whoever sets the wall clock back does not give more time"


def test_the_time_since_boot_goes_on_in_suspension() -> None:
    """It is the kernel's own that is read, and not the one that stands still when the machine does."""
    from backend.model.clock import uptime

    told = float(Path("/proc/uptime").read_text().split()[0])
    assert abs(uptime() - told) < 1
