"""The rehearsal answered by hand in a real terminal, at both sizes, its screens kept as text.

`NIGHTDESK_SNAPSHOTS=write` before pytest keeps the screens as they are now; look at them before you commit them.
"""

import os
import re
import sys
import time
from collections.abc import Iterator
from difflib import SequenceMatcher, unified_diff
from pathlib import Path

import pytest

from tests.cli.program import Program
from tests.leaks import leaked, planted, processes
from tests.pty.glass import Glass

pytestmark = [pytest.mark.pty, pytest.mark.timeout(300)]

KEPT = Path(__file__).parent / "snapshots"
SIZES = ((160, 48), (80, 24))
ALIKE = 0.8


@pytest.fixture(params=SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Glass, str]]:
    """The rehearsal on a terminal, told slowly enough that nothing arrives meanwhile."""
    columns, lines = request.param
    plain = {"COLUMNS": "", "LINES": "", "TZ": "UTC", "LANG": "C.UTF-8", "TMPDIR": str(tmp_path)}
    environ = Program(tmp_path).environ | plain
    command = [sys.executable, "-m", "tui", "demo", "--speed", "0.001"]
    glass = Glass(command, environ, columns=columns, lines=lines)
    yield glass, f"{columns}x{lines}"
    glass.close()


def steady(screen: str) -> str:
    """Return a screen without what differs from run to run: times, dates, ages, seconds, likes, the busy sign."""
    screen = re.sub(r"\n…?\Z", "\n", screen)
    screen = re.sub(r"\b\d+ likes?\b", "LIKES", screen)
    screen = re.sub(r"\b(\d{1,2} [A-Z][a-z]{2} )?\d\d:\d\d\b", "TIME", screen)
    screen = re.sub(r"(?m) +\d+(?:m|h|d| s)\b", " AGE", screen)
    screen = re.sub(r" +(now|nu)\b", " AGE", screen)
    return re.sub(r"(?m)[ \t]+$", "", re.sub(r" {2,}│", "  │", screen))


def keep(glass: Glass, name: str) -> None:
    """Wait until the screen is the one that is kept under this name, but for a line or two.

    The rehearsal goes on while somebody types: a count may be one higher, a thread one comment longer.
    """
    path = KEPT / f"{name}.txt"
    if os.environ.get("NIGHTDESK_SNAPSHOTS") == "write":
        glass.terminal.settle(2)
        path.parent.mkdir(exist_ok=True)
        path.write_text(steady(glass.text) + "\n")
    kept = path.read_text()
    deadline = time.monotonic() + 10
    while (seen := steady(glass.text) + "\n") != kept and time.monotonic() < deadline:
        glass.terminal.read(0.2)
    lines = seen.splitlines(), kept.splitlines()
    assert SequenceMatcher(None, *lines).ratio() > ALIKE, "\n".join(unified_diff(*lines, lineterm=""))


def test_an_answer_by_hand(desk: tuple[Glass, str], tmp_path: Path) -> None:
    glass, size = desk
    glass.shows("SanningsSägaren1", "Sven-Erik Öhman", "late since", "7 accounts", timeout=60)
    glass.shows("INKOMPETENTA", "The power cut in northern Norrby", "3 for you")
    keep(glass, f"{size}-brief")
    glass.type("R")
    glass.no_longer_shows("I have read it")
    glass.shows("first time here")
    glass.type("j")
    glass.shows("betalade")
    keep(glass, f"{size}-reading")
    glass.type("r")
    glass.shows("Reply as", "^S send")
    if size == "160x48":
        glass.shows("approved for page")
    glass.type("Hej! Vi ringer er i dag med ett datum för Lillvägen.")
    glass.shows("för Lillvägen.")
    keep(glass, f"{size}-answering")
    glass.type("\x13")
    glass.shows("z takes it back")
    glass.no_longer_shows("^S send")
    hidden = planted(tmp_path)
    assert len(hidden) >= 7
    assert leaked(hidden, (glass.terminal.output, *processes())) == []
    glass.shows("✓ ", "sent", timeout=60)
    keep(glass, f"{size}-sent")
