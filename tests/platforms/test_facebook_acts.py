"""What is done on Facebook about comments and people, past what every platform's contract asks."""

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from backend.model.account import Act
from backend.model.clock import EPOCH, MINUTE, Micros, SystemClock, plus
from backend.platforms.base import Fate, NotPermitted, Refused, Settled, TryAgain
from tests.platforms.contract_acts import do, intent_to
from tests.platforms.facebook_world import FacebookWorld
from tests.platforms.world import Inbox
from tests.stage.play import Stage


@pytest.fixture
def world(stage: Stage) -> Iterator[FacebookWorld]:
    world = FacebookWorld(stage)
    yield world
    world.close()


def now() -> Micros:
    return SystemClock().now()


class TestActs:
    """What is done about comments and people."""

    def test_a_private_answer_goes_once_and_in_time(self, world: FacebookWorld) -> None:
        row = world.asked()
        wire = world.connector.prepare(intent_to(Act.PRIVATE_REPLY, row, text="Ring oss"))
        assert json.loads(wire.body) == {"recipient": {"comment_id": row.remote_id}, "message": {"text": "Ring oss"}}
        at = now()
        assert world.connector.settle(wire, at, at) == Settled(Fate.UNSURE)
        assert world.connector.send(wire).remote_id.startswith("m_")
        assert world.connector.settle(wire, at, at).fate is Fate.SENT
        assert world.whispered(row) == ["Ring oss"]
        with pytest.raises(Refused):
            world.connector.send(wire)
        with pytest.raises(NotPermitted) as caught:
            world.connector.prepare(intent_to(Act.PRIVATE_REPLY, row, "act-2", text="En gång till"))
        assert caught.value.reason.code == "facebook.private_refused"

    def test_after_a_week_nobody_is_answered_in_private(self, world: FacebookWorld) -> None:
        row = world.asked()
        intent = intent_to(Act.PRIVATE_REPLY, row, text="Ring oss")
        old = {"id": row.remote_id, "created_time": "2020-01-01T00:00:00+0000", "can_reply_privately": True}
        world.shows(old, rf"/{row.remote_id}\?")
        with pytest.raises(NotPermitted) as caught:
            world.connector.prepare(intent)
        assert caught.value.reason.code == "facebook.private_too_late"

    def test_a_private_answer_has_its_own_length(self, world: FacebookWorld) -> None:
        row = world.asked()
        with pytest.raises(Refused) as caught:
            world.connector.prepare(intent_to(Act.PRIVATE_REPLY, row, text="å" * 2003))
        assert caught.value.reason.params == {"over": 3}

    def test_what_is_gone_already_is_deleted(self, world: FacebookWorld) -> None:
        row = world.asked()
        world.delete(row.remote_id)
        for act in (Act.DELETE, Act.DELETE_OWN, Act.UNHIDE, Act.UNLIKE):
            do(world.connector, act, row, act)

    def test_an_edit_of_ours_is_read_back_and_of_others_not_made(self, world: FacebookWorld) -> None:
        row = world.asked()
        ours = world.answer_by_hand(row.remote_id, "Nej")
        mine = {one.remote_id: one for one in world.connector.thread(row.root_remote_id).comments}[ours]
        wire, at = world.connector.prepare(intent_to(Act.EDIT_OWN, mine, text="Jo")), now()
        assert (wire.method, wire.path) == ("POST", f"/{ours}")
        assert world.connector.settle(wire, at, at) == Settled(Fate.UNSURE)
        assert world.connector.settle(wire, at, plus(at, MINUTE)) == Settled(Fate.ABSENT)
        world.connector.send(wire)
        assert world.connector.settle(wire, at, at).fate is Fate.SENT
        assert (world.standing("Jo"), world.standing("Nej")) == (1, 0)
        with pytest.raises(NotPermitted):
            world.connector.prepare(intent_to(Act.EDIT_OWN, row, text="Jo"))

    def test_a_block_that_facebook_does_not_make_is_refused(self, world: FacebookWorld) -> None:
        row = world.asked()
        wire = world.connector.prepare(intent_to(Act.BLOCK, row))
        assert json.loads(wire.body) == {"user": [row.author.remote_id]}
        world.shows({row.author.remote_id: False}, "/blocked")
        with pytest.raises(Refused) as caught:
            world.connector.send(wire)
        assert caught.value.reason.code == "facebook.not_blocked"

    @pytest.mark.parametrize("body", [{}, {"success": False}, [], {"success": "true"}])
    def test_an_act_that_does_not_say_it_was_done_may_be(self, world: FacebookWorld, body: object) -> None:
        wire = world.connector.prepare(intent_to(Act.HIDE, world.asked()))
        world.shows(body, world.acts, method="POST")
        with pytest.raises(TryAgain) as caught:
            world.connector.send(wire)
        assert caught.value.reached

    @pytest.mark.parametrize("act", [Act.DELETE_OWN, Act.EDIT_OWN, Act.REPLY, Act.LIKE])
    def test_a_private_message_is_no_comment(self, world: FacebookWorld, act: Act) -> None:
        row = world.asked()
        intent = intent_to(act, row, text="Ja")
        with pytest.raises(NotPermitted):
            world.connector.prepare(replace(intent, target=replace(intent.target, remote_id="m_abc/../1")))

    def test_a_visitors_post_is_hidden_deleted_and_answered_in_private(self, world: FacebookWorld) -> None:
        said = world.say("Ni är usla")
        row = Inbox(world.connector, since=EPOCH).until(said).comments[said]
        wire = world.connector.prepare(intent_to(Act.PRIVATE_REPLY, row, text="Ring oss"))
        assert json.loads(wire.body)["recipient"] == {"post_id": said}
        world.connector.send(wire)
        do(world.connector, Act.HIDE, row)
        assert world.stands(Act.HIDE, row)
        do(world.connector, Act.LIKE, row)
        do(world.connector, Act.DELETE, row)
        assert world.connector.probe([said]) == {said}
