"""From a comment on Mastodon to the store by way of its stream: the rehearsal's server and a worker, both processes."""

import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.store.engine import Store
from tests.stage.play import Stage
from tests.worker.commands import Command, connected, is_there
from tests.worker.waiting import until

SOON_S = 10.0
"""The poll comes after 60 seconds: what is there sooner came by a hint."""


@pytest.fixture
def stage() -> Iterator[Stage]:
    with Stage("--speed", "0", "--requests", "5000") as running:
        running.do("clear", on="mastodon")
        running.says("mastodon", "Vår post", by="us", key="root")
        yield running


@pytest.fixture
def account(stage: Stage, live_store: Store, tmp_path: Path) -> int:
    return connected(stage, live_store, tmp_path, {"mastodon": "ma"})["mastodon"]


@pytest.fixture
def worker(stage: Stage, account: int, store_url: str, live_store: Store, tmp_path: Path) -> Iterator[Command]:
    """A worker that polls once a minute, has read everything once, and listens."""
    with Command(tmp_path, store_url, "worker", NIGHTDESK_POLL_S="60") as running:
        until(lambda: opened(stage)["open"] == 1, "it listens", seen=running.log_file.read_text)
        until(lambda: is_quiet(live_store, account), "everything has been read")
        yield running


def opened(stage: Stage) -> dict[str, int]:
    return stage.do("streams")


def is_quiet(store: Store, account: int) -> bool:
    asked = store.reader.value("SELECT count(*) FROM sync_request WHERE done_at IS NULL")
    read = store.reader.value("SELECT last_complete_at FROM account_health WHERE account_id = ?", (account,))
    return asked == 0 and read is not None


def arrives(stage: Stage, store: Store, account: int, text: str) -> float:
    """Let somebody write, and return after how many seconds it is in the store."""
    stage.says("mastodon", text, by="lisa", to="root")
    started = time.monotonic()
    until(lambda: is_there(store, account, text), text, patience_s=20)
    return time.monotonic() - started


def test_what_happens_is_in_the_store_long_before_the_poll_and_a_cut_stream_is_opened_again(
    stage: Stage, account: int, worker: Command, live_store: Store
) -> None:
    took = [arrives(stage, live_store, account, f"Fråga {number}") for number in range(2)]
    print(f"\nfrom the comment to the store: {', '.join(f'{one * 1000:.0f} ms' for one in took)}")
    assert max(took) < SOON_S
    remote_id = live_store.reader.value("SELECT max(remote_id) FROM comment")
    stage.do("delete", on="mastodon", id=remote_id)
    state = "SELECT remote_state FROM comment WHERE remote_id = ?"
    until(lambda: live_store.reader.value(state, (remote_id,)) == "deleted", "it is gone", patience_s=SOON_S)
    before = opened(stage)["opened"]
    stage.do("streams", kind="half")
    assert arrives(stage, live_store, account, "Medan ingen hörde") < SOON_S
    assert opened(stage) == {"open": 1, "opened": before + 1}
    started = time.monotonic()
    assert worker.end(signal.SIGTERM) == 0
    assert time.monotonic() - started < SOON_S
    for hidden in ("a turn failed", "Fråga", "Medan"):
        assert hidden not in worker.log_file.read_text()


def test_only_one_of_two_workers_listens(
    stage: Stage, account: int, worker: Command, live_store: Store, store_url: str, tmp_path: Path
) -> None:
    (tmp_path / "second").mkdir()
    settings = {"NIGHTDESK_SECRETS_DIR": str(tmp_path / "secrets"), "NIGHTDESK_POLL_S": "60"}
    with Command(tmp_path / "second", store_url, "worker", **settings):
        until(lambda: live_store.reader.value("SELECT count(*) FROM worker WHERE stopped_at IS NULL") == 2, "both run")
        arrives(stage, live_store, account, "Till en av dem")
        assert opened(stage) == {"open": 1, "opened": 1}
        assert worker.end(signal.SIGTERM) == 0
        until(lambda: opened(stage) == {"open": 1, "opened": 2}, "the other listens")


def test_without_a_stream_or_with_it_switched_off_it_is_polled_as_before(
    stage: Stage, account: int, store_url: str, live_store: Store, tmp_path: Path
) -> None:
    stage.do("fault", kind="html", path="/streaming/", value=404, count=1000)
    with Command(tmp_path, store_url, "worker", NIGHTDESK_POLL_S="1") as worker:
        until(lambda: worker.log_file.exists() and "not listening" in worker.log_file.read_text(), "it gave up")
        assert arrives(stage, live_store, account, "Ändå läst") < SOON_S
        assert worker.log_file.read_text().count("not listening") == 1
    stage.do("fault", kind="")
    with Command(tmp_path, store_url, "worker", NIGHTDESK_STREAM="0", NIGHTDESK_POLL_S="1"):
        arrives(stage, live_store, account, "Utan ström")
    assert opened(stage)["opened"] == 0
