"""How to reach ourselves: what a charter's words give as our numbers, mail addresses and streets is nobody's secret."""

import re
from collections.abc import Iterable, Sequence

from backend.model.charter import Charter
from backend.model.personal import Spot, SpotKind
from backend.model.value import dataclass
from backend.policy.questions import SHARED

_NUMBER = re.compile(r"\+?[0-9][0-9 ()./\-\u00a0\u2011\u2013]{3,28}[0-9]")
_DOMAIN = re.compile(r"(?:@|https?://(?:www\.)?|www\.)((?:[\w-]{1,63}\.){1,6}[^\W\d_]{2,24})", re.IGNORECASE)
_NO_DIGIT = re.compile(r"[^0-9]")
_SHORTEST = 4
"""Characters of a handle from which a mail domain of that name is ours: `info@acme.se` where we are `acme`."""
_SECOND = frozenset("co com org gov ac net".split())
"""What stands in front of some countries' endings: `acme.co.uk`."""
_WHOLE = 7
"""Digits from which the end of a number tells it, whatever stands in front: 0771…, +46 771…."""


@dataclass(frozen=True, slots=True)
class Ours:
    """Our own contact data: digits of numbers without zeros in front, mail domains, and all the words, case folded.

    `name` is what a domain of ours is called, empty where that cannot be told.
    """

    numbers: frozenset[str]
    domains: frozenset[str]
    words: str
    name: str = ""


def ours(charter: Charter, handle: str) -> Ours:
    """Return what is ours by a charter's words in any language, and by the account's handle: `acme`, or a domain."""
    said = "\n".join(text for words in charter.words.values() for text in words.values()).casefold()
    domains = {found[1] for found in _DOMAIN.finditer(said)} - SHARED
    numbers = frozenset(_digits(found[0]) for found in _NUMBER.finditer(said))
    local, _, server = handle.casefold().removeprefix("@").partition("@")
    if "." in local and not server:
        return Ours(numbers, frozenset({*domains, local}), said)
    return Ours(numbers, frozenset(domains), said, local if len(local) >= _SHORTEST else "")


def of_others(text: str, spots: Iterable[Spot], own: Ours) -> Sequence[Spot]:
    """Return what was found in a text without what is our own."""
    return [spot for spot in spots if not _is_ours(text[spot.start : spot.end].casefold(), spot.kind, own)]


def _is_ours(said: str, kind: SpotKind, own: Ours) -> bool:
    if kind is SpotKind.PHONE:
        return any(_same(_digits(said), number) for number in own.numbers)
    if kind is SpotKind.MAIL:
        domain = said.rpartition("@")[2]
        at_home = any(domain == one or domain.endswith(f".{one}") for one in own.domains)
        return at_home or _stands_in(said, own.words) or (domain not in SHARED and _called(domain) == own.name)
    return kind is SpotKind.ADDRESS and _stands_in(said, own.words)


def _called(domain: str) -> str:
    """Return what stands in front of a domain's ending: `acme` of `mail.acme.co.uk`."""
    labels = domain.split(".")[:-1]
    return labels[-2] if len(labels) > 1 and labels[-1] in _SECOND else labels[-1]


def _stands_in(said: str, words: str) -> bool:
    return re.search(rf"(?<![\w.+-]){re.escape(said)}(?!\w)", words) is not None


def _digits(said: str) -> str:
    return _NO_DIGIT.sub("", said).lstrip("0")


def _same(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return short == long or (len(short) >= _WHOLE and long.endswith(short))
