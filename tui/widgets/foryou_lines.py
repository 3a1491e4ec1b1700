"""What waits for me, as it is drawn: groups with their counts, a line for each, and all of the one under the cursor."""

from __future__ import annotations

from collections.abc import Sequence

from rich.segment import Segment

from backend.i18n import _, ngettext
from backend.i18n.reasons import word
from backend.model.foryou import ForYou, Waits
from backend.model.reason import Reason
from tui import symbols as sign
from tui.commands import named
from tui.text import Clean, fit, safe, safe_line, width, wrap
from tui.when import age, stamp
from tui.widgets.lines import Line, spread
from tui.widgets.look import Look
from tui.widgets.marks import badge

DECIDED = frozenset({Waits.ANSWER, Waits.SECOND, Waits.TEMPLATE})
"""What a yes or a no of mine settles here."""

LEAD = 14
"""Cells in front of a line: the bar, badge and short name."""


def list_lines(rows: Sequence[ForYou], chosen: int, look: Look) -> tuple[list[Line], int]:
    """Return all lines of the list, groups in order, and the line on which the one at `chosen` stands."""
    lines: list[Line] = []
    at = 0
    for place, one in enumerate(rows):
        if not place or rows[place - 1].kind is not one.kind:
            count = sum(each.kind is one.kind for each in rows)
            lines.append([Segment(f" {_title(one).upper()}  {count}", look.ink.style("faint", bold=True))])
        if place == chosen:
            at = len(lines)
        lines.append(row_line(one, look, selected=place == chosen))
    return lines, at


def row_line(one: ForYou, look: Look, *, selected: bool) -> Line:
    """Return one line: on which account, what, from whom, since or until when."""
    style, back = look.ink.style, "lift" if selected else "background"
    late = one.until is not None and one.until < look.now
    when = f" {_ends(one, look)} "
    who = safe_line(one.who, 20)
    left = [
        Segment(sign.BAR if selected else " ", style("lamp", back)),
        Segment(f"{sign.LATE} " if late else "  ", style("danger", back, bold=True)),
        *badge(look.ink, look.accounts.get(one.account_id or 0), back),
        Segment(" ", style("dim", back)),
    ]
    room = look.cells - LEAD - width(when) - (width(who) + 2 if who else 0)
    said = safe_line(" ".join(filter(None, (_act(one), one.title))), 200)
    return [
        *left,
        Segment(fit(said, room), style("text", back, bold=selected)),
        Segment(f"  {who}" if who else "", style("team", back)),
        Segment(when, style("danger" if late else "dim", back)),
    ]


def detail_lines(one: ForYou, look: Look) -> list[Line]:
    """Return all that must be read to decide about one."""
    style = look.ink.style
    who = _("from {name}").format(name=safe_line(one.who, 40)) if one.who else ""
    since = _("since {time}").format(time=stamp(one.since, look.now, look.zone))
    head = f"  {sign.DOT}  ".join(filter(None, (who, since, _ends(one, look) if one.until is not None else "")))
    text = wrap(safe(one.text or one.title)[0], look.cells - 2)
    return [
        [Segment(" " + fit(head, look.cells - 2), style("dim"))],
        *([Segment(" " + line, style("text"))] for line in text),
    ]


def head_line(rows: Sequence[ForYou], look: Look) -> Line:
    """Return the line above everything."""
    style, late = look.ink.style, sum(one.until is not None and one.until < look.now for one in rows)
    said = ngettext("{n} thing waits for you", "{n} things wait for you", len(rows)).format(n=len(rows))
    left = [
        Segment(" " + _("FOR YOU") + "   ", style("dim", "panel", bold=True)),
        Segment(said if rows else _("nothing waits for you"), style("text" if rows else "good", "panel", bold=True)),
    ]
    right = [Segment(f"{sign.LATE} " + _("{n} late").format(n=late) + " ", style("danger", "panel"))] if late else []
    return spread(left, right, look.cells, style("text", "panel"))


def spoken(one: ForYou, place: str, look: Look) -> Clean:
    """Return one as a sentence for whoever listens."""
    account = look.accounts.get(one.account_id or 0)
    where = safe_line(account.short_name, 20) if account else ""
    words = (_act(one), safe_line(one.title, 200), safe_line(one.who, 40), _ends(one, look))
    return Clean(", ".join(filter(None, (place, _title(one).capitalize(), where, *words))))


def _title(one: ForYou) -> str:
    """Return what its group is called."""
    return word(Reason(f"waits.{one.kind.value}"))


def _act(one: ForYou) -> str:
    """Say which act of a colleague's waits, or what a case is about."""
    if one.kind is Waits.SECOND:
        return _(named(one.act).label) + ":"
    return word(Reason(f"category.{one.act}")) + ":" if one.kind is Waits.CASE else ""


def _ends(one: ForYou, look: Look) -> str:
    if one.until is None:
        return age(one.since, look.now)
    return _("until {time}").format(time=stamp(one.until, look.now, look.zone))
