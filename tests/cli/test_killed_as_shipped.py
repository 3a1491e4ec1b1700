"""A worker as it is shipped, killed while answers are on the wire: they are in doubt for less than a minute."""

import sqlite3
import time
from typing import Any

import pytest

from backend.config.desk import desk_settings
from backend.desk import reply
from backend.desk.session import close, open_desk
from backend.model.clock import SystemClock
from tests.cli.program import Program
from tests.cli.test_account import add_bluesky, add_mastodon
from tests.stage.play import Stage, until

pytestmark = [pytest.mark.kill, pytest.mark.timeout(300)]

WORDS = "Vi återkommer i morgon"
LONGEST_S = 60


def asked(program: Program, sql: str) -> list[Any]:
    store = sqlite3.connect(program.data / "nightdesk.sqlite3")
    try:
        return store.execute(sql).fetchall()
    finally:
        store.close()


def test_nothing_is_in_doubt_a_minute_after_the_worker_is_back(program: Program) -> None:
    with Stage("--speed", "0.001", "--requests", "5000") as stage:
        program.run("member", "add", "Anna", "--signature", "/ Anna")
        add_mastodon(program, stage, "--short", "masto")
        add_bluesky(program, stage, "--short", "sky")
        log = {"NIGHTDESK_LOG_FILE": str(program.data / "log")}
        worker = program.start("worker", more=log)
        desk = open_desk(desk_settings(program.environ, program.data), SystemClock(), "Anna")
        newest = "SELECT max(id) FROM comment WHERE state = 'open' GROUP BY account_id"
        try:
            until(lambda: len(asked(program, newest)) == 2, 60)
            for path in ("statuses", "putRecord"):
                stage.do("fault", kind="slow", method="POST", path=path, value=3)
            for (comment_id,) in asked(program, newest):
                composing = reply.compose(desk, comment_id)
                assert reply.send(desk, comment_id, f"{composing.text} {WORDS}", composing.revision).ok
            until(lambda: asked(program, "SELECT state FROM outbox") == [("sending",), ("sending",)], 40)
            worker.kill()
            worker.communicate()
            worker, back = program.start("worker", more=log), time.monotonic()
            until(lambda: asked(program, "SELECT state FROM outbox") == [("sent",), ("sent",)], LONGEST_S)
            print(f"settled {time.monotonic() - back:.0f} s after the worker was back")
            for wire in ("mastodon", "bluesky"):
                assert sum(WORDS in row["text"] for row in stage.said(wire)) == 1
        finally:
            close(desk)
            worker.terminate()
            worker.communicate(timeout=30)
