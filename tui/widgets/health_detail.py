"""All that is known of one account's health: state, login, outbox, what is read and what can be done there. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.segment import Segment

from backend.i18n import _
from backend.i18n.abilities import acts, messages, reads
from backend.i18n.reasons import word
from backend.model.account import HealthState
from backend.model.clock import SECOND
from backend.model.health import renewal
from backend.model.place import PLACE
from tui import symbols as sign
from tui.bound import key_of
from tui.text import Clean, fit, safe_line, wrap
from tui.when import age, spoken, stamp
from tui.widgets.health_lines import Look, ends_token, gauge, next_words, outbox_words, platform_name, whole_words
from tui.widgets.health_words import health_mark
from tui.widgets.lines import Line
from tui.widgets.marks import badge

if TYPE_CHECKING:
    from backend.model.health import AccountHealth

LABEL = 24
"""Cells of the words in front of each part."""

READABLE = 110
"""Cells after which a line is broken even where there is room."""

Part = tuple[str, str, str]
"""What it is about, the words, and their colour token."""


def detail_lines(one: AccountHealth, look: Look) -> list[Line]:
    """Return all lines on one account, what needs somebody first."""
    account, style = one.account, look.ink.style
    called = f"@{safe_line(account.handle, 120).lstrip('@')}" if account.handle else safe_line(account.base_url, 120)
    who = f"   {called}  {sign.DOT} {platform_name(account.platform)}"
    lines: list[Line] = [[Segment(" ", style("dim")), *badge(look.ink, account, "background", 0),
                          Segment(fit(who, look.cells - 16).rstrip(), style("dim"))]]  # fmt: skip
    for about, words, tone in (*_state(one, look), *_reading(one, look), *_outbox(one, look), *_login(one, look)):
        lines += _part(about, words, tone, look)
    for about, words in messages(account.unread):
        lines += _part(about, safe_line(words), "info", look)
    for about, words in (*reads(account.capabilities), *acts(account.capabilities)):
        lines += _part(about, words, "soft", look)
    return lines


def _part(about: str, words: str, tone: str, look: Look) -> list[Line]:
    """Return a part on as many lines as it needs, its name in front of the first."""
    style, label = look.ink.style, min(LABEL, look.cells // 3)
    broken = wrap(Clean(words), min(READABLE, look.cells - label - 3))
    return [
        [
            Segment(" " + fit(about if not at else "", label), style("dim")),
            Segment(line, style(tone, bold=tone == "danger")),
        ]
        for at, line in enumerate(broken)
    ]


def _state(one: AccountHealth, look: Look) -> Iterator[Part]:
    health = one.account.health
    mark = health_mark(health, look.now, look.zone)
    yield _("state"), f"{mark.sign} {mark.words}", mark.token
    if health.reason is not None:
        yield _("why"), safe_line(word(health.reason, look.zone)), "text"
    if health.state is HealthState.NEEDS_LOGIN:
        names = ", ".join(safe_line(name, 60) for name in one.login.renewers)
        yield _("who can mend it"), names or _("nobody is named"), "text" if names else "lamp"
        first = one.login.renewers[0] if one.login.renewers else ""
        yield _("on the worker's machine"), safe_line(renewal(one.account, first)), "info"


def _reading(one: AccountHealth, look: Look) -> Iterator[Part]:
    if one.account.platform == PLACE:
        yield _("reading"), _("members look at it and capture by hand: {key}").format(key=key_of("place")), "text"
        return
    health, since = one.account.health, one.account.complete_since
    next_look, tone = next_words(one, look)
    whole = whole_words(one, look)
    if health.last_complete_at is not None:
        whole = f"{stamp(health.last_complete_at, look.now, look.zone)} ({whole})"
    yield _("last read whole"), whole, "text"
    yield _("next look"), next_look, tone
    unknown = _("not yet: older comments are still being read")
    yield _("all read since"), unknown if since is None else stamp(since, look.now, look.zone), "text"
    bar = "" if look.ink.linear else f"{''.join(gauge(health.rate_share))} "
    yield _("rate limit used"), bar + _share_words(one), "text"


def _share_words(one: AccountHealth) -> str:
    limits = one.account.capabilities.limits
    per = _("of {requests} requests in {span}")
    span = spoken(limits.window_s * SECOND)
    return f"{one.account.health.rate_share:.0%} " + per.format(requests=f"{limits.requests:,}", span=span)


def _outbox(one: AccountHealth, look: Look) -> Iterator[Part]:
    said = f" {sign.DOT} ".join(words for words, _token in outbox_words(one))
    if one.outgoing.oldest_at is not None:
        said += f" {sign.DOT} " + _("the oldest since {age}").format(age=age(one.outgoing.oldest_at, look.now))
    if one.outgoing.approval:
        said += f" {sign.DOT} " + _("{n} of them for approval").format(n=one.outgoing.approval)
    yield _("outbox"), said, outbox_words(one)[0][1] if one.outgoing.failed or one.outgoing.unknown else "text"


def _login(one: AccountHealth, look: Look) -> Iterator[Part]:
    login = one.login
    if not login.needed:
        return
    if login.by and login.at is not None:
        whose = _("{name}'s, since {time}").format(
            name=safe_line(login.by, 60), time=stamp(login.at, look.now, look.zone)
        )
        yield _("login"), whose, "text"
    else:
        yield _("login"), _("nobody said whose it is"), "lamp"
    if login.ends_at is not None:
        tone = ends_token(login.ends_at, look.now)
        yield _("login ends"), stamp(login.ends_at, look.now, look.zone), "text" if tone == "dim" else tone
    if login.warning is not None:
        how = f" {safe_line(one.account.short_name, 20)} --add NAME"
        yield _("can renew it"), f"{sign.WARNING} {safe_line(word(login.warning))}{how}", "lamp"
    else:
        yield _("can renew it"), ", ".join(safe_line(name, 60) for name in login.renewers), "team"
