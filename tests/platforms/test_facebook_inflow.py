"""What reaches us of a Facebook page: from every list, whole and at little cost."""

from collections.abc import Iterator
from urllib.parse import unquote

import pytest

from backend.model.account import Act
from backend.model.clock import MINUTE, SystemClock, plus
from backend.model.comment import Inflow, RemoteState
from backend.platforms.base import NotPermitted, TryAgain
from tests.platforms.contract_acts import do
from tests.platforms.facebook_world import FacebookWorld
from tests.platforms.world import Inbox
from tests.stage.play import Stage


@pytest.fixture
def world(stage: Stage) -> Iterator[FacebookWorld]:
    world = FacebookWorld(stage)
    yield world
    world.close()


class TestInflow:
    """What others write, and where."""

    def test_what_visitors_write_on_our_page_is_the_root_of_its_own_thread(self, world: FacebookWorld) -> None:
        said = world.say("Tack för snabb hjälp!")
        inbox = Inbox(world.connector).until(said)
        row = inbox.comments[said]
        assert (row.kind, row.root_remote_id, row.parent_remote_id, row.own) == (
            Inflow.VISITOR_POST,
            said,
            None,
            False,
        )
        assert (inbox.posts[said].own, inbox.posts[said].text) == (False, "")
        below = world.say("Håller med", to=said)
        assert inbox.until(below).comments[below].kind is Inflow.COMMENT
        page = world.connector.thread(below)
        assert {one.remote_id: one.kind for one in page.comments} == {
            said: Inflow.VISITOR_POST,
            below: Inflow.COMMENT,
        }

    def test_a_post_that_tags_us_stands_elsewhere_and_its_talk_is_no_work(self, world: FacebookWorld) -> None:
        said = world.tag("Titta vad de gör")
        talk = world.say("Jo", to=said)
        ours = world.answer_by_hand(said, "Tack!")
        back = world.say("Varsågoda", to=ours)
        inbox = Inbox(world.connector).until(said, talk, ours, back)
        assert not said.startswith(world.connector.check().remote_id)
        kinds = {one: inbox.comments[one].kind for one in (said, talk, ours)}
        assert kinds == {said: Inflow.TAG, talk: Inflow.CONTEXT, ours: Inflow.OWN}
        assert inbox.comments[back].kind is Inflow.REPLY
        assert {one.remote_id for one in world.connector.thread(said).comments} == {said, talk, ours, back}
        with pytest.raises(NotPermitted) as caught:
            do(world.connector, Act.HIDE, inbox.comments[talk])
        assert caught.value.reason.code == "facebook.cannot_hide"
        with pytest.raises(NotPermitted) as caught:
            do(world.connector, Act.DELETE, inbox.comments[talk])
        assert caught.value.reason.code == "facebook.cannot_remove"

    def test_comments_under_advertisements_come_and_their_post_says_what_it_is(self, world: FacebookWorld) -> None:
        ad, post = world.advertise("Byt till solel"), world.publish("Vanligt")
        said = world.say("Vad kostar det?", to=ad)
        other = world.say("Hej", to=post)
        inbox = Inbox(world.connector).until(said, other)
        assert (inbox.posts[ad].ad, inbox.posts[ad].own, inbox.posts[ad].text) == (True, True, "Byt till solel")
        assert not inbox.posts[post].ad
        assert inbox.comments[said].kind is Inflow.COMMENT
        assert world.connector.thread(said).posts[0].ad

    def test_all_lists_are_walked_through_once_and_then_ours_alone(self, world: FacebookWorld) -> None:
        post, ad, visitor = world.publish("Ett"), world.advertise("Två"), world.say("Tre")
        posts = Inbox(world.connector, "posts").catch_up()
        assert posts.posts.keys() == {post, ad, visitor}
        assert posts.comments.keys() == {visitor}
        again = world.publish("Fyra")
        seen = len(world.gate.seen)
        assert again in posts.catch_up().posts
        assert len(world.gate.seen) == seen + 1

    def test_an_edit_changes_the_words_and_no_time(self, world: FacebookWorld) -> None:
        row = world.asked()
        world.edit(row.remote_id, "Har ni stängt?")
        (after,) = world.connector.thread(row.root_remote_id).comments
        assert (after.text, after.edited_at) == ("Har ni stängt?", None)

    def test_what_is_hidden_says_so_and_is_still_there(self, world: FacebookWorld) -> None:
        row = world.asked()
        do(world.connector, Act.HIDE, row)
        (after,) = world.connector.thread(row.root_remote_id).comments
        assert after.remote_state is RemoteState.HIDDEN
        assert world.connector.probe([row.remote_id]) == frozenset()
        do(world.connector, Act.UNHIDE, row, "back")
        (after,) = world.connector.thread(row.root_remote_id).comments
        assert after.remote_state is RemoteState.VISIBLE

    def test_a_quiet_round_is_one_request(self, world: FacebookWorld) -> None:
        world.asked()
        inbox = Inbox(world.connector).catch_up()
        seen = len(world.gate.seen)
        page = inbox.page()
        assert (len(world.gate.seen) - seen, page.more, page.comments) == (1, False, ())

    def test_what_is_too_much_at_once_is_asked_for_in_smaller_pieces(self, world: FacebookWorld) -> None:
        """Meta answers such a call with an error that is called temporary, and would do so for ever."""
        inbox = Inbox(world.connector)
        inbox.page()
        asked = [unquote(world.gate.seen[-1][1])]
        for _ in range(4):
            world.refuse(1)
            with pytest.raises(TryAgain):
                inbox.page()
            asked.append(unquote(world.gate.seen[-1][1]))
        assert ["limit(50)" in asked[0], "limit(25)" in asked[2], "limit(10)" in asked[4]] == [True] * 3
        said = world.say("Nu då", to=world.publish("Vi öppnar"))
        assert said in inbox.catch_up().comments

    def test_only_what_is_new_is_read_of_a_long_list(self, world: FacebookWorld) -> None:
        post = world.publish("Frågestund")
        for number in range(230):
            world.say(f"Fråga {number}", to=post)
        inbox = Inbox(world.connector).catch_up()
        assert len(inbox.comments) == 230
        late = world.say("En till", to=post)
        seen = len(world.gate.seen)
        assert late in inbox.catch_up().comments
        assert len(world.gate.seen) - seen == 3, "the look, a page with news, a page that is all known"

    def test_a_new_answer_under_an_old_comment_is_not_missed(self, world: FacebookWorld) -> None:
        post = world.publish("Frågestund")
        old = world.say("Först", to=post)
        for number in range(120):
            world.say(f"Fråga {number}", to=post)
        inbox = Inbox(world.connector).catch_up()
        late = world.say("Svar på den första", to=old)
        assert inbox.catch_up().comments[late].parent_remote_id == old

    def test_a_cursor_that_has_died_costs_a_reading_and_no_comment(self, world: FacebookWorld) -> None:
        post = world.publish("Frågestund")
        said = [world.say(f"Fråga {number}", to=post) for number in range(120)]
        inbox = Inbox(world.connector)
        inbox.page()
        inbox.page()
        world.refuse(100, path="after=")
        assert not inbox.page().more
        assert inbox.catch_up().comments.keys() >= set(said)

    def test_a_cursor_that_dies_in_the_middle_of_news_loses_none_of_them(self, world: FacebookWorld) -> None:
        """What was read already is known: the next round must not take it for the place where all is known."""
        post = world.publish("Frågestund")
        world.say("Först", to=post)
        inbox = Inbox(world.connector).catch_up()
        said = [world.say(f"Fråga {number}", to=post) for number in range(130)]
        inbox.page()
        inbox.page()
        world.refuse(100, path="after=")
        inbox.page()
        assert inbox.catch_up().comments.keys() >= set(said)

    def test_a_cursor_of_our_posts_that_has_died_begins_the_list_anew(self, world: FacebookWorld) -> None:
        posts = {world.publish(f"Nummer {number}") for number in range(60)}
        inbox = Inbox(world.connector, "posts")
        inbox.page()
        world.refuse(100, path="after=")
        assert not inbox.page().more
        assert inbox.catch_up().posts.keys() == posts

    def test_a_list_is_not_read_further_back_than_it_must(self, world: FacebookWorld) -> None:
        post = world.publish("Frågestund")
        for number in range(220):
            world.say(f"Fråga {number}", to=post)
        visitor = world.say("Gammalt")
        inbox = Inbox(world.connector, since=plus(SystemClock().now(), 10 * MINUTE))
        world.connector.check()
        seen = len(world.gate.seen)
        inbox.catch_up()
        assert len(world.gate.seen) - seen == 2, "the look and one page"
        inbox.catch_up()
        assert not inbox.comments, "nor does a later look take in what is too old"
        assert visitor not in inbox.posts

    def test_what_a_visitor_wrote_comes_once(self, world: FacebookWorld) -> None:
        said = world.say("Tack!")
        inbox = Inbox(world.connector)
        assert [row.remote_id for row in inbox.page().comments] == [said]
        assert (inbox.page().comments, inbox.page().posts) == ((), ())

    def test_a_strangers_post_that_keeps_its_comments_to_itself_stops_nothing(self, world: FacebookWorld) -> None:
        kept = world.say("Bra", to=world.publish("Vi öppnar"))
        tagged = world.tag("Titta")
        world.say("Jo", to=tagged)
        world.refuse(10, path=f"{tagged}/comments", times=2)
        assert kept in Inbox(world.connector).catch_up().comments
        assert [row.remote_id for row in world.connector.thread(tagged).comments] == [tagged]

    def test_our_own_post_that_keeps_its_comments_to_itself_is_no_empty_one(self, world: FacebookWorld) -> None:
        post = world.publish("Vi öppnar")
        world.say("Bra", to=post)
        inbox = Inbox(world.connector)
        inbox.page()
        world.refuse(10, path=f"{post}/comments")
        with pytest.raises(NotPermitted):
            inbox.page()

    def test_a_post_that_went_in_between_is_gone_and_the_round_goes_on(self, world: FacebookWorld) -> None:
        first, second = world.publish("Ett"), world.publish("Två")
        world.say("a", to=second)
        kept = world.say("b", to=first)
        inbox = Inbox(world.connector)
        inbox.page()
        world.delete(second)
        assert inbox.page().gone == (second,)
        assert kept in inbox.catch_up().comments

    def test_a_long_thread_comes_in_pages(self, world: FacebookWorld) -> None:
        post = world.publish("Frågestund")
        said = [world.say(f"Fråga {number}", to=post) for number in range(120)]
        first = world.connector.thread(post)
        assert first.more
        last = world.connector.thread(post, first.cursor)
        assert not last.more
        assert [row.remote_id for row in (*first.comments, *last.comments)] == said
