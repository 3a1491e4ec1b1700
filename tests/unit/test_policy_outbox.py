"""Decisions on attempts and looks: what is unclear is never sent again unseen, what is certain is."""

from hypothesis import given
from hypothesis import strategies as st

from backend.model.clock import DAY, HOUR, MINUTE, SECOND, Micros
from backend.policy.outbox import (
    FRESH,
    KEY_TRUST,
    LOOKS,
    PATIENT_ATTEMPTS,
    PATIENT_LOOKS,
    Ending,
    Move,
    Tried,
    after_attempt,
    given_up,
    must_look_first,
    next_look,
)

NOW = Micros(1_800_000_000 * SECOND)
FIRST = Tried(1, NOW)
tries = st.builds(
    Tried, st.integers(1, 50), st.integers(0, 2 * DAY).map(lambda ago: Micros(NOW - ago)), doubted=st.booleans()
)


@given(tries, st.integers(0, HOUR), st.none() | st.integers(-DAY, 3 * DAY))
def test_an_unclear_ending_is_always_looked_up(tried: Tried, wait: int, ahead: int | None) -> None:
    until = None if ahead is None else Micros(NOW + ahead)
    step = after_attempt(Ending.UNCLEAR, tried, now=NOW, wait=wait, until=until)
    assert step.move is Move.LOOK
    assert step.not_before == NOW + 2 * SECOND
    assert step.hold


@given(tries, st.sampled_from(Ending), st.integers(0, HOUR))
def test_only_what_certainly_changed_nothing_is_tried_again_or_failed(tried: Tried, ending: Ending, wait: int) -> None:
    step = after_attempt(ending, tried, now=NOW, wait=wait)
    assert step.not_before >= NOW
    if step.move is Move.AGAIN:
        assert ending in (Ending.UNTOUCHED, Ending.THROTTLED, Ending.LOGIN)
    if step.move is Move.FAIL:
        patient = ending in (Ending.UNTOUCHED, Ending.THROTTLED)
        assert ending is Ending.DENIED or (patient and not tried.doubted)


def test_a_refusal_concerns_one_action_and_everything_else_the_account() -> None:
    assert not after_attempt(Ending.DENIED, FIRST, now=NOW, wait=SECOND).hold
    for ending in (Ending.UNTOUCHED, Ending.THROTTLED, Ending.LOGIN, Ending.UNCLEAR):
        assert after_attempt(ending, FIRST, now=NOW, wait=SECOND).hold


def test_a_throttle_is_obeyed_but_not_for_more_than_a_day() -> None:
    def wait_for(until: int | None) -> int:
        asked = None if until is None else Micros(until)
        return after_attempt(Ending.THROTTLED, FIRST, now=NOW, wait=7 * SECOND, until=asked).not_before - NOW

    assert wait_for(NOW + 90 * SECOND) == 90 * SECOND
    assert wait_for(None) == 7 * SECOND
    assert wait_for(NOW - HOUR) == 0
    assert wait_for(NOW + 400 * DAY) == DAY


def test_patience_ends_after_eight_tries_and_an_hour() -> None:
    def move(attempt: int, age: int, *, doubted: bool = False) -> Move:
        tried = Tried(attempt, Micros(NOW - age), doubted=doubted)
        return after_attempt(Ending.UNTOUCHED, tried, now=NOW, wait=SECOND).move

    assert move(PATIENT_ATTEMPTS, HOUR - 1) is Move.AGAIN
    assert move(PATIENT_ATTEMPTS - 1, DAY) is Move.AGAIN
    assert move(PATIENT_ATTEMPTS, HOUR) is Move.FAIL
    assert move(PATIENT_ATTEMPTS, HOUR, doubted=True) is Move.LOOK
    assert given_up(9).params == {"attempts": 9}


def test_a_lost_login_never_ends_patience() -> None:
    tried = Tried(100, Micros(NOW - 30 * DAY))
    assert after_attempt(Ending.LOGIN, tried, now=NOW, wait=SECOND).move is Move.AGAIN


def test_patience_with_a_throttle_ends_after_eight_tries_and_a_day() -> None:
    def move(attempt: int, age: int, *, doubted: bool = False) -> Move:
        tried = Tried(attempt, Micros(NOW - age), doubted=doubted)
        return after_attempt(Ending.THROTTLED, tried, now=NOW, wait=SECOND, until=NOW).move

    assert move(PATIENT_ATTEMPTS, DAY - 1) is Move.AGAIN
    assert move(PATIENT_ATTEMPTS - 1, DAY) is Move.AGAIN
    assert move(PATIENT_ATTEMPTS, DAY) is Move.FAIL
    assert move(PATIENT_ATTEMPTS, DAY, doubted=True) is Move.LOOK


def test_looks_get_rarer_and_end_with_a_person() -> None:
    waits = [(next_look(looks, NOW) or NOW) - NOW for looks in range(7)]
    assert waits == [second * SECOND for second in (*LOOKS, LOOKS[-1], LOOKS[-1])]
    assert next_look(PATIENT_LOOKS - 1, NOW) is not None
    assert next_look(PATIENT_LOOKS, NOW) is None


def test_nothing_stays_unlooked_for_a_minute() -> None:
    assert max(LOOKS) * SECOND < MINUTE


def test_an_old_attempt_is_looked_up_before_its_bytes_are_repeated() -> None:
    long_ago = Micros(NOW - KEY_TRUST)
    assert not must_look_first(None, None, NOW)
    assert not must_look_first(Micros(long_ago + 1), None, NOW)
    assert must_look_first(long_ago, None, NOW)
    assert not must_look_first(long_ago, Micros(NOW - FRESH), NOW)
    assert must_look_first(long_ago, Micros(NOW - FRESH - 1), NOW)
