"""A charter as a page of Markdown: what people read and write below, the settings above between two lines of `+++`.

## Purpose
## Tone           with lists under ### Do and ### Don't
## Guidelines     a numbered heading each: ### 4 Delays {complaint, criticism: late, delay}
## Complaints

Headings are known in English and Swedish. Where a heading is one is for markdown-it to say (none is, inside a block of
code); the text between them is taken as it stands. A line of it that would be a heading of ours, or would open a block
of code that nothing closes, is written with a backslash in front, which is how Markdown itself takes signs as they are.
"""

import re
from collections.abc import Container, Iterator
from typing import NamedTuple

from backend.model.category import Category
from backend.model.charter import Charter, Paragraph
from backend.policy.charter_error import CharterError
from backend.policy.charter_table import one_line, read_table
from backend.policy.charter_toml import NUMBER, SETTINGS, settings
from backend.policy.charter_toml_out import write_settings

FENCE = "+++"

HEADINGS: dict[str, dict[str, str]] = {
    "en": {
        "charter": "Charter",
        "purpose": "Purpose",
        "tone": "Tone",
        "do": "Do",
        "dont": "Don't",
        "guidelines": "Guidelines",
        "complaints": "Complaints",
    },
    "sv": {
        "charter": "Riktlinjer för kanalen",
        "purpose": "Syfte",
        "tone": "Ton",
        "do": "Gör",
        "dont": "Gör inte",
        "guidelines": "Riktlinjer",
        "complaints": "Klagomål",
    },
}
"""Headings by language; any of them is read, whatever the language of the text."""

_ALSO = {"tonläge": "tone", "undvik": "dont", "do not": "dont", "dont": "dont"}
_KNOWN = {said.casefold(): name for words in HEADINGS.values() for name, said in words.items()} | _ALSO

_ESCAPED = re.compile(r"^( {0,3})(\\+)(?=#{1,3}(?:[ \t]|$)|```|~~~)", re.MULTILINE)
_TO_ESCAPE = re.compile(r"^( {0,3})(?=\\*(?:#{1,3}(?:[ \t]|$)|```|~~~))", re.MULTILINE)
_ITEM = re.compile(r" {0,3}[-*+][ \t]+(.*)")
_GUIDELINE = re.compile(rf"({NUMBER.pattern})\.?(?:\s+(.*?))?(?:\s*\{{([^{{}}]*)\}})?\s*")


class _Part(NamedTuple):
    """A heading and the lines below it. `line` is the heading's (from 1), `level` the number of its signs."""

    level: int
    heading: str
    line: int
    lines: list[str]

    @property
    def text(self) -> str:
        """What stands below the heading, as its writer meant it."""
        return _ESCAPED.sub(lambda found: found[1] + found[2][1:], "\n".join(self.lines)).strip()


def read_markdown(source: str) -> Charter:
    """Read a charter. Raises CharterError."""
    front, body, first = cut_front(source)
    table = read_table(front, 2)
    table.only(SETTINGS)
    said: dict[str, str] = {}
    lists: dict[str, tuple[str, ...]] = {}
    paragraphs: list[Paragraph] = []
    section = ""
    for part in _parts(body, first):
        name = _KNOWN.get(part.heading.rstrip("# \t").replace("’", "'").casefold(), "")
        if part.level == 2:
            section = _section(part, name, {*said, *lists})
            said[section] = part.text if section in ("purpose", "complaints") else _nothing(part)
        elif part.level == 3 and section == "tone" and name in ("do", "dont"):
            _once(part, name, lists)
            lists[name] = _items(part)
        elif part.level == 3 and section == "guidelines":
            paragraphs.append(_guideline(part, paragraphs))
        else:
            _title(part, name)
    return Charter(
        **settings(table),
        purpose=said.get("purpose", ""),
        complaints=said.get("complaints", ""),
        do=lists.get("do", ()),
        dont=lists.get("dont", ()),
        paragraphs=tuple(paragraphs),
    )


def write_markdown(charter: Charter, language: str) -> str:
    """Write a charter with headings in a language, English where it is not known."""
    words = HEADINGS.get(language.partition("-")[0], HEADINGS["en"])
    front = (FENCE, write_settings(charter).rstrip(), FENCE, "")
    return "\n".join((*front, *_page(charter, words))).rstrip() + "\n"


def _page(charter: Charter, words: dict[str, str]) -> Iterator[str]:
    yield from (f"# {words['charter']}", "")
    if charter.purpose:
        yield from (f"## {words['purpose']}", "", _escaped(charter.purpose), "")
    if charter.do or charter.dont:
        yield from (f"## {words['tone']}", "")
        for name, items in (("do", charter.do), ("dont", charter.dont)):
            if items:
                yield from (f"### {words[name]}", "", *(f"- {item}" for item in items), "")
    if charter.paragraphs:
        yield from (f"## {words['guidelines']}", "")
        for one in charter.paragraphs:
            yield from (f"### {_heading(one)}", "", _escaped(one.text), "")
    if charter.complaints:
        yield from (f"## {words['complaints']}", "", _escaped(charter.complaints), "")


def _heading(one: Paragraph) -> str:
    said = " ".join(filter(None, (one.number, one.title)))
    matters = ", ".join(category.value for category in one.categories)
    if one.words:
        matters += f": {', '.join(one.words)}"
    return f"{said} {{{matters}}}" if matters or one.title.endswith("}") else said


def _escaped(text: str) -> str:
    return _TO_ESCAPE.sub(r"\1\\", text)


def cut_front(source: str) -> tuple[str, str, int]:
    """Return the settings, the page below them, and the line on which that begins."""
    lines = source.split("\n")
    if lines[0].rstrip() != FENCE:
        return "", source, 1
    end = next((at for at, line in enumerate(lines[1:], 1) if line.rstrip() == FENCE), None)
    if end is None:
        raise CharterError(1, "charter.fence")
    return "\n".join(lines[1:end]), "\n".join(lines[end + 1 :]), end + 2


def _parts(body: str, first: int) -> Iterator[_Part]:
    """Cut a page at its headings of the first three levels. Text above them all is refused."""
    from markdown_it import MarkdownIt

    lines = body.split("\n")
    tokens = MarkdownIt("commonmark", {"html": False}).disable("lheading").parse(body)
    found = [one for one in tokens if one.type == "heading_open" and one.level == 0 and len(one.markup) <= 3]
    starts = [one.map[0] for one in found if one.map]
    above = next((at for at, line in enumerate(lines[: (*starts, len(lines))[0]]) if line.strip()), None)
    if above is not None:
        raise CharterError(first + above, "charter.loose_text")
    for one, start, end in zip(found, starts, (*starts[1:], len(lines)), strict=False):
        level = len(one.markup)
        yield _Part(level, lines[start].strip()[level:].strip(), first + start, lines[start + 1 : end])


def _title(part: _Part, name: str) -> None:
    """Take a heading that is no part of a charter: its title, or a mistake."""
    if part.level > 1 or name:
        known = ", ".join(HEADINGS["en"].values())
        if name != "charter":
            raise CharterError(part.line, "charter.heading", name=part.heading, known=known)
    _nothing(part)


def _section(part: _Part, name: str, seen: set[str]) -> str:
    if name not in ("purpose", "tone", "guidelines", "complaints"):
        known = ", ".join(HEADINGS["en"][one] for one in ("purpose", "tone", "guidelines", "complaints"))
        raise CharterError(part.line, "charter.heading", name=part.heading, known=known)
    _once(part, name, seen)
    return name


def _once(part: _Part, name: str, seen: Container[str]) -> None:
    if name in seen:
        raise CharterError(part.line, "charter.heading_twice", name=part.heading)


def _nothing(part: _Part) -> str:
    """Refuse text where a heading is to follow: it would belong to nothing."""
    below = next((at for at, line in enumerate(part.lines, 1) if line.strip()), None)
    if below is not None:
        raise CharterError(part.line + below, "charter.loose_text")
    return ""


def _items(part: _Part) -> tuple[str, ...]:
    """Return a list's items, each in one line."""
    found: list[str] = []
    for at, line in enumerate(part.lines, 1):
        if item := _ITEM.fullmatch(line):
            found.append(item[1])
        elif line.strip() and not found:
            raise CharterError(part.line + at, "charter.no_item")
        elif line.strip():
            found[-1] += f" {line}"
    return tuple(filter(None, map(one_line, found)))


def _guideline(part: _Part, seen: list[Paragraph]) -> Paragraph:
    heading = one_line(part.heading)  # with runs of white space the pattern would try every way to share them out
    found = _GUIDELINE.fullmatch(heading)
    if found is None:
        raise CharterError(part.line, "charter.number", name=heading.partition(" ")[0])
    number, title, matters = found[1], found[2] or "", found[3] or ""
    if any(number == one.number for one in seen):
        raise CharterError(part.line, "charter.number_twice", number=number)
    categories, _, words = matters.partition(":")
    return Paragraph(number, part.text, title, _categories(part, categories), _listed(words))


def _listed(text: str) -> tuple[str, ...]:
    return tuple(filter(None, map(one_line, text.split(","))))


def _categories(part: _Part, text: str) -> tuple[Category, ...]:
    known = {one.value: one for one in Category}
    for word in _listed(text):
        if word not in known:
            raise CharterError(part.line, "charter.unknown_word", name=word, known=", ".join(known))
    return tuple(known[word] for word in _listed(text))
