"""The worker and places without an API: it says which are overdue, and connects to none of them."""

from pathlib import Path
from threading import Event, Thread

from backend.model.actor import SYSTEM
from backend.model.clock import HOUR
from backend.model.place import PlaceKind
from backend.store.engine import Store
from backend.store.write.places import Plan, add_place, look
from backend.worker.daemon import Daemon
from tests.conftest import StandingClock
from tests.worker.hand import Hand
from tests.worker.scene import Scene
from tests.worker.scripted import Platform, ScriptedConnector
from tests.worker.waiting import until


def leases(store: Store) -> list[str]:
    """What the worker has taken up."""
    return [row[0] for row in store.reader.rows("SELECT name FROM lease")]


def test_an_overdue_place_is_told_and_never_connected_to(
    store: Store, scene: Scene, clock: StandingClock, tmp_path: Path
) -> None:
    plan = Plan("https://www.facebook.com/groups/acme", PlaceKind.FACEBOOK_GROUP, 3600)
    group = add_place(store, SYSTEM, "group", plan)
    assert look(store, scene.anna, group).ok
    clock.move(2 * HOUR)
    stop = Event()
    duty = Hand(store, clock, ScriptedConnector(Platform(clock)), tmp_path, scene.account_id).duty
    worker = Thread(target=Daemon(duty).run, args=(stop,))
    worker.start()
    try:
        until(lambda: scene.health(group) == ("late", "place.late"))
        until(lambda: leases(store) != [])
    finally:
        stop.set()
        worker.join()
    assert len(leases(store)) == 1, "of the other account"
    assert scene.health(group) == ("late", "place.late")
