"""Masks over personal data: what stands there is gone from the text whole, and the mask says what kind it was."""

import re
from collections.abc import Callable, Iterable, Mapping

from backend.model.personal import Spot, SpotKind

_KINDS = {kind.value[0]: kind for kind in SpotKind}
_WRITTEN = re.compile(r"(?<!\S)(\d+)-(\d+)([a-z])")
_BESIDE = re.compile(r"(?<!\S)(\d+)([at])(\d+)-(\d+)([a-z])")

Beside = tuple[int, str]
"""Words beside a comment's text: of which attachment (from 0), and whether its description or its title (`a`, `t`)."""


def cover(text: str, spots: Iterable[Spot], mask: Callable[[SpotKind], str]) -> str:
    """Return the text with each spot (in order, none over another) replaced by its kind's mask, whole.

    The text may be a longer one's start: a spot that goes on beyond its end is covered as far as there is text.
    """
    parts, at = [], 0
    for spot in spots:
        if spot.start >= len(text):
            break
        parts += [text[at : spot.start], mask(spot.kind)]
        at = spot.end
    return "".join((*parts, text[at:])) if parts else text


def dump_spots(spots: Iterable[Spot], beside: Mapping[Beside, Iterable[Spot]] | None = None) -> str:
    """Write spots for the store: `12-25p 40-61m`, and `0a3-9p` for those beside the text; empty for none."""
    said = [_dump(spot) for spot in spots]
    for (at, what), there in (beside or {}).items():
        said += [f"{at}{what}{_dump(spot)}" for spot in there]
    return " ".join(said)


def _dump(spot: Spot) -> str:
    return f"{spot.start}-{spot.end}{spot.kind.value[0]}"


def load_spots(written: str) -> tuple[Spot, ...]:
    """Read the spots of a text as `dump_spots` wrote them."""
    if not written:
        return ()
    return tuple(Spot(int(start), int(end), _KINDS[kind]) for start, end, kind in _WRITTEN.findall(written))


def load_beside(written: str) -> dict[Beside, list[Spot]]:
    """Read the spots of the words beside a text as `dump_spots` wrote them."""
    found: dict[Beside, list[Spot]] = {}
    for at, what, start, end, kind in _BESIDE.findall(written):
        found.setdefault((int(at), what), []).append(Spot(int(start), int(end), _KINDS[kind]))
    return found
