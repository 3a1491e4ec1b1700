"""A file of templates: read whole, or refused with the file, the line and what to do.

[[template]]
code = "hours"
language = "en"
title = "Opening hours"
tags = ["open", "hours"]
body = "Hi {author}! We are open {hours}. {signature}"
account = "acme"    # only where it is meant for one account
"""

import re
import tomllib
from pathlib import Path
from typing import Any

from backend.config.toml import mistake
from backend.desk.session import DeskError
from backend.i18n.reasons import word
from backend.model.template import TemplateText
from backend.policy.templates import check_body

NEEDED = ("code", "language", "title", "body")
KNOWN = (*NEEDED, "tags", "account")

_HEADER = re.compile(r"^\s*\[\[\s*template\s*\]\]")
_WORD = re.compile(r"[\w-]{1,40}\Z")


def read_templates(path: Path) -> list[TemplateText]:
    """Read a file of templates. Raises DeskError with the file, the line and what is wrong there."""
    source = _read(path)
    table = _parse(path, source)
    for name in table:
        if name != "template":
            raise DeskError("template.unknown_table", file=path.name, line=_line_of(source, name), name=name)
    found = table.get("template")
    if not isinstance(found, list) or not found:
        raise DeskError("template.no_tables", file=path.name)
    seen: set[tuple[str, str]] = set()
    places = zip(_lines(source, len(found)), found, strict=True)
    return [_template(_Place(path.name, line), one, seen) for line, one in places]


def _read(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DeskError("template.not_utf8", file=path.name) from error
    except OSError as error:
        raise DeskError("template.file_unreadable", file=path.name) from error


def _parse(path: Path, source: str) -> dict[str, Any]:
    try:
        return tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        line, problem = mistake(error, source)
        raise DeskError("template.toml", file=path.name, line=line, problem=problem) from error


def _lines(source: str, count: int) -> list[int]:
    """Return where each template starts: the reader of TOML does not tell. Line 1 when they are written another way."""
    lines = [number for number, line in enumerate(source.splitlines(), 1) if _HEADER.match(line)]
    return lines if len(lines) == count else [1] * count


def _line_of(source: str, name: str) -> int:
    lines = source.splitlines()
    return next((number for number, line in enumerate(lines, 1) if line.lstrip("[ \t\"'").startswith(name)), 1)


class _Place:
    """Where a template stands, to say it in a mistake."""

    def __init__(self, file: str, line: int) -> None:
        self.file = file
        self.line = line

    def wrong(self, code: str, **params: str | int) -> DeskError:
        return DeskError(code, file=self.file, line=self.line, **params)


def _template(place: _Place, one: Any, seen: set[tuple[str, str]]) -> TemplateText:
    if not isinstance(one, dict):
        raise place.wrong("template.wrong_kind", name="template", wanted="a table")
    for name in one:
        if name not in KNOWN:
            raise place.wrong("template.unknown_key", name=name, known=", ".join(KNOWN))
    code, language, title, body = (_text(place, one, name) for name in NEEDED)
    account = _text(place, one, "account") if "account" in one else None
    for name, value in (("code", code), ("language", language), ("account", account or "-")):
        if not _WORD.match(value):
            raise place.wrong("template.wrong_kind", name=name, wanted="one word of at most 40 letters")
    reason = check_body(body)
    if reason is not None:
        raise place.wrong("template.bad_body", problem=word(reason))
    if (code, language) in seen:
        raise place.wrong("template.twice", name=code, language=language)
    seen.add((code, language))
    return TemplateText(code, language, title, body, _tags(place, one), account)


def _text(place: _Place, one: dict[str, Any], name: str) -> str:
    if name not in one:
        raise place.wrong("template.missing_key", name=name)
    value = one[name]
    if not isinstance(value, str) or not value.strip():
        raise place.wrong("template.wrong_kind", name=name, wanted="a text in quotes")
    return value.strip()


def _tags(place: _Place, one: dict[str, Any]) -> tuple[str, ...]:
    tags = one.get("tags", [])
    if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
        raise place.wrong("template.wrong_kind", name="tags", wanted='a list of words, like ["open", "hours"]')
    return tuple(tags)
