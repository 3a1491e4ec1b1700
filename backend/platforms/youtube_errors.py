"""How YouTube's Data API and Google's token endpoint word their failures.

Sources: YouTube Data API, docs/errors and the error tables of comments, commentThreads and videos; OAuth 2.0 at Google,
protocols/oauth2 (RFC 6749, section 5.2). Discovery revision 20261104.
"""

from collections.abc import Iterator, Mapping

from backend.platforms.base import Gone, LoginExpired, NotPermitted, PlatformError, Refused, Throttled, TryAgain
from backend.platforms.fields import child, children, record, text
from backend.platforms.http import Failure
from backend.platforms.youtube_quota import midnight

QUOTA = "youtube.quota"
COMMENTS_OFF = "youtube.comments_off"
PAGE_LOST = "youtube.page"

_DAILY = ("quotaExceeded", "dailyLimitExceeded")
_BURST = ("rateLimitExceeded", "userRateLimitExceeded")
_UNCLEAR = ("processingFailure", "backendError", "internalError")
"""`processingFailure` comes as a 400 and may still be temporary: what was to be written is read back."""

_GONE = (
    "commentNotFound",
    "commentThreadNotFound",
    "parentCommentNotFound",
    "parentIdMissing",
    "videoNotFound",
    "playlistNotFound",
    "channelNotFound",
)

_FORBIDDEN: Mapping[str, str] = {
    "insufficientPermissions": "youtube.scope",
    "ACCESS_TOKEN_SCOPE_INSUFFICIENT": "youtube.scope",
    "accessNotConfigured": "youtube.api_off",
    "SERVICE_DISABLED": "youtube.api_off",
    "ineligibleAccount": "youtube.no_channel",
    "authenticatedUserNotChannel": "youtube.no_channel",
    "youtubeSignupRequired": "youtube.no_channel",
    "forbidden": "youtube.not_owner",
    "commentsDisabled": COMMENTS_OFF,
}

_WRONG: Mapping[str, str] = {
    "commentTextTooLong": "youtube.too_long",
    "commentTextRequired": "reply.empty",
    "operationNotSupported": "youtube.cannot_reply",
    "parentCommentIsPrivate": "youtube.cannot_reply",
    "invalidPageToken": PAGE_LOST,
}
"""All other reasons of a 400 (`invalidCommentMetadata`, `invalidCustomEmoji`, `banWithoutReject`) are our mistake."""


def dialect(failure: Failure) -> PlatformError | None:
    """Read one failed answer of the Data API: the error it names, or None for what its status says.

    A page instead of JSON is not Google's word: it is not believed when it says that something is gone or forbidden.
    """
    reasons = tuple(_reasons(failure))
    for reason in reasons:
        meant = _meant(reason, failure)
        if meant is not None:
            return meant
    if failure.status in (403, 404, 410) and not reasons:
        return TryAgain("platform.unreadable", reached=True, host=failure.host, status=failure.status)
    return None


def _reasons(failure: Failure) -> Iterator[str]:
    """Yield the words for what went wrong: `errors` is the old form, `details` the new one."""
    error = child(record(failure.json), "error")
    for one in (*children(error, "errors"), *children(error, "details")):
        if reason := text(one, "reason"):
            yield reason


def _meant(reason: str, failure: Failure) -> PlatformError | None:
    host = failure.host
    if reason in _DAILY:
        return Throttled(midnight(failure.now), QUOTA, host=host)
    if reason in _BURST:
        return Throttled(failure.until(), host=host)
    if reason in _UNCLEAR:
        return TryAgain("platform.server_error", reached=True, host=host, status=failure.status)
    if reason in _GONE:
        return Gone("platform.gone", host=host)
    if reason in _FORBIDDEN:
        return NotPermitted(_FORBIDDEN[reason], host=host)
    return Refused(_WRONG[reason], host=host) if reason in _WRONG else None


_ENDED: Mapping[str, str] = {
    "invalid_grant": "youtube.login_ended",
    "invalid_client": "youtube.client",
    "unauthorized_client": "youtube.client",
    "deleted_client": "youtube.client",
}


def token_dialect(failure: Failure) -> PlatformError | None:
    """Read one failed answer of the token endpoint, which words its errors as OAuth does."""
    if failure.status not in (400, 401):
        return None
    word = text(record(failure.json), "error")
    return LoginExpired(_ENDED.get(word, "platform.login"), host=failure.host, status=failure.status)
