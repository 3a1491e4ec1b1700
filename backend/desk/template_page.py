"""One template as a page of text (TOML) for the editor, and back. All keys stand on it, those that say nothing as well.

code = "hours"
language = "en"
title = "Opening hours"
body = \"\"\"
Hi {author}! We are open {hours}.
{signature}\"\"\"
variants = []
tags = ["open", "hours"]
account = ""
platforms = []
purposes = []
paragraph = ""
"""

from collections.abc import Iterable
from typing import Any

from backend.config.toml import NotToml, parse
from backend.desk.session import DeskError
from backend.desk.template_entry import KNOWN, Place, entry
from backend.i18n import _
from backend.model.template import TemplateText

PAGE = "template.toml"
"""What the page is called in a mistake."""


def edit_text(text: TemplateText) -> str:
    """Return a template as a page to edit; `read_text` reads it back equal."""
    return entries(text, full=True)


def read_text(source: str) -> TemplateText:
    """Read a page. Raises DeskError with `line` and what is wrong there."""
    table = parse_toml(PAGE, source)
    return entry(Place(PAGE, 1, tuple(source.splitlines())), table)


def parse_toml(file: str, source: str) -> dict[str, Any]:
    """Read a text as TOML. Raises DeskError with the line on which it stops being that."""
    try:
        return parse(source)
    except NotToml as error:
        raise DeskError("template.toml", file=file, line=error.line, problem=_(error.problem)) from error


def entries(text: TemplateText, *, full: bool) -> str:
    """Return a template's keys as lines of TOML; `full` also those that say nothing."""
    values = ((name, getattr(text, name)) for name in KNOWN)
    return "".join(f"{name} = {_toml(value)}\n" for name, value in values if value or full)


def _toml(value: str | Iterable[str] | None) -> str:
    if value is None or isinstance(value, str):
        return _string(value or "")
    texts = [_string(one) for one in value]
    if any("\n" in one for one in texts):
        return "[\n" + "".join(f"{one},\n" for one in texts) + "]"
    return f"[{', '.join(texts)}]"


def _string(text: str) -> str:
    import tomli_w

    return tomli_w.dumps({"x": text}, multiline_strings=True).removeprefix("x = ").removesuffix("\n")
