"""What platforms say about their rate limits, read from answer headers in every dialect we have met."""

import json
import math
from collections.abc import Iterator, Mapping
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

    Reads `Retry-After` (RFC 9110: seconds or a date), then a reset time, then what Meta says of regaining access;
    without any it is `now` + 60 s.
    """
    until = _retry_after(headers, now) or resets_at(headers, now) or _regained(headers, now) or plus(now, NO_HINT)
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


def _percentages(headers: Mapping[str, str]) -> Iterator[tuple[str, Mapping[str, object]]]:
    """Yield Meta's limits: the name of each and its use in percent, as its two headers tell them.

    Source: Graph API, overview/rate-limiting (`X-App-Usage`; `X-Business-Use-Case-Usage`, keyed by the page).
    """
    for name in ("x-app-usage", "x-business-use-case-usage"):
        try:
            told = json.loads(headers.get(name, "{}"))
        except ValueError:
            continue
        if not isinstance(told, dict):
            continue
        groups = {name: [told]} if name == "x-app-usage" else told
        for group in groups.values():
            for one in group if isinstance(group, list) else []:
                if isinstance(one, dict):
                    yield f"{name} {one.get('type', '')}", one


def _percent(one: Mapping[str, object]) -> float:
    used = (one.get(part) for part in ("call_count", "total_cputime", "total_time"))
    return max((float(value) for value in used if isinstance(value, int | float)), default=0.0)


def _regained(headers: Mapping[str, str], now: Micros) -> Micros | None:
    """Return when Meta lets us in again; its header counts minutes, 0 when nothing is closed."""
    told = (one.get("estimated_time_to_regain_access") for _, one in _percentages(headers))
    minutes = max((value for value in told if isinstance(value, int | float)), default=0)
    return plus(now, int(min(minutes * 60, LONGEST / SECOND)) * SECOND) if minutes > 0 else None


class UsageMeter:
    """Remembers the last word on each of a platform's limits and tells the tightest. Safe in several threads."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = Lock()
        self._by_limit: dict[int | str, Usage] = {}

    def note(self, headers: Mapping[str, str]) -> None:
        """Take in one answer's headers; answers that speak of no limit change nothing."""
        now = self._clock.now()
        for name, one in _percentages(headers):
            self.tell(name, Usage(min(max(_percent(one) / 100, 0.0), 1.0), _regained(headers, now)))
        limit, remaining = _count(headers, "limit"), _count(headers, "remaining")
        if limit and remaining is not None:
            self.tell(limit, Usage(min(max(1 - remaining / limit, 0.0), 1.0), resets_at(headers, now)))

    def tell(self, limit: int | str, usage: Usage) -> None:
        """Take in how much of one limit is used, where a connector counts for itself (YouTube's headers tell none)."""
        with self._lock:
            if limit not in self._by_limit and len(self._by_limit) >= KEPT_LIMITS:
                self._by_limit.clear()
            self._by_limit[limit] = usage

    def usage(self) -> Usage:
        """Return the tightest limit that has not started anew since it was heard of."""
        now = self._clock.now()
        with self._lock:
            running = [usage for usage in self._by_limit.values() if usage.resets_at is None or usage.resets_at > now]
        return max(running, key=lambda usage: usage.share, default=Usage())
