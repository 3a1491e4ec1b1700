"""The `fields` parameter of Graph calls: what to show of an object, with edges expanded inside it.

`id,message,comments.limit(2).order(reverse_chronological){id,from}` names three fields, the last an edge with two
modifiers and fields of its own. Source: Graph API, guides/field-expansion.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

_NAME = re.compile(r"[a-z0-9_]+")
_MODIFIER = re.compile(r"\.([a-z_]+)\(([^)]*)\)")


class BadFields(ValueError):
    """The parameter cannot be read: where, in signs from its beginning."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field asked for. `inside` is empty where nothing is expanded."""

    name: str
    modifiers: Mapping[str, str]
    inside: "tuple[Field, ...]" = ()


def parse(text: str) -> tuple[Field, ...]:
    """Read the whole parameter; an empty one asks for nothing. Raises BadFields."""
    if not text.strip():
        return ()
    found, end = _listed(text.replace(" ", ""), 0)
    if end != len(text.replace(" ", "")):
        raise BadFields(end)
    return found


def _listed(text: str, at: int) -> tuple[tuple[Field, ...], int]:
    found: list[Field] = []
    while True:
        one, at = _one(text, at)
        found.append(one)
        if at >= len(text) or text[at] != ",":
            return tuple(found), at
        at += 1


def _one(text: str, at: int) -> tuple[Field, int]:
    name = _NAME.match(text, at)
    if name is None:
        raise BadFields(at)
    at, modifiers = name.end(), {}
    while modifier := _MODIFIER.match(text, at):
        modifiers[modifier[1]] = modifier[2]
        at = modifier.end()
    inside: tuple[Field, ...] = ()
    if at < len(text) and text[at] == "{":
        inside, at = _listed(text, at + 1)
        if at >= len(text) or text[at] != "}":
            raise BadFields(at)
        at += 1
    return Field(name[0], modifiers, inside), at
