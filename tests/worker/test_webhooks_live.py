"""From a comment on a platform to the store by way of a push: the rehearsal's platforms, the doors and a worker, each a
process of its own."""

import signal
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from backend.model.clock import MINUTE
from backend.store.engine import Store
from tests.ports import free_port
from tests.stage.play import Stage
from tests.worker.commands import Command, connected, is_there
from tests.worker.pushes import WORD, Sender
from tests.worker.waiting import until

NAMES = {"facebook": "fb", "instagram": "ig", "threads": "th", "linkedin": "li"}


@pytest.fixture
def stage() -> Iterator[Stage]:
    with Stage("--speed", "0", "--requests", "5000") as running:
        yield running


def is_quiet(store: Store, accounts: int) -> bool:
    """Tell whether every inbox has been read, and every thread: nothing more comes before the next poll."""
    read = store.reader.value("SELECT count(*) FROM account_health WHERE last_complete_at IS NOT NULL")
    due = store.reader.value("SELECT count(*) FROM post WHERE next_read_at <= ?", (store.clock.now() + MINUTE,))
    known = store.reader.value("SELECT count(DISTINCT account_id) FROM post")
    return (read, due, known) == (accounts, 0, accounts)


def test_what_is_said_is_in_the_store_long_before_the_poll(
    stage: Stage, store_url: str, live_store: Store, tmp_path: Path
) -> None:
    for on in NAMES:
        stage.do("clear", on=on)
        stage.says(on, f"Vår post på {on}", by="us", key=f"root-{on}")
    ids = connected(stage, live_store, tmp_path, NAMES)
    secret, port = stage.do("app", on="linkedin")["client_secret"], str(free_port())
    url = f"http://127.0.0.1:{port}/webhooks"
    told = {"NIGHTDESK_META_VERIFY_TOKEN": WORD, "NIGHTDESK_LINKEDIN_CLIENT_SECRET": secret}
    with (
        Command(tmp_path, store_url, "worker", NIGHTDESK_POLL_S="3600") as worker,
        Command(tmp_path, store_url, "webhooks", "--port", port, **told) as doors,
    ):
        assert doors.line() == f"Pushes are taken at {url}/meta and …/linkedin.\n"
        until(lambda: is_quiet(live_store, len(ids)), "everything has been read once", seen=worker.log_file.read_text)
        for on in NAMES:
            stage.do("webhooks", on=on, url=f"{url}/{'linkedin' if on == 'linkedin' else 'meta'}", secret=secret)
            stage.says(on, f"Nytt på {on}", by="lisa", to=f"root-{on}")
        until(
            lambda: all(is_there(live_store, key, f"Nytt på {on}") for on, key in ids.items()),
            "all of it is there",
            patience_s=20,
            seen=doors.log_file.read_text,
        )
        assert [stage.do("webhooks", on=on)["heard"] for on in NAMES] == [[200]] * len(NAMES)
        assert (worker.end(signal.SIGTERM), doors.end(signal.SIGTERM)) == (0, 0)
    written = doors.log_file.read_text()
    assert "hint taken" in written
    for hidden in (secret, WORD, "Nytt p"):
        assert hidden not in written


def test_without_a_secret_it_does_not_start_and_an_interrupt_ends_it(store_url: str, tmp_path: Path) -> None:
    port = str(free_port())
    with Command(tmp_path, store_url, "webhooks", "--port", port) as doors:
        assert (doors.line(), doors.end(signal.SIGTERM)) == ("", 1)
    signs = {"NIGHTDESK_META_APP_SECRET": "something-to-sign-with"}
    with Command(tmp_path, store_url, "webhooks", "--port", port, **signs) as doors:
        assert doors.line()
        sender = Sender(f"http://127.0.0.1:{port}")
        assert sender.asks("/webhooks/meta", hub_mode="subscribe", hub_verify_token="").status_code == 403
        assert sender.asks("/webhooks/linkedin", challengeCode="890e4665").status_code == 403
        assert doors.end(signal.SIGINT) == 0
        with pytest.raises(httpx.ConnectError):
            sender.asks("/webhooks/meta")
