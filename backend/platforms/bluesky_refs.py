"""How things are named on the AT protocol: at-URIs, record keys (TIDs) and the pages where people read posts.

Sources: atproto.com/specs/at-uri-scheme, atproto.com/specs/tid, atproto.com/specs/did.
"""

import hashlib
import re
from typing import NamedTuple

from backend.model.clock import Micros
from backend.platforms.fields import MAX_ID, Fields, Odd, identifier

POST = "app.bsky.feed.post"

_URI = re.compile(r"at://(did:[a-z]+:[A-Za-z0-9._:%-]+)/([a-zA-Z0-9.-]+)/([A-Za-z0-9._:~-]{1,512})")
_DID = re.compile(r"did:[a-z]+:[A-Za-z0-9._:%-]*[A-Za-z0-9._-]")
_ALPHABET = "234567abcdefghijklmnopqrstuvwxyz"
_TID_CHARACTERS = 13
_CLOCK_IDS = 1024
_MILLISECOND = 1000


class AtUri(NamedTuple):
    """A record's address: whose, of what kind, which."""

    did: str
    collection: str
    rkey: str

    def __str__(self) -> str:
        return f"at://{self.did}/{self.collection}/{self.rkey}"


def parse_uri(text: str) -> AtUri | None:
    """Read the address of a record, None when the text is none."""
    found = _URI.fullmatch(text) if len(text) <= MAX_ID else None
    return AtUri(*found.groups()) if found else None


def owner(uri: str) -> str:
    """Return the DID in an address, empty when it is none."""
    found = parse_uri(uri)
    return found.did if found else ""


def post_uri(fields: Fields, name: str = "uri") -> str:
    """Return the address of a post. Raises Odd when the field holds none."""
    uri = identifier(fields, name)
    found = parse_uri(uri)
    if found is None or found.collection != POST:
        raise Odd(name)
    return uri


def is_did(text: str) -> bool:
    """Tell whether a text is a DID."""
    return len(text) <= MAX_ID and _DID.fullmatch(text) is not None


def page_of(uri: str) -> str | None:
    """Return the page where people read a post. It names the author by DID: handles change."""
    found = parse_uri(uri)
    return f"https://bsky.app/profile/{found.did}/post/{found.rkey}" if found else None


def tid(at: Micros, seed: str) -> str:
    """Return the record key of what `seed` names, written at `at`: always the same, and valid as a TID.

    A TID is 53 bits of microseconds and 10 bits of clock id. Only milliseconds are taken from `at`, as in the record's
    `createdAt`; the rest comes from the seed, so that what is written at the same moment still differs.
    """
    salt = int.from_bytes(hashlib.sha256(seed.encode()).digest()[:8])
    micros = at // _MILLISECOND * _MILLISECOND + salt % _MILLISECOND
    number = (micros % 2**53) * _CLOCK_IDS + salt // _MILLISECOND % _CLOCK_IDS
    return "".join(_ALPHABET[number >> shift & 31] for shift in range(5 * (_TID_CHARACTERS - 1), -1, -5))
