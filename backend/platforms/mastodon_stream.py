"""Mastodon's stream: what happens around an account, told as it happens.

Sources: mastodon/documentation, methods/streaming; mastodon/mastodon, streaming/index.js (heartbeats every 15 s, the
words of its refusals). Deletions of what names us come on the user's stream alone, not on that of the notifications.
"""

import json
from collections.abc import Iterator
from urllib.parse import urlsplit

from backend.platforms.base import Gone, PlatformError, Refused, Stir, Stirring, TryAgain
from backend.platforms.event_stream import EventStream
from backend.platforms.fields import Fields, child, maybe_identifier, record, text
from backend.platforms.mastodon_api import Api
from backend.platforms.server_name import base_url, is_address, is_loopback

PATH = "/api/v1/streaming/user"

_SCHEMES = {"wss": "https", "https": "https", "ws": "http", "http": "http"}
_CONCERNS_US = ("mention", "quote")
_NO_STREAM = (404, 405, 410, 501)


def open_stream(api: Api, silence_s: float) -> "MastodonStream":
    """Open the account's stream. Raises the family; Gone when the server has none."""
    http = api.http.elsewhere(streaming_base(api.server().streaming, api.http.base_url))
    try:
        return MastodonStream(EventStream(http, PATH, silence_s))
    except PlatformError as error:
        http.close()
        if not (isinstance(error, TryAgain) and error.reason.params.get("status") in _NO_STREAM):
            raise
    raise Gone("platform.gone", host=http.host)  # a proxy's page says so as well as the server's own words


def streaming_base(named: str, instance: str) -> str:
    """Return where an instance streams from: what it names, or itself when it names nothing.

    The token goes there, and a request from within our network: so it must be https (http on this machine alone), a
    name and no address (unless it is the instance's own), and this machine only for an instance on this machine.
    The name came over the instance's own TLS, and who it names could ask the instance for the token's use anyway.
    Raises Refused.
    """
    if not named:
        return instance
    scheme, _, rest = named.partition("://")
    found = base_url(f"{_SCHEMES.get(scheme.lower(), scheme)}://{rest}")
    host, home = (urlsplit(one).hostname or "" for one in (found, instance))
    if host != home and (is_address(host) or is_loopback(host) or is_loopback(home)):
        raise Refused("platform.bad_address")
    return found


class MastodonStream:
    """The stream of one account: see `Stream`."""

    def __init__(self, stream: EventStream) -> None:
        self._stream = stream

    def stirrings(self) -> Iterator[Stirring]:
        """Yield what stirs; what is not our business, or cannot be read, is passed over. Raises the family."""
        try:
            for name, data in self._stream.events():
                found = stirring(name, data)
                if found is not None:
                    yield found
        finally:
            self._stream.release()

    def close(self) -> None:
        """End the stream."""
        self._stream.close()


def stirring(name: str, data: str) -> Stirring | None:
    """Return what an event hints at, None for nothing."""
    if name == "delete":
        gone = maybe_identifier({"id": data}, "id")
        return Stirring(Stir.GONE, (gone,)) if gone else None
    if name == "notifications_merged":  # senders that were held back have been let through
        return Stirring(Stir.NEW)
    if name == "notification":
        return _of_notification(_parsed(data))
    if name in ("update", "status.update"):
        return _of_status(_parsed(data))
    return None


def _of_notification(told: Fields) -> Stirring | None:
    if text(told, "type") not in _CONCERNS_US:
        return None
    named = maybe_identifier(child(told, "status"), "id")
    return Stirring(Stir.NEW, (named,) if named else ())


def _of_status(told: Fields) -> Stirring | None:
    """What people we follow write, and we ourselves in another program: a matter of ours where it stands or answers."""
    ids = (maybe_identifier(told, name) for name in ("id", "in_reply_to_id"))
    found = tuple(one for one in ids if one)
    return Stirring(Stir.MOVED, found) if found else None


def _parsed(data: str) -> Fields:
    try:
        return record(json.loads(data))
    except (ValueError, RecursionError):
        return {}
