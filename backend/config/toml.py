"""What Python's reader of TOML leaves out: the line of a mistake, and the line on which each entry stands."""

import re
import tomllib
from itertools import accumulate
from typing import Any

_AT_LINE = re.compile(r"\(at line (\d+), column \d+\)|\(at end of document\)")
_TABLE = re.compile(r"\s*\[([^\[\]]+)\]")
_ENTRY = re.compile(r"\s*([\w.\"'-]+)\s*=")

Path = tuple[str, ...]
"""An entry's name behind the names of the tables it stands in."""


DEEP, DIGITS = "it is nested too deeply", "a number has too many digits"
"""Mistakes that the reader has no words for; `backend.i18n.reasons_charters` names them for translation."""

_NUMBER = re.compile(r"[0-9_]+")
_MOST_DIGITS = 4300
"""Digits that Python reads as one number at most (sys.int_info.default_max_str_digits)."""


class NotToml(ValueError):
    """A text that is not TOML: the line (from 1) on which it stops being that, and what is wrong there."""

    def __init__(self, line: int, problem: str) -> None:
        super().__init__(f"line {line}: {problem}")
        self.line = line
        self.problem = problem


def parse(source: str) -> dict[str, Any]:
    """Read a text as TOML. Raises NotToml, whatever is wrong with it."""
    try:
        return tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise NotToml(*_mistake(error, source)) from error
    except RecursionError as error:
        raise NotToml(_deepest(source), DEEP) from error
    except ValueError as error:
        raise NotToml(_longest(source), DIGITS) from error


def _mistake(error: tomllib.TOMLDecodeError, source: str) -> tuple[int, str]:
    at = _AT_LINE.search(str(error))
    line = int(at[1]) if at and at[1] else max(1, len(source.splitlines()))
    return line, _AT_LINE.sub("", str(error)).strip().rstrip(".")


def _deepest(source: str) -> int:
    """Return the line in which most brackets are open."""
    opened = (sum(map(line.count, "[{")) - sum(map(line.count, "]}")) for line in source.split("\n"))
    depths = list(accumulate(opened))
    return depths.index(max(depths)) + 1


def _longest(source: str) -> int:
    """Return the line of the first number that is too long."""
    long = (one.start() for one in _NUMBER.finditer(source) if len(one[0].replace("_", "")) > _MOST_DIGITS)
    return source.count("\n", 0, next(long, 0)) + 1


def lines_of(source: str) -> dict[Path, int]:
    """Return the lines (from 1) of tables and entries, the first of each; of entries written one a line."""
    table: Path = ()
    found: dict[Path, int] = {}
    for number, line in enumerate(source.split("\n"), 1):
        if head := _TABLE.match(line):
            table = _names(head[1])
            found.setdefault(table, number)
        elif entry := _ENTRY.match(line):
            found.setdefault(table + _names(entry[1]), number)
    return found


def _names(dotted: str) -> Path:
    return tuple(part.strip(" \t\"'") for part in dotted.split("."))
