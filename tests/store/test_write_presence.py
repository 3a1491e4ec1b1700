"""Desks that come and go, and what they look at: said by the pen, on both databases."""

from pathlib import Path

import pytest

from backend.model.actor import Actor
from backend.model.clock import SECOND, plus
from backend.store.engine import Store
from backend.store.errors import StoreMissing, StoreNewer, StoreUnavailable
from backend.store.pen import Pen
from backend.store.write.presence import LASTS, beat_desk, close_desk, look_at, open_desk
from tests.conftest import StandingClock
from tests.store import scene
from tests.store.scene import says


@pytest.fixture
def pen(store: Store, clock: StandingClock) -> Pen:
    return Pen(store.url, clock)


def at_desk(store: Store, pen: Pen) -> Actor:
    """Return a moderator at an open desk, with two comments to look at."""
    scene.save(store, scene.account(store), says("c1"), says("c2"))
    anna = scene.member(store, "Anna")
    return Actor(anna.kind, anna.id, open_desk(pen, anna.id or 0, "host", 1))


def looked_at(store: Store) -> list[tuple[object, ...]]:
    return store.reader.rows("SELECT comment_id, doing, until FROM presence")


def test_desks_come_and_go(store: Store, pen: Pen, clock: StandingClock) -> None:
    member = scene.member(store, "Anna").id or 0
    since = scene.last(store)
    first = open_desk(pen, member, "host", 1)
    second = open_desk(pen, member, "host", 2, "SHA256:x")
    clock.move(SECOND)
    beat_desk(pen, second)
    close_desk(pen, first)
    assert store.reader.rows("SELECT id, seen_at FROM desk_session ORDER BY id") == [(first, 0), (second, clock.now())]
    assert open_desk(pen, member, "host", 3) not in (first, second)
    assert scene.told(store, since) == []


def test_a_desk_looks_at_one_comment_at_a_time(store: Store, pen: Pen, clock: StandingClock) -> None:
    anna = at_desk(store, pen)
    one, two = scene.key(store, "c1"), scene.key(store, "c2")
    seen_at = clock.now()
    look_at(pen, anna, one, writing=False)
    clock.move(SECOND)
    look_at(pen, anna, one, writing=True)
    assert looked_at(store) == [(one, "writing", plus(clock.now(), LASTS))]
    assert scene.look(store, "comment", one, "viewed_at") == seen_at
    look_at(pen, anna, two, writing=False)
    assert looked_at(store) == [(two, "viewing", plus(clock.now(), LASTS))]
    close_desk(pen, anna.desk or 0)
    assert looked_at(store) == []


def test_nobody_looks_at_what_is_not_there_or_from_no_desk(store: Store, pen: Pen) -> None:
    anna = at_desk(store, pen)
    look_at(pen, anna, 999, writing=False)
    look_at(pen, Actor(anna.kind, anna.id), scene.key(store, "c1"), writing=False)
    assert looked_at(store) == []


def test_half_a_line_is_not_written(store: Store, pen: Pen) -> None:
    anna = at_desk(store, pen)
    with pytest.raises(ZeroDivisionError), pen.write() as line:
        line.run("UPDATE desk_session SET pid = 7")
        _ = 1 / 0
    assert store.reader.rows("SELECT id, pid FROM desk_session") == [(anna.desk, 1)]


def test_an_old_program_says_nothing(store: Store, pen: Pen) -> None:
    anna = at_desk(store, pen)
    with store.write() as w:
        w.conn.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreNewer):
        look_at(pen, anna, scene.key(store, "c1"), writing=False)
    assert looked_at(store) == []


def test_without_a_store_there_is_a_reason(tmp_path: Path, clock: StandingClock) -> None:
    with pytest.raises(StoreMissing), Pen(f"sqlite:///{tmp_path / 'none.sqlite3'}", clock).write():
        pass
    assert not list(tmp_path.iterdir())
    with (
        pytest.raises(StoreUnavailable) as caught,
        Pen("postgresql://nobody@127.0.0.1:1/none", clock).write(),
    ):
        pass
    assert caught.value.reason.code == "store.unreachable"
