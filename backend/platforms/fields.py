"""Reading fields out of a platform's JSON without trusting its shape: what is missing or odd reads as empty."""

import json
from collections.abc import Mapping

from backend.model.clock import Micros, parse_iso
from backend.text.clean import clean, clean_line

Fields = Mapping[str, object]

MAX_ID = 500
"""Characters of an id we keep; a longer one is none (Mastodon's have 26 at most, a DID with its record key 100)."""

MAX_RAW = 256 * 1024
MAX_COUNT = 2**31 - 1
MAX_URL = 2048


class Odd(ValueError):
    """A row lacks what it cannot be without (its id, its author). It is skipped and counted."""


def record(value: object) -> Fields:
    """Return the JSON object, or an empty one when it is something else."""
    return value if isinstance(value, dict) else {}


def from_cursor(cursor: str | None) -> Fields:
    """Return what a stored cursor holds; one that cannot be read holds nothing: its walk starts anew."""
    try:
        return record(json.loads(cursor or "{}"))
    except ValueError:
        return {}


def child(fields: Fields, name: str) -> Fields:
    """Return the object in a field, or an empty one."""
    return record(fields.get(name))


def children(fields: Fields, name: str) -> list[Fields]:
    """Return the objects of the list in a field; other things in it are left out."""
    return records(fields.get(name))


def records(value: object) -> list[Fields]:
    """Return the objects of a list; other things in it are left out."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def text(fields: Fields, name: str) -> str:
    """Return the string in a field as it is, or an empty one."""
    value = fields.get(name)
    return value if isinstance(value, str) else ""


def line(fields: Fields, name: str) -> str:
    """Return a one-line string (a name, a handle), cleaned for the store."""
    return clean_line(text(fields, name))


def identifier(fields: Fields, name: str) -> str:
    """Return an id (text, or a number as some servers write it). Raises Odd when there is none."""
    found = maybe_identifier(fields, name)
    if found is None:
        raise Odd(name)
    return found


def maybe_identifier(fields: Fields, name: str) -> str | None:
    """Return an id, None when there is none."""
    value = fields.get(name)
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    return value if isinstance(value, str) and 0 < len(value) <= MAX_ID and value.isprintable() else None


def number(fields: Fields, name: str) -> int | None:
    """Return a whole number that is not negative, None when there is none."""
    value = fields.get(name)
    if isinstance(value, float) and 0 <= value < 2**53:
        return round(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**63 else None


def count(fields: Fields, name: str) -> int:
    """Return how many there are of something, as far as MAX_COUNT; 0 when nothing is said of it."""
    return min(number(fields, name) or 0, MAX_COUNT)


def moment(fields: Fields, name: str) -> Micros | None:
    """Return an ISO 8601 time, None when there is none or it is before 1970."""
    try:
        at = parse_iso(text(fields, name))
    except (ValueError, OverflowError):
        return None
    return at if at >= 0 else None


def link(fields: Fields, name: str) -> str | None:
    """Return an http or https address, None when it is anything else."""
    value = clean(text(fields, name)).strip()
    if not value or len(value) > MAX_URL or not value.isprintable() or " " in value:
        return None
    scheme, _, rest = value.partition("://")
    return value if rest and scheme.lower() in ("http", "https") else None


def raw(body: str) -> str:
    """Return a body field as it was sent, but for what no database holds (NUL, lone surrogates) and at most 256 K."""
    body = body[:MAX_RAW]
    if body.isascii():
        return body.replace("\0", "\ufffd")
    return body.encode("utf-8", "replace").decode().replace("\0", "\ufffd")
