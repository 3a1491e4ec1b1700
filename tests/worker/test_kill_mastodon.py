"""Workers killed while they send, against a real Mastodon server: no answer twice, none lost, none left in doubt."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.model.clock import SystemClock
from backend.model.outbox import OutboxState
from backend.store.engine import Store
from tests.worker.killing import KILLS, Bloodbath, Toll, count
from tests.worker.processes import BRAND, MastodonMock, save_login
from tests.worker.proxy import Proxy
from tests.worker.scene import Scene


@pytest.fixture
def postgres_store(postgres_url: str) -> Iterator[Store]:
    """A store on PostgreSQL, on the system's clock."""
    opened = Store.open(postgres_url, SystemClock())
    yield opened
    opened.close()


def slaughter(mock: MastodonMock, proxy: Proxy, store: Store, folder: Path, kills: int, seed: int) -> Toll:
    """Kill so many workers; returns what stands on the platform in the end."""
    scene = Scene(store, "mastodon", proxy.url, mock.me())
    save_login(folder, scene.account_id, token=BRAND)
    for number in range(2 * kills):
        mock.say(mock.fan, f"@brand fråga {number:04d}")
    dice = random.Random(seed)
    bath = Bloodbath(scene, store.url, folder, proxy, lambda sent: sent.startswith(b"POST /api/v1/statuses"), dice)
    try:
        bath.gather(2 * kills)
        bath.run(kills)
        took = bath.settle()
        print(f"{bath.kills} kills, {len(bath.answers)} answers, settled after {took:.1f} s")
        bath.end()
    finally:
        bath.close()
    assert set(scene.states().values()) == {OutboxState.SENT}
    return count(len(bath.answers), mock.ours())


def test_killed_while_sending(mock: MastodonMock, proxy: Proxy, live_store: Store, tmp_path: Path) -> None:
    toll = slaughter(mock, proxy, live_store, tmp_path, kills=5, seed=1)
    assert toll == Toll((), (), toll.all)


@pytest.mark.kill
@pytest.mark.timeout(3600)
def test_killed_while_sending_many_times(mock: MastodonMock, proxy: Proxy, live_store: Store, tmp_path: Path) -> None:
    toll = slaughter(mock, proxy, live_store, tmp_path, kills=KILLS, seed=2)
    assert toll == Toll((), (), toll.all)
    assert toll.all >= KILLS / 2


@pytest.mark.kill
@pytest.mark.postgres
@pytest.mark.timeout(3600)
def test_killed_while_sending_on_postgresql(
    mock: MastodonMock, proxy: Proxy, postgres_store: Store, tmp_path: Path
) -> None:
    toll = slaughter(mock, proxy, postgres_store, tmp_path, kills=60, seed=4)
    assert toll == Toll((), (), toll.all)
    assert toll.all >= 30
