"""A charter written as tables of TOML: the whole of it, or the settings alone, for `charter_toml` to read again."""

import re
from typing import Any

from backend.model.charter import Charter, Hours, Routine, Span
from backend.policy.charter_toml import OTHER
from backend.policy.charter_words import DAY_MIN, WEEKDAYS, write_minutes, write_span, write_target
from backend.policy.hours import day_minutes

_WIDTH = 100
_LIST = re.compile(r"^(\S+ = )\[\n((?:    .*,\n)+)\]$", re.MULTILINE)


def write_toml(charter: Charter) -> str:
    """Write a whole charter."""
    import tomli_w

    document = {
        "purpose": charter.purpose,
        "do": list(charter.do),
        "dont": list(charter.dont),
        "complaints": charter.complaints,
    }
    paragraphs = [
        {"number": one.number, "title": one.title, "categories": list(one.categories), "words": list(one.words)}
        | {"text": one.text}
        for one in charter.paragraphs
    ]
    whole = document | {"paragraph": [_said(one) for one in paragraphs]} | _settings(charter)
    return tomli_w.dumps(_said(whole), multiline_strings=True)


def write_settings(charter: Charter) -> str:
    """Write what stands above a charter in Markdown, short lists in one line. No line of it is `+++`."""
    import tomli_w

    return _LIST.sub(_in_one_line, tomli_w.dumps(_said(_settings(charter))))


def _in_one_line(found: re.Match[str]) -> str:
    """Join a list that fits into a line. No text here has lines of its own, so that a list is a list."""
    items = (item.strip().removesuffix(",") for item in found[2][:-1].split("\n"))
    line = f"{found[1]}[{', '.join(items)}]"
    return line if len(line) <= _WIDTH else found[0]


def _said(table: dict[str, Any]) -> dict[str, Any]:
    """Leave out what says nothing; a table stays, because an empty one may be meant."""
    return {name: value for name, value in table.items() if value not in ("", [])}


def _settings(charter: Charter) -> dict[str, Any]:
    """Return the settings as they are written."""
    approving, signature, hours = charter.approving, charter.signature, charter.hours
    week = {day: [write_span(span) for span in spans] for day, spans in _week(hours)}
    targets = charter.targets.items()
    return {
        "languages": list(charter.languages),
        "forbidden": list(charter.forbidden),
        "hours": {"zone": hours.zone, **week, "closed": list(hours.closed)},
        "targets": {OTHER if name is None else name.value: write_target(one, hours) for name, one in targets},
        "signature": {
            "signing": signature.signing.value,
            "form": signature.form,
            "team": signature.team,
            "posts": signature.posts,
        },
        "approving": {
            "approval": approving.approval.value,
            "trusted_after": approving.trusted_after,
            "expires": write_minutes(approving.expires_min, DAY_MIN),
            "only_templates": approving.only_templates,
        },
        "personal": {"hide": charter.personal.hide, "templates": list(charter.personal.templates)},
        "words": charter.words,
        "routine": [_said(_routine(one, day_minutes(hours))) for one in charter.routines],
    }


def _week(hours: Hours) -> list[tuple[str, tuple[Span, ...]]]:
    """Return the days with their spans, all seven once any is limited; none around the clock."""
    if not hours.week:
        return []
    return list(zip(WEEKDAYS, (*hours.week, *((),) * 7), strict=False))


def _routine(one: Routine, day_min: int) -> dict[str, Any]:
    return {
        "category": one.category.value,
        "acknowledge": write_minutes(one.acknowledge_min, day_min) if one.acknowledge_min else "",
        "close": write_minutes(one.close_min, day_min) if one.close_min else "",
        "owner": one.owner,
        "opens_case": one.opens_case,
        "steps": list(one.steps),
        "templates": list(one.templates),
        "close_when": one.close_when,
    }
