"""The doctor: each thing that is wrong is one line that says what to do, and the status tells a script."""

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from backend.cli.doctor import program as program_check
from backend.cli.machine import colours, free_space, network_disk
from tests.cli.program import Program


def wrong(told: str) -> list[str]:
    return [line for line in told.splitlines() if line.startswith("WRONG")]


def test_an_empty_store_lacks_only_a_worker(program: Program) -> None:
    done = program.run_apart("doctor", status=1)
    assert wrong(done.stdout) == ["WRONG  worker: there has never been one. Run: nightdesk worker, or nightdesk up"]
    assert "note   accounts: there are none yet. Run: nightdesk account add --help" in done.stdout
    for line in done.stdout.splitlines():
        assert line.startswith(("ok ", "note ", "WRONG "))


def test_all_is_well_while_a_worker_runs(program: Program) -> None:
    worker = program.start("worker")
    assert worker.stderr is not None
    while "worker started" not in worker.stderr.readline():
        assert worker.poll() is None
    try:
        done = program.run("doctor", status=0)
    finally:
        worker.terminate()
        worker.communicate(timeout=20)
    assert wrong(done.stdout) == []
    assert "ok     worker: alive" in done.stdout
    assert program.run("doctor", status=1).stdout.count("WRONG") == 1


def test_accounts_and_their_logins_are_looked_at(filled: Program) -> None:
    login = filled.data / "secrets" / "1.json"
    told = filled.run("doctor", status=1).stdout
    assert "ok     account masto: well" in told
    login.chmod(0o644)
    assert f"chmod 600 {login}" in filled.run("doctor", status=1).stdout
    login.unlink()
    told = filled.run("doctor", status=1).stdout
    assert "WRONG  account masto: there is no login for it here" in told
    assert "WRONG  account sky" not in told


def test_a_store_that_is_missing_damaged_or_open_to_all(program: Program) -> None:
    file = program.data / "nightdesk.sqlite3"
    file.chmod(0o644)
    assert f"chmod o-rwx {file}" in program.run("doctor", status=1).stdout
    file.chmod(0o600)
    raw = bytearray(file.read_bytes())
    page = int.from_bytes(raw[16:18], "big")
    raw[20 * page : 40 * page] = b"\xff" * (20 * page)
    file.write_bytes(raw)
    assert wrong(program.run("doctor", status=1).stdout)
    file.write_bytes(b"this is no store" * 100)
    assert "not a store of Nightdesk" in program.run("doctor", status=1).stdout
    shutil.rmtree(program.data)
    assert "WRONG  store: There is no store yet. Run: nightdesk migrate" in program.run("doctor", status=1).stdout


def test_names_that_nobody_reads_are_noticed(program: Program) -> None:
    told = program.run("doctor", status=1, more={"NIGHTDESK_DATABSE_URL": "x", "NIGHTDESK_TOKEN_NEWS": "t"}).stdout
    assert "note   settings: NIGHTDESK_DATABSE_URL: Did you mean NIGHTDESK_DATABASE_URL?" in told
    assert "TOKEN" not in told
    told = program.run("doctor", status=1, more={"NIGHTDESK_POLL_S": "often"}).stdout
    assert "WRONG  settings: NIGHTDESK_POLL_S must be a number" in told


@pytest.mark.parametrize(
    ("kind", "found"), [("nfs4", "nfs4"), ("cifs", "cifs"), ("fuse.sshfs", "fuse.sshfs"), ("ext4", ""), ("tmpfs", "")]
)
def test_a_network_disk_is_known_by_its_nearest_mount(tmp_path: Path, kind: str, found: str) -> None:
    mounts = f"/dev/a / ext4 rw 0 0\nserver:/x {tmp_path} {kind} rw 0 0\nserver:/y {tmp_path}-other nfs rw 0 0\n"
    assert network_disk(tmp_path / "deep" / "store.sqlite3", mounts) == found
    assert network_disk(Path("/elsewhere/store"), mounts) == ""


def test_a_full_disk_is_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not next(iter(free_space(tmp_path / "not" / "yet"))).is_bad
    monkeypatch.setattr("backend.cli.machine.LEAST_FREE", 10**18)
    assert next(iter(free_space(tmp_path))).is_bad


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        ({"NO_COLOR": "1", "COLORTERM": "truecolor"}, "no colours (NO_COLOR)"),
        ({"NO_COLOR": "", "COLORTERM": "truecolor"}, "16 million colours"),
        ({"COLORTERM": "truecolor", "TERM": "xterm"}, "16 million colours"),
        ({"TERM": "xterm-256color"}, "256 colours"),
        ({"TERM": "linux"}, "16 colours; over SSH set SendEnv COLORTERM for more"),
    ],
)
def test_colours_are_told_by_the_environment(environ: Mapping[str, str], said: str) -> None:
    assert colours(environ) == said


def test_parts_from_different_places_are_noticed() -> None:
    assert not any(finding.is_bad for finding in program_check())
    assert any(finding.is_bad for finding in program_check(lambda name: f"/{name}"))
    assert any(finding.is_bad for finding in program_check(lambda _name: None))
