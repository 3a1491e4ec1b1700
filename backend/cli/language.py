"""The query language told in a terminal, from the one table of its words."""

import textwrap
from collections.abc import Iterator, Mapping

from backend.i18n import _
from backend.policy.query_words import ABOUT, FIELDS, HAS, IS, KINDS, OTHERS

WIDTH = 79
COLUMN = 20
"""Cells before a meaning."""


def told() -> str:
    """Return all of the language, a line a word."""
    parts = (
        (_("Fields (a value with blanks in quotation marks):"), {f"{name}:": what for name, what in FIELDS.items()}),
        ("is:", IS),
        ("has:", HAS),
        ("kind:", {"": ", ".join(KINDS)}),
        ("category:", {"": ", ".join(ABOUT)}),
        (_("And:"), OTHERS),
    )
    return "\n".join(line for head, words in parts for line in _part(head, words))


def _part(head: str, words: Mapping[str, str]) -> Iterator[str]:
    yield head
    for word, what in words.items():
        lines = textwrap.wrap(_(what), WIDTH - COLUMN - 2) if word else textwrap.wrap(what, WIDTH - 2)
        start = f"  {word:<{COLUMN}}" if word else "  "
        if len(word) >= COLUMN:
            yield f"  {word}"
            start = " " * (COLUMN + 2)
        yield start + lines[0]
        yield from (" " * len(start) + line for line in lines[1:])
