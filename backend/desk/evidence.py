"""Keeping comments as evidence past the span that a platform's rules leave for them."""

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from backend.desk.session import Desk
from backend.model.actor import CONTENT_ROLES
from backend.model.clock import DAY, SECOND, Micros, plus
from backend.model.desk import Result
from backend.model.talk import Hold
from backend.model.triage import Why
from backend.store.read.accounts import accounts
from backend.store.read.holds import holds

USUAL = "90d"
"""How long something is kept when nobody says anything else."""

_DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}
_SPAN = re.compile(r"\+?([1-9]\d{0,3})\s*([dwmy])")


def until_of(desk: Desk, typed: str) -> Micros | None:
    """Read until when something is kept: `90d`, `12w`, `6m`, `2y`, or the day at whose end it ends (`2027-01-31`).

    Returns UTC µs; None for what is none of these, or over already. A day is the member's own.
    """
    said = typed.strip().lower()
    span = _SPAN.fullmatch(said)
    if span is not None:
        return plus(desk.clock.now(), int(span[1]) * _DAYS[span[2]] * DAY)
    try:
        after = date.fromisoformat(said) + timedelta(days=1)
    except (ValueError, OverflowError):
        return None
    end = datetime.combine(after, time(), ZoneInfo(desk.me.time_zone)) - timedelta(seconds=1)
    until = Micros(int(end.timestamp()) * SECOND)
    return until if until > desk.clock.now() else None


def hold(desk: Desk, comment_id: int, why: Why, until: Micros) -> Result:
    """Keep a comment as evidence until then (UTC µs); REFUSED with the reason where the platform's terms forbid it."""
    from backend.store.write.retention import hold

    return hold(desk.store, desk.actor, comment_id, why, until)


def end_hold(desk: Desk, comment_id: int) -> Result:
    """Keep a comment no longer."""
    from backend.store.write.retention import end_hold

    return end_hold(desk.store, desk.actor, comment_id)


def kept(desk: Desk) -> list[tuple[int, Hold]]:
    """Return what is kept on the accounts that the member may read, by comment, what ends first on top."""
    may = {where for where, role in desk.must_read().roles if role in CONTENT_ROLES}
    read = frozenset(one.id for one in accounts(desk.reader) if None in may or one.id in may)
    return holds(desk.reader, read, desk.clock.now())
