"""Templates: their syntax, how they are filled, and which one fits a comment best.

`{author}` is a variable from VARIABLES, `{?what}` a blank a person must fill, `{{` a brace; nothing else is special.
"""

import re
from collections.abc import Mapping, Sequence

from backend.model.reason import Reason
from backend.model.template import Template
from backend.model.value import dataclass

VARIABLES = ("author", "handle", "account", "signature", "hours", "contact")
"""The closed list. One that has no value for this comment (opening hours nobody wrote down) becomes a blank."""

_PART = re.compile(r"\{\{|\{(\??)([^{}]*)\}|\{")
_BLANK = re.compile(r"\{\?([^{}]+)\}")
_WORD = re.compile(r"\w{4,}")


class TemplateError(ValueError):
    """A body that cannot be read; `reason` says what is wrong where."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.code)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Literal:
    """Text that stands as it is."""

    text: str


@dataclass(frozen=True, slots=True)
class Variable:
    """A value from the closed list."""

    name: str


@dataclass(frozen=True, slots=True)
class Blank:
    """Something only the person answering knows."""

    what: str


Part = Literal | Variable | Blank


@dataclass(frozen=True, slots=True)
class Filled:
    """A body with its variables filled in. Blanks stand in the text as `{?what}` and are listed."""

    text: str
    blanks: tuple[str, ...]


def parse_body(body: str) -> tuple[Part, ...]:
    """Take a body apart. Raises TemplateError for an open brace or a variable that is not on the list."""
    parts: list[Part] = []
    position = 0
    for match in _PART.finditer(body):
        _literal(parts, body[position : match.start()])
        parts.append(_part(match))
        position = match.end()
    _literal(parts, body[position:])
    return tuple(parts)


def _literal(parts: list[Part], text: str) -> None:
    if text:
        parts.append(Literal(text))


def _part(match: re.Match[str]) -> Part:
    if match[0] == "{{":
        return Literal("{")
    if match[0] == "{":
        raise TemplateError(Reason("template.open_brace", {"at_character": match.start() + 1}))
    name = match[2].strip()
    if match[1] and name:
        return Blank(name)
    if name not in VARIABLES:
        raise TemplateError(Reason("template.unknown_variable", {"name": name, "known": ", ".join(VARIABLES)}))
    return Variable(name)


def check_body(body: str) -> Reason | None:
    """Return what is wrong with a body, None when it can be used."""
    try:
        parse_body(body)
    except TemplateError as error:
        return error.reason
    return None


def fill(body: str, values: Mapping[str, str]) -> Filled:
    """Fill the variables of a body. One without a value becomes a blank of its name. Raises TemplateError."""
    text = "".join(_filled(part, values) for part in parse_body(body))
    return Filled(text, blanks(text))


def _filled(part: Part, values: Mapping[str, str]) -> str:
    match part:
        case Literal(text):
            return text
        case Variable(name):
            return values.get(name) or f"{{?{name}}}"
        case Blank(what):
            return f"{{?{what}}}"


def blanks(text: str) -> tuple[str, ...]:
    """Return the blanks that still stand in a text, in order: it must not be sent while there is one."""
    return tuple(_BLANK.findall(text))


def rank(
    templates: Sequence[Template], comment: str, language: str | None, wanted: str = ""
) -> list[tuple[Template, Reason | None]]:
    """Order templates for a comment, best first, each with the reason that ranked it (None for none).

    `wanted` is what was typed to filter: each of its words must begin a word of the code, title, tags or body.
    Then come those in the comment's language, then by words shared with the comment, then by use.
    """
    words = _stems(comment)
    kept = [template for template in templates if _matches(template, wanted)]
    scored = sorted(kept, key=lambda template: _score(template, words, language, wanted))
    return [(template, _why(template, words)) for template in scored]


def _score(template: Template, words: set[str], language: str | None, wanted: str) -> tuple[object, ...]:
    foreign = language is not None and template.language != language
    return (
        not template.code.startswith(wanted.lower()),
        foreign,
        -len(_own_stems(template) & words),
        -template.uses,
        template.code,
    )


def _why(template: Template, words: set[str]) -> Reason | None:
    if _own_stems(template) & words:
        return Reason("template.same_words")
    return Reason("template.often_used") if template.uses else None


def _own_stems(template: Template) -> set[str]:
    return _stems(" ".join((template.code, template.title, *template.tags)))


def _stems(text: str) -> set[str]:
    """Rough stems: the first five letters of each word, which joins most Swedish and English inflections."""
    return {word[:5] for word in _WORD.findall(text.lower())}


def _matches(template: Template, wanted: str) -> bool:
    have = " ".join((template.code, template.title, *template.tags, template.body)).lower().split()
    return all(any(word.startswith(part) for word in have) for part in wanted.lower().split())
