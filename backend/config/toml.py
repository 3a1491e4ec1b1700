"""What Python's reader of TOML leaves out: the line of a mistake, and the line on which each entry stands."""

import re
import tomllib

_AT_LINE = re.compile(r"\(at line (\d+), column \d+\)|\(at end of document\)")
_TABLE = re.compile(r"\s*\[\s*([^\[\]]+?)\s*\]")
_ENTRY = re.compile(r"\s*([\w.\"'-]+)\s*=")

Path = tuple[str, ...]
"""An entry's name behind the names of the tables it stands in."""


def mistake(error: tomllib.TOMLDecodeError, source: str) -> tuple[int, str]:
    """Return the line (from 1) on which a text stops being TOML, and the reader's own words for what is wrong there."""
    at = _AT_LINE.search(str(error))
    line = int(at[1]) if at and at[1] else len(source.splitlines())
    return line, _AT_LINE.sub("", str(error)).strip().rstrip(".")


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
