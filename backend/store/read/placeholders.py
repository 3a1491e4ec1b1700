"""Lists of values in a SELECT, in pieces that every database takes."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")

PIECE = 400
"""Values in one list."""


def marks(count: int) -> str:
    """Return `count` placeholders for `IN (…)`."""
    return ", ".join("?" * count)


def pieces(values: Sequence[T]) -> Iterator[Sequence[T]]:
    """Yield the values in pieces."""
    for start in range(0, len(values), PIECE):
        yield values[start : start + PIECE]
