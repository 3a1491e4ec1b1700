"""What a person types to search, made into a question that each database's index understands.

User text is never query syntax: on SQLite it stands in quotation marks, on PostgreSQL only its letters and digits are
taken over. A text without a letter or digit finds nothing.
"""

import re
import unicodedata

_TOKEN = re.compile(r"[^\W_]+")


def words_match(text: str, *, prefix: bool, postgres: bool) -> str | None:
    """Return a MATCH of FTS5 or a tsquery for these words in a row; `prefix` lets the last one go on.

    None when the text holds no word at all.
    """
    text = unicodedata.normalize("NFC", text.encode("utf-8", "replace").decode()).replace("\0", " ")
    tokens = _TOKEN.findall(text)
    if not tokens:
        return None
    if postgres:
        return " <-> ".join(f"'{token}'" for token in tokens) + (":*" if prefix else "")
    quoted = text.replace('"', " ")
    return f'"{quoted}" *' if prefix else f'"{quoted}"'
