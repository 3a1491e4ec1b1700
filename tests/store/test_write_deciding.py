"""Decisions about one comment and many: what each does, what stands in its way, and what is written down of it."""

import json

import pytest

from backend.model.actor import Actor, Role
from backend.model.clock import DAY, HOUR, SECOND, Micros, plus
from backend.model.comment import Inflow, RemoteState
from backend.model.desk import Outcome
from backend.model.inflow import Page
from backend.model.outbox import Receipt
from backend.model.reason import Reason
from backend.model.triage import At, Decision, Deed, Verb, Why
from backend.store.engine import Store
from backend.store.write import outbox
from backend.store.write.claims import claim, take_over
from backend.store.write.deciding import decide
from backend.store.write.deeds import change_why
from backend.store.write.inflow import save_page
from backend.store.write.waking import wake_snoozed
from tests.conftest import StandingClock
from tests.store import scene
from tests.store.scene import KALLE, LISA, US, says


class Room:
    """An account of ours with a post, two members, and comments under the post."""

    def __init__(self, store: Store, clock: StandingClock) -> None:
        self.store, self.clock = store, clock
        self.account = scene.account(store)
        self.anna, self.bo = scene.member(store, "Anna"), scene.member(store, "Bo")
        save_page(store, self.account, Page(posts=(scene.wrote(),)), stream=None)

    def comes(self, *names: str, **more: object) -> list[int]:
        """Comments come in. Returns their keys."""
        scene.save(self.store, self.account, *(says(name, **more) for name in names))  # type: ignore[arg-type]
        return [scene.key(self.store, name) for name in names]

    def decides(self, decision: Decision | Verb, *keys: int, by: Actor | None = None, revision: int = 1) -> Deed:
        """A member decides about comments as they were shown."""
        what = decision if isinstance(decision, Decision) else Decision(decision, Why.SPAM)
        return decide(self.store, by or self.anna, what, [At(key, revision) for key in keys])

    def sends(self, outbox_id: int | None, remote_id: str = "") -> None:
        """The worker carries an act out."""
        assert outbox_id is not None
        job = scene.taken(self.store, self.clock, outbox_id)
        assert outbox.settle_sent(self.store, job, Receipt(remote_id))

    def of(self, key: int, *columns: str) -> object:
        """Return columns of a comment."""
        return scene.look(self.store, "comment", key, *columns)


@pytest.fixture
def room(store: Store, clock: StandingClock) -> Room:
    return Room(store, clock)


def only(deed: Deed) -> tuple[Outcome, str]:
    """Return how the only item of a deed ended, and the code of the reason."""
    (item,) = deed.items
    return item.outcome, item.reason.code if item.reason else ""


def test_hiding_closes_queues_and_strikes(room: Room) -> None:
    (key,) = room.comes("c1")
    claim(room.store, room.anna, key)
    deed = room.decides(Decision(Verb.HIDE, Why.HATE), key)
    assert (deed.ok, deed.done, deed.failed, deed.why, deed.due_at) == (True, 1, 0, Why.HATE, None)
    assert room.of(key, "state", "remote_state") == ("done", "visible")
    outbox_id = deed.items[0].outbox_id
    assert outbox_id is not None
    row = scene.look(
        room.store, "outbox", outbox_id, "act", "state", "reason", "deed_id", "not_before", "comment_state"
    )
    assert row == ("hide", "pending", "hate", deed.id, room.clock.now(), "open")
    assert room.store.reader.rows("SELECT * FROM claim") == []
    event = room.store.reader.one("SELECT what, revision, code, deed_id, actor_id FROM event ORDER BY id DESC LIMIT 1")
    assert event == ("hide.queued", 1, "why.hate", deed.id, room.anna.id)
    strike = room.store.reader.one("SELECT author_id, comment_id, why, expires_at FROM strike")
    assert strike == (room.of(key, "author_id"), key, "hate", plus(room.clock.now(), 90 * DAY))
    room.sends(outbox_id)
    assert room.of(key, "remote_state") == "hidden"


def test_what_the_platform_holds_back_is_released_and_not_hidden(room: Room) -> None:
    (key,) = room.comes("c1", remote_state=RemoteState.HELD)
    assert only(room.decides(Verb.HIDE, key)) == (Outcome.MOVED, "comment.so_already")
    deed = room.decides(Decision(Verb.UNHIDE), key)
    assert deed.done == 1
    room.sends(deed.items[0].outbox_id or 0)
    assert room.of(key, "state", "remote_state") == ("open", "visible")


def test_a_refused_act_gives_the_comment_back(room: Room) -> None:
    (key,) = room.comes("c1")
    deed = room.decides(Verb.HIDE, key)
    job = scene.taken(room.store, room.clock, deed.items[0].outbox_id or 0)
    assert (job.act, job.reason) == ("hide", "spam")
    assert outbox.settle_failed(room.store, job, Reason("platform.refused", {"status": 422}))
    assert room.of(key, "state", "remote_state") == ("open", "visible")


def test_a_like_that_fails_reopens_nothing(room: Room) -> None:
    (key,) = room.comes("c1")
    like = room.decides(Decision(Verb.LIKE), key)
    assert room.of(key, "state") == "open"
    assert room.decides(Decision(Verb.DONE), key).ok
    job = scene.taken(room.store, room.clock, like.items[0].outbox_id or 0)
    assert outbox.settle_failed(room.store, job, Reason("platform.gone"))
    assert room.of(key, "state") == "done"


def test_what_is_final_or_public_waits_in_the_window(room: Room) -> None:
    one, two = room.comes("c1", "c2")
    block = room.decides(Verb.BLOCK, one)
    assert block.due_at == plus(room.clock.now(), 10 * SECOND)
    assert outbox.take(room.store, block.items[0].outbox_id or 0, 7, 30.0) is None
    assert room.decides(Decision(Verb.LIKE), two).due_at is None


def test_a_block_may_end_by_itself(room: Room) -> None:
    (key,) = room.comes("c1")
    ends = plus(room.clock.now(), DAY)
    deed = room.decides(Decision(Verb.BLOCK, Why.INSULT, until=ends), key)
    author = room.of(key, "author_id")
    room.sends(deed.items[0].outbox_id, "at://block/1")
    assert room.store.reader.value("SELECT count(*) FROM author WHERE blocked") == 1
    (later,) = room.store.reader.rows("SELECT id, not_before, state FROM outbox WHERE act = 'unblock'")
    assert tuple(later)[1:] == (ends, "pending")
    assert outbox.take(room.store, later[0], 7, 30.0) is None
    room.clock.move(2 * DAY)
    room.sends(later[0])
    assert room.store.reader.one("SELECT blocked, block_until FROM author WHERE id = ?", (author,)) == (False, None)


def test_a_block_that_fails_is_never_ended_later(room: Room) -> None:
    (key,) = room.comes("c1")
    deed = room.decides(Decision(Verb.BLOCK, Why.INSULT, until=plus(room.clock.now(), DAY)), key)
    job = scene.taken(room.store, room.clock, deed.items[0].outbox_id or 0)
    assert outbox.settle_failed(room.store, job, Reason("platform.refused", {"status": 422}))
    states = room.store.reader.rows("SELECT act, state FROM outbox ORDER BY id")
    assert [tuple(row) for row in states] == [("block", "failed"), ("unblock", "cancelled")]


def test_one_author_is_blocked_once_for_many_comments(room: Room) -> None:
    keys = room.comes("c1", "c2", "c3") + room.comes("l1", by=LISA)
    deed = room.decides(Verb.BLOCK, *keys)
    assert (deed.done, room.store.reader.value("SELECT count(*) FROM outbox WHERE act = 'block'")) == (4, 2)
    assert len({item.outbox_id for item in deed.items}) == 2
    assert room.store.reader.value("SELECT count(*) FROM strike") == 2
    assert {room.of(key, "state") for key in keys} == {"done"}


def test_what_a_platform_cannot_do_is_refused(room: Room) -> None:
    (key,) = room.comes("c1")
    (away,) = room.comes("m1", to=None, root="m1", kind=Inflow.MENTION)
    assert only(room.decides(Verb.DELETE, key)) == (Outcome.REFUSED, "platform.no_such_act")
    assert only(room.decides(Verb.HIDE, away)) == (Outcome.REFUSED, "platform.own_threads")
    assert only(room.decides(Decision(Verb.HIDE), key)) == (Outcome.REFUSED, "act.why")
    (ours,) = room.comes("o1", by=US)
    assert only(room.decides(Decision(Verb.LIKE), ours)) == (Outcome.REFUSED, "comment.own")
    assert room.store.reader.value("SELECT count(*) FROM deed") == 0


def test_the_same_act_is_not_queued_twice(room: Room) -> None:
    (key,) = room.comes("c1")
    like = room.decides(Decision(Verb.LIKE), key)
    assert only(room.decides(Decision(Verb.LIKE), key, by=room.bo)) == (Outcome.TAKEN, "act.on_its_way")
    assert only(room.decides(Decision(Verb.UNLIKE), key)) == (Outcome.TAKEN, "act.on_its_way")
    room.sends(like.items[0].outbox_id)
    assert only(room.decides(Decision(Verb.LIKE), key)) == (Outcome.MOVED, "comment.so_already")
    assert room.decides(Decision(Verb.UNLIKE), key).ok


def test_a_reverse_knows_what_the_act_made(room: Room) -> None:
    one, two = room.comes("c1", "c2")
    like = room.decides(Decision(Verb.LIKE), one)
    room.sends(like.items[0].outbox_id, "at://like/1")
    unlike = room.decides(Decision(Verb.UNLIKE), one)
    assert scene.taken(room.store, room.clock, unlike.items[0].outbox_id or 0).target.record == "at://like/1"
    block = room.decides(Decision(Verb.BLOCK, Why.SPAM, until=plus(room.clock.now(), DAY)), two)
    room.sends(block.items[0].outbox_id, "at://block/1")
    later = room.store.reader.value("SELECT id FROM outbox WHERE act = 'unblock'")
    room.clock.move(2 * DAY)
    assert scene.taken(room.store, room.clock, later).target.record == "at://block/1"


def test_what_moved_is_not_decided(room: Room) -> None:
    one, two, three, four = room.comes("c1", "c2", "c3", "c4")
    scene.save(room.store, room.account, says("c1", "Annat", edited_at=room.clock.now()))
    claim(room.store, room.bo, two)
    room.decides(Decision(Verb.DONE), three, by=room.bo)
    shown = [At(key, 1, "open") for key in (one, two, three, four, 99)]
    deed = decide(room.store, room.anna, Decision(Verb.HIDE, Why.HATE), shown)
    assert [(item.outcome, item.reason.code if item.reason else "", item.who) for item in deed.items] == [
        (Outcome.MOVED, "comment.edited", ""),
        (Outcome.TAKEN, "claim.held", "Bo"),
        (Outcome.MOVED, "comment.decided", ""),
        (Outcome.DONE, "", ""),
        (Outcome.GONE, "comment.missing", ""),
    ]
    assert (deed.done, deed.failed) == (1, 4)


def test_a_batch_goes_on_in_steps_and_is_one_deed(room: Room) -> None:
    keys = room.comes(*(f"c{number}" for number in range(6)))
    first = decide(room.store, room.anna, Decision(Verb.DONE), [At(key, 1) for key in keys[:4]], total=6)
    then = decide(
        room.store, room.anna, Decision(Verb.DONE), [At(key, 1) for key in keys[4:]], deed_id=first.id, total=6
    )
    assert (then.id, then.done, then.failed) == (first.id, 6, 0)
    assert scene.look(room.store, "deed", first.id, "total", "done", "ended_at") == (6, 6, None)
    kept = room.store.reader.rows("SELECT before, after FROM deed_item")
    assert {(json.loads(row[0])["state"], json.loads(row[1])["state"]) for row in kept} == {("open", "done")}


def test_snooze_and_wake(room: Room) -> None:
    (key,) = room.comes("c1")
    assert only(room.decides(Decision(Verb.SNOOZE), key)) == (Outcome.REFUSED, "snooze.when")
    assert room.decides(Decision(Verb.SNOOZE, until=plus(room.clock.now(), HOUR)), key).ok
    assert wake_snoozed(room.store) == 0
    room.clock.move(HOUR)
    assert wake_snoozed(room.store) == 1
    assert scene.events(room.store)[-2:] == ["comment.snoozed", "comment.woken"]
    assert only(room.decides(Decision(Verb.WAKE), key)) == (Outcome.MOVED, "comment.awake")


@pytest.mark.parametrize("answer", ["to it", "its author, elsewhere in the thread"])
def test_an_answer_ends_a_sleep(room: Room, answer: str) -> None:
    key, other = room.comes("c1", "c2")
    asleep = Decision(Verb.SNOOZE, until=plus(room.clock.now(), 99 * DAY), on_reply=True)
    assert room.decides(asleep, key, other).done == 2
    room.comes("x1", by=LISA)
    assert room.of(key, "snoozed_until") is not None
    if answer == "to it":
        room.comes("x2", by=LISA, to="c1")
        assert room.of(other, "snoozed_until") is not None
    else:
        room.comes("x2", by=KALLE)
    assert room.of(key, "snoozed_until", "wake_on_reply") == (None, False)


def test_assigned_to_somebody_and_to_nobody(room: Room) -> None:
    (key,) = room.comes("c1")
    assert room.decides(Decision(Verb.ASSIGN, member_id=room.bo.id), key).ok
    assert room.of(key, "assigned_to", "state") == (room.bo.id, "open")
    assert room.decides(Decision(Verb.ASSIGN), key).ok
    assert room.of(key, "assigned_to") is None


def test_locking_concerns_the_thread(room: Room) -> None:
    one, two = room.comes("c1", "c2")
    deed = room.decides(Decision(Verb.LOCK, Why.OFF_TOPIC), one, two)
    assert (deed.done, room.store.reader.value("SELECT count(*) FROM outbox")) == (2, 1)
    room.sends(deed.items[0].outbox_id)
    assert room.store.reader.value("SELECT count(*) FROM post WHERE locked") == 1
    assert only(room.decides(Decision(Verb.LOCK, Why.OFF_TOPIC), two)) == (Outcome.MOVED, "thread.so_already")
    assert room.of(one, "state") == "open"
    assert room.store.reader.value("SELECT count(*) FROM strike") == 0


def test_another_reason_for_what_was_done(room: Room) -> None:
    (key,) = room.comes("c1")
    deed = room.decides(Decision(Verb.REPORT, Why.SPAM), key)
    assert change_why(room.store, room.bo, deed.id, Why.THREAT).outcome is Outcome.GONE
    assert change_why(room.store, room.anna, deed.id, Why.THREAT).ok
    assert scene.look(room.store, "deed", deed.id, "why") == "threat"
    job = scene.taken(room.store, room.clock, deed.items[0].outbox_id or 0)
    assert job.reason == "threat"
    assert outbox.fix_wire(room.store, job, scene.wire(job))
    assert change_why(room.store, room.anna, deed.id, Why.HATE).ok
    assert scene.look(room.store, "outbox", job.id, "reason") == "threat"
    assert room.store.reader.value("SELECT why FROM strike") == "hate"


def test_a_colleague_takes_over(room: Room) -> None:
    (key,) = room.comes("c1")
    assert take_over(room.store, room.bo, key).who == ""
    taken = take_over(room.store, room.anna, key)
    assert (taken.ok, taken.who) == (True, "Bo")
    assert claim(room.store, room.bo, key).who == "Anna"
    event = room.store.reader.one("SELECT what, actor_id, before FROM event ORDER BY id DESC LIMIT 1")
    assert event == ("claim.taken_over", room.anna.id, str(room.bo.id))


def test_nobody_without_a_role_decides(room: Room) -> None:
    (key,) = room.comes("c1")
    admin = scene.member(room.store, "Cecilia", [(None, Role.ADMIN)])
    for verb in (Verb.DONE, Verb.HIDE, Verb.LIKE, Verb.SNOOZE, Verb.ASSIGN):
        assert only(room.decides(verb, key, by=admin)) == (Outcome.REFUSED, "member.no_role")
    assert take_over(room.store, admin, key).reason == Reason("member.no_role")
    assert room.of(key, "state") == "open"


def test_an_act_on_words_that_changed_stops(room: Room) -> None:
    (key,) = room.comes("c1")
    deed = room.decides(Verb.REPORT, key)
    scene.save(room.store, room.account, says("c1", "Förlåt!", edited_at=Micros(room.clock.now() + SECOND)))
    room.clock.move(11 * SECOND)
    assert outbox.take(room.store, deed.items[0].outbox_id or 0, 7, 30.0) is None
    stopped = scene.look(room.store, "outbox", deed.items[0].outbox_id or 0, "state", "code")
    assert stopped == ("stopped", "comment.edited")
    assert room.of(key, "state") == "open"
