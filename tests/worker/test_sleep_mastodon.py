"""A worker stopped between its last commit and its request, for longer than its lease, against a real server."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.model.outbox import OutboxState
from backend.store.engine import Store
from tests.worker.processes import BRAND, MastodonMock, WorkerProcess, save_login
from tests.worker.proxy import Plan, Planner, Proxy
from tests.worker.scene import Scene
from tests.worker.waiting import until

WORDS = "Ja, till klockan sex"


@pytest.fixture
def workers(store_url: str, tmp_path: Path) -> Iterator[list[WorkerProcess]]:
    both = [WorkerProcess(store_url, tmp_path, name=name, http_timeout_s=5) for name in ("sleeper", "other")]
    yield both
    for worker in both:
        if worker.alive:
            worker.kill()


def fall_asleep(worker: WorkerProcess, store: Store) -> None:
    """Stop a worker, and not in the middle of a transaction: SQLite would let nobody write until it wakes."""
    for _ in range(50):
        worker.sleep()
        probe = sqlite3.connect(store.url.removeprefix("sqlite:///"), timeout=0.1)
        try:
            probe.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            worker.wake()
        else:
            return
        finally:
            probe.close()
    raise AssertionError("it always writes")


def shut_once(proxy: Proxy, start: bytes) -> Planner:
    """Return a planner that shuts the line as soon as a request begins so, once."""
    asked: list[bytes] = []

    def plan(request: bytes) -> Plan:
        if not asked and request.startswith(start):
            asked.append(request)
            proxy.shut()
        return Plan(last=True)

    return plan


@pytest.mark.kill
def test_a_worker_that_wakes_after_its_lease_posts_nothing(
    mock: MastodonMock, proxy: Proxy, live_store: Store, workers: list[WorkerProcess], tmp_path: Path
) -> None:
    """The line is shut as soon as preparing has read what it answers: the request can only be on its way to leave."""
    sleeper, other = workers
    scene = Scene(live_store, "mastodon", proxy.url, mock.me())
    save_login(tmp_path, scene.account_id, token=BRAND)
    question = mock.say(mock.fan, "@brand Öppet i dag?", in_reply_to_id=mock.say(mock.brand, "Nytt"))

    def posts() -> int:
        return sum(request.startswith(b"POST /api/v1/statuses") for request in proxy.seen)

    proxy.planner = lambda _request: Plan(last=True)
    sleeper.start()
    until(lambda: scene.value("SELECT count(*) FROM comment WHERE NOT own") == 1, "the question")
    proxy.planner = shut_once(proxy, f"GET /api/v1/statuses/{question} ".encode())
    outbox = scene.answer(1, f"@fan {WORDS}")
    until(lambda: scene.action(outbox).first_attempt_at is not None, "the last commit")
    fall_asleep(sleeper, live_store)
    assert (scene.action(outbox).state, posts()) == (OutboxState.SENDING, 0)
    proxy.open()
    other.start()
    until(lambda: scene.action(outbox).state is OutboxState.SENT, "the other one's answer", 60)
    assert posts() == 1

    sleeper.wake()
    until(lambda: sleeper.said("not sent") or posts() > 1, "the sleeper's word")
    (line,) = [line for line in sleeper.lines() if line["message"] == "not sent"]
    assert line["reason"] == "platform.too_late", line
    assert [worker.terminate() for worker in workers] == [0, 0]
    assert posts() == 1
    assert sum(WORDS in html for html in mock.ours()) == 1
    assert scene.action(outbox).state is OutboxState.SENT
