"""What an answer starts from and what leaves: the mention a platform needs, and the signature."""

import re

_TRAILING = re.compile(r"[ \t]+$", re.MULTILINE)


def starting_text(mention: str, signature: str) -> tuple[str, int]:
    """Return what the composer opens with, and where to type (characters from the start): mention, room, signature."""
    start = f"{mention} " if mention else ""
    end = f"\n{signature}" if signature else ""
    return start + end, len(start)


def outgoing(text: str, mention: str) -> str:
    """Return the whole text as it shall stand: no trailing blanks, the needed mention in front if it is missing."""
    text = _TRAILING.sub("", text).strip()
    if not text or not mention or _mentions(text, mention):
        return text
    return f"{mention} {text}"


def _mentions(text: str, mention: str) -> bool:
    return re.search(re.escape(mention) + r"(?![\w@.-]*\w)", text, re.IGNORECASE) is not None
