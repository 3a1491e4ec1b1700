"""What a real terminal gets: its colours, its signs, its title and bell, its clipboard, and a reader's cursor."""

import base64
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from backend.model.clock import SystemClock
from tests.pty.glass import Glass
from tests.pty.test_desk import ROOT, ended, looking, shift  # noqa: F401 - the fixture
from tests.tui.shift import Shift
from tui.prefs import Prefs, keep, place

pytestmark = pytest.mark.pty

SGR = re.compile(rb"\x1b\[([\d;]*)m")
FOREIGN = "日本"


def sent(shift: Shift, **more: str) -> bytes:  # noqa: F811
    """Return what the terminal gets until the first screen stands, and the desk is left again."""
    with looking(shift, columns=80, lines=24, **more) as glass:
        glass.terminal.wait("Lisa Sund")
        glass.terminal.settle()
        glass.type("j")
        glass.terminal.settle()
        glass.type("q")
        assert ended(glass) == 0
        return glass.terminal.output


def kinds(output: bytes) -> set[str]:
    """Return the kinds of colours in what a terminal got: `38;2` (true), `38;5` (of 256), `own` (of its sixteen)."""
    found = set()
    for sequence in SGR.findall(output):
        codes = [int(code) for code in sequence.split(b";") if code]
        while codes:
            code = codes.pop(0)
            if code in (38, 48):
                found.add(f"{code};{codes[0]}")
                del codes[: 4 if codes[0] == 2 else 2]
            elif code // 10 in (3, 4, 9, 10) and code % 10 < 8:
                found.add("own")
    return found


@pytest.mark.parametrize(("more", "wanted"), [
    ({"COLORTERM": "truecolor"}, {"38;2", "48;2"}),
    ({"COLORTERM": "", "TERM": "xterm-256color"}, {"38;5", "48;5"}),
    ({"COLORTERM": "", "TERM": "xterm"}, {"own"}),
    ({"COLORTERM": "truecolor", "NIGHTDESK_THEME": "terminal"}, {"own"}),
    ({"COLORTERM": "truecolor", "NO_COLOR": "1"}, set()),
    ({"COLORTERM": "truecolor", "NO_COLOR": "1", "NIGHTDESK_THEME": "day"}, set()),
    ({"COLORTERM": "truecolor", "NO_COLOR": ""}, {"38;2", "48;2"}),
])  # fmt: skip
def test_the_terminal_gets_the_colours_it_has(shift: Shift, more: dict[str, str], wanted: set[str]) -> None:  # noqa: F811
    shift.comes("Lisa Sund", "Har ni öppet?")
    assert kinds(sent(shift, **more)) == wanted


def test_a_theme_is_chosen_by_the_environment_and_a_wrong_one_refused(shift: Shift) -> None:  # noqa: F811
    shift.comes("Lisa Sund", "Har ni öppet?")
    assert b"48;2;247;245;240" in sent(shift, NIGHTDESK_THEME="day")
    with looking(shift, columns=120, NIGHTDESK_THEME="neon") as glass:
        glass.shows("NIGHTDESK_THEME must be one of: day, high-contrast, night, terminal")
        assert ended(glass) == 1


def test_a_kept_preference_is_seen_in_the_first_frame(shift: Shift) -> None:  # noqa: F811
    shift.comes("Lisa Sund", "Har ni öppet?")
    assert keep(place("Anna"), Prefs(theme="day", symbols="ascii"))
    output = sent(shift)
    assert b"48;2;13;16;23" not in output  # never in the night's colours
    assert "✓".encode() not in output
    place("Anna").write_text("theme = [")
    with looking(shift) as glass:
        glass.shows("could not be read; the usual ones are used")


def test_a_terminal_of_another_character_set_gets_nothing_it_has_not(shift: Shift) -> None:  # noqa: F811
    shift.comes("Lisa Sund", f"Är det öppet? {FOREIGN} 🎄")
    output = sent(shift, LANG="sv_SE.ISO-8859-1", LC_ALL="", LC_CTYPE="")
    text = output.decode("iso8859-1")
    assert "Är det öppet? ???? ??" in text
    assert not [char for char in text if "\x80" <= char <= "\x9f"]  # the bytes of UTF-8 would be among these


def test_the_title_is_kept_set_and_given_back(shift: Shift) -> None:  # noqa: F811
    shift.comes("Lisa Sund", "\x1b]2;owned\x07")
    output = sent(shift)
    assert output.index(b"\x1b[22;2t") < output.index(b"\x1b]2;Nightdesk\x1b\\") < output.index(b"\x1b[23;2t")
    assert set(re.findall(rb"\x1b\]2;([^\x1b]*)", output)) == {b"Nightdesk"}
    bare = sent(shift, TERM="linux")
    assert b"\x1b[22;2t" not in bare
    assert b"\x1b]2;" not in bare


def test_the_bell_rings_once_for_what_comes_and_the_title_counts(shift: Shift) -> None:  # noqa: F811
    shift.clock.at = SystemClock().now()
    shift.comes("Lisa Sund", "Har ni öppet?")
    assert keep(place("Anna"), Prefs(bell="all", title="all"))
    with looking(shift) as glass:
        glass.shows("Lisa Sund", "r reply")
        glass.terminal.settle()
        before = len(glass.terminal.output)
        for number in range(3):
            shift.comes(f"Ny {number}", "Hej")
            glass.terminal.settle(0.5)
        glass.terminal.wait(re.escape("(4 open) Nightdesk"))
        news = glass.terminal.output[before:].replace(b"\x1b]22;default\x07", b"")
        assert news.count(b"\x07") == 1


@pytest.mark.parametrize(("environ", "form"), [
    ({}, b"\x1b]52;c;%s\x07"),
    ({"TMUX": "/tmp/tmux,1,0"}, b"\x1b]52;c;%s\x07\x1bPtmux;\x1b\x1b]52;c;%s\x07\x1b\\"),
    ({"STY": "1.pts", "TERM": "screen-256color"}, b"\x1bP\x1b]52;c;%s\x07\x1b\\"),
])  # fmt: skip
def test_copying_sends_these_bytes_and_no_others(tmp_path: Path, environ: dict[str, str], form: bytes) -> None:
    text = "https://example.org/å?a=\x1b]0;owned\x07\u202e"
    command = [sys.executable, "-m", "tests.pty.speaking", str(tmp_path)]
    glass = Glass(command, {"COPY": text, "LANG": "C.UTF-8", **environ}, columns=100, lines=30)
    try:
        glass.shows("32 characters were handed to your terminal's clipboard")
        payload = base64.b64encode("https://example.org/å?a=]0;owned".encode())
        wanted = form.replace(b"%s", payload)
        assert glass.terminal.output.count(wanted) == 1
        rest = glass.terminal.output.replace(wanted, b"")
        assert b"]52" not in rest
        assert b"owned" not in rest
    finally:
        glass.close()


def test_tmux_takes_what_is_copied_and_the_title(tmp_path: Path) -> None:
    socket = str(tmp_path / "tmux")

    def tmux(*arguments: str) -> str:
        command = ["tmux", "-S", socket, "-f", "/dev/null", *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=True, timeout=20).stdout

    desk = [sys.executable, "-m", "tests.pty.speaking", str(tmp_path)]
    tmux("new-session", "-d", "-x", "100", "-y", "30", "cat", ";", "set", "-s", "set-clipboard", "on")
    try:
        tmux("respawn-pane", "-k", "-c", str(ROOT), "-e", "COPY=https://example.org/å", "-e", "LANG=C.UTF-8", *desk)
        deadline = time.monotonic() + 30
        while "were handed to" not in tmux("capture-pane", "-p") and time.monotonic() < deadline:
            time.sleep(0.1)
        assert tmux("show-buffer") == "https://example.org/å"
        assert tmux("display", "-p", "#{pane_title}") == "Nightdesk\n"
    finally:
        tmux("kill-server")


def test_what_is_too_long_to_copy_is_cut_and_said(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.pty.speaking", str(tmp_path)]
    glass = Glass(command, {"COPY": "å" * 1000, "TIMES": "100", "LANG": "C.UTF-8"}, columns=120, lines=30)
    try:
        glass.shows("The first 37500 of 100000 characters")
        (payload,) = re.findall(rb"\x1b\]52;c;([A-Za-z0-9+/=]*)\x07", glass.terminal.output)
        assert len(payload) == 100_000
        assert base64.b64decode(payload).decode() == "å" * 37_500
    finally:
        glass.close()


def test_a_reader_hears_the_sentence_and_nothing_else(shift: Shift) -> None:  # noqa: F811
    for number in range(8):
        shift.comes(f"Person {number}", f"Nummer {number}", ago=number)
    with looking(shift, columns=80, lines=24, NIGHTDESK_LAYOUT="linear") as glass:
        glass.shows("Comment 1 of 8, open", "8. Person 7")
        glass.terminal.settle()
        assert glass.terminal.output.rindex(b"\x1b[?25h") > glass.terminal.output.rindex(b"\x1b[?25l")
        before = len(glass.terminal.output)
        glass.type("j")
        glass.shows("Comment 2 of 8")
        glass.terminal.settle()
        frame = glass.terminal.output[before:]
        assert {int(line) for line in re.findall(rb"\x1b\[(\d+);\d+H", frame)} <= {2, 3, 4, 5}
        assert b"Person 2" not in frame
        assert re.findall(rb"\x1b\[(\d+);(\d+)H", frame)[-1] == (b"2", b"1")
        assert (glass._screen.cursor.y, glass._screen.cursor.x) == (1, 0)
