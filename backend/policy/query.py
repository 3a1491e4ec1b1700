"""The one query language: filters the queue, marks comments, makes saved views, and serves the command line.

    is:open,waiting account:acme has:image age>2h author:kalle "stor faktura" -is:followup öppet* faktura

Terms are joined by *and*; a comma between values means *or*. A minus in front turns a term round. Free words search the
text: one of `INSIDE_FROM` letters or more is found inside other words as well (Swedish compounds: `faktura` finds
`elfaktura`), a shorter one as a whole word; quotation marks hold whole words in a row, a star lets a word go on, and a
star at both ends asks for letters anywhere. Every word is in `backend.policy.query_words`.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches

from backend.model.clock import DAY, HOUR, MINUTE
from backend.model.reason import Reason
from backend.model.value import dataclass
from backend.policy.query_terms import (
    About,
    Age,
    Alike,
    AnyOf,
    AssignedTo,
    By,
    Handled,
    Has,
    InCase,
    InLanguage,
    Inside,
    Is,
    Likes,
    OfKind,
    OnAccount,
    OnPlatform,
    Query,
    Simple,
    Term,
    ThisOne,
    UnderPost,
    Words,
)
from backend.policy.query_words import ABOUT, FIELDS, HAS, IS, KINDS, NOT_YET
from backend.text.clean import clean

INSIDE_FROM = 4
"""Letters from which a free word is looked for inside other words: shorter ones stand in too many."""

INSIDE_LEAST = 3
"""Characters that a search for letters anywhere needs: what the index is made of."""

LONGEST = 200
"""Characters of one word or phrase that is searched for."""

_UNITS = {"m": MINUTE, "h": HOUR, "d": DAY, "w": 7 * DAY}
_TOKEN = re.compile(r'\s*(-?)((?:[^\s"]|"[^"]*(?:"|$))+)')
_COMPARED = re.compile(r"([a-z]+)[<>]")
_VALUES = re.compile(r'((?:[^,"]|"[^"]*")*)(?:,|$)')


@dataclass(frozen=True, slots=True)
class Placed:
    """A term without its alternatives, as it was written: `word` at character `position`."""

    term: Simple
    word: str
    position: int


class QueryError(ValueError):
    """A mistake in a query: `word` is the one that is wrong, at character `position`, `meant` what it may have been."""

    def __init__(self, code: str, word: str, position: int, meant: str = "", **more: str) -> None:
        super().__init__(f"{code}: {word}")
        self.word = word
        self.position = position
        self.meant = meant
        self.reason = Reason(code, {"word": word, "meant": meant, **more})


def parse(text: str) -> Query:
    """Read a query. An empty one gives the default, `is:open`; free words alone search comments in every state.

    Raises QueryError naming the wrong word and, where one is near, what was meant.
    """
    read = [_joined([one.term for one in placed], negated=negated) for negated, placed in _read(text)]
    return Query(tuple(read) or (Is("open"),))


def placed(text: str) -> list[Placed]:
    """Return every value of a query with its place, to point at one that is unknown. Raises as `parse` does."""
    return [one for _negated, found in _read(text) for one in found]


def value_of(one: Placed) -> tuple[str, int]:
    """Return a term's value as it was written, without its field, and where it stands."""
    before = len(field_of(one.word))
    return one.word[before:], one.position + before


def unknown(
    value: str, known: Sequence[str], word: str, position: int, *, before: str = "", after: str = ""
) -> QueryError:
    """Return the mistake of a value that is not among the known ones; it was written as `word`, at `position`.

    What was meant is told with `before` and `after` around it.
    """
    folded = {one.casefold(): one for one in known}
    near = get_close_matches(value.casefold(), folded, n=1)
    if near:
        return QueryError("query.unknown_term", word, position, before + folded[near[0]] + after)
    return QueryError("query.unknown_word", word, position)


def field_of(word: str) -> str:
    """Return the field with its colon when the word that was written holds one (a value of a list does not)."""
    name, colon, _value = word.partition(":")
    return name + colon if colon else ""


def _joined(terms: list[Simple], *, negated: bool) -> Term:
    if len(terms) > 1:
        return AnyOf(tuple(terms), negated)
    (term,) = terms
    return replace(term, negated=True) if negated else term


def _read(text: str) -> list[tuple[bool, list[Placed]]]:
    """Cut a query into terms: whether each is turned round, and its values."""
    found = []
    position = 0
    source = text.rstrip()
    while position < len(source):
        match = _TOKEN.match(source, position)
        if match is None:
            raise QueryError("query.unknown_word", source[position:].strip(), position)
        found.append((bool(match[1]), _term(match[2], match.start(2))))
        position = match.end()
    return found


def _term(token: str, position: int) -> list[Placed]:
    if token.count('"') % 2:
        raise QueryError("query.open_quote", token, position)
    compared = _COMPARED.match(token)
    if compared is not None and get_close_matches(compared[1], (*_COMPARES, *NOT_YET), n=1):
        return [Placed(_compared(compared[1], token, position), token, position)]
    name, colon, value = token.partition(":")
    if not colon or token.startswith('"') or not name.isalpha() or value.startswith("//"):
        return [Placed(_free(token, token, position), token, position)]
    name = name.lower()
    if name in NOT_YET:
        raise QueryError(NOT_YET[name], token, position)
    if name not in FIELDS:
        if name in _COMPARES:
            raise QueryError(f"query.bad_{name}", token, position)
        raise unknown(name, tuple(FIELDS), token, position, after=":")
    return _values(name, token, value, position)


def _values(name: str, token: str, value: str, position: int) -> list[Placed]:
    """Read what stands after the colon: one value, or several with commas between."""
    spans = [match for match in _VALUES.finditer(value) if match.start() < len(value)]
    if not spans or not all(match[1].strip('"') for match in spans) or value.endswith(","):
        raise QueryError("query.empty_value", token, position)
    if len(spans) == 1:
        return [Placed(_field(name, value, token, position), token, position)]
    start = position + len(name) + 1
    return [
        Placed(_field(name, match[1], match[1], start + match.start()), match[1], start + match.start())
        for match in spans
    ]


def _field(name: str, said: str, word: str, position: int) -> Simple:
    """Read one value of a field; a mistake in it is pointed at as `word` at `position`."""
    if name == "text":
        return _free(said, word, position)
    value = clean(said.strip('"'))
    if name in _LISTED:
        known, make = _LISTED[name]
        if value.lower() not in known:
            raise unknown(value, known, word, position, before=field_of(word))
        return make(value.lower())
    if name in _NUMBERED:
        if not (value.isascii() and value.isdigit() and len(value) < 19):
            raise QueryError("query.bad_number", word, position)
        return _NUMBERED[name](int(value))
    return _NAMED[name](value)


_LISTED: Mapping[str, tuple[tuple[str, ...], Callable[[str], Simple]]] = {
    "is": (tuple(IS), Is),
    "has": (tuple(HAS), Has),
    "kind": (KINDS, OfKind),
    "category": (ABOUT, About),
}
_NUMBERED: Mapping[str, Callable[[int], Simple]] = {
    "comment": ThisOne,
    "post": UnderPost,
    "case": InCase,
    "alike": Alike,
}
_NAMED: Mapping[str, Callable[[str], Simple]] = {
    "account": OnAccount,
    "platform": lambda value: OnPlatform(value.lower()),
    "author": lambda value: By(value.removeprefix("@")),
    "by": Handled,
    "assigned": AssignedTo,
    "lang": lambda value: InLanguage(value.lower()),
}


def _free(token: str, word: str, position: int) -> Words | Inside:
    """Read free words: see the head of this file for the stars and the quotation marks."""
    text = clean(token.replace('"', " ").strip())
    if len(text) > LONGEST:
        raise QueryError("query.too_long", word, position)
    bare = text.strip("*").strip()
    if not bare:
        raise QueryError("query.unknown_word", word, position)
    if text.startswith("*"):
        return _anywhere(text, bare, word, position)
    if text.endswith("*"):
        return Words(bare, prefix=True)
    if '"' not in token and len(text) >= INSIDE_FROM and text.isalnum():
        return Inside(text)
    return Words(text)


def _anywhere(text: str, bare: str, word: str, position: int) -> Inside:
    if not text.endswith("*"):
        raise QueryError("query.one_star", word, position, f"*{bare}*")
    if len(bare) < INSIDE_LEAST:
        raise QueryError("query.too_short", word, position)
    return Inside(bare)


def _compared(name: str, token: str, position: int) -> Age | Likes:
    if name in NOT_YET:
        raise QueryError(NOT_YET[name], token, position)
    if name not in _COMPARES:
        near = get_close_matches(name, (*_COMPARES, *NOT_YET), n=1)[0]
        raise QueryError("query.unknown_term", token, position, token.replace(name, near, 1))
    pattern, make = _COMPARES[name]
    match = pattern.match(token)
    if match is None:
        raise QueryError(f"query.bad_{name}", token, position)
    return make(match)


_COMPARES: Mapping[str, tuple[re.Pattern[str], Callable[[re.Match[str]], Age | Likes]]] = {
    "age": (re.compile(r"age([<>])(\d{1,6})([mhdw])$"), lambda said: Age(said[1], int(said[2]) * _UNITS[said[3]])),
    "likes": (re.compile(r"likes([<>])(\d{1,9})$"), lambda said: Likes(said[1], int(said[2]))),
}
"""What is compared by `<` and `>`: how it is written, and the term it is."""
