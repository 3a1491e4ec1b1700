"""Where the charter lets only approved templates leave: whether a text is made of them, and which part is not. Pure.

A text is walked from its start as sets of places: where a template may begin, and how far each of its parts may reach.
No part is ever tried twice from one place, so that no text, however hostile, takes longer than its length says.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from backend.policy.templates import Blank, Literal, Part, TemplateError, Variable, parse_body

LONGEST_FILL = 80
"""Characters that a blank may be filled with."""

MOST = 20
"""Templates that may stand one after another in one text."""

SHOWN = 60
"""Characters of the part that is no template which are told."""

_SHORT = r"ex|fl|dyl|likn"
"""What stands behind one letter and a point in words cut short (`t.ex.`, `m.fl.`, `o.dyl.`); none ends a host."""

_LINK = re.compile(
    rf"(?=(\w://|www\.|\w\w\.[^\W\d_]{{2}}|\b\w\.(?!(?:{_SHORT})\b)[^\W\d_]{{2}}|\w\.\w+/))", re.IGNORECASE
)
"""The least that makes a link: its scheme, a host with an ending of letters (`x.com`), a host with a path."""

_DOTS = str.maketrans("．。｡․：／＠", "....:/@")
"""Signs that browsers and platforms take for those of a link or a mention."""

_BREAKS = "\u2028\u2029"
_HARMLESS = "\t\u200c\u200d"
"""Of the signs that format, those that words and emoji are written with."""

_TRAILING = re.compile(r"[ \t]+(?=\n)")


@dataclass(frozen=True, slots=True)
class Whole:
    """A text that is walked: where its breaks lie, and for each place where the last link before it begins."""

    text: str
    link_before: tuple[int, ...]
    break_before: tuple[int, ...]


def not_a_template(text: str, bodies: Iterable[str], values: Mapping[str, Sequence[str]]) -> str | None:
    """Return the first part of a text that comes from no template, None when all of it does.

    `text` is without mention and signature, `bodies` are the approved wordings. `values` are what each variable may
    have been filled with; one without any is a blank. A blank holds at most LONGEST_FILL characters on one line, and
    no link, no mention and no sign that nobody sees. Templates may be stacked, with white space between them.
    """
    whole = _whole(_tidy(text))
    templates = [parts for body in bodies for parts in _forms(_parts(body))]
    end = len(whole.text)
    starts, seen = {0}, {0}
    for _stacked in range(MOST):
        ends = {place for parts in templates for place in _walk(whole, parts, sorted(starts), values)}
        if end in ends:
            return None
        starts = {place for at in ends if (place := _next_word(whole.text, at)) > 0} - seen
        seen |= starts
        if not starts:
            break
    return _line(whole.text[max(seen) :])


def _tidy(text: str) -> str:
    return _TRAILING.sub("", text.replace("\r\n", "\n")).strip()


def _parts(body: str) -> tuple[Part, ...]:
    try:
        return parse_body(_tidy(body))
    except TemplateError:  # an old body that nothing can be made of any more
        return ()


def _forms(parts: tuple[Part, ...]) -> Iterator[tuple[Part, ...]]:
    """Yield a template as it is and, where it ends with the signature, as it stands without."""
    if parts:
        yield parts
    if len(parts) > 1 and parts[-1] == Variable("signature"):
        *before, last = parts[:-1]
        yield (*before, Literal(last.text.rstrip()) if isinstance(last, Literal) else last)


def _whole(text: str) -> Whole:
    links, breaks = [-1] * (len(text) + 1), [-1] * (len(text) + 1)
    read = text.translate(_DOTS)
    for match in _LINK.finditer(read):
        links[match.end(1)] = max(links[match.end(1)], match.start())
    for at in range(1, len(text) + 1):
        links[at] = max(links[at], links[at - 1])
        breaks[at] = at - 1 if _ends_a_fill(read, at - 1) else breaks[at - 1]
    return Whole(text, tuple(links), tuple(breaks))


def _ends_a_fill(text: str, at: int) -> bool:
    """Tell whether a sign may not stand in a blank: a line break, one that nobody sees, the @ of a mention."""
    sign = text[at]
    if sign == "@":
        return text[at + 1 : at + 2].isalnum()
    if " " <= sign <= "~" or sign in _HARMLESS:
        return False
    return sign in _BREAKS or unicodedata.category(sign) in ("Cc", "Cf")


def _walk(whole: Whole, parts: Sequence[Part], places: list[int], values: Mapping[str, Sequence[str]]) -> Sequence[int]:
    """Return where a template that begins at one of the places may end."""
    for part in parts:
        if not places:
            return ()
        match part:
            case Literal(text):
                places = _after(whole.text, (text,), places)
            case Variable(name) if values.get(name):
                places = _after(whole.text, values[name], places)
            case Variable() | Blank():
                places = _filled(whole, places)
    return places


def _after(text: str, options: Sequence[str], places: Sequence[int]) -> list[int]:
    return sorted({at + len(one) for one in options for at in places if text.startswith(one, at)})


def _filled(whole: Whole, places: Sequence[int]) -> list[int]:
    """Return where a blank that begins at one of the places may end: the nearest one allows whatever any does."""
    found: list[int] = []
    begun, left = places[0], list(reversed(places[1:]))
    for at in range(places[0] + 1, min(len(whole.text), places[-1] + LONGEST_FILL) + 1):
        while left and left[-1] < at:
            begun = left.pop()
        if at - begun <= LONGEST_FILL and whole.link_before[at] < begun and whole.break_before[at] < begun:
            found.append(at)
    return found


def _next_word(text: str, at: int) -> int:
    """Return where the next template may begin: past the white space, of which there must be some."""
    following = at
    while following < len(text) and text[following].isspace():
        following += 1
    return following if following > at else -1


def _line(rest: str) -> str:
    line = rest.split("\n", 1)[0].strip()
    return line if len(line) <= SHOWN else line[: SHOWN - 1] + "…"
