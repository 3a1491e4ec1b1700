"""Frozen values that are cheap to define: what `dataclass(frozen=True, slots=True)` gives, without its price at import.

The standard decorator writes and compiles six methods for every class, about a millisecond each time. Fifty classes lie
on the way to the desk's first row, which made them a fifth of the whole start. Here the methods are shared, and only
`__init__` is written for each class, when its first value is made. `fields`, `replace` and `is_dataclass` work as ever,
and type checkers see the standard decorator. It is for plain values: no inheritance of fields, no `__post_init__`.
"""

import dataclasses
from collections.abc import Callable
from operator import attrgetter
from typing import TYPE_CHECKING, Any

__all__ = ["dataclass"]

if TYPE_CHECKING:
    from dataclasses import dataclass
else:

    def dataclass(*, frozen: bool, slots: bool) -> Callable[[type], type]:
        """Make a class of frozen values with slots; both must be asked for, as with the standard decorator."""
        if not (frozen and slots):
            raise TypeError("a value is frozen and has slots")
        return _value


def _value(cls: type) -> Any:
    made: Any = dataclasses.dataclass(init=False, repr=False, eq=False, slots=True)(cls)

    def first(self: object, *args: object, **named: object) -> None:
        made.__init__ = _initialiser(made)
        made.__init__(self, *args, **named)

    compared = [field.name for field in dataclasses.fields(made) if field.compare]
    made.__init__ = first
    made._compared = staticmethod(attrgetter(*compared) if compared else type)
    made.__eq__, made.__hash__, made.__repr__ = _equal, _hash, _shown
    made.__setattr__ = made.__delattr__ = _refuse
    made.__reduce__ = _reduced
    return made


def _initialiser(cls: Any) -> Any:
    """Write the `__init__` of a class: its fields in order, with their defaults."""
    scope: dict[str, Any] = {"put": object.__setattr__, "missing": dataclasses.MISSING}
    names, body = ["self"], []
    for field in dataclasses.fields(cls):
        name = value = field.name
        if field.default is not dataclasses.MISSING:
            scope[f"default_{name}"] = field.default
            names.append(f"{name}=default_{name}")
        elif field.default_factory is not dataclasses.MISSING:
            scope[f"make_{name}"] = field.default_factory
            names.append(f"{name}=missing")
            value = f"make_{name}() if {name} is missing else {name}"
        else:
            names.append(name)
        body.append(f" put(self, {name!r}, {value})")
    source = f"def __init__({', '.join(names)}):\n" + ("\n".join(body) or " pass")
    exec(source, scope)  # noqa: S102 - our own field names, as the standard library does it
    return scope["__init__"]


def _equal(self: Any, other: Any) -> Any:
    if other.__class__ is not self.__class__:
        return NotImplemented
    return self is other or self._compared(self) == other._compared(other)


def _hash(self: Any) -> int:
    return hash((self.__class__, self._compared(self)))


def _shown(self: Any) -> str:
    said = ", ".join(f"{field.name}={getattr(self, field.name)!r}" for field in dataclasses.fields(self) if field.repr)
    return f"{type(self).__qualname__}({said})"


def _reduced(self: Any) -> tuple[type, tuple[object, ...]]:
    return type(self), tuple(getattr(self, field.name) for field in dataclasses.fields(self))


def _refuse(self: object, name: str, *_value: object) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r} of {type(self).__name__}")
