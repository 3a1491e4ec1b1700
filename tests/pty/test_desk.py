"""The desk in a real terminal: how it ends, where it refuses to begin, and what bytes it never sends."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.pty.glass import Glass
from tests.tui.hostile import ATTACKS, BOMBS
from tests.tui.shift import Shift

pytestmark = pytest.mark.pty

PROGRAM = [sys.executable, "-m", "tui", "--as", "Anna"]
ROOT = Path(__file__).parents[2]


def environ(shift: Shift, **more: str) -> dict[str, str]:
    return {
        "NIGHTDESK_DATABASE_URL": shift.url, "NIGHTDESK_DATA_DIR": str(shift.folder), "LANG": "en_GB.UTF-8",
        "NIGHTDESK_ENV_FILE": "", "PYTHONPATH": str(ROOT), **more,
    }  # fmt: skip


@contextmanager
def looking(shift: Shift, columns: int = 160, lines: int = 48, **more: str) -> Iterator[Glass]:
    glass = Glass(PROGRAM, environ(shift, **more), columns=columns, lines=lines)
    try:
        yield glass
    finally:
        glass.close()


@pytest.fixture
def shift(tmp_path: Path) -> Iterator[Shift]:
    made = Shift(tmp_path)
    yield made
    made.store.close()


def ended(glass: Glass, seconds: float = 15) -> int:
    """Wait for the program's end and return its status."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        glass.terminal.read(0.05)
        over = os.waitid(os.P_PID, glass.terminal.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT)  # left for `close`
        if over is not None:
            glass.terminal.read(0.2)
            return over.si_status if over.si_code == os.CLD_EXITED else -over.si_status
    raise AssertionError(f"still running after {seconds} s:\n{glass.text}")


def begins_an_answer(glass: Glass) -> None:
    """Somebody is in the middle of an answer to Lisa."""
    glass.shows("Lisa Sund", "r reply")
    glass.type("r")
    glass.shows("Reply as")
    glass.type("Ja, till tio")
    glass.shows("Ja, till tio")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP], ids=["SIGTERM", "SIGHUP"])
def test_a_signal_ends_it_cleanly_and_keeps_what_was_being_typed(shift: Shift, number: signal.Signals) -> None:
    lisa = shift.comes("Lisa Sund", "Har ni öppet?")
    with looking(shift) as glass:
        begins_an_answer(glass)
        os.kill(glass.terminal.pid, number)
        assert ended(glass) == 0
        assert b"\x1b[?1049l" in glass.terminal.output  # the alternate screen is left
        assert b"\x1b[?25h" in glass.terminal.output  # and the cursor is back
    assert "Ja, till tio" in (shift.draft(lisa, shift.anna) or "")


def test_a_terminal_that_vanishes_ends_it_and_what_was_being_typed_is_kept(shift: Shift) -> None:
    lisa = shift.comes("Lisa Sund", "Har ni öppet?")
    with looking(shift) as glass:
        begins_an_answer(glass)
        glass.cut()
        ended(glass)
    assert "Ja, till tio" in (shift.draft(lisa, shift.anna) or "")


def test_it_is_left_by_a_key(shift: Shift) -> None:
    with looking(shift) as glass:
        glass.shows("Nothing is open", "q quit")
        glass.type("q")
        assert ended(glass) == 0


def test_no_byte_of_an_attack_reaches_the_terminal(shift: Shift) -> None:
    for number, attack in enumerate([*ATTACKS.values(), *BOMBS.values()]):
        shift.comes(f"{number}{attack}"[:120], attack, ago=number)
    with looking(shift) as glass:
        glass.shows("THREAD", "r reply")
        glass.type("j" * (len(ATTACKS) + len(BOMBS)))
        glass.type("\r")
        glass.terminal.settle()
        sent = glass.terminal.output.replace(b"\x1b]22;default\x07", b"")  # Textual's own: the mouse pointer's shape
        for wrong in (b"\x1b]0;", b"\x1b]52", b"\x1b]11", b"\x1b]8;", b"\x1bP$q", b"\x1b[6n", b"\x1b(0", b"\x1b#8",
                      b"\x1b[5i", b"\x1b[201~", b"\x07", b"\x0e", b"\x7f", b"\xc2\x9b", b"\xc2\x9d", b"\xe2\x80\xae",
                      b"\xe2\x81\xa6", b"\\ud8"):  # fmt: skip
            assert wrong not in sent, wrong
        assert sent.count(b"\x1b[?1049l") == 0
        assert "owned" in glass.text or "␛" in glass.text or "THREAD" in glass.text


def test_bytes_that_are_no_text_do_not_end_it(shift: Shift) -> None:
    shift.comes("Lisa Sund", "Hej", ago=1)
    shift.comes("Per Holm", "Hej", ago=2)
    with looking(shift) as glass:
        glass.shows("Lisa Sund", "r reply")
        os.write(glass.terminal.descriptor, b"\xff\xfe\xc3(")
        glass.terminal.settle()
        glass.type("j")
        glass.shows("@perholm")


def test_a_resize_chooses_the_panes(shift: Shift) -> None:
    import fcntl
    import struct
    import termios

    shift.comes("Lisa Sund", "Har ni öppet på julafton?")
    with looking(shift) as glass:
        glass.shows("THREAD", "QUEUE")
        fcntl.ioctl(glass.terminal.descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", 20, 50, 0, 0))
        os.kill(glass.terminal.pid, signal.SIGWINCH)
        glass.terminal.settle(0.5)
        glass.terminal.output = b""
        glass._fed = 0
        glass._screen.resize(20, 50)
        glass._screen.reset()
        glass.type("\x0c")
        glass.shows("QUEUE", "Lisa Sund")
        assert "THREAD" not in glass.text


def refused(shift: Shift, **more: str) -> "subprocess.CompletedProcess[str]":
    """Run the program without a terminal."""
    return subprocess.run(
        PROGRAM, env={**os.environ, **environ(shift, **more)}, capture_output=True, text=True, timeout=30,
        stdin=subprocess.DEVNULL, check=False,
    )  # fmt: skip


def test_without_a_terminal_it_refuses_at_once(shift: Shift) -> None:
    said = refused(shift)
    assert said.returncode == 1
    assert said.stdout == ""
    assert said.stderr.count("\n") == 1
    assert "needs a terminal" in said.stderr


def test_a_dumb_terminal_is_refused(shift: Shift) -> None:
    with looking(shift, TERM="dumb") as glass:
        glass.shows("cannot move its cursor")
        assert ended(glass) == 1


def test_a_store_newer_than_the_program_is_refused_with_a_sentence(shift: Shift) -> None:
    with shift.store.write() as w:
        w.conn.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with looking(shift, columns=120) as glass:
        glass.shows("newer", "Upgrade this program")
        assert ended(glass) == 1


def test_the_environment_makes_textual_do_nothing(shift: Shift, tmp_path: Path) -> None:
    log = tmp_path / "textual.log"
    with looking(
        shift, TEXTUAL_LOG=str(log), TEXTUAL_SCREENSHOT="1", TEXTUAL_PRESS="q", TEXTUAL_DRIVER="os:path"
    ) as glass:
        glass.shows("Nothing is open")
        time.sleep(1.5)  # the screenshot would be taken by then
        glass.type("q")
        assert ended(glass) == 0
    assert not log.exists()
    assert not list(tmp_path.glob("*.svg"))


@pytest.mark.parametrize(
    ("ssh", "said", "asked"),
    [("", "", True), ("192.0.2.1 50000 192.0.2.2 22", "", False), ("192.0.2.1 50000 192.0.2.2 22", "1", True)],
    ids=["here", "ssh", "ssh and asked for"],
)
def test_the_mouse_is_asked_for_here_and_left_to_the_terminal_over_ssh(
    shift: Shift, ssh: str, said: str, asked: bool
) -> None:
    shift.comes("Lisa Sund", "Har ni öppet?")
    with looking(shift, SSH_CONNECTION=ssh, SSH_TTY="", NIGHTDESK_MOUSE=said) as glass:
        glass.shows("Lisa Sund", "r reply")
        assert (b"\x1b[?1000h" in glass.terminal.output) is asked


def test_a_keymap_file_is_read_at_the_start_and_a_pasted_escape_in_a_command_stays_text(shift: Shift) -> None:
    lisa = shift.comes("Lisa Sund", "Har ni öppet?")
    file = shift.folder / "keys.toml"
    file.write_text('[keys]\ndone = "H"\n')
    with looking(shift, NIGHTDESK_KEYMAP=str(file)) as glass:
        glass.shows("Lisa Sund", "H done")
        glass.type(":")
        glass.shows("Tab completes")
        before = len(glass.terminal.output)
        os.write(glass.terminal.descriptor, b"\x1b[200~do\x07\xc2\x9b31mne\x1b[201~")
        glass.shows(": do")
        glass.type("\r")
        glass.shows("There is no command")
        assert b"\x07" not in glass.terminal.output[before:]
        assert "\x9b".encode() not in glass.terminal.output[before:]
        assert shift.state(lisa) == "open"
        glass.type("\x15x\r")  # the line is emptied; a key is no name
        glass.shows("There is no command")
        os.write(glass.terminal.descriptor, b"\x1b")
        glass.no_longer_shows("There is no command")
        glass.type("H")
        glass.shows("let stand")
        assert shift.state(lisa) == "done"
