"""What becomes of an intended write after each attempt and each look: pure decisions, never a blind second send.

The worker says how an attempt ended (`Ending`) and gets back what to do (`Step`). Only an ending that is certain to
have changed nothing on the platform leads back to pending or to failed; everything else is looked up first.
"""

from dataclasses import dataclass
from enum import StrEnum

from backend.model.clock import DAY, HOUR, MINUTE, SECOND, Micros, plus
from backend.model.reason import Reason


class Ending(StrEnum):
    """How an attempt ended, as far as it can be known."""

    UNTOUCHED = "untouched"  # it certainly never left: no name, no connection, no TLS
    THROTTLED = "throttled"  # the platform asked us to wait; nothing was done
    LOGIN = "login"  # the platform did not accept the login; nothing was done
    DENIED = "denied"  # gone, not permitted, refused: nothing was done and repeating is useless
    UNCLEAR = "unclear"  # no usable answer after it may have been carried out, or a fault of ours after it left


class Move(StrEnum):
    """Where an action goes next."""

    AGAIN = "again"  # back to pending, the same bytes at `not_before`
    LOOK = "look"  # unknown: find out before anything is sent again
    FAIL = "fail"  # failed with a reason somebody can act on


@dataclass(frozen=True, slots=True)
class Step:
    """A decision. `not_before` (UTC µs): when to try or look again.

    `hold` keeps the account's other actions back as long: they keep their order, and a dead platform is not fed more.
    """

    move: Move
    not_before: Micros
    hold: bool = False


PATIENT_ATTEMPTS = 8
PATIENT_SPAN = HOUR
"""An action that certainly never left is given up after so many tries, and not before so long (µs) after it was made.

Both: eight tries are over in five minutes, and a platform that is down for a coffee break is no reason to give up.
"""

THROTTLED_SPAN = DAY
"""One that the platform puts off is given up after as many tries, and not before so long (µs) after it was made."""

REPEAT_LONGEST = 5 * MINUTE

NO_ANSWER = "platform.no_answer"
"""The reason of an action that was given up: nothing was sent."""

FARTHEST = DAY
"""A platform that asks us to wait for longer is asked again after a day: a broken clock must not silence us."""

LOOKS = (2, 5, 10, 20, 30)
"""Seconds from one look to the next; the last one repeats."""

PATIENT_LOOKS = 240
"""After so many looks without a verdict (about two hours) the action waits for a person."""

KEY_TRUST = 45 * MINUTE
"""How long after the first attempt the same bytes may be repeated without looking first.

Mastodon keeps an Idempotency-Key for an hour from the first request (methods/statuses, `Idempotency-Key`).
"""

FRESH = 30 * SECOND
"""How long a look that found nothing allows a send without another look."""


@dataclass(frozen=True, slots=True)
class Tried:
    """An action's history: `attempt` counts from 1, `made_at` is when it was made (UTC µs).

    `doubted`: an earlier attempt ended unclear, so that what is certain of this one is not certain of the action.
    """

    attempt: int
    made_at: Micros
    doubted: bool = False


def after_attempt(ending: Ending, tried: Tried, *, now: Micros, wait: int, until: Micros | None = None) -> Step:
    """Decide on an attempt that was not confirmed.

    `wait` is the backoff (µs) for a platform that cannot be reached; `until` what a throttling one asked for (UTC µs).
    """
    if ending is Ending.DENIED:
        return Step(Move.FAIL, now)
    if ending is Ending.UNCLEAR:
        return Step(Move.LOOK, plus(now, LOOKS[0] * SECOND), hold=True)
    if ending is Ending.THROTTLED:
        over = tried.attempt >= PATIENT_ATTEMPTS and now - tried.made_at >= THROTTLED_SPAN
        return Step(_given_up(tried) if over else Move.AGAIN, _told(until, now, wait), hold=True)
    if ending is Ending.LOGIN:
        return Step(Move.AGAIN, now, hold=True)  # the account waits, not the action: a new login sends it at once
    if ending is Ending.UNTOUCHED and is_over(tried, now):
        return Step(_given_up(tried), now, hold=True)
    return Step(Move.AGAIN, plus(now, wait), hold=True)


def _given_up(tried: Tried) -> Move:
    return Move.LOOK if tried.doubted else Move.FAIL


def is_over(tried: Tried, now: Micros) -> bool:
    """Tell whether an action that the platform never got has been tried often and long enough."""
    return tried.attempt >= PATIENT_ATTEMPTS and now - tried.made_at >= PATIENT_SPAN


def repeat_after(attempt: int) -> int:
    """Return how long (µs) to wait before bytes that a look did not find are sent again: the first time not at all."""
    return min((1 << min(attempt, 20)) * SECOND, REPEAT_LONGEST) if attempt > 1 else 0


def given_up(attempt: int) -> Reason:
    """Return why an action that never left was given up."""
    return Reason(NO_ANSWER, {"attempts": attempt})


def next_look(looks: int, now: Micros) -> Micros | None:
    """Return when to look again (UTC µs) after `looks` looks, None when it is a person's turn."""
    if looks >= PATIENT_LOOKS:
        return None
    return plus(now, LOOKS[min(looks, len(LOOKS) - 1)] * SECOND)


def must_look_first(first_attempt_at: Micros | None, looked_at: Micros | None, now: Micros) -> bool:
    """Tell whether a repeat must be looked up before it is sent.

    An action that was tried long ago may have been carried out then, and the platform may have forgotten its key.
    `looked_at` is when a look last found nothing.
    """
    if first_attempt_at is None or now - first_attempt_at < KEY_TRUST:
        return False
    return looked_at is None or now - looked_at > FRESH


def _told(until: Micros | None, now: Micros, wait: int) -> Micros:
    asked = plus(now, wait) if until is None else until
    return Micros(min(max(asked, now), now + FARTHEST))
