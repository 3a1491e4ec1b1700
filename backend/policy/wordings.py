"""Which wording of a template is used next, and which one an answer was made from. Pure."""

import re
from collections.abc import Sequence

from backend.policy.templates import Literal, TemplateError, parse_body

_WORD = re.compile(r"\w+")


def in_turn(count: int, used: Sequence[int]) -> tuple[int, ...]:
    """Return the numbers of `count` wordings as they are to be used: those not `used` lately, then the oldest use.

    `used` are numbers of wordings, the last use first.
    """
    lately = {number: place for place, number in reversed([*enumerate(used)])}
    return tuple(sorted(range(count), key=lambda number: (-lately.get(number, len(used)), number)))


def wording_of(bodies: Sequence[str], text: str) -> int:
    """Return the number of the wording whose own words stand in a text to the greatest part, 0 where none do."""
    words = set(_WORD.findall(text.lower()))
    shares = [_share(_literal(body), words) for body in bodies]
    return max(range(len(shares)), key=shares.__getitem__, default=0)


def _share(own: set[str], words: set[str]) -> float:
    return len(own & words) / len(own) if own else 0.0


def _literal(body: str) -> set[str]:
    """Return the words of a body that are in every answer made from it; of one that cannot be read, none."""
    try:
        parts = parse_body(body)
    except TemplateError:
        return set()
    return {word for part in parts if isinstance(part, Literal) for word in _WORD.findall(part.text.lower())}
