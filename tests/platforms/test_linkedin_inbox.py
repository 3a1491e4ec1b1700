"""How what is new reaches us from LinkedIn: rounds, notifications, deletions, and lists that shift."""

import re
from collections.abc import Iterator

import pytest

from backend.model.account import Act
from backend.model.clock import EPOCH
from backend.model.inflow import Page
from backend.platforms.base import NotPermitted
from tests.platforms.gate import Spoil
from tests.platforms.linkedin_json import error, listed, says
from tests.platforms.linkedin_world import LinkedInWorld
from tests.platforms.world import Inbox, reply_to
from tests.stage.play import Stage

LACKS = "Not enough permissions to access: organizationalEntityNotifications.FINDER-criteria.20260701"


@pytest.fixture
def world(stage: Stage) -> Iterator[LinkedInWorld]:
    world = LinkedInWorld(stage)
    yield world
    world.close()


def asked(world: LinkedInWorld, since: int = 0) -> list[str]:
    """Return the kinds of calls made since one of them."""
    return [re.findall(r"/rest/(\w+)", path)[0] for _, path, _ in world.gate.seen[since:]]


def pages(inbox: Inbox) -> list[Page]:
    found = [inbox.page()]
    while found[-1].more:
        found.append(inbox.page())
    return found


def heard(inbox: Inbox) -> tuple[list[str], list[str]]:
    """Return what one catch-up brings: the texts that came, and the ids found gone."""
    found = pages(inbox)
    return [row.text for page in found for row in page.comments], [one for page in found for one in page.gone]


def test_new_edited_and_deleted_comments_are_heard_of_once_and_without_a_round(world: LinkedInWorld) -> None:
    post = world.publish("Elnätet byggs ut")
    first, second = world.say("När?", to=post), world.say("Var?", to=post)
    inbox = Inbox(world.connector).catch_up()
    assert inbox.comments.keys() == {first, second}
    seen = len(world.gate.seen)
    assert heard(inbox) == ([], [])
    third = world.say("Hur?", to=first)
    world.edit(second, "Var då?")
    world.delete(first)
    texts, gone = heard(inbox)
    assert texts == ["Var då?"]
    assert set(gone) == {first, third}, "a reply goes with its comment, though nobody tells of it"
    assert heard(inbox) == ([], [])
    assert "posts" not in asked(world, seen)[:1]
    assert asked(world, seen).count("organizationalEntityNotifications") == 3
    assert inbox.comments[second].edited_at is not None


def test_the_finder_is_asked_with_a_span_that_overlaps_and_bare_brackets(world: LinkedInWorld) -> None:
    world.say("Hej", to=world.publish("Hej"))
    Inbox(world.connector).catch_up()
    (path,) = [path for _, path, _ in world.gate.seen if "Notifications" in path]
    assert "actions=List(COMMENT,COMMENT_EDIT,COMMENT_DELETE,ADMIN_COMMENT)" in path
    assert re.search(r"timeRange=\(start:\d{13},end:\d{13}\)", path)
    assert "organizationalEntity=urn%3Ali%3Aorganization%3A" in path


def test_where_notifications_are_not_allowed_rounds_bring_what_is_new(world: LinkedInWorld) -> None:
    post = world.publish("Elnätet byggs ut")
    first = world.say("När?", to=post)
    world.connector = world.connect(world.login(scopes="r_organization_social_feed w_organization_social_feed"))
    inbox = Inbox(world.connector).catch_up()
    assert inbox.comments.keys() == {first}
    reply = world.say("Ja, när?", to=first)
    assert heard(inbox)[0] == ["När?", "Ja, när?"], "a post that moved is read whole"
    assert inbox.comments[reply].parent_remote_id == first
    world.say("Tyst?", to=world.publish("Nästa"))
    inbox.catch_up()
    assert "Tyst?" in [row.text for row in inbox.comments.values()]
    assert heard(inbox) == ([], [])
    assert asked(world).count("organizationalEntityNotifications") == 1, "it is not asked again"


@pytest.mark.parametrize(("said", "code"), [("not an administrator", "role_lost"), ("version", "version")])
def test_a_role_or_version_that_is_lost_is_no_reason_to_go_by_rounds(
    world: LinkedInWorld, said: str, code: str
) -> None:
    spoil = error(426, said, "NONEXISTENT_VERSION") if code == "version" else error(403, f"The member is {said}")
    world.gate.spoil(spoil, path="Notifications")
    inbox = Inbox(world.connector)
    with pytest.raises(NotPermitted) as caught:
        inbox.catch_up()
    assert caught.value.reason.code == f"linkedin.{code}"


def test_rows_that_shift_while_paging_are_not_lost(world: LinkedInWorld) -> None:
    post = world.publish("Frågestund")
    said = [world.say(f"Fråga {number}", to=post) for number in range(60)]
    world.gate.spoil(error(403, LACKS), path="Notifications", times=9)
    inbox = Inbox(world.connector)
    inbox.page()
    assert len(inbox.page().comments) == 50
    for one in said[-4:]:  # the newest stand on the page that was read: the next page moves up
        world.delete(one)
    inbox.catch_up()
    assert inbox.comments.keys() == set(said)


def test_a_comment_that_we_may_not_see_stops_no_other(world: LinkedInWorld) -> None:
    inbox = Inbox(world.connector).catch_up()
    closed = world.say("Stängt", to=world.publish("Ett"))
    open_one = world.say("Öppet", to=world.publish("Två"))
    number = closed.rsplit(",", 1)[1].rstrip(")")
    world.gate.spoil(error(403, "The member is unauthorized on urn:li:share:1"), path=f"List\\({number}\\)")
    world.gate.spoil(error(403, "The member is unauthorized on urn:li:share:1"), path=f"/comments/{number}$")
    skipped = [page.skipped for page in pages(inbox)]
    assert sum(skipped) == 1
    assert inbox.comments.keys() == {open_one}


def test_a_post_whose_comments_cannot_be_read_stops_no_other_and_is_tried_again(world: LinkedInWorld) -> None:
    first = world.say("Ett", to=world.publish("Ett"))
    post = world.publish("Två")
    second = world.say("Två", to=post)
    for part in ("Notifications", "Notifications"):
        world.gate.spoil(error(403, LACKS), path=part)
    share = post.replace(":", "%3A")
    world.gate.spoil(error(400, "odd", "ILLEGAL_ARGUMENT"), path=f"socialActions/{share}/comments")
    inbox = Inbox(world.connector)
    assert sum(page.skipped for page in pages(inbox)) == 1
    assert inbox.comments.keys() == {first}
    inbox.catch_up()
    assert inbox.comments.keys() == {first, second}


def test_closing_the_comments_takes_them_away_and_we_hear_of_it(world: LinkedInWorld) -> None:
    post = world.publish("Håll er till ämnet")
    said = [world.say(f"Nej {number}", to=post) for number in range(3)]
    inbox = Inbox(world.connector).until(*said)
    row = inbox.comments[said[0]]
    connector = world.connector
    connector.send(connector.prepare(reply_to(row, "", row.written_at, act=Act.LOCK)))
    assert set(heard(inbox)[1]) == set(said)
    assert connector.probe(said) == set(said)
    connector.send(connector.prepare(reply_to(row, "", row.written_at, act=Act.UNLOCK)))
    assert connector.probe(said) == set(said), "opening brings nothing back"


def test_posts_stop_at_the_first_that_did_not_change(world: LinkedInWorld) -> None:
    for number in range(55):
        world.publish(f"Nyhet {number}")
    inbox = Inbox(world.connector, "posts")
    assert [page.more for page in pages(inbox)] == [True, False]
    assert len(inbox.posts) == 55
    old = next(iter(inbox.posts))
    world.edit(old, "Rättad")
    seen = len(world.gate.seen)
    inbox.catch_up()
    assert (inbox.posts[old].text, inbox.posts[old].edited_at is not None) == ("Rättad", True)
    assert len(asked(world, seen)) >= 1
    paths = [path for _, path, _ in world.gate.seen[seen:]]
    assert all("sortBy=LAST_MODIFIED" in path for path in paths if "/posts?" in path)


def test_an_answer_without_rows_moves_no_cursor(world: LinkedInWorld) -> None:
    world.gate.spoil(says({"elements": "none"}), path="posts")
    inbox = Inbox(world.connector)
    with pytest.raises(Exception, match="unreadable"):
        inbox.page()
    assert inbox.cursor is None
    world.gate.spoil(Spoil(200, '{"elements":[{"nothing":1}]}', {"Content-Type": "application/json"}), path="Notific")
    with pytest.raises(Exception, match="unreadable"):
        inbox.catch_up()


def test_a_notification_of_a_post_nobody_names_is_placed_by_looking(world: LinkedInWorld) -> None:
    inbox = Inbox(world.connector).catch_up()
    posts = [world.publish(f"Nyhet {number}") for number in range(3)]
    said = world.say("Här?", to=posts[1])
    told = {"notificationId": 1, "action": "COMMENT", "generatedActivity": said, "lastModifiedAt": 1}
    world.gate.spoil(says(listed(told)), path="Notifications")
    inbox.page()
    assert inbox.comments[said].root_remote_id == posts[1]
    assert world.connector.pull("inbox", inbox.cursor, EPOCH, inbox.known).skipped == 0
