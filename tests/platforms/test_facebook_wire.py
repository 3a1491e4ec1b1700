"""Answers on Facebook, its errors and its logins: each trap a test, on the stage or with an answer it never gives."""

import json
from collections.abc import Iterator

import pytest

from backend.model.account import Act, Reach, Source
from backend.model.clock import MINUTE, Micros, SystemClock, plus
from backend.model.inflow import InComment
from backend.model.outbox import Wire
from backend.platforms import end_login
from backend.platforms.base import Duplicate, Fate, LoginExpired, NotPermitted, Refused, Settled, Throttled, TryAgain
from tests.platforms.contract_acts import intent_to
from tests.platforms.facebook_world import FacebookWorld
from tests.platforms.world import Inbox, reply_to
from tests.stage.play import Stage

LATER = 10 * MINUTE


@pytest.fixture
def world(stage: Stage) -> Iterator[FacebookWorld]:
    world = FacebookWorld(stage)
    yield world
    world.close()


def now() -> Micros:
    return SystemClock().now()


def reply(world: FacebookWorld, row: InComment, text: str = "Ja") -> Wire:
    return world.connector.prepare(reply_to(row, text, now()))


class TestAnswers:
    """An answer is never an edit, and never there twice."""

    def test_an_answer_goes_to_the_comments_of_what_it_answers(self, world: FacebookWorld) -> None:
        row = world.asked()
        wire = reply(world, row)
        assert (wire.method, wire.path) == ("POST", f"/{row.remote_id}/comments")
        assert json.loads(wire.body) == {"message": "Ja"}
        world.connector.send(wire)
        assert world.connector.probe([row.remote_id]) == frozenset()
        texts = {one.remote_id: one.text for one in world.connector.thread(row.root_remote_id).comments}
        assert texts[row.remote_id] == "Har ni öppet?", "what was answered reads as it did"

    @pytest.mark.parametrize("body", [{"success": True}, {}, {"id": ""}, []])
    def test_an_answer_without_an_id_may_have_overwritten_something(self, world: FacebookWorld, body: object) -> None:
        wire = reply(world, world.asked())
        world.shows(body, world.writes, method="POST")
        at = now()
        with pytest.raises(TryAgain) as caught:
            world.connector.send(wire)
        assert (caught.value.reason.code, caught.value.reached) == ("facebook.no_id", True)
        assert world.connector.settle(wire, at, plus(at, LATER)) == Settled(Fate.UNSURE, final=True)

    def test_an_answer_without_an_id_that_stands_there_is_found(self, world: FacebookWorld) -> None:
        row = world.asked()
        wire, at = reply(world, row), now()
        world.shows({"success": True}, world.writes, method="POST", carried_out=True)
        with pytest.raises(TryAgain):
            world.connector.send(wire)
        settled = world.connector.settle(wire, at, at)
        assert settled.fate is Fate.SENT
        assert settled.receipt is not None
        rows = {one.remote_id: one for one in world.connector.thread(row.root_remote_id).comments}
        ours = rows[settled.receipt.remote_id]
        assert (ours.own, ours.remote_uri) == (True, settled.receipt.remote_uri)

    def test_after_a_restart_nothing_is_asked_once_an_answer_stands(self, world: FacebookWorld) -> None:
        """A question that failed then would be taken for an answer that never left."""
        wire = reply(world, world.asked())
        world.connector.close()
        world.connector = world.connect(world.secret)
        world.refuse(2, path="/me")
        with pytest.raises(TryAgain) as caught:
            world.connector.send(wire)
        assert not caught.value.reached
        assert world.standing("Ja") == 0
        world.connector.send(wire)
        assert world.gate.seen[-1][0] == "POST"
        assert world.standing("Ja") == 1

    def test_the_same_words_again_are_a_duplicate_and_read_back(self, world: FacebookWorld) -> None:
        wire, at = reply(world, world.asked()), now()
        first = world.connector.send(wire)
        with pytest.raises(Duplicate):
            world.connector.send(wire)
        assert world.connector.settle(wire, at, at) == Settled(Fate.SENT, first)
        assert world.standing("Ja") == 1

    def test_the_same_words_elsewhere_or_by_somebody_else_are_not_ours(self, world: FacebookWorld) -> None:
        row = world.asked()
        wire, at = reply(world, row), now()
        world.say("Ja", to=row.remote_id)
        other = world.say("Och i morgon?", to=row.root_remote_id)
        world.answer_by_hand(other, "Ja")
        assert world.connector.settle(wire, at, plus(at, LATER)) == Settled(Fate.UNSURE, final=True)

    def test_an_answer_to_an_answer_stands_under_the_top_comment_and_is_found_there(self, world: FacebookWorld) -> None:
        row = world.asked()
        said = world.say("Också söndagar?", to=row.remote_id)
        second = Inbox(world.connector).until(said).comments[said]
        wire, at = reply(world, second), now()
        receipt = world.connector.send(wire)
        assert world.connector.settle(wire, at, at) == Settled(Fate.SENT, receipt)
        rows = {one.remote_id: one for one in world.connector.thread(row.root_remote_id).comments}
        assert rows[receipt.remote_id].parent_remote_id == row.remote_id

    def test_an_answer_to_a_visitor_is_found_under_their_post(self, world: FacebookWorld) -> None:
        said = world.say("Kan ni ringa mig?")
        row = Inbox(world.connector).until(said).comments[said]
        wire, at = reply(world, row), now()
        receipt = world.connector.send(wire)
        assert world.connector.settle(wire, at, at) == Settled(Fate.SENT, receipt)

    def test_a_text_is_as_long_as_its_code_points(self, world: FacebookWorld) -> None:
        row = world.asked()
        with pytest.raises(Refused) as caught:
            reply(world, row, "👩\u200d👩\u200d👧" * 1601)
        assert caught.value.reason.params == {"over": 5}

    def test_closed_comments_are_told_before_anything_leaves(self, world: FacebookWorld) -> None:
        row = world.asked()
        seen = {"id": row.remote_id, "can_comment": False}
        world.shows(seen, rf"/{row.remote_id}\?")
        with pytest.raises(NotPermitted) as caught:
            reply(world, row)
        assert caught.value.reason.code == "facebook.closed"


class TestErrors:
    """Meta's numbers stand in a 400."""

    def test_a_throttle_is_a_400(self, world: FacebookWorld) -> None:
        wire = reply(world, world.asked())
        world.refuse(80001, path=world.writes, method="POST")
        with pytest.raises(Throttled):
            world.connector.send(wire)
        assert world.standing("Ja") == 0

    @pytest.mark.parametrize(
        ("code", "subcode", "reason"),
        [(368, 0, "meta.blocked"), (1, 1390008, "meta.blocked"), (10, 0, "meta.permission")],
    )
    def test_whoever_is_too_fast_is_blocked_and_stops(
        self, world: FacebookWorld, code: int, subcode: int, reason: str
    ) -> None:
        wire = reply(world, world.asked())
        world.refuse(code, subcode, path=world.writes, method="POST")
        with pytest.raises(NotPermitted) as caught:
            world.connector.send(wire)
        assert caught.value.reason.code == reason

    def test_a_role_that_is_lost_is_no_matter_of_a_new_login(self, world: FacebookWorld) -> None:
        world.refuse(190, 492)
        with pytest.raises(LoginExpired) as caught:
            world.connector.check()
        assert caught.value.reason.code == "meta.role_lost"

    def test_a_temporary_failure_of_a_write_may_have_been_carried_out(self, world: FacebookWorld) -> None:
        wire = reply(world, world.asked())
        world.refuse(2, path=world.writes, method="POST")
        with pytest.raises(TryAgain) as caught:
            world.connector.send(wire)
        assert caught.value.reached


class TestLogins:
    """A login says whose it is and what it may do."""

    def test_a_persons_login_sees_nothing_and_says_so(self, world: FacebookWorld) -> None:
        said = world.asked()
        world.narrow(kind="user")
        for ask in (world.connector.check, Inbox(world.connector).page):
            with pytest.raises(LoginExpired) as caught:
                ask()
            assert caught.value.reason.code == "meta.persons_login"
        path = f"/v26.0/{said.root_remote_id}/comments"
        empty = world.stage.http.get(path, headers={"Authorization": f"Bearer {world.login(kind='user')['token']}"})
        assert (empty.status_code, empty.json()) == (200, {"data": []}), "the stage keeps quiet, as Facebook does"

    def test_everything_is_read_and_done_with_all_rights(self, world: FacebookWorld) -> None:
        can = world.connector.check().capabilities
        assert can.acts.keys() == set(Act) - {Act.PUBLISH, Act.MUTE, Act.UNMUTE, Act.LOCK, Act.UNLOCK, Act.REPORT}
        read = {source for source, reach in can.sources.items() if reach is Reach.READ}
        assert read == {Source.COMMENTS, Source.ADS, Source.VISITOR_POSTS, Source.TAGS}
        assert not can.sees_edits, "a comment has no time of its last change"
        assert not can.idempotent
        assert not can.rewords_private, "a message of Messenger stays as it was sent"
        assert (can.levels, can.mention, can.limits.text) == (2, "", 8000)

    def test_without_messages_there_is_no_private_answer(self, world: FacebookWorld) -> None:
        world.narrow("pages_messaging")
        assert Act.PRIVATE_REPLY not in world.connector.check().capabilities.acts
        with pytest.raises(NotPermitted):
            world.connector.prepare(intent_to(Act.PRIVATE_REPLY, world.asked(), text="Ring oss"))

    def test_a_login_that_only_reads_declares_no_act(self, world: FacebookWorld) -> None:
        world.narrow("pages_manage_engagement", "pages_messaging")
        assert not world.connector.check().capabilities.acts

    def test_a_right_that_lacks_for_advertisements_takes_nothing_else_away(self, world: FacebookWorld) -> None:
        world.narrow("pages_manage_ads")
        sources = world.connector.check().capabilities.sources
        assert (sources[Source.ADS], sources[Source.COMMENTS]) == (Reach.DENIED, Reach.READ)
        assert world.asked().author.name == "Lisa Åkerström"

    def test_a_login_that_may_not_read_people_says_so_and_still_shows_their_words(self, world: FacebookWorld) -> None:
        world.narrow("pages_read_user_content")
        sources = world.connector.check().capabilities.sources
        assert {sources[one] for one in (Source.COMMENTS, Source.VISITOR_POSTS, Source.TAGS)} == {Reach.DENIED}
        row = world.asked()
        assert (row.text, row.author.name, row.own) == ("Har ni öppet?", "?", False)
        other = world.asked("Och ni?")
        assert other.author.remote_id != row.author.remote_id, "two whom nobody names are not one"
        with pytest.raises(NotPermitted) as caught:
            world.connector.prepare(intent_to(Act.BLOCK, row))
        assert caught.value.reason.code == "facebook.unnamed"

    def test_where_a_right_is_gone_nothing_is_called_gone(self, world: FacebookWorld) -> None:
        row = world.asked()
        world.narrow("pages_read_user_content")
        world.refuse(100, 33, path=r"/\?ids=", times=9)
        with pytest.raises(NotPermitted):
            world.connector.probe([row.remote_id])

    def test_a_right_that_lapses_while_we_run_is_noticed_before_anything_is_called_gone(
        self, world: FacebookWorld
    ) -> None:
        row = world.asked()
        world.connector.check()
        for ask in (lambda: world.connector.probe([row.remote_id]), lambda: world.connector.thread(row.root_remote_id)):
            world.shows({"data": {"scopes": ["pages_manage_engagement"]}}, "debug_token")
            world.refuse(100, 33)
            with pytest.raises(NotPermitted):
                ask()
            world.gate.clear()

    def test_rights_that_are_not_told_leave_the_common_acts(self, world: FacebookWorld) -> None:
        world.refuse(100, path="debug_token")
        acts = world.connector.check().capabilities.acts
        assert Act.REPLY in acts
        assert Act.PRIVATE_REPLY not in acts

    def test_a_list_that_lapses_later_is_left_out_from_then_on(self, world: FacebookWorld) -> None:
        inbox = Inbox(world.connector)
        inbox.page()
        world.refuse(10, path="ads_posts")
        with pytest.raises(NotPermitted):
            inbox.page()
        world.refuse(10, path="/ads_posts")
        inbox.page()
        assert "published_posts" in world.gate.seen[-1][1]
        assert "ads_posts" not in world.gate.seen[-1][1]

    def test_a_list_that_meta_has_removed_is_missing_not_denied(self, world: FacebookWorld) -> None:
        world.refuse(12, path="/tagged")
        assert world.connector.check().capabilities.sources[Source.TAGS] is Reach.MISSING

    def test_a_page_whose_own_posts_are_not_shown_cannot_be_connected(self, world: FacebookWorld) -> None:
        world.refuse(10, path="/published_posts")
        with pytest.raises(NotPermitted):
            world.connector.check()

    def test_a_page_login_is_ended_by_a_person(self, world: FacebookWorld) -> None:
        left = end_login("facebook", world.gate.url, world.secret)
        assert left is not None
        assert left.code == "facebook.remove_app"
        assert end_login("facebook", world.gate.url, {"token": "dead"}) is None
