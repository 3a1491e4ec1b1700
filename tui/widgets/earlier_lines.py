"""How our earlier answers to similar comments are drawn, below the canned replies. Pure."""

from collections.abc import Iterator

from rich.segment import Segment

from backend.i18n import _
from backend.i18n.reasons import word
from backend.model.clock import Micros
from backend.model.palette import Earlier
from tui import symbols as sign
from tui.bound import key_of
from tui.commands import Where
from tui.text import Clean, fit, safe_line, width, wrap
from tui.when import day, stamp
from tui.widgets.lines import Line, spread
from tui.widgets.replies_lines import Look, counted, length_lines, note_lines, rule_line, text_lines

WHO = 9
"""Cells of the name of who answered."""

ASKED = 2
"""Lines of what was answered."""


def title_line(look: Look, count: int | None) -> Line:
    """Return the group's title; `count` is None while the answers are looked for."""
    style = look.ink.style
    said = _("looking…") if count is None else str(count) if count else _("none like this yet")
    return [Segment(" " + _("EARLIER ANSWERS"), style("dim", bold=True)), Segment("   " + said, style("faint"))]


def row_line(one: Earlier, now: Micros, zone: str, chosen: bool, look: Look) -> Line:
    """Return one row: who answered, what, and when, and whether it still stands as it was sent."""
    back = "lift" if chosen else "background"
    style = look.ink.style
    left = [
        Segment(sign.BAR if chosen else " ", style("lamp" if look.focused else "dim", back)),
        Segment("  ", style("text", back)),
        Segment(fit(safe_line(_who(one)), WHO) + " ", style("team", back)),
    ]
    mark, token = _mark(one)
    right = [
        Segment(f" {mark} ", style(token, back)),
        Segment(f"{day(one.sent_at, now, zone):>6} ", style("dim", back)),
    ]
    room = look.cells - sum(width(part.text) for part in (*left, *right))
    usable = one.refused is None and not one.deleted
    text = Segment(fit(safe_line(one.wording.text, 120), room), style("text" if usable else "dim", back))
    return spread([*left, text], right, look.cells, style("text", back))


def _who(one: Earlier) -> str:
    return one.member or _("the page")


def _mark(one: Earlier) -> tuple[str, str]:
    if one.deleted:
        return sign.BAD, "danger"
    return (sign.WRITING, "lamp") if one.edited else (sign.DONE, "good")


def preview_lines(one: Earlier, now: Micros, zone: str, look: Look) -> list[Line]:
    """Return an answer as it would be inserted, what it answered, and what has become of it since."""
    style = look.ink.style
    said = f" · {safe_line(one.account, 20)} · {stamp(one.sent_at, now, zone)}"
    left = [Segment(" " + safe_line(_who(one), 20), style("team", bold=True)), Segment(said, style("dim"))]
    asked = wrap(Clean(_("to: {words}").format(words=safe_line(one.asked))), look.cells - 2)[:ASKED]
    return [
        rule_line(look),
        spread(left, [counted(one.wording, look)], look.cells, style("text")),
        *([Segment(" " + line, style("faint"))] for line in asked),
        *length_lines(one.wording, look),
        *text_lines(one.wording.text, look),
        *note_lines(_notes(one), look),
    ]


def _notes(one: Earlier) -> Iterator[tuple[Clean, str]]:
    if one.refused is not None:
        yield Clean(f"{sign.BAD} {word(one.refused)}"), "danger"
    if one.deleted:
        yield Clean(f"{sign.BAD} " + _("deleted since it was sent")), "danger"
    elif one.edited:
        yield Clean(f"{sign.WRITING} " + _("edited since it was sent")), "lamp"
    if one.url:
        yield Clean(safe_line(one.url)), "info"
    yield Clean(_("{key}: propose it as a canned reply").format(key=key_of("propose", Where.REPLIES))), "faint"
