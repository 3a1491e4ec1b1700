"""LinkedIn's wire: names in addresses, headers, logins and roles, its errors, and URNs of the wrong kind."""

import re
from collections.abc import Iterator

import pytest

from backend.model.account import Reach, Source
from backend.model.clock import DAY, MINUTE, SECOND, Micros, SystemClock
from backend.platforms import end_login, linkedin_api
from backend.platforms.base import (
    Connector,
    Duplicate,
    Gone,
    LoginExpired,
    NotPermitted,
    PlatformError,
    Refused,
    Throttled,
    TryAgain,
)
from backend.platforms.http import Failure
from backend.platforms.linkedin_errors import dialect
from tests.platforms import gate as spoils
from tests.platforms.gate import Spoil
from tests.platforms.linkedin_json import error, listed, says
from tests.platforms.linkedin_world import LinkedInWorld
from tests.platforms.world import Inbox, reply_to
from tests.stage.play import Stage

NOT_FOUND = error(404, "Could not find entity", "NOT_FOUND")


@pytest.fixture
def world(stage: Stage) -> Iterator[LinkedInWorld]:
    world = LinkedInWorld(stage)
    yield world
    world.close()


def test_names_are_encoded_whole_and_brackets_of_lists_stay(world: LinkedInWorld) -> None:
    post = world.publish("Hej")
    said = world.say("Hej hej", to=post)
    world.say("Ja", to=said)
    inbox = Inbox(world.connector).until(said)
    world.connector.thread(said)
    world.connector.probe([post, said])
    row = inbox.comments[said]
    for act in ("like", "unlike", "unlock"):
        world.connector.send(world.connector.prepare(reply_to(row, "", row.written_at, act=act)))
    paths = [path for _, path, _ in world.gate.seen]
    kept = [
        re.sub(r"List\(|\((start|actor|id):|,(end|entity):|(?<=[A-Z0-9%]),(?=[A-Z0-9u])|\)", "", one) for one in paths
    ]
    assert [one for one in kept if re.search(r"[(),:]", one)] == []
    whole = f"urn%3Ali%3Acomment%3A%28urn%3Ali%3Aactivity%3A{said.split(':')[-1].replace(',', '%2C').rstrip(')')}%29"
    assert f"/rest/socialActions/{whole}/comments?start=0&count=50" in paths
    assert f"/rest/reactions/(actor:{inbox_us(world)},entity:{whole})" in paths
    assert [one for one in paths if one.endswith(f"?ids=List({post.replace(':', '%3A')})")]


def inbox_us(world: LinkedInWorld) -> str:
    return world.secret["organization"].replace(":", "%3A")


def test_the_version_is_one_constant_and_a_retired_one_has_its_own_sentence(
    world: LinkedInWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(linkedin_api, "VERSION", "202401")
    with pytest.raises(NotPermitted) as caught:
        world.connector.check()
    assert caught.value.reason.code == "linkedin.version"
    monkeypatch.setattr(linkedin_api, "VERSION", "")
    with pytest.raises(Refused):
        world.connector.check()


@pytest.mark.parametrize(("roles", "reach"), [("RECRUITING_POSTER", Reach.DENIED), ("ADMINISTRATOR", Reach.READ)])
def test_a_role_that_only_writes_is_shown_nothing(world: LinkedInWorld, roles: str, reach: Reach) -> None:
    assert source(world.connect(world.login(role=roles))) is reach


@pytest.mark.parametrize("part", ["/posts", "/comments"])
def test_comments_are_denied_where_either_right_is_missing(world: LinkedInWorld, part: str) -> None:
    world.publish("Hej")
    assert source(world.connector) is Reach.READ
    world.gate.spoil(error(403, "Not enough permissions to access: socialActionsV2.GET_ALL.20260701"), path=part)
    assert source(world.connector) is Reach.DENIED


def source(connector: Connector) -> Reach:
    return connector.check().capabilities.sources[Source.COMMENTS]


def test_a_login_without_a_role_on_the_page_says_so(world: LinkedInWorld) -> None:
    connector = world.connect(world.login(role=""))
    for ask in (connector.check, lambda: Inbox(connector).page()):
        with pytest.raises(NotPermitted) as caught:
            ask()
        assert caught.value.reason.code == "linkedin.role_lost"


def test_a_login_that_has_run_out_or_was_taken_back(world: LinkedInWorld) -> None:
    for connector in (world.connect(world.login(lives_s=0)), world.connect({"organization": "urn:li:organization:1"})):
        with pytest.raises(LoginExpired):
            connector.check()
    world.stage.do("forget", on="linkedin")
    with pytest.raises(LoginExpired):
        world.connector.check()


def test_a_login_without_a_page_says_so(world: LinkedInWorld) -> None:
    with pytest.raises(Refused) as caught:
        world.connect({"token": world.secret["token"]}).check()
    assert caught.value.reason.code == "linkedin.no_page"


def test_only_a_person_can_end_a_login() -> None:
    left = end_login("linkedin", "https://api.linkedin.com", {"token": "x"})
    assert left is not None
    assert left.code == "linkedin.end_by_hand"


@pytest.mark.parametrize(
    ("spoil", "kind", "code"),
    [
        (error(400, "Syntax exception in path variables", "ILLEGAL_ARGUMENT"), Refused, "platform.refused"),
        (error(401, "expired", "EXPIRED_ACCESS_TOKEN"), LoginExpired, "platform.login"),
        (error(403, "Not enough permissions to access: posts.FINDER-author.20260701"), NotPermitted, "permission"),
        (error(403, "The member is unauthorized on urn:li:share:1"), NotPermitted, "linkedin.role_lost"),
        (error(403, "Unpermitted fields present in REQUEST_BODY [/content]"), NotPermitted, "platform.not_permitted"),
        (NOT_FOUND, Gone, "platform.gone"),
        (error(404, "No virtual resource found", "RESOURCE_NOT_FOUND"), TryAgain, "platform.unreadable"),
        (Spoil(404, spoils.HTML, {"Content-Type": "text/html"}), TryAgain, "platform.unreadable"),
        (error(409, "conflict", "CONFLICT"), TryAgain, "linkedin.conflict"),
        (error(422, "Content is a duplicate of urn:li:share:1", "DUPLICATE_POST"), Duplicate, "platform.duplicate"),
        (error(422, "semantic", "UNPROCESSABLE"), Refused, "platform.refused"),
        (error(426, "Requested version 20240101 is not active", "NONEXISTENT_VERSION"), NotPermitted, "version"),
        (error(500, "Unable to obtain activity", "INTERNAL"), TryAgain, "platform.server_error"),
        (error(400, "Unable to obtain activity", "ODD"), TryAgain, "platform.server_error"),
        (error(503, "busy"), TryAgain, "platform.server_error"),
    ],
)
def test_errors_are_told_apart(world: LinkedInWorld, spoil: Spoil, kind: type[PlatformError], code: str) -> None:
    world.gate.spoil(spoil, path="/posts")
    with pytest.raises(kind) as caught:
        world.connector.pull("posts", None, Micros(0), lambda ids: {})
    assert caught.value.reason.code.endswith(code)


def test_a_missing_right_is_named_and_nothing_else_of_the_message() -> None:
    told = {"status": 403, "message": "Not enough permissions to access: socialActionsV2.GET_ALL.20260701 <b>token=x"}
    meant = dialect(Failure(403, told, {}, Micros(0), "api.linkedin.com"))
    assert meant is not None
    assert meant.reason.params == {"resource": "socialActionsV2.GET_ALL"}


@pytest.mark.parametrize("kind", ["APPLICATION", "MEMBER"])
def test_a_days_quota_lasts_until_the_next_utc_day_and_a_minutes_a_minute(world: LinkedInWorld, kind: str) -> None:
    message = f"Resource level throttle {kind} DAY limit for calls to this resource is reached."
    world.gate.spoil(error(429, message, "TOO_MANY_REQUESTS"), path="/posts")
    world.gate.spoil(error(429, "Too many comment creation requests", "TOO_MANY_REQUESTS"), path="/posts")
    inbox, now = Inbox(world.connector), SystemClock().now()
    with pytest.raises(Throttled) as caught:
        inbox.page()
    assert (caught.value.reason.code, caught.value.until % DAY) == ("linkedin.day_quota", 0)
    assert 0 < caught.value.until - now <= DAY
    with pytest.raises(Throttled) as caught:
        inbox.page()
    assert 0 < caught.value.until - SystemClock().now() <= MINUTE + SECOND


def test_a_404_of_one_urn_is_not_believed_before_the_other_was_asked(world: LinkedInWorld) -> None:
    post = world.publish("Hej")
    said = world.say("Hej hej", to=post)
    inbox = Inbox(world.connector).until(said)
    world.gate.spoil(NOT_FOUND, path="socialActions/urn%3Ali%3Aactivity", times=9)
    assert world.connector.probe([said]) == frozenset()
    row = inbox.comments[said]
    assert world.connector.prepare(reply_to(row, "Ja", row.written_at)).path.startswith("/rest/socialActions/")
    fresh = world.connect(world.secret)
    assert fresh.probe([said]) == frozenset(), "nor by one who has never read the post"
    assert fresh.thread(said).posts[0].remote_id == post
    world.gate.clear()
    world.delete(said)
    assert world.connector.probe([said]) == fresh.probe([said]) == {said}


def test_a_post_that_answers_under_its_activity_alone_is_read(world: LinkedInWorld) -> None:
    post = world.publish("Hej")
    said = world.say("Hej hej", to=post)
    Inbox(world.connector).until(said)
    world.gate.spoil(NOT_FOUND, path=f"socialActions/{post.replace(':', '%3A')}/comments")
    assert [row.remote_id for row in world.connector.thread(post).comments] == [said]


def test_without_batches_each_is_asked_for_by_itself(world: LinkedInWorld) -> None:
    post = world.publish("Hej")
    said = [world.say(f"Hej {number}", to=post) for number in range(3)]
    world.gate.spoil(error(403, "Not enough permissions to access: any.BATCH_GET.20260701"), path=r"\?ids=", times=99)
    inbox = Inbox(world.connector).until(*said)
    world.delete(said[1])
    assert world.connector.probe([post, *said]) == {said[1]}
    batches = [path for _, path, _ in world.gate.seen if "?ids=" in path and "/people" not in path]
    assert len(batches) == 1, "one is refused, and no other is tried"
    assert inbox.comments.keys() == set(said)


def test_members_have_names_only_where_the_look_up_was_granted(world: LinkedInWorld) -> None:
    post = world.publish("Hej")
    said = world.say("Hej hej", to=post)
    ours = world.answer_by_hand(said, "Hej på dig")
    rows = {row.remote_id: row for row in world.connector.thread(post).comments}
    assert (rows[said].author.name, rows[ours].author.name) == ("LinkedIn member", "Norrby Energi")
    world.connector.thread(post)
    assert sum("/people" in path for _, path, _ in world.gate.seen) == 1, "what was refused is not asked again"
    scopes = "r_organization_social_feed people"
    granted = world.connect(world.login(scopes=scopes))
    for _ in range(2):
        rows = {row.remote_id: row for row in granted.thread(post).comments}
        assert rows[said].author.name == "Lisa Åkerström"
    assert sum("/people" in path for _, path, _ in world.gate.seen) == 2, "and a name is kept"


def test_a_comment_without_an_actor_is_kept_and_one_without_a_name_is_counted(world: LinkedInWorld) -> None:
    post = world.publish("Hej")
    urn = "urn:li:comment:(urn:li:activity:5,6)"
    bare = {"$URN": urn, "message": {"text": "Hallå"}, "created": {"time": 1_691_574_506_310}}
    world.gate.spoil(says(listed(bare, {"message": {"text": "?"}})), path="/comments")
    page = world.connector.thread(post)
    assert ([row.remote_id for row in page.comments], page.skipped) == ([urn], 1)
    assert page.comments[0].author.name == "LinkedIn member"


def test_a_long_thread_comes_in_pages_that_overlap(world: LinkedInWorld) -> None:
    post = world.publish("Hej")
    said = [world.say(f"Hej {number}", to=post) for number in range(52)]
    first = world.connector.thread(said[0])
    assert (len(first.comments), first.more) == (50, True)
    second = world.connector.thread(said[0], first.cursor)
    assert not second.more
    found = [row.remote_id for row in (*first.comments, *second.comments)]
    assert set(found) == set(said)
    assert len(found) > len(said)
