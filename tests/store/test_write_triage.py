"""Deciding without an answer, holding a comment, keeping what is being written."""

import pytest

from backend.model.actor import Actor, Role
from backend.model.clock import DAY, MINUTE, SECOND
from backend.model.comment import Inflow
from backend.model.desk import Outcome
from backend.model.reason import Reason
from backend.store.engine import Store
from backend.store.write import outbox
from backend.store.write.claims import claim, release, renew
from backend.store.write.drafts import drop_draft, save_draft
from backend.store.write.triage import let_stand, reopen
from tests.conftest import StandingClock
from tests.store import scene
from tests.store.scene import says


@pytest.fixture
def account(store: Store) -> int:
    return scene.account(store)


@pytest.fixture
def anna(store: Store) -> Actor:
    return scene.member(store, "Anna")


@pytest.fixture
def bo(store: Store) -> Actor:
    return scene.member(store, "Bo")


@pytest.fixture
def comment(store: Store, account: int) -> int:
    scene.save(store, account, says("c1"))
    return scene.key(store, "c1")


def state(store: Store, comment: int) -> str:
    return str(scene.look(store, "comment", comment, "state"))


def test_let_stand_and_reopen(store: Store, comment: int, anna: Actor) -> None:
    claim(store, anna, comment)
    assert let_stand(store, anna, comment, 1).ok
    assert state(store, comment) == "done"
    assert store.reader.rows("SELECT * FROM claim") == []
    assert let_stand(store, anna, comment, 1).reason == Reason("comment.decided")
    assert reopen(store, anna, comment).ok
    assert state(store, comment) == "open"
    assert reopen(store, anna, comment).reason == Reason("comment.open")
    assert scene.events(store)[-2:] == ["comment.let_stand", "comment.reopened"]


def test_what_moved_is_not_decided(store: Store, comment: int, account: int, anna: Actor, bo: Actor) -> None:
    scene.save(store, account, says("c1", "Annat"))
    assert let_stand(store, anna, comment, 1).reason == Reason("comment.edited")
    claim(store, bo, comment)
    assert (let_stand(store, anna, comment, 2).outcome, let_stand(store, anna, comment, 2).who) == (Outcome.TAKEN, "Bo")
    release(store, bo, comment)
    scene.save(store, account, gone=("c1",))
    assert reopen(store, anna, comment).reason == Reason("comment.deleted")
    assert state(store, comment) == "done"


def test_an_answer_on_its_way_keeps_the_comment_closed(store: Store, comment: int, anna: Actor, bo: Actor) -> None:
    outbox.enqueue_reply(store, anna, comment, "Hej", 1)
    assert let_stand(store, bo, comment, 1).reason == Reason("comment.answered")
    assert (reopen(store, bo, comment).outcome, reopen(store, bo, comment).who) == (Outcome.TAKEN, "Anna")


def test_what_is_aside_is_never_decided(store: Store, account: int, anna: Actor) -> None:
    scene.save(store, account, says("x1", kind=Inflow.CONTEXT))
    aside = scene.key(store, "x1")
    assert let_stand(store, anna, aside, 1).reason == Reason("comment.aside")
    assert reopen(store, anna, aside).reason == Reason("comment.aside")


def test_a_claim_is_held_by_one(store: Store, comment: int, anna: Actor, bo: Actor, clock: StandingClock) -> None:
    assert claim(store, anna, comment).ok
    assert (claim(store, bo, comment).outcome, claim(store, bo, comment).who) == (Outcome.TAKEN, "Anna")
    clock.move(4 * MINUTE)
    since = scene.last(store)
    assert renew(store, anna, comment).ok
    assert scene.told(store, since) == []
    clock.move(5 * MINUTE - 1)
    assert renew(store, bo, comment).who == "Anna"
    clock.move(1)
    assert renew(store, bo, comment).ok
    assert renew(store, anna, comment).who == "Bo"


def test_a_lapsed_claim_is_taken_anew_when_free(
    store: Store, comment: int, anna: Actor, bo: Actor, clock: StandingClock
) -> None:
    claim(store, anna, comment)
    clock.move(DAY)
    assert renew(store, anna, comment).ok
    assert claim(store, bo, comment).who == "Anna"


def test_an_explicit_claim_lasts(store: Store, comment: int, anna: Actor, bo: Actor, clock: StandingClock) -> None:
    claim(store, anna, comment)
    assert claim(store, anna, comment, explicit=True).ok
    clock.move(DAY)
    assert claim(store, anna, comment).ok
    assert renew(store, anna, comment).ok
    clock.move(DAY)
    assert claim(store, bo, comment).who == "Anna"
    assert release(store, anna, comment, explicit=False).outcome is Outcome.GONE
    assert release(store, bo, comment).outcome is Outcome.GONE
    assert release(store, anna, comment).ok
    assert claim(store, bo, comment).ok


def test_a_draft_is_kept_for_each_member(store: Store, comment: int, anna: Actor, bo: Actor) -> None:
    since = scene.last(store)
    save_draft(store, anna, comment, "H", 1)
    save_draft(store, anna, comment, "Hej", 1)
    save_draft(store, bo, comment, "Tjena", 1)
    assert (scene.draft(store, comment, anna), scene.draft(store, comment, bo)) == ("Hej", "Tjena")
    assert scene.told(store, since) == [("draft", comment)] * 2
    save_draft(store, anna, comment, " \n", 1)
    drop_draft(store, bo, comment)
    assert store.reader.rows("SELECT * FROM draft") == []


def test_nobody_without_a_role_touches_anything(store: Store, comment: int, clock: StandingClock) -> None:
    admin = scene.member(store, "Cecilia", [(None, Role.ADMIN)])
    since = scene.last(store)
    clock.move(SECOND)
    no = Reason("member.no_role")
    assert [
        let_stand(store, admin, comment, 1).reason,
        reopen(store, admin, comment).reason,
        claim(store, admin, comment).reason,
        renew(store, admin, comment).reason,
        save_draft(store, admin, comment, "Hej", 1).reason,
        outbox.enqueue_delete(store, admin, comment).reason,
    ] == [no] * 6
    assert scene.told(store, since) == []


def test_a_comment_that_is_not_there(store: Store, anna: Actor) -> None:
    assert let_stand(store, anna, 99, 1).outcome is Outcome.GONE
    assert claim(store, anna, 99).outcome is Outcome.GONE
    assert outbox.enqueue_reply(store, anna, 99, "Hej", 1).reason == Reason("comment.missing")
    assert outbox.cancel(store, anna, 99).outcome is Outcome.GONE
