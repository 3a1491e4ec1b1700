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
    """A decision. `not_before` (UTC µs) when to try or look again; `hold` keeps the account's other actions back too.

    `hold` is False where only this action is concerned. A hold without a time lasts until the login is accepted.
    """

    move: Move
    not_before: Micros
    hold: bool = False


@dataclass(frozen=True, slots=True)
class Patience:
    """When to give an action up that certainly never left: after `attempts` tries and `span` µs since it was made."""

    attempts: int = 8
    span: int = HOUR


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


def after_attempt(
    ending: Ending, *, now: Micros, wait: int, until: Micros | None = None, attempt: int = 1, made_at: Micros
) -> Step:
    """Decide on an attempt that was not confirmed.

    `wait` is the backoff (µs) for an unreachable platform; `until` what a throttling platform asked for; `attempt`
    counts from 1 and `made_at` is when the action was made: together they tell whether patience is over.
    """
    if ending is Ending.DENIED:
        return Step(Move.FAIL, now)
    if ending is Ending.UNCLEAR:
        return Step(Move.LOOK, plus(now, LOOKS[0] * SECOND), hold=True)
    if ending is Ending.THROTTLED:
        return Step(Move.AGAIN, _told(until, now, wait), hold=True)
    if ending is Ending.LOGIN:
        return Step(Move.AGAIN, now, hold=True)
    if is_over(attempt, made_at, now):
        return Step(Move.FAIL, now, hold=True)
    return Step(Move.AGAIN, plus(now, wait), hold=True)


def is_over(attempt: int, made_at: Micros, now: Micros, patience: Patience | None = None) -> bool:
    """Tell whether an action that certainly never left has been tried often and long enough."""
    patience = patience or Patience()
    return attempt >= patience.attempts and now - made_at >= patience.span


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
