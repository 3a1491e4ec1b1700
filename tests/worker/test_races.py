"""Workers that both believe an account is theirs, on both databases: the store alone keeps each answer single."""

import shutil
import threading
from collections import Counter
from pathlib import Path

import psycopg
import pytest

from backend.model.clock import SystemClock
from backend.model.outbox import OutboxState
from backend.store.engine import Store
from tests.store.cluster import Cluster
from tests.worker.hand import Hand
from tests.worker.scene import Scene
from tests.worker.scripted import Platform, ScriptedConnector
from tests.worker.waiting import until

ANSWERS = 24


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path, seed: Path) -> str:
    """A new store on each database."""
    if request.param == "postgresql":
        address: str = request.getfixturevalue("postgres_url")
        return address
    path = tmp_path / "both.sqlite3"
    shutil.copyfile(seed, path)
    return f"sqlite:///{path}"


def test_two_workers_on_one_account_send_each_answer_once(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = SystemClock()
    stores = [Store.open(url, clock) for _ in range(3)]
    scene = Scene(stores[2])
    platform = Platform(clock, keeps_keys=False)
    keys = [scene.answer(key, f"@fan {key}") for key in scene.comments([f"c{n}" for n in range(ANSWERS)])]
    hands = [Hand(store, clock, ScriptedConnector(platform), tmp_path, scene.account_id) for store in stores[:2]]
    for hand in hands:
        monkeypatch.setattr(hand.lease, "held", lambda: True)

    def work(hand: Hand) -> None:
        while OutboxState.PENDING in scene.states().values():
            hand.pusher.turn()

    threads = [threading.Thread(target=work, args=(hand,)) for hand in hands]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert {scene.action(key).state for key in keys} == {OutboxState.SENT}
    assert set(Counter(key for key, _body in platform.standing).values()) == {1}
    assert len(platform.standing) == ANSWERS
    for store in stores:
        store.close()


@pytest.mark.postgres
def test_a_database_that_was_away_is_found_again(cluster: Cluster, postgres_url: str, tmp_path: Path) -> None:
    clock = SystemClock()
    store = Store.open(postgres_url, clock)
    scene = Scene(store)
    hand = Hand(store, clock, ScriptedConnector(Platform(clock)), tmp_path, scene.account_id)
    (comment,) = scene.comments(["c"])
    outbox = scene.answer(comment, "@fan hej")
    name = postgres_url.rsplit("/", 1)[1].split("?", maxsplit=1)[0]
    with psycopg.connect(cluster.url("postgres"), autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,))

    def sent() -> bool:
        try:
            hand.push()
            return scene.action(outbox).state is OutboxState.SENT
        except Exception:  # noqa: BLE001 - what the loop records and tries again
            return False

    until(sent, "sent over a new connection", 10)
    store.close()
