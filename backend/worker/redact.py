"""Takes secrets out of text that is about to be written down."""

import json
import re
from collections.abc import Iterable, Mapping
from threading import Lock
from urllib.parse import quote, quote_plus

GONE = "[redacted]"

SHORTEST = 6
"""Values shorter than this are not replaced: they would blank half of every line."""

OPEN_KEYS = frozenset({"identifier", "did", "handle", "base_url", "client_id", "redirect_uri"})
"""Parts of a stored login that are no secret."""

PATTERNS = (
    re.compile(r"(?i)\b(bearer|basic|dpop)(\s+)[a-z0-9._~+/=-]{6,}"),
    re.compile(
        r"(?i)\b(access_token|client_secret|refresh_token|appsecret_proof|password|passwd|token|secret|code|sig)"
        r"(=)[^&\s\"'<>]+"
    ),
    re.compile(
        r"(?i)(\\?[\"'](?:access_?token|refresh_?token|access_?jwt|refresh_?jwt|client_?secret|password|token|secret)"
        r"\\?[\"']\s*[:=]\s*)(\\?[\"'])(?:[^\"'\\]|\\.)+"
    ),
    re.compile(r"()()\beyJ[\w-]{8,}\.[\w-]{4,}(?:\.[\w-]*)?"),
    re.compile(r"()()\b[a-z0-9]{4}(?:-[a-z0-9]{4}){3}\b"),
    re.compile(r"(://[^/\s:@]*)(:)[^/\s@]+(?=@)"),
)
"""What tokens look like: authorisation headers, query and JSON fields, JWTs, Bluesky's app passwords, URL passwords."""


class Redactor:
    """Knows the secrets of this process. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._known: frozenset[str] = frozenset()
        self._exact: re.Pattern[str] | None = None

    def learn(self, login: Mapping[str, str]) -> None:
        """Take in the secret values of a stored login."""
        self.learn_values(value for key, value in login.items() if key not in OPEN_KEYS)

    def learn_values(self, values: Iterable[str]) -> None:
        """Take in values that must never be written."""
        wanted = {form for value in values if len(value) >= SHORTEST for form in _forms(value)}
        with self._lock:
            if wanted <= self._known:
                return
            self._known |= wanted
            longest_first = sorted(self._known, key=len, reverse=True)
            self._exact = re.compile("|".join(re.escape(value) for value in longest_first))

    def clean(self, text: str) -> str:
        """Return the text with known secrets and whatever looks like a token taken out."""
        if self._exact is not None:
            text = self._exact.sub(GONE, text)
        for pattern in PATTERNS:
            text = pattern.sub(rf"\1\2{GONE}", text)
        return text


def _forms(value: str) -> set[str]:
    """Return a secret as it may stand in a line: plain, as Python or JSON writes it, as a URL does."""
    return {
        value,
        repr(value)[1:-1],
        json.dumps(value)[1:-1],
        json.dumps(value, ensure_ascii=False)[1:-1],
        quote(value, safe="", errors="replace"),
        quote_plus(value, errors="replace"),
    }
