"""When a post is read again: often while it is young, rarely when it is old, never once it is past its time."""

from backend.model.clock import DAY, MINUTE, SECOND, Micros, plus
from backend.model.pace import Pace

YOUNG = DAY
"""A post younger than this is read at the first pace."""

WEEK = 7 * DAY
"""A post younger than this is read at the second pace."""

GRACE = MINUTE
"""How much later than promised a read may be before the account counts as late."""


def next_read(written_at: Micros, now: Micros, pace: Pace) -> Micros | None:
    """Return when a post that was just read is to be read again (UTC µs), None when it has grown too old.

    A post that claims to be from the future counts as young.
    """
    age = now - written_at
    if age >= pace.stop_after_days * DAY:
        return None
    if age < YOUNG:
        return plus(now, pace.young_s * SECOND)
    return plus(now, (pace.week_s if age < WEEK else pace.old_s) * SECOND)


def may_read_behind(share: float, resets_at: Micros | None, now: Micros, pace: Pace) -> bool:
    """Tell whether re-reading and probing may go on: the share of the rate limit that is used (0..1) leaves room.

    A share whose window has passed (`resets_at` not after `now`) says nothing any more.
    """
    return share < pace.share or (resets_at is not None and resets_at <= now)


def is_late(due_at: Micros, now: Micros, pace: Pace) -> bool:
    """Tell whether a read that was due at `due_at` has missed the promised pace by now."""
    return now - due_at > pace.young_s * SECOND + GRACE
