"""Templates: their syntax, and how they are filled.

`{author}` is a variable from VARIABLES, `{?what}` a blank a person must fill, `{{` a brace; nothing else is special.
"""

import re
from collections.abc import Mapping

from backend.model.reason import Reason
from backend.model.value import dataclass
from backend.text.visible import seen

VARIABLES = ("author", "handle", "account", "platform", "member", "signature", "hours", "contact")
"""The closed list: how to call who wrote and their handle there, the account's and the platform's name, who answers
and how that is signed, and from the charter when and where the organisation is to be reached. One that has no value for
this comment (opening hours nobody wrote down) becomes a blank.
"""

SHOWN = 60
"""Characters of a blank that are told."""

_PART = re.compile(r"\{\{|\{(\??)([^{}]*)\}|\{")
_BLANK = re.compile(r"\{\?([^{}]+)\}")
_LEFT = re.compile(rf"[{{｛]\s*(?:\?([^{{}}｝]*)|({'|'.join(VARIABLES)})\s*[}}｝])")
"""A blank that somebody began to type or to fill, or a variable that nothing will fill any more."""


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
            value = values.get(name)
            return f"{{?{name}}}" if value is None else value
        case Blank(what):
            return f"{{?{what}}}"


def blanks(text: str) -> tuple[str, ...]:
    """Return the blanks that still stand in a text, in order: it must not be sent while there is one."""
    return tuple(_BLANK.findall(text))


def left_open(text: str) -> str | None:
    """Return what a text that is to leave still asks for: a blank, whole or half, or a variable; None for nothing."""
    match = _LEFT.search(seen(text))
    return None if match is None else (match[1] or match[2] or "?").strip()[:SHOWN]
