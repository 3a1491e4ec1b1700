"""What a Mastodon or compatible server can do, and how it words its failures.

Sources: `GET /api/v2/instance` and `/api/v1/instance` (mastodon/documentation, entities/Instance and V1_Instance);
Pleroma's `max_toot_chars`; version texts of Pleroma, Akkoma, Pixelfed ("compatible; …") and GoToSocial (0.x).
"""

import re
from dataclasses import dataclass

from backend.model.account import Act, Capabilities, Limits, Undo
from backend.model.clock import Micros
from backend.platforms.base import LoginExpired, NotPermitted, PlatformError, TryAgain
from backend.platforms.fields import Fields, child, line, number, record, text
from backend.platforms.http import Failure

ACTS = {
    Act.REPLY: Undo.FINAL,
    Act.EDIT_OWN: Undo.REVERSIBLE,
    Act.DELETE_OWN: Undo.FINAL,
    Act.LIKE: Undo.REVERSIBLE,
    Act.MUTE: Undo.REVERSIBLE,
    Act.BLOCK: Undo.REVERSIBLE,
    Act.REPORT: Undo.FINAL,
    Act.PUBLISH: Undo.FINAL,
}

TEXT_LIMIT = 500
LINK_WEIGHT = 23
_KEY_SINCE = 2  # Idempotency-Key came with Mastodon 2
_BATCH_SINCE = 2  # `GET /api/v1/statuses?id[]=` came with 4.3, whose API version is 2


@dataclass(frozen=True, slots=True)
class Server:
    """A server as it describes itself. `domain` is what stands behind the @ of its own people, empty when untold."""

    domain: str
    idempotent: bool
    batches: bool
    limits: Limits

    def capabilities(self, at: Micros) -> Capabilities:
        """Return what an account on this server can do, seen at `at`."""
        return Capabilities(
            acts=dict(ACTS),
            limits=self.limits,
            sees_edits=True,
            idempotent=self.idempotent,
            mention="@{handle}",
            observed_at=at,
        )


def read_server(instance: object) -> Server:
    """Read an instance description of either version; what it leaves out is Mastodon's default."""
    fields = record(instance)
    return Server(
        domain=line(fields, "domain") or line(fields, "uri").rsplit("/", 1)[-1],
        idempotent=_keeps_keys(fields),
        batches=(number(child(fields, "api_versions"), "mastodon") or 0) >= _BATCH_SINCE,
        limits=_limits(fields),
    )


def _keeps_keys(fields: Fields) -> bool:
    """Tell whether a repeated Idempotency-Key is sure to be one post: only of Mastodon's own line do we know it."""
    version = text(fields, "version").lower()
    leading = re.match(r"\d+", version)
    other = "compatible" in version or "gotosocial" in version + text(fields, "source_url").lower()
    return leading is not None and int(leading[0]) >= _KEY_SINCE and not other


def _limits(fields: Fields) -> Limits:
    statuses = child(child(fields, "configuration"), "statuses")
    longest = number(statuses, "max_characters") or number(fields, "max_toot_chars") or TEXT_LIMIT
    weight = number(statuses, "characters_reserved_per_url")
    media = number(statuses, "max_media_attachments")
    return Limits(
        text=longest,
        counting="mastodon",
        url_weight=LINK_WEIGHT if weight is None else weight or None,
        media=4 if media is None else media,
    )


def dialect(failure: Failure) -> PlatformError | None:
    """Read a failure as Mastodon words it.

    A page instead of JSON comes from something in front of the server (a proxy, a guard, maintenance): it must not be
    believed when it says that something is gone or not permitted.
    """
    told = text(record(failure.json), "error").lower()
    if failure.status in (403, 404, 410) and not told:
        return TryAgain("platform.unreadable", reached=True, host=failure.host, status=failure.status)
    if failure.status in (401, 422) and "authenticated user" in told:
        return LoginExpired("platform.login", host=failure.host, status=failure.status)
    if failure.status == 403 and "scope" in told:
        return NotPermitted("mastodon.scopes")
    if failure.status == 403 and "login" in told:
        return NotPermitted("mastodon.login_disabled")
    return None
