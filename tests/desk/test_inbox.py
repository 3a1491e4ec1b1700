"""The queue through the people's door: only what one may read, in one snapshot."""

import pytest

from backend.desk import inbox
from backend.desk.feed import feed
from backend.desk.listing import listing
from backend.desk.session import DeskError, choose
from backend.desk.thread import thread, unfold
from backend.model.actor import Role
from backend.model.change import Topic
from backend.model.clock import SECOND
from backend.model.comment import Visibility
from backend.policy.query import QueryError
from tests.desk.conftest import Room
from tests.store import scene
from tests.store.scene import says


def names(room: Room, query: str = "is:open") -> list[str]:
    return [row.text for row in inbox.page(room.desk, query).rows]


def test_the_first_screen_is_one_picture(room: Room) -> None:
    for n in range(5):
        room.clock.move(SECOND)
        room.comes(f"c{n}", f"nr {n}")
    first = inbox.opening(room.desk, "is:open", 3, 20)
    assert [row.text for row in first.rows.rows] == ["nr 4", "nr 3", "nr 2"]
    assert first.rows.more
    assert first.thread is not None
    assert first.thread.comment_id == first.rows.rows[0].id
    assert first.board.counts.open == 5
    assert [one.short_name for one in first.board.accounts] == ["acme"]
    watch = feed(room.desk)
    assert watch.wait(first.seq, 0.05).changes == ()
    new = room.comes("c9", "ny")
    assert (Topic.COMMENT, new) in [(change.topic, change.ref) for change in watch.wait(first.seq, 10).changes]
    watch.close()
    assert inbox.arrivals(room.desk, "is:open", first.rows.newest_id).total == 1
    rest = inbox.page(room.desk, "is:open", first.rows.rows[-1].key)
    assert [row.text for row in rest.rows] == ["nr 1", "nr 0"]
    assert [row.text for row in inbox.end(room.desk, "is:open", 2).rows] == ["nr 1", "nr 0"]


def test_an_empty_queue_opens(room: Room) -> None:
    first = inbox.opening(room.desk, "", 10, 10)
    assert (first.rows.rows, first.thread) == ((), None)


def test_a_mistake_in_the_query_is_named(room: Room) -> None:
    with pytest.raises(QueryError):
        inbox.opening(room.desk, "is:opne", 10, 10)


def test_only_ones_own_accounts_are_read(room: Room) -> None:
    press = scene.account(room.store, "press", "press")
    here = room.comes("c1", "här")
    scene.save(room.store, press, says("d1", "där"))
    there = scene.key(room.store, "d1", press)
    guest = scene.member(room.store, "Gäst", [(press, Role.WRITER)])
    assert sorted(names(room)) == ["där", "här"]
    assert guest.id is not None
    choose(room.desk, guest.id)
    assert names(room) == ["där"]
    assert [row.id for row in inbox.refresh(room.desk, [here, there])] == [there]
    assert inbox.arrivals(room.desk, "", 0).total == 1
    assert thread(room.desk, there) is not None
    for ask in (lambda: thread(room.desk, here), lambda: unfold(room.desk, here, None)):
        with pytest.raises(DeskError) as error:
            ask()
        assert error.value.reason.code == "member.no_role"


def test_admin_alone_reads_nothing(room: Room) -> None:
    key = room.comes("c1")
    admin = scene.member(room.store, "Adam", [(None, Role.ADMIN)])
    assert admin.id is not None
    choose(room.desk, admin.id)
    asks = (
        lambda: inbox.opening(room.desk, "", 10, 10),
        lambda: inbox.page(room.desk, ""),
        lambda: inbox.end(room.desk, ""),
        lambda: inbox.refresh(room.desk, [key]),
        lambda: inbox.arrivals(room.desk, "", 0),
        lambda: thread(room.desk, key),
        lambda: list(listing(room.desk, "", 10)),
    )
    for ask in asks:
        with pytest.raises(DeskError) as error:
            ask()
        assert error.value.reason.code == "member.no_role"
    assert len(inbox.board(room.desk).accounts) == 1


def test_a_thread_that_is_not_there(room: Room) -> None:
    assert thread(room.desk, 99) is None
    with pytest.raises(DeskError):
        unfold(room.desk, 99, None)


def test_a_listing_goes_on_to_its_limit_and_leaves_private_ones_out(room: Room) -> None:
    scene.save(room.store, room.account, *(says(f"c{n}") for n in range(450)))
    room.comes("hush", "psst", visibility=Visibility.PRIVATE)
    assert len(list(listing(room.desk, "is:open", 1000))) == 450
    assert len(list(listing(room.desk, "is:open", 1000, private=True))) == 451
    assert len({row.id for row in listing(room.desk, "is:open", 333)}) == 333
    assert list(listing(room.desk, "psst", 10)) == []
