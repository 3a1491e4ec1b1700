"""Programs of ours that a command starts beside itself, and that never outlive it."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType, TracebackType
from typing import IO, Self, TypeAlias

import backend

Process: TypeAlias = "subprocess.Popen[bytes]"

_ENDING = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)


class Told(BaseException):
    """A signal asked this process to end: unwinds to where things are cleaned up."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number

    @property
    def status(self) -> int:
        """The exit status that says so."""
        return 128 + self.number


class Beside:
    """The processes started by one command: on the way out all are stopped, and no second signal breaks that off."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = dict(environ)
        self._children: list[tuple[Process, float]] = []

    def __enter__(self) -> Self:
        for number in _ENDING:
            signal.signal(number, _raise)
        return self

    def __exit__(self, _kind: object, _error: object, _trace: TracebackType | None) -> None:
        for number in _ENDING:
            signal.signal(number, signal.SIG_IGN)
        for process, _patience in reversed(self._children):
            _ask(process)
        for process, patience in reversed(self._children):
            _end(process, patience)

    def start(self, *argv: str, log: Path | None = None, talks: bool = False, patience_s: float = 5.0) -> Process:
        """Start one of our commands on a leash, in a session of its own, so that the terminal's keys do not reach it.

        `log` takes its standard error; `talks` leaves its standard output to be read. It is given `patience_s` to stop.
        """
        with _opened(log) as errors:
            process = subprocess.Popen(
                command(*argv, "--leash"),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE if talks else subprocess.DEVNULL,
                stderr=errors,
                env=with_our_path(self.environ),
                start_new_session=True,
            )
        self._children.append((process, patience_s))
        return process

    def foreground(self, *argv: str) -> int:
        """Run the desk on this terminal and return its exit status; whatever ends us ends it as well."""
        process = subprocess.Popen(command(*argv), env=with_our_path(self.environ))
        try:
            return process.wait()
        finally:
            if process.poll() is None:
                _ask(process)
                _end(process, 5.0)


def command(*argv: str) -> list[str]:
    """Return the command line of our own program, whether it is installed or run from a checkout."""
    return [sys.executable, "-P", "-m", "tui", *argv]


def with_our_path(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the environment in which `command` finds the very packages that run now."""
    root = str(Path(backend.__file__).parents[1])
    return {**environ, "PYTHONPATH": os.pathsep.join(filter(None, (root, environ.get("PYTHONPATH"))))}


@contextmanager
def _opened(log: Path | None) -> Iterator[int | IO[bytes]]:
    if log is None:
        yield subprocess.DEVNULL
        return
    with open(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab") as file:  # noqa: PTH123 - own mode
        yield file


def _ask(process: Process) -> None:
    """Ask a child to end: by signal, and by letting go of its leash."""
    with suppress(OSError):
        process.send_signal(signal.SIGTERM)
    if process.stdin is not None:
        with suppress(OSError):
            process.stdin.close()


def _end(process: Process, patience_s: float) -> None:
    try:
        process.wait(patience_s)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout is not None:
        process.stdout.close()


def _raise(number: int, _frame: FrameType | None) -> None:
    raise Told(number)
