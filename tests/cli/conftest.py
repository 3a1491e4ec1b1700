"""A program on an empty store, one on a store that a rehearsal has filled, and a stage to connect to."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cli.program import Done, Program
from tests.stage.play import Stage


@dataclass(frozen=True)
class Rehearsal:
    """A rehearsal that has ended: how, and what it left because it was asked to."""

    done: Done
    folder: Path


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Program:
    """A store that nothing is in, to copy."""
    program = Program(tmp_path_factory.mktemp("empty"))
    program.run("migrate")
    return program


@pytest.fixture
def program(tmp_path: Path, empty: Program) -> Program:
    """The program on a new store."""
    shutil.copytree(empty.data, tmp_path / "data")
    return Program(tmp_path / "data")


@pytest.fixture(scope="session")
def rehearsal(tmp_path_factory: pytest.TempPathFactory) -> Rehearsal:
    """`nightdesk demo` without a desk, its directory kept."""
    place = tmp_path_factory.mktemp("rehearsal")
    program = Program(place / "unused")
    asked = ("demo", "--no-desk", "--seconds", "6", "--speed", "40", "--keep")
    done = program.run_apart(*asked, more={"TMPDIR": str(place)})
    return Rehearsal(done, next(place.glob("nightdesk-demo-*")))


@pytest.fixture
def filled(tmp_path: Path, rehearsal: Rehearsal) -> Program:
    """The program on a copy of what the rehearsal left. Its worker's promises to look again are forgotten with it."""
    shutil.copytree(rehearsal.folder, tmp_path / "data", symlinks=True)
    with closing(sqlite3.connect(tmp_path / "data" / "nightdesk.sqlite3")) as connection, connection:
        connection.execute("UPDATE account_health SET next_at = NULL")
    return Program(tmp_path / "data")


@pytest.fixture(scope="session")
def stage() -> Iterator[Stage]:
    """A stage on which nothing arrives by itself."""
    with Stage("--speed", "0", "--requests", "5000") as running:
        yield running
