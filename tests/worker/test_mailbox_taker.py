"""What the places' taker keeps: each mail once for each place, from where that place was read to."""

import pytest

from backend.model.actor import SYSTEM
from backend.model.place import PlaceKind
from backend.store.engine import Store
from backend.store.write.places import Plan, add_place
from backend.store.write.sync import register_worker, take_lease
from backend.text.html import html_to_text
from backend.worker.mailbox import LEASE
from backend.worker.mailbox_mail import Mail
from backend.worker.mailbox_places import PlacesTaker
from backend.worker.mailbox_taker import Fence, Spot, spot
from tests.worker.mailing import FORUM, SERVER, SOL, file, opened, post, written


@pytest.fixture
def taker(store: Store) -> PlacesTaker:
    return PlacesTaker(store, SERVER)


@pytest.fixture
def fence(store: Store) -> Fence:
    number = take_lease(store, LEASE, register_worker(store, "here", 1, ""), 15)
    assert number is not None
    return LEASE, number


def add(store: Store, name: str, link: str, kind: PlaceKind) -> int:
    return add_place(store, SYSTEM, name, Plan(link, kind))


def texts(store: Store) -> list[str]:
    return [row[0] for row in store.reader.rows("SELECT text FROM comment_revision ORDER BY id")]


def mails() -> list[Mail]:
    return [opened(post("Ett", 1), 1), opened(file("linkedin_post"), 2), opened(post("Tre", 3), 3)]


def test_nothing_is_read_while_nobody_waits(store: Store, taker: PlacesTaker) -> None:
    assert not taker.active()
    add(store, "sol", SOL.link, SOL.kind)
    assert taker.active()
    assert taker.read_to(7) is None


def test_each_place_is_read_for_from_where_it_was(store: Store, taker: PlacesTaker, fence: Fence) -> None:
    add(store, "sol", SOL.link, SOL.kind)
    assert taker.take(mails(), Spot(7, 3), fence) == 2
    assert taker.read_to(7) == 3
    add(store, "forum", FORUM.link, FORUM.kind)
    assert taker.read_to(7) is None
    again = [opened(post("Anders sagt", 1), 1), *mails()[1:]]
    assert taker.take(again, Spot(7, 2), fence) == 1
    assert texts(store)[:2] == ["Ett", "Tre"]
    assert len(texts(store)) == 3
    assert taker.read_to(7) == 2


def test_numbers_of_another_count_mean_nothing(store: Store, taker: PlacesTaker, fence: Fence) -> None:
    add(store, "sol", SOL.link, SOL.kind)
    taker.take(mails(), Spot(7, 3), fence)
    assert taker.read_to(8) is None
    renumbered = [opened(post("Ett", 1), 9), opened(post("Nytt", 4), 10)]
    assert taker.take(renumbered, Spot(8, 10), fence) == 1
    assert taker.read_to(8) == 10


def test_whatever_a_mail_holds_can_be_kept(store: Store, taker: PlacesTaker, fence: Fence) -> None:
    add(store, "sol", SOL.link, SOL.kind)
    wild = ["a\x00b\x1b]0;x\x07", "\u202eevil", "x" * 200_000, "<script>alert(1)</script>"]
    taken = [opened(post(words, number), number) for number, words in enumerate(wild, 1)]
    raw = written(b"\xff\xfe\nhttps://www.facebook.com/groups/222333444/posts/99", subject="\x1b[2J", kind="text/plain")
    assert taker.take([*taken, opened(raw, 99)], Spot(7, 99), fence) == len(wild) + 1
    assert texts(store)[0] == "a\ufffdb\x1b]0;x\x07"
    assert max(map(len, texts(store))) <= 4000


def test_a_spot_is_read_back() -> None:
    assert spot(str(Spot(7, 12))) == Spot(7, 12)
    assert spot(None) is None


def test_a_marked_section_that_nobody_knows_is_no_fault() -> None:
    assert html_to_text("a<![foo <b>b</b>") == "ab"
