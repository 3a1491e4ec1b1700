"""The rehearsal: real HTTP, real worker, real store, and nothing left behind, however it ends."""

import os
import signal
import sqlite3
from pathlib import Path

import pytest

from backend.cli.demo import OTHERS
from tests.cli.conftest import Rehearsal
from tests.cli.program import Program, living
from tests.leaks import files, leaked, planted
from tests.stage.play import until


def test_what_it_shows_has_gone_through_everything(rehearsal: Rehearsal) -> None:
    assert f"sqlite:///{rehearsal.folder}/nightdesk.sqlite3" in rehearsal.done.stdout
    assert f"Kept: {rehearsal.folder}" in rehearsal.done.stdout
    store = sqlite3.connect(rehearsal.folder / "nightdesk.sqlite3")
    try:
        asked = "SELECT a.short_name, count(*) FROM comment c JOIN account a ON a.id = c.account_id GROUP BY 1"
        found = dict(store.execute(asked).fetchall())
        member = store.execute("SELECT name FROM member").fetchall()
        templates = store.execute("SELECT count(*) FROM template WHERE state = 'approved'").fetchone()[0]
        arrived = store.execute("SELECT count(*) FROM comment_revision WHERE text LIKE '%Bäckvägen! 🎉'").fetchone()[0]
    finally:
        store.close()
    assert set(found) == {"masto", "sky", *OTHERS.values()}
    assert min(found.values()) >= 3
    assert found["masto"] > 15
    assert found["sky"] > 12
    assert member == [("Kim",), ("Robin",)]
    assert templates >= 12
    assert arrived == 1, "what came while it ran is missing"


def test_the_team_has_been_at_work(rehearsal: Rehearsal) -> None:
    store = sqlite3.connect(rehearsal.folder / "nightdesk.sqlite3")
    try:
        told = store.execute("SELECT v.title FROM brief AS b JOIN brief_version AS v ON v.brief_id = b.id").fetchall()
        waits = store.execute("SELECT text FROM outbox WHERE state = 'awaiting_approval'").fetchall()
        promised = store.execute("SELECT m.name FROM promise AS p JOIN member AS m ON m.id = p.owner_id").fetchall()
        owner = store.execute("SELECT m.name FROM case_file AS f JOIN member AS m ON m.id = f.owner_id").fetchall()
        people = store.execute(
            "SELECT a.name FROM case_comment AS x JOIN comment AS c ON c.id = x.comment_id"
            " JOIN author AS a ON a.id = c.author_id ORDER BY 1"
        ).fetchall()
    finally:
        store.close()
    assert told == [("The power cut in northern Norrby",)]
    assert [text for (text,) in waits if "kerb" in text]
    assert promised == [("Kim",)]
    assert owner == [("Kim",)]
    assert people == [("Birgitta 🌷",), ("Kalle på höjden",)]


def test_no_process_is_left_and_logins_are_closed(rehearsal: Rehearsal) -> None:
    assert living(rehearsal.folder) == []
    logins = list((rehearsal.folder / "secrets").iterdir())
    assert {path.stat().st_mode & 0o777 for path in logins} == {0o600}
    assert len(logins) == 2 + len(OTHERS)
    assert (rehearsal.folder / "stage.log").read_text() == ""


def test_no_login_is_in_anything_but_its_own_file(rehearsal: Rehearsal) -> None:
    hidden = planted(rehearsal.folder)
    assert len(hidden) >= 2 + len(OTHERS)
    assert {"worker.log", "nightdesk.sqlite3"} <= {path.name for path in rehearsal.folder.iterdir()}
    told = (rehearsal.done.stdout.encode(), rehearsal.done.stderr.encode())
    assert leaked(hidden, (*told, *files(rehearsal.folder))) == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_ends_it_and_leaves_nothing(tmp_path: Path, number: signal.Signals) -> None:
    program = Program(tmp_path / "house")
    mine = {"TMPDIR": str(tmp_path), "NIGHTDESK_SECRETS_DIR": str(tmp_path / "mine"), "NIGHTDESK_POLL_S": "wrong"}
    demo = program.start("demo", "--no-desk", "--seconds", "60", more=mine)
    assert demo.stdout is not None
    while "runs for" not in demo.stdout.readline():
        assert demo.poll() is None
    folder = next(tmp_path.glob("nightdesk-demo-*"))
    until(lambda: len(living(folder)) == 2)
    demo.send_signal(number)
    demo.communicate(timeout=20)
    assert demo.returncode == 128 + number
    assert living(folder) == []
    assert list(tmp_path.iterdir()) == [], "the house's own settings have reached it"


def test_a_signal_in_the_middle_of_setting_up_leaves_nothing_either(tmp_path: Path) -> None:
    program = Program(tmp_path / "unused")
    demo = program.start("demo", "--no-desk", "--seconds", "60", more={"TMPDIR": str(tmp_path)})
    folder = until(lambda: next(tmp_path.glob("nightdesk-demo-*"), None))
    until(lambda: living(folder))
    demo.send_signal(signal.SIGTERM)
    demo.communicate(timeout=20)
    assert demo.returncode == 143
    assert living(folder) == []
    assert list(tmp_path.glob("nightdesk-demo-*")) == []


def test_killed_outright_its_processes_end_by_themselves(tmp_path: Path) -> None:
    program = Program(tmp_path / "unused")
    demo = program.start("demo", "--no-desk", "--seconds", "60", more={"TMPDIR": str(tmp_path)})
    assert demo.stdout is not None
    while "runs for" not in demo.stdout.readline():
        assert demo.poll() is None
    folder = next(tmp_path.glob("nightdesk-demo-*"))
    until(lambda: len(living(folder)) == 2)
    os.kill(demo.pid, signal.SIGKILL)
    demo.communicate(timeout=10)
    until(lambda: not living(folder))
