"""The two logins of Instagram: whose they are, how they are proven, renewed and ended."""

from collections.abc import Iterator

import pytest

from backend.model.account import Reach, Source
from backend.model.clock import DAY, SECOND, plus
from backend.platforms import end_login
from backend.platforms.base import LoginExpired, NotPermitted, Refused
from backend.platforms.instagram import InstagramConnector
from tests.platforms.instagram_world import InstagramWorld, now
from tests.platforms.world import Inbox
from tests.stage.play import Stage

ROUTES = ["facebook", "instagram"]


@pytest.fixture(params=ROUTES)
def world(stage: Stage, request: pytest.FixtureRequest) -> Iterator[InstagramWorld]:
    world = InstagramWorld(stage, request.param)
    yield world
    world.close()


def opened(world: InstagramWorld, secret: dict[str, str]) -> InstagramConnector:
    """Return a connector that writes what is renewed back into `secret`."""
    return InstagramConnector(world.gate.url, secret, secret.update)


def test_we_are_the_professional_account(world: InstagramWorld) -> None:
    """Instagram Login also tells a plain `id`, which is good for this app alone."""
    profile = world.connector.check()
    assert profile.remote_id == world.secret["ig_user"]
    assert profile.handle == "norrbyenergi"
    assert profile.url == "https://www.instagram.com/norrbyenergi/"


def test_every_call_is_proven_and_the_token_stands_in_no_address(world: InstagramWorld) -> None:
    world.row()
    paths = [path for _, path, _ in world.gate.seen]
    assert paths
    assert all("appsecret_proof=" in path for path in paths)
    assert not [path for path in paths if world.secret["token"] in path]


def test_a_proof_by_another_app(world: InstagramWorld) -> None:
    connector = opened(world, world.secret | {"app_secret": "another"})
    with pytest.raises(Refused):
        connector.check()
    connector.close()


def test_a_login_that_may_not_read_comments_says_so(world: InstagramWorld) -> None:
    basic = "instagram_basic" if world.route == "facebook" else "instagram_business_basic"
    connector = opened(world, world.login(scopes=basic))
    world.say("Hej", to=world.publish("Hej alla"))
    assert connector.check().capabilities.sources[Source.COMMENTS] is Reach.DENIED
    with pytest.raises(NotPermitted):
        Inbox(connector).catch_up()
    connector.close()


def test_a_login_that_has_run_out(world: InstagramWorld) -> None:
    connector = opened(world, world.login(lives_s=0))
    with pytest.raises(LoginExpired):
        connector.check()
    connector.close()


def test_a_damaged_login_asks_nobody(world: InstagramWorld) -> None:
    for damaged in ({"token": ""}, {"ig_user": ""} if world.route == "facebook" else {"token": ""}):
        connector = opened(world, world.secret | damaged)
        seen = len(world.gate.seen)
        with pytest.raises(LoginExpired):
            connector.check()
        assert len(world.gate.seen) == seen
        connector.close()


def test_a_token_is_renewed_in_time_and_written_back(narrow: InstagramWorld) -> None:
    secret = narrow.login(lives_s=20 * DAY // SECOND)
    before = secret["token"]
    secret["until"] = str(plus(now(), 20 * DAY))
    connector = opened(narrow, secret)
    connector.check()
    assert secret["token"] != before
    assert 59 * DAY < int(secret["until"]) - now() <= 60 * DAY
    assert "instagram_business_manage_comments" in secret["scopes"].split(",")
    seen = len(narrow.gate.seen)
    connector.check()
    assert not [path for _, path, _ in narrow.gate.seen[seen:] if "refresh_access_token" in path]
    connector.close()


def test_a_token_that_is_too_young_to_be_renewed_is_good(narrow: InstagramWorld) -> None:
    """When a token ends is not known before it was renewed once."""
    secret = narrow.login()
    before = dict(secret)
    connector = opened(narrow, secret)
    assert connector.check().remote_id == secret["ig_user"]
    assert secret == before
    connector.close()


def test_only_a_person_can_end_a_login(world: InstagramWorld) -> None:
    left = end_login("instagram", world.gate.url, world.secret)
    assert left is not None
    assert left.code == "instagram.remove_app"
    assert end_login("instagram", world.gate.url, world.secret | {"token": "ended"}) is None
