"""One template of a file or a page as a value, or the mistake with its place and what to do."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from backend.desk.session import DeskError
from backend.i18n import _
from backend.i18n.reasons import word
from backend.model.account import BADGES
from backend.model.template import Purpose, TemplateText
from backend.model.value import dataclass
from backend.policy.templates import check_body

NEEDED = ("code", "language", "title", "body")
KNOWN = (*NEEDED, "variants", "tags", "account", "platforms", "purposes", "paragraph")
"""What a template says; only the first four must be said."""

_WORD = re.compile(r"[\w-]{1,40}\Z")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a template stands, to say it in a mistake: a file, the line it begins on, and its own lines from there.

    `row`: it is a row of a table, which has no lines of its own.
    """

    file: str
    line: int
    lines: tuple[str, ...] = ()
    row: bool = False

    def wrong(self, code: str, key: str = "", **params: str | int) -> DeskError:
        """Return a mistake in this template, on the line of a key where that can be found."""
        named = (number for number, line in enumerate(self.lines, self.line) if _key_of(line) == key)
        line = next(named, self.line) if key else self.line
        return DeskError(f"{code}_row" if self.row else code, file=self.file, line=line, **params)


def _key_of(line: str) -> str:
    name, equals, _rest = line.partition("=")
    return name.strip(" \t\"'") if equals else ""


def entry(place: Place, one: Any) -> TemplateText:
    """Read one template. Raises DeskError with the place, what is wrong there and what is wanted."""
    if not isinstance(one, dict):
        raise place.wrong("template.wrong_kind", name="template", wanted=_("a table"))
    for name in one:
        if name not in KNOWN:
            raise place.wrong("template.unknown_key", name, name=name[:40], known=", ".join(KNOWN))
    text = TemplateText(
        _word(place, one, "code"),
        _word(place, one, "language"),
        _needed(place, one, "title"),
        _needed(place, one, "body"),
        _texts(place, one, "tags"),
        _word(place, one, "account") if _text(place, one, "account") else None,
        _texts(place, one, "variants"),
        _some_of(place, one, "platforms", tuple(BADGES)),
        _some_of(place, one, "purposes", tuple(Purpose)),
        _text(place, one, "paragraph"),
    )
    _check_bodies(place, text)
    return text


def _check_bodies(place: Place, text: TemplateText) -> None:
    for key, body in (("body", text.body), *(("variants", one) for one in text.variants)):
        reason = check_body(body)
        if reason is not None:
            raise place.wrong("template.bad_body", key, problem=word(reason))


def _text(place: Place, one: Mapping[str, Any], name: str) -> str:
    value = one.get(name, "")
    if not isinstance(value, str):
        raise place.wrong("template.wrong_kind", name, name=name, wanted=_("a text in quotes"))
    return value.strip()


def _needed(place: Place, one: Mapping[str, Any], name: str) -> str:
    value = _text(place, one, name)
    if not value:
        raise place.wrong("template.missing_key", name, name=name)
    return value


def _word(place: Place, one: Mapping[str, Any], name: str) -> str:
    value = _needed(place, one, name)
    if not _WORD.match(value):
        raise place.wrong("template.wrong_kind", name, name=name, wanted=_("one word of at most 40 letters"))
    return value


def _texts(place: Place, one: Mapping[str, Any], name: str) -> tuple[str, ...]:
    values = one.get(name, [])
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        wanted = _('a list of texts, like ["open", "hours"]')
        raise place.wrong("template.wrong_kind", name, name=name, wanted=wanted)
    return tuple(kept for value in values if (kept := value.strip()))


def _some_of(place: Place, one: Mapping[str, Any], name: str, known: Sequence[str]) -> tuple[str, ...]:
    values = _texts(place, one, name)
    if any(value not in known for value in values):
        wanted = _("a list of: {known}").format(known=", ".join(known))
        raise place.wrong("template.wrong_kind", name, name=name, wanted=wanted)
    return values
