"""Help with a query that is being typed: what may come next, and one query narrowed by another."""

from backend.model.view import Completion, Names
from backend.policy.query_terms import Query
from backend.policy.query_words import ABOUT, FIELDS, HAS, IS, KINDS, ME, OTHERS

MOST = 12
"""Completions offered at once."""

OPERATORS = ("age<", "age>")


def complete(text: str, cursor: int, names: Names) -> tuple[Completion, ...]:
    """Return what the word before the cursor (characters) may become, at most MOST of them, in the order of the tables.

    Nothing inside quotation marks that are open, and nothing for a word that is whole already.
    """
    start = _word_start(text, cursor)
    if start is None:
        return ()
    word = text[start:cursor]
    sign = "-" if word.startswith("-") else ""
    name, colon, values = word.removeprefix("-").partition(":")
    if colon:
        return _values(name.lower(), values, cursor, names)
    if word.startswith("@") and start == 0:
        return _fitting(word[1:], dict.fromkeys(names.views, ""), start + 1, cursor)
    at = start + len(sign)
    fields = {f"{field}:": what for field, what in FIELDS.items()} | dict.fromkeys(OPERATORS, OTHERS["age>2h"])
    found = _fitting(name, fields, at, cursor, done=False)
    whole = {f"{field}:{one}": what for field, table in (("is", IS), ("has", HAS)) for one, what in table.items()}
    meant = [word for word in whole if name and word.partition(":")[2].startswith(name.lower())]
    return (*found, *(Completion(word, at, cursor, whole[word]) for word in meant))[:MOST]


def narrow(query: str, more: str) -> str:
    """Return the query that finds what both do. An empty `query` is the default one, an empty `more` asks nothing."""
    query, more = query.strip(), more.strip()
    if not more or more == query:
        return query
    return f"{query or Query.DEFAULT} {more}"


def spelled(name: str) -> str:
    """Return a name as it is written after a colon: in quotation marks where it would fall apart."""
    return f'"{name}"' if not name or any(sign.isspace() or sign == "," for sign in name) else name


def _word_start(text: str, cursor: int) -> int | None:
    """Return where the word at the cursor begins, None inside open quotation marks."""
    before, start, quoted = text[:cursor], 0, False
    for place, sign in enumerate(before):
        if sign == '"':
            quoted = not quoted
        elif sign.isspace() and not quoted:
            start = place + 1
    return None if quoted else start


def _values(name: str, values: str, cursor: int, names: Names) -> tuple[Completion, ...]:
    """Complete what stands after the colon, or after the last comma of a list."""
    known: dict[str, dict[str, str]] = {
        "is": dict(IS),
        "has": dict(HAS),
        "kind": dict.fromkeys(KINDS, ""),
        "category": dict.fromkeys(ABOUT, ""),
        "account": _named(names.accounts),
        "platform": _named(names.platforms),
        "lang": _named(names.languages),
        "by": _named((ME, *names.members)),
        "assigned": _named((ME, *names.members)),
    }
    typed = values.rpartition(",")[2]
    taken = set(values.split(",")[:-1])
    left = {value: what for value, what in known.get(name, {}).items() if value not in taken}
    return _fitting(typed, left, cursor - len(typed), cursor)


def _named(names: tuple[str, ...]) -> dict[str, str]:
    return {spelled(name): "" for name in names}


def _fitting(typed: str, known: dict[str, str], start: int, end: int, *, done: bool = True) -> tuple[Completion, ...]:
    wanted = typed.casefold().strip('"')
    fits = [word for word in known if word.casefold().strip('"').startswith(wanted) and word != typed]
    return tuple(Completion(word, start, end, known[word], done) for word in fits[:MOST])
