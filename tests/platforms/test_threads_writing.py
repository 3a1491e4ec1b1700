"""What is peculiar to Threads in writing: how answers are found again, what can be hidden, what waits for approval."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from backend.model.account import Act, Reach, Source
from backend.model.clock import MINUTE, SECOND, Micros, SystemClock, plus
from backend.model.comment import RemoteState
from backend.model.inflow import InComment
from backend.model.outbox import Receipt
from backend.platforms.base import Fate, NotPermitted, Refused, Settled, Throttled, TryAgain
from tests.platforms import gate as spoils
from tests.platforms.threads_json import failure, told
from tests.platforms.threads_world import ThreadsWorld
from tests.platforms.world import Inbox, reply_to
from tests.stage.play import Stage


def now() -> Micros:
    return SystemClock().now()


@pytest.fixture
def world(stage: Stage) -> Iterator[ThreadsWorld]:
    world = ThreadsWorld(stage)
    yield world
    world.close()


@pytest.fixture
def row(world: ThreadsWorld) -> InComment:
    """A question under a post of ours."""
    said = world.say("Har ni öppet?", to=world.publish("Hej"))
    return Inbox(world.connector).until(said).comments[said]


def below(world: ThreadsWorld, row: InComment) -> InComment:
    """Return somebody's reply to a comment."""
    said = world.say("Det undrar jag med", to=row.remote_id)
    return Inbox(world.connector).until(said).comments[said]


def do(world: ThreadsWorld, act: Act, row: InComment) -> Receipt:
    return world.connector.send(world.connector.prepare(reply_to(row, "", now(), act, act)))


class TestAnswers:
    def test_an_answer_leaves_in_one_call_as_a_form(self, world: ThreadsWorld, row: InComment) -> None:
        wire = world.connector.prepare(reply_to(row, "Ja & nej", now()))
        world.gate.seen.clear()
        world.connector.send(wire)
        ((method, path, body),) = world.gate.seen
        assert (method, path) == ("POST", "/v1.0/me/threads")
        assert body == f"media_type=TEXT&text=Ja+%26+nej&reply_to_id={row.remote_id}&auto_publish_text=true"
        assert world.standing("Ja & nej") == 1

    def test_an_answer_stands_at_any_depth(self, world: ThreadsWorld, row: InComment) -> None:
        deep = below(world, below(world, row))
        made = world.connector.send(world.connector.prepare(reply_to(deep, "Ja", now()))).remote_id
        rows = {one.remote_id: one for one in world.connector.thread(made).comments}
        assert rows[made].parent_remote_id == deep.remote_id

    @pytest.mark.parametrize("words", ["😀" * 125, "å" * 500, "👨‍👩‍👧‍👦" * 20])
    def test_the_longest_text_is_as_long_as_the_platform_counts(
        self, world: ThreadsWorld, row: InComment, words: str
    ) -> None:
        assert world.connector.send(world.connector.prepare(reply_to(row, words, now()))).remote_id

    @pytest.mark.parametrize(("words", "over"), [("😀" * 126, 4), ("Tack " + "🇸🇪" * 62, 1)])
    def test_an_emoji_counts_as_its_bytes(self, world: ThreadsWorld, row: InComment, words: str, over: int) -> None:
        with pytest.raises(Refused) as caught:
            world.connector.prepare(reply_to(row, words, now()))
        assert (caught.value.reason.code, caught.value.reason.params) == ("reply.too_long", {"over": over})

    def test_five_links_are_as_many_as_fit(self, world: ThreadsWorld, row: InComment) -> None:
        links = [*(f"https://{number}.example/" for number in range(4)), "www.example.org"]
        repeated = " ".join([*links, links[0]])
        assert world.connector.prepare(reply_to(row, repeated, now()))
        with pytest.raises(Refused) as caught:
            world.connector.prepare(reply_to(row, f"{repeated} http://x.example", now()))
        assert caught.value.reason.code == "threads.too_many_links"
        assert caught.value.reason.params == {"links": 6, "most": 5}

    def test_an_answer_without_an_id_is_none(self, world: ThreadsWorld, row: InComment) -> None:
        wire = world.connector.prepare(reply_to(row, "Ja", now()))
        world.gate.spoil(told({"success": True}), method="POST")
        with pytest.raises(TryAgain) as caught:
            world.connector.send(wire)
        assert caught.value.reached


class TestFindingAgain:
    def test_the_same_words_elsewhere_or_before_are_another_answer(self, world: ThreadsWorld, row: InComment) -> None:
        other = below(world, row)
        wire = world.connector.prepare(reply_to(row, "Tack!", now()))
        at = now()
        world.connector.send(world.connector.prepare(reply_to(other, "Tack!", now(), "intent-2")))
        look = plus(at, 30 * SECOND)
        assert world.connector.settle(wire, at, look) == Settled(Fate.UNSURE)
        sent = world.connector.send(wire)
        assert world.connector.settle(wire, at, look) == Settled(Fate.SENT, sent)
        later = plus(at, 10 * MINUTE)
        assert world.connector.settle(wire, later, plus(later, 10 * MINUTE)) == Settled(Fate.UNSURE, final=True)

    def test_what_is_not_found_is_never_called_absent(self, world: ThreadsWorld, row: InComment) -> None:
        wire = world.connector.prepare(reply_to(row, "Ja", now()))
        at = now()
        for waited, final in ((0, False), (4 * MINUTE, False), (5 * MINUTE, True), (60 * MINUTE, True)):
            assert world.connector.settle(wire, at, plus(at, waited)) == Settled(Fate.UNSURE, final=final)

    def test_an_answer_behind_many_others_is_found(self, world: ThreadsWorld, row: InComment) -> None:
        at = now()
        wire = world.connector.prepare(reply_to(row, "Den första", now()))
        sent = world.connector.send(wire)
        for number in range(101):
            world.answer_by_hand(row.remote_id, f"Svar {number}")
        assert world.connector.settle(wire, at, plus(at, SECOND)) == Settled(Fate.SENT, sent)


class TestHiding:
    def test_only_the_first_level_is_hidden_and_takes_what_is_below_along(
        self, world: ThreadsWorld, row: InComment
    ) -> None:
        deep = below(world, row)
        for act in (Act.HIDE, Act.UNHIDE):
            with pytest.raises(NotPermitted) as caught:
                do(world, act, deep)
            assert caught.value.reason.code == "threads.not_top_level"
        do(world, Act.HIDE, row)
        states = {one.remote_id: one.remote_state for one in world.connector.thread(row.remote_id).comments}
        assert states == dict.fromkeys((row.remote_id, deep.remote_id), RemoteState.HIDDEN)

    def test_only_our_own_is_deleted_and_a_hundred_a_day(self, world: ThreadsWorld, row: InComment) -> None:
        with pytest.raises(NotPermitted):
            do(world, Act.DELETE_OWN, row)
        world.gate.spoil(failure(613), method="DELETE")
        with pytest.raises(Throttled):
            do(world, Act.DELETE_OWN, row)


class TestApproval:
    @pytest.fixture
    def held(self, world: ThreadsWorld) -> InComment:
        """A reply that waits: its post was published so that we let replies in."""
        asked = {
            "media_type": "TEXT",
            "text": "Fråga oss",
            "enable_reply_approvals": "true",
            "auto_publish_text": "true",
        }
        headers = {"Authorization": f"Bearer {world.secret['token']}"}
        post = world.stage.http.post("/v1.0/me/threads", data=asked, headers=headers).json()["id"]
        said = world.say("Släpp in mig", to=post)
        return Inbox(world.connector).until(said).comments[said]

    def test_a_reply_that_waits_is_read_and_let_in(self, world: ThreadsWorld, held: InComment) -> None:
        assert held.remote_state is RemoteState.HELD
        assert world.connector.check().capabilities.sources[Source.HELD] is Reach.READ
        assert not world.connector.thread(held.root_remote_id).comments
        do(world, Act.UNHIDE, held)
        (row,) = world.connector.thread(held.root_remote_id).comments
        assert (row.remote_id, row.remote_state) == (held.remote_id, RemoteState.VISIBLE)
        do(world, Act.HIDE, row)
        assert world.stands(Act.HIDE, row)

    def test_approvals_of_an_older_post_are_known_once_they_were_met(
        self, world: ThreadsWorld, held: InComment
    ) -> None:
        fresh = world.connect(world.secret)
        assert fresh.check().capabilities.sources[Source.HELD] is Reach.READ
        world.publish("Ett inlägg utan")
        assert fresh.check().capabilities.sources[Source.HELD] is Reach.MISSING
        assert held.remote_id in Inbox(fresh).catch_up().comments
        assert fresh.check().capabilities.sources[Source.HELD] is Reach.READ
        fresh.close()

    def test_a_reply_that_waits_is_turned_away_and_let_in_after_all(self, world: ThreadsWorld, held: InComment) -> None:
        wire = world.connector.prepare(reply_to(held, "", now(), act=Act.HIDE))
        assert wire.path.endswith("/manage_pending_reply")
        world.gate.spoil(spoils.LOST_ANSWER, method="POST")
        at = now()
        with pytest.raises(TryAgain):
            world.connector.send(wire)
        assert world.connector.settle(wire, at, plus(at, 30 * SECOND)) == Settled(Fate.ABSENT)
        world.connector.send(wire)
        row = Inbox(world.connector).until(held.remote_id).comments[held.remote_id]
        assert row.remote_state is RemoteState.HIDDEN
        do(world, Act.UNHIDE, row)
        assert [one.remote_id for one in world.connector.thread(held.root_remote_id).comments] == [held.remote_id]

    def test_a_post_without_approvals_is_asked_once(self, world: ThreadsWorld, row: InComment) -> None:
        world.gate.seen.clear()
        inbox = Inbox(world.connector)
        for _ in range(3):
            inbox.catch_up()
        assert len([path for _, path, _ in world.gate.seen if "pending_replies" in path]) == 1
        assert replace(row, remote_state=RemoteState.VISIBLE) == inbox.comments[row.remote_id]
