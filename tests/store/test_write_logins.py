"""On whose login an account hangs, who can renew it, and how the health screen reads all of it."""

import pytest

from backend.model.account import Health, HealthState
from backend.model.actor import SYSTEM, Actor, Role
from backend.model.clock import DAY, HOUR, MINUTE, SECOND, Micros, plus
from backend.model.desk import Outcome
from backend.model.health import LoginState, Outgoing
from backend.model.outbox import OutboxState
from backend.model.reason import Reason
from backend.store.engine import Store
from backend.store.read.accounts import accounts_now
from backend.store.read.health import health_board, logins
from backend.store.write.accounts import remove_account, set_health
from backend.store.write.logins import add_renewer, record_login, remove_renewer, set_login_end
from backend.store.write.sync import ask_sync, beat_worker, done_sync, register_worker
from tests.conftest import START, StandingClock
from tests.store import scene
from tests.store.scene import says
from tests.store.stock import Stock

ENDS = plus(START, 60 * DAY)


@pytest.fixture
def account(store: Store) -> int:
    return scene.account(store)


def login(store: Store, account: int) -> LoginState:
    return logins(store.reader, [account])[account]


def test_an_account_hangs_on_whoever_renewed_it_last(store: Store, account: int, clock: StandingClock) -> None:
    assert login(store, account) == LoginState()
    erik, anna = scene.member(store, "Erik"), scene.member(store, "Anna")
    record_login(store, erik, account, None)
    assert login(store, account) == LoginState("Erik", START, None, ("Erik",))
    clock.move(DAY)
    record_login(store, anna, account, ENDS)
    held = login(store, account)
    assert held == LoginState("Anna", plus(START, DAY), ENDS, ("Anna", "Erik"))
    assert held.others == ("Erik",)
    assert scene.events(store)[-2:] == ["account.login", "account.login"]
    assert store.reader.value("SELECT actor_id FROM event ORDER BY id DESC LIMIT 1") == anna.id


def test_a_login_that_nobody_owns_up_to_hangs_on_nobody(store: Store, account: int) -> None:
    record_login(store, scene.member(store, "Anna"), account, None)
    record_login(store, SYSTEM, account, None)
    held = login(store, account)
    assert (held.by, held.renewers) == ("", ("Anna",))


def test_one_name_is_a_warning_and_two_are_none(store: Store, account: int) -> None:
    anna, erik = scene.member(store, "Anna"), scene.member(store, "Erik")
    assert login(store, account).warning == Reason("login.no_name")
    assert add_renewer(store, SYSTEM, account, anna.id or 0).ok
    assert login(store, account).warning == Reason("login.one_name", {"name": "Anna"})
    assert add_renewer(store, SYSTEM, account, erik.id or 0).ok
    assert login(store, account).warning is None
    with store.write() as w:
        w.conn.exec_driver_sql(f"UPDATE member SET active = {'FALSE' if w.postgres else 0} WHERE name = 'Erik'")
    assert login(store, account).warning == Reason("login.one_name", {"name": "Anna"})


def test_a_place_watched_by_hand_has_no_login_to_warn_of(stock: Stock, store: Store) -> None:
    key = stock.account("group", "watched_place")
    assert login(store, key).warning is None
    assert login(store, 1).warning is not None


def test_who_can_renew_is_said_once_by_those_who_may(store: Store, account: int) -> None:
    anna, mod = scene.member(store, "Anna"), scene.member(store, "Mod")
    lead = scene.member(store, "Lena", [(None, Role.LEAD)])
    since, logged = scene.last(store), len(scene.events(store))
    assert add_renewer(store, lead, account, anna.id or 0).ok
    assert add_renewer(store, lead, account, anna.id or 0).outcome is Outcome.GONE
    assert add_renewer(store, mod, account, mod.id or 0).outcome is Outcome.REFUSED
    assert remove_renewer(store, mod, account, anna.id or 0).outcome is Outcome.REFUSED
    assert remove_renewer(store, lead, account, mod.id or 0).outcome is Outcome.GONE
    assert login(store, account).renewers == ("Anna",)
    assert remove_renewer(store, lead, account, anna.id or 0).ok
    assert login(store, account).renewers == ()
    assert scene.told(store, since) == [("account", account), ("account", account)]
    assert scene.events(store)[logged:] == ["account.renewer_added", "account.renewer_removed"]


def test_when_the_login_ends_is_told_when_it_is_news(store: Store, account: int) -> None:
    since = scene.last(store)
    set_login_end(store, account, None)
    assert scene.told(store, since) == []
    set_login_end(store, account, ENDS)
    set_login_end(store, account, ENDS)
    assert scene.told(store, since) == [("account", account)]
    assert login(store, account) == LoginState("", None, ENDS)
    record_login(store, scene.member(store, "Anna"), account, None)
    set_login_end(store, account, ENDS)
    assert login(store, account) == LoginState("Anna", START, ENDS, ("Anna",))


def answered(store: Store, account: int, anna: Actor, remote_id: str) -> int:
    """Put an answer to a new comment into the outbox."""
    from backend.store.write.outbox import enqueue_reply

    scene.save(store, account, says(remote_id))
    queued = enqueue_reply(store, anna, scene.key(store, remote_id, account), "Tack!", 1)
    assert queued.outbox_id is not None
    return queued.outbox_id


def test_the_board_counts_what_stands_in_the_outbox(store: Store, account: int, clock: StandingClock) -> None:
    anna, other = scene.member(store, "Anna"), scene.account(store, "other", "them")
    actions = [answered(store, account, anna, f"c{number}") for number in range(7)]
    first = plus(clock.now(), 10 * SECOND)
    states = ("pending", "pending", "sending", "unknown", "failed", "sent", "copied")
    with store.write() as w:
        for key, state in zip(actions, states, strict=True):
            w.conn.exec_driver_sql(f"UPDATE outbox SET state = '{OutboxState(state)}' WHERE id = {key}")
        w.conn.exec_driver_sql("UPDATE comment SET state = 'open' WHERE remote_id = 'c4'")
    assert sent(store, account) == Outgoing(0, 2, 1, 1, 1, 1)
    clock.move(MINUTE)
    assert sent(store, account) == Outgoing(0, 2, 1, 1, 1, 1, first)
    assert sent(store, other) == Outgoing()
    again = answered_again(store, anna, account)
    with store.write() as w:
        w.conn.exec_driver_sql(f"UPDATE outbox SET state = 'sent' WHERE id = {again}")
    assert sent(store, account).failed == 0


def answered_again(store: Store, anna: Actor, account: int) -> int:
    from backend.store.write.outbox import enqueue_reply

    queued = enqueue_reply(store, anna, scene.key(store, "c4", account), "Igen", 1)
    assert queued.outbox_id is not None, queued
    return queued.outbox_id


def sent(store: Store, account: int) -> Outgoing:
    board = health_board(store.reader, store.clock.now())
    return next(one.outgoing for one in board.accounts if one.account.id == account)


def test_the_board_tells_of_wishes_and_leaves_removed_accounts_out(store: Store, account: int) -> None:
    anna, other = scene.member(store, "Anna"), scene.account(store, "other", "them")
    wish = ask_sync(store, anna, account)
    asked = {one.account.id: one.asked for one in health_board(store.reader, START).accounts}
    assert asked == {account: True, other: False}
    done_sync(store, [wish])
    remove_account(store, SYSTEM, other)
    (only,) = health_board(store.reader, START).accounts
    assert (only.account.id, only.asked) == (account, False)


def test_a_broken_promise_makes_it_blind_on_every_desk(store: Store, account: int, clock: StandingClock) -> None:
    worker = register_worker(store, "host", 1, "0.1")
    set_health(store, account, Health(HealthState.OK, START, None, START, 0.1, plus(START, 30 * SECOND)))
    well = scene.account(store, "well", "them")
    clock.move(3 * MINUTE)
    beat_worker(store, worker)
    assert states(store) == [HealthState.NEW, HealthState.OK]
    clock.move(MINUTE)
    beat_worker(store, worker)
    found = accounts_now(store.reader, clock.now())
    assert [one.id for one in found] == [account, well]  # the blind one is the worst
    assert found[0].health.since == START
    assert found[0].health.reason == Reason("account.overdue", {"at": plus(START, 30 * SECOND)})
    clock.move(HOUR)
    (gone, _well) = accounts_now(store.reader, clock.now())
    assert gone.health.reason == Reason("account.no_worker", {"since": Micros(clock.now() - HOUR)})


def states(store: Store) -> list[HealthState]:
    return [one.health.state for one in accounts_now(store.reader, store.clock.now())]
