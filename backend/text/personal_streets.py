"""Streets with a number: behind the name, as in Sweden and its neighbours, or in front, as in English."""

import re
from collections.abc import Iterator

from backend.model.personal import Spot, SpotKind

_SUFFIXES = (
    "gatan", "vägen", "gränden", "gränd", "torget", "stigen", "allén", "backen", "esplanaden", "gata", "väg", "gade",
    "gaten", "vej", "veien", "katu", "kuja", "straße", "strasse",
)  # fmt: skip
_LOUD = tuple(one.upper() for one in _SUFFIXES if "ß" not in one)
_NO_STREET = r"(?!(?:riks|läns|europa|motor|cykel|gång|hel)väg)"
"""Roads with numbers of their own: `Riksväg 40`."""

_STREET = re.compile(
    r"(?<!\w)(?:(?:Norra|Södra|Östra|Västra|Stora|Lilla|Gamla|Nya|Övre|Nedre) (?:[^\W\d_]{2,20})?"
    rf"|(?i:{_NO_STREET})[^\W\d_]{{2,25}}|[A-ZÅÄÖ][^\W\d_]{{2,25}}s )(?:{'|'.join(_SUFFIXES)})\Z"
)
_SHOUTED = re.compile(
    r"(?<!\w)(?:(?:NORRA|SÖDRA|ÖSTRA|VÄSTRA|STORA|LILLA|GAMLA|NYA|ÖVRE|NEDRE) [A-ZÅÄÖÉÜ]{0,20}"
    rf"|(?i:{_NO_STREET})[A-ZÅÄÖÉÜ]{{2,25}}|[A-ZÅÄÖÉÜ]{{3,25}}S )(?:{'|'.join(_LOUD)})\Z"
)
_HOUSE = re.compile(r"[0-9]{1,3}(?: ?[A-Ha-h])?(?:[-/][0-9]{1,3}[A-Ha-h]?)?(?!\w|[.:/][0-9]|-\w)")
_NUMBER = (" nr", " nr.", " Nr", " NR", " NR.")
_GAP = range(1, 6)
"""Characters between a street's name and its number: ` `, ` nr. `."""
_HOURS = re.compile(r"[0-9]-[0-9]")
_LONGEST = 60
_BEHIND = re.compile(
    r"\s*(?:gånger|minut|min\b|tim|personer|pers\b|dagar|veckor|år\b|km\b|meter|kr\b|st\b|%|tusen|miljoner)",
    re.IGNORECASE,
)

_ENGLISH = re.compile(
    r"[0-9]{1,5}[A-Da-d]? (?:[A-Z][a-z'’]{1,20} ){1,3}"
    r"(?:Street|Road|Avenue|Lane|Drive|Boulevard|Terrace|Crescent|Close|Court|St|Rd|Ave|Ln|Blvd)(?!\w)"
)
_BEFORE_ENGLISH = re.compile(r"[\w.,/-]\Z")
_PLACED = re.compile(r"(?<!\w)(?:at|on|in|of|from|address:?|adress:?|på) \Z", re.IGNORECASE)
_NO_NAME = re.compile(
    r" (?:Minutes?|Hours?|Miles?|Days?|Weeks?|Years?|Stars?|People|January|February|March|April|May|June|July|August"
    r"|September|October|November|December) "
)
_SENTENCE = re.compile(
    r" (?!(?:in|on|at|and|or|is|was|near|for|since|which|where|has|until|but|with|by|so)(?!\w))[a-z]"
)
"""What goes on behind a street as if it were no name: `3 Old Drive belts`, but not `at 3 Old Drive plays music`."""


def streets(text: str) -> Iterator[Spot]:
    """Find streets with a number."""
    at = 0
    for match in _HOUSE.finditer(text):
        spot = _street(text, match)
        if spot is not None:
            yield from _english(text, at, spot.start)
            yield spot
            at = spot.end
    if at or _ENGLISH.search(text) is not None:
        yield from _english(text, at, len(text))


def _street(text: str, number: re.Match[str]) -> Spot | None:
    """Return the street that a number stands behind with the number, None where it is no address."""
    before = _name(text, number.start())
    loud = before[-1:].isupper()
    if not before.endswith(_LOUD if loud else _SUFFIXES) or _BEHIND.match(text, number.end()):
        return None
    if _HOURS.search(number[0]) and before.casefold().endswith("torget"):  # a market's hours
        return None
    name = (_SHOUTED if loud else _STREET).search(before)
    if name is None:
        return None
    return Spot(max(0, number.start() - _LONGEST) + name.start(), number.end(), SpotKind.ADDRESS)


def _name(text: str, number: int) -> str:
    """Return what stands before a house number, without `nr` and the spaces between; empty where there is no space."""
    before = text[max(0, number - _LONGEST) : number]
    if not before.endswith((" ", "nr.")):
        return ""
    name = before.rstrip(" ")
    if name.endswith(_NUMBER):
        name = name[: name.rindex(" ")].rstrip(" ")
    return name if len(before) - len(name) in _GAP else ""


def _english(text: str, start: int, end: int) -> Iterator[Spot]:
    for match in _ENGLISH.finditer(text, start, end):
        before = text[max(start, match.start() - 10) : match.start()]
        named = _PLACED.search(before) or not _SENTENCE.match(text, match.end())
        if named and not (_BEFORE_ENGLISH.search(before) or _NO_NAME.search(match[0])):
            yield Spot(*match.span(), SpotKind.ADDRESS)
