"""How the list of cases and of promises is drawn: head, rows, what a screen reader is told of a row. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.segment import Segment

from backend.i18n import _, ngettext
from tui import symbols as sign
from tui.text import Clean, fit, safe_line, short, width
from tui.widgets.case_words import category_word, next_words, owner_words, people_words, promise_words
from tui.widgets.lines import Line, put, spread
from tui.widgets.look import Look
from tui.widgets.marks import badge

if TYPE_CHECKING:
    from backend.model.case import CaseBoard, CaseRow, Promise
    from backend.model.clock import Micros


@dataclass(frozen=True, slots=True)
class CaseLook(Look):
    """`me` is the member's name, whose own cases and promises stand out."""

    me: str


def head_line(board: CaseBoard, look: Look, *, promises: bool) -> Line:
    """Return the line above everything: the two lists, which of them is shown, and how much of each is late."""
    style = look.ink.style
    open_ = [row for row in board.cases if row.closed_at is None]
    late = sum(row.is_late(look.now) for row in open_), sum(one.due_at < look.now for one in board.promises)
    tabs = ((_("CASES"), len(open_), not promises), (_("PROMISES"), len(board.promises), promises))
    line: Line = []
    for title, count, here in tabs:
        mark = f"{sign.PROMPT} " if here else "  "
        line += put((f" {mark}{title} {count}  ", style("lamp" if here else "dim", "panel", bold=here)))
    said = ngettext("{n} late", "{n} late", sum(late)).format(n=sum(late))
    right = put((f" {sign.LATE} {said} ", style("danger", "panel", bold=True))) if sum(late) else []
    return spread(line, right, look.cells, style("text", "panel"))


def case_sign(row: CaseRow, now: Micros) -> tuple[str, str]:
    """Return the sign of a case and its colour token."""
    if row.closed_at is not None:
        return sign.DONE, "good"
    if row.is_late(now):
        return sign.LATE, "danger"
    return (sign.OPEN, "text") if row.acknowledged_at is not None else (sign.ASKS, "lamp")


def case_lines(row: CaseRow, look: CaseLook, *, chosen: bool) -> list[Line]:
    """Return the two lines of a case: what and whose, then deadline, steps and people."""
    style, back = look.ink.style, "lift" if chosen else "background"
    mark, token = case_sign(row, look.now)
    mine = bool(row.owner) and row.owner == look.me
    bar = Segment(sign.BAR if chosen else " ", style("lamp", back))
    first = [
        bar,
        Segment(f"{mark} ", style(token, back, bold=True)),
        *badge(look.ink, look.accounts.get(row.account_id), back),
        Segment(f" {row.id:<4d} {category_word(row.category)} ", style("text", back, bold=chosen)),
    ]
    owner = [Segment(f" {owner_words(row.owner)} ", style("lamp" if mine else "team" if row.owner else "dim", back))]
    words, tone = next_words(row, look.now, look.zone)
    second = [bar, Segment("  ", style("dim", back)), Segment(words, style(tone, back))]
    more = "".join(f" {sign.DOT} {each}" for each in (_counts(row), people_words(row)) if each)
    second.append(Segment(short(more, max(0, look.cells - 3 - width(words))), style("dim", back)))
    return [spread(first, owner, look.cells, style("text", back)), spread(second, [], look.cells, style("dim", back))]


def _counts(row: CaseRow) -> str:
    said = [
        _("steps {done} of {all}").format(done=row.steps - row.open_steps, all=row.steps) if row.steps else "",
        ngettext("{n} promise", "{n} promises", row.promises).format(n=row.promises) if row.promises else "",
        ngettext("{n} question", "{n} questions", row.questions).format(n=row.questions) if row.questions else "",
    ]
    return ", ".join(filter(None, said))


def promise_lines(one: Promise, look: CaseLook, *, chosen: bool) -> list[Line]:
    """Return the two lines of a promise: to whom, whose and until when; then what was said."""
    style, back = look.ink.style, "lift" if chosen else "background"
    words, token = promise_words(one, look.now, look.zone)
    late = one.open and one.due_at < look.now
    bar = Segment(sign.BAR if chosen else " ", style("lamp", back))
    first = [
        bar,
        Segment(f"{sign.LATE if late else sign.OPEN} ", style("danger" if late else "text", back, bold=True)),
        *badge(look.ink, look.accounts.get(one.account_id), back),
        Segment(" " + _("to {name}").format(name=safe_line(one.to, 40)), style("text", back, bold=chosen)),
        Segment(f" {sign.DOT} {words}", style(token, back)),
    ]
    mine = one.owner == look.me
    owner = [Segment(f" {owner_words(one.owner)} ", style("lamp" if mine else "team", back))]
    said = fit(safe_line(one.text, 300), max(1, look.cells - 4))
    second = [bar, Segment(f"  {said}", style("soft", back))]
    return [spread(first, owner, look.cells, style("text", back)), spread(second, [], look.cells, style("dim", back))]


def spoken_case(row: CaseRow, place: str, look: Look) -> Clean:
    """Say a case's row as a sentence, for whoever listens."""
    account = look.accounts.get(row.account_id)
    said = [
        _("Case {number}, {place}").format(number=row.id, place=place) if place else str(row.id),
        category_word(row.category),
        safe_line(account.short_name, 20) if account is not None else "",
        next_words(row, look.now, look.zone)[0],
        _("owner {name}").format(name=owner_words(row.owner)),
        _counts(row),
        people_words(row),
    ]
    return Clean(", ".join(filter(None, said)))


def spoken_promise(one: Promise, place: str, look: Look) -> Clean:
    """Say a promise's row as a sentence, for whoever listens."""
    said = [
        _("Promise {place}").format(place=place) if place else "",
        _("to {name}").format(name=safe_line(one.to, 40)),
        promise_words(one, look.now, look.zone)[0],
        _("by {name}").format(name=owner_words(one.owner)),
        safe_line(one.text, 200),
    ]
    return Clean(", ".join(filter(None, said)))


def foot_line(keys: Sequence[tuple[str, str]], look: Look) -> Line:
    """Return the line of keys, as many as there is room for."""
    style = look.ink.style
    line: Line = [Segment(" ", style("dim", "panel"))]
    left = look.cells - 1
    for key, label in keys:
        cells = width(key) + width(label) + 3
        if cells > left:
            break
        line += [Segment(key, style("lamp", "panel", bold=True)), Segment(f" {label}  ", style("text", "panel"))]
        left -= cells
    return [*line, Segment(" " * look.cells, style("text", "panel"))]
