"""A charter read from tables of TOML: the whole of it, or the settings alone, which stand above one in Markdown."""

import re
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

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
from backend.policy.charter_table import Table, read_table
from backend.policy.charter_words import (
    DAY_MIN,
    WEEKDAYS,
    in_order,
    read_minutes,
    read_span,
    read_target,
)
from backend.policy.hours import day_minutes, enough

OTHER = "other"
"""The target of every category that has none of its own."""

SETTINGS = ("languages", "forbidden", "hours", "targets", "signature", "approving", "personal", "words", "routine")
DOCUMENT = ("purpose", "do", "dont", "complaints", "paragraph")
NUMBER = re.compile(r"\d{1,4}(?:\.\d{1,4})*[a-zåäö]?")
"""A paragraph's number: `4`, `4.2`, `4b`."""

_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})?")
_NAMED = ("FIRSTNAME", "NAME", "INITIALS")
_PARTED = re.compile(r"[,{}]")


def read_toml(source: str) -> Charter:
    """Read a whole charter. Raises CharterError."""
    table = read_table(source)
    table.only((*DOCUMENT, *SETTINGS))
    seen: set[str] = set()
    return Charter(
        **settings(table),
        purpose=table.prose("purpose"),
        do=table.words("do"),
        dont=table.words("dont"),
        complaints=table.prose("complaints"),
        paragraphs=tuple(_paragraph(one, seen) for one in table.tables("paragraph")),
    )


def settings(table: Table) -> dict[str, Any]:
    """Return the settings of a charter by the names of its fields. Raises CharterError."""
    hours = _hours(table.table("hours"))
    return {
        "languages": _languages(table),
        "forbidden": table.words("forbidden"),
        "hours": hours,
        "targets": _targets(table.table("targets"), hours),
        "signature": _signature(table.table("signature")),
        "approving": _approving(table.table("approving")),
        "personal": _personal(table.table("personal")),
        "words": _words(table.table("words")),
        "routines": _routines(table, hours),
    }


def _paragraph(table: Table, seen: set[str]) -> Paragraph:
    table.only(("number", "title", "categories", "words", "text"))
    number = table.line("number").rstrip(".")
    if not NUMBER.fullmatch(number):
        table.wrong("number", "charter.number", name=number)
    if number in seen:
        table.wrong("number", "charter.number_twice", number=number)
    seen.add(number)
    words = table.words("words")
    if any(map(_PARTED.search, words)):
        table.wrong("words", "charter.parted_word")
    categories = table.choices("categories", Category)
    return Paragraph(number, table.prose("text"), table.line("title"), categories, words)


def _languages(table: Table) -> tuple[str, ...]:
    found = table.words("languages", Charter().languages)
    for one in found:
        if not _LANGUAGE.fullmatch(one):
            table.wrong("languages", "charter.language", name=one)
    if not found:
        table.wrong("languages", "charter.empty", name="languages")
    return found


def _hours(table: Table) -> Hours:
    table.only(("zone", "closed", *WEEKDAYS))
    zone = table.line("zone", Hours().zone)
    try:
        ZoneInfo(zone)
    except (LookupError, ValueError, OSError):
        table.wrong("zone", "charter.zone", name=zone)
    closed = table.words("closed")
    for day in closed:
        if not _is_date(day):
            table.wrong("closed", "charter.date", name=day)
    limited = any(day in table.names() for day in WEEKDAYS)
    return Hours(zone, tuple(_spans(table, day) for day in WEEKDAYS) if limited else (), closed)


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _spans(table: Table, day: str) -> tuple[Span, ...]:
    spans = []
    for text in table.words(day):
        span = read_span(text)
        if span is None:
            table.wrong(day, "charter.span", name=text)
        spans.append(span)
    if not in_order(spans):
        table.wrong(day, "charter.spans_meet", name=day)
    return tuple(spans)


def _targets(table: Table, hours: Hours) -> dict[Category | None, Target]:
    table.only((*Category, OTHER))
    found: dict[Category | None, Target] = {}
    for name in table.names():
        target = read_target(table.line(name), hours)
        if target is None:
            table.wrong(name, "charter.duration", name=table.line(name))
        if not target.always:
            _reached(table, name, target.minutes, hours)
        found[None if name == OTHER else Category(name)] = target
    return found


def _minutes(table: Table, name: str, day_min: int, default: int = 0) -> int:
    text = table.line(name, f"{default}m")
    minutes = read_minutes(text, day_min)
    if minutes is None:
        table.wrong(name, "charter.duration", name=text)
    return minutes


def _watched_minutes(table: Table, name: str, hours: Hours) -> int:
    minutes = _minutes(table, name, day_minutes(hours))
    _reached(table, name, minutes, hours)
    return minutes


def _reached(table: Table, name: str, minutes: int, hours: Hours) -> None:
    """Refuse minutes of watch hours that do not pass within a year."""
    if not enough(hours, minutes):
        table.wrong(name, "charter.out_of_reach", name=table.line(name))


def _signature(table: Table) -> Signature:
    usual = Signature()
    table.only(("signing", "form", "team", "posts"))
    signing, form = table.choice("signing", usual.signing), table.line("form", usual.form)
    if signing is not Signing.OFF and not any(name in form for name in _NAMED):
        table.wrong("form", "charter.form", name=form)
    return Signature(signing, form, table.line("team"), table.flag("posts", usual.posts))


def _approving(table: Table) -> Approving:
    usual = Approving()
    table.only(("approval", "trusted_after", "expires", "only_templates"))
    expires = _minutes(table, "expires", DAY_MIN, usual.expires_min)
    if not expires:
        table.wrong("expires", "charter.duration", name=table.line("expires"))
    return Approving(
        table.choice("approval", Approval.OFF),
        table.whole("trusted_after", usual.trusted_after),
        expires,
        table.flag("only_templates", usual.only_templates),
    )


def _personal(table: Table) -> Personal:
    table.only(("hide", "templates"))
    return Personal(table.flag("hide", False), table.words("templates"))


def _words(table: Table) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for language in table.names():
        if not _LANGUAGE.fullmatch(language):
            table.wrong(language, "charter.language", name=language)
        inside = table.table(language)
        found[language] = {name: inside.line(name) for name in inside.names()}
    return found


def _routines(table: Table, hours: Hours) -> tuple[Routine, ...]:
    known = ("category", "acknowledge", "close", "owner", "steps", "templates", "close_when", "opens_case")
    found: list[Routine] = []
    for one in table.tables("routine"):
        one.only(known)
        category = one.word("category", one.line("category"), Category)
        if any(category == other.category for other in found):
            one.wrong("category", "charter.routine_twice", name=category.value)
        found.append(
            Routine(
                category,
                _watched_minutes(one, "acknowledge", hours),
                _watched_minutes(one, "close", hours),
                one.line("owner"),
                one.words("steps"),
                one.words("templates"),
                one.line("close_when"),
                one.flag("opens_case", False),
            )
        )
    return tuple(found)
