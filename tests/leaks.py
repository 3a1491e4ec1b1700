"""Finds logins where nobody may see them: in files, in what was printed or drawn, in the list of processes."""

import json
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

HIDDEN = ("token", "password", "secret", "access", "refresh")
"""What the name of a value ends in that nobody may know."""


def planted(folder: Path) -> set[bytes]:
    """Return every hidden value of the logins that are kept below a folder."""
    kept = [json.loads(path.read_text()) for path in folder.rglob("secrets/*.json")]
    return {value.encode() for one in kept for name, value in one.items() if name.lower().endswith(HIDDEN)}


def leaked(values: Collection[bytes], texts: Iterable[bytes]) -> list[bytes]:
    """Return the values that stand in one of the texts."""
    return [value for text in texts for value in values if value in text]


def files(folder: Path) -> Iterator[bytes]:
    """Yield what stands in every file below a folder, but in the logins' own."""
    for path in folder.rglob("*"):
        if path.is_file() and path.parent.name != "secrets":
            yield path.read_bytes()


def processes() -> Iterator[bytes]:
    """Yield the command line of every process there is."""
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            yield path.read_bytes()
        except (FileNotFoundError, ProcessLookupError):  # it has ended meanwhile
            continue
