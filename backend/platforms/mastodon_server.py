"""What a Mastodon or compatible server can do, and how it words its failures.

Sources: `GET /api/v2/instance` and `/api/v1/instance` (mastodon/documentation, entities/Instance and V1_Instance);
Pleroma's `max_toot_chars`; version texts of Pleroma, Akkoma, Pixelfed ("compatible; …") and GoToSocial (0.x).
"""

import re
from dataclasses import dataclass

from backend.model.account import Act, Capabilities, Limits, Seen, Source, Undo
from backend.model.attachment import LARGEST, TYPES
from backend.model.clock import Micros
from backend.platforms.base import LoginExpired, NotPermitted, PlatformError, TryAgain, sources
from backend.platforms.fields import Fields, child, line, number, record, text
from backend.platforms.http import Failure

ACTS = {
    Act.REPLY: Undo.FINAL,
    Act.PRIVATE_REPLY: Undo.FINAL,
    Act.EDIT_OWN: Undo.REVERSIBLE,
    Act.DELETE_OWN: Undo.FINAL,
    Act.LIKE: Undo.REVERSIBLE,
    Act.UNLIKE: Undo.REVERSIBLE,
    Act.MUTE: Undo.REVERSIBLE,
    Act.UNMUTE: Undo.REVERSIBLE,
    Act.BLOCK: Undo.REVERSIBLE,
    Act.UNBLOCK: Undo.REVERSIBLE,
    Act.REPORT: Undo.FINAL,
    Act.PUBLISH: Undo.FINAL,
}

SEEN = dict.fromkeys(ACTS, Seen.PUBLIC) | {
    Act.PRIVATE_REPLY: Seen.PERSON,
    Act.MUTE: Seen.NOBODY,
    Act.UNMUTE: Seen.NOBODY,
    Act.BLOCK: Seen.PERSON,
    Act.UNBLOCK: Seen.PERSON,
    Act.REPORT: Seen.STAFF,
}
"""Favourites are listed (methods/statuses, `favourited_by`) and told to the author, edits are listed (`history`). Who
is blocked is not told, but sees neither us nor our posts any more (user/moderating, `block`); who is muted cannot know
(`mute`)."""

TEXT_LIMIT = 500
PICTURE = 8_000_000
"""Bytes of a picture that every server takes which does not say how many it takes (8 MB until Mastodon 4.0)."""

LINK_WEIGHT = 23
_KEY_SINCE = (2, 0)  # Idempotency-Key came with Mastodon 2
_LEGAL_SINCE = (4, 2)  # a report's category `legal` came with 4.2 (methods/reports)
_BATCH_SINCE = 2  # `GET /api/v1/statuses?id[]=` came with 4.3, whose API version is 2


@dataclass(frozen=True, slots=True)
class Server:
    """A server as it describes itself. `domain` is what stands behind the @ of its own people, empty when untold.

    `streaming` is where it says that it streams from, empty when untold.
    """

    domain: str
    idempotent: bool
    batches: bool
    files_legal: bool
    limits: Limits
    streaming: str = ""

    def capabilities(self, at: Micros) -> Capabilities:
        """Return what an account on this server can do, seen at `at`."""
        return Capabilities(
            acts=dict(ACTS),
            limits=self.limits,
            sees_edits=True,
            idempotent=self.idempotent,
            mention="@{handle}",
            observed_at=at,
            seen=dict(SEEN),
            sources=sources((Source.COMMENTS, Source.MENTIONS, Source.QUOTES, Source.MESSAGES)),
        )


def read_server(instance: object) -> Server:
    """Read an instance description of either version; what it leaves out is Mastodon's default."""
    fields = record(instance)
    version = _own_version(fields)
    return Server(
        domain=line(fields, "domain") or line(fields, "uri").rsplit("/", 1)[-1],
        idempotent=version >= _KEY_SINCE,
        batches=(number(child(fields, "api_versions"), "mastodon") or 0) >= _BATCH_SINCE,
        files_legal=version >= _LEGAL_SINCE,
        limits=_limits(fields),
        streaming=_streaming(fields),
    )


def _streaming(fields: Fields) -> str:
    now = text(child(child(fields, "configuration"), "urls"), "streaming")
    return now or text(child(fields, "urls"), "streaming_api")


def _own_version(fields: Fields) -> tuple[int, int]:
    """Return the version of Mastodon's own line, (0, 0) for others: only of that do we know what a version can do.

    A repeated Idempotency-Key is sure to be one post only there.
    """
    version = text(fields, "version").lower()
    found = re.match(r"(\d{1,4})(?:\.(\d{1,4}))?", version)
    other = "compatible" in version or "gotosocial" in version + text(fields, "source_url").lower()
    return (0, 0) if found is None or other else (int(found[1]), int(found[2] or 0))


def _limits(fields: Fields) -> Limits:
    statuses = child(child(fields, "configuration"), "statuses")
    longest = number(statuses, "max_characters") or number(fields, "max_toot_chars") or TEXT_LIMIT
    weight = number(statuses, "characters_reserved_per_url")
    media = number(statuses, "max_media_attachments")
    files = child(child(fields, "configuration"), "media_attachments")
    taken = files.get("supported_mime_types")
    return Limits(
        text=longest,
        counting="mastodon",
        url_weight=LINK_WEIGHT if weight is None else weight or None,
        media=4 if media is None else media,
        media_bytes=min(number(files, "image_size_limit") or PICTURE, LARGEST),
        media_types=tuple(one for one in TYPES if not isinstance(taken, list) or one in taken),
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
