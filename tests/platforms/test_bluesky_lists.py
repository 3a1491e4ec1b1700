"""Lists on Bluesky's real servers: many pages, clocks that are wrong, and what is no post of ours."""

import pytest

from backend.model.clock import DAY, HOUR, MINUTE, SystemClock, iso, plus
from backend.platforms.bluesky import BlueskyConnector
from backend.platforms.bluesky_session import Session
from tests.conftest import StandingClock
from tests.platforms.bluesky_world import BlueskyWorld, rows
from tests.platforms.world import Inbox

pytestmark = pytest.mark.bluesky


class TestLists:
    def test_many_pages_survive_a_restart_in_the_middle(self, bluesky: BlueskyWorld) -> None:
        post = bluesky.publish("Frågestund")
        said = [bluesky.fan.reply(f"Fråga {number}", post) for number in range(130)]
        bluesky.rig.settle()
        inbox = Inbox(bluesky.connector)
        assert inbox.page().more
        later = Inbox(bluesky.connector)
        later.cursor = inbox.cursor
        late = bluesky.say("Mitt i alltihop", to=post)
        later.until(late)
        assert inbox.comments.keys() | later.comments.keys() == {*said, late}
        before = later.rows
        assert later.catch_up().rows == before

    def test_a_clock_that_is_wrong_hides_nobody(self, bluesky: BlueskyWorld) -> None:
        clock = StandingClock(SystemClock().now())
        secret = {"identifier": bluesky.login.handle, "password": bluesky.login.password}
        connector = BlueskyConnector(Session(bluesky.rig.pds, secret, lambda values: None), clock)
        try:
            post = bluesky.publish("Nyheter")
            early = bluesky.say("Först", to=post)
            inbox = Inbox(connector, since=plus(clock.now(), -60 * DAY)).until(early)
            slow = bluesky.fan.reply("Min klocka går efter", post, createdAt=iso(plus(clock.now(), -20 * HOUR)))
            fast = bluesky.fan.reply("Min går före", post, createdAt="2099-01-01T00:00:00.000Z")
            odd = bluesky.fan.reply("Min är från 1970", post, createdAt="1970-01-02T00:00:00.000Z")
            bluesky.rig.settle()
            inbox.until(fast)
            clock.move(61 * MINUTE)
            inbox.until(slow)
            assert {fast, slow} <= inbox.comments.keys()
            assert inbox.comments[slow].indexed_at is None, "the time it claims would bury it in the queue"
            indexed = inbox.comments[fast].indexed_at
            assert indexed is not None
            assert abs(indexed - SystemClock().now()) < HOUR
            after = bluesky.say("Sist", to=post)
            inbox.until(after)
            assert after in inbox.comments
            assert rows(connector.thread(post))[odd].indexed_at is None
        finally:
            connector.close()

    def test_our_own_fresh_post_is_never_taken_for_gone(self, bluesky: BlueskyWorld) -> None:
        made = [bluesky.ours.post(f"Nyss {number}") for number in range(5)]
        assert bluesky.connector.probe(made) == frozenset()
        assert bluesky.connector.thread(made[-1]).gone == ()

    def test_what_we_passed_on_is_not_our_post(self, bluesky: BlueskyWorld) -> None:
        theirs = bluesky.say("En fin dag")
        ref = {"uri": theirs, "cid": bluesky.fan.record(theirs)["cid"]}
        bluesky.ours.put("app.bsky.feed.repost", {"subject": ref})
        post = bluesky.publish("Eget")
        bluesky.answer_by_hand(post, "En fortsättning")
        inbox = Inbox(bluesky.connector, "posts").until(post)
        assert inbox.posts.keys() == {post}
        assert inbox.posts[post].cid
