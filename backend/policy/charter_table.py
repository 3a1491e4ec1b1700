"""A table of a charter's TOML with the line of each entry, so that a mistake can be pointed at."""

import re
from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Any, NoReturn, TypeVar

from backend.config.toml import NotToml, parse
from backend.i18n import _
from backend.policy.charter_error import CharterError
from backend.text.clean import clean

E = TypeVar("E", bound=StrEnum)
Path = tuple[str | int, ...]
"""An entry: the names of its tables and its own; of tables that repeat, the number behind the name."""

_HEAD = re.compile(r"\s*\[(\[)?([^\[\]]+)\]")
_ENTRY = re.compile(r"\s*([\w.\"'-]+)\s*=")


class Table:
    """A table that is asked for its entries by kind. What it does not hold has its default; raises CharterError."""

    def __init__(self, raw: dict[str, Any], lines: dict[Path, int], path: Path = ()) -> None:
        self._raw = raw
        self._lines = lines
        self._path = path

    def wrong(self, name: str, code: str, /, **params: str | int) -> NoReturn:
        """Refuse an entry, on its line, or on the nearest line above it that is known."""
        path: Path = (*self._path, name)
        while path not in self._lines:
            path = path[:-1]
        raise CharterError(self._lines[path], code, **params)

    def only(self, known: Sequence[str]) -> None:
        """Refuse a name that no charter has, here."""
        for name in self._raw:
            if name not in known:
                self.wrong(name, "charter.unknown_key", name=name, known=", ".join(known))

    def names(self) -> list[str]:
        """Return the names that are there, in order."""
        return list(self._raw)

    def table(self, name: str) -> "Table":
        """Return a table inside, an empty one when there is none."""
        raw = self._raw.get(name, {})
        if not isinstance(raw, dict):
            self._wrong_kind(name, f"[{name}]")
        return Table(raw, self._lines, (*self._path, name))

    def tables(self, name: str) -> list["Table"]:
        """Return tables that repeat, as `[[routine]]`."""
        raw = self._raw.get(name, [])
        if not isinstance(raw, list) or not all(isinstance(one, dict) for one in raw):
            self._wrong_kind(name, f"[[{name}]]")
        return [Table(one, self._lines, (*self._path, name, at)) for at, one in enumerate(raw)]

    def prose(self, name: str) -> str:
        """Return a text of any length, without blank lines around it."""
        return clean(self._text(name, "")).strip()

    def line(self, name: str, default: str = "") -> str:
        """Return a text in one line."""
        return one_line(self._text(name, default))

    def words(self, name: str, default: Sequence[str] = ()) -> tuple[str, ...]:
        """Return a list of texts in one line each; a date counts as its text."""
        raw = self._raw.get(name, list(default))
        if not isinstance(raw, list) or not all(isinstance(one, str | date) for one in raw):
            self._wrong_kind(name, '["…", "…"]')
        found = tuple(one_line(str(one)) for one in raw)
        if not all(found):
            self.wrong(name, "charter.empty", name=name)
        return found

    def flag(self, name: str, default: bool) -> bool:
        """Return yes or no."""
        raw = self._raw.get(name, default)
        if not isinstance(raw, bool):
            self._wrong_kind(name, "true / false")
        return raw

    def whole(self, name: str, default: int) -> int:
        """Return a number that is not negative."""
        raw = self._raw.get(name, default)
        if not isinstance(raw, int) or isinstance(raw, bool) or not 0 <= raw <= 1_000_000:
            self._wrong_kind(name, "20")
        return raw

    def choice(self, name: str, default: E) -> E:
        """Return one of the words of the default's kind."""
        return self.word(name, self._text(name, default.value), type(default))

    def choices(self, name: str, kind: type[E]) -> tuple[E, ...]:
        """Return a list of words of a kind."""
        return tuple(self.word(name, one, kind) for one in self.words(name))

    def word(self, name: str, said: str, kind: type[E]) -> E:
        """Return a word of a kind that stands at an entry."""
        known = {one.value: one for one in kind}
        if said not in known:
            self.wrong(name, "charter.unknown_word", name=said, known=", ".join(known))
        return known[said]

    def _text(self, name: str, default: str) -> str:
        raw = self._raw.get(name, default)
        if not isinstance(raw, str):
            self._wrong_kind(name, '"…"')
        return raw

    def _wrong_kind(self, name: str, wanted: str) -> NoReturn:
        self.wrong(name, "charter.wrong_kind", name=name, wanted=f"{name} = {wanted}" if wanted[0] != "[" else wanted)


def one_line(text: str) -> str:
    """Return a text with its white space folded."""
    return " ".join(clean(text).split())


def read_table(source: str, first: int = 1) -> Table:
    """Read TOML whose first line is the file's line `first`. Raises CharterError."""
    try:
        raw = parse(source)
    except NotToml as error:
        raise CharterError(first - 1 + error.line, "charter.toml", problem=_(error.problem)) from error
    return Table(raw, {path: first - 1 + line for path, line in _lines(source).items()})


def _lines(source: str) -> dict[Path, int]:
    """Return the lines (from 1) of tables and entries; what stands inside a text of many lines is none."""
    table: Path = ()
    found: dict[Path, int] = {(): 1}
    counted: dict[Path, int] = {}
    inside = False
    for number, line in enumerate(source.split("\n"), 1):
        if not inside and (head := _HEAD.match(line)):
            table = _names(head[2])
            if head[1]:
                counted[table] = counted.get(table, -1) + 1
                table = (*table, counted[table])
            found.setdefault(table, number)
        elif not inside and (entry := _ENTRY.match(line)):
            found.setdefault((*table, *_names(entry[1])), number)
        inside ^= (line.count('"""') + line.count("'''")) % 2 == 1
    return found


def _names(dotted: str) -> Path:
    return tuple(part.strip(" \t\"'") for part in dotted.split("."))
