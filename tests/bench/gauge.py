"""What is measured of a running program, and how: keys at a pace, memory, processor time, the store's bare SQL."""

import os
import sqlite3
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import quantiles
from typing import NamedTuple

from backend.store.reader import Reader, connect
from tests.bench.corpus import NAMES
from tests.bench.terminal import Answered, Terminal

FLOORS = Path(__file__).parent / "floors"
PANES, ROWS = "THREAD", f"({'|'.join(NAMES)}) \\d+"

CALM_S = 0.16
"""Between two keys, so that the thread pane follows each at once: faster ones than 8 a second make it wait."""


def bare() -> Terminal:
    """Start the least a Textual program can be."""
    return Terminal([sys.executable, str(FLOORS / "bare.py")])


def drawn(columns: int = 160, lines: int = 48, *, wait_ms: int = 0) -> Terminal:
    """Start the drawing of the desk; `wait_ms` is how long its thread pane waits while keys come fast."""
    environ = {"WAIT_MS": str(wait_ms), "TEXTUAL_ANIMATIONS": "none"}
    return Terminal([sys.executable, str(FLOORS / "drawn.py")], columns=columns, lines=lines, environ=environ)


def desk(url: str, columns: int = 160, lines: int = 48, *, name: str = "", **more: str) -> Terminal:
    """Start the desk on a store, as a member or as whoever has this login."""
    folder = url.removeprefix("sqlite:///").rsplit("/", 1)[0]
    environ = {"NIGHTDESK_DATABASE_URL": url, "NIGHTDESK_DATA_DIR": folder, "LANG": "en_GB.UTF-8", **more}
    command = [sys.executable, "-m", "tui", *(["--as", name] if name else [])]
    return Terminal(command, columns=columns, lines=lines, environ=environ)


def p95(values: Sequence[float]) -> float:
    """Return the 95th percentile."""
    return quantiles(values, n=20, method="inclusive")[-1]


def p99(values: Sequence[float]) -> float:
    """Return the 99th percentile: within what was measured, where the exclusive method would go beyond the worst."""
    return quantiles(values, n=100, method="inclusive")[-1]


def calmly(terminal: Terminal, keys: Sequence[bytes]) -> list[Answered]:
    """Press keys slowly enough for queue and thread to be drawn for each."""
    answers = []
    for key in keys:
        begun = time.monotonic()
        answers.append(terminal.press(key))
        time.sleep(max(0.0, CALM_S - (time.monotonic() - begun)))
    return answers


class Burst(NamedTuple):
    """What keys in a row cost: bytes per key, and seconds from the last key to the last byte."""

    size: float
    lag: float


def burst(terminal: Terminal, key: bytes, count: int, rate: float) -> Burst:
    """Send a key so many times, `rate` a second, as a held key does, and wait for the last frame."""
    before, next_at = len(terminal.output), time.monotonic()
    for _ in range(count):
        os.write(terminal.descriptor, key)
        sent = time.monotonic()
        next_at += 1 / rate
        while (left := next_at - time.monotonic()) > 0:
            terminal.read(left)
    last, patience = sent, 0.5
    while terminal.read(patience):
        last, patience = time.monotonic(), 0.25
    return Burst((len(terminal.output) - before) / count, last - sent)


def memory_mb(pid: int) -> float:
    """Return a process's proportional set size in megabytes."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    raise ValueError(f"no Pss of {pid}")


def processor_s(pid: int) -> float:
    """Return the processor time that the living threads of a process have used, in seconds, to a nanosecond.

    `/proc/PID/stat` counts in hundredths, which is as much as an idle desk uses in two seconds. Source: the kernel's
    Documentation/scheduler/sched-stats.rst, "/proc/<pid>/schedstat": the first number, nanoseconds on a processor.
    """
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9


def modules(pid: int) -> set[str]:
    """Return the file names of the libraries a process has loaded."""
    lines = Path(f"/proc/{pid}/maps").read_text().splitlines()
    return {Path(parts[5]).name for parts in (line.split(maxsplit=5) for line in lines) if len(parts) == 6}


def raw_seconds(url: str, ask: Callable[[Reader], object], times: int) -> list[float]:
    """Note the SQL of a read, then run it `times` times by bare sqlite3 and return the seconds of each."""
    statements: list[str] = []
    reader = Reader.open(url)
    reader._connection.set_trace_callback(statements.append)
    ask(reader)
    reader.close()
    connection: sqlite3.Connection = connect(url)
    took = []
    for _ in range(times):
        begun = time.perf_counter()
        for sql in statements:
            connection.execute(sql).fetchall()
        took.append(time.perf_counter() - begun)
    connection.close()
    return took
