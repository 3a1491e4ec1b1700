"""A file of templates, TOML or CSV: read whole, or refused with the file, the line and what to do; and written again.

[[template]]
code = "hours"
language = "en"
title = "Opening hours"
tags = ["open", "hours"]
body = "Hi {author}! We are open {hours}. {signature}"
account = "acme"    # only where it is meant for one account; likewise platforms, purposes
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from backend.desk.session import DeskError
from backend.desk.template_entry import Place, entry
from backend.desk.template_page import entries, parse_toml
from backend.model.template import TemplateText

_HEADER = re.compile(r"^\s*\[\[\s*template\s*\]\]")


def read_templates(path: Path) -> list[TemplateText]:
    """Read a file of templates, CSV by its name's end, else TOML.

    Raises DeskError with the file, the line (the row of a CSV) and what is wrong there.
    """
    source = _read(path)
    if path.suffix.lower() == ".csv":
        from backend.desk.template_csv import read_rows

        placed = read_rows(path.name, source)
    else:
        placed = _tables(path.name, source)
    return _once(placed)


def write_toml(texts: Iterable[TemplateText]) -> str:
    """Return templates as a TOML file that reads back equal."""
    return "\n".join("[[template]]\n" + entries(text, full=False) for text in texts)


def _once(placed: Iterable[tuple[Place, Any]]) -> list[TemplateText]:
    """Read each template, and refuse a second one of the same code and language."""
    texts: dict[tuple[str, str], TemplateText] = {}
    for place, one in placed:
        text = entry(place, one)
        if (text.code, text.language) in texts:
            raise place.wrong("template.twice", "code", name=text.code, language=text.language)
        texts[text.code, text.language] = text
    return list(texts.values())


def _read(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DeskError("template.not_utf8", file=path.name) from error
    except OSError as error:
        raise DeskError("template.file_unreadable", file=path.name) from error


def _tables(file: str, source: str) -> Iterator[tuple[Place, Any]]:
    table = parse_toml(file, source)
    for name in table:
        if name != "template":
            raise DeskError("template.unknown_table", file=file, line=_line_of(source, name), name=name)
    found = table.get("template")
    if not isinstance(found, list) or not found:
        raise DeskError("template.no_tables", file=file)
    yield from zip(_places(file, source, len(found)), found, strict=True)


def _places(file: str, source: str, count: int) -> list[Place]:
    """Return where each template stands: the reader of TOML does not tell. Line 1 when they are written another way."""
    lines = source.splitlines()
    starts = [number for number, line in enumerate(lines) if _HEADER.match(line)]
    if len(starts) != count:
        return [Place(file, 1)] * count
    ends = [*starts[1:], len(lines)]
    return [Place(file, start + 1, tuple(lines[start:end])) for start, end in zip(starts, ends, strict=True)]


def _line_of(source: str, name: str) -> int:
    lines = source.splitlines()
    return next((number for number, line in enumerate(lines, 1) if line.lstrip("[ \t\"'").startswith(name)), 1)
