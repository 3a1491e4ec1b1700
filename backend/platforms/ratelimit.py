"""What platforms say about their rate limits, read from answer headers in every dialect we have met."""

import math
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from threading import Lock

from backend.model.clock import DAY, SECOND, Clock, Micros, parse_iso, plus
from backend.platforms.base import Usage

NO_HINT = 60 * SECOND
"""How long to stay away when a 429 does not say: LinkedIn and some Mastodon proxies do not."""

SHORTEST = 5 * SECOND
LONGEST = DAY
KEPT_LIMITS = 16
EPOCH_FROM = 1_000_000_000
"""A bare number from here on is an epoch time, below it a span of seconds."""


def come_back(headers: Mapping[str, str], now: Micros) -> Micros:
    """Return when a throttled caller may come back (UTC microseconds), between 5 s and a day from `now`.

    Reads `Retry-After` (RFC 9110: seconds or a date), then a reset time; without either it is `now` + 60 s.
    """
    until = _retry_after(headers, now) or resets_at(headers, now) or plus(now, NO_HINT)
    return Micros(min(max(until, now + SHORTEST), now + LONGEST))


def told_when(headers: Mapping[str, str], now: Micros) -> bool:
    """Tell whether the answer names a time to come back in `Retry-After`."""
    return _retry_after(headers, now) is not None


def _retry_after(headers: Mapping[str, str], now: Micros) -> Micros | None:
    text = headers.get("retry-after", "").strip()
    seconds = _number(text)
    if seconds is not None:
        return plus(now, int(min(seconds, LONGEST / SECOND) * SECOND))
    return _http_date(text) if text else None


def server_time(headers: Mapping[str, str], now: Micros) -> Micros:
    """Return what the server's own clock said when it answered (`Date`, whole seconds), else `now`."""
    return _http_date(headers.get("date", "")) or now


def _http_date(text: str) -> Micros | None:
    try:
        moment = parsedate_to_datetime(text)
        return Micros(int(moment.timestamp()) * SECOND)
    except (ValueError, OverflowError):
        return None


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) and value >= 0 else None


def resets_at(headers: Mapping[str, str], now: Micros) -> Micros | None:
    """Return when the limit starts anew: ISO 8601 (Mastodon), epoch seconds (Bluesky) or a span of seconds."""
    text = (headers.get("x-ratelimit-reset") or headers.get("ratelimit-reset") or "").strip()
    number = _number(text)
    if number is not None:
        number = min(number, 1e11)
        return Micros(int(number * SECOND)) if number >= EPOCH_FROM else plus(now, int(number * SECOND))
    try:
        return parse_iso(text)
    except ValueError:
        return None


def _count(headers: Mapping[str, str], name: str) -> int | None:
    text = headers.get(f"x-ratelimit-{name}") or headers.get(f"ratelimit-{name}") or ""
    digits = text.split(";")[0].split(",")[0].strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 12 else None


class UsageMeter:
    """Remembers the last word on each of a platform's limits and tells the tightest. Safe in several threads."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = Lock()
        self._by_limit: dict[int, Usage] = {}

    def note(self, headers: Mapping[str, str]) -> None:
        """Take in one answer's headers; answers that speak of no limit change nothing."""
        limit, remaining = _count(headers, "limit"), _count(headers, "remaining")
        if not limit or remaining is None:
            return
        share = min(max(1 - remaining / limit, 0.0), 1.0)
        usage = Usage(share, resets_at(headers, self._clock.now()))
        with self._lock:
            if len(self._by_limit) >= KEPT_LIMITS:
                self._by_limit.clear()
            self._by_limit[limit] = usage

    def usage(self) -> Usage:
        """Return the tightest limit that has not started anew since it was heard of."""
        now = self._clock.now()
        with self._lock:
            running = [usage for usage in self._by_limit.values() if usage.resets_at is None or usage.resets_at > now]
        return max(running, key=lambda usage: usage.share, default=Usage())
