"""The contract of acts: each that a platform declares stands after it, is gone after its reverse, is never doubled."""

import logging
from dataclasses import replace

import pytest

from backend.model.account import REVERSE, Act, Seen, Undo
from backend.model.clock import SECOND, Micros, SystemClock, plus
from backend.model.inflow import InComment
from backend.model.outbox import Intent, Receipt, Wire
from backend.model.triage import Why
from backend.platforms.base import (
    Connector,
    Fate,
    Gone,
    NotPermitted,
    PlatformError,
    Refused,
    Settled,
    Throttled,
    TryAgain,
)
from tests.platforms import gate as spoils
from tests.platforms.world import Inbox, World, eventually, reply_to

SETTLED = 30 * SECOND
LAST_LOOK = 600 * SECOND

ACTS = (Act.LIKE, Act.MUTE, Act.BLOCK, Act.HIDE, Act.LOCK)
"""Acts that have a reverse; not every platform has it (YouTube bans and cannot unban)."""

every_act = pytest.mark.parametrize("act", ACTS)
every_spoil = pytest.mark.parametrize("spoil", ["CUT", "ERROR_500", "HTML_502", "HTML_200", "HALF_JSON"])


def now() -> Micros:
    return SystemClock().now()


def can(world: World, act: Act) -> bool:
    return act in world.connector.check().capabilities.acts


def asked(world: World, text: str = "Ni är dumma i huvudet") -> InComment:
    """Return a comment of somebody's under a post of ours, as the connector read it."""
    said = world.say(text, to=world.publish("Ordning och reda"), mention=True)
    return Inbox(world.connector).until(said).comments[said]


def intent_to(act: Act, row: InComment, intent_id: str = "act-1", text: str = "", record: str = "") -> Intent:
    intent = reply_to(row, text, now(), intent_id, act)
    return replace(intent, target=replace(intent.target, record=record))


def do(connector: Connector, act: Act, row: InComment, intent_id: str = "act-1", record: str = "") -> Receipt:
    return connector.send(connector.prepare(intent_to(act, row, intent_id, record=record)))


def stands(world: World, act: Act, row: InComment, *, wanted: bool = True) -> bool:
    """Look with other hands until an act shows as wanted; return what was seen last."""
    return eventually(lambda: world.stands(act, row), lambda shown: shown is wanted)


def settled(world: World, wire: Wire, at: Micros) -> Settled:
    """Ask as the worker does once the settle time is over."""
    return world.connector.settle(wire, at, plus(at, SETTLED))


class Acting:
    """What we do about comments and their authors."""

    def test_each_act_says_how_it_ends_and_who_sees_it(self, world: World) -> None:
        has = world.connector.check().capabilities
        reversible = {act for act, undo in has.acts.items() if undo is Undo.REVERSIBLE} - {Act.EDIT_OWN}
        assert {REVERSE[act] for act in reversible} <= has.acts.keys()
        assert {act for act in has.acts if REVERSE.get(act) in has.acts} - has.asks_first == reversible - has.asks_first
        assert has.seen.keys() == has.acts.keys()
        assert has.own_threads | has.asks_first <= has.acts.keys()
        assert has.seen.get(Act.MUTE, Seen.NOBODY) is Seen.NOBODY
        assert has.seen.get(Act.REPORT, Seen.STAFF) is Seen.STAFF

    def test_what_is_not_declared_is_not_done(self, world: World) -> None:
        row = asked(world)
        for act in set(Act) - world.connector.check().capabilities.acts.keys():
            with pytest.raises(NotPermitted):
                world.connector.prepare(intent_to(act, row, text="Ja"))

    @every_act
    def test_an_act_stands_and_its_reverse_takes_it_back(self, world: World, act: Act) -> None:
        if not can(world, act):
            return
        row = asked(world)
        assert not world.stands(act, row)
        first = do(world.connector, act, row)
        assert stands(world, act, row)
        again = do(world.connector, act, row, "act-2")
        assert again == first, "what is so already is done, and by the same record"
        assert stands(world, act, row)
        if not can(world, REVERSE[act]):
            return
        for number in range(2):
            do(world.connector, REVERSE[act], row, f"back-{number}", first.remote_id)
            assert not stands(world, act, row, wanted=False)
        do(world.connector, act, row, "act-3")
        assert stands(world, act, row)

    @every_act
    def test_the_reverse_needs_no_record_of_ours(self, world: World, act: Act) -> None:
        if not can(world, REVERSE[act]):
            return
        row = asked(world)
        do(world.connector, REVERSE[act], row, "before")
        assert not world.stands(act, row)
        do(world.connector, act, row)
        assert stands(world, act, row)
        do(world.connector, REVERSE[act], row, "back")
        assert not stands(world, act, row, wanted=False)

    @every_act
    def test_an_act_is_prepared_alike_and_writes_nothing(self, world: World, act: Act) -> None:
        if not can(world, act):
            return
        row = asked(world)
        intent = intent_to(act, row)
        assert world.connector.prepare(intent) == world.connector.prepare(intent)
        assert not world.stands(act, row)

    @every_act
    def test_the_answer_to_an_act_is_lost(self, world: World, act: Act) -> None:
        if not can(world, act):
            return
        row = asked(world)
        for one, wanted in ((act, True), (REVERSE[act], False)):
            if not can(world, one):
                continue
            wire = world.connector.prepare(intent_to(one, row, one))
            method = "DELETE" if wire.method == "DELETE" else "POST"  # Bluesky's gate has a word of its own
            world.gate.spoil(spoils.LOST_ANSWER, method=method, path=world.acts)
            at = now()
            with pytest.raises(TryAgain) as caught:
                world.connector.send(wire)
            assert caught.value.reached
            assert stands(world, act, row, wanted=wanted) is wanted
            if settled(world, wire, at).fate is not Fate.SENT:
                assert settled(world, wire, at) == Settled(Fate.ABSENT)
                world.connector.send(wire)
            assert world.stands(act, row) is wanted

    @every_act
    @every_spoil
    def test_an_act_that_did_not_get_there_is_sent_again(self, world: World, act: Act, spoil: str) -> None:
        if not can(world, act):
            return
        row = asked(world)
        wire = world.connector.prepare(intent_to(act, row))
        world.gate.spoil(getattr(spoils, spoil), method="POST", path=world.acts)
        at = now()
        with pytest.raises(TryAgain) as caught:
            world.connector.send(wire)
        assert caught.value.reached
        assert not world.stands(act, row)
        assert settled(world, wire, at) == Settled(Fate.ABSENT)
        world.connector.send(wire)
        assert stands(world, act, row)

    @every_act
    def test_a_throttled_act_is_not_done(self, world: World, act: Act) -> None:
        if not can(world, act):
            return
        row = asked(world)
        wire = world.connector.prepare(intent_to(act, row))
        spoil = spoils.Spoil(429, '{"error":"RateLimitExceeded"}', {"Retry-After": "120"})
        world.gate.spoil(spoil, method="POST", path=world.acts)
        with pytest.raises(Throttled) as caught:
            world.connector.send(wire)
        assert 100 * SECOND < caught.value.until - now() <= 121 * SECOND
        assert not world.stands(act, row)

    @pytest.mark.parametrize("act", [Act.LIKE, Act.HIDE])
    def test_what_is_deleted_can_neither_be_liked_nor_hidden(self, world: World, act: Act) -> None:
        if not can(world, act):
            return
        row = asked(world)
        world.delete(row.remote_id)

        def gone() -> bool:
            try:
                do(world.connector, act, row)
            except Gone:
                return True
            return False

        assert eventually(gone, bool)
        do(world.connector, REVERSE[act], row, "back")

    @pytest.mark.parametrize("act", [Act.MUTE, Act.BLOCK])
    def test_nobody_is_no_target(self, world: World, act: Act) -> None:
        row = asked(world)
        intent = intent_to(act, row)
        with pytest.raises(NotPermitted):
            world.connector.prepare(replace(intent, target=replace(intent.target, mention_id="")))


class Removing:
    """What takes somebody's comment away, or answers them in private, cannot be taken back."""

    def test_a_comment_of_somebodys_is_deleted_once_and_again(self, world: World) -> None:
        if not can(world, Act.DELETE):
            return
        row = asked(world)
        wire = world.connector.prepare(intent_to(Act.DELETE, row))
        at = now()
        assert settled(world, wire, at) == Settled(Fate.ABSENT)
        world.connector.send(wire)
        assert eventually(lambda: world.connector.probe([row.remote_id]), bool) == {row.remote_id}
        assert settled(world, wire, at).fate is Fate.SENT
        world.connector.send(wire)

    def test_a_private_answer_is_seen_by_nobody_else_and_never_doubled(self, world: World) -> None:
        if not can(world, Act.PRIVATE_REPLY):
            return
        row = asked(world)
        named = world.connector.check().capabilities.mention.replace("{handle}", row.author.handle)
        wire = world.connector.prepare(intent_to(Act.PRIVATE_REPLY, row, text=f"{named} Ring oss"))
        world.gate.spoil(spoils.LOST_ANSWER, method=wire.method, path=world.writes)
        at = now()
        with pytest.raises(TryAgain) as caught:
            world.connector.send(wire)
        assert caught.value.reached
        answer = world.connector.settle(wire, at, plus(at, LAST_LOOK))
        assert answer.fate is Fate.SENT or (answer.fate is Fate.UNSURE and answer.final)
        assert ["Ring oss" in text for text in world.whispered(row)] == [True]


class Reporting:
    """A report cannot be taken back, nor told from another: it is never sent twice by itself."""

    def wire(self, world: World, row: InComment, text: str = "Se även bilden", why: str = Why.SPAM) -> Wire:
        return world.connector.prepare(replace(intent_to(Act.REPORT, row, text=text), reason=why))

    def test_a_report_arrives_with_its_words_and_reason(self, world: World) -> None:
        if not can(world, Act.REPORT):
            return
        row = asked(world)
        receipt = world.connector.send(self.wire(world, row))
        assert receipt.remote_id
        ((filed, comment),) = world.reported(row)
        assert "spam" in filed.lower()
        assert comment == "Se även bilden"

    @pytest.mark.parametrize("why", [*Why, ""])
    def test_every_reason_is_taken(self, world: World, why: str) -> None:
        if not can(world, Act.REPORT):
            return
        row = asked(world)
        world.connector.send(self.wire(world, row, "", why))
        assert [comment for _, comment in world.reported(row)] == [""]

    @pytest.mark.parametrize("spoil", ["LOST_ANSWER", "CUT", "ERROR_500", "HTML_200", "HALF_JSON"])
    def test_a_report_whose_answer_is_lost_is_for_a_person(self, world: World, spoil: str) -> None:
        if not can(world, Act.REPORT):
            return
        row = asked(world)
        wire = self.wire(world, row)
        world.gate.spoil(getattr(spoils, spoil), method="POST", path=world.acts)
        at = now()
        with pytest.raises(TryAgain) as caught:
            world.connector.send(wire)
        assert caught.value.reached
        assert settled(world, wire, at) == Settled(Fate.UNSURE, final=True)
        assert len(world.reported(row)) == (spoil == "LOST_ANSWER")

    def test_words_that_are_too_many(self, world: World) -> None:
        if not can(world, Act.REPORT):
            return
        row = asked(world)
        with pytest.raises(Refused) as caught:
            self.wire(world, row, "å" * 20_001)
        assert caught.value.reason.code == "reply.too_long"

    def test_no_words_are_logged(self, world: World, caplog: pytest.LogCaptureFixture) -> None:
        caplog.set_level(logging.DEBUG)
        if not can(world, Act.REPORT):
            return
        row = asked(world)
        wire = self.wire(world, row, "Förtroligt om Kalle")
        world.gate.spoil(spoils.ERROR_500, method="POST", path=world.acts)
        with pytest.raises(PlatformError) as caught:
            world.connector.send(wire)
        assert "Förtroligt" not in caplog.text + repr(caught.value) + repr(caught.value.reason)
