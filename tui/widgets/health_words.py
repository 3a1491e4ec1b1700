"""How an account is doing, as a sign, words and a colour: the same in the header, the empty queue and on its screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend.i18n import _
from backend.model.account import SEVERITY, HealthState
from tui import symbols as sign
from tui.text import safe_line
from tui.when import age, clock, stamp
from tui.widgets.marks import Mark

if TYPE_CHECKING:
    from backend.model.account import Account, Health
    from backend.model.clock import Micros
    from backend.model.reason import Reason


def is_ill(account: Account) -> bool:
    """Tell whether an account needs care: late, throttled, blind or without a login."""
    return SEVERITY[account.health.state] > SEVERITY[HealthState.NEW]


def health_mark(health: Health, now: Micros, zone: str) -> Mark:
    """Return the sign, the words with since when or until when, and the colour token of a state.

    A watched place is never well by itself: it is said who looked, and when.
    """
    if health.reason is not None and health.reason.code in ("place.looked", "place.never"):
        return _place_mark(health.reason, now, zone)
    since = stamp(health.since, now, zone)
    return {
        HealthState.OK: Mark(sign.DONE, _("ok"), "good"),
        HealthState.NEW: Mark(sign.OPEN, _("not read yet"), "info"),
        HealthState.LATE: Mark(sign.LATE, _("late since {time}").format(time=since), "lamp"),
        HealthState.THROTTLED: Mark(sign.MORE, _throttled(health, now, zone), "lamp"),
        HealthState.BLIND: Mark(sign.BAD, _("blind since {time}").format(time=since), "danger"),
        HealthState.NEEDS_LOGIN: Mark(sign.FLAG, _("needs login since {time}").format(time=since), "danger"),
    }[health.state]


def _place_mark(looked: Reason, now: Micros, zone: str) -> Mark:
    at = looked.params.get("looked_at")
    if not isinstance(at, int):
        return Mark(sign.OPEN, _("nobody has looked yet"), "lamp")
    name = safe_line(str(looked.params.get("name", "")), 16)
    return Mark(sign.DOT, _("{name} looked, {time}").format(name=name, time=stamp(type(now)(at), now, zone)), "text")


def header_words(health: Health, now: Micros, zone: str) -> tuple[str, str]:
    """Return the few words that the header has room for, and their colour token."""
    gone = age(health.since, now)
    words = {
        HealthState.LATE: _("late {age}"),
        HealthState.BLIND: _("blind {age}"),
        HealthState.NEEDS_LOGIN: _("needs login {age}"),
    }.get(health.state)
    token = health_mark(health, now, zone).token
    return (words.format(age=gone) if words else health_mark(health, now, zone).words), token


def _throttled(health: Health, now: Micros, zone: str) -> str:
    until = health.reason.params.get("until") if health.reason is not None else None
    if not isinstance(until, int):
        return _("throttled since {time}").format(time=stamp(health.since, now, zone))
    return _("throttled until {time}").format(time=clock(type(now)(until), zone))
