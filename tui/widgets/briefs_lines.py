"""Briefs as they are drawn: unread on top of the desk, as one line once they are read, and in their list. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.segment import Segment

from backend.i18n import _
from tui import symbols as sign
from tui.bound import key_of
from tui.text import Clean, fit, safe, safe_line, short, width, wrap
from tui.when import stamp
from tui.widgets.lines import Line, spread
from tui.widgets.look import Look
from tui.widgets.marks import badge

if TYPE_CHECKING:
    from backend.model.brief import Brief

LEAD = 14
"""Cells in front of a title: the bar, and whom it is for."""


def band_lines(briefs: Sequence[Brief], room: int, look: Look) -> list[Line]:
    """Return what stands on top of the desk: the first unread brief in at most `room` lines, else one line for all."""
    if not briefs:
        return []
    first = briefs[0]
    return [_kept_line(briefs, look)] if first.read else _unread(first, briefs, room, look)


def _kept_line(briefs: Sequence[Brief], look: Look) -> Line:
    """Return the one dim line of briefs that are read."""
    said = f"  {sign.DOT}  ".join(f"{_line(one.title)} {_until(one, look)}" for one in briefs)
    style = look.ink.style("dim", "panel")
    key = f" {key_of('briefs')} "
    return spread([Segment(f" {sign.FLAG} " + short(said, look.cells - width(key) - 4), style)],
                  [Segment(key, style)], look.cells, style)  # fmt: skip


def _unread(one: Brief, briefs: Sequence[Brief], room: int, look: Look) -> list[Line]:
    style = look.ink.style
    bar = Segment(f"{sign.BAR} ", style("lamp", "panel"))
    unread = sum(not each.read for each in briefs)
    left = [bar, Segment(_("BRIEF") + " ", style("lamp", "panel", bold=True)), *_whose(one, look, "panel")]
    left.append(Segment(" " + _line(one.title), style("text", "panel", bold=True)))
    when = f" {_until(one, look)} {sign.DOT} {_line(one.member)} "
    fits = sum(width(part.text) for part in left) + width(when) <= look.cells
    right = [Segment(when if fits else "", style("dim", "panel"))]
    words = [*_words(one, look.cells - 4), *(() if fits else (when.strip(),))]
    if len(words) > room - 2:
        words = [*words[: max(0, room - 3)], Clean(_("more: {key}").format(key=key_of("briefs")))]
    said = _("{key} I have read it").format(key=key_of("brief_read"))
    if unread > 1:
        said += f"   {sign.DOT} " + _("{n} more unread").format(n=unread - 1)
    return [
        spread(left, right, look.cells, style("text", "panel")),
        *([bar, Segment(fit(line, look.cells - 2), style("text", "panel"))] for line in words),
        [bar, Segment(fit(said, look.cells - 2), style("lamp", "panel"))],
    ]


def _words(one: Brief, cells: int) -> list[str]:
    """Return what a brief says, in lines: its text, then the templates to use and to avoid."""
    listed = [
        _("use: {codes}").format(codes=", ".join(map(_line, one.use))) if one.use else "",
        _("do not use: {codes}").format(codes=", ".join(map(_line, one.avoid))) if one.avoid else "",
    ]
    text = wrap(safe(one.text)[0], cells) if one.text else ()
    codes = f"  {sign.DOT}  ".join(filter(None, listed))
    return [*text, *(wrap(Clean(codes), cells) if codes else ())]


def row_line(one: Brief, look: Look, *, selected: bool) -> Line:
    """Return a row of the list."""
    style, back = look.ink.style, "lift" if selected else "background"
    over = not one.holds(look.now)
    state = _("over") if over else _("read") if one.read else _("unread")
    mark, token = (sign.NO_NUMBER, "faint") if over else (sign.DONE, "dim") if one.read else (sign.CHOSEN, "lamp")
    right = f" {state} {sign.DOT} {_until(one, look)} "
    left = [
        Segment(sign.BAR if selected else " ", style("lamp", back)),
        Segment(f"{mark} ", style(token, back)),
        *_whose(one, look, back, LEAD - 3),
    ]
    room = look.cells - LEAD - width(right)
    title = Segment(fit(_line(one.title), room), style("dim" if over else "text", back, bold=selected))
    return [*left, title, Segment(right, style(token, back))]


def detail_lines(one: Brief, look: Look) -> list[Line]:
    """Return all of a brief."""
    style = look.ink.style
    who = _("version {n} by {name}, {time}").format(
        n=one.version, name=_line(one.member), time=stamp(one.made_at, look.now, look.zone)
    )
    return [
        [Segment(" " + _line(one.title), style("text", bold=True))],
        [Segment(" " + who, style("dim"))],
        [],
        *([Segment(" " + line, style("text"))] for line in _words(one, look.cells - 2)),
    ]


def spoken(one: Brief, look: Look) -> Clean:
    """Return a brief as a sentence for whoever listens."""
    account = look.accounts.get(one.account_id or 0)
    where = safe_line(account.short_name, 20) if account else _("all accounts")
    state = _("over") if not one.holds(look.now) else _("read") if one.read else _("unread")
    return Clean(", ".join((state, where, _line(one.title), _until(one, look), *_words(one, 10_000))))


def _whose(one: Brief, look: Look, back: str, cells: int = 0) -> list[Segment]:
    if one.account_id is None:
        words = _("all accounts")
        return [Segment(fit(words, cells) if cells else words, look.ink.style("team", back))]
    return badge(look.ink, look.accounts.get(one.account_id), back, cells - 3 if cells else 0)


def _until(one: Brief, look: Look) -> str:
    if one.ended_at is not None:
        return _("ended {time}").format(time=stamp(one.ended_at, look.now, look.zone))
    return _("until {time}").format(time=stamp(one.until, look.now, look.zone))


def _line(text: str) -> Clean:
    return safe_line(text, 120)
