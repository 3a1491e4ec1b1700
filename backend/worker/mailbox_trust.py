"""Whose mail it certainly is: by the results that our own receiving server wrote into it, and by nothing else.

Anybody can write any name into From, and an Authentication-Results header as well. RFC 8601 (section 5): a receiving
server removes those that claim to be its own and puts its own on top. So only the topmost header of our server's name
counts, together with those of that name right below it (a filter for each method may write one), and of these the first
that speaks of DKIM decides. A server that writes no name there (some of Microsoft's) cannot be believed.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

HEADER = "authentication-results"

DKIM = "dkim"

LONGEST = 8000
"""Characters of one header that are looked at."""

_ATOM = re.compile(r"\s+|[^\s()\";=]+|[;=]")
"""White space, a run of plain characters, or a sign of the grammar (RFC 8601, section 2.2)."""


def passed(headers: Iterable[tuple[str, str]], server: str) -> frozenset[str]:
    """Return the domains (lower case) whose DKIM signature `server` found to be good.

    `headers` are all of a mail's, names and unfolded values, from the top.
    """
    for value in _ours(headers, server):
        results = [one for one in _results(value) if one[0][:1] == [DKIM]]
        if results:
            return frozenset(filter(None, map(_signer, results)))
    return frozenset()


def servers(headers: Iterable[tuple[str, str]]) -> list[str]:
    """Return the names under which results stand in a mail, topmost first: for finding out which is our server's."""
    values = (value for name, value in headers if name.lower() == HEADER)
    return [name for name in map(_server, values) if name]


def _ours(headers: Iterable[tuple[str, str]], server: str) -> Iterator[str]:
    """Yield the topmost results by `server`, and those that stand right below."""
    begun = False
    for name, value in headers:
        mine = name.lower() == HEADER and server and _server(value) == server.lower()
        if mine:
            begun = True
            yield value
        elif begun:
            return


Words = list[str]


def _results(value: str) -> list[tuple[Words, Words]]:
    """Return each result of a header as its method with its verdict, and its properties: `name`, `=`, `value`, …"""
    found = []
    for words in _clauses(value)[1:]:
        end = words.index("=") + 2 if "=" in words else 0
        found.append((words[:end], words[end:]))
    return found


def _signer(result: tuple[Words, Words]) -> str:
    """Return the one domain that a good signature is by, empty for a bad one or an unclear one."""
    method, properties = result
    if method != [DKIM, "=", "pass"]:
        return ""
    domains = set(_values(properties, "header.d"))
    domains = domains or {one.rpartition("@")[2] for one in _values(properties, "header.i")}
    return domains.pop() if len(domains) == 1 else ""


def _values(properties: Sequence[str], name: str) -> list[str]:
    triples = zip(properties, properties[1:], properties[2:], strict=False)
    return [_plain(value) for key, sign, value in triples if key == name and sign == "="]


def _server(value: str) -> str:
    words = _clauses(value)[0]
    return _plain(words[0]) if words else ""


def _plain(word: str) -> str:
    return word.removeprefix('"')


def _clauses(value: str) -> list[Words]:
    """Split a header at its semicolons into words, lower case, without comments.

    A quoted word keeps its first quote: it is a value, never a name or a sign of the grammar.
    """
    clauses: list[Words] = [[]]
    for word in _tokens(value[:LONGEST].lower()):
        if word == ";":
            clauses.append([])
        else:
            clauses[-1].append(word)
    return clauses


def _tokens(text: str) -> Iterator[str]:
    at = 0
    while at < len(text):
        if text[at] == "(":
            at = _past_comment(text, at)
        elif text[at] == '"':
            word, at = _quoted(text, at)
            yield word
        elif match := _ATOM.match(text, at):
            at = match.end()
            if not match[0].isspace():
                yield match[0]
        else:
            at += 1  # a closing bracket that nothing opened


def _past_comment(text: str, at: int) -> int:
    depth = 0
    while at < len(text):
        char = text[at]
        at += 2 if char == "\\" else 1
        depth += (char == "(") - (char == ")")
        if not depth:
            break
    return at


def _quoted(text: str, at: int) -> tuple[str, int]:
    """Return a quoted word with its first quote, and where the text goes on."""
    word = ['"']
    at += 1
    while at < len(text) and text[at] != '"':
        at += text[at] == "\\"
        word.append(text[at : at + 1])
        at += 1
    return "".join(word), at + 1
