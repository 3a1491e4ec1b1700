"""The worker's own rows: leases that only one holds, wishes, the pace of reading, the journal's trim."""

from dataclasses import replace

import pytest

from backend.model.account import Health, HealthState
from backend.model.actor import Actor, Role
from backend.model.clock import DAY, HOUR, MINUTE, SECOND, plus
from backend.model.reason import Reason
from backend.store.engine import Store
from backend.store.errors import Conflict
from backend.store.write import sync
from backend.store.write.accounts import set_capabilities, set_complete_since, set_health, set_profile
from backend.store.write.triage import let_stand
from backend.store.write.waking import wake_snoozed
from tests.conftest import START, StandingClock
from tests.store import scene
from tests.store.scene import ABLE, US, says


@pytest.fixture
def account(store: Store) -> int:
    return scene.account(store)


@pytest.fixture
def anna(store: Store) -> Actor:
    return scene.member(store, "Anna")


def test_a_lease_is_held_by_one(store: Store, clock: StandingClock) -> None:
    assert sync.take_lease(store, "account:1", 1, 15) == 1
    assert sync.take_lease(store, "account:1", 2, 15) is None
    assert sync.take_lease(store, "account:2", 2, 15) == 1
    clock.move(14 * SECOND)
    assert sync.take_lease(store, "account:1", 1, 15) == 1
    clock.move(14 * SECOND)
    assert sync.renew_lease(store, "account:1", 1, 15)
    clock.move(15 * SECOND)
    assert sync.take_lease(store, "account:1", 2, 15) == 2
    assert not sync.renew_lease(store, "account:1", 1, 15)
    assert sync.take_lease(store, "account:1", 1, 15) is None


def test_a_stopped_worker_gives_its_leases_back(store: Store) -> None:
    first = sync.register_worker(store, "host", 1, "0.1")
    second = sync.register_worker(store, "host", 2, "0.1")
    assert sync.take_lease(store, "account:1", first, 15) == 1
    sync.stop_worker(store, first)
    assert sync.take_lease(store, "account:1", second, 15) == 2
    sync.release_leases(store, second)
    assert sync.take_lease(store, "account:1", first, 15) == 3


def test_a_heartbeat_journals_nothing(store: Store, clock: StandingClock) -> None:
    worker = sync.register_worker(store, "host", 1, "0.1")
    sync.take_lease(store, "account:1", worker, 15)
    since = scene.last(store)
    clock.move(SECOND)
    sync.beat_worker(store, worker)
    sync.renew_lease(store, "account:1", 1, 15)
    assert scene.look(store, "worker", worker, "beat_at") == clock.now()
    assert scene.told(store, since) == []


def test_wishes_are_kept_until_fulfilled(store: Store, account: int, anna: Actor) -> None:
    scene.save(store, account, says("c1"))
    key = scene.key(store, "c1")
    whole = sync.ask_sync(store, anna, account)
    one = sync.ask_sync(store, anna, account, key)
    assert sync.ask_sync(store, anna, account) == whole
    assert sync.ask_sync(store, anna, account, key) == one
    assert [(wish.id, wish.remote_id) for wish in sync.wishes(store.reader, account)] == [(whole, None), (one, "c1")]
    since = scene.last(store)
    sync.done_sync(store, [whole, one])
    assert scene.told(store, since) == [("sync", account)]
    assert sync.wishes(store.reader, account) == []
    assert sync.ask_sync(store, anna, account) not in (whole, one)


def test_who_may_not_read_may_not_wish(store: Store, account: int) -> None:
    admin = scene.member(store, "Cecilia", [(None, Role.ADMIN)])
    with pytest.raises(Conflict):
        sync.ask_sync(store, admin, account)


def test_open_comments_are_probed_longest_ago_first(
    store: Store, account: int, anna: Actor, clock: StandingClock
) -> None:
    scene.save(store, account, says("c1"), says("c2"))
    clock.move(MINUTE)
    scene.save(store, account, says("c3"), says("c4"))
    let_stand(store, anna, scene.key(store, "c2"), 1)
    clock.move(15 * MINUTE)
    due = sync.probes_due(store.reader, account, clock.now(), 900, 10)
    assert [remote_id for _, remote_id in due] == ["c1", "c3", "c4"]
    since = scene.last(store)
    sync.mark_probed(store, [key for key, _ in due[:1]])
    assert [remote_id for _, remote_id in sync.probes_due(store.reader, account, clock.now(), 900, 10)] == ["c3", "c4"]
    assert scene.told(store, since) == []


def test_our_own_young_answers_are_probed_once_an_hour_behind_the_open_comments(
    store: Store, account: int, clock: StandingClock
) -> None:
    scene.save(store, account, says("c1"), says("c2"), says("a2", by=US, to="c2"))

    def due(limit: int = 10) -> list[str]:
        return [remote_id for _, remote_id in sync.probes_due(store.reader, account, clock.now(), 900, limit)]

    clock.move(59 * MINUTE)
    assert due() == ["c1"]
    clock.move(MINUTE)
    assert (due(), due(1)) == (["c1", "a2"], ["c1"])
    clock.move(7 * DAY)
    assert due() == ["c1"]
    scene.save(store, account, gone=("c1", "a2"))
    assert due() == []


def test_a_thread_can_be_read_never_again(store: Store, account: int, clock: StandingClock) -> None:
    scene.save(store, account, says("c1"))
    (post,) = sync.posts_due(store.reader, account, clock.now(), 10)
    sync.set_next_read(store, {post.id: None})
    assert scene.look(store, "post", post.id, "next_read_at", "read_at") == (None, clock.now())
    assert sync.posts_due(store.reader, account, plus(clock.now(), 365 * DAY), 10) == []


def test_the_journal_is_trimmed_but_never_empty(store: Store, account: int, clock: StandingClock) -> None:
    scene.save(store, account, says("c1"))
    clock.move(23 * HOUR)
    scene.save(store, account, says("c2"))
    lines = len(scene.told(store))
    clock.move(2 * HOUR)
    assert 0 < sync.trim_journal(store) < lines
    clock.move(2 * DAY)
    newest = scene.last(store)
    sync.trim_journal(store)
    assert store.reader.rows("SELECT seq FROM journal") == [(newest,)]
    scene.save(store, account, says("c3"))
    assert scene.last(store) > newest


def test_the_snoozed_are_woken(store: Store, account: int, clock: StandingClock) -> None:
    scene.save(store, account, says("c1"), says("c2"))
    with store.write() as w:
        w.conn.exec_driver_sql(f"UPDATE comment SET snoozed_until = {clock.now() + HOUR} WHERE remote_id = 'c1'")
    assert wake_snoozed(store) == 0
    clock.move(HOUR)
    since = scene.last(store)
    assert wake_snoozed(store) == 1
    assert scene.told(store, since) == [("comment", scene.key(store, "c1"))]
    assert wake_snoozed(store) == 0


def test_only_another_health_is_news(store: Store, account: int, clock: StandingClock) -> None:
    start = clock.now()
    since = scene.last(store)
    set_health(store, account, Health(HealthState.OK, start, None, start, 0.1))
    assert scene.told(store, since) == [("account", account)]
    since, logged = scene.last(store), len(scene.events(store))
    clock.move(MINUTE)
    set_health(store, account, Health(HealthState.OK, clock.now(), None, clock.now(), 0.2))
    assert scene.told(store, since) == []
    row = store.reader.one("SELECT state, since, last_complete_at, rate_share FROM account_health")
    assert row == ("ok", start, clock.now(), 0.2)
    late = Health(HealthState.BLIND, clock.now(), Reason("platform.timeout"), start)
    set_health(store, account, late)
    set_health(store, account, late)
    assert scene.told(store, since) == [("account", account)]
    assert scene.events(store)[logged:] == ["account.health"]
    assert store.reader.one("SELECT state, since, code FROM account_health") == (
        "blind",
        clock.now(),
        "platform.timeout",
    )


def test_only_other_capabilities_are_news(store: Store, account: int) -> None:
    since = scene.last(store)
    set_capabilities(store, account, replace(ABLE, observed_at=START))
    set_profile(store, account, scene.US.handle, scene.US.name)
    assert scene.told(store, since) == []
    set_capabilities(store, account, replace(ABLE, sees_edits=False))
    assert scene.told(store, since) == [("account", account)]
    set_profile(store, account, "acme@new.example", scene.US.name)
    set_complete_since(store, account, START)
    row = scene.look(store, "account", account, "handle", "name", "complete_since")
    assert row == ("acme@new.example", scene.US.name, START)
