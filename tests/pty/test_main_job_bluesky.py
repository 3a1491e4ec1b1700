"""The main job on Bluesky's real servers, by hand in a real terminal: seen, answered with a template, found there."""

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.program import Program
from tests.platforms.bluesky_rig import Rig, start
from tests.platforms.bluesky_world import POST, Hands
from tests.pty.glass import Glass

pytestmark = [pytest.mark.bluesky, pytest.mark.timeout(600)]

QUESTION = "Hej! Har ni öppet på julafton?"


@pytest.fixture(scope="module")
def rig() -> Iterator[Rig]:
    with start() as rig:
        yield rig


@pytest.fixture
def program(tmp_path: Path) -> Program:
    program = Program(tmp_path / "data")
    program.run("migrate")
    program.run("member", "add", "Anna", "--signature", "/Anna", "--language", "sv")
    program.run("template", "import", str(Path(__file__).parents[2] / "backend" / "desk" / "starters" / "sv.toml"))
    return program


def answers(org: Hands, words: str) -> list[dict[str, object]]:
    """Return the posts of ours on the server that hold the words."""
    listed = org.ask("com.atproto.repo.listRecords", repo=org.did, collection=POST, limit=100)
    records = listed["records"]
    assert isinstance(records, list)
    return [record["value"] for record in records if words in record["value"]["text"]]


def test_a_strangers_question_is_answered_where_it_was_asked(rig: Rig, program: Program) -> None:
    org, fan = Hands(rig, rig.account("acme")), Hands(rig, rig.account("lisa"))
    post = org.post("Nya öppettider i jul")
    asked = fan.reply(QUESTION, post)
    rig.settle()
    program.run(
        "account", "add", "bluesky", org.handle, "--server", rig.pds, "--short", "acme", typed=org.password + "\n"
    )
    worker = program.start("worker")
    desk = Glass([sys.executable, "-m", "tui", "--as", "Anna"], program.environ | {"COLUMNS": "", "LINES": ""})
    try:
        desk.shows("Har ni öppet på julafton?", "Nya öppettider i jul", timeout=60)
        desk.type("r")
        desk.shows("offentligt", "FÄRDIGA SVAR", "Öppettider")
        desk.type("\toppet")
        desk.shows("oppet▏")
        desk.type("1")
        desk.shows("{?hours}")
        desk.type("10–15")
        desk.shows("Vi har öppet 10–15.")
        desk.type("\x13")
        desk.no_longer_shows("{?hours}")
        desk.shows("✓", timeout=60)
        deadline = time.monotonic() + 60
        while not answers(org, "Vi har öppet 10–15.") and time.monotonic() < deadline:
            time.sleep(0.5)
        (answer,) = answers(org, "Vi har öppet 10–15.")
        assert answer["reply"]["parent"]["uri"] == asked  # type: ignore[index]
        assert str(answer["text"]).endswith("/Anna")
    finally:
        desk.close()
        worker.terminate()
        worker.communicate(timeout=40)
        org.close()
        fan.close()
