"""Ids in the forms that the platforms use, made from a time or a text so that a play is the same every time."""

import base64
import hashlib
import json

from backend.model.clock import SECOND, Micros

_SORTABLE = "234567abcdefghijklmnopqrstuvwxyz"


def snowflake(at: Micros, number: int) -> int:
    """Return a Mastodon status id: milliseconds in the upper bits, a sequence in the lower 16."""
    return (at // 1000 << 16) | (number & 0xFFFF)


def tid(at: Micros, number: int = 0) -> str:
    """Return an AT Protocol timestamp id: microseconds and a clock id as 13 sortable base-32 signs."""
    value = (at << 10) | (number & 0x3FF)
    return "".join(_SORTABLE[(value >> shift) & 31] for shift in range(60, -1, -5))


def did(key: str) -> str:
    """Return a did:plc for a person: 24 base-32 signs of a hash."""
    return "did:plc:" + _base32(hashlib.sha256(key.encode()).digest())[:24]


def cid(value: object) -> str:
    """Return a content id (CIDv1, dag-cbor, sha2-256) of a record: the same content has the same id."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return "b" + _base32(b"\x01\x71\x12\x20" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest())


def digits(key: str, length: int = 15) -> str:
    """Return a person's number where people are numbered: the same for the same key, and never with a 0 first."""
    value = int.from_bytes(hashlib.sha256(key.encode()).digest()[:8])
    return str(value % (9 * 10 ** (length - 1)) + 10 ** (length - 1))


def letters(key: str, length: int) -> str:
    """Return an id of letters, digits, `-` and `_`, as YouTube's: the same key has the same id."""
    return base64.urlsafe_b64encode(hashlib.sha256(key.encode()).digest()).decode()[:length]


def serial(at: Micros, number: int) -> str:
    """Return an id of digits that grows with time: seconds, and a sequence of five digits."""
    return f"{at // SECOND}{number % 100_000:05d}"


def _base32(raw: bytes) -> str:
    return base64.b32encode(raw).decode().lower().rstrip("=")
