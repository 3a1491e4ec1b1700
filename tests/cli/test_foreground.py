"""`demo` and `up` on a real terminal: the desk in front, stage and worker beside it, and nothing left afterwards."""

import fcntl
import os
import pty
import pwd
import select
import signal
import socket
import struct
import sys
import termios
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from tests.cli.program import ROOT, Program, living
from tests.ports import free_port
from tests.stage.play import until

pytestmark = pytest.mark.pty

LEFT = b"\x1b[?1049l"
"""The alternate screen is left: the terminal is as it was."""


class OnTerminal:
    """The program on a pseudo-terminal of 160x48."""

    def __init__(self, environ: Mapping[str, str], *argv: str) -> None:
        self.shown = b""
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            os.chdir(ROOT)
            whole = dict(environ) | {"TERM": "xterm-256color", "LANG": "C.UTF-8"}
            os.execve(sys.executable, [sys.executable, "-m", "tui", *argv], whole)
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 48, 160, 0, 0))

    def read(self) -> bytes:
        """Take in what has been drawn since."""
        while self.terminal >= 0 and select.select([self.terminal], [], [], 0.05)[0]:
            try:
                more = os.read(self.terminal, 65_536)
            except OSError:
                break
            if not more:
                break
            self.shown += more
        return self.shown

    def wait_for(self, words: bytes) -> None:
        """Wait until something has been drawn."""
        until(lambda: words in self.read(), 40)

    def press(self, key: bytes) -> None:
        """Press a key."""
        os.write(self.terminal, key)

    def end(self) -> int:
        """Wait for the end and return the status."""
        deadline = time.monotonic() + 30
        while True:
            self.read()
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.pid = 0
                return os.waitstatus_to_exitcode(status)
            assert time.monotonic() < deadline, "it does not end"

    def clear_away(self) -> None:
        """Leave nothing of a test that failed."""
        if self.pid:
            os.kill(self.pid, signal.SIGTERM)
            os.waitpid(self.pid, 0)
        if self.terminal >= 0:
            os.close(self.terminal)

    def hang_up(self) -> int:
        """Close the line, as a dropped SSH connection does."""
        os.close(self.terminal)
        self.terminal = -1
        return self.end()


@pytest.fixture
def seat() -> Iterator[Callable[..., OnTerminal]]:
    """Start programs on terminals; whatever still runs at the end is cleared away."""
    taken: list[OnTerminal] = []

    def take(environ: Mapping[str, str], *argv: str) -> OnTerminal:
        taken.append(OnTerminal(environ, *argv))
        return taken[-1]

    yield take
    for one in taken:
        one.clear_away()


Rehearsing = tuple[OnTerminal, Path]


@pytest.fixture
def rehearsing(tmp_path: Path, seat: Callable[..., OnTerminal]) -> Rehearsing:
    """The rehearsal with a comment of it on the screen, and its directory."""
    desk = seat(Program(tmp_path / "unused").environ | {"TMPDIR": str(tmp_path)}, "demo")
    desk.wait_for(b"Norrby Bl")
    return desk, next(tmp_path.glob("nightdesk-demo-*"))


def test_leaving_the_desk_ends_the_rehearsal(tmp_path: Path, rehearsing: Rehearsing) -> None:
    desk, folder = rehearsing
    assert len(living(folder)) == 3
    desk.press(b"q")
    assert desk.end() == 0
    assert LEFT in desk.shown
    assert living(folder) == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_gives_the_terminal_back(tmp_path: Path, rehearsing: Rehearsing, number: signal.Signals) -> None:
    desk, folder = rehearsing
    os.kill(desk.pid, number)
    assert desk.end() == 128 + number
    assert LEFT in desk.shown
    assert living(folder) == []
    assert list(tmp_path.iterdir()) == []


def test_a_dropped_line_leaves_nothing(tmp_path: Path, rehearsing: Rehearsing) -> None:
    desk, folder = rehearsing
    assert desk.hang_up() == 128 + signal.SIGHUP
    assert living(folder) == []
    assert list(tmp_path.iterdir()) == []


def test_up_takes_pushes_too_where_webhooks_are_set_up(program: Program, seat: Callable[..., OnTerminal]) -> None:
    program.run("member", "add", "Anna", "--login", pwd.getpwuid(os.getuid()).pw_name)
    port = free_port()
    environ = program.environ | {"NIGHTDESK_META_APP_SECRET": "something-to-sign-with"}
    desk = seat(environ, "up", "--webhooks-port", str(port))
    desk.wait_for(f"Pushes are taken at http://127.0.0.1:{port}".encode())
    desk.wait_for(b"Inbox")
    with socket.create_connection(("127.0.0.1", port)):
        desk.press(b"q")
    assert desk.end() == 0
    assert "webhooks closed" in (program.data / "worker.log").read_text()
    assert living(program.data) == []


def test_up_stops_its_worker_with_the_desk(program: Program, seat: Callable[..., OnTerminal]) -> None:
    program.run("member", "add", "Anna", "--login", pwd.getpwuid(os.getuid()).pw_name)
    desk = seat(program.environ, "up")
    desk.wait_for(b"Inbox")
    log = program.data / "worker.log"
    until(lambda: log.exists() and "worker started" in log.read_text(), 20)
    desk.press(b"q")
    assert desk.end() == 0
    assert "worker stopped" in log.read_text()
    assert log.stat().st_mode & 0o077 == 0
    assert living(program.data) == []
