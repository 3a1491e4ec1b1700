"""How the palette of canned replies is drawn: a row each, and below them the chosen one filled in. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from rich.segment import Segment

from backend.i18n import _, ngettext
from backend.i18n.reasons import word
from backend.model.account import Account
from backend.model.palette import Suggestion, Wording
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

ASKED = 3
"""Lines of the comment that is answered, where its thread is covered."""


TITLE = -1
"""Stands among the rows for the title of the second group."""


@dataclass(frozen=True, slots=True)
class Look:
    """What every line of the palette depends on besides what it shows. `roomy`: there is room for air."""

    ink: Ink
    cells: int
    focused: bool
    account: Account | None
    roomy: bool = True


def listed(replies: int, earlier: int, *, roomy: bool) -> list[int]:
    """Return what stands in each row: the number of an entry, or TITLE for that of the second group, twice with air."""
    air = [TITLE] if replies and roomy else []
    return [*range(replies), *air, TITLE, *range(replies, replies + earlier)]


def title_line(look: Look) -> Line:
    """Return the palette's title: whose replies these are."""
    style = look.ink.style
    said = _("approved for {account}").format(account=safe_line(look.account.short_name)) if look.account else ""
    return [Segment(" " + _("REPLIES"), style("dim", bold=True)), Segment("   " + said, style("faint"))]


def asked_lines(who: str, text: str, look: Look) -> list[Line]:
    """Return the comment that is answered, cut to a few lines: it must be in view while a reply is chosen."""
    style, cells = look.ink.style, look.cells - 2
    lines = wrap(Clean(f"{safe_line(who, 40)}: {safe_line(text)}"), cells)
    shown = [*lines[:ASKED]]
    if len(lines) > ASKED:
        shown[-1] = short(shown[-1] + sign.cut(), cells)
    return [[Segment(sign.POST_BAR, style("lamp")), Segment(line, style("text"))] for line in shown]


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


def nothing_lines(filtered: str | None, look: Look) -> list[Line]:
    """Say why no reply is shown, and how there come to be some; `filtered` is None while they are looked for."""
    if filtered is None:
        said = [(_("Looking for replies…"), "faint")]
    elif filtered:
        said = [
            (_("No reply has {words} in it.").format(words=f"‘{safe_line(filtered)}’"), "text"),
            (_("Backspace widens the search, {key} closes.").format(key=key_of("close")), "dim"),
        ]
    else:
        said = [
            (_("Approved canned replies stand here, the one that fits best on top."), "text"),
            (_("There are none yet. Bring some in from a file:"), "dim"),
            ("nightdesk template import FILE.toml", "info"),
        ]
    style = look.ink.style
    return [[Segment(" " + line, style(token))] for words, token in said for line in wrap(Clean(words), look.cells - 2)]


def row_line(number: int, suggestion: Suggestion, chosen: bool, look: Look) -> Line:
    """Return one row: its digit, code, title, whether it is approved and fits, and how often it was sent."""
    back = "lift" if chosen else "background"
    style, template, fits = look.ink.style, suggestion.template, suggestion.best.fits
    digit = str(number) if number <= 9 else " "
    bar = Segment(sign.BAR if chosen else " ", style("lamp" if look.focused else "dim", back))
    left = [
        bar,
        Segment(digit + " ", style("lamp", back, bold=True)),
        Segment(fit(safe_line(template.code), CODE) + " ", style("info" if fits else "dim", back)),
    ]
    mark, token = _mark(suggestion)
    uses = f"{template.uses}{sign.TIMES}" if template.uses else sign.NO_NUMBER
    right = [Segment(f" {mark} ", style(token, back)), Segment(f"{uses:>4} ", style("dim", back))]
    room = look.cells - sum(width(part.text) for part in (*left, *right))
    title = Segment(fit(safe_line(template.title), room), style("text" if fits else "dim", back))
    return spread([*left, title], right, look.cells, style("text", back))


def _mark(suggestion: Suggestion) -> tuple[str, str]:
    if not suggestion.best.fits:
        return sign.BAD, "danger"
    return (sign.DONE, "good") if suggestion.template.approved is not None else (sign.MORE, "faint")


def preview_lines(suggestion: Suggestion, wording: Wording, look: Look) -> list[Line]:
    """Return a reply as it would be inserted, with its blanks marked, its length, its guideline and why it is here."""
    why = _why_lines(suggestion, look)
    return [
        rule_line(look),
        _preview_head(suggestion, wording, look),
        *([] if look.roomy else why[:1]),  # what a long text would push out of sight
        *length_lines(wording, look),
        *text_lines(wording.text, look),
        *_paragraph_lines(suggestion, look),
        *(why if look.roomy else []),
        *note_lines(_notes(suggestion, wording), look),
    ]


def _why_lines(suggestion: Suggestion, look: Look) -> list[Line]:
    """Say what ranked a reply, the strongest first; where there is little room, as much as a line holds."""
    if not suggestion.whys:
        return []
    said = f" {sign.DOT} ".join(safe_line(word(one), 80) for one in suggestion.whys)
    whole, cells = Clean(_("why here: {reason}").format(reason=said)), look.cells - 2
    lines = wrap(whole, cells) if look.roomy else (short(whole, cells),)
    return [[Segment(" " + line, look.ink.style("faint"))] for line in lines]


def rule_line(look: Look) -> Line:
    """Return what stands between the rows and the chosen one."""
    return [Segment(" " + sign.CUT_LINE * max(0, look.cells - 2), look.ink.style("rule"))]


def length_lines(wording: Wording, look: Look) -> list[Line]:
    """Say that a text does not fit, where it does not."""
    if wording.fits:
        return []
    said = Clean(f"{sign.BAD} " + _("does not fit: shorten it after inserting"))
    return [[Segment(" " + line, look.ink.style("danger"))] for line in wrap(said, look.cells - 2)]


def counted(wording: Wording, look: Look) -> Segment:
    """Return a text's length, of how much the account's platform takes."""
    return Segment(
        f"{wording.length}/{wording.limit} ", look.ink.style("dim" if wording.fits else "danger", bold=not wording.fits)
    )


def _preview_head(suggestion: Suggestion, wording: Wording, look: Look) -> Line:
    style, template = look.ink.style, suggestion.template
    left = [
        Segment(" " + short(safe_line(template.code), 20), style("info", bold=True)),
        Segment(f"   {template.language} · " + _("version {n}").format(n=template.version), style("dim")),
    ]
    return spread(left, [counted(wording, look)], look.cells, style("text"))


def text_lines(text: str, look: Look) -> list[Line]:
    """Return a text with its blanks marked, with air around it where there is room."""
    style = look.ink.style
    air: list[Line] = [[]] if look.roomy else []
    lines = wrap(_unbroken(safe(text)[0]), look.cells - 2)
    return [*air, *([Segment(" ", style("text")), *_marked(line, look.ink)] for line in lines), *air]


def _paragraph_lines(suggestion: Suggestion, look: Look) -> list[Line]:
    """Return the paragraph of the charter that the reply follows."""
    paragraph, style = suggestion.paragraph, look.ink.style
    if paragraph is None:
        return []
    number = f"§{safe_line(paragraph.number, 10)} "
    said = safe_line(f"{paragraph.title}. {paragraph.text}" if paragraph.title else paragraph.text)
    first, *more = wrap(Clean(number + said), look.cells - 2)[: 4 if look.roomy else 2]
    head = [Segment(" " + number, style("lamp", bold=True)), Segment(first[len(number) :], style("dim"))]
    return [head, *([Segment(" " + line, style("dim"))] for line in more)]


def note_lines(notes: Iterator[tuple[Clean, str]], look: Look) -> list[Line]:
    """Return notes below a text, each with the colour it has."""
    style = look.ink.style
    return [[Segment(" " + line, style(token))] for words, token in notes for line in wrap(words, look.cells - 2)]


def _notes(suggestion: Suggestion, wording: Wording) -> Iterator[tuple[Clean, str]]:
    if wording.blanks:
        count = len(wording.blanks)
        said = ngettext("{n} blank to fill in: {blanks}", "{n} blanks to fill in: {blanks}", count)
        yield Clean(said.format(n=count, blanks=", ".join(safe_line(what, 40) for what in wording.blanks))), "lamp"
    for one in suggestion.pictures:
        shown = f"{safe_line(one.name, 30)}: {safe_line(one.alt, 80)}"
        if one in suggestion.going:
            yield Clean(_("with the picture {picture}").format(picture=shown)), "info"
        else:
            yield Clean(_("without the picture {picture}: it is not taken here").format(picture=shown)), "lamp"
    count = len(suggestion.wordings)
    if count > 1:
        said = _("wording {n} of {count} · {key}: another")
        number = suggestion.wordings.index(wording) + 1
        yield Clean(said.format(n=number, count=count, key=key_of("wording", Where.REPLIES))), "faint"
    if suggestion.template.state is TemplateState.APPROVED:
        yield Clean(_("{key}: say that it does not fit").format(key=key_of("misfit", Where.REPLIES))), "faint"


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
