"""Cleaning on the way in: what a database cannot hold is replaced, nothing a moderator should see is lost.

Hidden and dangerous characters are kept here (they are evidence) and made visible when drawn: see `visible`.
"""

import re
import unicodedata

MAX_BYTES = 64 * 1024
"""A longer text is cut in the store: no platform allows it, and one comment must not fill a page."""

MAX_LINE = 300
"""Characters kept of a name, handle or title."""

_SURROGATES = re.compile("[\ud800-\udfff]")
_NEWLINES = re.compile("\r\n?")


def clean(text: str) -> str:
    """Return outside text fit to be stored: NFC, no lone surrogates or NUL, LF line ends, at most 64 KiB of UTF-8."""
    if text.isascii() and "\0" not in text and "\r" not in text and len(text) <= MAX_BYTES:
        return text
    text = _SURROGATES.sub("\ufffd", text).replace("\0", "\ufffd")
    text = unicodedata.normalize("NFC", _NEWLINES.sub("\n", text[: 2 * MAX_BYTES]))
    raw = text.encode()
    return text if len(raw) <= MAX_BYTES else raw[:MAX_BYTES].decode(errors="ignore")


def clean_line(text: str) -> str:
    """Return a one-line field (name, handle) fit to be stored: as `clean`, white space folded, 300 characters."""
    return " ".join(clean(text[: 4 * MAX_LINE]).split())[:MAX_LINE].rstrip()
