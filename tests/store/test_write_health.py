"""Health as an event: one for each change, with since when and why, whoever writes it and however often."""

from typing import Any

import pytest

from backend.model.account import Health, HealthState
from backend.model.actor import SYSTEM
from backend.model.clock import HOUR, MINUTE, SECOND, Micros, plus
from backend.model.reason import Reason
from backend.store.engine import Store
from backend.store.write.accounts import note_overdue, remove_account, set_health
from tests.conftest import START, StandingClock
from tests.store import scene

DOWN = Reason("platform.server_error", {"status": 502})


@pytest.fixture
def account(store: Store) -> int:
    return scene.account(store)


def health_events(store: Store) -> list[tuple[Any, ...]]:
    """What alerting will find: from, to, since when, why."""
    return [
        tuple(row)
        for row in store.reader.rows(
            "SELECT before, after, since, code, params FROM event WHERE what = 'account.health' ORDER BY id"
        )
    ]


def is_well(store: Store, account: int, at: Micros) -> None:
    set_health(store, account, Health(HealthState.OK, at, None, at, 0.1, plus(at, 30 * SECOND)))


def test_a_change_is_one_event_with_since_and_reason(store: Store, account: int, clock: StandingClock) -> None:
    is_well(store, account, START)
    clock.move(5 * MINUTE)
    for _poll in range(3):
        set_health(store, account, Health(HealthState.BLIND, START, DOWN, START))
        clock.move(MINUTE)
    with_other_words = Health(HealthState.BLIND, clock.now(), Reason("platform.timeout"), START)
    set_health(store, account, with_other_words)
    is_well(store, account, clock.now())
    assert health_events(store) == [
        ("new", "ok", START, "", "{}"),
        ("ok", "blind", START, "platform.server_error", '{"status":502}'),
        ("blind", "ok", clock.now(), "", "{}"),
    ]


def test_two_workers_that_see_the_same_make_one_event(store: Store, account: int, clock: StandingClock) -> None:
    other = Store.open(store.url, clock)
    try:
        for one in (store, other, store):
            set_health(one, account, Health(HealthState.NEEDS_LOGIN, START, Reason("platform.login")))
    finally:
        other.close()
    assert [event[:2] for event in health_events(store)] == [("new", "needs_login")]


def test_a_gap_that_no_worker_saw_is_noted_once(store: Store, account: int, clock: StandingClock) -> None:
    is_well(store, account, START)
    clock.move(3 * MINUTE)
    assert note_overdue(store) == []
    clock.move(HOUR)
    since = scene.last(store)
    assert note_overdue(store) == [account]
    assert note_overdue(store) == []
    promised = plus(START, 30 * SECOND)
    assert health_events(store)[1:] == [("ok", "blind", START, "account.overdue", f'{{"at":{promised}}}')]
    assert scene.told(store, since) == [("account", account)]
    is_well(store, account, clock.now())
    assert [event[:2] for event in health_events(store)[2:]] == [("blind", "ok")]


@pytest.mark.parametrize(
    "health",
    [
        Health(HealthState.OK, START, None, START, 0.1),  # nobody promised anything
        Health(HealthState.BLIND, START, DOWN, START, 0.1, START),
        Health(HealthState.NEEDS_LOGIN, START, Reason("platform.login"), START, 0.1, START),
    ],
)
def test_what_is_known_or_was_never_promised_is_not_overdue(
    store: Store, account: int, clock: StandingClock, health: Health
) -> None:
    set_health(store, account, health)
    before = health_events(store)
    clock.move(HOUR)
    assert note_overdue(store) == []
    assert health_events(store) == before


def test_a_removed_account_is_nobodys_gap_and_a_new_start_when_it_comes_back(
    store: Store, account: int, clock: StandingClock
) -> None:
    is_well(store, account, START)
    remove_account(store, SYSTEM, account)
    clock.move(HOUR)
    assert note_overdue(store) == []
    scene.account(store)
    assert note_overdue(store) == []
