"""Many at once, and no room left: one wins, the others hear who, and nothing is lost."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import event

from backend.model.account import Limits
from backend.model.actor import Actor
from backend.model.clock import MINUTE, SECOND, Micros
from backend.model.desk import Outcome, Result
from backend.model.inflow import Page
from backend.model.outbox import Job
from backend.store.engine import Store
from backend.store.errors import StoreUnavailable
from backend.store.write import outbox, sync
from backend.store.write.drafts import save_draft
from backend.store.write.inflow import save_page
from tests.conftest import START, StandingClock
from tests.store import scene
from tests.store.rivals import race
from tests.store.scene import US, says
from tests.worker.killing import KILLS

ROUNDS = 100
MANY = 20 * KILLS
"""Rounds of the long race, run in the stage that kills."""


@pytest.fixture
def second(store_url: str, clock: StandingClock) -> Iterator[Store]:
    """Another process's view of the same store."""
    opened = Store.open(store_url, clock)
    yield opened
    opened.close()


def at_once(*verbs: Callable[[], Any]) -> list[Any]:
    """Start all verbs in the same moment and return what each gave."""
    barrier = Barrier(len(verbs))

    def start(verb: Callable[[], Any]) -> Any:
        barrier.wait(10)
        return verb()

    with ThreadPoolExecutor(len(verbs)) as pool:
        return [future.result(60) for future in [pool.submit(start, verb) for verb in verbs]]


def many(store: Store, account: int, count: int) -> list[int]:
    scene.save(store, account, *(says(f"c{n}") for n in range(count)))
    return [scene.key(store, f"c{n}", account) for n in range(count)]


def one_won(results: list[Result], names: tuple[str, str]) -> None:
    outcomes = [result.outcome for result in results]
    assert sorted(outcomes) == [Outcome.DONE, Outcome.TAKEN], results
    winner = outcomes.index(Outcome.DONE)
    assert results[1 - winner].who == names[winner]


@pytest.mark.parametrize("act", ["claim", "answer"])
@pytest.mark.parametrize("rounds", [ROUNDS, pytest.param(MANY, marks=[pytest.mark.kill, pytest.mark.timeout(900)])])
def test_two_members_want_the_same(store: Store, store_url: str, act: str, rounds: int) -> None:
    """Two processes, started together for every comment: one of them gets it each time, and the other hears who."""
    account = scene.account(store)
    anna, bo = scene.member(store, "Anna"), scene.member(store, "Bo")
    won = {"Anna": 0, "Bo": 0}
    for tried in race(store_url, act, (anna, bo), many(store, account, rounds)):
        outcomes = [one.outcome for one in tried]
        assert sorted(outcomes) == [Outcome.DONE, Outcome.TAKEN], tried
        winner = outcomes.index(Outcome.DONE)
        assert tried[1 - winner].who == ("Anna", "Bo")[winner]
        won[("Anna", "Bo")[winner]] += 1
    assert min(won.values()) > 0, f"it was no race: {won}"
    kept = store.reader.rows("SELECT count(*) FROM claim UNION ALL SELECT count(*) FROM outbox")
    texts = store.reader.value("SELECT count(*) FROM draft")
    assert (kept, texts) == ([(rounds,), (0,)], 0) if act == "claim" else ([(0,), (rounds,)], rounds)


def test_the_index_has_the_last_word(store: Store) -> None:
    """Whoever writes past the verbs still cannot put two live answers on one comment."""
    from sqlalchemy.exc import IntegrityError

    account = scene.account(store)
    anna = scene.member(store, "Anna")
    (comment,) = many(store, account, 1)
    first = outbox.enqueue_reply(store, anna, comment, "Hej", 1).outbox_id
    columns = [
        row[0]
        for row in store.reader.rows(
            "SELECT column_name FROM information_schema.columns WHERE table_name = 'outbox'"
            if store.postgres
            else "SELECT name FROM pragma_table_info('outbox')"
        )
    ]
    listed = ", ".join(name for name in columns if name not in ("id", "intent_id"))
    twin = f"INSERT INTO outbox ({listed}, intent_id) SELECT {listed}, 'other' FROM outbox WHERE id = {first}"
    with pytest.raises(IntegrityError), store.write() as w:
        w.conn.exec_driver_sql(twin)


def test_two_accounts_see_one_comment_and_answer_it_once(store: Store, second: Store) -> None:
    here, there = scene.account(store), scene.account(store, "press", "press")
    anna, bo = scene.member(store, "Anna"), scene.member(store, "Bo")
    for one, twin in zip(many(store, here, 40), many(store, there, 40), strict=True):
        results = at_once(
            partial(outbox.enqueue_reply, store, anna, one, "Hej", 1),
            partial(outbox.enqueue_reply, second, bo, twin, "Hallå", 1),
        )
        one_won(results, ("Anna", "Bo"))


def test_two_workers_take_at_once(store: Store, second: Store, clock: StandingClock) -> None:
    account = scene.account(store)
    anna = scene.member(store, "Anna")
    actions = [outbox.enqueue_reply(store, anna, comment, "Hej", 1).outbox_id for comment in many(store, account, 60)]
    clock.move(MINUTE)
    for action in actions:
        assert action is not None
        jobs = at_once(
            partial(outbox.take, store, action, 1, 30),
            partial(outbox.take, second, action, 2, 30),
        )
        assert sum(job is not None for job in jobs) == 1


def test_taking_back_against_taking(store: Store, second: Store, clock: StandingClock) -> None:
    account = scene.account(store)
    anna = scene.member(store, "Anna")
    actions = [outbox.enqueue_reply(store, anna, comment, "Hej", 1).outbox_id for comment in many(store, account, 60)]
    clock.move(MINUTE)
    for action in actions:
        assert action is not None
        result, job = at_once(
            partial(outbox.cancel, store, anna, action),
            partial(taken_soon, second, action),
        )
        assert result.ok == (job is None)


def taken_soon(store: Store, action: int) -> Job | None:
    """Take as the worker does: a row that somebody has locked is tried again."""
    for _ in range(50):
        job = outbox.take(store, action, 2, 30)
        if job is not None or scene.look(store, "outbox", action, "state") != "pending":
            return job
    return None


def test_two_workers_want_one_lease(store: Store, second: Store, clock: StandingClock) -> None:
    for _ in range(40):
        fences = at_once(
            partial(sync.take_lease, store, "account:1", 1, 15), partial(sync.take_lease, second, "account:1", 2, 15)
        )
        assert sum(fence is not None for fence in fences) == 1
        clock.move(16 * SECOND)


def test_pusher_and_puller_write_one_row(store: Store, second: Store, clock: StandingClock) -> None:
    account = scene.account(store)
    anna = scene.member(store, "Anna")
    for n, comment in enumerate(many(store, account, 40)):
        action = outbox.enqueue_reply(store, anna, comment, "Hej", 1).outbox_id
        assert action is not None
        job = scene.taken(store, clock, action)
        outbox.mark_first_attempt(store, job)
        page = Page(comments=(says(f"a{n}", "Hej", by=US, to=f"c{n}"),))
        sent, _ = at_once(
            partial(outbox.settle_sent, store, job, scene.receipt(f"a{n}")),
            partial(save_page, second, account, page, stream=None),
        )
        assert sent
        own = scene.key(store, f"a{n}")
        assert scene.look(store, "comment", own, "outbox_id", "revision") == (action, 1)


def test_edits_and_verbs_never_lock_each_other_out(store: Store, second: Store) -> None:
    account = scene.account(store)
    anna = scene.member(store, "Anna")
    keys = many(store, account, 12)

    def edit(turn: int) -> None:
        edited = (says(f"c{n}", f"nr {turn}", edited_at=Micros(START + turn)) for n in reversed(range(12)))
        save_page(second, account, Page(comments=tuple(edited)), stream=None)

    def answer() -> None:
        for key in keys:
            revision = scene.look(store, "comment", key, "revision")
            result = outbox.enqueue_reply(store, anna, key, "Hej", revision, undo_s=0)
            if result.outbox_id is not None and outbox.take(store, result.outbox_id, 1, 30) is None:
                outbox.cancel(store, anna, result.outbox_id)

    for turn in range(1, 9):
        at_once(partial(edit, turn), answer)
    live = "SELECT max(n) FROM (SELECT count(*) AS n FROM outbox WHERE state = 'sending' GROUP BY comment_id) AS x"
    assert store.reader.value(live) == 1


@contextmanager
def full_disk(store: Store) -> Iterator[None]:
    """Let SQLite have no page more than it has now: it answers SQLITE_FULL, as on a full disk."""

    def limit(connection: Any, pages: int) -> None:
        connection.execute(f"PRAGMA max_page_count = {pages}")

    engine = store._engine
    engine.dispose()
    with engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    engine.dispose()

    def on_connect(connection: Any, _record: object) -> None:
        limit(connection, pages)

    event.listen(engine, "connect", on_connect)
    try:
        yield
    finally:
        event.remove(engine, "connect", on_connect)
        engine.dispose()


@pytest.fixture
def sqlite_only(sqlite_store: str, clock: StandingClock) -> Iterator[Store]:
    opened = Store.open(sqlite_store, clock)
    yield opened
    opened.close()


def test_a_full_disk_loses_nothing(sqlite_only: Store) -> None:
    store = sqlite_only
    account = scene.account(store, able=replace(scene.ABLE, limits=Limits(100_000, "codepoints")))
    anna: Actor = scene.member(store, "Anna")
    (comment,) = many(store, account, 1)
    save_draft(store, anna, comment, "Hej", 1)
    long = "Hej! " * 10_000
    with full_disk(store):
        with pytest.raises(StoreUnavailable) as error:
            outbox.enqueue_reply(store, anna, comment, long, 1)
        assert error.value.reason.code == "store.full"
        with pytest.raises(StoreUnavailable):
            scene.save(store, account, *(says(f"n{n}", long) for n in range(50)))
        assert scene.look(store, "comment", comment, "state") == "open"
        assert scene.draft(store, comment, anna) == "Hej"
        assert store.reader.value("SELECT count(*) FROM outbox") == 0
        assert store.reader.value("SELECT count(*) FROM comment") == 1
    assert outbox.enqueue_reply(store, anna, comment, long, 1).ok
    assert store.reader.value("PRAGMA integrity_check") == "ok"
