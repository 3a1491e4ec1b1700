"""Two texts held against each other: side by side where there is room, else one above the other. Pure.

What only the left one has is marked `-`, what only the right one has `+`; the words that differ are underlined, so that
it is told without colour as well. What is alike is folded.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import NamedTuple

from rich.segment import Segment

from backend.i18n import _, ngettext
from tui.ink import Ink
from tui.text import Clean, safe, short, width, wrap
from tui.widgets.columns import beside
from tui.widgets.lines import Line

SIDE_BY_SIDE = 110
"""Columns from which both stand side by side."""

AROUND = 2
"""Lines that are shown around a difference."""

Words = list[tuple[str, bool]]
"""The words of a line, each with whether it differs from the other side's."""


class Side(NamedTuple):
    """One of the two: what it is called, and its text."""

    title: Clean
    text: str


class Row(NamedTuple):
    """A line of each side, None where it has none; `alike`, or so many folded lines that are."""

    left: Words | None
    right: Words | None
    alike: bool = False
    folded: int = 0


def compared(left: Side, right: Side, ink: Ink, cells: int) -> tuple[list[Line], list[int]]:
    """Return both texts as lines to be drawn, and at which of them a difference begins."""
    rows = list(_rows(left.text.split("\n"), right.text.split("\n")))
    beside = cells >= SIDE_BY_SIDE and not ink.linear
    draw = _Beside(ink, cells) if beside else _Stacked(ink, cells)
    lines, starts = draw.titles(left.title, right.title), []
    for at, row in enumerate(rows):
        if not row.alike and (at == 0 or rows[at - 1].alike):
            starts.append(len(lines))
        lines += draw.row(row)
    if not starts:
        lines.append([Segment(" " + _("Both say the same."), ink.style("good"))])
    return lines, starts


def _rows(before: Sequence[str], after: Sequence[str]) -> Iterator[Row]:
    matcher = SequenceMatcher(a=before, b=after, autojunk=False)
    codes = matcher.get_opcodes()
    for at, (kind, a, b, c, d) in enumerate(codes):
        if kind == "equal":
            yield from _alike(before[a:b], first=at == 0, last=at == len(codes) - 1)
            continue
        for one, other in zip_longest(before[a:b], after[c:d]):
            yield _pair(one, other)


def _alike(lines: Sequence[str], *, first: bool, last: bool) -> Iterator[Row]:
    """Return the lines near a difference, and in place of the others how many they are."""
    head, tail = (0 if first else AROUND), (0 if last else AROUND)
    if len(lines) <= head + tail + 1:
        head, tail = len(lines), 0
    for line in lines[:head]:
        yield Row(_plain(line), _plain(line), alike=True)
    if len(lines) > head + tail:
        yield Row(None, None, alike=True, folded=len(lines) - head - tail)
    for line in lines[len(lines) - tail :]:
        yield Row(_plain(line), _plain(line), alike=True)


def _plain(line: str) -> Words:
    return [(word, False) for word in line.split(" ")]


def _pair(one: str | None, other: str | None) -> Row:
    """Return two lines that stand in each other's place, with the words that differ."""
    if one is None or other is None:
        return Row(None if one is None else _plain(one), None if other is None else _plain(other))
    before, after = one.split(" "), other.split(" ")
    left, right = [False] * len(before), [False] * len(after)
    for kind, a, b, c, d in SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes():
        if kind != "equal":
            left[a:b], right[c:d] = [True] * (b - a), [True] * (d - c)
    return Row(list(zip(before, left, strict=True)), list(zip(after, right, strict=True)))


def _wrapped(words: Words, cells: int) -> Iterator[Words]:
    """Break words into lines of at most so many cells."""
    line: Words = []
    taken = 0
    for word, differs in words:
        for piece in wrap(safe(word)[0], cells):
            size = width(piece)
            if line and taken + 1 + size > cells:
                yield line
                line, taken = [], 0
            taken += size + (1 if line else 0)
            line.append((piece, differs))
    yield line


class _Drawn:
    """What both ways of drawing share."""

    def __init__(self, ink: Ink, cells: int) -> None:
        self.ink, self.cells = ink, cells

    def folded(self, count: int) -> Line:
        said = ngettext("{n} line alike", "{n} lines alike", count).format(n=count)
        return [Segment(f"   {said}", self.ink.style("faint"))]

    def side(self, words: Words, sign: str, cells: int, token: str) -> list[Line]:
        style, lines = self.ink.style, []
        for at, line in enumerate(_wrapped(words, cells - width(sign))):
            drawn: Line = [Segment(sign if at == 0 else " " * width(sign), style(token, bold=True))]
            for number, (word, differs) in enumerate(line):
                gap = " " if number else ""
                drawn += [Segment(gap, style(token)), Segment(word, style(token, bold=differs, under=differs))]
            lines.append(drawn)
        return lines


class _Stacked(_Drawn):
    """The left line above the right one; for a screen reader the signs are words."""

    def titles(self, left: Clean, right: Clean) -> list[Line]:
        style = self.ink.style
        minus, plus = self._signs
        return [
            [Segment(short(minus + left, self.cells), style("danger", bold=True))],
            [Segment(short(plus + right, self.cells), style("good", bold=True))],
            [],
        ]

    @property
    def _signs(self) -> tuple[str, str]:
        return (_("only here:") + " ", _("only there:") + " ") if self.ink.linear else ("- ", "+ ")

    def row(self, row: Row) -> list[Line]:
        if row.folded:
            return [self.folded(row.folded)]
        if row.alike:
            return self.side(row.left or [], "  ", self.cells, "dim")
        minus, plus = self._signs
        left = self.side(row.left, minus, self.cells, "danger") if row.left is not None else []
        return left + (self.side(row.right, plus, self.cells, "good") if row.right is not None else [])


class _Beside(_Drawn):
    """Two columns with a thin rule between."""

    def __init__(self, ink: Ink, cells: int) -> None:
        super().__init__(ink, cells)
        self.column = (cells - 3) // 2

    def titles(self, left: Clean, right: Clean) -> list[Line]:
        style = self.ink.style
        one = [Segment(short(f"- {left}", self.column), style("danger", bold=True))]
        other = [Segment(short(f"+ {right}", self.column), style("good", bold=True))]
        return [*self._joined([one], [other]), []]

    def row(self, row: Row) -> list[Line]:
        if row.folded:
            return [self.folded(row.folded)]
        signs = ("  ", "  ") if row.alike else ("- ", "+ ")
        tokens = ("dim", "dim") if row.alike else ("danger", "good")
        sides = (row.left, row.right)
        left, right = (
            self.side(words, sign, self.column, token) if words is not None else []
            for words, sign, token in zip(sides, signs, tokens, strict=True)
        )
        return self._joined(left, right)

    def _joined(self, left: Sequence[Line], right: Sequence[Line]) -> list[Line]:
        return beside(left, right, self.column + 1, self.ink)
