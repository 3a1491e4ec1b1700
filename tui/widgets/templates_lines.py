"""The list of templates: a row each, the groups above it, and how many there are. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from rich.segment import Segment

from backend.i18n import _, ngettext
from tui import symbols as sign
from tui.text import fit, safe_line, short, width
from tui.widgets.lines import Line, cells_of, spread
from tui.widgets.look import Look
from tui.widgets.marks import SHORT_NAME, badge
from tui.widgets.templates_words import Group, group_word, in_use, is_due, review_words, state_mark

if TYPE_CHECKING:
    from backend.model.template import TemplateCard
    from backend.model.template_view import TemplateBoard

CODE, LANGUAGE, STATE, USES, REVIEW = 11, 3, 9, 6, 13
"""Cells of the columns that every row has, or has where there is room."""

FOR_USES, FOR_ACCOUNT, FOR_REVIEW = 52, 62, 72
"""Cells of a row from which these are shown as well."""


class Columns(NamedTuple):
    """Which columns a list has: those that are the same in every row would only take room from the titles."""

    account: bool
    uses: bool
    review: bool


def columns(rows: Sequence[TemplateCard], cells: int) -> Columns:
    """Return the columns of a list so wide."""
    return Columns(
        cells >= FOR_ACCOUNT and any(one.template.account_id is not None for one in rows),
        cells >= FOR_USES,
        cells >= FOR_REVIEW and any(one.review_at is not None for one in rows),
    )


def head_line(board: TemplateBoard, wanted: str, look: Look) -> Line:
    """Return the line above everything: how many there are and wait, and what the list is narrowed to."""
    style = look.ink.style
    left = [Segment(" " + _("TEMPLATES"), style("dim", bold=True))]
    used = sum(one.template.approved is not None for one in board.cards)
    left.append(Segment("   " + _("{n} in use").format(n=used), style("soft")))
    if board.awaiting:
        said = ngettext("{n} waits for you", "{n} wait for you", len(board.awaiting))
        left.append(Segment(f" {sign.DOT} " + said.format(n=len(board.awaiting)), style("lamp", bold=True)))
    right = [Segment(f" / {short(safe_line(wanted), 30)} ", style("lamp"))] if wanted else []
    return spread(left, right, look.cells, style("text"))


def groups_line(counts: Mapping[Group, int], chosen: Group, look: Look) -> Line:
    """Return the groups with how many templates each has, the one that is listed in brackets.

    Where there is no room for all, empty ones go first, then the last ones.
    """
    shown = dict(counts)
    for group in (*(one for one in counts if not counts[one]), *reversed([*counts])):
        if sum(width(_group(one, shown[one], chosen)) for one in shown) > look.cells and group is not chosen:
            shown.pop(group, None)
    line: Line = []
    for group, count in shown.items():
        here = group is chosen
        token = "text" if here else "lamp" if count and group in (Group.AWAITING, Group.DUE) else "dim"
        line.append(Segment(_group(group, count, chosen), look.ink.style(token, bold=here)))
    return line


def _group(group: Group, count: int, chosen: Group) -> str:
    said = f"{group_word(group)} {count}"
    return f" [{said}]" if group is chosen else f"  {said} "


def row_line(card: TemplateCard, has: Columns, look: Look, *, chosen: bool, focused: bool) -> Line:
    """Return one row, as wide as the list: state as sign and word, code, language, title, more where there is room."""
    back = "lift" if chosen else "background"
    style, one, mark = look.ink.style, card.template, state_mark(card)
    used = sign.DONE if in_use(card) is not None else " "
    left: Line = [
        Segment(sign.BAR if chosen else " ", style("lamp" if focused else "dim", back)),
        Segment(mark.sign, style(mark.token, back)),
        Segment(used + " ", style("good", back)),
        Segment(fit(safe_line(one.code), CODE) + " ", style("info", back)),
        Segment(fit(safe_line(one.language), LANGUAGE) + " ", style("dim", back)),
    ]
    right = _aside(card, has, look, back)
    room = max(0, look.cells - cells_of(left) - cells_of(right))
    title = Segment(fit(safe_line(one.title), room), style("text", back, bold=chosen))
    return [*left, title, *right]


def _aside(card: TemplateCard, has: Columns, look: Look, back: str) -> Line:
    style, one, mark = look.ink.style, card.template, state_mark(card)
    line: Line = []
    if has.account:
        line += [Segment(" ", style("dim", back)), *_whose(card, look, back)]
    line.append(Segment(" " + fit(mark.words, STATE), style(mark.token, back)))
    if has.uses:
        uses = f"{one.uses}{sign.TIMES}" if one.uses else sign.NO_NUMBER
        line.append(Segment(f"{uses:>{USES - 1}} ", style("dim", back)))
    if has.review:
        when = fit(review_words(card, look), REVIEW - 1)
        line.append(Segment(when + " ", style("lamp" if is_due(card, look) else "dim", back)))
    return line


def _whose(card: TemplateCard, look: Look, back: str) -> Line:
    account = look.accounts.get(card.template.account_id or 0)
    if account is None:
        return [Segment(fit(_("all"), SHORT_NAME + 3), look.ink.style("dim", back))]
    return badge(look.ink, account, back)


def nothing_words(group: Group, wanted: str) -> str:
    """Say why no template is listed, and what to do."""
    if wanted:
        return _("No template has all these words. Esc forgets them.")
    return {
        Group.ALL: _("No template has been written yet. n writes the first, or: nightdesk template import --help"),
        Group.AWAITING: _("Nothing waits for your approval."),
        Group.MINE: _("You have written none, and answer for none. n writes one."),
        Group.DUE: _("Nothing is to be read anew by you."),
        Group.RETIRED: _("None is retired."),
    }[group]
