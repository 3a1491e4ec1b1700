"""Connecting a Mastodon account from a terminal: register, let a person allow it in their browser, take the code.

Source: mastodon/documentation, methods/{apps,oauth} and api/oauth-scopes. Tokens do not expire. No step opens anything
on this machine: the link is printed, and the code is typed in.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from backend.platforms.base import LoginExpired, NotPermitted, PlatformError, Refused, TryAgain
from backend.platforms.fields import Fields, record, text
from backend.platforms.http import Failure, Http

NAME = "Nightdesk"
NO_REDIRECT = "urn:ietf:wg:oauth:2.0:oob"
"""The server shows the code instead of sending the browser anywhere."""

SCOPES = (
    "read:accounts read:statuses read:notifications write:statuses write:media write:favourites "
    "write:blocks write:mutes write:reports write:conversations"
)

_NOT_IT = (400, 404, 405, 410, 422)
"""What a server that is no Mastodon says to a registration."""

_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True, slots=True)
class Registration:
    """Our app as one server knows it, and the link where a person allows it to act for their account."""

    base_url: str
    client_id: str
    client_secret: str = field(repr=False)
    authorize_url: str


def begin(server: str) -> Registration:
    """Register with a server, named as people name it (`mastodon.social`, `https://…`, `@me@server`).

    Raises Refused (`mastodon.not_a_server`, `mastodon.moved`, `mastodon.no_apps`) or what the line itself says.
    """
    asked = {"client_name": NAME, "redirect_uris": NO_REDIRECT, "scopes": SCOPES}
    http = Http(server, dialect=_app_dialect)
    try:
        app = _post(http, "/api/v1/apps", asked)
    except TryAgain as error:
        raise _no_server(error, http.host) from None
    finally:
        http.close()
    client_id, client_secret = text(app, "client_id"), text(app, "client_secret")
    if not client_id or not client_secret:
        raise Refused("mastodon.not_a_server", host=http.host)
    query = {"response_type": "code", "client_id": client_id, "redirect_uri": NO_REDIRECT, "scope": SCOPES}
    return Registration(http.base_url, client_id, client_secret, f"{http.base_url}/oauth/authorize?{urlencode(query)}")


def finish(base_url: str, registration: Registration, code: str) -> str:
    """Exchange the code a person typed in for a token. Raises Refused (`mastodon.code_refused`, `mastodon.no_code`)."""
    code = _typed(code)
    if not code:
        raise Refused("mastodon.no_code")
    asked = {
        "grant_type": "authorization_code",
        "client_id": registration.client_id,
        "client_secret": registration.client_secret,
        "redirect_uri": NO_REDIRECT,
        "scope": SCOPES,
        "code": code,
    }
    http = Http(base_url, dialect=_code_dialect)
    try:
        token = text(_post(http, "/oauth/token", asked), "access_token")
    finally:
        http.close()
    if not token:
        raise TryAgain("platform.unreadable", reached=True, host=http.host, status=200)
    return token


def revoke(base_url: str, registration: Registration, token: str) -> None:
    """End a token. Ending one that has ended already is done; needs the registration it was given to.

    Raises NotPermitted for another registration's token. Source: mastodon/documentation, methods/oauth#revoke.
    """
    asked = {"client_id": registration.client_id, "client_secret": registration.client_secret, "token": token}
    http = Http(base_url)
    try:
        http.request("POST", "/oauth/revoke", content=urlencode(asked), headers=_FORM, blank=True)
    finally:
        http.close()


def _post(http: Http, path: str, form: Mapping[str, str]) -> Fields:
    return record(http.request("POST", path, content=urlencode(form), headers=_FORM).json)


def _typed(code: str) -> str:
    """Return the code in what was pasted: the code itself, or an address that carries it."""
    carried = re.search(r"[?&]code=([^&\s#]+)", code)
    return carried[1] if carried else code.strip()


def _app_dialect(failure: Failure) -> PlatformError | None:
    if failure.status in (401, 403):
        return NotPermitted("mastodon.no_apps", host=failure.host)
    return Refused("mastodon.not_a_server", host=failure.host) if failure.status in _NOT_IT else None


def _code_dialect(failure: Failure) -> PlatformError | None:
    told = text(record(failure.json), "error")
    if told == "invalid_client":
        return LoginExpired("mastodon.app_forgotten")
    return Refused("mastodon.code_refused") if failure.status in (400, 401, 403, 422) else None


def _no_server(error: TryAgain, host: str) -> PlatformError:
    """Name what is wrong with an address: another host answers, or what answers is no such server."""
    to = error.reason.params.get("to", host)
    if error.reason.code == "platform.redirect" and to != host:
        return Refused("mastodon.moved", host=host, to=to)
    return Refused("mastodon.not_a_server", host=host) if error.reason.code == "platform.unreadable" else error
