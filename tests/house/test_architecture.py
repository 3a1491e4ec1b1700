"""The house's walls: import directions, light starts, one clock, words for every reason."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from backend.i18n.reasons import SENTENCES

ROOT = Path(__file__).parents[2]
HEAVY = ("sqlalchemy", "sqlmodel", "pydantic", "httpx", "alembic", "psycopg")
CODE = re.compile(
    r"""(?:Reason|StoreError|StoreMissing|StoreNewer|StoreOld|StoreUnavailable|PlatformError|LoginExpired|NotPermitted
    |Gone|Duplicate|Refused|TryAgain|QueryError|ConfigError|DeskError|CommandError)\(\s*"([a-z_.]+)\"""",
    re.VERBOSE,
)


def loaded_by(module: str) -> set[str]:
    code = f"import {module}, sys; print(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    return {name.split(".")[0] for name in done.stdout.split()}


def test_import_directions_hold() -> None:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--config", "pyproject.toml"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("module", "forbidden"),
    [
        ("tui.app", HEAVY),
        ("tui.__main__", (*HEAVY, "textual")),
        ("backend.desk.inbox", ("sqlalchemy", "sqlmodel", "pydantic", "httpx", "alembic", "textual")),
        ("backend.store.read.queue", ("sqlalchemy", "sqlmodel", "pydantic", "alembic")),
        ("backend.worker.daemon", ("textual", "rich")),
        ("backend.stage.server", ("sqlalchemy", "httpx", "textual")),
    ],
)
def test_nothing_heavy_is_on_the_way(module: str, forbidden: tuple[str, ...]) -> None:
    assert loaded_by(module) & set(forbidden) == set()


def test_every_reason_has_a_sentence() -> None:
    used = {
        code
        for folder in ("tui", "backend")
        for path in (ROOT / folder).rglob("*.py")
        for code in CODE.findall(path.read_text())
        if "." in code
    }
    assert len(used) > 30
    assert used - set(SENTENCES) == set()


def test_linters_are_content() -> None:
    for command in (["ruff", "check", "."], ["ruff", "format", "--check", "."]):
        done = subprocess.run(
            [str(Path(sys.executable).parent / command[0]), *command[1:]],
            capture_output=True,
            text=True,
            check=False,
            cwd=ROOT,
        )
        assert done.returncode == 0, done.stdout
