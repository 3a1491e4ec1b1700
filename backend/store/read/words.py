"""What a person types to search, made into a question that each database's index understands.

User text is never query syntax: on SQLite it stands in quotation marks, on PostgreSQL only its letters and digits are
taken over. A text without a letter or digit finds nothing.
"""

import re
from collections.abc import Sequence

from backend.text.clean import clean

_TOKEN = re.compile(r"[^\W_]+")


def words_match(text: str, *, prefix: bool, postgres: bool) -> str | None:
    """Return a MATCH of FTS5 or a tsquery for these words in a row; `prefix` lets the last one go on.

    None when the text holds no word at all.
    """
    text = clean(text)
    tokens = _TOKEN.findall(text)
    if not tokens:
        return None
    if postgres:
        return " <-> ".join(f"'{token}'" for token in tokens) + (":*" if prefix else "")
    quoted = text.replace('"', " ")
    return f'"{quoted}" *' if prefix else f'"{quoted}"'


MOST_TRIGRAMS = 60
"""More of them narrow nothing down any further."""


def trigrams(texts: Sequence[str]) -> str:
    """Return a MATCH of FTS5's trigrams for the texts that may hold all of these characters in a row."""
    every = dict.fromkeys(text[start : start + 3] for text in texts for start in range(len(text) - 2))
    return " AND ".join('"{}"'.format(three.replace('"', '""')) for three in list(every)[:MOST_TRIGRAMS])


def anywhere(text: str, *, postgres: bool) -> str:
    """Return a GLOB of SQLite or a regular expression of PostgreSQL that finds these characters in any case.

    The other case is written out letter by letter: SQLite's own `lower` knows ASCII alone.
    """
    signs = [_cases(sign) or (_literal if postgres else _glob_literal)(sign) for sign in text]
    return "".join(signs) if postgres else f"*{''.join(signs)}*"


def _cases(sign: str) -> str:
    found = {sign, sign.lower(), sign.upper(), sign.title()}
    same = sorted(other for other in found if len(other) == 1 and other.lower() == sign.lower())
    return f"[{''.join(same)}]" if len(same) > 1 else ""


def _literal(sign: str) -> str:
    return sign if sign.isalnum() or not sign.isascii() else f"\\{sign}"


def _glob_literal(sign: str) -> str:
    return f"[{sign}]" if sign in "*?[" else sign
