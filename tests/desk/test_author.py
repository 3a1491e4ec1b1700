"""Authors and folds through the people's door: only what one may read."""

import pytest

from backend.desk import author, inbox
from backend.desk.session import DeskError, choose
from backend.desk.thread import thread
from backend.model.actor import Role
from backend.model.clock import SECOND
from backend.model.comment import Grouping, Shape
from tests.desk.conftest import Room
from tests.store import scene
from tests.store.scene import LISA, says

FOLD = Shape(fold=True)
RAID = "Se vad de döljer för er allihop"


def guest(room: Room, account: int) -> None:
    """Let somebody sit down who may read one account alone."""
    member = scene.member(room.store, "Gäst", [(account, Role.WRITER)])
    assert member.id is not None
    choose(room.desk, member.id)


def test_an_author_and_their_comments(room: Room) -> None:
    keys = [room.comes(f"c{n}", f"nr {n}") for n in range(25)]
    room.comes("l1", "hej", by=LISA)
    card = author.author(room.desk, keys[3])
    assert (card.name, card.tally.total, len(card.past.comments), card.past.more) == ("Kalle Anka", 25, 20, True)
    older = author.comments(room.desk, keys[3], card.past.comments[-1])
    assert (len(older.comments), older.more) == (5, False)
    assert {one.id for one in (*card.past.comments, *older.comments)} == set(keys)


def test_only_an_author_of_ones_own_accounts(room: Room) -> None:
    press = scene.account(room.store, "press", "press")
    here = room.comes("c1")
    guest(room, press)
    for ask in (lambda: author.author(room.desk, here), lambda: author.comments(room.desk, here, None)):
        with pytest.raises(DeskError) as error:
            ask()
        assert error.value.reason.code == "member.no_role"
    with pytest.raises(DeskError) as error:
        author.author(room.desk, 999)
    assert error.value.reason.code == "comment.missing"


def test_a_thread_says_why_and_who(room: Room) -> None:
    first = room.comes("c1", "Har ni öppet?")
    view = thread(room.desk, first)
    assert view is not None and view.author is not None
    assert [one.code for one in view.why] == ["why.first", "why.question"]
    assert (view.author.first_here, view.author.strikes) == (True, 0)
    room.comes("c2", "Hallå?")
    again = thread(room.desk, first)
    assert again is not None
    assert [one.code for one in again.why] == ["why.question"]


def test_copies_on_a_barred_account_neither_fold_nor_count(room: Room) -> None:
    press = scene.account(room.store, "press", "press")
    for n in range(3):
        room.clock.move(SECOND)
        room.comes(f"c{n}", RAID)
    room.clock.move(SECOND)
    scene.save(room.store, press, says("d1", RAID), says("d2", RAID))
    (row,) = inbox.page(room.desk, "", shape=FOLD).rows
    assert (row.account_id, row.alike) == (press, 4)
    assert len(inbox.copies(room.desk, row.id, "", FOLD)) == 4
    assert len(inbox.unfolded(room.desk, row.id, "", FOLD, 3)) == 3
    guest(room, press)
    (mine,) = inbox.page(room.desk, "", shape=FOLD).rows
    assert (mine.account_id, mine.alike) == (press, 1)
    assert len(inbox.copies(room.desk, mine.id, "", FOLD)) == 1
    assert [one.alike for one in inbox.refresh(room.desk, [mine.id], "", FOLD)] == [1]
    groups = inbox.page(room.desk, "", shape=Shape(Grouping.AUTHOR)).groups
    assert [group.open for group in groups] == [2]


def test_scripts_read_every_comment(room: Room) -> None:
    for n in range(3):
        room.comes(f"c{n}", RAID)
    assert len(inbox.page(room.desk, "").rows) == 3
