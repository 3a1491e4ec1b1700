"""What the servers of the AT protocol say when they refuse, in the words of our error family.

They answer 400 where others answer 401 or 404, and name the error in the body. Source: bluesky-social/atproto,
packages/xrpc-server/src/errors.ts and packages/pds/src/{auth-verifier,api} (pds 0.5).
"""

from backend.platforms.base import Duplicate, Gone, LoginExpired, NotPermitted, PlatformError, Refused
from backend.platforms.fields import record, text
from backend.platforms.http import Failure


class TokenStale(LoginExpired):
    """The access token is not accepted; the login behind it may still be, so a new one is asked for once."""


_STALE = ("ExpiredToken", "InvalidToken", "AuthMissing")
_NOT_FOR_IT = "Bad token method"
"""The token is good and was not made for this call: an app password without private messages."""
_CLOSED = ("AccountTakedown", "AccountDeactivated", "AccountSuspended", "RepoTakendown", "RepoDeactivated")
_GONE = ("NotFound", "RecordNotFound", "RepoNotFound")
_GONE_TEXTS = ("Could not locate record", "Could not find repo", "Profile not found", "Actor not found")
_BLOCKED = ("BlockedActor", "BlockedByActor")


def dialect(failure: Failure) -> PlatformError | None:
    """Read one failed answer: the error it names, or None for what its status says."""
    body = record(failure.json)
    name, message = text(body, "error"), text(body, "message")
    if failure.status in (404, 405) and not name:
        return Refused("bluesky.not_a_server", host=failure.host)
    if failure.status >= 500 or failure.status == 429:
        return None
    if name == "InvalidToken" and message.startswith(_NOT_FOR_IT):
        return NotPermitted("platform.not_permitted", host=failure.host, status=failure.status)
    return _login(name, failure) or _target(name, message, failure)


def _login(name: str, failure: Failure) -> PlatformError | None:
    if name in _STALE:
        return TokenStale("platform.login", host=failure.host, status=failure.status)
    if name in _CLOSED:
        return LoginExpired("bluesky.closed", host=failure.host)
    if name == "AuthFactorTokenRequired":
        return LoginExpired("bluesky.mailed_code", host=failure.host)
    if name == "AuthenticationRequired":
        return LoginExpired("platform.login", host=failure.host, status=failure.status)
    return None


def _target(name: str, message: str, failure: Failure) -> PlatformError | None:
    if name in _GONE or (name == "InvalidRequest" and message.startswith(_GONE_TEXTS)):
        return Gone("platform.gone", host=failure.host)
    if name in _BLOCKED:
        return NotPermitted("bluesky.blocked", host=failure.host)
    if name == "InvalidSwap":
        return Duplicate("platform.duplicate", host=failure.host)
    return None
