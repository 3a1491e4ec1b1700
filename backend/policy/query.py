"""The one query language: filters the queue and serves the command line; marks, views and rules will speak it too.

    is:open account:acme platform:mastodon author:kalle age>2h text:"faktura" -is:followup öppettid*

Terms are joined by *and*. A minus in front turns a term round. Free words search the text; a star ends a prefix, and
quotation marks hold a phrase. Each `is:` word maps to one stored or derived state, in `IS` alone.
"""

import re
from difflib import get_close_matches
from typing import ClassVar

from backend.model.clock import DAY, HOUR, MINUTE
from backend.model.reason import Reason
from backend.model.value import dataclass

IS = ("open", "waiting", "done", "mine", "late", "own", "followup", "failed", "any")
"""What may follow `is:`. Open means: in state open and not snoozed; any lifts the default of a bare search."""

FIELDS = ("is", "account", "platform", "author", "text", "age")

_UNITS = {"m": MINUTE, "h": HOUR, "d": DAY, "w": 7 * DAY}
_TOKEN = re.compile(r'\s*(-?)((?:[^\s"]|"[^"]*(?:"|$))+)')
_AGE = re.compile(r"age([<>])(\d{1,6})([mhdw])$")


@dataclass(frozen=True, slots=True)
class Is:
    """A triage state or a derived one, from IS."""

    word: str
    negated: bool = False


@dataclass(frozen=True, slots=True)
class OnAccount:
    """The account with this short name (compared without case)."""

    short_name: str
    negated: bool = False


@dataclass(frozen=True, slots=True)
class OnPlatform:
    """Any account on this platform."""

    platform: str
    negated: bool = False


@dataclass(frozen=True, slots=True)
class By:
    """The author's handle or name holds this (compared without case)."""

    author: str
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """The text holds these words in a row (a phrase), or the one word; `prefix` lets the last one go on."""

    text: str
    prefix: bool = False
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Age:
    """Seen longer (`>`) or shorter (`<`) ago than `span` microseconds."""

    op: str
    span: int
    negated: bool = False


Term = Is | OnAccount | OnPlatform | By | Words | Age


@dataclass(frozen=True, slots=True)
class Query:
    """Terms that must all hold."""

    terms: tuple[Term, ...]
    DEFAULT: ClassVar[str] = "is:open"

    @property
    def words(self) -> tuple[Words, ...]:
        """The terms that search the text and are not turned round: what a full-text index can serve."""
        return tuple(term for term in self.terms if isinstance(term, Words) and not term.negated)


class QueryError(ValueError):
    """A mistake in a query: `word` is the one that is wrong, at character `position`, `meant` what it may have been."""

    def __init__(self, code: str, word: str, position: int, meant: str = "") -> None:
        super().__init__(f"{code}: {word}")
        self.word = word
        self.position = position
        self.meant = meant
        self.reason = Reason(code, {"word": word, "meant": meant})


def parse(text: str) -> Query:
    """Read a query. An empty one gives the default, `is:open`; free words alone search comments in every state.

    Raises QueryError naming the wrong word and, where one is near, what was meant.
    """
    terms = []
    position = 0
    source = text.rstrip()
    while position < len(source):
        match = _TOKEN.match(source, position)
        if match is None:
            raise QueryError("query.unknown_word", source[position:], position)
        terms.append(_term(match[2], match.start(2), negated=bool(match[1])))
        position = match.end()
    return Query(tuple(terms) or (Is("open"),))


def _term(token: str, position: int, *, negated: bool) -> Term:
    if token.count('"') % 2:
        raise QueryError("query.open_quote", token, position)
    if token.startswith("age") and token[3:4] in ("<", ">"):
        return _age(token, position, negated=negated)
    name, colon, value = token.partition(":")
    if not colon or token.startswith('"') or not name.isalpha():
        return _words(token, position, negated=negated)
    value = value.strip('"')
    if name not in FIELDS:
        raise _unknown(name, FIELDS, token, position, suffix=":")
    if not value:
        raise QueryError("query.empty_value", token, position)
    return _field(name, value, position, negated=negated)


def _field(name: str, value: str, position: int, *, negated: bool) -> Term:
    match name:
        case "is":
            if value not in IS:
                raise _unknown(value, IS, f"is:{value}", position, prefix="is:")
            return Is(value, negated)
        case "account":
            return OnAccount(value, negated)
        case "platform":
            return OnPlatform(value.lower(), negated)
        case "author":
            return By(value.removeprefix("@"), negated)
        case "text":
            return _words(value, position, negated=negated)
    raise QueryError("query.bad_age", f"{name}:{value}", position)


def _words(token: str, position: int, *, negated: bool) -> Words:
    text = token.replace('"', " ").strip()
    prefix = text.endswith("*")
    text = text.rstrip("*").strip()
    if not text:
        raise QueryError("query.unknown_word", token, position)
    return Words(text, prefix, negated)


def _age(token: str, position: int, *, negated: bool) -> Age:
    match = _AGE.match(token)
    if match is None:
        raise QueryError("query.bad_age", token, position)
    return Age(match[1], int(match[2]) * _UNITS[match[3]], negated)


def _unknown(
    word: str, known: tuple[str, ...], token: str, position: int, *, prefix: str = "", suffix: str = ""
) -> QueryError:
    near = get_close_matches(word, known, n=1)
    if near:
        return QueryError("query.unknown_term", token, position, f"{prefix}{near[0]}{suffix}")
    return QueryError("query.unknown_word", token, position)
