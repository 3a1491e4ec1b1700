"""Links and mentions in what we write: Bluesky makes nothing of a text by itself, the record says where they are.

Places are counted in UTF-8 bytes. Source: lexicon app.bsky.richtext.facet.
"""

import re
from collections.abc import Callable, Iterator

_LINK = re.compile(r"(?<![\w@/])(?:https?://|www\.)[^\s<>\"]+", re.IGNORECASE)
_MENTION = re.compile(
    r"(?<![\w@/.])@([a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+)", re.IGNORECASE
)
_CLOSING = {")": "(", "]": "["}

Facet = dict[str, object]
FindDid = Callable[[str], str | None]
"""Knows the DID behind a handle, None when nobody has it."""


def facets(words: str, find_did: FindDid) -> list[Facet]:
    """Return where the links and mentions of a text are. A name that nobody has stays plain text."""
    found = [*_links(words), *_mentions(words, find_did)]
    return [
        {"index": {"byteStart": _byte(words, start), "byteEnd": _byte(words, end)}, "features": [feature]}
        for start, end, feature in sorted(found, key=lambda one: one[0])
    ]


def _byte(words: str, at: int) -> int:
    return len(words[:at].encode())


def _links(words: str) -> Iterator[tuple[int, int, Facet]]:
    for match in _LINK.finditer(words):
        address = _trimmed(match.group())
        if "." not in address.partition("://")[2] and "://" in address:
            continue
        whole = address if "://" in address else f"https://{address}"
        yield match.start(), match.start() + len(address), {"$type": "app.bsky.richtext.facet#link", "uri": whole}


def _mentions(words: str, find_did: FindDid) -> Iterator[tuple[int, int, Facet]]:
    links = [(start, end) for start, end, _ in _links(words)]
    for match in _MENTION.finditer(words):
        if any(start <= match.start() < end for start, end in links):
            continue
        did = find_did(match.group(1).lower())
        if did:
            yield match.start(), match.end(), {"$type": "app.bsky.richtext.facet#mention", "did": did}


def _trimmed(address: str) -> str:
    """Return a link without what ends its sentence: full stops, quotation marks, a bracket opened before it."""
    while address:
        last = address[-1]
        if last in ".,;:!?'”’»…*" or (last in _CLOSING and address.count(last) > address.count(_CLOSING[last])):
            address = address[:-1]
        else:
            break
    return address
