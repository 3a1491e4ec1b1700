"""The rehearsal answered by hand in a real terminal, at both sizes, its screens kept as text.

`NIGHTDESK_SNAPSHOTS=write` before pytest keeps the screens as they are now; look at them before you commit them.
"""

import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.program import Program
from tests.pty.glass import Glass

pytestmark = [pytest.mark.pty, pytest.mark.timeout(300)]

KEPT = Path(__file__).parent / "snapshots"
SIZES = ((160, 48), (80, 24))


@pytest.fixture(params=SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Glass, str]]:
    """The rehearsal on a terminal, told slowly enough that nothing arrives meanwhile."""
    columns, lines = request.param
    environ = Program(tmp_path).environ | {"COLUMNS": "", "LINES": "", "TZ": "UTC", "LANG": "C.UTF-8"}
    command = [sys.executable, "-m", "tui", "demo", "--speed", "0.001"]
    glass = Glass(command, environ, columns=columns, lines=lines)
    yield glass, f"{columns}x{lines}"
    glass.close()


def steady(screen: str) -> str:
    """Return a screen without what differs from run to run: times, dates, ages, seconds, the busy sign."""
    screen = re.sub(r"\n…?\Z", "\n", screen)
    screen = re.sub(r"\b\d\d:\d\d\b", "HH:MM", screen)
    screen = re.sub(r"\b\d{1,2} [A-Z][a-z]{2} HH:MM", "DATE", screen)
    screen = re.sub(r"(?m) +\d+(?:m|h|d| s)\b", " AGE", screen)
    screen = re.sub(r" +(now|nu)\b", " AGE", screen)
    return re.sub(r"(?m)[ \t]+$", "", re.sub(r" {2,}│", "  │", screen))


def keep(name: str, screen: str) -> None:
    """Compare a screen with the one that is kept under this name."""
    path = KEPT / f"{name}.txt"
    if os.environ.get("NIGHTDESK_SNAPSHOTS") == "write":
        path.parent.mkdir(exist_ok=True)
        path.write_text(steady(screen) + "\n")
    assert steady(screen) + "\n" == path.read_text()


def test_an_answer_by_hand(desk: tuple[Glass, str]) -> None:
    glass, size = desk
    glass.shows("Greta N.", "complete since", "2 accounts", timeout=60)
    glass.shows("↓ 2 new")  # what came while the first page was read
    keep(f"{size}-reading", glass.shows("Nu är granen"))
    glass.type("r")
    glass.shows("Reply as", "^S send")
    if size == "160x48":
        glass.shows("approved for sky", "1 blank")
    glass.type("Den är tänd till trettondagen, varmt välkomna!")
    keep(f"{size}-answering", glass.shows("varmt välkomna!"))
    glass.type("\x13")
    glass.shows("z takes it back")
    glass.no_longer_shows("^S send")
    sent = glass.shows("✓ ", "sent", timeout=60)
    keep(f"{size}-sent", sent)
    assert "Nils Bergdahl" in sent
    glass.type("q")
    glass.shows("", timeout=1)
