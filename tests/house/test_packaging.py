"""What is built is whole: data beside the code, nothing else, and it migrates a store from where it is unpacked."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the checkout and unpacked in an empty folder."""
    built = tmp_path_factory.mktemp("built")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(built)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = built.glob("*.whl")
    target = tmp_path_factory.mktemp("unpacked")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(target)
    return target


def test_data_is_shipped_and_tests_are_not(unpacked: Path) -> None:
    names = {str(path.relative_to(unpacked)) for path in unpacked.rglob("*") if path.is_file()}
    for wanted in (
        "backend/desk/starters/sv.toml",
        "backend/store/migrations/env.py",
        "tui/locale/sv/LC_MESSAGES/nightdesk.mo",
    ):
        assert wanted in names
    assert any(name.endswith(".tcss") for name in names)
    assert any(name.startswith("styles/themes/") for name in names)
    assert {name.split("/")[0].split("-")[0] for name in names} == {"tui", "backend", "styles", "nightdesk"}


def test_an_installed_program_makes_its_store(unpacked: Path, tmp_path: Path) -> None:
    environ = {"PYTHONPATH": str(unpacked), "NIGHTDESK_DATA_DIR": str(tmp_path / "data"), "LANG": "C.UTF-8", "PATH": ""}
    command = [sys.executable, "-P", "-m", "tui", "migrate"]
    done = subprocess.run(command, cwd=tmp_path, env=environ, check=False, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert list((tmp_path / "data").glob("*.sqlite3"))


def test_the_lock_holds_versions_and_hashes_and_no_address() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text()
        assert "://" not in text
        pinned = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]
        assert pinned
        assert all("==" in line for line in pinned)
        assert text.count("--hash=sha256:") >= len(pinned)
