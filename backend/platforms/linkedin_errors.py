"""How LinkedIn words its failures: `{status, code, serviceErrorCode, message}`.

Sources: learn.microsoft.com/linkedin, shared/api-guide/concepts/{error-handling,rate-limits} and marketing/versioning;
`Not enough permissions` and `NONEXISTENT_VERSION` as public issue reports quote them.
"""

import re

from backend.model.clock import DAY, Micros
from backend.platforms.base import (
    Duplicate,
    NotPermitted,
    PlatformError,
    Throttled,
    TryAgain,
)
from backend.platforms.fields import Fields, number, record, text
from backend.platforms.http import Failure

VERSION = "202607"
"""The version of LinkedIn's API that we speak (year and month): each is answered for a year at least, then no more."""

CONFLICT = "linkedin.conflict"

_LACKING = re.compile(r"not enough permissions to access: ([A-Za-z0-9]{1,60}\.[A-Za-z_-]{1,60})", re.IGNORECASE)
_ROLE = ("unauthorized on", "not an administrator", "no longer an admin")
_DAILY = ("day limit", "daily")


def dialect(failure: Failure) -> PlatformError | None:
    """Read one failed answer: the error it names, or None for what its status says.

    A page instead of JSON comes from something in front: it must not be believed that something is gone or forbidden.
    """
    body = record(failure.json)
    told = text(body, "message").lower()
    if failure.status in (403, 404, 410) and not _from_linkedin(body):
        return TryAgain("platform.unreadable", reached=True, host=failure.host, status=failure.status)
    if "unable to obtain activity" in told:
        return TryAgain("platform.server_error", reached=True, host=failure.host, status=failure.status)
    if failure.status == 404 and "no virtual resource" in told:
        return TryAgain("platform.unreadable", reached=True, host=failure.host, status=failure.status)
    return _meant(failure, told, text(body, "message"))


def _from_linkedin(body: Fields) -> bool:
    return number(body, "status") is not None or bool(text(body, "message"))


def _meant(failure: Failure, told: str, message: str) -> PlatformError | None:
    if failure.status == 403:
        return _forbidden(told, message)
    if failure.status == 409:
        return TryAgain(CONFLICT, reached=False, host=failure.host)
    if failure.status == 422 and "duplicate" in told:
        return Duplicate("platform.duplicate", host=failure.host)
    if failure.status == 426:
        return NotPermitted("linkedin.version", version=VERSION)
    if failure.status == 429 and any(word in told for word in _DAILY):
        return Throttled(_midnight(failure.now), "linkedin.day_quota")
    return None


def _forbidden(told: str, message: str) -> PlatformError | None:
    """Tell a role that was lost from a right that the app or the login lacks: permission is per method."""
    if any(words in told for words in _ROLE):
        return NotPermitted("linkedin.role_lost")
    lacking = _LACKING.search(message)
    return NotPermitted("linkedin.permission", resource=lacking[1]) if lacking else None


def _midnight(now: Micros) -> Micros:
    """Return when the next UTC day begins: then the day's quota starts anew."""
    return Micros((now // DAY + 1) * DAY)
