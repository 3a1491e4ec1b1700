"""Stores to measure on, made once a run, and the table of ratios printed at its end."""

import compileall
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.bench.corpus import fill

SMALL, LARGE = 1_000, int(os.environ.get("NIGHTDESK_BENCH_ROWS", "1000000"))

QUICK = bool(os.environ.get("NIGHTDESK_BENCH_QUICK"))
"""Measure less often, and fail only where something broke: for CI. Figures worth telling come from a whole run."""

NOISE = 2.0 if QUICK else 1.25
"""The table says what is not met; a run fails only this far beyond its bound, for the machines are shared."""


def times(whole: int, quick: int) -> int:
    """Return how often to measure: the first number in a whole run, the second in a quick one."""
    return quick if QUICK else whole


@dataclass
class Table:
    """What was measured: a line each, with what it was held to."""

    lines: list[str] = field(default_factory=list)

    def hold(self, what: str, value: float, bound: float, note: str = "", *, least: bool = False) -> bool:
        """Note a figure and its bound (at most, or with `least` at least); tell whether it is met but for noise."""
        holds = value >= bound if least else value <= bound
        near = value >= bound / NOISE if least else value <= bound * NOISE
        sign = "≥" if least else "≤"
        self.lines.append(f"{what:58} {value:8.2f}  {sign} {bound:<6g} {'holds' if holds else 'NOT MET'}  {note}")
        return near

    def note(self, what: str, text: str) -> None:
        """Note a figure that is held to nothing."""
        self.lines.append(f"{what:58} {text}")


@pytest.fixture(scope="session", autouse=True)
def _bytecode() -> None:
    """Measure with compiled bytecode, as installed: without it every start takes four times as long, for ever."""
    for folder in ("tui", "backend", "styles"):
        compileall.compile_dir(Path(__file__).parents[2] / folder, quiet=1)


@pytest.fixture(scope="session")
def table() -> Iterator[Table]:
    """The table; printed when the run ends."""
    table = Table()
    yield table
    print("\n\nbench: ratios against floors of the same run\n" + "\n".join(table.lines))


@pytest.fixture(scope="session")
def stores() -> Iterator[dict[int, str]]:
    """Addresses of a small and a large store."""
    folder = Path(tempfile.mkdtemp(prefix="nightdesk-bench-"))
    yield {rows: fill(folder / str(rows) / "store.sqlite3", rows) for rows in (SMALL, LARGE)}
    shutil.rmtree(folder)


def copied(url: str, folder: Path) -> str:
    """Copy a store, for a measurement that writes into it; return the copy's address."""
    shutil.copyfile(url.removeprefix("sqlite:///"), folder / "store.sqlite3")
    return f"sqlite:///{folder / 'store.sqlite3'}"
