"""What a stream told, between the listener and the store: few readings however much is told, and nothing lost."""

from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from backend.config.worker import WorkerSettings
from backend.model.clock import DAY, Clock, plus
from backend.platforms.base import Stir, Stirring
from backend.store.engine import Store
from backend.store.read.accounts import account
from backend.store.write import sync
from backend.worker.duty import Duty
from backend.worker.listen import APART_S, AT_ONCE, NAMES, Ear
from backend.worker.tempo import Tempo
from tests.worker.scene import Scene


class Hearing:
    """An ear on a clock that a test moves; `rung` counts its bell."""

    def __init__(self, scene: Scene, store: Store, clock: Clock) -> None:
        self.store = store
        self.account_id = scene.account_id
        self.seconds = 0.0
        self.rung = 0
        settings = WorkerSettings(url=store.url, data_dir=Path(), secrets_dir=Path())
        ours = account(store.reader, scene.account_id)
        assert ours is not None
        self.ear = Ear(Duty(store, clock, settings, Tempo(), 1), ours, lambda: self.seconds)
        self.ear.bell = self.ring

    def ring(self) -> None:
        self.rung += 1

    def hears(self, what: Stir, *remote_ids: str) -> bool:
        """Hear of something and heed it; tells whether the inbox is to be read for it."""
        self.ear.hear(Stirring(what, remote_ids))
        self.ear.heed()
        return self.is_wished()

    def is_wished(self) -> bool:
        found = sync.wishes(self.store.reader, self.account_id)
        sync.done_sync(self.store, [wish.id for wish in found])
        return bool(found)


@pytest.fixture
def hearing(scene: Scene, store: Store, clock: Clock) -> Hearing:
    return Hearing(scene, store, clock)


def test_in_a_flood_the_inbox_is_read_seldom_and_the_last_is_not_lost(hearing: Hearing) -> None:
    read = [hearing.hears(Stir.NEW, f"n{number}") for number in range(200)]
    assert read.count(True) == AT_ONCE
    hearing.seconds += APART_S
    hearing.ear.heed()
    assert hearing.is_wished()
    hearing.seconds += 100 * APART_S
    hearing.ear.heed()
    assert not hearing.is_wished(), "nothing more was told"


def test_more_than_can_be_noted_is_still_something(hearing: Hearing, scene: Scene) -> None:
    scene.comments([f"k{number}" for number in range(NAMES)])
    for number in range(NAMES):
        hearing.ear.hear(Stirring(Stir.NEW, (f"k{number}",)))
    hearing.ear.hear(Stirring(Stir.NEW, ("unknown",)))
    hearing.ear.heed()
    assert hearing.is_wished()
    assert hearing.rung == 1


def test_a_busy_home_timeline_costs_no_reading_and_holds_up_no_comment(hearing: Hearing, scene: Scene) -> None:
    scene.comments(["mine"])
    (key,) = hearing.store.reader.rows("SELECT id FROM post")[0]
    sync.set_next_read(hearing.store, {key: plus(hearing.store.clock.now(), DAY)})
    assert not any(hearing.hears(Stir.MOVED, f"other{number}") for number in range(50))
    due = "SELECT next_read_at FROM post"
    far = hearing.store.reader.value(due)
    assert not hearing.hears(Stir.MOVED, "answer", "mine")
    assert int(str(hearing.store.reader.value(due))) < int(str(far))
    assert hearing.hears(Stir.NEW, "a comment")


def test_an_open_comment_said_to_be_gone_is_looked_at_next(hearing: Hearing, scene: Scene) -> None:
    scene.comments(["stays", "goes"])
    assert not hearing.hears(Stir.GONE, "goes", "never ours")
    due = sync.probes_due(hearing.store.reader, scene.account_id, hearing.store.clock.now(), 900, 10)
    assert [remote_id for _key, remote_id in due] == ["goes"]


def test_what_the_store_could_not_take_is_told_again(hearing: Hearing) -> None:
    def execute(sql: str) -> None:
        with hearing.store.write() as w:
            w.conn.execute(text(sql))

    execute("CREATE TRIGGER full BEFORE INSERT ON sync_request BEGIN SELECT RAISE(ABORT, 'no room'); END")
    with pytest.raises(IntegrityError):
        hearing.hears(Stir.NEW, "x")
    execute("DROP TRIGGER full")
    hearing.ear.heed()
    assert hearing.is_wished()
