"""Which posts are asked for new replies, and when a token is renewed."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from backend.model.clock import DAY, EPOCH, HOUR, MINUTE, SECOND, Clock, Micros, SystemClock, iso, plus
from backend.platforms.base import TryAgain
from backend.platforms.threads import ThreadsConnector, end_login
from backend.platforms.threads_login import Login
from backend.platforms.threads_rota import NEVER, PER_ROUND, chosen, mark
from tests.platforms import gate as spoils
from tests.platforms.threads_json import failure, told
from tests.platforms.threads_world import ThreadsWorld
from tests.platforms.world import Inbox
from tests.stage.play import Stage

NOW = Micros(1_800_000_000 * SECOND)
FORGOTTEN = "7/pending_replies"


def post(number: int, age: int = 0, *, replies: bool = True) -> dict[str, Any]:
    return {"id": str(number), "timestamp": iso(plus(NOW, -age)), "has_replies": replies}


def conversations(posts: list[dict[str, Any]], marks: Mapping[str, int], at: Micros = NOW) -> list[str]:
    """Return the posts whose replies are read in a round."""
    paths = chosen(posts, marks, at)
    return [path.partition("/")[0] for path in paths if path.endswith("/conversation")]


def read(*numbers: int, ago: int = MINUTE) -> dict[str, int]:
    """Return the marks of posts that were read some time ago, and of none that has approvals."""
    marks = {f"{number}/conversation": mark(plus(NOW, -ago)) for number in numbers}
    return marks | {f"{number}/pending_replies": NEVER for number in numbers}


def test_a_post_that_was_never_asked_is_asked_and_one_without_replies_is_not() -> None:
    posts = [post(3), post(2, replies=False), post(1, 300 * DAY)]
    assert conversations(posts, {}) == ["3", "1"]
    assert conversations(posts, read(3, ago=0)) == ["1", "3"]


def test_a_reply_that_is_the_first_one_is_seen_at_once() -> None:
    assert conversations([post(1, 300 * DAY)], {"1/pending_replies": NEVER}) == ["1"]


@pytest.mark.parametrize(
    ("age", "pause"), [(HOUR, 0), (23 * HOUR, 0), (2 * DAY, 10 * MINUTE), (8 * DAY, HOUR), (300 * DAY, HOUR)]
)
def test_the_older_a_post_the_longer_its_pause(age: int, pause: int) -> None:
    assert conversations([post(1, age)], read(1, ago=pause)) == ["1"]
    assert not conversations([post(1, age)], read(1, ago=pause - SECOND)) or pause == 0


def test_a_round_is_bounded_and_nobody_waits_for_ever() -> None:
    posts = [post(number) for number in range(40)]
    marks = read(*range(40))
    seen: list[str] = []
    at = NOW
    for _ in range(4):
        at = plus(at, MINUTE)
        turn = conversations(posts, marks, at)
        assert len(turn) == len(set(turn)) == PER_ROUND
        marks |= {f"{number}/conversation": mark(at) for number in turn}
        seen += turn
    assert len(set(seen)) == 40


def test_a_clock_that_was_put_back_stops_nothing() -> None:
    assert conversations([post(1)], read(1, ago=-DAY)) == ["1"]


def test_a_post_that_has_no_approvals_is_never_asked_again() -> None:
    asked = chosen([post(7, replies=False)], {}, NOW)
    assert asked == [FORGOTTEN]
    assert not chosen([post(7, replies=False)], {FORGOTTEN: NEVER}, plus(NOW, 300 * DAY))


class Shifted:
    """A clock that goes ahead of the machine's."""

    def __init__(self, ahead: int) -> None:
        self.ahead = ahead

    def now(self) -> Micros:
        return plus(SystemClock().now(), self.ahead)


@pytest.fixture
def world(stage: Stage) -> Iterator[ThreadsWorld]:
    world = ThreadsWorld(stage)
    yield world
    world.close()


def connector(world: ThreadsWorld, secret: Mapping[str, str], saved: list[Mapping[str, str]], clock: Clock) -> Any:
    return ThreadsConnector(Login(world.gate.url, secret, saved.append, clock), clock)


def renewals(world: ThreadsWorld) -> int:
    return sum("refresh_access_token" in path for _, path, _ in world.gate.seen)


def test_an_old_post_rests_between_its_turns(world: ThreadsWorld) -> None:
    said = world.say("Hallå", to=world.publish("Hej"))
    clock = Shifted(8 * DAY)
    ours = connector(world, world.secret, [], clock)
    inbox = Inbox(ours).catch_up()
    world.gate.seen.clear()
    inbox.catch_up()
    assert not [path for _, path, _ in world.gate.seen if "conversation" in path]
    late = world.say("Nu då", to=said)
    clock.ahead += HOUR
    assert late in inbox.catch_up().comments
    ours.close()


def test_a_token_of_some_weeks_is_renewed_once_and_kept(world: ThreadsWorld) -> None:
    old = world.login(lives_s=38 * 86_400)
    saved: list[Mapping[str, str]] = []
    ours = connector(world, old, saved, SystemClock())
    for _ in range(2):
        ours.pull("inbox", None, EPOCH, lambda ids: {})
    assert renewals(world) == 1
    (kept,) = saved
    assert kept["token"] != old["token"]
    assert int(kept["expires"]) - int(old["expires"]) in range(22 * 86_400 - 60, 22 * 86_400 + 60)
    world.stage.do("forget", on="threads")
    ours.close()


@pytest.mark.parametrize("days", [60, 40])
def test_a_young_token_is_left_alone(world: ThreadsWorld, days: int) -> None:
    ours = connector(world, world.login(lives_s=days * 86_400), [], SystemClock())
    ours.check()
    assert renewals(world) == 0
    ours.close()


@pytest.mark.parametrize("expires", [{}, {"expires": "soon"}])
def test_a_token_of_unknown_age_is_tried_and_a_refusal_is_no_trouble(
    world: ThreadsWorld, expires: dict[str, str]
) -> None:
    saved: list[Mapping[str, str]] = []
    clock = Shifted(0)
    ours = connector(world, {"token": world.secret["token"], **expires}, saved, clock)
    assert ours.check().remote_id
    ours.check()
    assert (renewals(world), saved) == (1, [])
    clock.ahead = 7 * HOUR
    world.gate.spoil(told({"access_token": "", "expires_in": 5}), path="refresh_access_token")
    ours.check()
    assert (renewals(world), saved) == (2, [])
    ours.close()


@pytest.mark.parametrize("trouble", [spoils.CUT, spoils.ERROR_500, failure(190, 401, 463), failure(4)])
def test_a_renewal_that_fails_is_no_news(world: ThreadsWorld, trouble: spoils.Spoil) -> None:
    ours = connector(world, world.login(lives_s=86_400), [], SystemClock())
    world.gate.spoil(trouble, path="refresh_access_token")
    assert ours.check().remote_id
    world.gate.spoil(spoils.CUT)
    with pytest.raises(TryAgain):
        ours.check()
    ours.close()


def test_a_person_ends_the_login(world: ThreadsWorld) -> None:
    reason = end_login(world.gate.url, world.secret)
    assert reason is not None
    assert reason.code == "threads.end_by_hand"
    assert not world.gate.seen
