"""What a late case or an overdue promise has put in front goes back to its charter's deadline once that is settled."""

from collections.abc import Callable

import pytest

from backend.model.actor import SYSTEM, Actor
from backend.model.category import Category
from backend.model.charter import Charter, Routine, Target
from backend.model.clock import DAY, HOUR, MINUTE, plus
from backend.model.comment import CommentState
from backend.policy.priority import LATE, NORMAL
from backend.store.engine import Store
from backend.store.read.promises import promises_about
from backend.store.write import cases_comments as joining
from backend.store.write import cases_working as working
from backend.store.write import promises
from backend.store.write.case_times import keep_cases
from backend.store.write.cases import open_case
from backend.store.write.charters import save_charter
from backend.store.write.enqueue import enqueue_reply
from backend.store.write.lateness import keep_targets
from backend.store.write.settling import settle_sent
from tests.conftest import START, StandingClock
from tests.store import scene
from tests.store.scene import LISA, says

ROUTINES = (Routine(Category.COMPLAINT, acknowledge_min=10),)


@pytest.fixture
def store_url(sqlite_store: str) -> str:
    """One database: the statements are those of tests/store/test_write_targets.py."""
    return sqlite_store


@pytest.fixture
def acme(store: Store) -> int:
    made = scene.account(store)
    save_charter(store, SYSTEM, None, Charter(targets={None: Target(6000)}, routines=ROUTINES), 0)
    return made


@pytest.fixture
def anna(store: Store, acme: int) -> Actor:
    return scene.member(store, "Anna")


def answered(store: Store, clock: StandingClock, anna: Actor, key: int, text: str) -> None:
    done = enqueue_reply(store, anna, key, text, 1)
    assert settle_sent(store, scene.taken(store, clock, done.outbox_id or 0), scene.receipt())


Settle = Callable[[Store, StandingClock, Actor, int, int], object]
SETTLED: dict[str, Settle] = {
    "closed": lambda store, _clock, anna, case, _key: working.close(store, anna, case, "done"),
    "acknowledged": lambda store, _clock, anna, case, _key: working.acknowledge(store, anna, case),
    "answered": lambda store, clock, anna, _case, key: answered(store, clock, anna, key - 1, "Tack!"),
    "taken out": lambda store, _clock, anna, case, key: joining.remove_comment(store, anna, case, key),
    "joined": lambda store, _clock, anna, case, _key: joining.join(store, anna, case, _another(store, anna)),
}


def _another(store: Store, anna: Actor) -> int:
    return open_case(store, anna, [scene.key(store, "c3")], Category.HATE).case_id


@pytest.mark.parametrize("how", SETTLED)
def test_the_comment_of_a_late_case(store: Store, clock: StandingClock, acme: int, anna: Actor, how: str) -> None:
    scene.save(store, acme, *(says(one) for one in ("c1", "c2", "c3")))
    first, key = scene.key(store, "c1"), scene.key(store, "c2")
    case = open_case(store, anna, [first, key], Category.COMPLAINT).case_id
    clock.move(HOUR)
    keep_cases(store)
    assert scene.look(store, "comment", key, "urgency", "due_at") == (LATE, plus(START, 10 * MINUTE))
    save_charter(store, SYSTEM, None, Charter(targets={None: Target(600)}, routines=ROUTINES), 1)
    keep_targets(store)  # the case holds it still
    assert scene.look(store, "comment", key, "urgency") == LATE
    SETTLED[how](store, clock, anna, case, key)
    assert scene.look(store, "comment", key, "urgency", "due_at") == (NORMAL, plus(START, 600 * MINUTE))
    assert "comment.in_time" in scene.events(store)


def test_the_comment_of_a_promise_that_was_none(store: Store, clock: StandingClock, acme: int, anna: Actor) -> None:
    scene.save(store, acme, says("c1"), says("c2", by=LISA))
    key, other = scene.key(store, "c1"), scene.key(store, "c2")
    for one in (key, other):
        answered(store, clock, anna, one, "Vi återkommer i morgon.")
    clock.move(HOUR)
    edited = clock.now()
    scene.save(store, acme, says("c1", "Och en sak till", edited_at=edited))
    clock.move(2 * DAY)
    keep_cases(store)
    for one in (key, other):
        assert scene.look(store, "comment", one, "state", "urgency") == (CommentState.OPEN, LATE)
        (promise,) = promises_about(store.reader, one)
        assert promises.settle(store, anna, promise.id, kept=False).ok
    assert scene.look(store, "comment", other, "state", "due_at") == (CommentState.DONE, None)
    shown = ("state", "urgency", "due_at")  # the edit waits to be read, promise or not
    assert scene.look(store, "comment", key, *shown) == (CommentState.OPEN, NORMAL, plus(edited, 6000 * MINUTE))
