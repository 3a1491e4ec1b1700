"""When writing rests: after refusals in a row, for longer each time, until one action is let through."""

from hypothesis import given
from hypothesis import strategies as st

from backend.model.clock import HOUR, MINUTE, SECOND, Micros
from backend.policy.breaker import FIRST, LONGEST, REFUSALS, SHUT, Breaker, Outcome, breaker

NOW = Micros(1_800_000_000 * SECOND)
BLOCKED = Outcome(False, "meta.blocked", NOW)
SENT = Outcome(True, "", NOW)
GONE = Outcome(False, "platform.gone", NOW)

outcomes = st.lists(st.sampled_from([BLOCKED, SENT, GONE]), max_size=40)


def rest(refusals: int) -> int:
    """Return how long (µs) writing rests after so many refusals in a row."""
    until = Breaker(refusals, NOW).until
    return 0 if until is None else until - NOW


def test_rests_double_from_two_minutes_to_six_hours() -> None:
    assert [rest(REFUSALS - 1), rest(REFUSALS), rest(REFUSALS + 1)] == [0, 2 * MINUTE, 4 * MINUTE]
    assert [rest(REFUSALS + 8), rest(REFUSALS + 500)] == [6 * HOUR, 6 * HOUR]


def test_it_rests_until_its_time_and_no_longer() -> None:
    shut = Breaker(REFUSALS, NOW)
    assert shut.rests(NOW)
    assert shut.rests(Micros(NOW + FIRST - 1))
    assert not shut.rests(Micros(NOW + FIRST))


def test_what_concerns_one_comment_alone_neither_counts_nor_mends() -> None:
    assert breaker([BLOCKED, GONE, BLOCKED]) == Breaker(2, NOW)
    assert {"platform.gone", "reply.too_long", "worker.fault"} & SHUT == set()


@given(outcomes)
def test_only_refusals_since_the_last_success_count(ended: list[Outcome]) -> None:
    since = ended[len(ended) - ended[::-1].index(SENT) :] if SENT in ended else ended
    shut = breaker(ended)
    assert shut.refusals == since.count(BLOCKED)
    assert shut.rests(NOW) == (since.count(BLOCKED) >= REFUSALS)
    assert rest(shut.refusals) <= LONGEST
