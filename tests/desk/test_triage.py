"""Deciding through the people's door: batches with progress, second thoughts, colleagues, and what moved meanwhile."""

from dataclasses import replace

import pytest

from backend.desk import presence, reply, triage
from backend.desk.inbox import refresh
from backend.desk.session import DeskError
from backend.desk.thread import thread
from backend.model.account import Act, Undo
from backend.model.actor import Role
from backend.model.category import Category
from backend.model.clock import DAY, HOUR, SECOND, plus
from backend.model.comment import CommentState, RemoteState, Visibility
from backend.model.desk import Colleague, Outcome, Presence, Result
from backend.model.inflow import Page
from backend.model.reason import Reason
from backend.model.triage import At, Decision, Deed, Snooze, Verb, Why
from backend.store.read.seconds import waiting
from backend.store.write import outbox
from backend.store.write.accounts import set_capabilities
from backend.store.write.claims import take_over
from backend.store.write.deciding import decide
from backend.store.write.inflow import save_page
from backend.store.write.presence import look_at
from backend.store.write.presence import open_desk as enter_desk
from backend.store.write.responsibilities import put_responsibility
from backend.store.write.seconding import answer_second
from backend.store.write.talk import add_note, refer
from backend.store.write.undoing import undo as take_back
from tests.desk.conftest import Room
from tests.store import scene
from tests.store.scene import says, wrote


def at(*keys: int) -> list[At]:
    """Return comments as they were shown first."""
    return [At(key, 1, "open") for key in keys]


@pytest.fixture
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Steps of two comments."""
    monkeypatch.setattr("backend.store.write.deciding.STEP", 2)
    monkeypatch.setattr("backend.store.write.undoing.STEP", 2)


@pytest.mark.usefixtures("small_steps")
def test_a_batch_tells_how_far_it_is_and_is_taken_back_as_one(room: Room) -> None:
    keys = [room.comes(f"c{number}") for number in range(5)]
    told: list[tuple[int, int]] = []

    def progress(done: int, total: int) -> bool:
        told.append((done, total))
        return True

    deed = triage.decide(room.desk, Decision(Verb.DONE), at(*keys), progress)
    assert told == [(2, 5), (4, 5), (5, 5)]
    assert (deed.done, deed.failed, len(deed.items)) == (5, 0, 5)
    assert room.store.reader.value("SELECT count(*) FROM deed WHERE ended_at IS NOT NULL") == 1
    last = triage.last_deed(room.desk)
    assert last is not None
    assert (last.id, last.verb, last.done) == (deed.id, Verb.DONE, 5)
    undone = triage.undo(room.desk)
    assert isinstance(undone, Deed)
    assert (undone.done, undone.failed) == (5, 0)
    assert {row.state for row in refresh(room.desk, keys)} == {CommentState.OPEN}
    again = triage.redo(room.desk)
    assert isinstance(again, Deed)
    assert again.done == 5
    assert triage.last_deed(room.desk) is not None


@pytest.mark.usefixtures("small_steps")
def test_a_batch_can_be_stopped_and_what_was_done_taken_back(room: Room) -> None:
    keys = [room.comes(f"c{number}") for number in range(5)]
    deed = triage.decide(room.desk, Decision(Verb.REPORT, Why.SPAM), at(*keys), lambda done, _total: done < 4)
    assert (deed.done, len(deed.items)) == (4, 4)
    assert [row.state for row in refresh(room.desk, [keys[4]])] == [CommentState.OPEN]
    undone = triage.undo(room.desk)
    assert isinstance(undone, Deed)
    assert undone.done == 4
    assert room.store.reader.value("SELECT count(*) FROM outbox WHERE state <> 'cancelled'") == 0


def test_nothing_to_take_back_is_said(room: Room) -> None:
    nothing = triage.undo(room.desk)
    assert isinstance(nothing, Result)
    assert nothing.reason == Reason("undo.nothing")
    assert triage.last_deed(room.desk) is None


def test_the_last_reason_is_kept_for_each_verb(room: Room) -> None:
    one, two = room.comes("c1"), room.comes("c2")
    deed = triage.decide(room.desk, Decision(Verb.REPORT, Why.SPAM), at(one))
    triage.decide(room.desk, Decision(Verb.MUTE, Why.INSULT), at(two))
    assert triage.change_why(room.desk, deed.id, Why.HATE).ok
    assert triage.last_whys(room.desk) == {Verb.REPORT: Why.HATE, Verb.MUTE: Why.INSULT}


def leaves(room: Room, outbox_id: int | None) -> None:
    """Let an act stand on the platform."""
    job = scene.taken(room.store, room.clock, outbox_id or 0)
    assert outbox.settle_sent(room.store, job, scene.receipt(""))


def test_what_has_left_is_taken_back_when_its_reason_is_criticism_after_all(room: Room) -> None:
    save_page(room.store, room.account, Page((wrote(),), ()), stream=None)
    one, two = room.comes("c1"), room.comes("c2")
    deed = triage.decide(room.desk, Decision(Verb.HIDE, Why.INSULT), at(one, two))
    for item in deed.items:
        leaves(room, item.outbox_id)
    decide(room.store, room.bo, Decision(Verb.CATEGORISE, category=Category.CRITICISM), at(one))
    anew = triage.change_why(room.desk, deed.id, Why.OTHER)
    assert isinstance(anew, Deed)
    assert [item.reason for item in anew.items] == [Reason("second.asked")] * 2  # both are shown again meanwhile
    back = room.store.reader.rows("SELECT id, act FROM outbox WHERE state = 'pending' ORDER BY id")
    assert [act for _key, act in back] == ["unhide"] * 2
    for key, _act in back:
        leaves(room, key)
    asked = [each.id for each in waiting(room.store.reader, room.bo.id or 0)]
    assert [answer_second(room.store, room.bo, key, True).ok for key in asked] == [True, True]


def test_what_has_left_for_good_keeps_its_reason_and_its_strike(room: Room) -> None:
    acts = {**scene.ABLE.acts, Act.DELETE: Undo.FINAL}
    account = scene.account(room.store, "other", "us2", replace(scene.ABLE, acts=acts))
    save_page(room.store, account, Page((wrote(),), (says("c9"),)), stream=None)
    deed = triage.decide(room.desk, Decision(Verb.DELETE, Why.HATE), at(scene.key(room.store, "c9", account)))
    leaves(room, deed.items[0].outbox_id)
    no = triage.change_why(room.desk, deed.id, Why.CRITICISM)
    assert isinstance(no, Result)
    assert no.reason == Reason("second.final")
    assert room.store.reader.rows("SELECT why, undone_at FROM deed") == [("hate", None)]
    assert room.store.reader.rows("SELECT why FROM strike") == [("hate",)]


def test_a_snooze_is_in_the_members_own_time(room: Room) -> None:
    key = room.comes("c1")
    deed = triage.snooze(room.desk, at(key), Snooze.HOUR)
    assert deed.ok
    (row,) = refresh(room.desk, [key])
    assert row.snoozed_until == plus(room.clock.now(), HOUR)
    assert triage.snooze_until(room.desk, Snooze.REPLY) > plus(room.clock.now(), 300 * DAY)


def test_who_can_be_asked(room: Room) -> None:
    put_responsibility(room.store, room.desk.actor, "Fakturor", room.bo.id or 0)
    assert triage.colleagues(room.desk) == (
        Colleague("Fakturor", area_id=1),
        Colleague("Anna", member_id=room.desk.me.id),
        Colleague("Bo", member_id=room.bo.id),
    )


def test_a_thread_shows_what_colleagues_said(room: Room) -> None:
    key = room.comes("c1")
    add_note(room.store, room.bo, key, "Brukar lugna sig")
    due = plus(room.clock.now(), HOUR)
    ask = Decision(Verb.REFER, member_id=room.desk.me.id, text="Stämmer det?", until=due)
    refer(room.store, room.bo, At(key, 1), ask)
    view = thread(room.desk, key)
    assert view is not None
    assert [(note.member, note.text, note.on_author) for note in view.notes] == [("Bo", "Brukar lugna sig", False)]
    assert view.referral is not None
    assert (view.referral.asker, view.referral.question, view.referral.due_at) == ("Bo", "Stämmer det?", due)
    assert triage.answer_referral(room.desk, key, "Ja").ok
    view = thread(room.desk, key)
    assert view is not None
    assert view.referral is None


def test_what_others_took_back_is_told(room: Room) -> None:
    key = room.comes("c1")
    deed = triage.decide(room.desk, Decision(Verb.DONE), at(key))
    since = room.clock.now()
    room.clock.move(SECOND)
    lead = scene.member(room.store, "Lena", [(None, Role.LEAD)])
    take_back(room.store, lead, deed.id)
    assert triage.reversals(room.desk, since) == (("Lena", Verb.DONE),)


def test_what_moved_is_shown_and_then_counts_as_seen(room: Room) -> None:
    key = room.comes("c1", "Ni är bra")
    reply.compose(room.desk, key)
    scene.save(room.store, room.account, says("c1", "Ni är dåliga", edited_at=room.clock.now()))
    assert reply.send(room.desk, key, "Tack!", 1).outcome is Outcome.MOVED
    moved = reply.look_again(room.desk, key, 1)
    assert (moved.before, moved.after, moved.revision, moved.who) == ("Ni är bra", "Ni är dåliga", 2, "")
    take_over(room.store, room.bo, key)
    assert decide(room.store, room.bo, Decision(Verb.DONE), [At(key, 2)]).ok
    assert reply.send(room.desk, key, "Tack!", 2).reason == Reason("comment.decided")
    moved = reply.look_again(room.desk, key, 2)
    assert (moved.state, moved.remote_state, moved.who) == (CommentState.DONE, RemoteState.VISIBLE, "Bo")
    assert reply.send(room.desk, key, "Tack!", 2).ok


def test_a_private_answer_is_for_its_author_alone(room: Room) -> None:
    key = room.comes("c1")
    start = reply.compose(room.desk, key, private=True)
    assert (start.act, start.visibility) == (Act.PRIVATE_REPLY, Visibility.PRIVATE)
    scene.save(room.store, room.account, says("s1", spoiler="Politik"))
    warned = reply.compose(room.desk, scene.key(room.store, "s1"), private=True)
    assert (start.limits.text, warned.limits.text) == (500, 500 - len("Politik"))
    no = reply.send(room.desk, key, "Hej", 1, act=Act.PRIVATE_REPLY)
    assert (no.outcome, no.reason) == (Outcome.REFUSED, Reason("platform.no_such_act"))


def test_other_words_for_an_answer_begin_with_what_it_says(room: Room) -> None:
    key = room.comes("c1")
    result = reply.send(room.desk, key, "Vi har öpet", 1)
    job = scene.taken(room.store, room.clock, result.outbox_id or 0)
    assert outbox.settle_sent(room.store, job, scene.receipt("a1"))
    own = scene.key(room.store, "a1")
    start = reply.compose_own(room.desk, own)
    assert (start.text, start.act, start.anew, start.mention) == (
        "@kalle@example.social Vi har öpet",
        Act.EDIT_OWN,
        True,
        "@kalle@example.social",
    )
    assert start.to == "Kalle Anka"
    assert reply.send(room.desk, own, "Vi har öppet", start.revision, act=Act.EDIT_OWN).ok
    acts = room.store.reader.rows("SELECT act FROM outbox ORDER BY id")
    assert [row[0] for row in acts] == ["reply", "delete_own", "reply"]
    with pytest.raises(DeskError):
        reply.compose_own(room.desk, key)


def test_a_message_that_stays_as_it_was_sent_is_not_begun_anew_nor_queued(room: Room) -> None:
    stays = replace(scene.ABLE, acts={**scene.ABLE.acts, Act.EDIT_OWN: Undo.FINAL, Act.PRIVATE_REPLY: Undo.FINAL})
    set_capabilities(room.store, room.account, stays)
    done = reply.send(room.desk, room.comes("c1"), "Hej, vi ringer.", 1, act=Act.PRIVATE_REPLY)
    job = scene.taken(room.store, room.clock, done.outbox_id or 0)
    assert outbox.settle_sent(room.store, job, scene.receipt("a1"))
    own = scene.key(room.store, "a1")
    start = reply.compose_own(room.desk, own)
    set_capabilities(room.store, room.account, replace(stays, rewords_private=False))
    with pytest.raises(DeskError) as no:
        reply.compose_own(room.desk, own)
    assert no.value.reason == Reason("platform.message_stays")
    late = reply.send(room.desk, own, "Hej, vi ringer i dag.", start.revision, act=Act.EDIT_OWN)
    assert (late.outcome, late.reason) == (Outcome.REFUSED, Reason("platform.message_stays"))


def test_desks_see_each_other(room: Room) -> None:
    key, other = room.comes("c1"), room.comes("c2")
    room.desk.beat()
    session = enter_desk(room.desk.pen, room.bo.id or 0, "host", 2)
    bo = type(room.bo)(room.bo.kind, room.bo.id, session)
    since = scene.last(room.store)
    look_at(room.desk.pen, bo, key, writing=False)
    presence.look_at(room.desk, other, writing=True)
    assert presence.others(room.desk) == (Presence(key, "Bo", False),)
    assert scene.told(room.store, since) == []
    assert scene.look(room.store, "comment", key, "viewed_at") == room.clock.now()
    look_at(room.desk.pen, bo, other, writing=True)
    assert presence.others(room.desk) == (Presence(other, "Bo", True),)
    look_at(room.desk.pen, bo, 999, writing=True)
    room.clock.move(46 * SECOND)
    assert presence.others(room.desk) == ()


def test_preferences_are_kept_and_dropped(room: Room) -> None:
    presence.put_setting(room.desk, "theme", "day")
    presence.put_setting(room.desk, "theme", "night")
    presence.put_setting(room.desk, "bell", "mine")
    assert presence.settings(room.desk) == {"bell": "mine", "theme": "night"}
    presence.put_setting(room.desk, "bell", "")
    assert presence.settings(room.desk) == {"theme": "night"}
