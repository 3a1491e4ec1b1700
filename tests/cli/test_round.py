"""The main job, once around: on both platforms a comment comes in, is answered at the desk, and the thanks comes."""

import sqlite3
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest

from backend.config.desk import desk_settings
from backend.desk import reply
from backend.desk.session import Desk, close, open_desk
from backend.model.clock import SystemClock
from tests.cli.program import Program
from tests.cli.test_account import add_bluesky, add_mastodon
from tests.stage.play import Stage, until


@pytest.fixture
def play() -> Iterator[Stage]:
    """A stage on which people answer us after a moment and nothing else happens for long."""
    with Stage("--speed", "12", "--requests", "5000") as running:
        yield running


def asked(program: Program, sql: str, *values: object) -> list[Any]:
    store = sqlite3.connect(program.data / "nightdesk.sqlite3")
    try:
        return store.execute(sql, values).fetchall()
    finally:
        store.close()


def answers(play: Stage, wire: str) -> list[dict[str, Any]]:
    return [row for row in play.said(wire) if "Vi ringer upp er" in row["text"]]


def answer(desk: Desk, comment_id: int, words: str) -> None:
    composing = reply.compose(desk, comment_id)
    done = reply.send(desk, comment_id, f"{composing.text} {words}", composing.revision)
    assert done.ok, done


@pytest.mark.staged
def test_a_comment_is_answered_and_the_thanks_comes_back(program: Program, play: Stage) -> None:
    program.run("member", "add", "Anna", "--signature", "/ Anna")
    add_mastodon(program, play, "--short", "masto")
    add_bluesky(program, play, "--short", "sky")
    worker = program.start("worker", more={"NIGHTDESK_POLL_S": "1", "NIGHTDESK_LOG_FILE": str(program.data / "log")})
    desk = open_desk(desk_settings(program.environ, program.data), SystemClock(), "Anna")
    find = "SELECT c.id FROM comment c JOIN author a ON a.id = c.author_id WHERE a.handle = ? ORDER BY c.id"
    try:
        ids = {
            "mastodon": until(lambda: asked(program, find, "amina"), 30)[0][0],
            "bluesky": until(lambda: asked(program, find, "hannaonwheels.test"), 30)[0][0],
        }
        for comment_id in ids.values():
            answer(desk, comment_id, "Vi ringer upp er inom tio minuter.")
        for wire in ids:
            ours = until(partial(answers, play, wire), 40)
            assert len(ours) == 1
            assert ours[0]["by"] == "us"
            assert ours[0]["to"] == play.key(wire, "m5" if wire == "mastodon" else "b5")["id"]
        follow = "SELECT a.handle FROM comment c JOIN author a ON a.id = c.author_id WHERE c.follow_up ORDER BY 1"
        until(lambda: asked(program, follow) == [("amina",), ("hannaonwheels.test",)], 40)
        states = asked(program, "SELECT state, outbox.remote_id != '' FROM outbox")
        assert states == [("sent", 1), ("sent", 1)]
        done = asked(program, "SELECT state FROM comment WHERE id IN (?, ?)", *ids.values())
        assert done == [("done",), ("done",)]
        for wire in ids:
            assert len(answers(play, wire)) == 1
    finally:
        close(desk)
        worker.terminate()
        worker.communicate(timeout=30)
