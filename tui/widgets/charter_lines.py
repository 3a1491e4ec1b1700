"""A charter as it is read on the screen: purpose, tone, guidelines, hours as a week, targets, routines. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import NamedTuple

from rich.segment import Segment

from backend.i18n import _
from backend.model.category import Category
from backend.model.charter import Charter, Hours, Paragraph, Routine, Span
from tui.ink import Ink
from tui.symbols import BAD, DONE, UNUSED, USED
from tui.text import fit, safe, safe_line, wrap
from tui.widgets.charter_words import (
    approval_words,
    kind_word,
    kind_words,
    routine_words,
    signature_words,
    span_words,
    target_words,
    weekdays,
)
from tui.widgets.lines import Line, cells_of

READABLE = 88
"""Cells of a line of prose at most: longer ones are hard to read."""

TWO_LISTS = 66
"""Cells from which do and don't stand side by side."""

LABEL = 14
"""Cells of a label before its value."""

INDENT = 3
"""Cells in front of a guideline's text."""

BAR_CELLS = 24
"""Cells of a day: an hour each."""


_SOFT = re.compile(r"(?<=\S)[ \t]*\n(?!\n|[ \t]*(?:[-*+]|\d+[.)])[ \t])[ \t]*")
"""A line break within a paragraph, and not before an item of a list."""


class Look(NamedTuple):
    """What the lines depend on besides the charter: `me` is whose name the example of a signature bears."""

    ink: Ink
    cells: int
    me: str = ""

    def said(self, text: str, colour: str = "soft", indent: int = 1) -> list[Line]:
        """Return prose as lines."""
        room = min(READABLE, self.cells - indent - 1)
        style = self.ink.style(colour)
        return [[Segment(" " * indent + line, style)] for line in wrap(safe(unbroken(text))[0], room)]

    def title(self, words: str, aside: str = "") -> list[Line]:
        """Return a heading with air above it."""
        style = self.ink.style
        return [[], [Segment(f" {words}", style("info", bold=True)), Segment(f"   {aside}", style("dim"))]]

    def pair(self, label: str, words: str, colour: str = "text") -> list[Line]:
        """Return a label and its value, which may take more lines."""
        style = self.ink.style
        lines = wrap(safe_line(words, 2000), max(8, min(READABLE, self.cells - LABEL - 2)))
        return [
            [Segment(" " + fit(label if at == 0 else "", LABEL), style("dim")), Segment(line, style(colour))]
            for at, line in enumerate(lines)
        ]


def unbroken(text: str) -> str:
    """Return prose with the line breaks taken out that only kept the file's lines short, as Markdown reads them."""
    return _SOFT.sub(" ", text.strip())


def charter_lines(charter: Charter, look: Look) -> list[Line]:
    """Return a whole charter, its parts in the order in which they are asked for; what is empty is left out."""
    return [line for part in _parts(charter, look) for line in part]


def _parts(charter: Charter, look: Look) -> Iterator[list[Line]]:
    if charter.purpose:
        yield [*look.title(_("PURPOSE")), *look.said(charter.purpose)]
    if charter.do or charter.dont:
        yield [*look.title(_("TONE")), *tone_lines(charter.do, charter.dont, look)]
    if charter.paragraphs:
        said = (line for one in charter.paragraphs for line in (*paragraph_lines(one, look), []))
        yield [*look.title(_("GUIDELINES")), *said][:-1]
    yield [*look.title(_("HOURS"), safe_line(charter.hours.zone, 40)), *hours_lines(charter.hours, look)]
    if charter.targets:
        yield [*look.title(_("ANSWER TARGETS")), *_targets(charter, look)]
    yield [
        *look.title(_("SIGNATURE")),
        *(line for words in signature_words(charter.signature, look.me) for line in look.said(words)),
    ]
    if approval_words(charter):
        said = (line for words in approval_words(charter) for line in look.said(words))
        yield [*look.title(_("APPROVAL")), *said]
    yield [*look.title(_("LANGUAGES")), *look.said(", ".join(charter.languages))]
    if charter.complaints:
        yield [*look.title(_("COMPLAINTS")), *look.said(charter.complaints)]
    if charter.routines:
        routines = (line for one in charter.routines for line in routine_lines(one, charter.hours, look))
        yield [*look.title(_("ROUTINES")), *routines]
    if charter.forbidden:
        yield [*look.title(_("FORBIDDEN PHRASES")), *forbidden_lines(charter.forbidden, look)]
    if charter.personal.hide or charter.personal.templates:
        yield [*look.title(_("PERSONAL DATA")), *_personal(charter, look)]
    if charter.words:
        yield [*look.title(_("WORDS FOR CANNED REPLIES")), *_words(charter, look)]


def tone_lines(do: Sequence[str], dont: Sequence[str], look: Look) -> list[Line]:
    """Return what to do and what not, side by side where there is room."""
    if look.cells < TWO_LISTS or look.ink.linear:
        return [*_list(_("Do"), DONE, "good", do, look), *_list(_("Don't"), BAD, "danger", dont, look)]
    half = look.cells // 2
    column = look._replace(cells=half)
    left, right = _list(_("Do"), DONE, "good", do, column), _list(_("Don't"), BAD, "danger", dont, column)
    fill = look.ink.style("text")
    nothing: Line = []
    return [
        [*one, Segment(" " * max(0, half - cells_of(one)), fill), *other]
        for one, other in zip_longest(left, right, fillvalue=nothing)
    ]


def _list(title: str, sign: str, token: str, items: Sequence[str], look: Look) -> list[Line]:
    style, lines = look.ink.style, []
    if items:
        lines.append([Segment(f" {title}", style(token, bold=True))])
    for item in items:
        for at, line in enumerate(wrap(safe(item)[0], max(8, min(READABLE, look.cells - 5)))):
            lines.append([Segment(f" {sign if at == 0 else ' '} ", style(token)), Segment(line, style("soft"))])
    return lines


def paragraph_lines(paragraph: Paragraph, look: Look, why: str = "") -> list[Line]:
    """Return a guideline: its number and title, for which comments it matters (or `why` it does here), its text."""
    style = look.ink.style
    number = safe_line(paragraph.number, 12)
    head: Line = [Segment(f" {number}", style("lamp", bold=True))]
    if paragraph.title:
        head.append(Segment(f" {safe_line(paragraph.title, 80)}", style("text", bold=True)))
    about = why or _conditions(paragraph)
    aside = look.said(about, "dim", INDENT) if about else []
    return [head, *aside, *look.said(paragraph.text, "soft", INDENT)]


def _conditions(paragraph: Paragraph) -> str:
    said = [kind_words(paragraph.categories)] if paragraph.categories else []
    said += [_("words: {words}").format(words=", ".join(paragraph.words))] if paragraph.words else []
    return " · ".join(said)


def hours_lines(hours: Hours, look: Look) -> list[Line]:
    """Return a week, a line a day, with a bar of 24 hours where there is room; and the days nobody watches."""
    if not any(hours.week):
        return look.said(_("Around the clock, every day."))
    week = (*hours.week, *((),) * 7)
    lines = [_day(name, spans, look) for name, spans in zip(weekdays(), week, strict=False)]
    closed = look.pair(_("closed"), ", ".join(hours.closed)) if hours.closed else []
    return [*lines, *closed]


def _day(name: str, spans: Sequence[Span], look: Look) -> Line:
    style = look.ink.style
    said = ", ".join(map(span_words, spans)) or _("nobody watches")
    line: Line = [Segment(f" {fit(name, 5)}", style("dim"))]
    if look.cells >= BAR_CELLS + 30 and not look.ink.linear:
        watched = [any(span.start < 60 * (hour + 1) and span.end > 60 * hour for span in spans) for hour in range(24)]
        line += [Segment(USED if one else UNUSED, style("info" if one else "rule")) for one in watched]
        line.append(Segment("  ", style("dim")))
    return [*line, Segment(said, style("text" if spans else "dim"))]


def _targets(charter: Charter, look: Look) -> list[Line]:
    order = (*Category, None)
    return [
        line
        for kind in order
        if kind in charter.targets
        for line in look.pair(kind_word(kind), target_words(charter.targets[kind], charter.hours))
    ]


def routine_lines(routine: Routine, hours: Hours, look: Look) -> list[Line]:
    """Return a routine: its kind, what it asks for, its steps numbered, and when it is over."""
    style = look.ink.style
    about = routine_words(routine, hours)
    lines: list[Line] = [[Segment(f" {kind_word(routine.category)}", style("text", bold=True))]]
    lines += look.said(about, "dim", 3) if about else []
    for at, step in enumerate(routine.steps):
        lines += look.said(f"{at + 1}. {step}", "soft", 3)
    if routine.close_when:
        lines += look.said(_("Over when: {what}").format(what=routine.close_when), "dim", 3)
    return lines


def forbidden_lines(phrases: Sequence[str], look: Look, written: Sequence[str] = ()) -> list[Line]:
    """Return the forbidden phrases; those in `written` stand in the answer, and are marked so."""
    lines: list[Line] = []
    for phrase in phrases:
        here = phrase in written
        said = _("{phrase}: in your answer").format(phrase=phrase) if here else phrase
        lines += look.said(f"{BAD} {said}", "danger" if here else "soft")
    return lines


def _personal(charter: Charter, look: Look) -> list[Line]:
    said = [_("Comments with personal data are hidden at once.")] if charter.personal.hide else []
    if charter.personal.templates:
        said.append(_("They are answered with: {codes}").format(codes=", ".join(charter.personal.templates)))
    return [line for words in said for line in look.said(words)]


def _words(charter: Charter, look: Look) -> list[Line]:
    return [
        line
        for language, words in charter.words.items()
        for name, value in words.items()
        for line in look.pair(f"{language} {safe_line(name, 20)}", value)
    ]
