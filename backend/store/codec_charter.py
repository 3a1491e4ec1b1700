"""Charters as JSON text, a version a row. All is written out: a version says for ever what held when it was saved."""

import json
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

from backend.model.category import Category
from backend.model.charter import (
    Approval,
    Approving,
    Charter,
    Hours,
    Paragraph,
    Personal,
    Routine,
    Signature,
    Signing,
    Span,
    Target,
)
from backend.store.codec import dump
from backend.store.errors import StoreNewer

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

T = TypeVar("T")
D = TypeVar("D", bound="DataclassInstance")
Reads = Mapping[str, Callable[[Any], Any]]
"""How fields are read that JSON does not give as they are."""

OTHERS = ""
"""The key of the target that holds for every other comment: JSON has no None as a key."""


def dump_charter(charter: Charter) -> str:
    """Write a charter."""
    return dump(_plain(charter))


@lru_cache(maxsize=64)
def load_charter(text: str) -> Charter:
    """Read a charter. Absent keys take their defaults.

    Raises StoreNewer for a key or a word of a newer program: what is not understood must not be left out in silence.
    """
    try:
        return _made(Charter, json.loads(text), _CHARTER)
    except ValueError as error:  # a word that the enums do not know
        raise StoreNewer("charter.newer", name=str(error)) from error


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, dict):
        return {OTHERS if key is None else str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return value


def _made(kind: type[D], raw: Mapping[str, Any], reads: Reads) -> D:
    strange = raw.keys() - {field.name for field in fields(kind)}
    if strange:
        raise StoreNewer("charter.newer", name=sorted(strange)[0])
    return kind(**{name: reads[name](value) if name in reads else value for name, value in raw.items()})


def _of(kind: type[D], **reads: Callable[[Any], Any]) -> Callable[[Any], D]:
    return lambda raw: _made(kind, raw, reads)


def _many(one: Callable[[Any], T]) -> Callable[[Any], tuple[T, ...]]:
    return lambda raw: tuple(map(one, raw))


def _targets(raw: Mapping[str, Any]) -> dict[Category | None, Target]:
    return {None if name == OTHERS else Category(name): _target(one) for name, one in raw.items()}


_words = _many(str)
_target = _of(Target)

_CHARTER: Reads = {
    "languages": _words,
    "do": _words,
    "dont": _words,
    "paragraphs": _many(_of(Paragraph, categories=_many(Category), words=_words)),
    "hours": _of(Hours, week=_many(_many(_of(Span))), closed=_words),
    "targets": _targets,
    "signature": _of(Signature, signing=Signing),
    "approving": _of(Approving, approval=Approval),
    "forbidden": _words,
    "routines": _many(_of(Routine, category=Category, steps=_words, templates=_words)),
    "personal": _of(Personal, templates=_words),
}
