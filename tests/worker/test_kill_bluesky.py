"""Workers killed while they send, against Bluesky's real servers: no answer twice, none lost, none left in doubt.

PDS and AppView both: preparing an answer reads the post that is answered, and the comments come in by notifications.
"""

import random
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from backend.model.outbox import OutboxState
from backend.store.engine import Store
from tests.platforms.bluesky_rig import Rig, start
from tests.platforms.bluesky_world import POST, Hands
from tests.worker.killing import KILLS, Bloodbath, Toll, count
from tests.worker.processes import save_login
from tests.worker.proxy import Proxy
from tests.worker.scene import Scene

pytestmark = [pytest.mark.bluesky, pytest.mark.kill, pytest.mark.timeout(3600)]


@pytest.fixture(scope="module")
def rig() -> Iterator[Rig]:
    """Bluesky's servers."""
    with start() as running:
        yield running


@pytest.fixture
def proxy(rig: Rig) -> Iterator[Proxy]:
    """What the worker speaks to."""
    address = urlsplit(rig.pds)
    opened = Proxy((address.hostname or "", address.port or 0))
    yield opened
    opened.close()


def standing(ours: Hands) -> list[str]:
    """The text of every record of ours, all pages of them."""
    found: list[str] = []
    cursor = ""
    while True:
        more = {"cursor": cursor} if cursor else {}
        page = ours.ask("com.atproto.repo.listRecords", repo=ours.did, collection=POST, limit=100, **more)
        rows = page["records"]
        assert isinstance(rows, list)
        found += [row["value"]["text"] for row in rows]
        cursor = str(page.get("cursor") or "")
        if not cursor or not rows:
            return found


def test_killed_while_sending_many_times(rig: Rig, proxy: Proxy, live_store: Store, tmp_path: Path) -> None:
    fan, ours = Hands(rig, rig.account("killfan")), Hands(rig, rig.account("killorg"))
    scene = Scene(live_store, "bluesky", proxy.url, ours.did)
    login = {"identifier": ours.handle, "password": ours.password, "did": ours.did, **ours.tokens}
    save_login(tmp_path, scene.account_id, **login)
    root = ours.post("Öppettider")
    for number in range(2 * KILLS):
        fan.reply(f"fråga {number}", root)
    rig.settle()
    dice = random.Random(3)
    bath = Bloodbath(scene, live_store.url, tmp_path, proxy, lambda sent: b"repo.putRecord" in sent[:80], dice)
    try:
        bath.gather(2 * KILLS)
        bath.run(KILLS)
        took = bath.settle()
        print(f"{bath.kills} kills, {len(bath.answers)} answers, settled after {took:.1f} s")
        bath.end()
        assert set(scene.states().values()) == {OutboxState.SENT}
        assert count(len(bath.answers), standing(ours)) == Toll((), (), len(bath.answers))
        assert len(bath.answers) >= KILLS / 2
    finally:
        bath.close()
        fan.close()
        ours.close()
