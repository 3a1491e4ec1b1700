"""Answering through the people's door."""

import pytest

from backend.desk import reply, triage
from backend.desk.inbox import refresh
from backend.desk.session import DeskError
from backend.model.actor import SYSTEM
from backend.model.clock import MINUTE, SECOND, plus
from backend.model.comment import Visibility
from backend.model.desk import Outcome
from backend.model.outbox import OutboxState
from backend.model.reason import Reason
from backend.store.write import claims, outbox
from backend.store.write.accounts import remove_account
from tests.desk.conftest import Room
from tests.store import scene
from tests.store.scene import US, says

START = "@kalle@example.social \n/Anna"


def test_the_composer_says_all_it_must(room: Room) -> None:
    key = room.comes("c1", visibility=Visibility.PRIVATE)
    start = reply.compose(room.desk, key)
    assert (start.text, start.cursor) == (START, len("@kalle@example.social "))
    assert (start.to, start.handle, start.mention) == ("Kalle Anka", "kalle@example.social", "@kalle@example.social")
    assert (start.visibility, start.revision, start.limits.text) == (Visibility.PRIVATE, 1, 500)
    assert (start.account.short_name, start.holder, start.kept) == ("acme", None, False)
    assert [row.claimed_by for row in refresh(room.desk, [key])] == ["Anna"]
    assert claims.claim(room.store, room.bo, key).who == "Anna"


def test_a_colleague_who_has_it_is_named(room: Room) -> None:
    key = room.comes("c1")
    claims.claim(room.store, room.bo, key)
    assert reply.compose(room.desk, key).holder == "Bo"
    result = reply.send(room.desk, key, "Hej", 1)
    assert (result.outcome, result.who) == (Outcome.TAKEN, "Bo")
    assert reply.compose(room.desk, key).text == "@kalle@example.social Hej"
    room.clock.move(5 * MINUTE)
    assert reply.renew(room.desk, key).ok


def test_sending_adds_what_the_platform_needs(room: Room) -> None:
    key = room.comes("c1")
    start = reply.compose(room.desk, key)
    result = reply.send(room.desk, key, "Tack!  \n/Anna\n", start.revision)
    assert result.due_at == plus(room.clock.now(), 10 * SECOND)
    (row,) = refresh(room.desk, [key])
    assert row.delivery is not None
    assert (row.delivery.text, row.delivery.state) == ("@kalle@example.social Tack!\n/Anna", OutboxState.PENDING)
    assert (row.delivery.mine, row.delivery.member, row.claimed_by) == (True, "Anna", None)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", Reason("reply.empty")),
        (" \n", Reason("reply.empty")),
        (START, Reason("reply.empty")),
        ("@kalle@example.social", Reason("reply.empty")),
        ("/Anna", Reason("reply.empty")),
        ("Vi öppnar {?när}.", Reason("reply.blank", {"blank": "när"})),
        ("å" * 494, Reason("reply.too_long", {"over": 1})),
    ],
)
def test_what_cannot_be_sent_is_refused_and_kept(room: Room, text: str, reason: Reason) -> None:
    key = room.comes("c1")
    reply.compose(room.desk, key)
    result = reply.send(room.desk, key, text, 1)
    assert (result.outcome, result.reason) == (Outcome.REFUSED, reason)
    assert room.store.reader.value("SELECT count(*) FROM outbox") == 0
    if reason.code != "reply.empty":
        assert reply.compose(room.desk, key).text == text


def test_the_longest_that_fits_is_sent(room: Room) -> None:
    key = room.comes("c1")
    assert reply.send(room.desk, key, "å" * 493, 1).ok


def test_a_draft_outlives_the_composer(room: Room) -> None:
    key = room.comes("c1")
    reply.compose(room.desk, key)
    reply.save_draft(room.desk, key, START + " ", 1)
    assert not reply.compose(room.desk, key).kept
    reply.save_draft(room.desk, key, "Hej Ka", 1)
    assert reply.leave(room.desk, key).ok
    assert [row.claimed_by for row in refresh(room.desk, [key])] == [None]
    again = reply.compose(room.desk, key)
    assert (again.text, again.cursor, again.kept) == ("Hej Ka", 6, True)


def test_leaving_keeps_a_claim_taken_on_purpose(room: Room) -> None:
    key = room.comes("c1")
    triage.claim(room.desk, key)
    reply.compose(room.desk, key)
    reply.leave(room.desk, key)
    assert [row.claimed_by for row in refresh(room.desk, [key])] == ["Anna"]
    assert triage.release(room.desk, key).ok


def test_decided_while_it_was_being_written(room: Room) -> None:
    key = room.comes("c1")
    reply.compose(room.desk, key)
    room.clock.move(6 * MINUTE)
    claims.claim(room.store, room.bo, key)
    from backend.store.write.triage import let_stand

    assert let_stand(room.store, room.bo, key, 1).ok
    result = reply.send(room.desk, key, "Hej", 1)
    assert (result.outcome, result.reason) == (Outcome.MOVED, Reason("comment.decided"))
    reply.compose(room.desk, key)
    assert reply.send(room.desk, key, "Hej ändå", 1).ok


def test_edited_while_it_was_being_written(room: Room) -> None:
    key = room.comes("c1")
    start = reply.compose(room.desk, key)
    room.comes("c1", "Hej då!")
    result = reply.send(room.desk, key, "Hej", start.revision)
    assert (result.outcome, result.reason) == (Outcome.MOVED, Reason("comment.edited"))
    again = reply.compose(room.desk, key)
    assert (again.text, again.revision, again.kept) == ("@kalle@example.social Hej", 2, True)


def test_second_thoughts_in_time_and_too_late(room: Room) -> None:
    key = room.comes("c1")
    first = reply.send(room.desk, key, "Hej", 1).outbox_id
    assert first is not None
    assert reply.cancel(room.desk, first).ok
    assert reply.compose(room.desk, key).text == "@kalle@example.social Hej"
    second = reply.send(room.desk, key, "Hej", 1).outbox_id
    assert second is not None
    job = scene.taken(room.store, room.clock, second)
    assert reply.cancel(room.desk, second).reason == Reason("outbox.sending")
    outbox.settle_unknown(room.store, job, Reason("platform.timeout"), person=True)
    assert reply.settle(room.desk, second, "drop").ok
    assert reply.compose(room.desk, key).kept


def test_taking_an_answer_down(room: Room) -> None:
    key = room.comes("c1")
    sent = reply.send(room.desk, key, "Hej", 1).outbox_id
    assert sent is not None
    outbox.settle_sent(room.store, scene.taken(room.store, room.clock, sent), scene.receipt("a1"))
    own = scene.key(room.store, "a1")
    assert reply.take_down(room.desk, key).reason == Reason("comment.not_own")
    assert reply.take_down(room.desk, own).due_at == plus(room.clock.now(), 10 * SECOND)


def test_our_own_words_get_no_mention(room: Room) -> None:
    scene.save(room.store, room.account, says("a1", by=US, to="p1"))
    own = scene.key(room.store, "a1")
    assert reply.compose(room.desk, own).text == "\n/Anna"
    assert reply.send(room.desk, own, "Hej", 1).reason == Reason("reply.own")


def test_a_removed_account_is_not_answered_from(room: Room) -> None:
    key = room.comes("c1")
    remove_account(room.store, SYSTEM, room.account)
    result = reply.send(room.desk, key, "Hej", 1)
    assert (result.outcome, result.reason) == (Outcome.REFUSED, Reason("account.removed"))
    assert reply.compose(room.desk, key).kept


def test_a_comment_that_is_not_there(room: Room) -> None:
    with pytest.raises(DeskError) as error:
        reply.compose(room.desk, 99)
    assert error.value.reason.code == "comment.missing"
    assert reply.take_down(room.desk, 99).outcome is Outcome.GONE
