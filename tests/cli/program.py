"""The program as a person or a script runs it: real processes, their output and their status."""

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
COMMAND = (sys.executable, "-m", "tui")


@dataclass(frozen=True)
class Program:
    """The program with a data folder of its own."""

    data: Path

    @property
    def environ(self) -> dict[str, str]:
        """The environment it runs in."""
        plain = {name: value for name, value in os.environ.items() if not name.startswith("NIGHTDESK_")}
        own = {"NIGHTDESK_DATA_DIR": str(self.data), "NIGHTDESK_ENV_FILE": "", "NIGHTDESK_LANGUAGE": "en"}
        return plain | own | {"COLUMNS": "120"}

    def run(
        self, *argv: str, status: int | None = 0, typed: str = "", more: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run it to its end; it must end with `status` (None: whatever it is)."""
        done = subprocess.run(
            [*COMMAND, *argv],
            cwd=ROOT,
            env=self.environ | dict(more or {}),
            input=typed,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert status is None or done.returncode == status, (done.returncode, done.stdout, done.stderr)
        return done

    def start(self, *argv: str, more: Mapping[str, str] | None = None) -> subprocess.Popen[str]:
        """Start it and leave it running."""
        return subprocess.Popen(
            [*COMMAND, *argv],
            cwd=ROOT,
            env=self.environ | dict(more or {}),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )


def living(folder: Path) -> list[int]:
    """Return the processes that were told to keep their data in or under a folder."""
    marked = f"NIGHTDESK_DATA_DIR={folder}".encode()
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                state = (entry / "stat").read_text().rsplit(")", 1)[1].split()[0]
                if marked in (entry / "environ").read_bytes() and state != "Z":
                    found.append(int(entry.name))
            except OSError:
                continue
    return found
