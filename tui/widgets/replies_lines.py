"""How the palette of canned replies is drawn: a row each, and below them the chosen one filled in. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from rich.segment import Segment

from backend.i18n import _, ngettext
from backend.i18n.reasons import word
from backend.model.account import Account
from backend.model.desk import Suggestion
from backend.model.template import TemplateState
from tui import symbols as sign
from tui.bound import key_of
from tui.commands import Where
from tui.ink import Ink
from tui.text import Clean, fit, safe, safe_line, short, width, wrap
from tui.widgets.drafting import BLANK
from tui.widgets.lines import Line, spread

CODE = 9
"""Cells of a template's code."""


@dataclass(frozen=True, slots=True)
class Look:
    """What every line of the palette depends on besides what it shows."""

    ink: Ink
    cells: int
    focused: bool
    account: Account | None


def title_line(look: Look) -> Line:
    """Return the palette's title: whose replies these are."""
    style = look.ink.style
    said = _("approved for {account}").format(account=safe_line(look.account.short_name)) if look.account else ""
    return [Segment(" " + _("REPLIES"), style("dim", bold=True)), Segment("   " + said, style("faint"))]


def filter_line(typed: str, language: str, look: Look) -> Line:
    """Return the field for the filter, with a cursor while typing goes there, and the comment's language."""
    style = look.ink.style
    line: Line = [Segment(f" {sign.PROMPT} ", style("lamp" if look.focused else "faint", bold=True))]
    if typed:
        line.append(Segment(safe_line(typed), style("text")))
    if look.focused:
        line.append(Segment(sign.CARET, style("lamp")))
    if not typed:
        choose = _("{key}: choose here").format(key=key_of("replies", Where.COMPOSER))
        line.append(Segment(_("type to filter") if look.focused else choose, style("faint")))
    return spread(line, [Segment(language + " ", style("dim"))], look.cells, style("text"))


def row_line(number: int, suggestion: Suggestion, chosen: bool, look: Look) -> Line:
    """Return one row: its digit, code, title, whether it is approved and fits, and how often it was sent."""
    back = "lift" if chosen else "background"
    style, template = look.ink.style, suggestion.template
    digit = str(number) if number <= 9 else " "
    bar = Segment(sign.BAR if chosen else " ", style("lamp" if look.focused else "dim", back))
    left = [
        bar,
        Segment(digit + " ", style("lamp", back, bold=True)),
        Segment(fit(safe_line(template.code), CODE) + " ", style("info" if suggestion.fits else "dim", back)),
    ]
    mark, token = _mark(suggestion)
    uses = f"{template.uses}{sign.TIMES}" if template.uses else sign.NO_NUMBER
    right = [Segment(f" {mark} ", style(token, back)), Segment(f"{uses:>4} ", style("dim", back))]
    room = look.cells - sum(width(part.text) for part in (*left, *right))
    title = Segment(fit(safe_line(template.title), room), style("text" if suggestion.fits else "dim", back))
    return spread([*left, title], right, look.cells, style("text", back))


def _mark(suggestion: Suggestion) -> tuple[str, str]:
    if not suggestion.fits:
        return sign.BAD, "danger"
    return (sign.DONE, "good") if suggestion.template.state is TemplateState.APPROVED else (sign.MORE, "faint")


def preview_lines(suggestion: Suggestion, look: Look) -> list[Line]:
    """Return a reply as it would be inserted, with its blanks marked, its length and why it stands where it does."""
    style, cells = look.ink.style, look.cells - 2
    lines: list[Line] = [[Segment(" " + sign.CUT_LINE * max(0, cells), style("rule"))], _preview_head(suggestion, look)]
    if not suggestion.fits:
        said = Clean(f"{sign.BAD} " + _("does not fit: shorten it after inserting"))
        lines += [[Segment(" " + line, style("danger"))] for line in wrap(said, cells)]
    lines.append([])
    for line in wrap(_unbroken(safe(suggestion.text)[0]), cells):
        lines.append([Segment(" ", style("text")), *_marked(line, look.ink)])
    lines.append([])
    lines += [[Segment(" " + line, style(token))] for words, token in _notes(suggestion) for line in wrap(words, cells)]
    return lines


def _preview_head(suggestion: Suggestion, look: Look) -> Line:
    style, template = look.ink.style, suggestion.template
    limit = look.account.capabilities.limits.text if look.account else None
    length = f"{suggestion.length}/{limit} " if limit else f"{suggestion.length} "
    left = [
        Segment(" " + short(safe_line(template.code), 20), style("info", bold=True)),
        Segment(f"   {template.language} · " + _("version {n}").format(n=template.version), style("dim")),
    ]
    count = Segment(length, style("dim" if suggestion.fits else "danger", bold=not suggestion.fits))
    return spread(left, [count], look.cells, style("text"))


def _notes(suggestion: Suggestion) -> Iterator[tuple[Clean, str]]:
    if suggestion.blanks:
        count = len(suggestion.blanks)
        said = ngettext("{n} blank to fill in: {blanks}", "{n} blanks to fill in: {blanks}", count)
        yield Clean(said.format(n=count, blanks=", ".join(safe_line(what, 40) for what in suggestion.blanks))), "lamp"
    if suggestion.why is not None:
        yield Clean(_("why here: {reason}").format(reason=word(suggestion.why))), "faint"


def _unbroken(text: Clean) -> Clean:
    """Keep the words of a blank on one line, so that it can be marked whole."""
    return Clean(BLANK.sub(lambda match: match[0].replace(" ", "\u00a0"), text))


def _marked(line: str, ink: Ink) -> Line:
    parts: Line = []
    at = 0
    for match in BLANK.finditer(line):
        parts.append(Segment(line[at : match.start()], ink.style("soft")))
        parts.append(Segment(match[0], ink.style("lamp", bold=True, under=True)))
        at = match.end()
    return [*(part for part in parts if part.text), Segment(line[at:], ink.style("soft"))]
