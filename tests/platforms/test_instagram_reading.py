"""What Instagram's lists do that others' do not: no time, no end that could be known, and things that are missing."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from backend.model.account import Act, Reach, Source
from backend.model.clock import EPOCH, MINUTE, Micros, iso, plus
from backend.model.comment import Inflow, RemoteState
from backend.platforms.base import LoginExpired, NotPermitted, PlatformError, Throttled
from backend.platforms.fields import Odd
from backend.platforms.instagram import InstagramConnector
from backend.platforms.instagram_api import Us
from backend.platforms.instagram_rows import Place, in_comment
from tests.platforms.gate import Gate, Spoil
from tests.platforms.instagram_world import InstagramWorld, now
from tests.platforms.world import Inbox
from tests.stage.play import Stage

US = Us("17841405309211844", "norrby", "Norrby")


@pytest.fixture
def world(stage: Stage) -> Iterator[InstagramWorld]:
    world = InstagramWorld(stage)
    yield world
    world.close()


@pytest.fixture
def scripted() -> Iterator[tuple[Gate, InstagramConnector]]:
    """A connector whose answers are all written by hand."""
    gate = Gate(None)
    secret = {"token": "EAAtoken", "route": "facebook", "ig_user": US.id, "page": "1122"}
    connector = InstagramConnector(gate.url, secret, lambda _: None)
    gate.spoil(told({"id": US.id, "username": US.username}), path=rf"/{US.id}\?")
    yield gate, connector
    connector.close()
    gate.close()


def told(body: object, status: int = 200, **headers: str) -> Spoil:
    return Spoil(status, json.dumps(body), {"Content-Type": "application/json", **headers})


def said(remote_id: str, at: Micros, **more: Any) -> dict[str, Any]:
    who = {"id": "900", "username": "lisa"}
    row = {"id": remote_id, "text": "Hej", "timestamp": iso(at)[:19] + "+0000", "username": "lisa", "from": who}
    return row | {"media": {"id": "17000000000000001"}} | more


def asked(world: InstagramWorld, text: str = "") -> int:
    return sum(text in path for _, path, _ in world.gate.seen)


def test_an_answer_to_the_oldest_comment_is_found_behind_a_page_that_is_all_known(world: InstagramWorld) -> None:
    post = world.publish("Frågestund")
    oldest = world.say("Först!", to=post)
    many = [world.say(f"Nummer {number}", to=post) for number in range(55)]
    inbox = Inbox(world.connector).until(oldest, *many)
    late = world.say("Du var inte alls först", to=oldest)
    inbox.catch_up()
    assert inbox.comments[late].parent_remote_id == oldest


def test_more_answers_than_fit_into_a_comment(world: InstagramWorld) -> None:
    top = world.say("Vad tycker ni?", to=world.publish("Ny logga"))
    many = {world.say(f"Svar {number}", to=top) for number in range(53)}
    inbox = Inbox(world.connector).until(top)
    assert inbox.comments.keys() == {top, *many}
    assert {inbox.comments[one].parent_remote_id for one in many} == {top}


def test_an_answer_to_an_answer_stands_under_the_top_comment(world: InstagramWorld) -> None:
    top = world.say("Fint", to=world.publish("Ny logga"))
    second = world.say("Fult", to=top)
    third = world.say("@lisaa Nej!", to=second)
    assert Inbox(world.connector).until(third).comments[third].parent_remote_id == top


def test_what_has_not_moved_is_not_read_again(world: InstagramWorld) -> None:
    post = world.publish("Lugnt")
    inbox = Inbox(world.connector).until(world.say("Hej", to=post))
    world.publish("Inga kommentarer")
    before = asked(world, "/comments")
    inbox.catch_up()
    assert asked(world, "/comments") == before
    world.say("Hej igen", to=post)
    inbox.catch_up()
    assert asked(world, "/comments") == before + 1


def test_a_media_that_goes_while_it_waits_is_gone_and_holds_nothing_up(world: InstagramWorld) -> None:
    stays, goes = world.publish("Stannar"), world.publish("Försvinner")
    row = world.say("Hej", to=stays)
    world.say("Hej då", to=goes)
    inbox = Inbox(world.connector)
    inbox.page()
    world.delete(goes)
    page = inbox.page()
    assert (page.gone, page.more) == ((goes,), True)
    assert inbox.until(row).comments.keys() == {row}


def test_what_we_hide_is_listed_as_hidden_by_facebook_login(world: InstagramWorld) -> None:
    row = world.row()
    world.connector.send(world.connector.prepare(world.intent(Act.HIDE, row)))
    (seen,) = world.connector.thread(row.root_remote_id).comments
    assert seen.remote_state is RemoteState.HIDDEN


def test_what_we_hide_may_vanish_from_the_list_and_is_not_deleted(narrow: InstagramWorld) -> None:
    row, other = narrow.row(), narrow.row("En annan")
    narrow.connector.send(narrow.connector.prepare(narrow.intent(Act.HIDE, row)))
    narrow.delete(other.remote_id)
    assert narrow.connector.thread(row.root_remote_id).comments == ()
    assert narrow.connector.probe([row.remote_id, other.remote_id]) == {other.remote_id}
    wire = narrow.connector.prepare(narrow.intent(Act.HIDE, row))
    assert narrow.connector.settle(wire, now(), now()).fate == "sent"


def test_answers_go_with_the_comment_they_answer(world: InstagramWorld) -> None:
    top = world.row()
    below = world.row("Ja", to=top.remote_id)
    world.connector.send(world.connector.prepare(world.intent(Act.DELETE, top)))
    assert world.connector.probe([top.remote_id, below.remote_id]) == {top.remote_id, below.remote_id}


def test_one_that_is_gone_does_not_make_every_other_be_asked_for_by_itself(world: InstagramWorld) -> None:
    post = world.publish("Räkna oss")
    ids = [world.say(f"Nummer {number}", to=post) for number in range(50)]
    world.delete(ids[17])
    before = len(world.gate.seen)
    assert world.connector.probe(ids) == {ids[17]}
    assert len(world.gate.seen) - before < 16


def test_what_is_invisible_once_is_asked_for_again(world: InstagramWorld) -> None:
    row = world.row()
    blink = told({"error": {"code": 100, "error_subcode": 33, "message": "gone"}}, 400)
    world.gate.spoil(blink, path=rf"/{row.remote_id}\?")
    assert world.connector.probe([row.remote_id]) == frozenset()


def test_comments_that_are_counted_and_not_shown(world: InstagramWorld) -> None:
    """An app in development mode sees only what people with a role in it wrote."""
    connector = world.connect(world.login(mode="development"))
    post = world.publish("Hej alla")
    world.say("Ett", to=post)
    world.say("Två", to=post)
    assert connector.check().capabilities.sources[Source.COMMENTS] is Reach.READ, "two may simply be hidden"
    world.say("Tre", to=post)
    assert connector.check().capabilities.sources[Source.COMMENTS] is Reach.DENIED
    inbox = Inbox(connector)
    inbox.page()
    with pytest.raises(NotPermitted) as caught:
        inbox.page()
    assert caught.value.reason.code == "instagram.withheld"
    connector.close()
    inbox.connector = world.connector
    assert len(inbox.catch_up().comments) == 3, "nothing was skipped meanwhile"


def test_an_empty_page_in_the_middle_is_no_end(scripted: tuple[Gate, InstagramConnector]) -> None:
    gate, connector = scripted
    post = "17000000000000001"
    onward = {"cursors": {"before": "a", "after": "b"}, "next": "https://graph.facebook.com/x?access_token=EAAtoken"}
    gate.spoil(told({"data": [{"id": post, "comments_count": 9}]}), path="/media")
    gate.spoil(told({"data": [], "paging": onward}), path="/comments")
    gate.spoil(told({"data": [said("17000000000000002", now())]}), path=r"/comments\?.*after=b")
    inbox = Inbox(connector).catch_up()
    assert inbox.comments.keys() == {"17000000000000002"}
    assert not [path for _, path, _ in gate.seen if "access_token" in path], "the next page's own address is not used"


def test_a_later_reading_that_stops_at_the_bound_names_the_thread(scripted: tuple[Gate, InstagramConnector]) -> None:
    gate, connector = scripted
    post, since = "17000000000000001", plus(now(), -60 * MINUTE)
    old = said("17000000000000002", plus(since, -MINUTE))
    onward = {"cursors": {"before": "a", "after": "b"}, "next": "https://graph.facebook.com/x"}
    for number in (5, 6):
        gate.spoil(told({"data": [{"id": post, "comments_count": number}]}), path="/media")
        gate.spoil(told({"data": [old], "paging": onward}), path="/comments")
    inbox = Inbox(connector, since=since).catch_up()
    assert (inbox.comments, inbox.threads) == ({}, set()), "the first time the bound is the bound"
    inbox.catch_up()
    assert list(inbox.comments) == [old["id"]]
    assert inbox.threads == {post}


@pytest.mark.parametrize(
    ("error", "family"),
    [
        ({"code": 190, "error_subcode": 463}, LoginExpired),
        ({"code": 190, "error_subcode": 460}, LoginExpired),
        ({"code": 10}, NotPermitted),
        ({"code": 200}, NotPermitted),
        ({"code": 25, "error_subcode": 2207050}, NotPermitted),
        ({"code": 4}, Throttled),
        ({"code": 80002}, Throttled),
    ],
)
def test_a_400_means_what_its_code_says(
    scripted: tuple[Gate, InstagramConnector], error: dict[str, int], family: type[PlatformError]
) -> None:
    gate, connector = scripted
    gate.spoil(told({"error": error | {"message": "x"}}, 400), path="/media")
    with pytest.raises(family):
        connector.pull("inbox", None, EPOCH, lambda ids: {})


def test_a_throttle_names_its_end_in_minutes(scripted: tuple[Gate, InstagramConnector]) -> None:
    gate, connector = scripted
    used = {"type": "instagram", "call_count": 100, "estimated_time_to_regain_access": 7}
    header = {"X-Business-Use-Case-Usage": json.dumps({US.id: [used]})}
    gate.spoil(told({"error": {"code": 80002, "message": "x"}}, 400, **header), path="/media")
    with pytest.raises(Throttled) as caught:
        connector.pull("inbox", None, EPOCH, lambda ids: {})
    assert 6.9 * MINUTE < caught.value.until - now() <= 7 * MINUTE
    assert connector.usage().share == 1


def comment(**fields: Any) -> Any:
    return in_comment(said("17000000000000002", now()) | fields, US, Place("17000000000000001", None))


def test_ours_are_known_by_any_of_their_three_signs() -> None:
    stranger = {"id": "900", "username": "lisa"}
    ours: list[dict[str, Any]] = [
        {"user": {"id": US.id}, "from": None},
        {"username": US.username},
        {"from": {"id": US.id}},
    ]
    assert [comment(**fields).kind for fields in ours] == [Inflow.OWN] * 3
    assert [comment(**fields).author.remote_id for fields in ours] == [US.id] * 3
    assert comment(**{"from": stranger}).kind is Inflow.COMMENT


def test_our_own_stays_visible_when_it_is_marked_as_hidden() -> None:
    assert comment(hidden=True).remote_state is RemoteState.HIDDEN
    assert comment(hidden=True, username=US.username).remote_state is RemoteState.VISIBLE


def test_a_writer_of_whom_only_the_name_is_told() -> None:
    assert comment(**{"from": None}).author.remote_id == "lisa"
    with pytest.raises(Odd):
        comment(**{"from": None, "username": None})


def test_our_media_come_whole_when_they_are_more_than_a_page(world: InstagramWorld) -> None:
    early = [world.publish(f"Bild {number}") for number in range(104)]
    inbox = Inbox(world.connector, "posts").catch_up()
    assert inbox.posts.keys() == set(early)
    late = world.publish("Ny bild")
    assert late in inbox.catch_up().posts
