"""YouTube's tokens, its words for errors, and the units of a day."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qs

import pytest

from backend.model.account import Reach, Source
from backend.model.clock import HOUR, MINUTE, SECOND, SystemClock, parse_iso, plus
from backend.platforms import end_login
from backend.platforms.base import (
    Gone,
    LoginExpired,
    NotPermitted,
    PlatformError,
    Refused,
    Throttled,
    TryAgain,
    Usage,
)
from backend.platforms.ratelimit import UsageMeter
from backend.platforms.youtube_login import open_tokens
from backend.platforms.youtube_quota import Quota, midnight
from tests.conftest import StandingClock
from tests.platforms import gate as spoils
from tests.platforms.world import Inbox, reply_to
from tests.platforms.youtube_world import YoutubeWorld, error
from tests.stage.play import Stage


@pytest.fixture
def world(stage: Stage) -> Iterator[YoutubeWorld]:
    world = YoutubeWorld(stage)
    yield world
    world.close()


def dead(world: YoutubeWorld, **secret: str) -> dict[str, str]:
    return world.secret | {"access_token": "ya29.dead"} | secret


def test_a_refused_token_is_renewed_once_and_the_call_made_again(world: YoutubeWorld) -> None:
    row = world.read(world.say("Hej", to=world.publish("Film")))
    secret = dead(world)
    connector = world.connect(secret)
    wire = connector.prepare(reply_to(row, "Ja", SystemClock().now()))
    world.asked()
    world.gate.spoil(error(401, "authError"), method="POST", path="/comments")
    connector.send(wire)
    assert [path.partition("?")[0] for _, path, _ in world.gate.seen] == [
        "/youtube/v3/comments",
        "/token",
        "/youtube/v3/comments",
    ]
    assert world.standing("Ja") == 1
    connector.close()


def test_what_was_renewed_is_kept(world: YoutubeWorld) -> None:
    kept: dict[str, str] = dead(world)
    from backend.platforms import open_connector

    connector = open_connector("youtube", world.gate.url, dict(kept), kept.update)
    connector.check()
    assert kept["access_token"] not in ("ya29.dead", world.secret["access_token"])
    assert kept["refresh_token"] == world.secret["refresh_token"]
    left = parse_iso(kept["expires"]) - SystemClock().now()
    assert 50 * MINUTE < left <= HOUR
    connector.close()


def test_a_token_that_has_run_out_is_renewed_before_it_is_refused(world: YoutubeWorld) -> None:
    connector = world.connect(world.login(lives_s=30))
    world.asked()
    connector.check()
    assert world.gate.seen[0][:2] == ("POST", "/token")
    assert [path for path in world.asked() if path == "/token"] == ["/token"]
    connector.close()


def test_a_dead_refresh_token_says_why(world: YoutubeWorld) -> None:
    connector = world.connect(dead(world, refresh_token="1//dead"))
    world.asked()
    with pytest.raises(LoginExpired) as caught:
        connector.check()
    assert caught.value.reason.code == "youtube.login_ended"
    assert len(world.asked("/token")) == 1
    connector.close()


def test_a_new_token_that_is_refused_too_ends_it(world: YoutubeWorld) -> None:
    world.gate.spoil(error(401, "authError"), path="/youtube/v3", times=9)
    with pytest.raises(LoginExpired):
        world.connector.check()
    assert len(world.asked("/token")) == 1


def test_a_client_that_google_does_not_know(world: YoutubeWorld) -> None:
    connector = world.connect(dead(world, client_secret="GOCSPX-wrong"))
    with pytest.raises(LoginExpired) as caught:
        connector.check()
    assert caught.value.reason.code == "youtube.client"
    connector.close()


@pytest.mark.parametrize("spoil", ["CUT", "ERROR_500", "HTML_200", "HALF_JSON"])
def test_a_write_whose_token_could_not_be_renewed_has_not_left(world: YoutubeWorld, spoil: str) -> None:
    row = world.read(world.say("Hej", to=world.publish("Film")))
    wire = world.connector.prepare(reply_to(row, "Ja", SystemClock().now()))
    connector = world.connect(dead(world))
    world.gate.spoil(getattr(spoils, spoil), path="/token")
    with pytest.raises(TryAgain) as caught:
        connector.send(wire)
    assert not caught.value.reached
    assert world.standing("Ja") == 0
    connector.close()


def test_threads_share_one_renewal(world: YoutubeWorld) -> None:
    connector = world.connect(dead(world))
    world.asked()
    with ThreadPoolExecutor(4) as pool:
        assert all(done is not None for done in pool.map(lambda _: connector.check(), range(4)))
    assert len(world.asked("/token")) == 1
    connector.close()


def test_ending_a_login_makes_it_worthless_and_may_be_done_twice(world: YoutubeWorld) -> None:
    for _ in range(2):
        assert end_login("youtube", world.gate.url, world.secret) is None
    assert parse_qs(world.gate.seen[-1][2]) == {"token": [world.secret["refresh_token"]]}
    with pytest.raises(LoginExpired):
        world.connector.check()


def test_no_token_is_ever_in_an_address(world: YoutubeWorld) -> None:
    connector = world.connect(dead(world))
    Inbox(connector).catch_up()
    end_login("youtube", world.gate.url, world.secret)
    asked = " ".join(path for _, path, _ in world.gate.seen)
    assert not [name for name, value in world.secret.items() if value in asked]
    connector.close()


def test_tokens_go_to_googles_own_door_and_to_the_stages_on_this_machine() -> None:
    clock = SystemClock()
    for base_url, wanted in (
        ("https://www.googleapis.com", "https://oauth2.googleapis.com"),
        ("http://127.0.0.1:1", "http://127.0.0.1:1"),
    ):
        http = open_tokens(base_url, 5, clock)
        assert http.base_url == wanted
        http.close()


def test_a_login_without_the_right_to_comments_says_so(world: YoutubeWorld) -> None:
    connector = world.connect(world.login(scopes="https://www.googleapis.com/auth/youtube.readonly"))
    has = connector.check().capabilities
    assert (has.sources[Source.COMMENTS], has.sources[Source.HELD], has.acts) == (Reach.DENIED, Reach.DENIED, {})
    with pytest.raises(NotPermitted) as caught:
        Inbox(connector).page()
    assert caught.value.reason.code == "youtube.scope"
    connector.close()


@pytest.mark.parametrize(
    ("status", "reason", "kind", "code"),
    [
        (403, "insufficientPermissions", NotPermitted, "youtube.scope"),
        (403, "accessNotConfigured", NotPermitted, "youtube.api_off"),
        (403, "ineligibleAccount", NotPermitted, "youtube.no_channel"),
        (401, "authenticatedUserNotChannel", NotPermitted, "youtube.no_channel"),
        (401, "youtubeSignupRequired", NotPermitted, "youtube.no_channel"),
        (403, "forbidden", NotPermitted, "youtube.not_owner"),
        (403, "commentsDisabled", NotPermitted, "youtube.comments_off"),
        (404, "commentNotFound", Gone, "platform.gone"),
        (404, "commentThreadNotFound", Gone, "platform.gone"),
        (404, "parentCommentNotFound", Gone, "platform.gone"),
        (404, "videoNotFound", Gone, "platform.gone"),
        (400, "commentTextTooLong", Refused, "youtube.too_long"),
        (400, "commentTextRequired", Refused, "reply.empty"),
        (400, "operationNotSupported", Refused, "youtube.cannot_reply"),
        (400, "parentCommentIsPrivate", Refused, "youtube.cannot_reply"),
        (400, "invalidCommentMetadata", Refused, "platform.refused"),
        (400, "banWithoutReject", Refused, "platform.refused"),
        (400, "processingFailure", TryAgain, "platform.server_error"),
        (500, "backendError", TryAgain, "platform.server_error"),
        (503, "backendError", TryAgain, "platform.server_error"),
        (403, "rateLimitExceeded", Throttled, "throttled"),
        (429, "userRateLimitExceeded", Throttled, "throttled"),
        (403, "quotaExceeded", Throttled, "youtube.quota"),
        (403, "dailyLimitExceeded", Throttled, "youtube.quota"),
    ],
)
def test_each_reason_has_its_meaning(
    world: YoutubeWorld, status: int, reason: str, kind: type[PlatformError], code: str
) -> None:
    world.gate.spoil(error(status, reason), times=2)
    with pytest.raises(PlatformError) as caught:
        world.connector.thread("UgxMissing")
    assert (type(caught.value), caught.value.reason.code) == (kind, code)


def test_a_burst_is_waited_out_shortly_and_a_used_up_day_until_midnight_in_california(world: YoutubeWorld) -> None:
    row = world.read(world.say("Hej", to=world.publish("Film")))
    wire = world.connector.prepare(reply_to(row, "Ja", SystemClock().now()))
    at = SystemClock().now()
    for reason, wanted in (("rateLimitExceeded", plus(at, MINUTE)), ("quotaExceeded", midnight(at))):
        world.gate.spoil(error(403, reason), method="POST")
        with pytest.raises(Throttled) as caught:
            world.connector.send(wire)
        assert abs(caught.value.until - wanted) < 10 * SECOND
    assert world.connector.usage() == Usage(1.0, midnight(at))
    assert world.standing("Ja") == 0


def test_units_are_counted_here(world: YoutubeWorld) -> None:
    row = world.read(world.say("Hej", to=world.publish("Film")))
    connector = world.connect(world.secret)

    def spent() -> int:
        return round(connector.usage().share * 10_000)

    connector.check()
    assert spent() == 3
    wire = connector.prepare(reply_to(row, "Ja", SystemClock().now()))
    assert spent() == 4
    connector.send(wire)
    assert spent() == 54
    world.gate.spoil(error(400, "invalidCommentMetadata"), method="POST")
    with pytest.raises(Refused):
        connector.send(wire)
    assert spent() == 55, "a refusal costs one"
    world.gate.spoil(spoils.LOST_ANSWER, method="POST")
    with pytest.raises(TryAgain):
        connector.send(wire)
    assert spent() == 105, "what may have been done may have cost all"
    assert connector.usage().resets_at == midnight(SystemClock().now())
    connector.close()


def test_looking_keeps_to_its_share_of_the_day(world: YoutubeWorld, clock: StandingClock) -> None:
    clock.at = midnight(clock.at)
    connector = world.at(clock)
    inbox = Inbox(connector)
    for _ in range(310):
        inbox.page()
    assert 295 <= len(world.asked("commentThreads")) <= 300
    before = inbox.cursor
    assert not inbox.page().more
    assert (inbox.cursor, world.asked()) == (before, [])
    clock.move(HOUR)
    inbox.page()
    assert world.asked("commentThreads")
    connector.close()


@pytest.mark.parametrize(
    ("now", "wanted"),
    [
        ("2026-11-18T12:00:00Z", "2026-11-19T08:00:00Z"),
        ("2026-07-01T06:59:59Z", "2026-07-01T07:00:00Z"),
        ("2026-07-01T07:00:00Z", "2026-07-02T07:00:00Z"),
        ("2026-03-08T08:00:00Z", "2026-03-09T07:00:00Z"),  # a day of 23 hours
        ("2026-11-01T07:00:00Z", "2026-11-02T08:00:00Z"),  # a day of 25
    ],
)
def test_the_day_begins_at_midnight_in_california(now: str, wanted: str) -> None:
    assert midnight(parse_iso(now)) == parse_iso(wanted)


def test_a_new_day_is_a_new_budget(clock: StandingClock) -> None:
    meter = UsageMeter(clock)
    quota = Quota(clock, meter)
    quota.spend(4000)
    assert meter.usage() == Usage(0.4, midnight(clock.at))
    clock.at = midnight(clock.at)
    quota.spend(1)
    assert meter.usage() == Usage(0.0001, midnight(clock.at))
