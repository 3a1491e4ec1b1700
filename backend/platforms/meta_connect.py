"""Connecting what hangs on a Facebook login: pages, and the Instagram accounts that belong to them.

A person's login lasts an hour; it is exchanged for one of 60 days, and that for the pages' own, which last until the
person loses their role or password. Only those are kept.
Source: Meta, facebook-login/guides/access-tokens (long-lived), graph-api/reference/user/accounts.
"""

from collections.abc import Iterator

from backend.platforms import codeflow
from backend.platforms.base import Refused
from backend.platforms.codeflow import App, Asking
from backend.platforms.fields import Fields
from backend.platforms.graph import VERSION, Graph

WWW = "https://www.facebook.com"
API = "https://graph.facebook.com"
TOKENS = f"/{VERSION}/oauth/access_token"

MOST = 20
"""Pages of the list of pages that are read: 500 pages of the organisation."""


def asking(app: App, scopes: str, base_url: str | None) -> Asking:
    """Return the link where a person lets our app act for their pages."""
    return codeflow.ask(f"{base_url or WWW}/{VERSION}/dialog/oauth", app, scopes)


def pages(app: App, asking: Asking, pasted: str, base_url: str | None, fields: str) -> Iterator[Fields]:
    """Yield the pages that the login reaches, with the `fields` asked for. Raises Refused when it reaches none."""
    host, code = base_url or API, codeflow.code_in(pasted, asking)
    named = {"client_id": app.client_id, "client_secret": app.client_secret}
    short = codeflow.read(host, TOKENS, named | {"redirect_uri": app.redirect, "code": code})
    longer = {"grant_type": "fb_exchange_token", "fb_exchange_token": codeflow.token_in(short, host)}
    token = codeflow.token_in(codeflow.read(host, TOKENS, named | longer), host)
    graph = Graph(host, {"token": token, "app_secret": app.client_secret})
    try:
        found = list(graph.every("/me/accounts", MOST, fields=fields, limit=25))
    finally:
        graph.http.close()
    if not found:
        raise Refused("connect.no_pages")
    yield from found
