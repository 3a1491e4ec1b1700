"""OAuth's code flow as it goes over SSH: a link is printed, and the address that the browser ends at is pasted back.

No step opens anything on this machine or listens on it: a browser on another one could not reach it. The redirect
address need not answer; its code stands in the browser's address bar.
Sources: RFC 6749 section 4.1, RFC 7636 (the proof by which a stolen code is good for nothing), RFC 6819 (state).
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import parse_qs, urlencode, urlsplit

from backend.platforms.base import NotPermitted, PlatformError, Refused, TryAgain
from backend.platforms.fields import Fields, record, text
from backend.platforms.http import Dialect, Failure, Http

REDIRECT = "https://localhost/nightdesk"
"""Where the browser ends unless another address is registered: nothing answers there, and nothing needs to."""

LOOPBACK = "http://127.0.0.1"
"""The same for Google's desktop clients, which take no other."""

_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True, slots=True)
class App:
    """The organisation's own registration at a platform. `rights` are asked for beyond the usual ones."""

    client_id: str
    client_secret: str = field(repr=False)
    redirect: str = REDIRECT
    rights: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asking:
    """A link under way: where a person allows it, and what its answer is known by."""

    url: str
    state: str = field(repr=False)
    verifier: str = field(repr=False, default="")


@dataclass(frozen=True, slots=True)
class Offer:
    """An account that the login reaches: what to call it when several are offered, and the login as it is kept."""

    name: str
    base_url: str
    secret: Mapping[str, str] = field(repr=False)


class Way(Protocol):
    """How one platform is connected. Each platform that has it is a module `NAME_connect` with these functions."""

    def asking(self, app: App, base_url: str | None) -> Asking:
        """Return the link where a person allows us; `base_url` is a rehearsal server's, None for the platform's own."""
        ...

    def offers(self, app: App, asking: Asking, pasted: str, base_url: str | None) -> Sequence[Offer]:
        """Exchange what was pasted for logins that last, one for each account they reach.

        Raises Refused for what is no answer to this link, NotPermitted when it was not allowed, and the family.
        """
        ...


def ask(page: str, app: App, scopes: str, *, proof: bool = False, **more: str) -> Asking:
    """Return a link to a platform's page. `proof`: with the proof of RFC 7636, where the platform takes it."""
    state = secrets.token_urlsafe(24)
    verifier = secrets.token_urlsafe(48) if proof else ""
    scopes = ("," if "," in scopes else " ").join((scopes, *app.rights))
    query = {"response_type": "code", "client_id": app.client_id, "redirect_uri": app.redirect, "scope": scopes}
    query |= {"state": state, **more}
    if proof:
        digest = hashlib.sha256(verifier.encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        query |= {"code_challenge": challenge, "code_challenge_method": "S256"}
    return Asking(f"{page}?{urlencode(query)}", state, verifier)


def code_in(pasted: str, asking: Asking) -> str:
    """Return the code in what was pasted: the whole address that the browser ended at, or the code alone.

    Raises Refused when there is none or the address answers another link, NotPermitted when the person said no.
    """
    pasted = pasted.strip()
    if "=" not in pasted:
        if not pasted:
            raise Refused("connect.no_code")
        return pasted
    parts = urlsplit(pasted)
    query = {name: values[0] for name, values in parse_qs(parts.query or parts.path.lstrip("?")).items()}
    if not hmac.compare_digest(query.get("state", "").encode(), asking.state.encode()):
        raise Refused("connect.other_link")
    if "error" in query:
        raise NotPermitted("connect.denied")
    if not query.get("code"):
        raise Refused("connect.no_code")
    return query["code"]


def exchange(base_url: str, path: str, app: App, asking: Asking, code: str, dialect: Dialect | None = None) -> Fields:
    """Exchange a code for what the platform's token endpoint gives. Raises Refused (`connect.code_refused`)."""
    form = {"grant_type": "authorization_code", "client_id": app.client_id, "client_secret": app.client_secret}
    form |= {"redirect_uri": app.redirect, "code": code}
    if asking.verifier:
        form["code_verifier"] = asking.verifier
    return post(base_url, path, form, dialect)


def post(base_url: str, path: str, form: Mapping[str, str], dialect: Dialect | None = None) -> Fields:
    """Send a form to a token endpoint and return what it gives."""
    http = Http(base_url, dialect=dialect or refused_code)
    try:
        return record(http.request("POST", path, content=urlencode(form), headers=_FORM).json)
    finally:
        http.close()


def read(base_url: str, path: str, query: Mapping[str, str], dialect: Dialect | None = None) -> Fields:
    """Ask a token endpoint that is read, as Meta's are, and return what it gives. Nothing here keeps the address."""
    http = Http(base_url, dialect=dialect or refused_code)
    try:
        return record(http.request("GET", path, params=list(query.items())).json)
    finally:
        http.close()


def token_in(fields: Fields, host: str, name: str = "access_token") -> str:
    """Return the token of an answer. Raises TryAgain when it holds none."""
    token = text(fields, name)
    if not token:
        raise TryAgain("platform.unreadable", reached=True, host=host, status=200)
    return token


def refused_code(failure: Failure) -> PlatformError | None:
    """Read a refusal of the token endpoint: the app is not known, or the code is used, old or another app's."""
    if text(record(failure.json), "error") == "invalid_client" or failure.status == 401:
        return Refused("connect.app_unknown", host=failure.host)
    return Refused("connect.code_refused", host=failure.host) if failure.status in (400, 403, 404) else None
