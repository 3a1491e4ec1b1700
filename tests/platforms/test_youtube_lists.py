"""YouTube's longer lists, and what stands at their edges."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from backend.model.account import Act
from backend.model.clock import EPOCH, MINUTE, SystemClock, plus
from backend.platforms.base import Fate, Gone
from backend.platforms.http import Failure
from backend.platforms.youtube_errors import dialect
from tests.platforms.world import Inbox, reply_to
from tests.platforms.youtube_world import YoutubeWorld, shown
from tests.stage.play import Stage


@pytest.fixture
def world(stage: Stage) -> Iterator[YoutubeWorld]:
    world = YoutubeWorld(stage)
    yield world
    world.close()


def test_more_replies_than_a_page_come_whole(world: YoutubeWorld) -> None:
    video = world.publish("Film")
    top = world.say("Vad tycker ni?", to=video)
    said = {top, *(world.say(f"Svar {number}", to=top) for number in range(103))}
    assert Inbox(world.connector).catch_up().comments.keys() == said
    assert {row.remote_id for row in world.connector.thread(video).comments} == said


def test_a_place_that_was_lost_among_replies_is_found_again(world: YoutubeWorld) -> None:
    top = world.say("Vad tycker ni?", to=world.publish("Film"))
    said = {top, *(world.say(f"Svar {number}", to=top) for number in range(103))}
    inbox = Inbox(world.connector)
    while "QURT" not in (inbox.cursor or ""):
        inbox.page()
    inbox.cursor = (inbox.cursor or "").replace("QURT", "LOST")
    assert inbox.catch_up().comments.keys() == said


def test_more_videos_than_a_page_come_whole_and_as_far_back_as_asked(world: YoutubeWorld) -> None:
    videos = {world.publish(f"Film {number}") for number in range(52)}
    inbox = Inbox(world.connector, "posts")
    assert inbox.page().more
    assert inbox.catch_up().posts.keys() == videos
    later = Inbox(world.connector, "posts", since=plus(SystemClock().now(), MINUTE))
    assert not later.page().more
    assert not later.posts


def test_a_new_reply_brings_the_old_comment_that_it_answers(world: YoutubeWorld) -> None:
    top = world.say("Gammalt", to=world.publish("Film"))
    other, reply = world.say("Lika gammalt", to=world.publish("Annan film")), world.say("Nytt", to=top)
    kept = world.listed()
    for row in kept["items"]:
        row["snippet"]["topLevelComment"]["snippet"]["publishedAt"] = "2020-01-01T00:00:00Z"
    world.gate.spoil(shown(kept), path="allThreadsRelatedToChannelId")
    page = Inbox(world.connector, since=plus(SystemClock().now(), -MINUTE)).page()
    assert {row.remote_id for row in page.comments} == {top, reply}
    assert other not in {row.remote_id for row in page.comments}


def test_a_way_that_was_lost_is_gone_again_to_its_end(world: YoutubeWorld) -> None:
    video = world.publish("Film")
    said = {world.say(f"Nummer {number}", to=video) for number in range(102)}
    inbox = Inbox(world.connector)
    assert inbox.page().more
    inbox.cursor = (inbox.cursor or "").replace("QURT", "LOST")
    assert inbox.catch_up().comments.keys() == said
    assert not world.asked("videoId="), "the channel's own list brought them"


def test_a_video_that_its_list_no_longer_names_is_gone(world: YoutubeWorld) -> None:
    video = world.publish("Film")
    world.gate.spoil(shown({"kind": "youtube#videoListResponse", "items": []}), path="/videos")
    with pytest.raises(Gone):
        world.connector.thread(video)


def test_a_ban_is_not_done_because_its_comment_is_gone(world: YoutubeWorld) -> None:
    row = world.read(world.say("Idioter", to=world.publish("Film")))
    at = SystemClock().now()
    wire = world.connector.prepare(reply_to(row, "", at, act=Act.BLOCK))
    world.delete(row.remote_id)
    assert world.connector.settle(wire, at, plus(at, MINUTE)).fate is Fate.ABSENT
    with pytest.raises(Gone):
        world.connector.send(wire)


def test_somebody_elses_same_words_are_not_our_answer(world: YoutubeWorld) -> None:
    row = world.read(world.say("Har ni öppet?", to=world.publish("Film")))
    at = SystemClock().now()
    wire = world.connector.prepare(reply_to(row, "Ja", at))
    world.say("Ja", to=row.remote_id)
    assert world.connector.settle(wire, at, plus(at, MINUTE)).fate is Fate.UNSURE


def test_the_new_form_of_an_error_is_read_where_the_old_one_says_nothing() -> None:
    error = {"errors": [{"reason": "unheardOf"}], "details": [{"@type": "x"}, {"reason": "SERVICE_DISABLED"}]}
    failure = Failure(403, {"error": error}, {}, EPOCH, "host")
    meant = dialect(failure)
    assert meant is not None
    assert meant.reason.code == "youtube.api_off"
    assert dialect(replace(failure, json={"error": {"errors": [{"reason": "unheardOf"}]}})) is None
