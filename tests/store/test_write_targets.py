"""Answer targets: deadlines at filing, what moves them, who is late, and how long answers took."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from threading import Event
from typing import Any

import pytest

from backend.model.actor import SYSTEM, Role
from backend.model.category import Category
from backend.model.charter import Charter, Hours, Span, Target
from backend.model.clock import DAY, HOUR, MINUTE, SECOND, Micros, plus
from backend.model.comment import CommentState, RemoteState
from backend.model.triage import At, Decision, Verb
from backend.policy.hours import after
from backend.policy.priority import LATE, NORMAL
from backend.policy.query import parse
from backend.store.engine import Store
from backend.store.read.answer_times import answer_times
from backend.store.read.counts import counts, found
from backend.store.read.queue import rows
from backend.store.write import lateness
from backend.store.write.charters import save_charter
from backend.store.write.deciding import decide
from backend.store.write.enqueue import enqueue_reply
from backend.store.write.personal import hide_in
from backend.store.write.rows import run
from backend.store.write.settling import settle_sent
from backend.store.write.targets import retarget_in
from backend.store.write.undoing import undo
from tests.conftest import START, StandingClock
from tests.store import scene

OFFICE = Hours("Europe/Stockholm", (*((Span(480, 990),),) * 5, (), ()))
"""START is a Wednesday evening: nobody watches before Thursday at eight."""

PROMISE = Charter(
    hours=OFFICE,
    targets={None: Target(120), Category.QUESTION: Target(60), Category.THREAT: Target(15, always=True)},
)


@pytest.fixture
def acme(store: Store) -> int:
    """An account under a charter, with a post."""
    key = scene.account(store)
    save_charter(store, SYSTEM, None, PROMISE, 0)
    return key


def due(store: Store, remote_id: str) -> Micros | None:
    """A comment's deadline as it is stored."""
    at: Micros | None = scene.look(store, "comment", scene.key(store, remote_id), "due_at")
    return at


def asked(store: Store, words: str) -> int:
    """How many comments a query finds."""
    return found(store.reader, [parse(words)], store.clock.now(), None)[0]


def test_what_comes_is_due_by_its_charter_and_its_words(store: Store, acme: int) -> None:
    scene.save(store, acme, scene.says("a", "Hej"), scene.says("q", "När öppnar ni?"), scene.says("o", by=scene.US))
    assert due(store, "a") == after(OFFICE, START, 120)
    assert due(store, "q") == after(OFFICE, START, 60)
    assert due(store, "o") is None
    old = plus(START, -8 * DAY)  # stood there long before the account was connected
    scene.save(
        store, acme, scene.says("old", at=old, indexed_at=old), scene.says("gone", remote_state=RemoteState.DELETED)
    )
    assert due(store, "old") is None
    assert due(store, "gone") is None
    unread = plus(START, -3 * DAY)  # late from the start, and told as that once
    scene.save(store, acme, scene.says("unread", at=unread, indexed_at=unread))
    assert scene.look(store, "comment", scene.key(store, "unread"), "urgency") == LATE
    assert lateness.note_late(store) == 0
    assert scene.events(store).count("comment.late") == 1


def test_a_category_a_charter_and_an_edit_move_the_deadline(store: Store, acme: int, clock: StandingClock) -> None:
    scene.save(store, acme, scene.says("a", "Hej"), scene.says("b", "Hopp"))
    a, b = scene.key(store, "a"), scene.key(store, "b")
    anna = scene.member(store, "Anna")
    decide(store, anna, Decision(Verb.CATEGORISE, category=Category.THREAT), [At(a, 1)])
    assert due(store, "a") == plus(START, 15 * MINUTE)
    decide(store, anna, Decision(Verb.DONE), [At(b, 1)])
    save_charter(store, SYSTEM, acme, Charter(targets={None: Target(10)}), 0)
    since = scene.last(store)
    lateness.keep_targets(store)
    assert due(store, "a") == plus(START, 10 * MINUTE)
    assert due(store, "b") == after(OFFICE, START, 120)  # it is done: nobody sees its deadline
    assert ("comment", b) not in scene.told(store, since)
    assert not lateness.follow_charters(store)
    clock.move(HOUR)
    scene.save(store, acme, scene.says("b", "Hopp igen", edited_at=clock.now()))
    assert due(store, "b") == plus(clock.now(), 10 * MINUTE)  # edited after it was decided: it came back now


def test_a_saved_charter_is_followed_in_steps(store: Store, acme: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lateness, "CHUNK", 2)
    lateness.keep_targets(store)
    scene.save(store, acme, *(scene.says(f"c{number}", "Hej") for number in range(5)))
    save_charter(store, SYSTEM, None, Charter(targets={None: Target(7)}), 1)
    steps = 0
    while lateness.follow_charters(store):
        steps += 1
        if steps == 1:  # another version, on the way: it begins anew
            save_charter(store, SYSTEM, None, Charter(targets={None: Target(9)}), 2)
    assert steps == 4
    assert {due(store, f"c{number}") for number in range(5)} == {plus(START, 9 * MINUTE)}


def test_what_is_late_stands_in_front_until_it_is_done_or_its_time_moves(
    store: Store, acme: int, clock: StandingClock
) -> None:
    scene.save(store, acme, scene.says("a", "Hej"), scene.says("b", "Hej då"), scene.says("c", "Tack"))
    a, b, c = (scene.key(store, name) for name in "abc")
    anna = scene.member(store, "Anna")
    clock.at = plus(after(OFFICE, START, 120), -30 * MINUTE)
    lateness.keep_targets(store)
    assert (asked(store, "is:soon"), asked(store, "is:late")) == (3, 0)
    assert "comment.late" not in scene.events(store)
    clock.move(31 * MINUTE)
    decide(store, anna, Decision(Verb.SNOOZE, until=plus(clock.now(), DAY)), [At(c, 1)])
    lateness.keep_targets(store)
    lateness.keep_targets(store)
    assert scene.events(store).count("comment.late") == 3
    assert counts(store.reader, clock.now(), anna.id).late == 3
    assert {scene.look(store, "comment", key, "urgency") for key in (a, b, c)} == {LATE}
    decide(store, anna, Decision(Verb.CATEGORISE, category=Category.QUESTION), [At(a, 1)])  # sooner: late all the same
    assert scene.look(store, "comment", a, "urgency") == LATE
    save_charter(store, SYSTEM, acme, Charter(targets={None: Target(30 * 24 * 60)}), 0)
    lateness.keep_targets(store)
    assert scene.look(store, "comment", a, "urgency") == NORMAL
    assert scene.events(store).count("comment.in_time") == 3
    assert asked(store, "is:late") == 0


def test_a_deadline_leaves_with_the_decision_and_comes_back_with_an_undo(
    store: Store, acme: int, clock: StandingClock
) -> None:
    scene.save(store, acme, scene.says("a", "Hej"))
    a = scene.key(store, "a")
    anna = scene.member(store, "Anna", [(None, Role.LEAD)])
    first = due(store, "a")
    clock.at = plus(after(OFFICE, START, 120), MINUTE)
    lateness.keep_targets(store)
    done = decide(store, anna, Decision(Verb.DONE), [At(a, 1)])
    lateness.keep_targets(store)
    (row,) = rows(store.reader, [a], clock.now(), anna.id)
    assert (row.state, row.due_at, row.key.urgency) == (CommentState.DONE, None, NORMAL)
    undo(store, anna, done.id)
    lateness.keep_targets(store)
    (row,) = rows(store.reader, [a], clock.now(), anna.id)
    assert (row.due_at, row.key.urgency) == (first, LATE)
    assert scene.events(store).count("comment.late") == 1  # the same deadline is told once
    decide(store, anna, Decision(Verb.DONE), [At(a, 1)])
    clock.move(SECOND)
    decide(store, anna, Decision(Verb.REOPEN), [At(a, 1)])
    assert due(store, "a") == after(OFFICE, clock.now(), 120)  # opened again on purpose: its time begins now


def test_what_is_undone_is_due_by_the_charter_of_now(store: Store, acme: int, clock: StandingClock) -> None:
    scene.save(store, acme, scene.says("a"), scene.says("b"))
    a, b = scene.key(store, "a"), scene.key(store, "b")
    anna = scene.member(store, "Anna")
    decide(store, anna, Decision(Verb.DONE), [At(a, 1)])
    save_charter(store, SYSTEM, None, Charter(targets={None: Target(60)}), 1)
    lateness.keep_targets(store)
    undo(store, anna)
    assert due(store, "a") == plus(START, HOUR)
    decide(store, anna, Decision(Verb.DONE), [At(b, 1)])
    clock.move(HOUR)
    decide(store, anna, Decision(Verb.REOPEN), [At(b, 1)])
    assert due(store, "b") == plus(START, 2 * HOUR)
    undo(store, anna)  # it was not opened again, then: its time is that of before
    undo(store, anna)
    assert due(store, "b") == plus(START, HOUR)


def test_the_first_answer_is_timed_ours_and_a_colleague_s_in_the_app(
    store: Store, acme: int, clock: StandingClock
) -> None:
    scene.save(store, acme, scene.says("a", "Hej"), scene.says("b", "När öppnar ni?"), scene.says("c", "Hm"))
    anna = scene.member(store, "Anna")
    clock.at = plus(after(OFFICE, START, 61), 0)  # Thursday at 9:01: the question is a minute late
    by_app = scene.says("r", by=scene.US, to="b", at=clock.now())
    scene.save(
        store, acme, by_app, scene.says("n", "Ny", at=clock.now()), scene.says("m", by=scene.US, to="n", at=clock.now())
    )
    result = enqueue_reply(store, anna, scene.key(store, "a"), "Hej!", 1)
    assert result.outbox_id is not None
    job = scene.taken(store, clock, result.outbox_id)
    assert settle_sent(store, job, scene.receipt())
    scene.save(
        store, acme, scene.says("r2", by=scene.US, to="a", at=plus(clock.now(), HOUR))
    )  # a second one is no news
    noted = store.reader.rows(
        "SELECT comment_id, category, took_s, watched_s, late, member_id FROM answer_time ORDER BY comment_id"
    )
    wall = (clock.now() - START) // SECOND
    assert [tuple(row) for row in noted] == [
        (scene.key(store, "a"), "", wall, 61 * 60 + 11, False, anna.id),
        (scene.key(store, "b"), "question", wall - 11, 61 * 60, True, None),
        (scene.key(store, "n"), "", 0, 0, False, None),
    ]


def test_percentiles_are_exact(store: Store, acme: int) -> None:
    news = scene.account(store, "news", "us2")
    scene.save(store, acme, *(scene.says(f"c{number}") for number in range(21)))
    keys = [scene.key(store, f"c{number}") for number in range(21)]
    with store.write() as w:
        for number, key in enumerate(keys):
            w.conn.exec_driver_sql(
                "INSERT INTO answer_time"
                " (comment_id, account_id, category, came_at, answered_at, took_s, watched_s, late)"
                f" VALUES ({key}, {acme if number < 20 else news}, '{'complaint' if number % 2 else ''}', {START},"
                f" {START + number}, {number * 7 % 20}, {number}, {'true' if number < 3 else 'false'})"
            )
    (whole,) = answer_times(store.reader, START, Micros(START + 20))
    assert (whole.answers, whole.late, whole.median_s, whole.ninetieth_s) == (20, 3, 9, 17)
    assert (whole.account_id, whole.category, whole.watched_median_s, whole.watched_ninetieth_s) == (None, None, 9, 17)
    each = answer_times(store.reader, START, Micros(START + 30), by_account=True, by_category=True)
    assert [(one.account_id, one.category, one.answers) for one in each] == [
        (acme, None, 10),
        (acme, Category.COMPLAINT, 10),
        (news, None, 1),
    ]
    assert each[1].watched_median_s == 9
    assert answer_times(store.reader, START, Micros(START + 30), account_id=news)[0].answers == 1
    assert answer_times(store.reader, Micros(0), START) == []


def test_retargeting_leaves_alone_what_is_no_work(store: Store, acme: int) -> None:
    scene.save(store, acme, scene.says("a", "Hej"), scene.says("o", by=scene.US))
    with store.write() as w:
        assert retarget_in(w, [scene.key(store, "a"), scene.key(store, "o")]) == 0


@contextmanager
def meanwhile(store_url: str, clock: StandingClock) -> Iterator[tuple[Store, ThreadPoolExecutor]]:
    """Another process's store, and somebody who works in it at the same time."""
    second = Store.open(store_url, clock)
    with ThreadPoolExecutor(2) as pool:
        yield second, pool
    second.close()


@pytest.mark.postgres
def test_what_is_being_filed_follows_a_charter_that_is_saved_meanwhile(
    postgres_store: str, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    filed, go = Event(), Event()

    def slow(*args: Any) -> None:
        filed.set()
        go.wait(20)
        hide_in(*args)

    monkeypatch.setattr("backend.store.write.inflow.hide_in", slow)
    with meanwhile(postgres_store, clock) as (store, pool):
        acme = scene.account(store)
        save_charter(store, SYSTEM, None, Charter(targets={None: Target(600)}), 0)
        lateness.keep_targets(store)
        filing = pool.submit(scene.save, store, acme, scene.says("a"))
        assert filed.wait(20)
        save_charter(store, SYSTEM, None, Charter(targets={None: Target(60)}), 1)
        following = pool.submit(lateness.keep_targets, store)
        assert not wait([following], 0.3).done
        go.set()
        filing.result(20)
        following.result(20)
        assert due(store, "a") == plus(START, HOUR)


@pytest.mark.postgres
def test_what_was_given_more_time_in_the_same_moment_is_not_late(postgres_store: str, clock: StandingClock) -> None:
    with meanwhile(postgres_store, clock) as (store, pool):
        acme = scene.account(store)
        save_charter(store, SYSTEM, None, Charter(targets={None: Target(10), Category.PRAISE: Target(6000)}), 0)
        lateness.keep_targets(store)
        scene.save(store, acme, scene.says("a"))
        key = scene.key(store, "a")
        clock.move(11 * MINUTE)
        with store.write() as w:
            run(w, "UPDATE comment SET category = 'praise', category_by = 'member' WHERE id = ?", (key,))
            assert retarget_in(w, [key]) == 1
            noting = pool.submit(lateness.note_late, store)
            assert not wait([noting], 0.3).done
        assert noting.result(20) == 0
        assert scene.look(store, "comment", key, "urgency") == NORMAL
