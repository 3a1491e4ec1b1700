"""A platform that never answers must not delay another: how late a comment is in the store, with it and without it."""

import socket
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import mean

import pytest

from backend.model.account import Capabilities
from backend.model.actor import SYSTEM
from backend.model.clock import SystemClock
from backend.store.engine import Store
from backend.store.migrate import migrate
from backend.store.write.accounts import add_account
from tests.bench.conftest import Table, times
from tests.stage.play import Stage
from tests.worker.commands import Command, connected, is_there
from tests.worker.processes import save_login
from tests.worker.waiting import until

pytestmark = [pytest.mark.bench, pytest.mark.timeout(300)]

POLL_S = "0.3"
TIMES = times(40, 15)


@pytest.fixture
def silent() -> Iterator[str]:
    """The address of a server that takes every connection and never says a word."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


def lag(stage: Stage, folder: Path, dead: str | None) -> float:
    """Return how long a comment takes into the store on the mean (seconds), beside a dead account when one is given."""
    folder.mkdir()
    url = f"sqlite:///{folder / 'store.sqlite3'}"
    migrate(url)
    store = Store.open(url, SystemClock())
    try:
        ids = connected(stage, store, folder, {"mastodon": "masto"})
        if dead is not None:
            save_login(folder, _entered(store, dead), token="EAA-nobody")
        with Command(folder, url, "worker", NIGHTDESK_POLL_S=POLL_S, NIGHTDESK_HTTP_TIMEOUT_S="5") as worker:
            first = _says(stage, store, ids["mastodon"], "Hej")
            assert first > 0, worker.log_file.read_text()
            return mean(_says(stage, store, ids["mastodon"], f"Nummer {number}.") for number in range(TIMES))
    finally:
        store.close()


def _entered(store: Store, url: str) -> int:
    """Enter a page that is there, at a server that is not."""
    return add_account(
        store,
        SYSTEM,
        "facebook",
        "page",
        remote_id="4711",
        handle="page",
        name="Page",
        base_url=url,
        capabilities=Capabilities(),
    )


def _says(stage: Stage, store: Store, account_id: int, text: str) -> float:
    began = time.monotonic()
    stage.says("mastodon", f"@norrby {text}", by="lisa")
    until(lambda: is_there(store, account_id, text), text)
    return time.monotonic() - began


def test_a_dead_platform_delays_no_other(table: Table, tmp_path: Path, silent: str) -> None:
    with Stage("--speed", "0", "--requests", "1000000") as stage:
        stage.do("clear", on="mastodon")
        alone = lag(stage, tmp_path / "alone", None)
        stage.do("clear", on="mastodon")
        beside = lag(stage, tmp_path / "beside", silent)
    what = "a comment's way into the store beside a dead platform / alone"
    assert table.hold(what, beside / alone, 1.2, f"{1000 * alone:.0f} ms alone"), table.lines
