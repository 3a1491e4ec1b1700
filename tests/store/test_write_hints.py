"""What a push hints at: a wish for what is new, an earlier reading for what is known, and nothing of its words."""

import pytest

from backend.model.clock import DAY, MINUTE, SECOND, Micros, plus
from backend.store.engine import Store
from backend.store.write import sync
from backend.store.write.hints import Heeded, Hints, heed
from tests.conftest import StandingClock
from tests.store import scene
from tests.store.scene import says

YOUNG_S = 300


@pytest.fixture
def account(store: Store) -> int:
    key = scene.account(store)
    scene.save(store, key, says("c1"), says("c2", root="p2", to="p2"))
    return key


def read(store: Store, remote_id: str, next_in: int | None, clock: StandingClock) -> int:
    """A thread was just read, and will be again after so long (µs), or never."""
    key = int(store.reader.value("SELECT id FROM post WHERE remote_id = ?", (remote_id,)))
    sync.set_next_read(store, {key: None if next_in is None else plus(clock.now(), next_in)})
    return key


def wishes(store: Store, account: int) -> int:
    return len(sync.wishes(store.reader, account))


def hinted(*comments: str, posts: tuple[str, ...] = (), vague: bool = False) -> Hints:
    return Hints(frozenset(comments), frozenset(posts), vague)


def test_what_is_new_is_one_wish_however_often_it_is_hinted(store: Store, account: int) -> None:
    for hints in (hinted("c9"), hinted(vague=True), hinted("c1", "c8")):
        assert heed(store, account, hints, YOUNG_S).inbox
    assert wishes(store, account) == 1
    assert scene.told(store)[-1] == ("sync", account)


def test_a_comment_we_know_lets_its_thread_be_read_soon_but_not_over_and_over(
    store: Store, account: int, clock: StandingClock
) -> None:
    key = read(store, "p1", DAY, clock)
    other = read(store, "p2", DAY, clock)
    read_at, far = clock.now(), plus(clock.now(), DAY)
    clock.move(10 * SECOND)
    assert heed(store, account, hinted("c1"), YOUNG_S) == Heeded(inbox=False, threads=1)
    assert heed(store, account, hinted("c1"), YOUNG_S) == Heeded(inbox=False, threads=0)
    assert scene.look(store, "post", key, "next_read_at") == plus(read_at, MINUTE)
    assert scene.look(store, "post", other, "next_read_at") == far
    assert wishes(store, account) == 0


def test_a_post_too_old_to_be_read_again_is_read_as_a_young_one(
    store: Store, account: int, clock: StandingClock
) -> None:
    key = read(store, "p1", None, clock)
    clock.move(DAY)
    assert heed(store, account, hinted("c9", posts=("p1", "nowhere")), YOUNG_S) == Heeded(inbox=True, threads=1)
    assert scene.look(store, "post", key, "next_read_at") == clock.now()


@pytest.mark.parametrize("planned", [MINUTE, 4 * MINUTE])
def test_a_thread_that_is_read_soon_anyway_stays_as_it_is(
    store: Store, account: int, clock: StandingClock, planned: Micros
) -> None:
    key = read(store, "p1", planned, clock)
    before = scene.look(store, "post", key, "next_read_at")
    assert heed(store, account, hinted("c9", posts=("p1",)), YOUNG_S) == Heeded(inbox=True, threads=0)
    assert scene.look(store, "post", key, "next_read_at") == before


def test_the_same_id_on_another_account_is_another_thing(store: Store, account: int, clock: StandingClock) -> None:
    other = scene.account(store, "other", "them")
    key = read(store, "p1", DAY, clock)
    before = scene.look(store, "post", key, "next_read_at")
    assert heed(store, other, hinted("c1", posts=("p1",)), YOUNG_S) == Heeded(inbox=True, threads=0)
    assert scene.look(store, "post", key, "next_read_at") == before
    assert (wishes(store, account), wishes(store, other)) == (0, 1)
