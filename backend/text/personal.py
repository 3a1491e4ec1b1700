"""Where personal data stands in a text: identity numbers, phone numbers, mail addresses, street addresses.

Precise rather than eager: what is covered by mistake hides what a moderator should read. A text without a digit or an @
costs one look; every pattern is bounded, so that a hostile text costs no more a character than any other.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from backend.model.personal import Spot, SpotKind
from backend.text.personal_numbers import identities
from backend.text.personal_phones import phones
from backend.text.personal_streets import streets

_DIGITS = re.compile("[0-9\uff10-\uff19]")
_NUMBERS = re.compile(r"[0-9](?:[^0-9]{0,3}[0-9]){5}")
"""Six digits near each other: what any number of a person or a phone has."""

_LINKS = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)

_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
_SPACES = "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_FULL = "\uff10\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18\uff19"
_PLAIN = str.maketrans(_DASHES + _SPACES + _FULL, "-" * len(_DASHES) + " " * len(_SPACES) + "0123456789")
_ODD = re.compile(f"[{_DASHES}{_SPACES}{_FULL}]")

_LOCAL = frozenset("abcdefghijklmnopqrstuvwxyzåäöéüæøABCDEFGHIJKLMNOPQRSTUVWXYZÅÄÖÉÜÆØ0123456789._+-'")
_DOMAIN = re.compile(r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,6}[^\W\d_]{2,24}(?![\w@])")
_IN_LINK = re.compile(r"(?:://|www\.|acct:)\S*\Z", re.IGNORECASE)
_LONGEST_LINK = 100

_LIVES = re.compile(
    r"(?<!\w)(?:bor|bodde|bosatt|hemma|hemadress|adress|granne|grannen|grannar|live|lives|lived|living|home|address"
    r"|neighbou?r|neighbou?rs)(?!\w)",
    re.IGNORECASE,
)


def spots(text: str, language: str | None = None) -> tuple[Spot, ...]:
    """Return where personal data stands, in order, none over another. `language` is the comment's, as `sv` or `en-GB`.

    What one pattern has found the next does not see.
    """
    found = list(_mails(text)) if "@" in text else []
    if _DIGITS.search(text) is None:
        return tuple(found)
    left = _without(_plain(text), found)
    if _NUMBERS.search(left) is not None:
        numbers = list(identities(left))
        left = _without(left, numbers)
        called = list(phones(_LINKS.sub(_blank, left), language))
        left = _without(left, called)
        found += [*numbers, *called]
    found += streets(left)
    return tuple(sorted(found, key=lambda spot: spot.start))


def exposes(text: str, found: Sequence[Spot]) -> bool:
    """Tell whether what was found gives somebody away: a street alone only where it is said that somebody lives there.

    It is mostly where a lamp is broken.
    """
    return any(spot.kind is not SpotKind.ADDRESS for spot in found) or bool(found and _LIVES.search(text))


def _plain(text: str) -> str:
    """Return a text of the same length whose dashes, spaces and digits are those of ASCII."""
    return text if text.isascii() or _ODD.search(text) is None else text.translate(_PLAIN)


def _blank(match: re.Match[str]) -> str:
    return "_" * len(match[0])


def _without(text: str, found: Iterable[Spot]) -> str:
    """Return a text of the same length that has nothing to find where something was found."""
    parts, at = [], 0
    for spot in found:
        parts += [text[at : spot.start], "_" * (spot.end - spot.start)]
        at = spot.end
    return "".join((*parts, text[at:])) if parts else text


def _mails(text: str) -> Iterator[Spot]:
    """Find mail addresses. What begins with an @ is a handle: `@acme@social.example`."""
    at = text.find("@")
    free = 0
    while at >= 0:
        start = at
        while start > max(free, at - 64) and text[start - 1] in _LOCAL:
            start -= 1
        domain = _DOMAIN.match(text, at + 1) if start < at else None
        if domain is not None and _begins(text, start):
            yield Spot(start, domain.end(), SpotKind.MAIL)
        free = at + 1
        at = text.find("@", at + 1)


def _begins(text: str, start: int) -> bool:
    """Tell whether a mail address may begin here: not as the rest of a handle, nor with a password in a link."""
    before = text[start - 1 : start]
    if before not in (":", "/"):
        return before != "@"
    return _IN_LINK.search(text, max(0, start - _LONGEST_LINK), start) is None
