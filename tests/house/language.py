"""The README's table of the query language, made from its words: `python -m tests.house.language` writes it anew."""

import re
import sys
from pathlib import Path

from backend.policy.query_words import ABOUT, FIELDS, HAS, IS, KINDS, OTHERS, VIEWS

README = Path(__file__).parents[2] / "README.md"
_BETWEEN = re.compile(r"(?<=<!-- language -->\n).*?(?=<!-- /language -->)", re.DOTALL)


def table() -> str:
    """Return the table, a line a word, in the order of the words."""
    lines = ["| write | to find |", "| --- | --- |"]
    for field, words in (("is", IS), ("has", HAS)):
        lines += [f"| `{field}:{word}` | {what} |" for word, what in words.items()]
    lines += [
        f"| `{name}:` | {what} |" for name, what in FIELDS.items() if name not in ("is", "has", "kind", "category")
    ]
    lines += [f"| `kind:` | {FIELDS['kind']}: {', '.join(KINDS)} |"]
    lines += [f"| `category:` | {FIELDS['category']}: {', '.join(ABOUT)} |"]
    lines += [f"| `{example}` | {what} |" for example, what in OTHERS.items()]
    views = ", ".join(f"`@{name}`" for name in VIEWS)
    return "\n".join([*lines, "", f"Views that are there from the start: {views}.", ""])


def written(readme: str) -> str:
    """Return the README with the table of now."""
    return _BETWEEN.sub(lambda _: table(), readme)


if __name__ == "__main__":
    README.write_text(written(README.read_text()))
    sys.exit(0)
