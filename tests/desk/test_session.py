"""Who sits at a desk, and what loads when."""

import subprocess
import sys
from pathlib import Path

import pytest

from backend.config.desk import DeskSettings
from backend.desk import reply, session
from backend.desk.inbox import board, opening
from backend.desk.session import Desk, DeskError
from backend.model.actor import Role
from backend.model.clock import SECOND
from backend.store.engine import Store
from backend.store.errors import Conflict, StoreMissing, StoreNewer
from backend.store.read.templates import templates
from tests.conftest import StandingClock
from tests.desk.conftest import Room
from tests.store import scene


def test_the_first_one_gets_the_keys(desk: Desk, settings: DeskSettings, clock: StandingClock) -> None:
    assert desk.member is None
    anna = session.introduce(desk, "Anna", "/A", "sv", "Europe/Stockholm")
    assert anna.roles == {(None, Role.LEAD), (None, Role.ADMIN)}
    assert anna.login == session.os_login()
    starters = templates(desk.reader, None)
    assert {one.language for one in starters} == {"sv", "en"}
    assert len(starters) == 52
    again = session.open_desk(settings, clock)
    assert again.member == anna
    again.close()


def test_nobody_introduces_themselves_after_that(room: Room) -> None:
    with pytest.raises(Conflict) as error:
        session.introduce(room.desk, "Mallory", "", "en", "UTC")
    assert error.value.reason.code == "member.not_first"
    assert [one.name for one in session.members(room.desk)] == ["Anna", "Bo"]


def test_sitting_down_by_name_or_choice(room: Room, settings: DeskSettings, clock: StandingClock) -> None:
    desk = session.open_desk(settings, clock, "bo")
    assert desk.me.name == "Bo"
    desk.close()
    with pytest.raises(DeskError) as error:
        session.open_desk(settings, clock, "Nobody")
    assert error.value.reason.code == "member.unknown"
    assert room.bo.id is not None
    assert session.choose(room.desk, room.bo.id).name == "Bo"
    with pytest.raises(DeskError):
        session.choose(room.desk, 999)
    assert room.desk.me.name == "Bo"


def test_a_desk_is_entered_once_and_closed(room: Room, clock: StandingClock) -> None:
    desk = room.desk
    before = desk.actor
    session.beat(desk)
    first = desk.actor.desk
    clock.move(20 * SECOND)
    session.beat(desk)
    assert before.desk is None
    assert first is not None
    assert desk.actor.desk == first
    assert scene.look(room.store, "desk_session", first, "seen_at", "member_id") == (clock.now(), desk.me.id)
    desk.leave()
    assert scene.look(room.store, "desk_session", first, "seen_at") == 0
    with pytest.raises(DeskError):
        _ = desk.actor


def test_nobody_reads_before_saying_who_it_is(desk: Desk) -> None:
    for ask in (lambda: opening(desk, "", 10, 10), lambda: board(desk)):
        with pytest.raises(DeskError) as error:
            ask()
        assert error.value.reason.code == "member.nobody"


def test_a_store_is_made_where_none_is(tmp_path: Path, clock: StandingClock) -> None:
    path = tmp_path / "new" / "store.sqlite3"
    settings = DeskSettings(f"sqlite:///{path}", path.parent)
    with pytest.raises(StoreMissing):
        session.open_desk(settings, clock)
    assert session.prepare_store(settings)
    assert not session.prepare_store(settings)
    assert path.parent.stat().st_mode & 0o077 == 0
    session.open_desk(settings, clock).close()


READS = """
import sys
from pathlib import Path
from backend.config.desk import DeskSettings
from backend.desk import feed, inbox, listing, palette, presence, reply, session, templates, thread, triage
from backend.model.clock import SystemClock
desk = session.open_desk(DeskSettings(sys.argv[1], Path(".")), SystemClock())
first = inbox.opening(desk, "is:open", 50, 20)
assert [row.author for row in first.rows.rows] == ["Kalle Anka"], first
key = first.rows.rows[0].id
assert thread.thread(desk, key) is not None
assert len(inbox.page(desk, "hej").rows) == 1
assert len(inbox.refresh(desk, [key])) == 1
assert inbox.arrivals(desk, "", 0).total == 1
assert len(palette.palette(desk, key)) == 9
assert len(list(listing.listing(desk, "", 5))) == 1
watch = feed.feed(desk)
watch.close()
session.beat(desk)
presence.look_at(desk, key, writing=False)
heavy = {"sqlalchemy", "sqlmodel", "pydantic", "alembic", "httpx"} & {name.split(".")[0] for name in sys.modules}
desk.close()
print(sorted(heavy))
"""


def test_reading_loads_no_database_library(room: Room, store_url: str) -> None:
    room.comes("c1")
    command = [sys.executable, "-c", READS, store_url]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2])
    assert (done.stdout, done.returncode) == ("[]\n", 0), done.stderr


def test_the_reader_cannot_write(room: Room) -> None:
    with pytest.raises(Exception, match=r"(?i)read.?only"):
        room.desk.reader.rows_none("DELETE FROM member")


def test_a_store_upgraded_under_an_open_desk_is_not_written(room: Room) -> None:
    key = room.comes("c1")
    start = reply.compose(room.desk, key)
    with room.store.write() as w:
        w.conn.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    for act in (
        lambda: reply.send(room.desk, key, "Hej", start.revision),
        lambda: reply.save_draft(room.desk, key, "Hej", start.revision),
        lambda: session.beat(room.desk),
    ):
        with pytest.raises(StoreNewer):
            act()
    assert room.store.reader.value("SELECT count(*) FROM outbox") == 0
    assert scene.look(room.store, "comment", key, "state") == "open"


def test_closing_twice_is_closing_once(settings: DeskSettings, clock: StandingClock, store: Store) -> None:
    desk = session.open_desk(settings, clock)
    desk.close()
    session.close(desk)
