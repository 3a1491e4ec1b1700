"""The program as a person or a script runs it: its output and its status, in a process of its own or in this one.

A process costs most of a second, so that what is not about processes runs the same entry function in this one.
"""

import io
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from backend.i18n import set_language
from tui.__main__ import main

ROOT = Path(__file__).parents[2]
COMMAND = (sys.executable, "-m", "tui")


Answer = Callable[[str], str]


class Answering(io.StringIO):
    """Somebody who types a line by what is on the screen."""

    def __init__(self, answer: Answer, screen: io.StringIO) -> None:
        super().__init__()
        self._answer = answer
        self._screen = screen

    def readline(self, size: int | None = -1, /) -> str:  # type: ignore[override]
        """Type one line."""
        return self._answer(self._screen.getvalue())


@dataclass(frozen=True)
class Done:
    """How a run ended and what it said."""

    status: int
    stdout: str
    stderr: str


@dataclass(frozen=True)
class Program:
    """The program with a data folder of its own."""

    data: Path

    @property
    def environ(self) -> dict[str, str]:
        """The environment it runs in."""
        plain = {name: value for name, value in os.environ.items() if not name.startswith("NIGHTDESK_")}
        own = {"NIGHTDESK_DATA_DIR": str(self.data), "NIGHTDESK_ENV_FILE": "", "NIGHTDESK_LANGUAGE": "en"}
        return plain | own | {"COLUMNS": "120", "XDG_CONFIG_HOME": str(self.data / "settings")}

    def run(self, *argv: str, status: int = 0, typed: str | Answer = "", more: Mapping[str, str] | None = None) -> Done:
        """Run it in this process; it must end with `status`. `typed` may be found from what has been said so far."""
        out, errors = io.StringIO(), io.StringIO()
        keys = io.StringIO(typed) if isinstance(typed, str) else Answering(typed, out)
        with self._inside(argv, keys, more or {}), redirect_stdout(out), redirect_stderr(errors):
            ended = main()
        done = Done(ended, out.getvalue(), errors.getvalue())
        assert ended == status, done
        return done

    @contextmanager
    def _inside(self, argv: tuple[str, ...], keys: io.StringIO, more: Mapping[str, str]) -> Iterator[None]:
        with (
            patch.dict(os.environ, self.environ | dict(more), clear=True),
            patch.object(sys, "argv", ["nightdesk", *argv]),
            patch.object(sys, "stdin", keys),
        ):
            try:
                yield
            finally:
                set_language("en")

    def run_apart(self, *argv: str, status: int = 0, typed: str = "", more: Mapping[str, str] | None = None) -> Done:
        """Run it in a process of its own to its end; it must end with `status`."""
        ended = subprocess.run(
            [*COMMAND, *argv],
            cwd=ROOT,
            env=self.environ | dict(more or {}),
            input=typed,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        done = Done(ended.returncode, ended.stdout, ended.stderr)
        assert done.status == status, done
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
