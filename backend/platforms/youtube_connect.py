"""Connecting a YouTube channel: a desktop client of the organisation's own Google project, and a login that renews.

Source: Google Identity, protocols/oauth2/native-app. The address that the browser ends at is this machine's own, where
nothing listens; whoever allows us copies it from the address bar.
"""

from collections.abc import Sequence

from backend.model.clock import SECOND, SystemClock, iso, plus
from backend.platforms import codeflow
from backend.platforms.base import Refused
from backend.platforms.codeflow import App, Asking, Offer
from backend.platforms.fields import number, text
from backend.platforms.youtube import open_connector
from backend.platforms.youtube_login import TOKENS

WWW = "https://accounts.google.com/o/oauth2/v2/auth"
API = "https://www.googleapis.com"
SCOPE = "https://www.googleapis.com/auth/youtube.force-ssl"


def asking(app: App, base_url: str | None) -> Asking:
    """Return the link where a person allows us: for good, which Google gives only when it asks anew."""
    page = f"{base_url}/o/oauth2/v2/auth" if base_url else WWW
    return codeflow.ask(page, app, SCOPE, proof=True, access_type="offline", prompt="consent")


def offers(app: App, asking: Asking, pasted: str, base_url: str | None) -> Sequence[Offer]:
    """Return the one channel that was chosen in the browser: see `codeflow.Way`."""
    host, code = base_url or TOKENS, codeflow.code_in(pasted, asking)
    given = codeflow.exchange(host, "/token", app, asking, code)
    if not text(given, "refresh_token"):
        raise Refused("connect.not_for_good", host=host)
    expires = plus(SystemClock().now(), (number(given, "expires_in") or 3600) * SECOND)
    secret = {
        "client_id": app.client_id,
        "client_secret": app.client_secret,
        "refresh_token": text(given, "refresh_token"),
        "access_token": codeflow.token_in(given, host),
        "expires": iso(expires),
    }
    return [Offer(_name(base_url or API, secret), base_url or API, secret)]


def _name(base_url: str, secret: dict[str, str]) -> str:
    connector = open_connector(base_url, secret, secret.update)
    try:
        return connector.check().name
    finally:
        connector.close()
