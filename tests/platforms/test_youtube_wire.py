"""What reading YouTube must not fall for: each trap of its Data API, on the stage."""

import json
from collections.abc import Iterator

import pytest

from backend.model.account import Reach, Source
from backend.model.clock import EPOCH, MINUTE, SystemClock, plus
from backend.model.comment import RemoteState
from backend.platforms.base import Gone, TryAgain
from backend.platforms.rounds import Round
from backend.platforms.youtube_thread import Deep
from backend.platforms.youtube_walk import ASIDE_EVERY, Walk
from tests.conftest import StandingClock
from tests.platforms.gate import HTML_502, Spoil
from tests.platforms.world import Inbox
from tests.platforms.youtube_world import Remembering, YoutubeWorld, error, shown
from tests.stage.play import Stage


@pytest.fixture
def world(stage: Stage) -> Iterator[YoutubeWorld]:
    world = YoutubeWorld(stage)
    yield world
    world.close()


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock(SystemClock().now())


def test_what_is_held_back_comes_from_both_queues(world: YoutubeWorld) -> None:
    video = world.publish("Så läser du av mätaren")
    seen, held = world.say("Tack", to=video), world.held("Ni ljuger", video)
    spam = world.held("Billiga lån", video, "likelySpam")
    rows = Inbox(world.connector).catch_up().comments
    assert {one: row.remote_state for one, row in rows.items()} == {
        seen: RemoteState.VISIBLE,
        held: RemoteState.HELD,
        spam: RemoteState.HELD,
    }
    assert rows[spam].labels == ("likelySpam",)
    assert world.connector.check().capabilities.sources[Source.HELD] is Reach.READ
    asked = [path for path in world.asked("commentThreads") if "allThreads" in path]
    assert {"moderationStatus=heldForReview" in path for path in asked} == {True, False}
    assert any("moderationStatus=likelySpam" in path for path in asked)


def test_a_held_reply_comes_and_its_thread_is_not_taken_for_held(world: YoutubeWorld) -> None:
    top = world.say("Vad kostar det?", to=world.publish("Nytt elnät"))
    held = world.held("Ring 0700", top)
    rows = Inbox(world.connector).catch_up().comments
    assert (rows[top].remote_state, rows[held].remote_state) == (RemoteState.VISIBLE, RemoteState.HELD)
    assert rows[held].parent_remote_id == top


def test_the_queues_are_part_of_a_whole_thread(world: YoutubeWorld) -> None:
    video = world.publish("Så byggs en station")
    held, spam = world.held("Dåligt", video), world.held("Klicka här", video, "likelySpam")
    states = {row.remote_id: row.remote_state for row in world.connector.thread(video).comments}
    assert states == {held: RemoteState.HELD, spam: RemoteState.HELD}


def test_all_replies_come_where_the_list_holds_a_few(world: YoutubeWorld) -> None:
    top = world.say("Vad tycker ni?", to=world.publish("Frågestund"))
    replies = [world.say(f"Svar {number}", to=top) for number in range(8)]
    inbox = Inbox(world.connector).catch_up()
    assert inbox.comments.keys() == {top, *replies}
    assert len(world.asked("parentId=")) == 1
    inbox.catch_up()
    assert not world.asked("parentId="), "as many replies as before"
    late = world.say("Svar nio", to=top)
    assert inbox.catch_up().comments[late].parent_remote_id == top


def test_a_quiet_round_costs_one_unit(world: YoutubeWorld) -> None:
    top = world.say("Hej", to=world.publish("Lugnt"))
    world.say("Hej igen", to=top)
    inbox = Remembering(world.connector).catch_up()
    world.asked()
    assert not inbox.page().more
    assert len(world.asked()) == 1


def test_a_reply_to_a_thread_far_down_the_list_is_found_by_the_videos_count(
    world: YoutubeWorld, clock: StandingClock
) -> None:
    video = world.publish("Populär")
    old = world.say("Först", to=video)
    for number in range(100):
        world.say(f"Senare {number}", to=video)
    connector = world.at(clock)
    inbox = Inbox(connector).catch_up()
    late = world.say("Ett sent svar", to=old)
    assert late not in inbox.catch_up().comments, "its thread is not on the page that a round reads"
    clock.move(ASIDE_EVERY)
    row = inbox.catch_up().comments[late]
    assert (row.parent_remote_id, row.root_remote_id) == (old, video)
    world.asked()
    world.say("Nytt", to=video)
    clock.move(ASIDE_EVERY)
    inbox.catch_up()
    assert not world.asked("videoId="), "what was found so is not counted again"
    connector.close()


def test_a_count_that_the_list_explains_costs_no_second_reading(world: YoutubeWorld, clock: StandingClock) -> None:
    video = world.publish("Räkna")
    top = world.say("Ett", to=video)
    connector = world.at(clock)
    inbox = Inbox(connector).catch_up()
    for one in (world.say("Två", to=video), world.say("Tre", to=top)):
        assert one in inbox.catch_up().comments
    clock.move(ASIDE_EVERY)
    inbox.catch_up()
    assert not world.asked("videoId=")
    world.delete(top)
    clock.move(ASIDE_EVERY)
    inbox.catch_up()
    assert len(world.asked("videoId=")) == 1
    connector.close()


def test_what_we_hold_ourselves_comes_back_as_held(world: YoutubeWorld, clock: StandingClock) -> None:
    said = world.say("Hej", to=world.publish("Samtal"))
    connector = world.at(clock)
    inbox = Inbox(connector).catch_up()
    world.stage.http.post(
        "/youtube/v3/comments/setModerationStatus",
        params={"id": said, "moderationStatus": "heldForReview"},
        headers={"Authorization": f"Bearer {world.secret['access_token']}"},
    ).raise_for_status()
    clock.move(ASIDE_EVERY)
    assert inbox.catch_up().comments[said].remote_state is RemoteState.HELD
    connector.close()


def test_an_edit_is_told_by_the_later_of_two_times(world: YoutubeWorld) -> None:
    video = world.publish("Priser")
    plain, said = world.say("Bra", to=video), world.say("Dyrt", to=video)
    world.edit(said, "Billigt")
    rows = Inbox(world.connector).catch_up().comments
    assert rows[plain].edited_at is None
    assert (rows[said].edited_at or 0) > rows[said].written_at
    assert rows[said].text == "Billigt"


def test_every_list_of_comments_is_asked_for_as_plain_text(world: YoutubeWorld) -> None:
    top = world.say("1 < 2 & 3\nny rad", to=world.publish("Tecken"))
    for number in range(6):
        world.say(f"<b>{number}</b>", to=top)
    inbox = Inbox(world.connector).catch_up()
    world.connector.thread(top)
    world.connector.probe([top])
    asked = world.asked("/youtube/v3/comment")
    assert len(asked) > 5
    assert all("textFormat=plainText" in path for path in asked)
    assert inbox.comments[top].text == "1 < 2 & 3\nny rad"


def test_a_list_that_has_lost_our_place_is_read_again_from_its_beginning(world: YoutubeWorld) -> None:
    video = world.publish("Många")
    said = {world.say(f"Nummer {number}", to=video) for number in range(102)}
    inbox = Inbox(world.connector)
    assert inbox.page().more
    world.gate.spoil(error(400, "invalidPageToken"), path="pageToken=")
    assert inbox.page().more
    assert inbox.catch_up().comments.keys() == said


def test_a_video_whose_comments_are_turned_off_is_done(world: YoutubeWorld, clock: StandingClock) -> None:
    video = world.publish("Stängd")
    said = world.say("Hej", to=video)
    connector = world.at(clock)
    inbox = Inbox(connector).catch_up()
    world.delete(said)
    clock.move(ASIDE_EVERY)
    world.gate.spoil(error(403, "commentsDisabled"), path="videoId=", times=9)
    inbox.catch_up()
    assert len(world.asked("videoId=")) == 1
    clock.move(ASIDE_EVERY)
    inbox.catch_up()
    assert not world.asked("videoId="), "it is asked again when its number changes"
    page = connector.thread(video)
    assert ([post.remote_id for post in page.posts], page.comments, page.more) == ([video], (), False)
    connector.close()


def test_a_video_that_goes_while_it_is_read_is_gone(world: YoutubeWorld, clock: StandingClock) -> None:
    video = world.publish("Snart borta")
    said = world.say("Hej", to=video)
    connector = world.at(clock)
    inbox = Inbox(connector).catch_up()
    world.delete(said)
    clock.move(ASIDE_EVERY)
    world.gate.spoil(error(404, "videoNotFound"), path="videoId=")
    pages = [inbox.page()]
    while pages[-1].more:
        pages.append(inbox.page())
    assert [page.gone for page in pages if page.gone] == [(video,)]
    connector.close()


def test_what_is_older_than_the_first_bound_stays_away_later_too(world: YoutubeWorld) -> None:
    world.say("Gammalt", to=world.publish("Arkiv"))
    inbox = Inbox(world.connector, since=plus(SystemClock().now(), 10 * MINUTE))
    assert not inbox.catch_up().comments
    inbox.since = plus(inbox.since, -60 * MINUTE)
    assert not inbox.catch_up().comments


def test_a_long_thread_comes_in_pieces(world: YoutubeWorld) -> None:
    video = world.publish("Debatt")
    tops = [world.say(f"Fråga {number}", to=video) for number in range(12)]
    replies = {world.say(f"Svar {number}", to=top) for top in tops for number in range(6)}
    pages = [world.connector.thread(video)]
    while pages[-1].more:
        pages.append(world.connector.thread(video, pages[-1].cursor))
    assert len(pages) == 2
    assert {row.remote_id for page in pages for row in page.comments} == {*tops, *replies}


def test_an_answer_that_is_no_list_is_not_taken_for_an_empty_one(world: YoutubeWorld) -> None:
    said = world.say("Hej", to=world.publish("Film"))
    broken: list[object] = [{}, {"kind": "youtube#somethingElse"}, []]
    for body in broken:
        world.gate.spoil(shown(body), path="/comments")
        with pytest.raises(TryAgain):
            world.connector.probe([said])
    world.gate.spoil(shown({"kind": "youtube#commentListResponse"}), path="/comments")
    assert world.connector.probe([said]) == {said}, "an empty list may come without its items"


def test_a_page_of_html_does_not_say_that_something_is_gone(world: YoutubeWorld) -> None:
    said = world.say("Hej", to=world.publish("Film"))
    for status in (403, 404):
        world.gate.spoil(Spoil(status, HTML_502.body, HTML_502.headers), path="/commentThreads")
        with pytest.raises(TryAgain):
            world.connector.thread(said)


def test_what_somebody_deleted_takes_its_replies_along(world: YoutubeWorld) -> None:
    top = world.say("Först", to=world.publish("Film"))
    reply = world.say("Sedan", to=top)
    world.delete(top)
    assert world.connector.probe([top, reply]) == {top, reply}
    with pytest.raises(Gone):
        world.connector.thread(reply)


def test_a_comment_that_cannot_be_read_is_counted_and_holds_nothing_up(world: YoutubeWorld) -> None:
    video = world.publish("Film")
    said, other = world.say("Hej", to=video), world.say("Hallå", to=video)
    kept = world.listed()
    for row in kept["items"]:
        if row["id"] == other:
            del row["snippet"]["topLevelComment"]["snippet"]["authorChannelId"]
    world.gate.spoil(shown(kept), path="allThreadsRelatedToChannelId")
    page = Inbox(world.connector).page()
    assert ([row.remote_id for row in page.comments], page.skipped) == ([said], 1)


def test_a_place_in_a_list_may_have_a_very_long_name() -> None:
    walk = Walk(EPOCH, page="Z" * 2000, videos=Round(todo=(("aaaaaaaaaaa", 3),), after="Y" * 2000))
    assert Walk.parse(walk.text(), EPOCH) == walk
    deep = Deep("aaaaaaaaaaa", page="Z" * 2000, todo=("a", "b"), after="Y" * 2000)
    assert Deep.parse(deep.text()) == deep


def test_a_channel_that_never_uploaded_anything(world: YoutubeWorld) -> None:
    world.gate.spoil(error(404, "playlistNotFound"), path="/playlistItems", times=2)
    assert not Inbox(world.connector).catch_up().comments
    assert not Inbox(world.connector, "posts").catch_up().posts


def test_what_stands_under_a_community_post_comes_without_it(world: YoutubeWorld) -> None:
    said = world.say("Hej", to=world.publish("Film"))
    kept = world.listed()
    kept["items"][0]["snippet"] |= {"videoId": None, "postId": "UgkxPost"}
    world.gate.spoil(shown(kept), path="allThreadsRelatedToChannelId")
    page = Inbox(world.connector).page()
    assert (page.comments[0].root_remote_id, page.posts) == ("UgkxPost", ())
    assert page.comments[0].url == f"https://www.youtube.com/post/UgkxPost?lc={said}"


def test_a_cursor_that_cannot_be_read_starts_anew(world: YoutubeWorld) -> None:
    said = world.say("Hej", to=world.publish("Film"))
    for cursor in ("", "{", "[]", '{"bound": "x"}', json.dumps({"bound": 0, "step": "x", "came": [], "threads": "{"})):
        inbox = Inbox(world.connector)
        inbox.cursor = cursor
        assert said in inbox.catch_up().comments
